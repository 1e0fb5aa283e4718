"""A blank form of the editor makes one page, however often it is sent, and whoever else writes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from blog.models import BlogPostPage
from cms.models import User
from tests.crowds import at_once
from tests.editing import complaints, open_editor, prose
from tests.factories.pages import author, site_tree
from tests.factories.people import editor

pytestmark = pytest.mark.django_db(transaction=True)
Send = Callable[..., Any]


def blank_form(who: User) -> Send:
    """A function that sends one and the same blank form, with whatever was typed since."""
    desk = Client()
    desk.force_login(who)
    form = open_editor(desk, f"/admin/pages/add/blog/blogpostpage/{site_tree().blog.pk}/")

    def send(button: str = "", *, autosave: bool = False, **fields: Any) -> Any:
        signed = [author.pk for author in fields.pop("authors", [])]
        words = fields.pop("words", "Text.")
        filled = form.fill(**({"title": "Bridge", "slug": "bridge", "introduction": "x"} | fields))
        data = filled.press() | {button: "x"}
        rows = inline_formset([{"author": pk} for pk in signed])
        body = streamfield([("paragraph", prose(f"<p>{words}</p>"))])
        data.update(nested_form_data({"body": body, "post_authors": rows}))
        browser = Client()
        browser.cookies = desk.cookies
        headers = {"accept": "application/json"} if autosave else {}
        return browser.post(form.action, data, headers=headers, follow=True)

    return send


def test_saved_by_itself_and_published_it_is_one_post_with_what_was_typed_last() -> None:
    send, first, second = blank_form(editor()), author(), author()

    saved = send(autosave=True, authors=[first], words="Early.")
    published = send("action-publish", authors=[first, second], words="Late.", title="New bridge")

    assert saved.json()["success"]
    assert "published" in complaints(published)
    post = BlogPostPage.objects.get()
    assert post.live
    assert post.title == "New bridge"
    assert [who.pk for who in post.authors] == [first.pk, second.pk]
    assert "Late." in str(post.body)


def test_a_save_by_itself_that_comes_too_late_changes_nothing() -> None:
    send = blank_form(editor())

    send("action-publish", words="Late.")
    saved = send(autosave=True, words="Early.")

    assert saved.status_code == 400
    assert "Late." in str(BlogPostPage.objects.get().get_latest_revision_as_object().body)


def test_both_at_the_same_moment_make_one_post_and_no_failure() -> None:
    for _round in range(3):
        send = blank_form(editor())
        slug = f"bridge-{_round}"

        answers = at_once(
            lambda send=send, slug=slug: send(autosave=True, slug=slug),
            lambda send=send, slug=slug: send("action-publish", slug=slug),
            lambda send=send, slug=slug: send("action-publish", slug=slug),
        )

        assert {answer.status_code for answer in answers} <= {200, 400}
        post = BlogPostPage.objects.get(slug__startswith=slug)
        assert post.live
        assert post.slug == slug


def test_two_people_who_choose_one_address_at_the_same_moment_both_keep_their_text() -> None:
    first, second = blank_form(editor()), blank_form(editor())

    answers = at_once(lambda: first(words="One."), lambda: second(words="Two."))
    assert {answer.status_code for answer in answers} == {200}
    slugs = BlogPostPage.objects.order_by("slug").values_list("slug", flat=True)
    assert list(slugs) == ["bridge", "bridge-2"]

    answers = at_once(
        lambda: blank_form(editor())("action-publish", slug="mill"),
        lambda: blank_form(editor())("action-publish", slug="mill", words="Kept."),
    )
    assert {answer.status_code for answer in answers} == {200}
    assert BlogPostPage.objects.filter(slug="mill").count() == 1
    assert sum("already in use" in complaints(answer) for answer in answers) == 1


def test_a_key_of_somebody_else_leads_to_no_page_of_theirs() -> None:
    mine, blog = blank_form(editor()), site_tree().blog
    mine(autosave=True)
    stranger = Client()
    stranger.force_login(editor())
    form = open_editor(stranger, f"/admin/pages/add/blog/blogpostpage/{blog.pk}/")
    from blog.writing.models import NewPage

    key = str(NewPage.objects.get().key)
    sent = form.fill(title="Not yours", slug="other").press() | {
        "new-page-key": key,
        "body-count": "0",
    }
    answer = stranger.post(form.action, sent, follow=True)

    assert answer.status_code == 200
    assert BlogPostPage.objects.get(slug="bridge").title == "Bridge"
    assert BlogPostPage.objects.get(slug="other").title == "Not yours"


def schedule(post: BlogPostPage, who: User) -> None:
    """Have it go live tomorrow, by the newest version."""
    draft = post.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision(user=who).publish(user=who)


def lock(post: BlogPostPage, who: User) -> None:
    """Lock it for everybody else."""
    post.locked, post.locked_by = True, editor()
    post.save(update_fields=["locked", "locked_by"])


def hand_in(post: BlogPostPage, who: User) -> None:
    """Ask for a review of the newest version."""
    post.get_workflow().start(post, who)


def publish(post: BlogPostPage, who: User) -> None:
    """Make the newest version public."""
    post.get_latest_revision().publish(user=who)


def go_on_writing(post: BlogPostPage, who: User) -> None:
    """Save another version."""
    post.get_latest_revision_as_object().save_revision(user=who)


def save_over(post: BlogPostPage, who: User) -> None:
    """Save as the editor does by itself: into the version that is there."""
    newest = post.get_latest_revision()
    newest.as_object().save_revision(user=who, overwrite_revision=newest)


@pytest.mark.parametrize(
    "since",
    [schedule, lock, hand_in, publish, go_on_writing, save_over],
    ids=lambda it: it.__name__,
)
@pytest.mark.parametrize("button", ["", "action-publish"], ids=["save", "publish"])
def test_a_blank_form_changes_no_version_that_went_on_without_it(
    since: Callable[[BlogPostPage, User], None], button: str
) -> None:
    who = editor()
    send, signed = blank_form(who), author()
    send(authors=[signed], tags="roads", title="“Bridge” & <co>")
    since(BlogPostPage.objects.get(), who)
    before = BlogPostPage.objects.get()
    stored = before.get_latest_revision()

    answer = send(button, authors=[], tags="", words="Typed late.")

    assert answer.status_code == 200
    assert "Nothing was saved now" in complaints(answer)
    assert "“Bridge” & <co>" in complaints(answer)
    assert f"/admin/pages/{before.pk}/edit/" in answer.text
    # Nothing that was typed is lost.
    assert "Typed late." in answer.text
    after = BlogPostPage.objects.get()
    assert after.get_latest_revision() == stored
    assert after.get_latest_revision().content == stored.content
    assert [row["author"] for row in stored.content["post_authors"]] == [signed.pk]
    assert len(stored.content["tagged_items"]) == 1
    assert (after.live, after.title) == (before.live, before.title)


def test_a_blank_form_that_is_refused_takes_no_row_from_the_draft_that_it_made() -> None:
    send, signed = blank_form(editor()), author()
    send(authors=[signed], tags="roads")
    stored = BlogPostPage.objects.get().get_latest_revision()

    assert "due to validation errors" in complaints(send("action-publish", introduction=""))
    assert BlogPostPage.objects.get().get_latest_revision().content == stored.content

    for words in ("Second.", "Third."):
        send(authors=[signed], tags="roads", words=words)
        draft = BlogPostPage.objects.get().get_latest_revision_as_object()
        assert words in str(draft.body)
        assert [who.pk for who in draft.authors] == [signed.pk]


def test_an_invalid_form_leaves_nothing_behind_and_can_be_sent_again() -> None:
    send = blank_form(editor())

    refused = send("action-publish", introduction="")
    assert "could not be created" in complaints(refused)
    send("action-publish")

    assert BlogPostPage.objects.get().live
    assert connection.in_atomic_block is False
