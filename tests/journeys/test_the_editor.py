"""A post from its first word to its readers, as an editor and a colleague walk it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from blog.blocks import BodyBlock
from blog.models import BlogPostPage
from tests.browser import Visit
from tests.factories.pages import site_tree
from tests.factories.people import editor
from tests.factories.pictures import document, picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


TOP = "[data-streamfield-stream-container] > [data-streamfield-child]:visible"


def insert(page: Page, block: str) -> Locator:
    """Put a block at the end of the text; those of a gallery are no blocks of the text."""
    before = page.locator(TOP).count()
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=block, exact=True).click()
    expect(page.locator(TOP)).to_have_count(before + 1)
    return page.locator(TOP).last


def write(page: Page, block: Locator, *lines: str) -> None:
    """Type lines into a rich text."""
    block.locator("[contenteditable=true]").click()
    page.keyboard.type(lines[0])
    for line in lines[1:]:
        page.keyboard.press("Enter")
        page.keyboard.type(line)
    handed_on = block.locator("input[type=hidden][name$=value], input[type=hidden][name$=text]")
    expect(handed_on.first).to_have_value(re.compile(re.escape(lines[-1])))


def choose(page: Page, block: Locator, button: str, title: str) -> None:
    """Pick something that was uploaded before, from Wagtail's window for it."""
    opener = block.get_by_role("button", name=button).first
    choice = page.locator(".modal [data-chooser-modal-choice]").filter(has_text=title).first
    opener.click()
    try:
        choice.wait_for(timeout=10_000)
    except PlaywrightTimeout:  # on a busy machine, the button was there before it could do anything
        opener.click()
    choice.click()
    expect(page.locator(".modal")).to_have_count(0)


def add_every_block(page: Page) -> None:
    """One block of each kind, filled in as far as a reader would notice."""
    write(page, page.locator(TOP).first, "On Monday we met the PPCB.")
    heading = insert(page, "Heading")
    heading.get_by_role("textbox", name="Heading").fill("What we heard")
    write(page, insert(page, "Block quote"), "Ask us early.")
    write(page, insert(page, "Bullet list"), "Bring a friend", "Mind the step")
    write(page, insert(page, "Numbered list"), "Read the plan", "Say what is wrong")
    insert(page, "Divider")
    image = insert(page, "Picture")
    choose(page, image, "Choose an image", "Heron")
    image.get_by_role("textbox", name="Description of the picture").fill("A heron on the bridge")
    gallery = insert(page, "Gallery")
    gallery.locator("[data-streamfield-list-add]:visible").last.click()
    for place, alt in enumerate(["Before", "After"]):
        choose(page, gallery, "Choose an image", "Heron")
        gallery.get_by_role("textbox", name="Description of the picture").nth(place).fill(alt)
    film = insert(page, "Film")
    film.get_by_role("textbox", name="Address of the film").fill("https://vimeo.com/76979871")
    film.get_by_role("textbox", name="Title").fill("A walk along the river")
    write(page, insert(page, "Callout"), "Open on Sundays")
    table = insert(page, "Table")
    table.get_by_role("button", name="Add column").click()
    table.get_by_role("button", name="Words", exact=True).click()
    table.locator("[name$=column-0-heading]").fill("Item")
    table.locator("[name$=cell-0-0]").fill("Bridge repairs")
    choose(page, insert(page, "Document"), "Choose a document", "Minutes")
    insert(page, "Code").get_by_role("textbox", name="Code").fill("curl https://example.org")


def look_at_it_as_it_will_be_met(page: Page) -> None:
    """The preview, at the width of a telephone, and what is shown of the post elsewhere."""
    page.get_by_role("button", name="Toggle preview").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("The heron bridge is open")
    expect(page.get_by_role("radio", name="On a telephone")).to_be_checked()
    for mode, words in (("card", "In lists"), ("result", "Search engines"), ("link", "shares")):
        page.locator("#id_preview_mode").select_option(mode)
        expect(frame.locator("main")).to_contain_text(words)


def show_it_to_a_guest(page: Page, guest: Page, post: BlogPostPage) -> None:
    """By a link, opened in a window where nobody has signed in, until it is ended."""
    page.goto(f"/admin/writing/{post.pk}/links/")
    page.get_by_label("a day").check()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Address of this link").input_value()
    guest.goto(address.replace("http://testserver", ""))
    expect(guest.locator(".draft-bar")).to_contain_text("Draft – not published")
    expect(guest.locator("main")).to_contain_text("Bridge repairs")
    expect(guest.get_by_role("link", name="Write a comment")).to_have_count(0)
    page.get_by_role("button", name="End now").click()
    assert guest.reload().status == 410


def test_a_post_is_written_reviewed_scheduled_shown_and_compared(visit: Visit) -> None:
    picture("Heron", size=(1200, 630))
    document("Minutes")
    blog, writer, colleague = site_tree().blog, editor(), editor()
    page = visit(writer)
    page.goto(f"/admin/pages/add/blog/blogpostpage/{blog.pk}/")

    # Written, with one block of each kind; the advice comes while it is being written.
    page.locator("#id_title").fill("The heron bridge is open")
    page.locator("#id_introduction").fill("After nine years, we can cross the river again.")
    expect(page.locator(TOP)).to_have_count(1)
    add_every_block(page)
    expect(page.locator("[data-advice]")).to_contain_text("“PPCB” is not explained")
    expect(page.locator(".advice-link")).to_have_text("1 thing to look at")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text(re.compile("created|updated"))
    post = BlogPostPage.objects.get()
    body = post.get_latest_revision_as_object().body
    assert [block.block_type for block in body] == list(BodyBlock().child_blocks)
    edit = f"/admin/pages/{post.pk}/edit/"

    page.goto(edit)
    look_at_it_as_it_will_be_met(page)
    show_it_to_a_guest(page, visit(), post)

    # Given an hour, and handed to a colleague, who approves it.
    hour = timezone.localtime() + timedelta(days=3)
    page.goto(edit)
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The times are in the zone UTC")
    dialog.locator("#id_go_live_at").fill(hour.strftime("%Y-%m-%d %H:%M"))
    dialog.get_by_role("heading").first.click()  # the calendar goes away
    # By the keyboard: the calendar may still cover the button.
    dialog.get_by_role("button", name="Save schedule").press("Enter")
    expect(page.locator(".messages")).to_contain_text("updated")
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("button", name=re.compile(r"Schedule for .* \(UTC\)"))).to_be_visible()
    page.get_by_role("button", name="Ask for a review").click()
    expect(page.locator(".messages")).to_contain_text("Your colleagues are asked")

    desk = visit(colleague)
    desk.goto(edit)
    desk.locator("#id_title").fill("The heron bridge is open at last")
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Approve and schedule", exact=True).click()
    desk.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    post = BlogPostPage.objects.get()
    assert post.scheduled_revision
    assert not post.live
    assert BlogPostPage.objects.get().current_workflow_state is None

    # And what changed on the way can be read.
    desk.goto(f"/admin/pages/{post.pk}/revisions/compare/earliest...latest/")
    expect(desk.locator(".comparison").first).to_contain_text("at last")
