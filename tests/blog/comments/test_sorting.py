"""The newest thread first: every comment once, the way back, and permalinks as ever."""

import pytest
from django.test import Client

from blog.comments.threads import REPLIES_SHOWN, THREADS_PER_PAGE
from blog.models import BlogPostPage
from tests.blog.comments.test_discussion import anchors, section
from tests.factories.comments import many_comments, published_comment, thread

pytestmark = pytest.mark.django_db


def walk(client: Client, post: BlogPostPage, query: str, key: str) -> list[list[str]]:
    """What stands on each page of somebody who follows the links with `key` in them."""
    pages, here = [], query
    while here is not None:
        found = section(client, f"{post.url}{here}")
        pages.append(anchors(found))
        link = found.select_one(f"a[href^='?{key}=']")
        here = str(link["href"]) if link else None
        assert len(pages) < 10, "the links go round in circles"
    return pages


@pytest.mark.parametrize("total", [1, THREADS_PER_PAGE, THREADS_PER_PAGE + 1, 45])
def test_walking_from_the_newest_meets_each_thread_once(
    as_nobody: Client, post: BlogPostPage, total: int
) -> None:
    written = many_comments(post, [None] * total)

    pages = walk(as_nobody, post, "?sort=newest", "after")

    met = [anchor for page in pages for anchor in page]
    assert met == [f"c{entry.pk}" for entry in reversed(written)]


def test_walking_back_to_the_newest_meets_the_same_pages(
    as_nobody: Client, post: BlogPostPage
) -> None:
    written = many_comments(post, [None] * 45)
    last = f"?after={written[5].pk}&sort=newest"

    pages = walk(as_nobody, post, last, "before")

    met = [anchor for page in reversed(pages) for anchor in page]
    assert met == [f"c{entry.pk}" for entry in reversed(written)]


def test_replies_stay_in_reading_order(as_nobody: Client, post: BlogPostPage) -> None:
    first = thread(post, 0, 1, 2, 1)
    second = thread(post, 0, 1)

    found = section(as_nobody, f"{post.url}?sort=newest")

    assert anchors(found) == [f"c{entry.pk}" for entry in (*second, *first)]


def test_the_order_stays_while_one_thread_is_read(as_nobody: Client, post: BlogPostPage) -> None:
    root = many_comments(post, [None, *[0] * (REPLIES_SHOWN + 5)])[0]
    published_comment(post)

    found = section(as_nobody, f"{post.url}?sort=newest")
    link = found.select_one(f"a[href^='?thread={root.pk}']")
    alone = section(as_nobody, f"{post.url}{link['href']}")

    assert alone.select_one(".discussion__turn a")["href"] == f"{post.url}?sort=newest#discussion"


def test_both_orders_are_linked_and_the_present_one_is_marked(
    as_nobody: Client, post: BlogPostPage
) -> None:
    many_comments(post, [None] * 2)

    marked = [
        section(as_nobody, f"{post.url}{query}").select_one(".discussion__order [aria-current]")
        for query in ("", "?sort=newest", "?sort=nonsense")
    ]

    assert [link.get_text() for link in marked] == ["Oldest first", "Newest first", "Oldest first"]


def test_one_thread_cannot_be_sorted(as_nobody: Client, post: BlogPostPage) -> None:
    thread(post, 0, 1, 1)

    assert not section(as_nobody, post.url).select(".discussion__order")


@pytest.mark.parametrize("query", ["", "?sort=newest", "?after=1&sort=newest", "?thread=1"])
def test_the_canonical_address_is_the_post_itself(
    as_nobody: Client, post: BlogPostPage, query: str
) -> None:
    many_comments(post, [None] * 3)

    page = as_nobody.get(f"{post.url}{query}").text

    assert f'<link rel="canonical" href="http://testserver{post.url}">' in page


def test_a_reply_whose_question_is_on_another_page_links_to_it(
    as_nobody: Client, post: BlogPostPage
) -> None:
    shape: list[int | None] = [None, 0, *[1] * 120]
    root, question, *answers = many_comments(post, shape)

    found = section(as_nobody, f"{post.url}?thread={root.pk}&from={answers[110].pk}")

    link = found.select_one(f"#c{answers[115].pk} .comment__answers a")
    assert link["href"] == f"/comments/{question.pk}/"
