"""One form for searches that a person would call the same, however they were typed.

They are counted in it, and editors read it: what `analysis` folds for the index, nobody has to.
"""

import unicodedata

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("‘’‚‛＇", "'"))
# Latin and Greek are written without their accents often enough, and stand before this letter.
# From here on, marks make other letters (й is no и), or are the vowels.
FIRST_TO_KEEP_MARKS = "\u0400"


def cleaned(text: str) -> str:
    """On one line, in composed letters, with plain quotes, and nothing that cannot be seen."""
    text = unicodedata.normalize("NFKC", text).translate(QUOTES)
    seen = (
        " " if category[0] in "CZ" else char
        for char in text
        if (category := unicodedata.category(char)) != "Cf"
    )
    return " ".join("".join(seen).split())


def normal_form(text: str) -> str:
    """As `cleaned`, in small letters without accents: “Café  STRASSE” is “cafe strasse”."""
    small = unicodedata.normalize("NFKD", cleaned(text).casefold())
    kept, base = [], ""
    for char in small:
        if not unicodedata.combining(char):
            base = char
        elif base < FIRST_TO_KEEP_MARKS:
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))
