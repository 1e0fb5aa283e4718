"""Judging one comment: the score, and what speaks for and against it, in words for moderators."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.comments.models import Comment, DiscussionSettings
from blog.comments.spam import features, signs
from blog.comments.spam.classifier import probability
from blog.comments.spam.features import Features
from blog.comments.spam.model import LEAST, Model, current, shares

LATEST = 20  # comments among which the same text is looked for
SAME_FOR = timedelta(days=1)
# Log odds from which on something is worth a sentence, and how its weight is called.
WORTH_SAYING = 0.15
WEIGHS_MUCH, WEIGHS_SOME = 1.2, 0.5
MOST_WORDS = 4
WORTH_QUOTING = 0.25  # of what the strongest word adds


@dataclass(frozen=True)
class Judgement:
    """How much a comment is like spam, from 0 to 1, and why: sentences, the strongest first."""

    score: float
    reasons: list[str]


def look_at(comment: Comment, signals: Sequence[str]) -> list[str]:
    """Judge a comment before it is decided on: sets `spam_score` and `spam_reasons`.

    `signals` are what else was noticed. Gives ["like_spam"] where the score is a reason to hold
    it, by the site's threshold; never for a moderator's own, which is not judged at all.
    """
    if comment.user and comment.user.has_perm("comments.change_comment"):
        return []
    found = judge(comment.comment, around=_around(comment, signals), model=current())
    comment.spam_score, comment.spam_reasons = found.score, found.reasons
    threshold = DiscussionSettings.current().spam_threshold / 100
    return ["like_spam"] if found.score >= threshold else []


def judge_again(comment: Comment, model: Model) -> Judgement:
    """The same for a comment that waits, by a model that has learned since."""
    return judge(comment.comment, around=_around(comment, comment.signals), model=model)


def _around(comment: Comment, signals: Sequence[str]) -> list[str]:
    """What there is to notice about a comment beside its text. In two queries at most."""
    around = [name for name in signals if name in signs.AROUND]
    if not _is_known(comment):
        around.append("first")
    if not comment.user_id and features.is_advertising(comment.user_name):
        around.append("name")
    if _is_repeated(comment):
        around.append("repeated")
    return around


def _is_known(comment: Comment) -> bool:
    """Whether something by the same person has been published."""
    others = Comment.objects.published().exclude(pk=comment.pk)
    if comment.user_id:
        return others.filter(user_id=comment.user_id).exists()
    if comment.email_hash:
        return others.filter(user=None, email_hash=comment.email_hash).exists()
    return False


def _is_repeated(comment: Comment) -> bool:
    """Whether somebody else sent the same words lately, whatever the figures and links in it."""
    twin = features.twin(comment.comment)
    if not twin:
        return False
    latest = Comment.objects.filter(submit_date__gte=timezone.now() - SAME_FOR)
    latest = latest.exclude(pk=comment.pk).order_by("-pk")
    rows = latest.values_list("comment", "user_id", "email_hash", "user_name")[:LATEST]
    who = (comment.user_id, comment.email_hash, comment.user_name)
    return any(tuple(writer) != who and features.twin(text) == twin for text, *writer in rows)


PLAIN_SIGNS = gettext_lazy(
    "Judged by plain signs alone: too little has been decided here to learn from."
)


def judge(text: str, *, around: Iterable[str] = (), model: Model) -> Judgement:
    """Judge a text, and what was noticed around it (names out of `signs.AROUND`)."""
    found = features.read(text)
    total = model.good + model.spam
    parts = {name: model.signs[name] * value for name, value in found.signs.items()}
    parts |= {name: signs.AROUND[name] for name in around}
    twins = model.twins.get(found.twin, 0) if found.twin else 0
    if twins:
        parts["twin"] = signs.AROUND["twin"]
    words = shares(found.words, model.words, total)
    pieces = shares(found.pieces, model.pieces, total)
    odds = model.bias - model.shift + sum(parts.values())
    odds += sum(words.values()) + sum(pieces.values())
    length = sum(parts.pop(name, 0) for name in ("length", "long", "short"))
    said = [(length, _length(found))]
    said += [
        (weight, _twins(twins) if name == "twin" else signs.sentence(name, found.signs))
        for name, weight in parts.items()
    ]
    said += _about_words(found, words, pieces, model)
    said = sorted(
        (entry for entry in said if abs(entry[0]) >= WORTH_SAYING), key=lambda one: -one[0]
    )
    reasons = [_weighed(weight, sentence) for weight, sentence in said]
    if not model.has_learned:
        reasons.append(str(PLAIN_SIGNS))
    return Judgement(score=round(probability(odds), 4), reasons=reasons)


def _length(found: Features) -> str:
    if "short" in found.signs:
        return _("A very short text")
    return _("A long text") if "long" in found.signs else _("How long it is")


def _twins(count: int) -> str:
    if count == 1:
        return _("Almost the same text as a comment taken for spam")
    return _("Almost the same text as %(count)d comments taken for spam") % {"count": count}


def _about_words(
    found: Features, words: dict[str, float], pieces: dict[str, float], model: Model
) -> list[tuple[float, str]]:
    """What the words add, for and against, with the strongest of them.

    Each word counts with its parts. Only words are quoted that several people have used: what
    one alone has written may be personal.
    """
    owners: dict[str, list[str]] = {}
    for token in dict.fromkeys(found.tokens):
        for piece in features.pieces_of(token):
            if piece in pieces:
                owners.setdefault(piece, []).append(token)
    by_word = dict(words)
    for piece, tokens in owners.items():
        for token in tokens:
            by_word[token] = by_word.get(token, 0) + pieces[piece] / len(tokens)
    said = []
    for is_for in (True, False):
        side = {word: share for word, share in by_word.items() if (share > 0) == is_for}
        strongest = sorted(side, key=lambda word: -abs(side[word]))
        least = WORTH_QUOTING * abs(side[strongest[0]]) if side else 0.0
        quoted = [
            _quoted(word, model)
            for word in strongest
            if abs(side[word]) >= least and _can_be_quoted(word, model)
        ]
        said.append((sum(side.values()), _words(quoted[:MOST_WORDS], is_for=is_for)))
    # What speaks both ways is one sum, and is told by the side that prevails.
    weight = sum(share for share, _sentence in said)
    return [(weight, said[0][1] if weight > 0 else said[1][1])]


def _can_be_quoted(word: str, model: Model) -> bool:
    return word in model.words and any(char.isalpha() for char in word)


def _quoted(word: str, model: Model) -> str:
    known = model.words[word]
    return _("“%(word)s” (%(spam)d taken for spam, %(good)d published)") % {
        "word": word.removeprefix("site:"),
        "spam": known.in_spam,
        "good": known.in_good,
    }


def _words(quoted: list[str], *, is_for: bool) -> str:
    if is_for:
        sentence = _("Words as in comments taken for spam")
    else:
        sentence = _("Words as in published comments")
    return f"{sentence}: {', '.join(quoted)}" if quoted else sentence


def _weighed(weight: float, sentence: str) -> str:
    """A reason with its weight, in words."""
    values = {"reason": sentence}
    if weight < 0:
        return _("Speaks against spam: %(reason)s") % values
    if weight >= WEIGHS_MUCH:
        return _("%(reason)s – weighs much") % values
    if weight >= WEIGHS_SOME:
        return _("%(reason)s – weighs something") % values
    return _("%(reason)s – weighs little") % values


def state_of_learning() -> str:
    """What the score has to go by, in a sentence for moderators."""
    model = current()
    if not model.has_learned:
        return _(
            "The spam score has not learned enough here yet: it goes by plain signs, such as"
            " links. It learns once %(least)d comments have been taken for spam, and as many"
            " published by a moderator."
        ) % {"least": LEAST}
    held = model.held_at(DiscussionSettings.current().spam_threshold)
    sentence = _("The spam score has learned from %(good)d published comments and %(spam)d spam.")
    said = sentence % {"good": model.good, "spam": model.spam}
    if held is None:
        return said
    more = _(
        "At the present threshold it would have held about %(held).1f %% of the good ones and"
        " caught %(caught).1f %% of the spam."
    ) % {"held": 100 * held.good / model.good, "caught": 100 * held.spam / model.spam}
    return f"{said} {more}"
