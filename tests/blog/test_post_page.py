"""A post as readers and programs get it."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from blog.models import BlogPostPage, RelatedPost
from tests.factories.comments import published_comment
from tests.factories.pages import author, draft_post, live_post, private_post
from tests.factories.people import editor, reader
from tests.factories.pictures import picture
from tests.forms import soup

pytestmark = pytest.mark.django_db


def page_of(client: Client, post: BlogPostPage) -> BeautifulSoup:
    """The page of a post."""
    response = client.get(post.url)
    assert response.status_code == 200
    return soup(response.text)


def test_a_post_is_marked_up_for_programs(as_nobody: Client) -> None:
    moment = datetime(2020, 5, 4, 9, 30, tzinfo=UTC)
    jane, henry = author("Jane Poole"), author("Henry")
    post = live_post("The bridge", published_at=moment, authors=[jane, henry], tags=["Roads"])

    entry = page_of(as_nobody, post).select_one("article.h-entry")

    assert entry.select_one("h1.p-name").get_text(strip=True) == "The bridge"
    assert entry.select_one("time.dt-published")["datetime"].startswith("2020-05-04T09:30")
    assert [tag.get_text() for tag in entry.select(".p-author.h-card")] == ["Jane Poole", "Henry"]
    assert [tag.get_text() for tag in entry.select(".p-category")] == ["Roads"]
    assert "Text." in entry.select_one(".e-content").get_text()


def test_the_discussion_stands_inside_the_post(as_nobody: Client) -> None:
    post = live_post()
    entry = published_comment(post)

    assert page_of(as_nobody, post).select(f"article.h-entry article#c{entry.pk}")


def test_a_post_names_its_address(as_nobody: Client) -> None:
    post = live_post()

    link = page_of(as_nobody, post).select_one("link[rel=canonical]")
    assert link["href"] == f"http://testserver{post.url}"


def test_the_address_of_a_post_is_the_same_on_every_page_of_its_discussion(
    as_nobody: Client,
) -> None:
    post = live_post()

    page = soup(as_nobody.get(f"{post.url}?after=1").text)
    assert page.select_one("link[rel=canonical]")["href"] == f"http://testserver{post.url}"


def test_the_introduction_describes_the_post_to_search_engines(as_nobody: Client) -> None:
    post = live_post(introduction='At "last" <open>.')

    tag = page_of(as_nobody, post).select_one("meta[name=description]")
    assert tag["content"] == 'At "last" <open>.'


def test_a_post_has_one_heading_of_the_first_level(as_nobody: Client) -> None:
    assert len(page_of(as_nobody, live_post()).select("h1")) == 1


def test_the_picture_at_the_top_is_described(as_nobody: Client) -> None:
    post = live_post(hero_image=picture(), hero_alt_text="The new bridge")

    image = page_of(as_nobody, post).select_one(".h-entry img")
    assert image["alt"] == "The new bridge"
    assert image["width"]
    assert image["height"]


def test_the_words_of_the_picture_itself_are_enough(as_nobody: Client) -> None:
    post = live_post(hero_image=picture(description="A heron"))

    assert page_of(as_nobody, post).select_one(".h-entry img")["alt"] == "A heron"


def test_a_post_sets_no_cookie_and_does_not_vary_by_it(as_nobody: Client) -> None:
    post = live_post(authors=[author()], tags=["a"], hero_image=picture())
    published_comment(post, user=reader())
    live_post(tags=["a"])

    response = as_nobody.get(post.url)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_somebody_signed_in_gets_no_page_that_a_shared_cache_could_give_to_others(
    as_nobody: Client,
) -> None:
    as_nobody.force_login(editor())

    response = as_nobody.get(live_post().url)

    assert "Cookie" in response.headers["Vary"]


def test_an_editor_is_offered_to_edit(as_nobody: Client) -> None:
    post = live_post()
    as_nobody.force_login(editor())

    assert f"/admin/pages/{post.pk}/edit/" in as_nobody.get(post.url).text


def test_no_page_has_a_style_or_a_script_in_itself(as_nobody: Client) -> None:
    page = page_of(as_nobody, live_post(authors=[author()], tags=["a"], hero_image=picture()))

    scripts = [tag for tag in page.select("script") if not tag.get("src")]
    assert [tag for tag in scripts if tag.get("type") != "application/ld+json"] == []
    assert page.select("style, [style]") == []
    assert [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")] == []


def test_no_page_loads_anything_from_elsewhere(as_nobody: Client) -> None:
    page = page_of(as_nobody, live_post(hero_image=picture()))

    addresses = [tag["src"] for tag in page.select("[src]")]
    addresses += [tag["href"] for tag in page.select("link[rel=stylesheet], link[rel=icon]")]
    assert addresses
    assert [address for address in addresses if "//" in address] == []


def test_a_private_post_asks_to_sign_in(as_nobody: Client) -> None:
    assert as_nobody.get(private_post().url).status_code == 302


def test_a_private_post_is_read_by_who_signed_in(as_nobody: Client) -> None:
    post = private_post()
    as_nobody.force_login(reader())

    assert as_nobody.get(post.url).status_code == 200


def test_a_private_post_is_never_kept_by_a_shared_cache(as_nobody: Client) -> None:
    post = private_post()
    as_nobody.force_login(reader())

    assert "private" in as_nobody.get(post.url).headers["Cache-Control"]


def test_a_post_that_does_not_exist_is_not_found(as_nobody: Client) -> None:
    response = as_nobody.get("/blog/nothing/")

    assert response.status_code == 404
    assert "<main" in response.text


def related(post: BlogPostPage) -> list[BlogPostPage]:
    """What the post says to read next."""
    return BlogPostPage.objects.get(pk=post.pk).related_posts()


def choose(post: BlogPostPage, *chosen: BlogPostPage) -> None:
    """Choose posts to read next, as an editor does."""
    post.chosen_posts.set([RelatedPost(post=other) for other in chosen])
    post.save()


def test_posts_that_share_tags_are_read_next() -> None:
    post, other = live_post(tags=["a"]), live_post(tags=["a"])
    live_post(tags=["b"])

    assert related(post) == [other]


def test_the_choice_of_an_editor_stands_first_in_its_order() -> None:
    post, shared = live_post(tags=["a"]), live_post(tags=["a"])
    first, second = live_post(), live_post()

    choose(post, second, first)

    assert related(post) == [second, first, shared]


def test_at_most_three_posts_are_read_next() -> None:
    post = live_post(tags=["a"])
    chosen = [live_post(tags=["a"]) for _ in range(5)]

    assert len(related(post)) == 3
    choose(post, *chosen)
    assert related(post) == chosen[:3]


def test_no_post_is_offered_twice() -> None:
    post, other = live_post(tags=["a"]), live_post(tags=["a"])

    choose(post, other)

    assert related(post) == [other]


def test_a_post_is_never_offered_under_itself() -> None:
    post = live_post(tags=["a"])

    choose(post, post)

    assert related(post) == []


def test_what_nobody_may_read_is_never_offered() -> None:
    post = live_post(tags=["a"])

    choose(post, draft_post(tags=["a"]), private_post(tags=["a"]))

    assert related(post) == []


def test_what_to_read_next_is_linked(as_nobody: Client) -> None:
    post, other = live_post(tags=["a"]), live_post(tags=["a"])

    assert page_of(as_nobody, post).select(f".read-next a[href='{other.url}']")


def test_a_draft_is_previewed_by_its_editor(as_nobody: Client) -> None:
    as_nobody.force_login(editor())
    post = draft_post("Not yet public", authors=[author()], tags=["a"])

    response = as_nobody.get(f"/admin/pages/{post.pk}/view_draft/")

    assert "Not yet public" in response.text


def test_the_author_of_a_draft_is_shown_in_the_order_of_the_byline() -> None:
    first, second = author("Zoe"), author("Adam")

    assert draft_post(authors=[first, second]).authors == [first, second]
