"""Sentences, abbreviations and capitals in English text. Pure functions over strings."""

import re
from collections.abc import Iterable, Iterator

LONGEST_SENTENCE = 30  # words; GOV.UK asks for 25, and a few more are no mistake
# A stop behind these ends no sentence.
NO_END = {
    *("mr", "mrs", "ms", "dr", "prof", "rev", "st", "cllr", "hon", "sen", "gov", "jr", "sr"),
    *("no", "nos", "vol", "fig", "ch", "sec", "para", "p", "pp", "art", "cf", "vs", "v", "etc"),
    *("eg", "ie", "e.g", "i.e", "approx", "dept", "est", "inc", "ltd", "co", "a.m", "p.m", "u.k"),
    *("u.s", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
}
# Letters that everybody reads as a word; the organisation adds its own in the settings.
WELL_KNOWN = {
    *("UK", "US", "USA", "EU", "UN", "BBC", "NHS", "NATO", "UNESCO", "UNICEF", "AM", "PM", "BC"),
    *("AD", "TV", "DVD", "CD", "DIY", "PDF", "FAQ", "FAQS", "VAT", "PIN", "OK", "ID", "IT", "HR"),
    *("CV", "PC", "GP", "MP", "MEP", "MSP", "MS", "QR", "GPS", "LED", "PO", "BT", "RSVP", "ASAP"),
    *("PS", "VIP", "HTML", "URL", "HTTP", "HTTPS", "CSV", "RSS", "USB", "WC", "LTD", "PLC", "CEO"),
    *("AGM", "BST", "GMT", "UTC", "SOS", "AIDS", "HIV", "DNA", "COVID", "CCTV", "A", "I", "SMS"),
    *("AI", "MOT", "NB", "RAF", "HMS", "HM", "DJ", "UFO", "WIFI", "IP", "PCS", "GPS", "GCSE"),
}
ROMAN = re.compile(r"^M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$")
# Two to six capitals, perhaps with & inside and an s behind; no digit or letter on either side, so
# that postcodes, roads (A14) and formulas (CO2) are none.
ABBREVIATION = re.compile(
    r"(?<![\w.@/#£$€-])([A-Z](?:[A-Z]|&(?=[A-Z])){1,5})(?:s|’s|'s)?(?![\w@/&-])"
)
CAPITALS = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", re.UNICODE)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph. Where it is not sure that one ends, it goes on."""
    start = 0
    for stop in re.finditer(r"[.!?…]+[”’\"')\]]*(?=\s+[“‘\"'(\[]*[A-Z0-9])", text):
        before = text[start : stop.start()].split()
        last = before[-1].lower().strip("“‘\"'([") if before else ""
        is_initial = len(last) == 1 and last.isalpha() and before[-1].isupper() and last != "i"
        if stop[0].startswith(".") and (last in NO_END or is_initial):
            continue
        yield text[start : stop.end()].strip()
        start = stop.end()
    if rest := text[start:].strip():
        yield rest


def count_words(sentence: str) -> int:
    """Words as a reader counts them: a dash or a lone sign is none."""
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())


def long_sentences(text: str, most: int = LONGEST_SENTENCE) -> Iterator[tuple[str, int]]:
    """Sentences of more than so many words, with how many they have."""
    for sentence in sentences(text):
        words = count_words(sentence)
        if words > most:
            yield sentence, words


def capitals(text: str, known: Iterable[str] = ()) -> Iterator[str]:
    """Runs of words in capitals that are no abbreviations: two at least, of four letters or more.

    Words of fewer letters may stand between them: “DO NOT PARK HERE”.
    """
    known_words = {*WELL_KNOWN, *known}
    run: list[str] = []

    def shouted() -> str:
        long_ones = [word for word in run if len(word) >= 4 and word not in known_words]
        return " ".join(run) if len(long_ones) >= 2 else ""

    end = 0
    for match in CAPITALS.finditer(text):
        word, between = match[0], text[end : match.start()]
        end = match.end()
        if word.isupper() and (not run or not re.search(r"[.!?:;()\d]", between)):
            run.append(word)
            continue
        if sentence := shouted():
            yield sentence
        run = [word] if word.isupper() else []
    if sentence := shouted():
        yield sentence


def undefined_abbreviations(
    texts: Iterable[str], known: Iterable[str] = ()
) -> Iterator[tuple[int, str]]:
    """Abbreviations that the texts nowhere explain: which text each comes first in, and what it is.

    Explained is “National Health Service (NHS)” and “NHS (National Health Service)”, anywhere.
    """
    all_texts = list(texts)
    whole = "\n".join(all_texts)
    known_words = {*WELL_KNOWN, *(word.upper() for word in known)}
    seen: set[str] = set()
    for place, text in enumerate(all_texts):
        loud = {word for run in capitals(text) for word in run.split()}
        for match in ABBREVIATION.finditer(text):
            short = match[1]
            if short in seen or short in loud or short in known_words or ROMAN.match(short):
                continue
            seen.add(short)
            if not is_explained(short, whole) and not is_a_word(short, whole):
                yield place, short


def is_a_word(short: str, text: str) -> bool:
    """Whether the text also has it in small letters, and it only stands out: “text FLOOD to …”."""
    return bool(re.search(rf"\b(?:{short.lower()}|{short.capitalize()})\b", text))


def is_explained(short: str, text: str) -> bool:
    """Whether the long form stands before the letters in brackets, or in brackets behind them."""
    letters = re.escape(short)
    long_form = r"[^\W\d_][\w’'-]*(?:\s+[^\W\d_][\w’'&-]*){1,9}"
    before = rf"{long_form}\s*[(\[]\s*(?:the\s+|or\s+)?[“‘\"']?{letters}s?\b"
    behind = (
        rf"\b{letters}s?[”’\"']?\s*(?:[(\[]\s*{long_form}|,?\s+(?:stands|short) for\b|\s+–\s+the\b)"
    )
    return bool(re.search(before, text) or re.search(behind, text))
