"""Learning the spam score from this site's decisions, and from examples of other sites."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from blog.comments.models import Comment, Decision, SpamExample, SpamModel, Status
from blog.comments.spam import features, signs
from blog.comments.spam.classifier import Row, fit, probability, row, score
from blog.comments.spam.features import VERSION, Features
from blog.comments.spam.judging import judge_again
from blog.comments.spam.model import LEAST, Held, Known, Model, current, rarity, scaled

MOST = 10_000  # of each kind: the newest
MOST_LOOKED_THROUGH = 10 * MOST  # decisions
MOST_OF_ONE = 5  # comments of one kind by one person, and of one text: nobody teaches it alone
MOST_WORDS = 20_000  # that are known, and as many parts of words
FOLDS = 4
# The score is 50 where at most this share of good comments lies above, as far as can be known
# from them; within bounds, so that one wrong decision does not switch it off.
HELD_AT_50 = 0.03
SHIFTS = (0.0, 2.2)  # log odds: from as likely as not, to nine in ten
STEP = 20  # new decisions, after which it may learn again
MOST_COUNTED = STEP * 100 + 1  # not one of the steps: so many are left to the command
QUICK = 60  # examples: about a tenth of a second
MOST_REFRESHED = 500
MODELS_KEPT = 3
# A person's word on a comment, by what became of it. What another rule refused is neither.
JUDGED = ("approve", "keep", "spam", "refuse", "remove", "uphold")
IS_SPAM: dict[int | None, bool] = {Status.PUBLISHED: False, Status.SPAM: True}


@dataclass(frozen=True)
class Example:
    """A text with what was decided on it."""

    text: str
    is_spam: bool
    writer: Hashable  # who wrote it, as far as one can tell
    place: Hashable  # the page, or the collection, that it is from
    around: tuple[str, ...] = ("first",)  # names out of `signs.AROUND`


# --- What there is to learn from ----------------------------------------------------------------
def from_decisions() -> list[Example]:
    """The comments that a person has decided on, each by the newest decision that stands.

    With the text that the database has now: what was erased is gone, and what its writer changed
    after the decision is passed over.
    """
    found: dict[int, Decision] = {}
    counts: Counter[bool] = Counter()
    decisions = Decision.objects.standing().filter(
        by=Decision.By.MODERATOR, action__in=JUDGED, comment__isnull=False
    )
    decisions = decisions.only("comment_id", "to_status", "made_at").order_by("-pk")
    seen: set[int] = set()
    for decision in decisions[:MOST_LOOKED_THROUGH].iterator():
        if decision.comment_id is None or decision.comment_id in seen:
            continue
        seen.add(decision.comment_id)
        is_spam = IS_SPAM.get(decision.to_status)
        if is_spam is not None and counts[is_spam] < MOST:
            counts[is_spam] += 1
            found[decision.comment_id] = decision
        if min(counts[True], counts[False]) >= MOST:
            break
    return [
        _example(comment, is_spam=IS_SPAM[found[comment.pk].to_status])
        for comment in _comments(list(found))
        if comment.comment
        and not (comment.edited_at and comment.edited_at > found[comment.pk].made_at)
    ]


def _comments(ids: Sequence[int]) -> Iterable[Comment]:
    """Newest first, a few hundred at a time."""
    for at in range(0, len(ids), MOST_REFRESHED):
        rows = Comment.objects.filter(pk__in=ids[at : at + MOST_REFRESHED]).order_by("-pk")
        yield from rows


def _example(comment: Comment, *, is_spam: bool) -> Example:
    around = [name for name in comment.signals if name in signs.AROUND]
    if not comment.user_id and features.is_advertising(comment.user_name):
        around.append("name")
    writer = comment.user_id or comment.email_hash or comment.ip_hash or comment.user_name
    return Example(
        text=comment.comment,
        is_spam=is_spam,
        writer=writer or f"comment {comment.pk}",
        place=comment.page_id,
        around=(*around, "first"),
    )


def from_elsewhere() -> list[Example]:
    """The examples that were imported, the newest of each kind."""
    return [
        Example(
            text=example.text,
            is_spam=example.is_spam,
            writer=f"example {example.pk}",
            place=example.source or "elsewhere",
        )
        for is_spam in (True, False)
        for example in SpamExample.objects.filter(is_spam=is_spam).order_by("-pk")[:MOST]
    ]


# --- Learning -----------------------------------------------------------------------------------
def train() -> SpamModel | None:
    """Learn anew from all that was decided; None where that is too little.

    The new model is in use from the next comment on. No comment is touched by it.
    """
    model = learn([*from_decisions(), *from_elsewhere()])
    if model is None:
        return None
    return SpamModel.objects.create(
        version=VERSION, good=model.good, spam=model.spam, weights=model.to_json()
    )


def learn(examples: Iterable[Example]) -> Model | None:
    """A model of the examples, the newest first; None for fewer than LEAST of each kind."""
    kept, found = _fair(examples)
    labels = [example.is_spam for example in kept]
    spam = sum(labels)
    if min(spam, len(kept) - spam) < LEAST:
        return None
    words = _counted(kept, (one.words for one in found))
    pieces = _counted(kept, (one.pieces for one in found))
    columns = {name: at for at, name in enumerate(signs.WEIGHTS, start=1)}
    before = [signs.BIAS, *signs.WEIGHTS.values()]
    for table, kind in ((words, "word"), (pieces, "piece")):
        for key in table:
            columns[f"{kind} {key}"] = len(columns) + 1
    before += [0.0] * (len(words) + len(pieces))
    rarities = [
        {key: rarity(sum(count), len(kept)) for key, count in table.items()}
        for table in (words, pieces)
    ]
    rows = [_row(one, columns, rarities) for one in found]
    weights = fit(rows, labels, before)
    odds = _cross_validated(rows, kept, before)
    shift = min(max(_shift(odds, labels), SHIFTS[0]), SHIFTS[1])
    return Model(
        bias=weights[0],
        shift=shift,
        signs={name: weights[columns[name]] for name in signs.WEIGHTS},
        words={key: Known(weights[columns[f"word {key}"]], *words[key]) for key in words},
        pieces={key: Known(weights[columns[f"piece {key}"]], *pieces[key]) for key in pieces},
        twins=_twins(kept, found),
        good=len(kept) - spam,
        spam=spam,
        curve=_curve([probability(one - shift) for one in odds], labels),
    )


def _fair(examples: Iterable[Example]) -> tuple[list[Example], list[Features]]:
    """A few of each person and of each text, with what was read of them."""
    counts: Counter[Hashable] = Counter()
    kept, found = [], []
    for example in examples:
        if counts[example.writer, example.is_spam] >= MOST_OF_ONE:
            continue
        read = features.read(example.text)
        text = read.twin or example.text.strip().casefold()
        if counts[text, example.is_spam] >= MOST_OF_ONE:
            continue
        counts[example.writer, example.is_spam] += 1
        counts[text, example.is_spam] += 1
        kept.append(example)
        found.append(read)
    return kept, found


def _counted(
    examples: Sequence[Example], found: Iterable[dict[str, float]]
) -> dict[str, tuple[int, int]]:
    """In how many comments taken for spam, and published, each word is that several used."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    first_writer: dict[str, Hashable] = {}
    shared: set[str] = set()
    for example, words in zip(examples, found, strict=True):
        for word in words:
            counts[word][not example.is_spam] += 1
            if first_writer.setdefault(word, example.writer) != example.writer:
                shared.add(word)
    most = sorted(shared, key=lambda word: (-sum(counts[word]), word))[:MOST_WORDS]
    return {word: (counts[word][0], counts[word][1]) for word in most}


def _row(found: Features, columns: dict[str, int], rarities: list[dict[str, float]]) -> Row:
    values = {0: 1.0} | {columns[name]: value for name, value in found.signs.items()}
    for kind, one, known in zip(
        ("word", "piece"), (found.words, found.pieces), rarities, strict=True
    ):
        scaled_values = scaled(one, known)
        values |= {columns[f"{kind} {key}"]: value for key, value in scaled_values.items()}
    return row(values)


def _twins(examples: Sequence[Example], found: Sequence[Features]) -> dict[str, int]:
    """Texts that were only ever taken for spam, and how often."""
    good = {one.twin for example, one in zip(examples, found, strict=True) if not example.is_spam}
    counts = Counter(
        one.twin for example, one in zip(examples, found, strict=True) if example.is_spam
    )
    return {twin: count for twin, count in counts.items() if twin and twin not in good}


# --- How good it is -----------------------------------------------------------------------------
def _cross_validated(
    rows: Sequence[Row], examples: Sequence[Example], before: Sequence[float]
) -> list[float]:
    """For each example the log odds by a model that has not seen it, nor its page's others.

    So the figures are about comments under posts that are yet to be written.
    """
    odds = [0.0] * len(rows)
    folds = _folds(examples)
    for fold in range(FOLDS):
        rest = [at for at, other in enumerate(folds) if other != fold]
        weights = fit([rows[at] for at in rest], [examples[at].is_spam for at in rest], before)
        for at, other in enumerate(folds):
            if other == fold:
                around = sum(signs.AROUND[name] for name in examples[at].around)
                odds[at] = score(weights, rows[at]) + around
    return odds


def _folds(examples: Sequence[Example]) -> list[int]:
    """A fold for each example: whole pages, unless there are too few, or one has nearly all."""
    sizes = Counter(example.place for example in examples)
    if len(sizes) < FOLDS or max(sizes.values()) > len(examples) / 2:
        return [at % FOLDS for at in range(len(examples))]
    filled = [0] * FOLDS
    fold_of: dict[Hashable, int] = {}
    for place, size in sizes.most_common():
        fold_of[place] = filled.index(min(filled))
        filled[fold_of[place]] += size
    return [fold_of[example.place] for example in examples]


def _shift(odds: Sequence[float], labels: Sequence[bool]) -> float:
    """Above which odds HELD_AT_50 of the good comments lie, and of a few comments one."""
    good = sorted((one for one, is_spam in zip(odds, labels, strict=True) if not is_spam))
    return good[-1 - max(int(HELD_AT_50 * len(good)), 1)] + 1e-6


def _curve(scores: Sequence[float], labels: Sequence[bool]) -> tuple[Held, ...]:
    """What each threshold would hold."""
    good, spam = (
        [one for one, is_spam in zip(scores, labels, strict=True) if is_spam == kind]
        for kind in (False, True)
    )
    return tuple(
        Held(
            threshold,
            sum(one >= threshold / 100 for one in good),
            sum(one >= threshold / 100 for one in spam),
        )
        for threshold in range(1, 101)
    )


# --- Keeping up ---------------------------------------------------------------------------------
def new_decisions() -> int:
    """How many decisions the newest model has not seen; MOST_COUNTED means that many, or more."""
    newest = _models().values_list("trained_at", flat=True).first()
    decisions = Decision.objects.standing().filter(by=Decision.By.MODERATOR, action__in=JUDGED)
    if newest:
        decisions = decisions.filter(made_at__gt=newest)
    return len(decisions.order_by().values_list("pk")[:MOST_COUNTED])


def is_time(new: int) -> bool:
    """Whether so many new decisions are a reason to learn again.

    Each STEP of them, so that it is asked for once and not with every decision that follows; and
    once they are a tenth of what it knows.
    """
    return new > 0 and new % STEP == 0 and new >= _learned_from() / 10


def is_quick(new: int) -> bool:
    """Whether learning takes so little time that somebody can wait for it."""
    return new + _learned_from() + SpamExample.objects.count() <= QUICK


def _models() -> QuerySet[SpamModel]:
    return SpamModel.objects.filter(version=VERSION).order_by("-pk")


def _learned_from() -> int:
    newest = _models().only("good", "spam").first()
    return newest.good + newest.spam if newest else 0


def refresh_scores(most: int = MOST_REFRESHED) -> int:
    """Judge anew what waits, the newest first; gives how many. Touches nothing but the score."""
    model = current()
    waiting = Comment.objects.waiting().order_by("-pk").select_related("user")
    comments = list(waiting[:most])
    for comment in comments:
        found = judge_again(comment, model)
        still = Comment.objects.filter(pk=comment.pk, status=Status.HELD)
        still.update(spam_score=found.score, spam_reasons=found.reasons)
    return len(comments)


def forget_earlier() -> int:
    """Delete all but the last few models; gives how many."""
    kept = list(SpamModel.objects.order_by("-pk").values_list("pk", flat=True)[:MODELS_KEPT])
    return SpamModel.objects.exclude(pk__in=kept).delete()[0]
