"""The stamp in a comment form: when it was handed out, signed so that only this site can say so."""

import time
from dataclasses import dataclass

from django.core import signing

SALT = "hustings.comments.form"


@dataclass(frozen=True)
class Stamp:
    """What a form says of itself when it comes back."""

    age_seconds: float  # never below zero, whatever the clocks of two servers say


def make(*, age_seconds: float = 0) -> str:
    """A stamp of now, or of so many seconds ago: signed JSON that fits into a hidden field."""
    return signing.dumps({"made": time.time() - age_seconds}, salt=SALT)


def read(value: str) -> Stamp | None:
    """The stamp; None where it was not made here, or was changed."""
    try:
        made = float(signing.loads(value, salt=SALT)["made"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    return Stamp(max(0.0, time.time() - made))
