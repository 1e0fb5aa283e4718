"""What an editor finds on the admin's front page, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from wagtail import hooks
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from blog.comments.models import Question
from blog.desk import home, sections
from cms.models import User
from home.models import SiteIdentity
from tests.factories.comments import held_comment, published_comment
from tests.factories.pages import draft_post, live_post, scheduled_post, site_tree
from tests.factories.people import editor, group_administrator, moderator
from tests.forms import soup
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
MOST_MORE_THAN_WAGTAIL = 10


def browser(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def desk(who: User) -> str:
    """The words of the desk on the front page."""
    found = soup(browser(who).get("/admin/").text).select_one("#editors-desk-section")
    return " ".join(found.get_text(" ").split()) if found else ""


def in_section(who: User, name: str) -> str:
    """The words of one section."""
    page = soup(browser(who).get("/admin/").text)
    found = page.select_one(f"section[aria-labelledby=desk-{name}]")
    return " ".join(found.get_text(" ").split()) if found else ""


def work_for(me: User) -> None:
    """One thing of every kind."""
    draft_post(owner=me)
    scheduled_post(owner=me, go_live_at=timezone.now() + timedelta(days=2))
    post = live_post(owner=me, review_on=timezone.localdate() - timedelta(days=1))
    held_comment(post)
    published_comment(post, comment="When?", question=Question.AWAITING)


def test_an_editor_finds_all_that_is_theirs_and_nothing_of_others(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/London"
    me, other = editor(), editor()
    draft_post("My draft", owner=me)
    draft_post("Their draft", owner=other)
    moment = timezone.now() + timedelta(days=2)
    scheduled_post("My schedule", owner=me, go_live_at=moment)
    post = live_post("My post", owner=me, review_on=timezone.localdate())
    held_comment(post)
    held_comment(post)
    published_comment(post, comment="When does it open?", question=Question.AWAITING)
    theirs = live_post("Their post", owner=other, review_on=timezone.localdate())
    held_comment(theirs)
    published_comment(theirs, comment="And theirs?", question=Question.AWAITING)

    assert "My draft" in in_section(me, "drafts")
    assert "My schedule" not in in_section(me, "drafts")
    scheduled = in_section(me, "scheduled")
    assert "My schedule" in scheduled
    assert "(Europe/London)" in scheduled
    assert "2 comments wait" in in_section(me, "comments")
    assert "When does it open?" in in_section(me, "questions")
    assert "My post" in in_section(me, "due")
    words = desk(me)
    assert not [text for text in ("Their draft", "Their post", "And theirs?") if text in words]


def test_what_was_published_and_changed_again_is_among_the_drafts() -> None:
    me = editor()
    post = live_post("Bridge", owner=editor())
    post.save_revision(user=me)
    Page.objects.filter(pk=post.pk).update(has_unpublished_changes=True)

    assert "Changes that readers do not see yet" in in_section(me, "drafts")


def test_a_draft_that_a_colleague_reads_is_said_to_be_in_review() -> None:
    me = editor()
    post = draft_post("Please read", owner=me)
    draft_post("Not yet", owner=me)
    post.get_workflow().start(post, me)

    assert in_section(me, "drafts").count("In review") == 1
    listed = soup(browser(me).get(f"/admin/pages/{site_tree().blog.pk}/").text)
    states = {each.get_text(strip=True).lower() for each in listed.select("td .w-status")}
    assert states == {"current page status:in review", "current page status:draft"}


def test_the_front_page_is_headed_by_the_organisation_and_searches_pages_for_who_sees_any() -> None:
    site_tree()
    SiteIdentity.objects.update_or_create(
        site=site_tree().site, defaults={"name": "Sallowbridge Town Council"}
    )

    searches = {}
    for person in (editor, group_administrator, moderator):
        page = soup(browser(person()).get("/admin/").text)
        assert page.select_one("h1").get_text(strip=True) == "Sallowbridge Town Council"
        searches[person] = bool(page.select("form[role=search]"))

    assert searches == {editor: True, group_administrator: True, moderator: False}


def test_only_whoever_decides_on_comments_is_led_to_the_queue() -> None:
    me, officer = editor(), group_administrator()
    mine, theirs = live_post(owner=me), live_post(owner=officer)
    held_comment(mine)
    held_comment(theirs)

    page = soup(browser(officer).get("/admin/").text)
    link = page.select_one("section[aria-labelledby=desk-comments] li a")
    assert link
    assert link["href"] == f"/admin/comments/comment/?list=waiting&page={theirs.pk}"
    rows = soup(browser(officer).get(str(link["href"])).text).select(".queue__text")
    assert len(rows) == 1
    page = soup(browser(me).get("/admin/").text)
    link = page.select_one("section[aria-labelledby=desk-comments] li a")
    assert link
    assert link["href"] == f"{mine.url}#discussion"


def test_what_a_colleague_sent_for_review_is_on_the_reviewers_desk(settings: Any) -> None:
    settings.WAGTAIL_WORKFLOW_ENABLED = True
    writer, reviewer = editor(), group_administrator()
    task = GroupApprovalTask.objects.create(name="Read it", active=True)
    task.groups.set(reviewer.groups.all())
    workflow = Workflow.objects.create(name="Review", active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow.start(draft_post("Please read", owner=writer), writer)

    assert "Please read" in in_section(reviewer, "to-review")
    assert in_section(writer, "to-review") == ""


def test_the_editor_tells_who_asks_for_a_review_to_whoever_is_asked() -> None:
    writer, reviewer, post = editor(), editor(), draft_post()
    post.get_workflow().start(post, writer)

    asked = [
        f"{writer.get_username()} asks you to review this."
        in browser(person).get(f"/admin/pages/{post.pk}/edit/").text
        for person in (reviewer, writer)
    ]

    assert asked == [True, False]


def test_a_list_shows_five_and_leads_to_all_of_them() -> None:
    me = editor()
    for n in range(7):
        draft_post(f"Draft {n}", owner=me)
    client = browser(me)

    section = soup(client.get("/admin/").text).select_one("section[aria-labelledby=desk-drafts]")

    assert section
    assert len(section.select("li")) == 5
    more = section.select_one(".desk__more a")
    assert more
    assert len(soup(client.get(str(more["href"])).text).select(".desk__row")) == 7


def test_wagtails_own_panels_stand_there_no_more() -> None:
    me = editor()
    draft_post(owner=me).save_revision(user=me, log_action="wagtail.edit")

    page = browser(me).get("/admin/").text

    assert "Your most recent edits" not in page
    assert "Your desk" in page


def test_who_writes_nothing_has_no_desk() -> None:
    client = browser(moderator())

    assert "Your desk" not in client.get("/admin/").text
    assert client.get("/admin/desk/all/drafts/").status_code == 302


def test_a_list_that_does_not_exist_is_not_found() -> None:
    assert browser(editor()).get("/admin/desk/all/nothing/").status_code == 404


def test_another_app_puts_a_section_of_its_own_on_the_desk() -> None:
    def searches(request: HttpRequest) -> sections.Section:
        rows = [sections.Row("flood defence", "/search/?q=flood+defence", note="12 times")]
        return sections.Section("searches", "Searched and not found", "search", rows, 1)

    me = editor()
    assert in_section(me, "searches") == ""

    with hooks.register_temporarily(sections.HOOK, searches):
        assert "flood defence 12 times" in in_section(me, "searches")


def test_the_desk_costs_the_same_for_one_thing_and_for_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site_tree()
    me = group_administrator()
    client = browser(me)
    work_for(me)
    client.get("/admin/")
    with_one = len(queries_of(client, "/admin/"))
    for _ in range(8):
        work_for(me)
    with_many = len(queries_of(client, "/admin/"))
    monkeypatch.setattr(home.sections, "may_edit", lambda _user: False)
    wagtails = len(queries_of(client, "/admin/"))

    assert with_many == with_one
    assert with_many - wagtails <= MOST_MORE_THAN_WAGTAIL
