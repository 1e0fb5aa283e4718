"""What cannot be sent as it stands: the words stay in the form, with a sentence beside them."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from blog.comments import authorship
from blog.comments.models import Comment, Status
from blog.comments.views import writing
from blog.models import BlogPostPage
from tests.factories.comments import (
    comment,
    held_comment,
    published_comment,
    removed_comment,
    take_away,
    thread,
)
from tests.factories.pages import (
    draft_post,
    live_post,
    private_post,
    restrict,
    site_tree,
)
from tests.factories.people import reader
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
GUEST = {"name": "Nora", "email": "", "comment": "A bridge is not enough."}
ADDRESS = "/comments/form/{}/"


def send(client: Client, post: BlogPostPage, **changes: str) -> Any:
    """Send a comment under a post; the guest's own words unless the test says otherwise."""
    return client.post(ADDRESS.format(post.pk), GUEST | changes)


def answer(client: Client, parent: Comment) -> Any:
    """Send a reply."""
    return client.post(f"/comments/reply/{parent.pk}/", GUEST)


def typed(response: Any) -> str:
    """What stands in the comment's field of the page that came back."""
    return soup(response.text).select_one("textarea[name=comment]").get_text().strip("\r\n")


LIMIT = settings.COMMENT_MAX_LENGTH
MISTAKES = [
    ({"comment": ""}, "Please write something first."),
    ({"comment": " \n\t\u00a0 "}, "Please write something first."),
    ({"comment": "x" * (LIMIT + 1)}, f"A comment may have up to {LIMIT} characters"),
    ({"comment": "NUL \x00 inside"}, "Null characters are not allowed."),
    ({"name": ""}, "Please give a name to show with your comment."),
    ({"name": "   "}, "Please give a name to show with your comment."),
    ({"name": "n" * 51}, "at most 50 characters"),
    ({"name": "N\x00ra"}, "Null characters are not allowed."),
    ({"email": "nora at example"}, "This is not an e-mail address."),
    ({"email": "nora@example.org\x00"}, "Null characters are not allowed."),
    ({"website": "https://spam.example"}, "This field is there to catch programs."),
]


@pytest.mark.parametrize(("changes", "sentence"), MISTAKES)
def test_a_mistake_is_named(
    as_nobody: Client, post: BlogPostPage, changes: dict[str, str], sentence: str
) -> None:
    response = send(as_nobody, post, **changes)

    assert response.status_code == 422
    assert sentence in response.text


@pytest.mark.parametrize(("changes", "sentence"), MISTAKES)
def test_nothing_with_a_mistake_is_stored(
    as_nobody: Client, post: BlogPostPage, changes: dict[str, str], sentence: str
) -> None:
    send(as_nobody, post, **changes)

    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"), [mistake for mistake in MISTAKES if "comment" not in mistake[0]]
)
def test_a_mistake_elsewhere_keeps_the_words(
    as_nobody: Client, post: BlogPostPage, changes: dict[str, str], sentence: str
) -> None:
    assert typed(send(as_nobody, post, **changes)) == GUEST["comment"]


def test_a_comment_that_is_too_long_is_kept_whole(as_nobody: Client, post: BlogPostPage) -> None:
    text = "Fourteen chars" * 300

    assert typed(send(as_nobody, post, comment=text)) == text


def test_the_longest_comment_is_stored_whole(as_nobody: Client, post: BlogPostPage) -> None:
    send(as_nobody, post, comment="ä" * LIMIT)

    assert len(Comment.objects.get().comment) == LIMIT


def test_line_breaks_count_once(as_nobody: Client, post: BlogPostPage) -> None:
    """A browser sends two characters for each line break; the writer sees one."""
    send(as_nobody, post, comment="x\r\n" * (LIMIT // 2))

    assert Comment.objects.count() == 1


def test_a_wrong_form_can_be_put_right_and_sent(as_nobody: Client, post: BlogPostPage) -> None:
    response = send(as_nobody, post, name="")

    form = read_form(response.text, ADDRESS.format(post.pk))
    as_nobody.post(form.action, form.fill(name="Nora").press())

    assert Comment.objects.get().comment == GUEST["comment"]


def test_the_trap_can_be_seen_once_it_has_caught_somebody(
    as_nobody: Client, post: BlogPostPage
) -> None:
    page = soup(send(as_nobody, post, website="x").text)

    assert not page.select_one("[aria-hidden=true] input[name=website]")


def test_a_wrong_field_says_so_to_a_screen_reader(as_nobody: Client, post: BlogPostPage) -> None:
    page = soup(send(as_nobody, post, name="").text)

    field = page.select_one("main input[name=name]")
    described_by = field["aria-describedby"].split()
    assert field["aria-invalid"] == "true"
    assert all(page.find(id=name) for name in described_by)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_is_not_there_to_comment_on(as_nobody: Client, method: str) -> None:
    address = ADDRESS.format(draft_post().pk)

    assert getattr(as_nobody, method)(address, GUEST).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_private_post_is_not_there_to_comment_on(as_nobody: Client, method: str) -> None:
    address = ADDRESS.format(private_post().pk)

    assert getattr(as_nobody, method)(address, GUEST).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["/comments/reply/{}/", "/comments/{}/"])
def test_comments_of_a_private_post_are_not_shown(
    as_nobody: Client, post: BlogPostPage, address: str, method: str
) -> None:
    hidden = published_comment(post, comment="Among ourselves.")
    restrict(post)

    response = getattr(as_nobody, method)(address.format(hidden.pk), GUEST)

    assert response.status_code in {404, 405}
    assert "Among ourselves" not in response.text


def test_a_closed_post_takes_no_comment(as_nobody: Client) -> None:
    post = live_post(comments_open=False)

    response = send(as_nobody, post)

    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert "Comments on this post are closed." in response.text


def test_words_for_a_post_that_was_closed_meanwhile_are_kept(as_nobody: Client) -> None:
    assert typed(send(as_nobody, live_post(comments_open=False))) == GUEST["comment"]


def test_a_page_without_a_discussion_takes_no_comment(as_nobody: Client) -> None:
    response = as_nobody.post(ADDRESS.format(site_tree().home.pk), GUEST)

    assert (response.status_code, Comment.objects.count()) == (422, 0)


def test_a_closed_post_takes_no_reply(as_nobody: Client, post: BlogPostPage) -> None:
    parent = published_comment(post)
    post.comments_open = False
    post.save()

    assert answer(as_nobody, parent).status_code == 422


@pytest.mark.parametrize("status", [Status.HELD, Status.SPAM, Status.REFUSED, Status.UNCONFIRMED])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_never_public_cannot_be_answered_or_seen(
    as_nobody: Client, post: BlogPostPage, status: Status, method: str
) -> None:
    hidden = comment(post, status, comment="Not to be seen.")

    response = getattr(as_nobody, method)(f"/comments/reply/{hidden.pk}/", GUEST)

    assert response.status_code == 404
    assert "Not to be seen." not in response.text


def test_a_reply_to_what_was_removed_meanwhile_is_kept(
    as_nobody: Client, post: BlogPostPage
) -> None:
    response = answer(as_nobody, removed_comment(post))

    assert (response.status_code, typed(response)) == (422, GUEST["comment"])
    assert "no longer here" in response.text


def test_a_reply_to_what_was_removed_does_not_show_it(
    as_nobody: Client, post: BlogPostPage
) -> None:
    removed = removed_comment(post, comment="Something awful.")

    assert "Something awful." not in answer(as_nobody, removed).text


def test_a_reply_to_what_was_removed_is_not_stored(as_nobody: Client, post: BlogPostPage) -> None:
    answer(as_nobody, removed_comment(post))

    assert Comment.objects.count() == 1


def test_a_reply_that_would_be_too_deep_is_kept(as_nobody: Client, post: BlogPostPage) -> None:
    written = thread(post, *range(settings.COMMENTS_XTD_MAX_THREAD_LEVEL + 1))

    response = answer(as_nobody, written[-1])

    assert (response.status_code, typed(response)) == (422, GUEST["comment"])
    assert "as deep as it may get" in response.text
    assert Comment.objects.count() == len(written)


def test_a_reply_to_what_is_removed_in_this_very_moment_is_kept(
    as_nobody: Client, post: BlogPostPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = published_comment(post)

    def write_too_late(**what: Any) -> Comment:
        take_away(parent)
        return authorship.write(**what)

    late = type("Late", (), {"write": staticmethod(write_too_late)})
    monkeypatch.setattr(writing, "authorship", late)
    response = answer(as_nobody, parent)

    assert (response.status_code, typed(response)) == (422, GUEST["comment"])
    assert Comment.objects.count() == 1


def test_a_held_reply_does_not_open_a_thread_to_answers(
    as_nobody: Client, post: BlogPostPage
) -> None:
    held = held_comment(post, published_comment(post))

    assert answer(as_nobody, held).status_code == 404


def test_a_mistake_of_somebody_signed_in_is_named_too(
    as_nobody: Client, post: BlogPostPage
) -> None:
    as_nobody.force_login(reader())

    assert "Please write something first." in send(as_nobody, post, comment=" ").text
