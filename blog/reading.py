"""How long a text takes to read."""

import math
import re

# Of silent reading of English non-fiction by adults (Brysbaert 2019, Journal of Memory and
# Language 109): 238 words a minute.
WORDS_A_MINUTE = 238
# Chinese and Japanese put no spaces between words, and about two signs make one.
SIGNS_A_WORD = 2
_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")


def minutes_to_read(text: str) -> int:
    """Whole minutes, at least one."""
    signs = len(_SIGN.findall(text))
    words = len(_WORD.findall(_SIGN.sub(" ", text))) + signs / SIGNS_A_WORD
    return max(1, math.ceil(words / WORDS_A_MINUTE))
