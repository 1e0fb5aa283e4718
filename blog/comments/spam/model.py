"""What was learned, as it is kept in the database: numbers beside words, and nothing that runs."""

import logging
import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from blog.comments.models import SpamModel
from blog.comments.spam import signs
from blog.comments.spam.features import VERSION

logger = logging.getLogger(__name__)

LEAST = 20  # decisions of each kind, before anything is learned


class Known(NamedTuple):
    """What is known of a word, or a part of one."""

    weight: float
    in_spam: int  # comments taken for spam with it
    in_good: int  # published comments with it


class Held(NamedTuple):
    """What a threshold would have done to the comments that were learned from."""

    threshold: int  # 1 to 100
    good: int  # comments held that were published
    spam: int  # comments held that were taken for spam


@dataclass(frozen=True)
class Model:
    """How text is judged. Without anything learned, by the plain signs alone."""

    bias: float = signs.BIAS
    shift: float = 0.0  # taken off, so that 50 stands where few good comments are above
    signs: Mapping[str, float] = field(default_factory=lambda: dict(signs.WEIGHTS))
    words: Mapping[str, Known] = field(default_factory=dict)
    pieces: Mapping[str, Known] = field(default_factory=dict)
    twins: Mapping[str, int] = field(default_factory=dict)  # texts taken for spam: how often
    good: int = 0
    spam: int = 0
    curve: tuple[Held, ...] = ()

    @property
    def has_learned(self) -> bool:
        """Whether there were enough decisions to learn from."""
        return self.good > 0

    @classmethod
    def from_json(cls, data: Any) -> "Model":
        """Read what `to_json` wrote. Raises ValueError for anything else."""
        try:
            model = cls(
                bias=float(data["bias"]),
                shift=float(data["shift"]),
                signs={name: float(data["signs"][name]) for name in signs.WEIGHTS},
                words=_known(data["words"]),
                pieces=_known(data["pieces"]),
                twins={str(key): int(count) for key, count in data["twins"].items()},
                good=int(data["good"]),
                spam=int(data["spam"]),
                curve=tuple(Held(*map(int, entry)) for entry in data["curve"]),
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as why:
            raise ValueError("This is not a model of the spam score.") from why
        weights = [model.bias, model.shift, *model.signs.values()]
        for known in (*model.words.values(), *model.pieces.values()):
            weights.append(known.weight)
            if min(known.in_spam, known.in_good) < 0:
                raise ValueError("A count cannot be below zero.")
        if not all(map(math.isfinite, weights)):
            raise ValueError("A weight is not a number.")
        return model

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "bias": round(self.bias, 4),
            "shift": round(self.shift, 4),
            "signs": {name: round(weight, 4) for name, weight in self.signs.items()},
            "words": {word: [round(k.weight, 4), *k[1:]] for word, k in self.words.items()},
            "pieces": {piece: [round(k.weight, 4), *k[1:]] for piece, k in self.pieces.items()},
            "twins": dict(self.twins),
            "good": self.good,
            "spam": self.spam,
            "curve": [list(held) for held in self.curve],
        }

    def held_at(self, threshold: int) -> Held | None:
        """What that threshold would have held, by cross-validation; None where nobody knows."""
        at = bisect_left(self.curve, threshold, key=lambda held: held.threshold)
        return self.curve[at] if at < len(self.curve) else None

    def threshold_for(self, most_good: float) -> int:
        """The lowest threshold that holds at most that share of good comments, by chance, too.

        Of few comments little is known: one standard deviation is added to what was counted.
        """
        for held in self.curve:
            if held.good + math.sqrt(held.good) <= most_good * self.good:
                return held.threshold
        return 100


def _known(table: Mapping[str, Any]) -> dict[str, Known]:
    return {
        str(key): Known(float(w), int(spam), int(good)) for key, (w, spam, good) in table.items()
    }


def rarity(count: int, total: int) -> float:
    """How much a word says that `count` of `total` comments have: the rarer, the more."""
    return math.log((1 + total) / (1 + count)) + 1


def scaled(found: Mapping[str, float], rarities: Mapping[str, float]) -> dict[str, float]:
    """The known among what was found, each by its rarity, together of length 1."""
    values = {key: value * rarities[key] for key, value in found.items() if key in rarities}
    length = math.sqrt(sum(value * value for value in values.values()))
    return {key: value / length for key, value in values.items()} if length else {}


def shares(found: Mapping[str, float], table: Mapping[str, Known], total: int) -> dict[str, float]:
    """What each word, or part of one, adds to the log odds."""
    known = {key: table[key] for key in found if key in table}
    rarities = {key: rarity(one.in_spam + one.in_good, total) for key, one in known.items()}
    return {key: value * known[key].weight for key, value in scaled(found, rarities).items()}


# The model in use by this process, and of which row it was made.
_loaded: tuple[tuple[int, datetime] | None, Model] = (None, Model())


def current() -> Model:
    """The newest model, in one small query unless there is a newer one than last time.

    One that cannot be read counts as nothing learned: comments are judged by the plain signs.
    """
    global _loaded  # noqa: PLW0603 - a cache of one, whose parts are replaced together
    usable = SpamModel.objects.filter(version=VERSION).order_by("-pk")
    newest = usable.values_list("pk", "trained_at").first()
    loaded, model = _loaded
    if newest == loaded:
        return model
    model = Model()
    data = usable.filter(pk=newest[0]).values_list("weights", flat=True) if newest else []
    try:
        for weights in data:
            model = Model.from_json(weights)
    except ValueError:
        logger.warning("The spam model %s cannot be read, and is left alone.", newest and newest[0])
    _loaded = (newest, model)
    return model
