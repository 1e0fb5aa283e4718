"""What a text looks like to the spam score: words, parts of words, and plain signs.

Time grows with the length of the text and no faster, whatever is in it.
"""

import hashlib
import html
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from blog.comments import names

VERSION = 1  # of all that is made of a text here: what was learned by another is not used
LONGEST = 4000  # characters that are looked at
LONGEST_WORD = 30
LONGEST_TWIN = 1000
PIECE = 4  # characters of a part of a word
FEWEST_WORDS = 4  # with which a text can be the same as another: “I agree” is nobody's

ADDRESS = re.compile(
    r"(?i)(?:https?://|\bwww\.)[^\s<>\"]{1,500}"
    r"|(?<![\w@.-])(?:[\w-]{1,63}\.){1,4}(?:com|net|org|info|biz|io|me|tv|co|ly|be|ru|cn|xyz|top|"
    r"shop|site|online|store|club|uk|gl|tk|app|link|live|pro|vip|win)\b(?:/[^\s<>\"]{0,500})?"
)
HOST = re.compile(r"(?i)(?:https?://)?(?:www\d?\.)?((?:[\w-]{1,63}\.){1,6}[\w-]{2,24})")
# Taken apart, so that no filter sees it: “example . com”, “example (dot) com”.
BROKEN = re.compile(
    r"(?i)\w(?:\s{1,3}\.\s{0,3}|\s{0,3}\.\s{1,3}|\s{0,3}[(\[]\s?(?:dot|\.)\s?[)\]]\s{0,3}| dot )"
    r"(?:com|net|org|info|biz|ru)\b"
)
SHORTENED = re.compile(
    r"(?i)\b(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|cutt\.ly|rb\.gy|adf\.ly|"
    r"shorturl\.at|t\.me|wa\.me|buff\.ly|linktr\.ee|rebrand\.ly)/"
)
MAIL = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}\b")
PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d(?:[ ().-]{0,2}\d){8,14}(?![\w/-])")
CODE = re.compile(r"(?i)<a\s|</a>|href=|\[url|\[/url\]|\[link")
MONEY = re.compile(r"[$€£¥₿]\s?\d|\d\s?[$€£¥₿]")
LINE = re.compile(r"(?i)<br ?/?>|</?p>")
TAG = re.compile(r"<[^<>]{1,1000}>")
WORD = re.compile(r"[^\W\d_]+")
DIGITS = re.compile(r"\d+")
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
# Nothing to see, in the midst of a word. Joiners that scripts need are not among them.
UNSEEN = re.compile(r"(?<=\w)[\u00ad\u200b\u2060\ufeff]+(?=\w)")
UNSEEN_KINDS = frozenset({"Cf", "Mn", "Me"})
ADVERTISING_NAME = re.compile(
    r"(?i)[!$€£%]|\b(?:seo|casino|loans?|crypto|bitcoin|viagra|escorts?|cheap|discounts?|"
    r"betting|poker|forex)\b"
)


@dataclass(frozen=True)
class Features:
    """What was found in one text."""

    tokens: tuple[str, ...]  # words and signs in their order, in small letters
    twin: str  # see `twin`
    signs: dict[str, float]  # of `signs.WEIGHTS`, each from -1 to 3

    @property
    def words(self) -> dict[str, float]:
        """Words, and pairs of neighbours: how often, of which the second time counts less."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return _damped(Counter(self.tokens) + Counter(f"{one} {two}" for one, two in pairs))

    @property
    def pieces(self) -> dict[str, float]:
        """Parts of words, likewise: they find what is spelt another way each time."""
        found: Counter[str] = Counter()
        for token, times in Counter(self.tokens).items():
            for piece in pieces_of(token):
                found[piece] += times
        return _damped(found)


def twin(text: str) -> str:
    """The same for texts that differ in signs, figures, case and links alone; "" if short."""
    plain = unicodedata.normalize("NFKC", _few_marks(text[:LONGEST_TWIN])).casefold()
    words = WORD.findall(ADDRESS.sub(" ", plain))
    if len(words) < FEWEST_WORDS:
        return ""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]


def pieces_of(token: str) -> list[str]:
    """The parts of one word, its ends marked by a space."""
    padded = f" {token} "
    return [padded[at : at + PIECE] for at in range(len(padded) - PIECE + 1)]


def read(text: str) -> Features:
    """What is to be found in a text, as it was typed. Never raises."""
    seen = _plain(text)
    links = ADDRESS.findall(MAIL.sub("", seen))
    hosts = [found[1].casefold() for found in map(HOST.match, links[:10]) if found]
    without = TAG.sub(" ", ADDRESS.sub(" ☞ ", MAIL.sub(" ✉ ", seen)))
    odd = len(UNSEEN.findall(text[:LONGEST]))
    tokens: list[str] = []
    for token in TOKEN.findall(DIGITS.sub(_figures, without)):
        word, is_odd = _unmasked(token[:LONGEST_WORD])
        odd += is_odd
        tokens.append(word.casefold())
    tokens += [f"site:{host.removeprefix('www.')[:60]}" for host in hosts]
    return Features(
        tokens=tuple(tokens), twin=twin(text), signs=_signs(seen, links=len(links), odd=odd)
    )


def is_advertising(name: str) -> bool:
    """Whether a writer's name looks like an advertisement."""
    return bool(ADVERTISING_NAME.search(name)) or names.holds_link(name)


def _plain(text: str) -> str:
    """The text as people see it: one form of each sign, no entities, nothing that is unseen."""
    text = LINE.sub("\n", html.unescape(text[:LONGEST]))
    text = unicodedata.normalize("NFKC", _few_marks(text))[:LONGEST]
    return "".join(char for char in text if unicodedata.category(char) not in UNSEEN_KINDS)


def _few_marks(text: str) -> str:
    """Without the marks after the third on one letter: normalising hundreds takes long."""
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= 3:
            kept.append(char)
    return "".join(kept)


def _figures(found: re.Match[str]) -> str:
    return "0" * min(len(found[0]), 4)


def _unmasked(word: str) -> tuple[str, bool]:
    """A word in Latin letters some of which are of another script; and whether it was."""
    if len(word) == 1 or word.isascii():
        return word, False
    latin = "".join(names.latin(char) for char in word)
    is_mixed = latin.isascii() and any("a" <= char <= "z" for char in word.casefold())
    foreign = any(ord(char) > 0x36F for char in word)
    return (latin, True) if is_mixed and foreign else (word, False)


def _signs(text: str, *, links: int, odd: int) -> dict[str, float]:
    words = text.split()
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    found = {
        "links": min(links, 3),
        "broken_link": bool(BROKEN.search(text)),
        "shortened": bool(SHORTENED.search(text)),
        "mail": bool(MAIL.search(text)),
        "phone": bool(PHONE.search(text)),
        "code": bool(CODE.search(text)),
        "money": bool(MONEY.search(text)),
        "odd": min(odd, 3) / 3,
        "capitals": capitals / len(letters) if len(letters) > 8 else 0,
        "exclamation": min(text.count("!"), 5) / 5,
        "figures": min(sum(char.isdigit() for char in text), 10) / 10,
        "repeats": 1 - len(set(words)) / len(words) if len(words) > 5 else 0,
        "lines": min(text.count("\n"), 5) / 5,
        # From -1, a word, past 0, a sentence, to 1, a page.
        "length": max(min((math.log1p(len(text)) - 4) / 4, 1), -1),
        "long": len(text) > 200,
        "short": len(words) <= 3,
    }
    return {name: float(value) for name, value in found.items() if value}


def _damped(counts: Counter[str]) -> dict[str, float]:
    return {key: 1 + math.log(count) for key, count in counts.items()}
