"""What happened to a comment, in sentences for its writer. Nobody of the staff is ever named.

All of it is read from the record of decisions: what was taken back within its minute is left out,
as are reports, which are nobody's business until they have held the comment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.comments import policy
from blog.comments.impartiality import who_decided_against
from blog.comments.models import Comment, Decision, EmailConfirmation, Review, Status

Action = Decision.Action
# What makes a comment public or not; the last of them is the one that stands.
DECIDING = frozenset({Action.APPROVE, Action.REFUSE, Action.SPAM, Action.REMOVE})
# What the policy made of a comment when it came, was confirmed, or was changed.
BY_POLICY: dict[tuple[str, int], Promise] = {
    (Action.RECEIVE, Status.UNCONFIRMED): gettext_lazy(
        "You sent it. Next, your address was to be confirmed."
    ),
    (Action.RECEIVE, Status.HELD): gettext_lazy(
        "You sent it. It was held for a moderator to read."
    ),
    (Action.RECEIVE, Status.PUBLISHED): gettext_lazy("You sent it, and it was published at once."),
    (Action.RECEIVE, Status.SPAM): gettext_lazy("You sent it. A filter took it for spam."),
    (Action.RECEIVE, Status.REFUSED): gettext_lazy("You sent it. A filter did not publish it."),
    (Action.CONFIRM, Status.HELD): gettext_lazy(
        "You confirmed your address. It was held for a moderator to read."
    ),
    (Action.CONFIRM, Status.PUBLISHED): gettext_lazy(
        "You confirmed your address, and it was published at once."
    ),
    (Action.CONFIRM, Status.SPAM): gettext_lazy(
        "You confirmed your address. A filter took it for spam."
    ),
    (Action.CONFIRM, Status.REFUSED): gettext_lazy(
        "You confirmed your address. A filter did not publish it."
    ),
    (Action.EDIT, Status.HELD): gettext_lazy(
        "You changed it. It was held for a moderator to read again."
    ),
    (Action.EDIT, Status.SPAM): gettext_lazy("You changed it. A filter took it for spam."),
    (Action.EDIT, Status.REFUSED): gettext_lazy("You changed it. A filter did not publish it."),
}
BY_OTHERS: dict[str, Promise] = {
    Action.HOLD: gettext_lazy(
        "Several readers reported it, so it was hidden until a moderator had looked at it."
    ),
    Action.APPROVE: gettext_lazy("A moderator published it."),
    Action.REFUSE: gettext_lazy("A moderator decided not to publish it."),
    Action.SPAM: gettext_lazy("A moderator took it for spam."),
    Action.REMOVE: gettext_lazy("A moderator took it away."),
    Action.KEEP: gettext_lazy("A moderator looked at it again and left it as it is."),
    Action.UPHOLD: gettext_lazy("A moderator looked at the decision again: it stands."),
    Action.REDACT: gettext_lazy("A moderator blacked out personal data in it."),
    Action.WITHDRAW: gettext_lazy("You took it back."),
    Action.PASS_ON: gettext_lazy("Your question was passed on."),
    Action.ANSWER: gettext_lazy("Your question was answered."),
    Action.NO_ANSWER: gettext_lazy("Your question needed no answer from us."),
    Action.AWAIT: gettext_lazy("It was noted as a question that awaits an answer."),
}

# The same for a mail: in a few words, and in full. What is not here depends on the comment.
HEADLINES: dict[str, Promise] = {
    Action.APPROVE: gettext_lazy("Your comment is published"),
    Action.REMOVE: gettext_lazy("Your comment was removed"),
    Action.UPHOLD: gettext_lazy("The decision on your comment stands"),
    Action.REDACT: gettext_lazy("Personal data in your comment was blacked out"),
    Action.HOLD: gettext_lazy("Your comment is hidden until a moderator has looked at it"),
}
OUTCOMES: dict[str, tuple[Promise, ...]] = {
    Action.REFUSE: (gettext_lazy("A moderator read your comment and decided not to publish it."),),
    Action.SPAM: (
        gettext_lazy(
            "A moderator took your comment for spam: for advertising, or for something that a"
            " program sent."
        ),
    ),
    Action.REMOVE: (
        gettext_lazy("Your comment was published, and a moderator has taken it away."),
        gettext_lazy("Where others had answered it, a notice stands in its place."),
    ),
    Action.UPHOLD: (gettext_lazy("The decision stands: readers do not see your comment."),),
    Action.REDACT: (
        gettext_lazy("A moderator blacked out personal data, so that nobody can misuse it."),
        gettext_lazy("The rest of your comment stands as you wrote it."),
    ),
    Action.HOLD: (
        gettext_lazy("Several readers reported your comment."),
        gettext_lazy("That decides nothing: a moderator, who is a person, looks at it next."),
    ),
}


@dataclass(frozen=True)
class Event:
    """One thing that happened to a comment."""

    at: datetime
    sentence: str
    explanation: str = ""  # in the moderator's words; "" of a verdict, which has it itself
    answer_url: str = ""  # where a question was answered


@dataclass(frozen=True)
class History:
    """All that happened to a comment, the earliest first, and what came of it."""

    events: Sequence[Event]
    verdict: Decision | None  # by which it is public or not; None where a person never decided
    review: Review | None
    review_verdict: Decision | None  # what the review ended with
    review_is_by_another: bool  # somebody looked who had nothing to do with it before
    is_reported: bool  # it waits because readers reported it


def of(comment: Comment) -> History:
    """The history of a comment, in four queries."""
    decisions = list(Decision.objects.standing().filter(comment=comment).order_by("pk"))
    review = Review.objects.filter(comment=comment).first()
    answer = comment.answer if comment.answer and comment.answer.is_published else None
    deciding = [one for one in decisions if one.action in DECIDING]
    reviews = [one for one in decisions if one.is_review]
    changing = [one for one in decisions if one.to_status != one.from_status]
    verdict = deciding[-1] if deciding and deciding[-1].to_status == comment.status else None
    review_verdict = reviews[-1] if review and review.decided_at and reviews else None
    events = [
        Event(
            at=decision.made_at,
            sentence=sentence,
            explanation="" if decision in (verdict, review_verdict) else decision.explanation,
            answer_url=answer.get_absolute_url()
            if answer and decision.action == Action.ANSWER
            else "",
        )
        for decision in decisions
        if (sentence := _sentence(decision))
    ]
    if review:
        events.append(Event(review.asked_at, _("You asked for a review.")))
    confirmation = EmailConfirmation.objects.filter(comment=comment).first()
    if confirmation and confirmation.sent_at:
        events.append(Event(confirmation.sent_at, _("We sent you the link to confirm it.")))
    return History(
        events=sorted(events, key=lambda event: event.at),
        verdict=verdict,
        review=review,
        review_verdict=review_verdict,
        review_is_by_another=is_by_another(review, comment, decisions),
        is_reported=comment.status == Status.HELD
        and bool(changing)
        and changing[-1].action == Action.HOLD,
    )


def _sentence(decision: Decision) -> str:
    """What a decision was, in words; "" for what the writer is not told."""
    if decision.by == Decision.By.FILTER and decision.to_status is not None:
        said = str(BY_POLICY.get((decision.action, decision.to_status), ""))
        signals = policy.sentences(decision.signals)
        if said and signals:
            return f"{said} {signals}"
        if said or decision.action != Action.AWAIT:
            return said
    said = str(BY_OTHERS.get(decision.action, ""))
    if decision.is_review and decision.action != Action.UPHOLD:
        said = _("After your request for a review: %(sentence)s") % {"sentence": said}
    return f"{said} {decision.rule}" if said and decision.rule else said


def is_by_another(review: Review | None, comment: Comment, decisions: Iterable[Decision]) -> bool:
    """Whether who reviewed had neither decided against the comment before, nor written it.

    `decisions` are those about it. False where it cannot be known.
    """
    if review is None or None in {review.first_moderator_id, review.decided_by_id}:
        return False
    before = who_decided_against(review, decisions)
    return review.decided_by_id not in before | {comment.user_id}


def headline(decision: Decision, comment: Comment) -> str:
    """What a decision made of a comment, in a few words."""
    if said := HEADLINES.get(decision.action):
        return str(said)
    if comment.published_at:
        return _("Your comment is no longer published")
    return _("Your comment is not published")


def told(decision: Decision, comment: Comment, review: Review | None) -> list[str]:
    """What a decision means, in sentences for a mail: `record.TOLD`."""
    said = []
    if decision.is_review:
        others = Decision.objects.filter(comment=comment)
        said.append(
            _("You asked for a review, and another moderator has looked at the decision.")
            if is_by_another(review, comment, others)
            else _("You asked for a review, and a moderator has looked at the decision.")
        )
    return [*said, *_outcome(decision, comment)]


def _outcome(decision: Decision, comment: Comment) -> list[str]:
    match decision.action:
        case Action.APPROVE:
            return [_published_how(decision)]
        case Action.REFUSE if comment.published_at:
            said = [_("A moderator looked at your comment and decided that it stays hidden.")]
        case action:
            said = [str(sentence) for sentence in OUTCOMES[action]]
    if decision.action in {Action.REFUSE, Action.SPAM}:
        seen = _("Readers do not see it any more.")
        said.append(seen if comment.published_at else _("Readers have not seen it."))
    if decision.action == Action.REDACT:
        said.append(_where_it_stands(comment))
    return said


def _published_how(decision: Decision) -> str:
    if decision.is_review:
        return _("The decision was overturned. Everybody can read your comment now.")
    if decision.from_status == Status.HELD:
        return _("A moderator read your comment. Everybody can read it now, and answer.")
    return _(
        "A moderator looked at your comment again and published it. The earlier decision does not"
        " stand any more."
    )


def _where_it_stands(comment: Comment) -> str:
    if comment.is_published:
        return _("It is published.")
    if comment.status == Status.HELD:
        return _("A moderator has yet to decide whether it is published.")
    return _("Readers do not see it.")


def cited(decision: Decision) -> Decision:
    """The decision whose rule holds: after a review without effect, the one that was reviewed."""
    if decision.action != Action.UPHOLD:
        return decision
    earlier = Decision.objects.standing().filter(comment=decision.comment, action__in=DECIDING)
    return earlier.first() or decision


def rule_url(decision: Decision) -> str:
    """The path at which the rule that was cited can be read, as it was; "" where none was."""
    if decision.rule_number is None:
        return ""
    address = reverse("comments:house-rules")
    return f"{address}?version={decision.rules_version}#rule-{decision.rule_number}"
