"""What stands where a comment was that others answered: what happened, and nobody's name."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from blog.comments import actions, authorship, reports
from blog.comments.models import Comment, HouseRules, Status
from blog.comments.threads import ThreadPosition, thread_page
from blog.models import BlogPostPage
from tests.blog.comments.house_rules import new_rules
from tests.factories.comments import NOBODY, held_comment, published_comment, rule, thread
from tests.factories.people import moderator
from tests.forms import soup

pytestmark = pytest.mark.django_db


def notice(comment: Comment) -> Tag | None:
    """What readers find in a comment's place."""
    page = soup(Client().get(comment.page.get_url()).text)
    return page.select_one(f"#c{comment.pk}.comment--gone")


def words(comment: Comment) -> str:
    """The same, as one line."""
    found = notice(comment)
    assert found
    return " ".join(found.get_text().split())


def removed_by_rule_2(comment: Comment) -> None:
    """Removed by a moderator."""
    actions.remove(comment=comment, by=moderator(), rule=rule(2), explanation="Not here, Nora.")


def reported_thrice(comment: Comment) -> None:
    """Reported by as many readers as it takes."""
    for household in range(3):
        reports.report(comment=comment, writer=NOBODY, ip_address=f"192.0.2.{household}")


STAY = "The replies to it stay."


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (
            removed_by_rule_2,
            (
                f"This comment was removed by a moderator on {{day}}. {STAY}"
                " Rule 2: Stay with the subject of the post."
            ),
        ),
        (
            lambda comment: actions.mark_spam(comment=comment, by=moderator()),
            (
                f"On {{day}} a moderator took this comment for spam and removed it. {STAY}"
                " Rule 4: No advertising, and nothing that a program sent."
            ),
        ),
        (
            lambda comment: authorship.withdraw(comment=comment),
            f"This comment was withdrawn by its writer. {STAY}",
        ),
        (
            lambda comment: authorship.erase(comment=comment),
            f"This comment was erased, as its writer wanted. {STAY}",
        ),
        (
            reported_thrice,
            (
                "Readers reported this comment. It is out of view until a moderator has looked at"
                f" it. {STAY}"
            ),
        ),
        (
            lambda comment: authorship.edit(comment=comment, text="https://spam.example now."),
            f"Its writer changed this comment, and a moderator reads it again. {STAY}",
        ),
    ],
)
def test_it_says_what_happened(
    post: BlogPostPage, happens: Callable[[Comment], Any], said: str
) -> None:
    comment = published_comment(post, user_name="Nora", comment="Herons!")
    published_comment(post, comment)

    happens(comment)

    assert words(comment) == said.format(day=date_format(timezone.localdate()))


def test_it_leads_to_the_rule_as_it_was(post: BlogPostPage) -> None:
    comment, _reply = thread(post, 0, 1)
    removed_by_rule_2(comment)
    new_rules("Another.", "And another.", "And spam.")

    found = notice(comment)

    assert found
    link = found.find("a")
    assert isinstance(link, Tag)
    assert link["href"] == "/comments/house-rules/?version=1#rule-2"
    assert Client().get(str(link["href"])).status_code == 200


def test_a_decision_that_was_taken_back_is_not_told(post: BlogPostPage) -> None:
    comment, _reply = thread(post, 0, 1)
    who = moderator()
    decision = actions.decide("remove", comment, by=who, rule=rule(1))
    actions.undo(decision=decision, by=who)
    assert notice(comment) is None

    removed_by_rule_2(comment)

    assert "Rule 2" in words(comment)


def test_the_last_word_on_a_comment_that_was_put_back_once_is_told(post: BlogPostPage) -> None:
    comment, _reply = thread(post, 0, 1)
    removed_by_rule_2(comment)
    actions.approve(comment=comment, by=moderator())
    actions.remove(comment=comment, by=moderator(), rule=rule(1))

    assert "Rule 1" in words(comment)
    assert "Rule 2" not in words(comment)


def test_what_was_removed_before_there_was_a_record_is_told_as_far_as_it_is_known(
    post: BlogPostPage,
) -> None:
    comment, _reply = thread(post, 0, 1)
    Comment.objects.filter(pk=comment.pk).update(
        status=Status.REMOVED, rule_cited="Rule 3: Be kind."
    )

    assert words(comment) == f"This comment was removed by a moderator. {STAY} Rule 3: Be kind."


def test_the_rule_is_told_when_the_rules_are_gone(post: BlogPostPage) -> None:
    comment, _reply = thread(post, 0, 1)
    removed_by_rule_2(comment)
    HouseRules.objects.all().delete()

    assert "Rule 2: Stay with the subject of the post." in words(comment)


def test_nothing_stands_where_nobody_answered_or_nothing_was_public(post: BlogPostPage) -> None:
    refused, alone = held_comment(post), published_comment(post)
    actions.refuse(comment=refused, by=moderator(), rule=rule())
    removed_by_rule_2(alone)

    assert notice(refused) is None
    assert notice(alone) is None


def test_all_notices_of_a_page_take_as_many_queries_as_one(post: BlogPostPage) -> None:
    counts = []
    for _n in range(4):
        comment, _reply = thread(post, 0, 1)
        removed_by_rule_2(comment)
        with CaptureQueriesContext(connection) as queries:
            page = thread_page(post, ThreadPosition())
            assert all(each.root.rule_url for each in page.threads)
        counts.append(len(queries))

    assert len(set(counts)) == 1
