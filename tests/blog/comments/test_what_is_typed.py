"""Characters that are there to deceive or to break, and decisions on a page grown old."""

from typing import Any

import pytest
from django.test import Client

from blog.comments import actions, fields, personal_data
from blog.comments.afterwards import EditForm, ReviewForm
from blog.comments.fields import LONGEST_SHOWN, MOST_MARKS
from blog.comments.models import Comment, Status
from blog.models import BlogPostPage
from tests.factories.comments import held_comment, removed_comment, rule
from tests.factories.people import administrator, moderator

pytestmark = pytest.mark.django_db


def send(client: Client, post: BlogPostPage, **changes: str) -> Any:
    """Send a comment as guest Nora, unless the test says otherwise."""
    words = {"name": "Nora", "email": "", "comment": "Hello."} | changes
    return client.post(f"/comments/form/{post.pk}/", words)


def test_an_address_longer_than_any_is_refused_in_words(
    as_nobody: Client, post: BlogPostPage
) -> None:
    response = send(as_nobody, post, email=f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 70}.org")

    assert response.status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        *("\u200b\u200b", "\u3164", "\u202e\u202c", " \t ", "..."),
        *("\u115f", "\u1160", "\uffa0", "\u2800\u3164"),
    ],
)
def test_a_name_has_something_to_see(as_nobody: Client, post: BlogPostPage, name: str) -> None:
    response = send(as_nobody, post, name=name)

    assert (response.status_code == 302) == (name == "...")


def test_a_name_with_a_link_is_refused_in_words(as_nobody: Client, post: BlogPostPage) -> None:
    response = send(as_nobody, post, name="Buy at www.spam.test")

    assert response.status_code == 422
    assert "A name holds no link." in response.text


def test_no_letter_has_a_tower_of_marks(as_nobody: Client, post: BlogPostPage) -> None:
    send(as_nobody, post, name="N" + "\u0301\u200d" * 20, comment="\u0489" * 1000 + " e\u0489" * 9)

    written = Comment.objects.get()
    assert written.user_name.count("\u0301") == MOST_MARKS
    assert written.comment == "\u0489" * MOST_MARKS + " e\u0489" * 9


@pytest.mark.parametrize(
    ("field", "limit"), [("comment", 3000), ("name", 50), ("email", 254), ("website", 0)]
)
def test_what_nobody_can_have_typed_is_refused_and_only_its_beginning_comes_back(
    as_nobody: Client, post: BlogPostPage, field: str, limit: int
) -> None:
    endless = "a\u0489@b." * 20_000
    response = send(as_nobody, post, **{field: endless})

    assert response.status_code == 422
    assert endless[:LONGEST_SHOWN] in response.text
    assert endless[: LONGEST_SHOWN + 1] not in response.text
    assert not limit or f"{limit} characters" in response.text


def test_nothing_looks_through_an_endless_text(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(fields, "with_few_marks", lambda text: seen.append(len(text)) or text)
    monkeypatch.setattr(personal_data, "find", lambda text: seen.append(len(text)) or [])

    for form in (EditForm({"comment": "a" * 30_001}), ReviewForm({"why": "a" * 10_001})):
        assert not form.is_valid()

    assert seen == []


def test_a_text_somewhat_too_long_comes_back_whole(as_nobody: Client, post: BlogPostPage) -> None:
    text = "word " * 5000 + "end"

    response = send(as_nobody, post, comment=text)

    assert response.status_code == 422
    assert text in response.text
    assert "yours has 25003" in response.text


def test_nothing_turns_the_text_around(as_nobody: Client, post: BlogPostPage) -> None:
    send(
        as_nobody, post, name="\u202eeman\u2066", comment="\u202egnp.exe\u2067\x01\x1b\nNext\tline"
    )

    written = Comment.objects.get()
    assert (written.user_name, written.comment) == ("eman", "gnp.exe\nNext\tline")


def test_other_scripts_and_joined_signs_stay_as_they_are(
    as_nobody: Client, post: BlogPostPage
) -> None:
    text = "שלום مرحبا नमस्ते 👩\u200d👧 café"
    send(as_nobody, post, name="मीरा", comment=text)

    assert (Comment.objects.get().user_name, Comment.objects.get().comment) == ("मीरा", text)


def test_a_decision_on_an_old_page_does_not_overturn_another(post: BlogPostPage) -> None:
    entry = held_comment(post)
    seen = f"{entry.pk}:{entry.seen_as}"
    actions.refuse(comment=entry, by=administrator(), rule=rule())
    client = Client()
    client.force_login(moderator())

    page = client.post(
        "/admin/comments/comment/?list=waiting",
        {"one": f"approve:{entry.pk}", "seen": seen},
        follow=True,
    )

    assert Comment.objects.get(pk=entry.pk).status == Status.REFUSED
    assert "was first" in page.text


def test_a_change_of_mind_is_possible(post: BlogPostPage) -> None:
    entry = actions.refuse(comment=held_comment(post), by=administrator(), rule=rule())
    client = Client()
    client.force_login(moderator())

    client.post(
        "/admin/comments/comment/?list=refused",
        {"one": f"approve:{entry.pk}", "seen": f"{entry.pk}:{entry.seen_as}"},
    )

    assert Comment.objects.get(pk=entry.pk).status == Status.PUBLISHED


def test_the_name_on_a_removed_comment_is_not_told(as_nobody: Client, post: BlogPostPage) -> None:
    gone = removed_comment(post, user_name="Something rude")

    words = {"name": "Nora", "comment": "Hello."}
    assert "Something rude" not in as_nobody.post(f"/comments/reply/{gone.pk}/", words).text
