"""What the spam score learns from, and when."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog.comments import actions, authorship, privacy, tasks
from blog.comments.models import Comment, Decision, SpamExample, SpamModel
from blog.comments.spam import judging, learning, model
from blog.models import BlogPostPage
from tests.blog.comments.spam_texts import (
    GOOD,
    NEW_GOOD,
    NEW_SPAM,
    SPAM,
    decided,
    examples,
    trained,
)
from tests.factories.comments import held_comment, published_comment, rule
from tests.factories.people import moderator, reader

pytestmark = pytest.mark.django_db


def learned_texts() -> dict[str, bool]:
    return {example.text: example.is_spam for example in learning.from_decisions()}


def test_it_learns_from_what_moderators_decided(post: BlogPostPage) -> None:
    who = moderator()
    decided(post, who, GOOD, is_spam=False)
    decided(post, who, SPAM, is_spam=True)

    call_command("train_spam_filter", verbosity=0)

    known = model.current()
    assert (known.good, known.spam) == (len(GOOD), len(SPAM))
    assert judging.judge(NEW_SPAM, model=known).score >= 0.5
    assert judging.judge(NEW_GOOD, model=known).score < 0.5


def test_the_reasons_say_how_often_a_word_was_taken_for_spam() -> None:
    known = learning.learn(examples())
    assert known
    with_word = sum("channel" in text for text in SPAM)

    reasons = judging.judge("Subscribe to my channel", model=known).reasons

    quoted = f"“channel” ({with_word} taken for spam, 0 published)"
    assert [reason for reason in reasons if quoted in reason and reason.endswith("much")]


def test_the_strongest_reason_comes_first_and_what_speaks_against_last() -> None:
    known = learning.learn(examples())
    assert known
    text = f"{NEW_GOOD} {GOOD[3]} http://free-money.example.net http://cheap.example.com"

    reasons = judging.judge(text, around=("first",), model=known).reasons

    assert reasons[0].startswith("Two links – weighs")
    assert "First comment by this person – weighs little" in reasons
    assert reasons[-1].startswith("Speaks against spam")


def test_almost_the_same_text_as_spam_is_called_that() -> None:
    known = learning.learn(examples())
    assert known

    found = judging.judge(SPAM[0].replace("900", "1,200").upper(), model=known)

    assert "Almost the same text as a comment taken for spam – weighs much" in found.reasons


def test_too_few_decisions_teach_nothing_and_the_moderator_is_told(post: BlogPostPage) -> None:
    who = moderator()
    decided(post, who, GOOD, is_spam=False)
    decided(post, who, SPAM[: model.LEAST - 1], is_spam=True)

    assert learning.train() is None

    held = authorship.write(page=post, writer=reader(), text=SPAM[0])
    assert "plain signs alone" in held.spam_reasons[-1]
    assert "has not learned enough" in judging.state_of_learning()


def test_the_last_decision_that_stands_counts(post: BlogPostPage) -> None:
    who = moderator()
    changed = actions.mark_spam(comment=held_comment(post, comment="first spam"), by=who)
    actions.approve(comment=changed, by=who)
    undone = actions.decide("spam", held_comment(post, comment="undone"), by=who)
    actions.undo(decision=undone, by=who)

    assert learned_texts() == {"first spam": False}


def test_what_another_rule_refused_is_neither_good_nor_spam(post: BlogPostPage) -> None:
    who = moderator()
    actions.refuse(comment=held_comment(post, comment="rude"), by=who, rule=rule())
    gone = published_comment(post, comment="removed")
    actions.remove(comment=gone, by=who, rule=rule())
    once_good = actions.approve(comment=held_comment(post, comment="later removed"), by=who)
    actions.remove(comment=once_good, by=who, rule=rule())

    assert learned_texts() == {}


def test_a_review_teaches_what_it_decided(post: BlogPostPage) -> None:
    first, second = moderator(), moderator()
    for text, name in (("was no spam", "approve"), ("was spam", "uphold")):
        comment = actions.mark_spam(comment=held_comment(post, comment=text), by=first)
        authorship.ask_for_review(comment=comment, why="")
        actions.decide(name, comment, by=second)

    assert learned_texts() == {"was no spam": False, "was spam": True}


def test_what_the_filter_decided_teaches_nothing(post: BlogPostPage) -> None:
    published_comment(post, comment="published by the policy")
    authorship.write(page=post, writer=moderator(), text="a moderator's own")

    assert learned_texts() == {}


def test_what_is_erased_or_changed_since_is_not_learned_from(post: BlogPostPage) -> None:
    who = moderator()
    erased = actions.approve(comment=held_comment(post, comment="erase me"), by=who)
    authorship.erase(comment=erased)
    edited = actions.approve(comment=held_comment(post, comment="as decided"), by=who)
    authorship.edit(comment=edited, text="another text by now")

    assert learned_texts() == {}


def test_one_person_and_one_text_count_a_few_times_at_most() -> None:
    flood = [
        learning.Example(f"poison {n} turnip {n * 7}", True, "one person", 1) for n in range(200)
    ]
    same = [learning.Example("The same good words again", False, n, 1) for n in range(200)]

    known = learning.learn([*flood, *same, *examples()])

    assert known
    assert known.spam == len(SPAM) + learning.MOST_OF_ONE
    assert known.good == len(GOOD) + learning.MOST_OF_ONE


def test_a_word_of_one_person_alone_is_neither_learned_nor_kept() -> None:
    alone = [
        learning.Example(f"Ring Ottilie Quux {n} times", True, "one person", 1) for n in range(4)
    ]

    known = learning.learn([*alone, *examples()])

    assert known
    assert not [word for word in (*known.words, *known.pieces) if "ottilie" in word]
    assert "otti" not in known.pieces


def test_an_address_in_a_text_is_not_kept() -> None:
    mails = [learning.Example("Write to ottilie@example.org", True, n, 1) for n in range(9)]

    known = learning.learn([*mails, *examples()])

    assert known
    assert not [word for word in known.words if "ottilie" in word]


def test_one_wrong_decision_does_not_switch_the_score_off() -> None:
    wrong = learning.Example(SPAM[0] + " and more of it", False, "a slip", 3)

    known = learning.learn([wrong, *examples()])

    assert known
    assert judging.judge(NEW_SPAM, model=known).score >= 0.5


def test_the_threshold_for_a_share_of_good_comments_is_found_by_cross_validation() -> None:
    known = learning.learn(examples())
    assert known

    strict, lax = known.threshold_for(0.01), known.threshold_for(0.5)

    assert 1 <= lax <= strict <= 100
    held = known.held_at(strict)
    assert held
    assert held.good <= 0.01 * known.good


# --- When it learns ------------------------------------------------------------------------------
def test_with_a_queue_it_learns_again_after_each_so_many_decisions(
    post: BlogPostPage, later: None, django_capture_on_commit_callbacks: Any
) -> None:
    who = moderator()
    with django_capture_on_commit_callbacks(execute=True):
        decided(post, who, GOOD[: learning.STEP - 1], is_spam=False)
    before = DBTaskResult.objects.filter(task_path=tasks.learn_spam.module_path).count()
    with django_capture_on_commit_callbacks(execute=True):
        decided(post, who, SPAM[:1], is_spam=True)

    asked = DBTaskResult.objects.filter(task_path=tasks.learn_spam.module_path).count()
    assert (before, asked) == (0, 1)


def test_without_a_queue_it_learns_at_once_while_that_is_quick(
    post: BlogPostPage, django_capture_on_commit_callbacks: Any
) -> None:
    who = moderator()
    with django_capture_on_commit_callbacks(execute=True):
        decided(post, who, GOOD[:20], is_spam=False)
        decided(post, who, SPAM[:20], is_spam=True)

    assert SpamModel.objects.count() == 1


def test_without_a_queue_no_moderator_waits_for_long_learning(
    post: BlogPostPage, django_capture_on_commit_callbacks: Any
) -> None:
    SpamExample.objects.bulk_create(
        SpamExample(text=f"Example {n}", is_spam=n % 2, fingerprint=str(n))
        for n in range(learning.QUICK)
    )
    with django_capture_on_commit_callbacks(execute=True):
        decided(post, moderator(), GOOD[:20], is_spam=False)

    assert not SpamModel.objects.exists()


def test_a_decision_long_ago_is_no_reason_to_learn(
    post: BlogPostPage, django_assert_num_queries: Any
) -> None:
    comment = held_comment(post)
    comment.moderated_at = timezone.now() - timedelta(hours=1)

    with django_assert_num_queries(0):
        tasks.learn_from(comment)


# --- The models that it keeps --------------------------------------------------------------------
def test_a_running_process_takes_up_a_newer_model() -> None:
    assert not model.current().has_learned

    trained()

    assert model.current().has_learned


def test_the_model_costs_one_query_once_it_is_loaded(django_assert_num_queries: Any) -> None:
    trained()
    model.current()

    with django_assert_num_queries(1):
        assert model.current().has_learned


def test_a_model_of_other_features_is_passed_over() -> None:
    kept = trained()
    SpamModel.objects.create(version=kept.version + 1, good=1, spam=1, weights={"from": "later"})

    assert model.current().has_learned


@pytest.mark.parametrize(
    "damage",
    [
        None,
        [],
        "text",
        {},
        {"bias": "much"},
        {"words": {"free": [1]}},
        {"words": {"free": ["a", 1, 1]}},
        {"words": {"free": [1, -5, 1]}},
        {"words": []},
        {"signs": {}},
        {"bias": 1e999},
        {"shift": None},
        {"curve": [[1]]},
        {"twins": 3},
    ],
)
def test_a_damaged_model_leaves_the_plain_signs(damage: Any, post: BlogPostPage) -> None:
    row = trained()
    weights = {**row.weights, **damage} if isinstance(damage, dict) and damage else damage
    if damage == {"bias": 1e999}:
        with pytest.raises(ValueError, match="number"):
            model.Model.from_json(weights)
        return
    SpamModel.objects.create(version=row.version, good=1, spam=1, weights=weights or {})

    held = authorship.write(page=post, writer=reader(), text=NEW_SPAM)

    assert "plain signs alone" in held.spam_reasons[-1]


def test_the_purge_keeps_the_last_few_models() -> None:
    rows = [
        SpamModel.objects.create(version=learning.VERSION, good=n, spam=n, weights={})
        for n in range(learning.MODELS_KEPT + 2)
    ]

    assert privacy.purge().models == 2
    kept = set(SpamModel.objects.values_list("pk", flat=True))
    assert kept == {row.pk for row in rows[-learning.MODELS_KEPT :]}


def test_learning_changes_no_comment_and_records_nothing(post: BlogPostPage) -> None:
    decided(post, moderator(), GOOD, is_spam=False)
    decided(post, moderator(), SPAM, is_spam=True)
    before = list(Comment.objects.order_by("pk").values())
    decisions = Decision.objects.count()

    assert learning.train()

    assert list(Comment.objects.order_by("pk").values()) == before
    assert Decision.objects.count() == decisions
