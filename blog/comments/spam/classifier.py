"""A logistic regression over sparse rows, in plain Python: a few seconds for a small site.

Solved in its dual, one row at a time (Yu, Huang and Lin, “Dual coordinate descent methods for
logistic regression and maximum entropy models”, Machine Learning 85, 2011), which needs neither a
step size nor a library. Rows are in an order of their own each round, the same in every training.
"""

import math
import random
from array import array
from collections.abc import Sequence
from operator import mul

Row = tuple[array, array]  # columns ("i") and their values ("f")

STRENGTH = 3.0  # how far one row may pull: the C of the literature
ROUNDS = 12
STEPS = 6  # of Newton's method on one row


def row(values: dict[int, float]) -> Row:
    """A sparse row from its columns and values."""
    return array("i", values.keys()), array("f", values.values())


def fit(rows: Sequence[Row], labels: Sequence[bool], before: Sequence[float]) -> list[float]:
    """Weights, a column each, that tell apart the rows by their labels.

    `before` are the weights to begin with, which stay unless rows speak against them: learning is
    pulled towards these, and not towards nothing.
    """
    weights = list(before)
    norms = [sum(map(mul, values, values)) for _columns, values in rows]
    pulls = [0.0] * len(rows)
    order = list(range(len(rows)))
    shuffle = random.Random(1).shuffle  # noqa: S311 - an order, and nothing secret
    for _round in range(ROUNDS):
        shuffle(order)
        for at in order:
            columns, values = rows[at]
            sign = 1.0 if labels[at] else -1.0
            margin = sign * score(weights, rows[at])
            pull = _pull(margin, norms[at], pulls[at])
            step = sign * (pull - pulls[at])
            pulls[at] = pull
            for column, value in zip(columns, values, strict=True):
                weights[column] += step * value
    return weights


def score(weights: Sequence[float], one: Row) -> float:
    """How much speaks for spam, as log odds."""
    columns, values = one
    return sum(map(mul, map(weights.__getitem__, columns), values))


def _pull(margin: float, norm: float, before: float) -> float:
    """How far a row pulls the weights, from 0 to STRENGTH, given how far it did before.

    With pull = STRENGTH / (1 + e^-t), the best t solves t + margin + norm (pull - before) = 0,
    whose left side rises with t: Newton's steps, kept between two bounds.
    """
    low, high = -40.0, 40.0
    t = min(max(-margin, low), high)
    pull = before
    for _step in range(STEPS):
        share = 1 / (1 + math.exp(-t))
        pull = STRENGTH * share
        wrong = t + margin + norm * (pull - before)
        if wrong > 0:
            high = t
        else:
            low = t
        t -= wrong / (1 + norm * pull * (1 - share))
        if not low <= t <= high:
            t = (low + high) / 2
    return pull


def probability(odds: float) -> float:
    """Log odds as a number from 0 to 1."""
    return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))
