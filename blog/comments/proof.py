"""A sum that a browser does before it sends a comment: nothing for one, dear for a flood.

The challenge and its check are ALTCHA's (https://altcha.org, proof of work, version 2), without
its widget: that needs inline styles and workers made of text, which our Content Security Policy
refuses to everybody. `comment-proof.js` does the sum. altcha-django keeps used solutions in a
cache, of which each worker may have its own; here they are rows, and a row can be made once.
"""

import json
import secrets
from datetime import timedelta

from altcha import Payload, create_challenge, verify_solution
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from blog.comments.models import RateCount, keyed_hash

ALGORITHM = "PBKDF2/SHA-256"  # what browsers have built in
ROUNDS = 5000  # of each try: about 2 milliseconds
# The answer is a number between half of this and all of it, so that nobody waits without end:
# up to a second on a computer, a few seconds on an old telephone.
MOST_TRIES = 400
LONGEST = 2000  # characters of a solution; a real one has about 800


def _secret() -> bytes:
    return salted_hmac("hustings.comments.proof", "challenge", algorithm="sha256").digest()


def challenge() -> str:
    """A new sum as JSON, for the browser to do while somebody writes.

    Its solution can be handed in as long as the form can, and once.
    """
    made = create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=MOST_TRIES // 2 + secrets.randbelow(MOST_TRIES // 2),
        expires_at=timezone.now() + timedelta(seconds=settings.COMMENT_FORM_SECONDS),
        hmac_secret=_secret(),
    )
    return json.dumps(made.to_dict())


def accept(solution: str) -> bool:
    """Whether this is the solution of a sum of ours, handed in for the first time, and in time.

    It is used up by asking: of two requests with one solution, on whatever worker, one is told yes.
    """
    if len(solution) > LONGEST or not verify_solution(solution, _secret()).verified:
        return False
    # Signed by us, so what stands in it is what we wrote.
    nonce = Payload.from_base64(solution).challenge.parameters.nonce
    _row, is_first = RateCount.objects.get_or_create(
        key=keyed_hash(f"proof {nonce}"),
        defaults={
            "count": 1,
            "expires_at": timezone.now() + timedelta(seconds=settings.COMMENT_FORM_SECONDS),
        },
    )
    return is_first
