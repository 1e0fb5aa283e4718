"""A post is read by a colleague before it goes out: by choice, or always where that is the rule."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Task,
    TaskState,
    Workflow,
    WorkflowState,
    WorkflowTask,
)

from blog.models import BlogPostPage
from blog.writing.models import WritingSettings
from cms.models import User
from tests.editing import PUBLISH, SAVE, complaints, edit, open_editor
from tests.factories.pages import draft_post, live_post, site_tree
from tests.factories.people import administrator, editor, group_administrator, moderator
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db
UNREAD = "without anybody else having read"
NOT_ALONE = "every post is reviewed by somebody else first"


def desk_of(who: User) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def always_reviewed(db: None) -> None:
    """An organisation in which nobody publishes alone."""
    editor()  # the groups are there
    WritingSettings.objects.create(every_post_is_reviewed=True)


def press(who: User, post: BlogPostPage, button: str, **fields: Any) -> Any:
    """Press a button of the editor, whether it is there or not, with what was changed."""
    desk = desk_of(who)
    form = open_editor(desk, f"/admin/pages/{post.pk}/edit/")
    # The dates of the schedule are in a dialog that a script opens: they are no fields without it.
    dates = {name: fields.pop(name) for name in ("go_live_at",) if name in fields}
    data = form.fill(**fields).press() | {"body-count": "0", button: "x"} | dates
    return desk.post(form.action, data, follow=True)


def submit(who: User, post: BlogPostPage, **fields: Any) -> Any:
    """Ask for a review."""
    return press(who, post, "action-submit", **fields)


def approve(who: User, post: BlogPostPage, **fields: Any) -> Any:
    """Approve in the editor, with what was changed there."""
    desk = desk_of(who)
    form = open_editor(desk, f"/admin/pages/{post.pk}/edit/")
    data = form.fill(**fields).press() | {"body-count": "0"}
    data |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
    return desk.post(form.action, data, follow=True)


def approve_from_the_list(who: User, post: BlogPostPage, action: str = "approve") -> Any:
    """Approve without opening the editor, as the dashboard's button does."""
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    address = f"/admin/pages/workflow/action/{post.pk}/{action}/{state.pk}/"
    return desk_of(who).post(address, {"comment": ""}, follow=True)


def fresh(post: BlogPostPage) -> BlogPostPage:
    """The post as it stands in the database."""
    return BlogPostPage.objects.get(pk=post.pk)


def test_a_new_installation_has_one_way_of_review_for_its_blog_and_none_elsewhere() -> None:
    editor()
    tree = site_tree()

    workflow = Page.objects.get(pk=tree.blog.pk).get_workflow()
    assert workflow.name == "Review by a colleague"
    assert Page.objects.get(pk=tree.home.pk).get_workflow() is None
    assert list(Workflow.objects.filter(active=True)) == [workflow]
    reviewers = workflow.tasks.get().specific.groups.values_list("name", flat=True)
    assert set(reviewers) == {"Editors", "Administrators"}


def test_a_colleague_approves_and_the_post_is_public() -> None:
    writer, post = editor(), draft_post("Bridge")

    submit(writer, post)
    response = approve(editor(), post)

    assert response.status_code == 200
    assert fresh(post).live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_nobody_approves_what_they_handed_in_themselves() -> None:
    for writer in (editor(), administrator()):
        post = draft_post()
        submit(writer, post)

        assert "Approve" not in desk_of(writer).get(f"/admin/pages/{post.pk}/edit/").text
        approve(writer, post)
        approve_from_the_list(writer, post)
        assert not fresh(post).live
        WorkflowState.objects.get(status="in_progress").cancel(user=writer)


def decide(who: User, post: BlogPostPage, action: str, task_state: TaskState) -> Any:
    """Decide on what a task state stands for, at the address of a post."""
    address = f"/admin/pages/workflow/action/{post.pk}/{action}/{task_state.pk}/"
    return desk_of(who).post(address, {"comment": ""}, follow=True)


def test_nobody_decides_on_their_own_post_at_the_address_of_another_one() -> None:
    writer, other, mine, theirs = editor(), editor(), draft_post("Mine"), draft_post("Theirs")
    submit(writer, mine)
    submit(other, theirs)
    my_state = fresh(mine).current_workflow_task_state

    for action in ("approve", "reject"):
        assert decide(writer, theirs, action, my_state).status_code == 200
        my_state.refresh_from_db()
        assert my_state.status == TaskState.STATUS_IN_PROGRESS
    assert not fresh(mine).live


def test_people_who_moderate_comments_review_no_posts() -> None:
    post, who = draft_post(), moderator()
    submit(editor(), post)

    approve_from_the_list(who, post)
    assert not fresh(post).live
    assert desk_of(who).get(f"/admin/pages/{post.pk}/edit/").status_code == 302


def test_the_writer_changes_nothing_while_it_is_reviewed_and_may_take_it_back() -> None:
    writer, post = editor(), draft_post("Bridge")
    submit(writer, post)

    page = desk_of(writer).get(f"/admin/pages/{post.pk}/edit/").text
    assert "press “Take back from review”" in page
    edit(desk_of(writer), post, SAVE, title="Something else")
    assert fresh(post).get_latest_revision_as_object().title == "Bridge"

    press(writer, post, "action-cancel-workflow")
    assert not fresh(post).workflow_in_progress
    edit(desk_of(writer), post, SAVE, title="Something else")
    assert fresh(post).get_latest_revision_as_object().title == "Something else"


def test_a_post_comes_back_with_a_remark_and_is_handed_in_again() -> None:
    writer, post = editor(), draft_post()
    submit(writer, post)
    mail.outbox.clear()

    approve_from_the_list(editor(), post, "reject")
    assert fresh(post).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert [message.to for message in mail.outbox] == [[writer.email]]
    submit(writer, post)
    approve(editor(), post)

    assert fresh(post).live


def test_what_was_scheduled_is_approved_for_its_hour_and_not_before() -> None:
    writer, post = editor(), draft_post()
    at = timezone.now() + timedelta(days=2)
    submit(writer, post, go_live_at=at.strftime("%Y-%m-%d %H:%M"))

    desk = editor()
    assert "Approve and schedule" in desk_of(desk).get(f"/admin/pages/{post.pk}/edit/").text
    approve_from_the_list(desk, post)

    assert not fresh(post).live
    assert fresh(post).scheduled_revision


def test_what_became_incomplete_meanwhile_goes_back_instead_of_out() -> None:
    writer, colleague, post = editor(), editor(), draft_post()
    submit(writer, post)
    edit(desk_of(colleague), post, SAVE, introduction="")

    response = approve_from_the_list(editor(), post)

    assert response.status_code == 200
    assert not fresh(post).live
    assert fresh(post).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert "something is missing" in TaskState.objects.get().comment


def test_without_the_rule_editors_publish_themselves() -> None:
    post = draft_post()

    edit(desk_of(editor()), post, PUBLISH)

    assert fresh(post).live


@pytest.mark.parametrize("person", [editor, group_administrator, administrator])
@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_nobody_publishes_a_draft_alone(person: Any) -> None:
    who, post = person(), draft_post("Bridge")

    page = desk_of(who).get(f"/admin/pages/{post.pk}/edit/").text
    assert 'name="action-publish"' not in page
    assert "Ask for a review" in page
    response = press(who, post, "action-publish", title="Changed")

    assert NOT_ALONE in complaints(response)
    assert not fresh(post).live
    # Nothing that was typed is lost.
    assert fresh(post).get_latest_revision_as_object().title == "Changed"


@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_no_new_post_goes_live_at_once() -> None:
    desk = desk_of(administrator())

    form = open_editor(desk, f"/admin/pages/add/blog/blogpostpage/{site_tree().blog.pk}/")
    data = form.fill(title="Bridge", slug="bridge", introduction="Open.").press(SAVE, SAVE)
    data |= {"action-publish": "x", "body-count": "0"}
    response = desk.post(form.action, data, follow=True)

    assert NOT_ALONE in complaints(response)
    assert not BlogPostPage.objects.get(slug="bridge").live


@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_nobody_schedules_alone_or_publishes_many_at_once() -> None:
    who, post = administrator(), draft_post()
    desk = desk_of(who)

    press(who, post, "action-publish", go_live_at="2031-01-01 10:00")
    assert fresh(post).scheduled_revision is None

    for page, below in ((post, ""), (site_tree().blog, "on")):
        address = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/"
        said = desk.post(address, {"include_descendants": below}, follow=True)
        assert not fresh(post).live
        assert said.status_code == 200
    assert (
        NOT_ALONE
        in desk.post(
            f"/admin/bulk/wagtailcore/page/publish/?id={post.pk}&next=/admin/", follow=True
        ).text
    )


@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_a_live_post_is_changed_through_a_review_and_taken_down_without_one() -> None:
    who, post = editor(), live_post("Before")

    press(who, post, "action-publish", title="After")
    assert fresh(post).title == "Before"

    desk_of(who).post(f"/admin/pages/{post.pk}/unpublish/")
    assert not fresh(post).live


@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_a_copy_of_a_live_post_is_a_draft() -> None:
    desk, post = desk_of(administrator()), live_post()
    copy = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": post.get_parent().pk,
    }

    refused = desk.post(f"/admin/pages/{post.pk}/copy/", copy | {"publish_copies": "on"})
    assert "do not have permission to publish" in complaints(refused)
    assert not BlogPostPage.objects.filter(slug="copy").exists()

    desk.post(f"/admin/pages/{post.pk}/copy/", copy)
    assert not BlogPostPage.objects.get(slug="copy").live


@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_a_reviewer_who_changed_the_text_leaves_it_to_another() -> None:
    writer, first, second, post = editor(), editor(), editor(), draft_post("Bridge")
    submit(writer, post)

    response = approve(first, post, title="All mine")
    assert "another colleague reads it" in complaints(response)
    assert not fresh(post).live
    approve_from_the_list(first, post)
    assert not fresh(post).live
    # Whoever handed it in first may now be the second pair of eyes, like anybody else.
    approve_from_the_list(second, post)

    assert fresh(post).live
    assert fresh(post).title == "All mine"


@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_a_workflow_without_an_active_review_publishes_nothing_and_says_so() -> None:
    who, post = editor(), draft_post("Bridge")
    Task.objects.update(active=False)

    for _again in range(2):
        assert UNREAD in complaints(submit(who, post, title="Changed"))
        assert not fresh(post).live
        # Nothing that was typed is lost, and nothing is stuck.
        assert fresh(post).get_latest_revision_as_object().title == "Changed"
        assert not fresh(post).workflow_in_progress
    assert UNREAD in desk_of(who).get(f"/admin/pages/{post.pk}/history/").text

    Task.objects.update(active=True)
    submit(who, post)
    approve_from_the_list(editor(), post)
    assert fresh(post).live


@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_a_task_of_wagtails_own_kind_is_no_review() -> None:
    who, post = editor(), draft_post("Bridge")
    plain = GroupApprovalTask.objects.create(name="Plain")
    plain.groups.set(Group.objects.filter(name="Editors"))
    workflow = Page.objects.get(pk=site_tree().blog.pk).get_workflow()
    workflow.workflow_tasks.update(task=plain)

    for approver in (who, editor()):
        submit(who, post)
        told = approve_from_the_list(approver, post)
        assert UNREAD in complaints(told)
        assert not fresh(post).live


@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_nothing_goes_out_that_was_changed_after_it_was_read() -> None:
    writer, reviewer, last, post = editor(), editor(), editor(), draft_post("Bridge")
    plain = GroupApprovalTask.objects.create(name="Plain")
    plain.groups.set(Group.objects.filter(name="Editors"))
    workflow = Page.objects.get(pk=site_tree().blog.pk).get_workflow()
    WorkflowTask.objects.create(workflow=workflow, task=plain, sort_order=1)

    submit(writer, post)
    approve_from_the_list(reviewer, post)
    approve(last, post, title="Unread")
    assert not fresh(post).live

    submit(writer, post)
    approve_from_the_list(reviewer, post)
    approve(last, post)
    assert fresh(post).live


@pytest.mark.usefixtures("always_reviewed")
def test_with_the_rule_pages_that_are_no_posts_go_as_before() -> None:
    desk, home = desk_of(administrator()), site_tree().home

    form = open_editor(desk, f"/admin/pages/{home.pk}/edit/")
    desk.post(form.action, form.fill(title="Front").press(PUBLISH, PUBLISH))

    assert Page.objects.get(pk=home.pk).title == "Front"


def test_colleagues_are_told_by_mail_in_plain_words_and_the_writer_is_not() -> None:
    writer, colleague, post = editor(), editor(), draft_post("Fish & “chips”")
    mail.outbox.clear()

    submit(writer, post)

    sent = {address: message for message in mail.outbox for address in message.to}
    assert colleague.email in sent
    assert writer.email not in sent
    message = sent[colleague.email]
    assert message.subject == "Please review: Fish & “chips”"
    assert f"/admin/pages/{post.pk}/edit/" in message.body
    assert "moderation" not in message.body


def test_publishing_many_asks_for_completeness_of_what_is_below_too() -> None:
    desk, post = desk_of(administrator()), draft_post(hero_image=picture("A heron"))

    address = f"/admin/bulk/wagtailcore/page/publish/?id={site_tree().blog.pk}&next=/admin/"
    response = desk.post(address, {"include_descendants": "on"}, follow=True)

    assert not fresh(post).live
    assert post.title in complaints(response)
