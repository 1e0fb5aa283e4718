"""What writers change after a moderator has seen it: listed, shown, and never decided unseen."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from blog.comments import actions, authorship
from blog.comments.actions import AlreadyDecided
from blog.comments.models import Comment, Status
from blog.models import BlogPostPage
from cms.models import User
from tests.blog.comments.desk import (
    EDITED,
    PUBLISHED,
    WAITING,
    at_the_desk,
    button,
    decide,
    form,
    press,
    tab,
)
from tests.blog.comments.desk import rows as listed
from tests.factories.comments import held_comment, published_comment, rule
from tests.factories.people import moderator
from tests.measures import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(db: None) -> User:
    """The moderator who is signed in."""
    return moderator()


def edited(post: BlogPostPage, text: str = "Now it says this.", **fields: str) -> Comment:
    """A published comment whose writer changed it."""
    return authorship.edit(comment=published_comment(post, **fields), text=text)


def stored(entry: Comment) -> Comment:
    """The comment as the database has it."""
    return Comment.objects.get(pk=entry.pk)


def changed_at(entry: Comment, moment: datetime) -> None:
    """Say that the last change of text was at a moment."""
    Comment.objects.filter(pk=entry.pk).update(edited_at=moment)


def test_an_edited_comment_is_listed_with_both_texts(post: BlogPostPage, who: User) -> None:
    edited(post, "The bridge is fine.", comment="The bridge is rubbish.")

    (row,) = listed(at_the_desk(who), EDITED)

    assert row.select_one("article > .queue__text").get_text(strip=True) == "The bridge is fine."
    earlier = row.select_one(".queue__earlier")
    assert "The bridge is rubbish." in earlier.get_text()
    assert "Edited on" in earlier.select_one("summary").get_text()


def test_every_earlier_text_is_kept_in_its_order(post: BlogPostPage, who: User) -> None:
    entry = edited(post, "Second.", comment="First.")
    authorship.edit(comment=entry, text="Third.")

    (row,) = listed(at_the_desk(who), EDITED)

    earlier = [tag.get_text(strip=True) for tag in row.select(".queue__earlier .queue__text")]
    assert earlier == ["First.", "Second."]


def test_what_was_not_edited_is_not_listed(post: BlogPostPage, who: User) -> None:
    published_comment(post)
    held_comment(post)

    assert listed(at_the_desk(who), EDITED) == []


def test_what_was_edited_before_the_decision_is_not_listed(post: BlogPostPage, who: User) -> None:
    entry = edited(post)
    actions.remove(comment=entry, by=who, rule=rule())
    actions.approve(comment=entry, by=who)

    assert listed(at_the_desk(who), EDITED) == []


def test_what_was_edited_after_the_decision_is_listed(post: BlogPostPage, who: User) -> None:
    entry = actions.approve(comment=held_comment(post), by=moderator())
    authorship.edit(comment=entry, text="And another thing.")

    assert len(listed(at_the_desk(who), EDITED)) == 1


def test_an_edited_comment_that_is_no_longer_public_is_not_listed(
    post: BlogPostPage, who: User
) -> None:
    authorship.withdraw(comment=edited(post))

    assert listed(at_the_desk(who), EDITED) == []


def test_what_was_edited_last_stands_first(post: BlogPostPage, who: User) -> None:
    last, earlier = edited(post, "Edited last."), edited(post, "Edited earlier.")
    changed_at(earlier, timezone.now() - timedelta(hours=1))
    changed_at(last, timezone.now())

    texts = [row.get_text() for row in listed(at_the_desk(who), EDITED)]

    assert ("Edited last." in texts[0], "Edited earlier." in texts[1]) == (True, True)


def test_the_tab_counts_what_nobody_has_looked_at(post: BlogPostPage, who: User) -> None:
    edited(post)
    decide(at_the_desk(who), EDITED, "keep", edited(post))

    assert tab(at_the_desk(who), "Edited") == "Edited 1"


def test_keeping_an_edited_comment_takes_it_off_the_list(post: BlogPostPage, who: User) -> None:
    entry = edited(post)

    said = decide(at_the_desk(who), EDITED, "keep", entry)

    assert "1 comment stays as it is." in said
    assert stored(entry).is_published
    assert stored(entry).moderated_by == who
    assert listed(at_the_desk(who), EDITED) == []


def test_keeping_stands_in_the_log(post: BlogPostPage, who: User) -> None:
    actions.keep(comment=edited(post), by=who)

    assert str(ModelLogEntry.objects.get().message) == "Comment looked at again and kept"


def test_only_an_edited_comment_can_be_kept(post: BlogPostPage, who: User) -> None:
    with pytest.raises(AlreadyDecided):
        actions.keep(comment=published_comment(post), by=who)


def test_a_comment_is_kept_once(post: BlogPostPage, who: User) -> None:
    entry, client = edited(post), at_the_desk(who)
    page = form(client, EDITED)
    actions.keep(comment=entry, by=moderator())

    said = press(client, page, "one", f"keep:{entry.pk}")

    assert "Mo Derator was first" in said


def test_an_edited_comment_can_be_removed_from_its_list(post: BlogPostPage, who: User) -> None:
    entry = edited(post)

    decide(at_the_desk(who), EDITED, "remove", entry)

    assert stored(entry).status == Status.REMOVED


@pytest.mark.parametrize("name", ["remove", "spam"])
def test_a_text_that_was_changed_meanwhile_is_not_decided_on_unseen(
    post: BlogPostPage, who: User, name: str
) -> None:
    entry, client = published_comment(post, user_name="Nora"), at_the_desk(who)
    page = form(client, PUBLISHED)
    authorship.edit(comment=entry, text="I take that back.")

    said = press(client, page, "one", button(name, entry))

    assert f"Nora changed comment {entry.pk} after you opened this list." in said
    assert stored(entry).is_published


def test_a_second_edit_is_not_kept_unseen(post: BlogPostPage, who: User) -> None:
    entry, client = edited(post), at_the_desk(who)
    page = form(client, EDITED).tick("ids", str(entry.pk))
    authorship.edit(comment=entry, text="And now for something worse.")

    said = press(client, page, "action", "keep")

    assert "Nothing was decided" in said
    assert stored(entry).is_edited_since_decision


def test_what_its_writer_took_back_meanwhile_says_so(post: BlogPostPage, who: User) -> None:
    entry, client = held_comment(post), at_the_desk(who)
    page = form(client, WAITING)
    authorship.withdraw(comment=entry)

    said = press(client, page, "one", f"approve:{entry.pk}")

    assert f"Comment {entry.pk} was taken back by its writer." in said
    assert stored(entry).status == Status.WITHDRAWN


def test_an_edit_that_has_to_wait_waits_with_its_earlier_text(
    post: BlogPostPage, who: User
) -> None:
    entry = published_comment(post, comment="Harmless.")
    authorship.edit(comment=entry, text="Ring 01632 960123.", signals=["personal_data"])

    (row,) = listed(at_the_desk(who), WAITING)

    assert "It may hold personal data." in row.get_text()
    assert "Harmless." in row.select_one(".queue__earlier").get_text()
    assert listed(at_the_desk(who), EDITED) == []


def test_earlier_texts_are_only_ever_text(post: BlogPostPage, who: User) -> None:
    edited(post, comment="<img src=x onerror=alert(1)>")

    (row,) = listed(at_the_desk(who), EDITED)

    assert not row.select("img")


def test_many_earlier_texts_take_no_more_queries_than_few(post: BlogPostPage, who: User) -> None:
    client = at_the_desk(who)
    for _ in range(2):
        edited(post)
    few = len(queries_of(client, EDITED))
    for _ in range(10):
        authorship.edit(comment=edited(post), text="Once more.")

    assert len(queries_of(client, EDITED)) == few
