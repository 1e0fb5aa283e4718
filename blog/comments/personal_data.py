"""Personal data in a text: pointed out to whoever writes, before everybody can read it.

It is better to miss something than to accuse people who speak of prices, dates and bus numbers: a
number counts only if it has the shape and the check digits of what it is taken for. Time grows
with the length of the text and no faster.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import phonenumbers
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import iban, isbn, numdb

from blog.comments import markup

# The country to which a language without a region most likely belongs, where the two differ.
COUNTRIES = {
    "en": "GB", "cs": "CZ", "cy": "GB", "da": "DK", "el": "GR", "et": "EE", "eu": "ES", "ca": "ES",
    "ga": "IE", "gd": "GB", "gl": "ES", "ja": "JP", "ko": "KR", "nb": "NO", "nn": "NO", "sl": "SI",
    "sq": "AL", "sr": "RS", "sv": "SE", "uk": "UA", "zh": "CN", "hi": "IN", "fa": "IR", "he": "IL",
}  # fmt: skip
LABELS: dict[str, Promise | str] = {
    "email": _("an e-mail address"),
    "phone": _("a telephone number"),
    "iban": _("a bank account number"),
    "national_id": _("a personal identity number"),
    "address": _("a home address"),
}
EMAIL = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@((?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24})\b")
IBAN_START = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?=[ -]?[A-Z0-9])", re.IGNORECASE)
# Telephone numbers that the British regulator keeps for stories: nobody has them, so that they are
# not valid, and examples are full of them (https://www.ofcom.org.uk/phones-and-broadband/
# phone-numbers/numbers-for-drama).
NUMBERS_FOR_DRAMA = re.compile(
    r"7700900\d{3}|1632960\d{3}|1(?:1[345678]|[23456]1)4960\d{3}|1914980\d{3}|2079460\d{3}|"
    r"2896496\d{3}|2920180\d{3}|3069990\d{3}|8081570\d{3}|9098790\d{3}"
)
BRITISH_PHONE = re.compile(
    r"(?<![\w.,/£$€+-])(?P<code>\+44[ -]?(?:\(0\)[ -]?)?|0044[ -]?|\(?0)"
    r"(?P<rest>\d(?:[ )-]{0,2}\d){9})(?![\w/-]|[.,]\d)"
)
# A fraction, or a day: some countries have telephone numbers that look like them.
NO_PHONE = re.compile(r"\d+[.,]\d+|\d{1,2}([ ./-])\d{1,2}\1(?:19|20)\d\d")


@dataclass(frozen=True)
class Found:
    """Something in a text that may be personal."""

    kind: str  # a key of LABELS
    text: str  # as it stands there
    label: Promise | str  # what it is, with its article: “a telephone number”


@dataclass(frozen=True)
class Number:
    """How the people of a country are numbered: the shape, and the check that it has to pass.

    A weak check lets through one number in ten or so; such a number counts only in its own
    country, and only with one of its names shortly before it.
    """

    country: str
    module: str  # in python-stdnum, in the package of the country
    shape: str
    names: str = ""


NUMBERS = [
    Number("AT", "vnr", r"\d{4} ?\d{6}", r"svnr|sv-nummer|versicherungsnummer"),
    Number("BE", "nn", r"\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}"),
    Number("BG", "egn", r"\d{10}", "егн|egn"),
    Number("BR", "cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}"),
    Number("CA", "sin", r"\d{3}[ -]?\d{3}[ -]?\d{3}", "sin|social insurance|nas"),
    Number("CH", "ssn", r"756\.?\d{4}\.?\d{4}\.?\d{2}"),
    Number("CZ", "rc", r"\d{6}/\d{3,4}"),
    Number("DE", "idnr", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", "steuer|idnr|tin"),
    Number("DK", "cpr", r"\d{6}-\d{4}", "cpr"),
    Number("EE", "ik", r"[1-6]\d{10}", "isikukood"),
    Number("ES", "dni", r"\d{8}-?[A-Z]"),
    Number("ES", "nie", r"[XYZ]-?\d{7}-?[A-Z]"),
    Number("FI", "hetu", r"\d{6}[-+A]\d{3}[0-9A-Y]"),
    Number("FR", "nir", r"[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}"),
    Number("GB", "nhs", r"\d{3}[ -]?\d{3}[ -]?\d{4}", "nhs"),
    Number("HR", "oib", r"\d{11}", "oib"),
    Number("IE", "pps", r"\d{7}[A-W][A-IW]?"),
    Number("IT", "codicefiscale", r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]"),
    Number("LT", "asmens", r"[1-6]\d{10}", "asmens"),
    Number("NL", "bsn", r"\d{4}\.?\d{2}\.?\d{3}", "bsn|burgerservicenummer|sofinummer|sofi"),
    Number("NO", "fodselsnummer", r"\d{6} ?\d{5}", "fødselsnummer|personnummer|fnr"),
    Number("PL", "pesel", r"\d{11}", "pesel"),
    Number("PT", "nif", r"\d{9}", "nif|contribuinte"),
    Number("RO", "cnp", r"[1-9]\d{12}"),
    Number("SE", "personnummer", r"(?:\d{2})?\d{6}[-+]\d{4}"),
    Number("US", "ssn", r"\d{3}-\d{2}-\d{4}"),
]
# National Insurance numbers have no check digit, and a shape like nothing else
# (https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110).
NINO = re.compile(
    r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"(?: ?\d{2}){3} ?[A-D](?!\w)",
    re.IGNORECASE,
)
NAME_BEFORE = 30  # characters in which a name announces a weak number

# A house number, a street and a postcode, in the order and with the words of a few languages.
# Each part is bounded, so that no text takes long.
HOUSE = r"(?<![\w.,:/£$€-])(?<!\d )\d{1,4}[a-zA-Z]?"
WORD = r"[^\W\d_][\w'’.-]{0,30}"
NAME = r"(?:[^\W\d_a-z][\w'’.-]{0,30}|of|the|on|upon|under|in)"
NO_STREET = r"(?!(?:in|at|near|by|to|from|for|and|of|bus|buses|stops?|people|per)\b)"
ENGLISH = (
    r"(?i:street|st|road|rd|lane|ln|avenue|ave|drive|dr|close|crescent|court|ct|terrace|gardens|"
    r"grove|place|square|way|walk|hill|row|mews|park|rise|view|green|gate|quay|boulevard|blvd)\b"
)
BRITISH = r"(?i:[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?!\w)"  # BS 7666
DUTCH = r"[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}(?!\w)"
WITH_TOWN = r"(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{3} \d{2}|\d{2}-\d{3}) (?=[^\W\d_a-z])"
ADDRESSES = [
    re.compile(pattern)
    for pattern in (
        # 12 High Street, Heron Bridge HB1 2AB; 3 The Green, HB1 2AB; 12 high street hb1 2ab
        rf"{HOUSE},?(?:[ ,\n]{{1,3}}{NAME}){{0,10}}[ ,\n]{{1,3}}{BRITISH}",
        (
            rf"{HOUSE},?(?: {NO_STREET}{WORD}){{0,3}} {ENGLISH}(?:[ ,\n]{{1,3}}{WORD}){{0,5}}"
            rf"[ ,\n]{{1,3}}{BRITISH}"
        ),
        # 123 Main Street, Springfield, IL 62704
        (
            rf"{HOUSE}(?: {NAME}){{0,4}} {ENGLISH}\.?(?:[ ,\n]{{1,3}}{WORD}){{0,4}}"
            r"[ ,\n]{1,3}[A-Z]{2} \d{5}(?:-\d{4})?(?!\w)"
        ),
        # 12 rue de la Paix, 75002 Paris
        (
            rf"{HOUSE}(?: bis| ter)?,? (?i:rue|avenue|boulevard|chemin|impasse|place|allée|quai)"
            rf"(?: {WORD}){{0,6}}[ ,\n]{{1,3}}{WITH_TOWN}"
        ),
        # Hauptstraße 12, 10115 Berlin; Kerkstraat 12, 1234 AB Utrecht
        (
            r"(?<!\w)\w{0,40}(?i:straße|strasse|str\.|gasse|weg|platz|allee|straat|laan|plein|kade|"
            r"gracht|singel|dijk|gatan|vägen|vej|gade|katu|tie) "
            rf"\d{{1,4}}[a-zA-Z]?(?:[ /-]\w{{1,4}})?[ ,\n]{{1,3}}(?:{DUTCH}|{WITH_TOWN})"
        ),
        # Via Roma 1, 00184 Roma; Calle Mayor, 5, 28013 Madrid; ul. Długa 5, 00-238 Warszawa
        (
            r"(?<!\w)(?i:via|viale|piazza|corso|calle|avenida|plaza|paseo|rua|travessa|ulica|ul\.)"
            rf"(?: {WORD}){{1,5}},? \d{{1,4}}[a-zA-Z]?[ ,\n]{{1,3}}{WITH_TOWN}"
        ),
    )
]
# In the Netherlands, a postcode and a house number are an address.
DUTCH_NUMBER = re.compile(
    r"(?<!\w)[1-9]\d{3} ?(?!SA|SD|SS|EN|IS|OF|IN|OP|MP)[A-Z]{2}[ ,]{1,3}"
    r"(?i:nr\.? ?|nummer |huisnummer )?\d{1,4}[a-zA-Z]?(?![\w:/]|[.,]\d)"
)


def find(text: str) -> list[Found]:
    """What in the text may be personal data, in the order in which it stands. Never raises.

    Looked for in the text as it was typed, and as readers see it: without signs of Markdown and
    without what cannot be seen. What only they see comes last.
    """
    found = _find(text)
    seen = _visible(markup.plain(text))
    if seen != text:
        typed = [(one.kind, _visible(one.text)) for one in found]
        found += [
            one
            for one in _find(seen)
            if not any(one.kind == kind and one.text in words for kind, words in typed)
        ]
    return found


def _visible(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _find(text: str) -> list[Found]:
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Found]] = []
    for look in (_emails, _ibans, _national_ids, _phones, _addresses):
        for kind, start, end in look(text):
            if not any(start < other_end and other < end for other, other_end in taken):
                taken.append((start, end))
                words = " ".join(text[start:end].split())
                found.append((start, Found(kind, words, LABELS[kind])))
    return [entry for _start, entry in sorted(found, key=lambda pair: pair[0])]


Span = tuple[str, int, int]


def country() -> str:
    """The site's country, as ISO 3166-1 writes it, by its language: en-gb → GB, nl → NL."""
    language, _separator, region = settings.LANGUAGE_CODE.replace("_", "-").partition("-")
    region = region.rpartition("-")[2].upper()
    if len(region) == 2:
        return region
    return COUNTRIES.get(language.lower(), language.upper())


def _emails(text: str) -> Iterator[Span]:
    for match in EMAIL.finditer(text):
        if not is_our_own(match[1]):
            yield "email", *match.span()


def is_our_own(domain: str) -> bool:
    """Whether mail there comes to the organisation: the site's host, or what that is part of."""
    host = f".{settings.HOST}".casefold()
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ").casefold()
    return domain.casefold() in {settings.HOST, sender} or host.endswith(f".{domain.casefold()}")


def _phones(text: str) -> Iterator[Span]:
    for match in phonenumbers.PhoneNumberMatcher(text, country(), max_tries=500):
        number = match.raw_string
        is_book = number.count("-") > 2 and isbn.is_valid(number)
        if not (NO_PHONE.fullmatch(number) or is_book):
            yield "phone", match.start + len(number) - len(number.lstrip("(")), match.end
    yield from _numbers_for_drama(text)


def _numbers_for_drama(text: str) -> Iterator[Span]:
    """British numbers that are made up, in a country where they are written without its code."""
    for match in BRITISH_PHONE.finditer(text):
        is_national = match["code"].startswith(("0", "(")) and match["code"][:2] != "00"
        digits = re.sub(r"\D", "", match["rest"])
        if NUMBERS_FOR_DRAMA.fullmatch(digits) and (country() == "GB" or not is_national):
            yield "phone", match.start() + match[0].startswith("("), match.end()


def _ibans(text: str) -> Iterator[Span]:
    for start in IBAN_START.finditer(text):
        length = _iban_length(start[0][:2].upper())
        shape = re.compile(rf"[A-Z0-9](?:[ -]?[A-Z0-9]){{{length - 1}}}(?![A-Z0-9])", re.IGNORECASE)
        match = shape.match(text, start.start()) if length else None
        if match and iban.is_valid(match[0]):
            yield "iban", *match.span()


@cache
def _iban_length(country_code: str) -> int:
    """Of a country's account numbers; 0 where it has none of the kind."""
    ((_code, fields), *_rest) = numdb.get("iban").info(country_code)
    return 4 + sum(int(n) for n in re.findall(r"\d+", fields["bban"])) if "bban" in fields else 0


def _national_ids(text: str) -> Iterator[Span]:
    for match in NINO.finditer(text):
        yield "national_id", *match.span()
    for shape, names, is_valid in _numbers(country()):
        for match in shape.finditer(text):
            before = text[max(match.start() - NAME_BEFORE, 0) : match.start()]
            if (names is None or names.search(before)) and is_valid(match[0]):
                yield "national_id", *match.span()


@cache
def _numbers(
    site_country: str,
) -> list[tuple[re.Pattern[str], re.Pattern[str] | None, Callable[[str], bool]]]:
    return [
        (
            re.compile(rf"(?<![\w.,/£$€-]){number.shape}(?![\w/-]|[.,]\d)", re.IGNORECASE),
            re.compile(rf"\b(?:{number.names})\b(?:n[ro]\.|[^\d.!?;])*$", re.IGNORECASE)
            if number.names
            else None,
            import_module(f"stdnum.{number.country.lower()}.{number.module}").is_valid,
        )
        for number in NUMBERS
        if not number.names or number.country == site_country
    ]


def _addresses(text: str) -> Iterator[Span]:
    for pattern in [*ADDRESSES, *([DUTCH_NUMBER] if country() == "NL" else [])]:
        for match in pattern.finditer(text):
            yield "address", *match.span()
