"""One discussion from the first word to the last, with real mail; with scripts, and without."""

from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from blog.comments import actions, digests, notices
from blog.comments.models import Comment, Decision, Subscription
from blog.models import BlogPostPage
from tests.browser import Visit
from tests.factories.pages import live_post
from tests.factories.people import moderator
from tests.mail import MailServer, html_of, link_in, text_of

pytestmark = pytest.mark.django_db(transaction=True)
NORA, NINA, OTTO = "nora@example.org", "nina@example.org", "otto@example.org"


def path_in(message: EmailMessage, part: str) -> str:
    """The address in a mail that has this in it, on whatever host the test serves it."""
    return urlsplit(link_in(message, part)).path


def write(page: Page, name: str, email: str, text: str, button: str) -> None:
    """Fill in the form that has just opened, look at the preview, and send it."""
    page.get_by_label("Your comment").fill(text)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview")).to_contain_text("not sent yet")
    page.get_by_role("button", name=button).click()
    # The mail may be there before the answer to the browser.
    expect(page.locator(".preview")).to_have_count(0)


def confirm(page: Page, mail_server: MailServer, address: str) -> None:
    """Open the newest mail, its link, and press the button there."""
    page.goto(path_in(mail_server.wait_for(1, address)[-1], "/comments/confirm/"))
    page.get_by_role("button", name="Yes, this is my comment").click()


def decide(desk: Page, words: str, button: str, list_name: str = "Waiting", rule: str = "") -> None:
    """Take a decision on the comment with these words, in one of the queue's lists."""
    desk.goto("/admin/comments/comment/")
    desk.get_by_role("navigation", name="Lists of comments").get_by_role(
        "link", name=list_name
    ).click()
    row = desk.locator(".queue__row").filter(has_text=words)
    if rule:
        row.locator("summary", has_text=button).click()
    name = button.lower()
    row.locator(f"button[value^='{name}:']{f"[value$=':{rule}']" if rule else ''}").click()
    expect(desk.locator("[data-row-done]")).to_have_count(1)


def nobody_can_take_it_back() -> None:
    """What was decided is older by now than the minute in which it can be undone."""
    span = timedelta(seconds=actions.UNDO_SECONDS + 60)
    Decision.objects.update(made_at=F("made_at") - span, notice_due_at=F("notice_due_at") - span)
    Comment.objects.update(
        published_at=F("published_at") - span, moderated_at=F("moderated_at") - span
    )
    Subscription.objects.update(told_until=F("told_until") - span)


def heading(page: Page, words: str) -> None:
    """The page says this first."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(True, id="with scripts", marks=pytest.mark.once),
        pytest.param(False, id="without scripts"),
    ],
)
def test_the_whole_life_of_a_comment(visit: Visit, mail_server: MailServer, scripts: bool) -> None:
    post = live_post("The heron bridge is open")
    desk, second_desk = visit(moderator()), visit(moderator())

    # Nora writes, and follows what is answered.
    nora = visit(java_script_enabled=scripts)
    nora.goto(post.url)
    nora.get_by_role("link", name="Write a comment").first.click()
    expect(nora.locator(".house-rules")).to_contain_text("Be civil")
    nora.get_by_label("Tell me by e-mail about").select_option("thread")
    write(nora, "Nora", NORA, "A bridge is *not* enuogh.", "Send comment")
    nora_status = nora.url
    assert Comment.objects.get().get_status_display() == "Not confirmed"

    # She confirms; a moderator lets it through.
    confirm(nora, mail_server, NORA)
    heading(nora, "A moderator will read your comment")
    decide(desk, "A bridge is", "Approve")
    nora.goto(nora_status)
    heading(nora, "Your comment is published")

    # She mends a slip; readers see that she did.
    nora.get_by_role("link", name="Change the text").click()
    nora.get_by_label("Your comment").fill("A bridge is *not* enough.")
    nora.get_by_role("button", name="Change it").click()
    expect(nora.locator("main")).to_contain_text("A bridge is not enough.")
    nina = visit(java_script_enabled=scripts)
    nina.goto(post.url)
    expect(nina.locator("#discussion article")).to_contain_text("A bridge is not enough.")
    expect(nina.locator("#discussion article")).to_contain_text("edited")
    expect(nina.locator("#discussion article em")).to_have_text("not")

    # Nina answers, and Nora hears of it by mail.
    nina.get_by_role("link", name="Reply to Nora").click()
    write(nina, "Nina", NINA, "What else do we need?", "Send reply")
    confirm(nina, mail_server, NINA)
    decide(desk, "What else do we need?", "Approve")
    nobody_can_take_it_back()
    digests.send_due()
    digest = mail_server.wait_for(2, NORA)[-1]
    assert "What else do we need?" in text_of(digest)
    assert "What else do we need?" in html_of(digest)
    assert NINA not in digest.as_string()
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    nora.goto(path_in(digest, "/comments/following/"))
    nora.get_by_role("button", name="Stop following").first.click()
    expect(nora.locator("main")).not_to_contain_text("The heron bridge is open")

    a_refusal_is_reviewed(visit(java_script_enabled=scripts), post, mail_server, desk, second_desk)

    # Nora takes her comment back; what was answered keeps its place.
    nora.goto(nora_status)
    nora.get_by_role("link", name="Take it back").click()
    nora.get_by_role("button", name="Take it back").click()
    heading(nora, "You took your comment back")
    nina.goto(post.url)
    expect(nina.locator("#discussion")).not_to_contain_text("A bridge is")
    expect(nina.locator("#discussion")).to_contain_text("withdrawn by its writer")
    expect(nina.locator("#discussion .p-author")).to_have_text(["Nina", "Otto"])


def a_refusal_is_reviewed(
    otto: Page, post: BlogPostPage, mail_server: MailServer, desk: Page, second_desk: Page
) -> None:
    """Otto's comment is refused by a rule; he asks, and another moderator lets it through."""
    otto.goto(post.url)
    otto.get_by_role("link", name="Write a comment").first.click()
    otto.get_by_label("Tell me by e-mail what moderators decide").check()
    write(otto, "Otto", OTTO, "Herons are overrated.", "Send comment")
    otto_status = otto.url
    confirm(otto, mail_server, OTTO)
    decide(desk, "Herons are overrated", "Refuse", rule="2")
    nobody_can_take_it_back()
    notices.send_due()
    notice = mail_server.wait_for(2, OTTO)[-1]
    assert notice["Subject"].startswith("Your comment is not published")
    assert "Rule 2: Stay with the subject" in text_of(notice)
    assert (
        path_in(notice, "/comments/status/").split(":")[0]
        == urlsplit(otto_status).path.split(":")[0]
    )
    otto.goto(path_in(notice, "/comments/status/"))
    heading(otto, "Your comment was not published")
    expect(otto.locator("main")).to_contain_text("Rule 2: Stay with the subject")
    expect(otto.locator("main")).to_contain_text("A moderator decided this")

    otto.get_by_role("link", name="Ask for a review").click()
    otto.get_by_role("textbox").last.fill("It is about the heron bridge.")
    otto.get_by_role("button", name="Ask for a review").click()
    expect(otto.locator("main")).to_contain_text("You asked for one")
    decide(second_desk, "It is about the heron bridge.", "Approve", "Asked for review")
    otto.goto(otto_status)
    heading(otto, "Your comment is published")
    expect(otto.locator("main")).to_contain_text("overturned")
