"""What a search finds, and in which order."""

import pytest
from django.test import Client
from taggit.models import Tag

from blog.models import BlogPostPage
from search.queries import RESULTS_PER_PAGE
from tests.factories.comments import published_comment
from tests.factories.pages import author, live_post
from tests.forms import soup

pytestmark = pytest.mark.django_db

TEXT_BLOCKS = [
    ("paragraph", "<p>The <b>heron</b> is back.</p>"),
    ("heading", {"text": "Where the heron sits", "level": "h2"}),
    ("quote", {"text": "<p>I saw a heron.</p>", "attribution": "Nora", "source_url": ""}),
    ("quote", {"text": "<p>I saw it.</p>", "attribution": "The heron society", "source_url": ""}),
    ("bullet_list", "<ul><li>One</li><li>A heron</li></ul>"),
    ("numbered_list", "<ol><li>Feed the heron</li></ol>"),
    ("callout", {"kind": "note", "title": "Heron", "text": "<p>Do not feed it.</p>"}),
    ("callout", {"kind": "note", "title": "Birds", "text": "<p>Not the heron.</p>"}),
    ("embed", {"url": "https://vimeo.com/76979871", "title": "A heron at dawn"}),
    ("code", {"code": "SELECT 1", "language": "sql", "caption": "Counting the heron"}),
    (
        "table",
        {
            "caption": "Birds",
            "columns": [{"type": "text", "heading": "Bird"}],
            "rows": [{"values": ["Heron"]}],
        },
    ),
]


def body_of(name: str, value: object) -> list[tuple[str, object]]:
    """The body of a post with one block, its value as the block's own Python value."""
    block = BlogPostPage._meta.get_field("body").stream_block.child_blocks[name]
    return [(name, block.normalize(value) if name == "table" else value)]


def found(client: Client, query: str, **parameters: str) -> list[str]:
    """The titles of the posts that a search shows, best first."""
    response = client.get("/search/", {"q": query, **parameters})
    assert response.status_code == 200
    headings = soup(response.text).select("main .card h2, main .card h3, main .p-name")
    return [heading.get_text(" ", strip=True) for heading in headings]


def found_comments(client: Client, query: str) -> str:
    """The text of the comments that a search shows, without its marks."""
    response = client.get("/search/", {"q": query, "in": "comments"})
    return " ".join(tag.get_text() for tag in soup(response.text).select(".found-comment"))


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "The heron is back"},
        {"introduction": "News of the heron."},
        {"tags": ["Heron"]},
        *({"body": [block]} for block in TEXT_BLOCKS[:-1]),
    ],
)
def test_a_post_is_found_by_its_words(as_nobody: Client, fields: dict[str, object]) -> None:
    live_post("Something else")

    post = live_post(**fields)

    assert found(as_nobody, "heron") == [post.title]


def test_a_post_is_found_by_the_words_of_a_table(as_nobody: Client) -> None:
    post = live_post(body=body_of(*TEXT_BLOCKS[-1]))

    assert found(as_nobody, "heron") == [post.title]


def test_a_post_is_found_by_its_authors(as_nobody: Client) -> None:
    post = live_post(authors=[author("Jane Poole"), author("Henry Heron")])

    assert found(as_nobody, "heron") == [post.title]


def test_program_text_is_not_searched(as_nobody: Client) -> None:
    live_post(body=[("code", {"code": "heron = 1", "language": "python", "caption": ""})])

    assert found(as_nobody, "heron") == []


def test_a_comment_is_found_by_its_words(as_nobody: Client) -> None:
    published_comment(live_post(), comment="I saw a heron there.")

    assert "I saw a heron there." in found_comments(as_nobody, "heron")


def test_comments_are_shown_beside_posts(as_nobody: Client) -> None:
    published_comment(live_post(), comment="I saw a heron there.")

    beside = soup(as_nobody.get("/search/?q=heron").text).select(".found-comment")
    assert "I saw a heron there." in beside[0].get_text()


def test_a_comment_leads_to_where_it_stands(as_nobody: Client) -> None:
    entry = published_comment(live_post(), comment="I saw a heron there.")

    assert f'href="/comments/{entry.pk}/"' in as_nobody.get("/search/?q=heron").text


@pytest.mark.parametrize("query", ["HERON", "Heron", " heron ", "heron!", "(heron)"])
def test_case_and_signs_do_not_matter(as_nobody: Client, query: str) -> None:
    post = live_post("The heron is back")

    assert found(as_nobody, query) == [post.title]


def test_what_has_all_of_the_words_comes_before_what_has_some(as_nobody: Client) -> None:
    both = live_post("What happened", body=[("paragraph", "<p>A heron on the bridge.</p>")])
    some = [live_post("A heron"), live_post("A bridge")]

    assert found(as_nobody, "heron bridge")[0] == both.title
    assert set(found(as_nobody, "heron bridge")[1:]) == {post.title for post in some}


def test_where_a_page_is_full_of_what_has_all_words_nothing_else_is_shown(
    as_nobody: Client,
) -> None:
    for n in range(RESULTS_PER_PAGE):
        live_post(f"Heron on bridge {n}")
    live_post("Only a heron")

    assert "Only a heron" not in found(as_nobody, "heron bridge", page="2")
    assert len(found(as_nobody, "heron bridge")) == RESULTS_PER_PAGE


def test_the_order_of_words_does_not_matter(as_nobody: Client) -> None:
    post = live_post("A heron on the bridge")

    assert found(as_nobody, "bridge heron") == [post.title]


def test_where_nothing_has_all_words_some_are_enough(as_nobody: Client) -> None:
    post = live_post("A heron")

    assert found(as_nobody, "heron zeppelin") == [post.title]


def test_the_reader_is_told_that_some_words_were_enough(as_nobody: Client) -> None:
    live_post("A heron")

    assert "Nothing has all of these words" in as_nobody.get("/search/?q=heron+zeppelin").text


def test_a_phrase_is_found_word_for_word(as_nobody: Client) -> None:
    post = live_post("A lamp in the dark street")
    live_post("The street with a dark lamp")

    assert found(as_nobody, '"dark street"') == [post.title]


def test_a_phrase_may_stand_in_any_quotes(as_nobody: Client) -> None:
    post = live_post("A lamp in the dark street")
    live_post("The street with a dark lamp")

    assert found(as_nobody, "“dark street”") == [post.title]


def test_words_and_a_phrase_are_looked_for_together(as_nobody: Client) -> None:
    post = live_post("A lamp in the dark street")
    live_post("A cat in the dark street")

    assert found(as_nobody, 'lamp "dark street"') == [post.title]


def test_the_title_weighs_more_than_the_text(as_nobody: Client) -> None:
    filler = "<p>" + "Words about other things. " * 20 + "</p>"
    in_text = live_post("Notes from the river", body=[("paragraph", f"<p>A heron.</p>{filler}")])
    in_title = live_post("Heron", body=[("paragraph", filler)])
    for n in range(10):
        live_post(f"Something else {n}", body=[("paragraph", filler)])

    assert found(as_nobody, "heron") == [in_title.title, in_text.title]


def test_results_have_pages(as_nobody: Client) -> None:
    posts = {live_post(f"Heron number {n}").title for n in range(RESULTS_PER_PAGE + 3)}

    first, second = found(as_nobody, "heron"), found(as_nobody, "heron", page="2")

    assert (len(first), len(second)) == (RESULTS_PER_PAGE, 3)
    assert set(first) | set(second) == posts


def test_the_link_to_the_next_page_keeps_the_words(as_nobody: Client) -> None:
    for n in range(RESULTS_PER_PAGE + 1):
        live_post(f"Heron number {n}")

    page = soup(as_nobody.get("/search/?q=heron+number").text)
    link = page.select_one("main a[href*='page=2']")

    assert found(as_nobody, "heron number", page="2")
    assert "q=heron" in link["href"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "999", "99999999999999999999", "1.5", ""])
def test_a_page_that_does_not_exist_is_the_nearest(as_nobody: Client, number: str) -> None:
    post = live_post("The heron is back")

    assert found(as_nobody, "heron", page=number) == [post.title]


def test_a_renamed_tag_is_found_by_its_new_name(as_nobody: Client) -> None:
    post = live_post(tags=["Birds"])
    tag = Tag.objects.get(name="Birds")

    tag.name = "Heron"
    tag.save()

    assert found(as_nobody, "heron") == [post.title]


def test_a_renamed_tag_is_not_found_by_its_old_name(as_nobody: Client) -> None:
    live_post(tags=["Birds"])
    tag = Tag.objects.get(name="Birds")

    tag.name = "Heron"
    tag.save()

    assert found(as_nobody, "birds") == []


def test_a_renamed_author_is_found_by_the_new_name(as_nobody: Client) -> None:
    writer = author("Jane Poole")
    post = live_post(authors=[writer])

    writer.name = "Jane Heron"
    writer.save()

    assert found(as_nobody, "heron") == [post.title]


def test_a_tag_that_was_added_later_is_found(as_nobody: Client) -> None:
    post = live_post()

    post.tags.add("Heron")
    post.save_revision().publish()

    assert found(as_nobody, "heron") == [post.title]


def test_an_empty_search_shows_the_form_only(as_nobody: Client) -> None:
    live_post("The heron is back")

    assert found(as_nobody, "") == []


def test_a_search_that_finds_nothing_says_so(as_nobody: Client) -> None:
    assert "No post has “zeppelin”." in as_nobody.get("/search/?q=zeppelin").text


def test_the_form_keeps_what_was_typed(as_nobody: Client) -> None:
    page = soup(as_nobody.get("/search/", {"q": '"dark <b>street'}).text)

    assert page.select_one("main input[name=q]")["value"] == '"dark <b>street'


def test_a_search_is_only_asked(as_nobody: Client) -> None:
    assert as_nobody.post("/search/", {"q": "heron"}).status_code == 405
