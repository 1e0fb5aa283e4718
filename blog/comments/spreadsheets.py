"""Text in a file that somebody opens in a spreadsheet, which must not run any of it."""

import re

# A spreadsheet takes what begins like this for a formula (https://owasp.org/www-community/attacks/
# CSV_Injection), at the start of a cell and, where it expects semicolons or tabs between cells,
# wherever it would begin one: also in quotation marks, which are none of a cell's text. The
# apostrophe is among them, so that it can be taken away again.
BEGINS_A_CELL = r"(?:\A|(?<=[;\t\r\n]))"
FORMULA = "(?=\"*['=+\\-@\t\r\uff1d\uff0b\uff0d\uff20])"
TO_GUARD = re.compile(BEGINS_A_CELL + FORMULA)
GUARDED = re.compile(BEGINS_A_CELL + "'" + FORMULA)


def guarded(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula."""
    return TO_GUARD.sub("'", text)


def unguarded(text: str) -> str:
    """The text as it was before `guarded`; the codebook says how to do the same."""
    return GUARDED.sub("", text)
