"""The four journeys as a person walks them, with mouse and keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from blog.comments import actions
from blog.comments.models import Comment
from tests.browser import Visit
from tests.factories.comments import held_comment, published_comment
from tests.factories.pages import live_post, site_tree
from tests.factories.people import editor, moderator

pytestmark = pytest.mark.django_db(transaction=True)


def insert(page: Page, block: str) -> None:
    """Put a block at the end of the text."""
    before = page.locator("[data-streamfield-child]").count()
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=block, exact=True).click()
    expect(page.locator("[data-streamfield-child]")).to_have_count(before + 1)


def type_lines(page: Page, *lines: str) -> None:
    """Type into the last block, and wait as long as its editor takes to hand the text on."""
    block = page.locator("[data-streamfield-child]").last
    block.locator("[contenteditable=true]").click()
    page.keyboard.type(lines[0])
    for line in lines[1:]:
        page.keyboard.press("Enter")
        page.keyboard.type(line)
    handed_on = block.locator("input[type=hidden][name$=value], input[type=hidden][name$=text]")
    expect(handed_on.first).to_have_value(re.compile(re.escape(lines[-1])))


@pytest.mark.once
def test_an_editor_writes_a_post_and_publishes_it(visit: Visit) -> None:
    blog = site_tree().blog
    desk = visit(editor())
    desk.goto(f"/admin/pages/add/blog/blogpostpage/{blog.pk}/")

    desk.locator("#id_title").fill("The heron bridge is open")
    desk.locator("#id_introduction").fill("After nine years, we can cross the river again.")
    type_lines(desk, "On Monday the first of us walked across.")
    insert(desk, "Block quote")
    type_lines(desk, "Ask us early.")
    desk.get_by_label("Who said it").fill("A resident of Mill Lane")
    insert(desk, "Bullet list")
    type_lines(desk, "Bring a friend", "Mind the step")
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish").click()
    expect(desk.locator(".messages")).to_contain_text("published")

    reader = visit()
    reader.goto("/blog/")
    reader.get_by_role("link", name="The heron bridge is open").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("The heron bridge is open")
    expect(reader.locator("main")).to_contain_text("After nine years")
    expect(reader.locator(".e-content p").first).to_have_text(
        "On Monday the first of us walked across."
    )
    expect(reader.locator("blockquote")).to_have_text("Ask us early.")
    expect(reader.locator("figcaption")).to_contain_text("A resident of Mill Lane")
    expect(reader.locator(".e-content ul > li")).to_have_text(["Bring a friend", "Mind the step"])


def write(page: Page, name: str, text: str, button: str) -> None:
    """Fill in the comment form that has just opened, and send it."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your comment").fill(text)
    page.get_by_role("button", name=button).click()


def test_a_guest_comments_and_another_answers(visit: Visit) -> None:
    post, who = live_post("The heron bridge is open"), moderator()

    nora = visit()
    nora.goto(post.url)
    nora.get_by_role("link", name="Write a comment").click()
    write(nora, "Nora", "A bridge is not enough.", "Send comment")
    expect(nora.get_by_role("heading", level=1)).to_contain_text("A moderator will read")
    expect(nora.locator("main")).to_contain_text("A bridge is not enough.")

    nina = visit()
    nina.goto(post.url)
    expect(nina.locator("#discussion")).not_to_contain_text("A bridge is not enough.")

    actions.approve(comment=Comment.objects.get(user_name="Nora"), by=who)
    nora.reload()
    expect(nora.get_by_role("heading", level=1)).to_have_text("Your comment is published")
    nina.reload()
    nina.get_by_role("link", name="Reply to Nora").click()
    write(nina, "Nina", "What else do we need?", "Send reply")
    expect(nina.get_by_role("heading", level=1)).to_contain_text("A moderator will read")

    actions.approve(comment=Comment.objects.get(user_name="Nina"), by=who)
    nora.get_by_role("link", name="See it in the discussion").click()
    expect(nora).to_have_url(re.compile(rf"{post.url}#c\d+$"))
    expect(nora.locator("#discussion article")).to_have_count(2)
    expect(nora.locator("#discussion article").nth(1)).to_contain_text("What else do we need?")


@pytest.mark.once
def test_a_moderator_decides_on_one_and_on_many(visit: Visit) -> None:
    post = live_post("The heron bridge is open")
    for name in ("Ada", "Bert", "Cleo", "Dora", "Emil"):
        held_comment(post, user_name=name, comment=f"{name} has something to say.")

    desk = visit(moderator())
    desk.get_by_role("link", name="Comments (5)").click()
    expect(desk.locator(".queue__row")).to_have_count(5)
    said = desk.locator("[data-desk-said]")
    row = desk.locator(".queue__row").filter(has_text="Ada has something")
    row.get_by_role("button", name="Approve").click()
    expect(said).to_contain_text("1 comment is now published.")
    row = desk.locator(".queue__row").filter(has_text="Bert has something")
    row.locator("summary", has_text="Refuse").click()
    row.get_by_role("button", name="Be civil").click()
    expect(said).to_contain_text("1 comment is refused.")
    desk.get_by_label("Select all on this page").check()
    desk.get_by_label("Select the comment by Emil").uncheck()
    with_the_selected = desk.get_by_role("group", name="With the selected comments")
    with_the_selected.get_by_role("button", name="Approve").click()
    expect(said).to_contain_text("2 comments are now published.")

    reader = visit()
    reader.goto(post.url)
    expect(reader.locator("#discussion .p-author")).to_have_text(["Ada", "Cleo", "Dora"])


@pytest.mark.once
def test_a_reader_finds_a_post_and_a_comment(visit: Visit) -> None:
    post = live_post("The heron bridge is open")
    comment = published_comment(post, comment="I saw a heron there, early in the morning.")
    live_post("Something else")

    reader = visit()
    reader.goto("/")
    box = reader.get_by_role("combobox").first
    box.fill('"heron bridge"')
    box.press("Enter")
    expect(reader.locator("main .card__title")).to_have_text(["The heron bridge is open"])

    box = reader.locator("main").get_by_role("combobox")
    box.fill("heron morning")
    box.press("Enter")
    expect(reader.locator("main")).to_contain_text("I saw a heron there")
    reader.locator(".found-comment a").first.click()
    expect(reader).to_have_url(re.compile(rf"{post.url}#c{comment.pk}$"))
    expect(reader.locator(f"#c{comment.pk}")).to_be_in_viewport()
