"""The discussion as it stands under a post, and the permalinks into it."""

import pytest
from bs4 import Tag
from django.test import Client

from blog.comments.models import Comment, Status
from blog.comments.threads import REPLIES_SHOWN
from blog.models import BlogPostPage
from tests.factories.comments import (
    comment,
    held_comment,
    many_comments,
    published_comment,
    removed_comment,
    take_away,
    thread,
)
from tests.factories.people import reader
from tests.forms import soup

pytestmark = pytest.mark.django_db


def section(client: Client, address: str) -> Tag:
    """The discussion in the page at an address."""
    found = soup(client.get(address).text).select_one("article.h-entry #discussion")
    assert found
    return found


def anchors(found: Tag) -> list[str]:
    """The comments and notices, from top to bottom."""
    return [str(tag["id"]) for tag in found.select(".thread > [id]")]


def test_each_comment_is_an_article_with_its_number(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post)

    article = section(as_nobody, post.url).select_one("article")
    assert article["id"] == f"c{entry.pk}"
    assert {"p-comment", "h-cite"} <= set(article["class"])


def test_a_comment_says_who_wrote_it_when(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post, user_name="Nora")

    article = section(as_nobody, post.url).select_one("article")
    assert article.select_one(".p-author").get_text(strip=True) == "Nora"
    assert article.select_one("time.dt-published")["datetime"].startswith(
        entry.published_at.strftime("%Y-%m-%dT%H:%M:%S")
    )


def test_the_heading_counts_what_can_be_read(as_nobody: Client, post: BlogPostPage) -> None:
    thread(post, 0, 1)
    held_comment(post)

    assert section(as_nobody, post.url).h2.get_text(strip=True) == "2 comments"


def test_a_post_nobody_commented_on_invites_to(as_nobody: Client, post: BlogPostPage) -> None:
    link = section(as_nobody, post.url).select_one("[data-comment-form]")

    assert link["href"] == f"/comments/form/{post.pk}/"


def test_a_closed_post_shows_what_was_said_and_no_way_to_add(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = published_comment(post)
    post.comments_open = False
    post.save_revision().publish()

    found = section(as_nobody, post.url)
    assert anchors(found) == [f"c{entry.pk}"]
    assert not found.select("[data-comment-form]")


def test_each_comment_can_be_answered(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post)

    link = section(as_nobody, post.url).select_one(f"#c{entry.pk} [data-comment-form]")
    assert link["href"] == f"/comments/reply/{entry.pk}/"


def test_a_deep_reply_says_whom_it_answers(as_nobody: Client, post: BlogPostPage) -> None:
    _first, reply, deep = thread(post, 0, 1, 2)

    assert section(as_nobody, post.url).select_one(f"#c{deep.pk} a[href='#c{reply.pk}']")


def test_a_removed_comment_with_answers_is_a_notice_without_its_words(
    as_nobody: Client, post: BlogPostPage
) -> None:
    first, _reply = thread(post, 0, 1)

    take_away(first)

    found = section(as_nobody, post.url)
    assert "removed by a moderator" in found.select_one(f"#c{first.pk}").get_text()
    assert first.comment not in found.get_text()
    assert first.user_name not in found.get_text()


def test_a_withdrawn_comment_says_that_its_writer_took_it_back(
    as_nobody: Client, post: BlogPostPage
) -> None:
    first, _reply = thread(post, 0, 1)

    take_away(first, Status.WITHDRAWN)

    notice = section(as_nobody, post.url).select_one(f"#c{first.pk}")
    assert "withdrawn by its writer" in notice.get_text()


PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ settings.SECRET_KEY }}"


def test_what_readers_type_is_only_ever_text(as_nobody: Client, post: BlogPostPage) -> None:
    published_comment(post, comment=PAYLOAD, user_name=PAYLOAD[:50])

    found = section(as_nobody, post.url)
    assert not found.select("script, img")
    assert PAYLOAD in found.get_text()


def test_the_address_of_a_writer_is_never_shown(as_nobody: Client, post: BlogPostPage) -> None:
    user = reader()
    published_comment(post, user_email="nora@example.org")
    published_comment(post, user=user)

    page = as_nobody.get(post.url).text
    assert "nora@example.org" not in page
    assert user.email not in page


def test_a_long_thread_leads_to_all_of_its_replies(as_nobody: Client, post: BlogPostPage) -> None:
    root, *_replies = many_comments(post, [None, *[0] * (REPLIES_SHOWN + 2)])

    assert section(as_nobody, post.url).select(f"a[href^='?thread={root.pk}']")


def test_a_long_thread_leads_to_all_of_its_replies_after_removals(
    as_nobody: Client, post: BlogPostPage
) -> None:
    root, *replies = many_comments(post, [None, *[0] * (REPLIES_SHOWN * 2)])
    for reply in replies[:3]:
        take_away(reply)

    assert section(as_nobody, post.url).select(f"a[href^='?thread={root.pk}']")


def test_every_link_of_a_long_thread_can_be_followed(as_nobody: Client, post: BlogPostPage) -> None:
    root, *replies = many_comments(post, [None, *[0] * 150])

    seen, here = anchors(section(as_nobody, post.url)), f"?thread={root.pk}"
    pages = 0
    while here:
        pages += 1
        assert pages < 10, "The links lead in a circle."
        found = section(as_nobody, post.url + here)
        seen += anchors(found)
        following = found.select_one(".thread__more a")
        here = str(following["href"]) if following else ""

    assert {f"c{reply.pk}" for reply in replies} <= set(seen)


def test_later_and_earlier_threads_are_linked(as_nobody: Client, post: BlogPostPage) -> None:
    written = many_comments(post, [None] * 25)

    later = section(as_nobody, post.url).select_one("a[href^='?after=']")["href"]
    second = section(as_nobody, post.url + later)
    earlier = second.select_one("a[href^='?before=']")["href"]

    assert anchors(second) == [f"c{entry.pk}" for entry in written[20:]]
    assert len(anchors(section(as_nobody, post.url + earlier))) == 20


@pytest.mark.parametrize(
    "query",
    [
        "?after=0",
        "?before=0",
        "?after=-1",
        "?thread=x",
        "?thread=9999999999",
        "?thread=2147483648",
        "?thread=1&from=9999999999",
        "?after=9999999999",
        "?before=9999999999",
        "?after=%00",
    ],
)
def test_no_query_breaks_a_post(as_nobody: Client, post: BlogPostPage, query: str) -> None:
    thread(post, 0, 1)

    assert as_nobody.get(f"{post.url}{query}").status_code == 200


def test_a_permalink_leads_to_the_right_page_of_the_discussion(
    as_nobody: Client, post: BlogPostPage
) -> None:
    written = many_comments(post, [None] * 25)

    response = as_nobody.get(f"/comments/{written[22].pk}/")

    address, fragment = response.url.split("#")
    assert fragment in anchors(section(as_nobody, address))


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_only_public_comments_have_a_permalink(
    as_nobody: Client, post: BlogPostPage, status: Status
) -> None:
    assert as_nobody.get(f"/comments/{comment(post, status).pk}/").status_code == 404


def test_a_removed_thread_is_gone_from_the_page(as_nobody: Client, post: BlogPostPage) -> None:
    removed_comment(post)

    assert anchors(section(as_nobody, post.url)) == []
    assert Comment.objects.count() == 1
