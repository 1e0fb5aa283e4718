"""What the spam score does to a comment, and what it never does."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments import actions, authorship, policy, signed_links
from blog.comments.models import Comment, Decision, DiscussionSettings, Status, keyed_hash
from blog.comments.spam import learning
from blog.models import BlogPostPage
from tests.blog.comments.spam_texts import GOOD, NEW_GOOD, NEW_SPAM, SPAM, trained
from tests.factories.comments import (
    comment,
    held_comment,
    published_comment,
    rule,
    unconfirmed_comment,
)
from tests.factories.people import administrator, moderator, reader

pytestmark = pytest.mark.django_db


def trusted(post: BlogPostPage) -> Any:
    """Somebody of whom a moderator has let a comment through."""
    who = reader()
    actions.approve(comment=held_comment(post, user=who), by=moderator())
    return who


def test_what_is_like_spam_waits_though_its_writer_is_trusted(post: BlogPostPage) -> None:
    trained()
    who = trusted(post)

    spam = authorship.write(page=post, writer=who, text=NEW_SPAM)
    good = authorship.write(page=post, writer=who, text=NEW_GOOD)

    assert (spam.status, spam.signals) == (Status.HELD, ["like_spam"])
    assert (spam.spam_score or 0) >= 0.5
    assert (good.status, good.signals) == (Status.PUBLISHED, [])
    assert 0 < (good.spam_score or 0) < 0.5


def test_the_threshold_is_the_sites(post: BlogPostPage) -> None:
    trained()
    who = trusted(post)
    rules = DiscussionSettings.current()
    rules.spam_threshold = 100
    rules.save()

    assert authorship.write(page=post, writer=who, text=NEW_SPAM).is_published


def test_a_moderators_own_comment_is_not_judged(post: BlogPostPage) -> None:
    trained()

    own = authorship.write(page=post, writer=moderator(), text=NEW_SPAM)

    assert (own.status, own.spam_score, own.spam_reasons) == (Status.PUBLISHED, None, [])


def test_without_anything_learned_it_takes_several_signs(post: BlogPostPage) -> None:
    who = trusted(post)

    one = authorship.write(page=post, writer=who, text="The plans: https://example.org/plans")
    many = authorship.write(
        page=post,
        writer=who,
        text="EARN $900 A DAY!!! http://bit.ly/x http://a.example.com http://b.example.com",
    )

    assert one.is_published
    assert many.status == Status.HELD


def test_what_was_noticed_around_the_text_counts(post: BlogPostPage) -> None:
    plain = authorship.write(page=post, writer=reader(), text="See example.org, it is good.")
    quick = authorship.write(
        page=post, writer=reader(), text="See example.com, it is fine.", signals=["quick"]
    )

    assert (quick.spam_score or 0) > (plain.spam_score or 1)
    assert "Sent very quickly – weighs something" in quick.spam_reasons


def test_the_first_comment_of_a_person_is_called_that(post: BlogPostPage) -> None:
    sentence = "First comment by this person – weighs little"
    who = trusted(post)

    assert sentence not in authorship.write(page=post, writer=who, text=NEW_GOOD).spam_reasons
    assert sentence in authorship.write(page=post, writer=reader(), text=NEW_GOOD).spam_reasons


def test_the_same_text_by_another_person_is_noticed(post: BlogPostPage) -> None:
    sentence = "The same text came from somebody else today – weighs much"
    first, other = reader(), reader()
    text = "Everybody should see my pictures on example.org/1"

    assert sentence not in authorship.write(page=post, writer=first, text=text).spam_reasons
    again = authorship.write(page=post, writer=other, text=text.replace("/1", "/2"))
    assert sentence in again.spam_reasons


def test_the_record_holds_the_reasons(post: BlogPostPage) -> None:
    trained()

    spam = authorship.write(page=post, writer=reader(), text=NEW_SPAM)

    decision = Decision.objects.get(comment=spam, action="receive")
    assert set(spam.spam_reasons) <= set(decision.reasons)
    assert "like_spam" in decision.signals


def test_a_change_that_makes_it_like_spam_holds_it(post: BlogPostPage) -> None:
    trained()
    who = trusted(post)
    good = authorship.write(page=post, writer=who, text=NEW_GOOD)

    changed = authorship.edit(comment=good, text=NEW_SPAM)

    assert (changed.status, changed.signals) == (Status.HELD, ["like_spam"])
    assert (changed.spam_score or 0) >= 0.5


def test_a_confirmed_comment_is_judged_by_what_is_known_by_then(post: BlogPostPage) -> None:
    jo = {"user_email": "jo@example.org", "email_hash": keyed_hash("jo@example.org")}
    published_comment(post, confirmed_at=timezone.now(), moderated_at=timezone.now(), **jo)
    waiting, address = unconfirmed_comment(post, comment=NEW_SPAM, user_email=jo["user_email"])
    trained()

    confirmed = authorship.confirm(token=address.strip("/").rpartition("/")[2])

    assert (waiting.pk, waiting.signals) == (confirmed.pk, [])
    assert (confirmed.status, confirmed.signals) == (Status.HELD, ["like_spam"])


# --- What it never does --------------------------------------------------------------------------
@pytest.mark.parametrize("state", [Status.REFUSED, Status.REMOVED, Status.SPAM, Status.PUBLISHED])
def test_judging_anew_leaves_what_was_decided_alone(post: BlogPostPage, state: Status) -> None:
    entry = comment(post, state, comment=NEW_GOOD)
    before = Comment.objects.filter(pk=entry.pk).values().get()
    trained()

    assert learning.refresh_scores() == 0

    assert Comment.objects.filter(pk=entry.pk).values().get() == before


def test_judging_anew_touches_nothing_but_the_score_of_what_waits(post: BlogPostPage) -> None:
    entry = held_comment(post, comment=NEW_SPAM)
    scores = ("spam_score", "spam_reasons")
    before = Comment.objects.filter(pk=entry.pk).values().get()
    trained()

    assert learning.refresh_scores() == 1

    after = Comment.objects.filter(pk=entry.pk).values().get()
    assert after["spam_score"] >= 0.5
    assert after["spam_reasons"]
    assert {**after, **dict.fromkeys(scores)} == {**before, **dict.fromkeys(scores)}


def test_judging_anew_is_bounded(post: BlogPostPage) -> None:
    entries = [held_comment(post) for _ in range(3)]

    assert learning.refresh_scores(most=2) == 2

    assert Comment.objects.get(pk=entries[0].pk).spam_score is None


def test_a_refused_text_that_comes_again_is_never_published_by_its_score(
    post: BlogPostPage,
) -> None:
    trained()
    who = trusted(post)
    first = held_comment(post, user=who, comment=NEW_GOOD)
    actions.refuse(comment=first, by=moderator(), rule=rule())

    again = authorship.write(page=post, writer=who, text=NEW_GOOD + " Please!")

    assert 0 < (again.spam_score or 0) < 0.5
    assert again.status == Status.HELD


# --- Who sees it ---------------------------------------------------------------------------------
def test_neither_readers_nor_the_writer_see_words_or_weights(post: BlogPostPage) -> None:
    trained()
    spam = authorship.write(page=post, writer=reader(), text=NEW_SPAM)
    actions.approve(comment=spam, by=moderator())
    held = authorship.write(page=post, writer=reader(), text=NEW_SPAM + " Again.")
    page = Client().get(post.url).text
    status = Client().get(signed_links.status_url(held)).text

    for shown in (page, status):
        assert "taken for spam," not in shown
        assert "weighs" not in shown
    assert str(policy.SIGNALS["like_spam"]) in status


def test_the_settings_say_what_the_threshold_would_hold() -> None:
    trained()
    client = Client()
    client.force_login(administrator())

    page = client.get("/admin/settings/comments/discussionsettings/", follow=True).text

    assert f"learned from {len(GOOD)} published comments and {len(SPAM)} spam" in page
    assert "At the present threshold it would have held about" in page
