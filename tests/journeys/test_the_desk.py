"""The moderators' desk in a browser: by keyboard, by two at once, and without a script."""

import re
from itertools import cycle, islice
from time import monotonic

import pytest
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from blog.comments.models import Comment, Decision, Presence, Status
from tests.browser import Visit
from tests.factories.comments import held_comment, published_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "/admin/comments/comment/?list=waiting"
# What is pressed, and what becomes of the comment: two keys with a rule.
STROKES = [
    ("a", Status.PUBLISHED),
    ("r2", Status.REFUSED),
    ("s", Status.SPAM),
    ("r1", Status.REFUSED),
]


def here(page: Page) -> str:
    """The number of the comment under the focus."""
    return page.evaluate("document.activeElement.closest('[data-row]')?.dataset.row ?? ''")


def press(page: Page, keys: str) -> None:
    """Single keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.once
def test_fifty_comments_are_worked_through_with_the_keyboard_alone(visit: Visit) -> None:
    post = live_post("The heron bridge is open")
    for _ in range(50):
        held_comment(post)
    page = visit(moderator())
    page.goto(WAITING)
    wanted: dict[int, Status] = {}
    slowest = 0.0
    for keys, status in islice(cycle(STROKES), 50):
        page.wait_for_function("document.activeElement.matches('[data-row]:not([data-row-done])')")
        number = here(page)
        pressed_at = monotonic()
        press(page, keys)
        # The next comment is under the focus, or nothing is left.
        page.wait_for_function(
            "old => document.querySelector('p.queue-empty') ||"
            " (document.activeElement.dataset.row ?? old) !== old",
            arg=number,
        )
        slowest = max(slowest, monotonic() - pressed_at)
        wanted[int(number)] = status

    assert len(wanted) == 50
    expect(page.locator("p.queue-empty")).to_contain_text("Nothing is left")
    assert dict(Comment.objects.values_list("pk", "status")) == wanted
    assert Decision.objects.filter(rule_number=2).count() == 13
    print(f"The slowest of 50 decisions took {slowest:.2f} s until the next comment had the focus.")


def test_what_was_decided_is_public_within_a_second_and_can_be_taken_back(visit: Visit) -> None:
    post = live_post("The heron bridge is open")
    entry = held_comment(post, comment="A fine bridge.")
    other = held_comment(post, comment="A fine river.")
    page, reader = visit(moderator()), visit()
    reader.goto(post.url)  # whole pages are cached from now on
    page.goto(WAITING)

    press(page, "a")
    expect(page.locator(f"#row-{entry.pk}")).to_contain_text("Published")
    decided_at = monotonic()
    public = reader.request.get(post.url).text()
    assert "A fine bridge." in public
    assert monotonic() - decided_at < 1
    expect(page.get_by_role("status").filter(has_text="now published")).to_be_attached()
    assert here(page) == str(other.pk)

    press(page, "u")
    expect(page.locator(f"#row-{entry.pk}")).to_be_focused()
    assert "A fine bridge." not in reader.request.get(post.url).text()
    assert Comment.objects.get(pk=entry.pk).status == Status.HELD

    # Several at once, and all of them taken back.
    press(page, "xjx")
    page.locator(".queue__bar").get_by_role("button", name="Approve").press("Enter")
    expect(page.locator("[data-row-done]")).to_have_count(2)
    page.get_by_role("button", name="Undo all of them").press("Enter")
    expect(page.locator("[data-row-done]")).to_have_count(0)
    assert set(Comment.objects.values_list("status", flat=True)) == {Status.HELD}


@pytest.mark.once
def test_other_words_and_black_passages_are_written_in_the_row(visit: Visit) -> None:
    post = live_post()
    entry = held_comment(post, comment="Write to nora@example.net, or ask Hubert Grimm.")
    rude = held_comment(post, comment="You fool.")
    page = visit(moderator())
    page.goto(WAITING)

    press(page, "d")
    expect(page.get_by_role("heading", name="Black out personal data")).to_be_visible()
    expect(page.get_by_label(re.compile(r"nora@example\.net"))).to_be_checked()
    page.get_by_label("Passages, one a line").fill("Hubert Grim")
    page.get_by_role("button", name="Black out for good").press("Enter")
    # What is wrong is said, and what was typed stays.
    expect(page.locator(".panel .queue__error")).to_contain_text("“Hubert Grim” does not stand")
    page.get_by_label("Passages, one a line").fill("Hubert Grimm")
    page.get_by_role("button", name="Black out for good").press("Enter")
    expect(page.locator(f"#row-{entry.pk} .queue__text").first).to_have_text(
        "Write to [removed: personal data], or ask [removed: personal data]."
    )

    press(page, "jre")
    page.get_by_label(re.compile("Rule 1: Be civil")).check()
    words = page.get_by_label("What its writer is told")
    expect(words).to_have_value(re.compile("goes at a person"))
    words.fill("Please say it without “fool”.")
    # Letters are letters while somebody types.
    words.press("End")
    words.press_sequentially(" as")
    page.get_by_role("button", name="Refuse", exact=True).last.press("Enter")
    expect(page.locator(f"#row-{rude.pk}")).to_contain_text("Not published")
    assert Comment.objects.get(pk=rude.pk).reason == "Please say it without “fool”. as"


def test_two_moderators_see_each_other_and_one_decision_stands(visit: Visit) -> None:
    entry = held_comment(live_post())
    nora, bert = moderator(), moderator()
    nora.first_name, nora.last_name = "Nora", "Nimble"
    nora.save()
    first, second = visit(nora), visit(bert)
    first.goto(WAITING)
    expect(first.locator(f"#row-{entry.pk}")).to_be_focused()
    first.wait_for_timeout(1000)
    assert Presence.objects.get().moderator == nora
    second.goto(WAITING)
    expect(second.get_by_text("Nora Nimble is looking at this")).to_be_visible()
    expect(first.get_by_text("is looking at this")).to_have_count(0)

    press(first, "s")
    expect(first.locator(f"#row-{entry.pk}")).to_contain_text("Taken for spam")
    press(second, "a")
    expect(second.locator(f"#row-{entry.pk} .queue__error")).to_contain_text(
        "Nora Nimble was first: this comment is now “Spam”."
    )
    assert Comment.objects.get().status == Status.SPAM
    assert Decision.objects.filter(action__in=["approve", "spam"]).count() == 1


@pytest.mark.once
def test_nothing_is_lost_where_network_or_session_go(visit: Visit) -> None:
    entry = held_comment(live_post())
    page = visit(moderator())
    page.goto(WAITING)

    press(page, "c")
    question = page.get_by_label("What do you want to know?")
    question.fill("Is this libel?")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ask", exact=True).press("Enter")
    expect(page.locator(f"#row-{entry.pk} [data-complaint]")).to_contain_text("did not answer")
    expect(question).to_have_value("Is this libel?")
    page.context.set_offline(False)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Ask", exact=True).press("Enter")
    expect(page.locator(f"#row-{entry.pk} [data-complaint]")).to_contain_text("signed out")
    expect(question).to_have_value("Is this libel?")
    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Ask", exact=True).press("Enter")
    expect(page.locator(f"#row-{entry.pk}")).to_contain_text("Is this libel?")
    page.close()  # where the network was gone, Playwright would wait for it to be idle


@pytest.mark.once
def test_keys_are_off_where_the_account_has_them_off(visit: Visit) -> None:
    entry, who = held_comment(live_post()), moderator()
    UserProfile.objects.create(user=who, keyboard_shortcuts=False)
    page = visit(who)
    page.goto(WAITING)

    press(page, "as?")
    expect(page.locator(".queue kbd").first).to_be_hidden()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert Comment.objects.get(pk=entry.pk).status == Status.HELD


@pytest.mark.once
def test_a_key_with_another_one_held_or_in_a_field_decides_nothing(visit: Visit) -> None:
    entry = held_comment(live_post())
    page = visit(moderator())
    page.goto(WAITING)

    for keys in ("Control+a", "Alt+s", "Shift+S"):
        page.keyboard.press(keys)
    search = page.locator("input[type=text], input[type=search]").locator("visible=true").first
    search.press_sequentially("as")
    expect(search).to_have_value("as")
    page.locator(f"#row-{entry.pk}").focus()
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys of the desk")).to_be_visible()
    press(page, "a")
    page.keyboard.press("Escape")
    assert Comment.objects.get(pk=entry.pk).status == Status.HELD


@pytest.mark.once
def test_the_desk_works_without_a_script(visit: Visit) -> None:
    post = live_post()
    entry, other = held_comment(post), published_comment(post, comment="Call 020 7946 0018 now.")
    page = visit(moderator(), java_script_enabled=False)

    page.goto(WAITING)
    page.locator(f"#row-{entry.pk} summary", has_text="Refuse").click()
    page.locator(f"#row-{entry.pk}").get_by_role("button", name="Stay with the subject").click()
    expect(page.locator(".messages")).to_contain_text("1 comment is refused.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messages")).to_contain_text("Taken back")
    assert Comment.objects.get(pk=entry.pk).status == Status.HELD

    page.goto("/admin/comments/comment/?list=published")
    page.locator(f"#row-{other.pk}").get_by_role("link", name="Black out").click()
    page.get_by_role("button", name="Black out for good").click()
    assert Comment.objects.get(pk=other.pk).comment == "Call [removed: personal data] now."
