"""Nobody is kept out: axe finds nothing, and the keyboard alone reaches everything."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from blog.comments import answers, authorship, following, slowing
from blog.comments.models import Comment, EmailConfirmation, Question, Status, Subscription
from blog.comments.signed_links import address_token, follow_url, status_url
from blog.models import BlogPostPage
from tests.accessibility import axe_in_every_look
from tests.browser import Visit
from tests.factories.comments import comment, published_comment, thread
from tests.factories.pages import live_post
from tests.factories.people import moderator, official

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
WORDS = "A bridge is *not* enough.\n\n> We need two.\n\n- One\n- Two, see https://example.org/plan"
NORA = "nora@example.org"


@pytest.fixture
def busy_post() -> BlogPostPage:
    """A post with a thread, a notice in it, likes, and Markdown."""
    post = live_post("The heron bridge is open")
    first, reply, _deep, _other = thread(post, 0, 1, 2, 1)
    first.like_count, reply.edited_at = 3, timezone.now()
    first.set_text(WORDS)
    for entry in (first, reply):
        entry.save()
    gone = published_comment(post, first)
    published_comment(post, gone)
    Comment.objects.filter(pk=gone.pk).update(status=Status.REMOVED)
    return post


def decided(post: BlogPostPage, status: Status) -> Comment:
    """A comment by Nora in a state."""
    fields: dict[str, Any] = {"user_name": "Nora", "user_email": NORA, "reason": "Be civil."}
    if status in {Status.REFUSED, Status.REMOVED}:
        fields |= {"moderated_by": moderator(), "moderated_at": timezone.now()}
    return comment(post, status, comment=WORDS, **fields)


def test_the_thread(visit: Visit, busy_post: BlogPostPage) -> None:
    asked = published_comment(busy_post, question=Question.AWAITING)
    answers.answer(comment=asked, by=official(), text="On Monday.")
    published_comment(busy_post, question=Question.AWAITING)
    published_comment(busy_post, question=Question.PASSED_ON, passed_on_to="Highways")
    end = timezone.now() + timedelta(hours=1)
    slowing.slow(
        page=busy_post, thread=None, minutes=9, until=end, reason="Heated.", by=moderator()
    )
    reader = visit()
    reader.goto(busy_post.url)

    assert axe_in_every_look(reader) == []


def test_the_form_in_place_with_errors_and_with_a_preview(
    visit: Visit, busy_post: BlogPostPage
) -> None:
    reader = visit()
    reader.goto(busy_post.url)
    reader.get_by_role("link", name="Write a comment").first.click()
    expect(reader.locator("form.form")).to_be_visible()
    assert axe_in_every_look(reader) == []

    reader.get_by_role("button", name="Send comment").click()
    expect(reader.locator(".form__summary")).to_be_visible()
    assert axe_in_every_look(reader) == []

    reader.get_by_label("Your comment").fill(WORDS)
    reader.get_by_role("button", name="Preview").click()
    expect(reader.locator(".preview")).to_be_visible()
    assert axe_in_every_look(reader) == []


@pytest.mark.parametrize("kind", ["form", "reply"])
def test_the_page_with_the_form(visit: Visit, busy_post: BlogPostPage, kind: str) -> None:
    number = busy_post.pk if kind == "form" else Comment.objects.order_by("pk")[0].pk
    writer = visit()
    writer.goto(f"/comments/{kind}/{number}/")
    assert axe_in_every_look(writer) == []

    writer.get_by_role("button", name="Send").click()
    expect(writer.locator(".form__summary")).to_be_visible()
    assert axe_in_every_look(writer) == []

    writer.get_by_label("Your comment").fill("Write to nora@example.org, please.")
    writer.get_by_label("Your name").fill("Nora")
    writer.get_by_role("button", name="Send").click()
    expect(writer.locator(".field__found")).to_be_visible()
    assert axe_in_every_look(writer) == []


@pytest.mark.parametrize("status", Status)
def test_the_status_page_in_each_state(
    visit: Visit, busy_post: BlogPostPage, settings: Any, status: Status
) -> None:
    settings.MAIL_IS_DELIVERED = True
    writer = visit()
    writer.goto(status_url(decided(busy_post, status)))

    assert axe_in_every_look(writer) == []


def test_what_a_writer_does_on_the_status_page(visit: Visit, busy_post: BlogPostPage) -> None:
    published, refused = (decided(busy_post, s) for s in (Status.PUBLISHED, Status.REFUSED))
    writer = visit()

    for address in (
        f"{status_url(published)}edit/",
        f"{status_url(published)}withdraw/",
        f"{status_url(refused)}review/",
    ):
        assert (writer.goto(address) or pytest.fail(address)).status == 200
        assert axe_in_every_look(writer) == []


def test_confirming_following_and_the_pages_that_only_tell(
    visit: Visit, busy_post: BlogPostPage, mail_server: Any
) -> None:
    waiting = decided(busy_post, Status.UNCONFIRMED)
    EmailConfirmation.objects.create(
        comment=waiting, token_hash="x" * 64, expires_at=timezone.now() + timedelta(hours=1)
    )
    renewed = authorship.renew_confirmation(comment_id=waiting.pk)
    assert renewed
    following.start(page=busy_post, thread=None, email=NORA)
    asked = Subscription.objects.create(
        page=busy_post, email="nina@example.org", email_hash="y" * 32
    )
    somebody = visit()

    for address in (
        f"/comments/confirm/{renewed[1]}/",
        f"/comments/following/{address_token(NORA)}/",
        follow_url(asked),
        f"/comments/follow/post/{busy_post.pk}/",
        "/comments/house-rules/",
        "/comments/my-data/",
        f"/comments/{Comment.objects.order_by('pk')[0].pk}/like/",
    ):
        assert (somebody.goto(address) or pytest.fail(address)).status == 200, address
        assert axe_in_every_look(somebody) == [], address


def tab_to(page: Page, words: str, *, most: int = 60) -> None:
    """Press Tab until what has these words, or is labelled by them, has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if words in str(page.evaluate(NAME_OF_FOCUSED)):
            return
    raise AssertionError(f"the keyboard does not come to “{words}”")


NAME_OF_FOCUSED = """() => {
    const focused = document.activeElement;
    return (focused.labels?.[0] ?? focused).textContent.replace(/\\s+/g, " ");
}"""


def test_the_keyboard_alone_likes_answers_and_finds_its_way_back(
    visit: Visit, busy_post: BlogPostPage
) -> None:
    reader = visit()
    reader.goto(busy_post.url)

    tab_to(reader, "Reply")
    reader.keyboard.press("Enter")
    expect(reader.get_by_label("Your comment")).to_be_focused()
    reader.keyboard.type("Words.")
    reader.keyboard.press("Escape")
    assert "Reply" in str(reader.evaluate(NAME_OF_FOCUSED))
    tab_to(reader, "Like", most=3)
    reader.keyboard.press("Enter")
    expect(reader.locator("#discussion article").first).to_contain_text("4 likes")


def test_the_keyboard_alone_does_all_of_the_status_page(
    visit: Visit, busy_post: BlogPostPage
) -> None:
    writer = visit()
    writer.goto(status_url(decided(busy_post, Status.PUBLISHED)))
    tab_to(writer, "Change the text")
    tab_to(writer, "Take it back")
    writer.keyboard.press("Enter")
    writer.wait_for_url("**/withdraw/")
    tab_to(writer, "Take it back")
    writer.keyboard.press("Enter")
    expect(writer.get_by_role("heading", level=1)).to_contain_text("You took your comment back")


def test_axe_does_find_what_is_amiss(visit: Visit, busy_post: BlogPostPage) -> None:
    reader = visit()
    reader.goto(busy_post.url)
    reader.evaluate(
        "document.querySelector('h1').outerHTML = '<img src=\"/x.png\"><button></button>'"
    )

    found = " ".join(axe_in_every_look(reader))

    assert "image-alt" in found
    assert "button-name" in found
