"""Personal data is pointed out, and ordinary talk of a council's business is not."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from blog.comments import personal_data
from blog.comments.personal_data import find

PRESENT = [
    ("en-gb", "email", "nora.smith@mail.example", "Write to {}."),
    ("en-gb", "email", "Nora+blog@sub.mail.example", "mail me: {}, thanks"),
    ("en-gb", "email", "nora@пример.рф", "<{}>"),
    ("en-gb", "phone", "020 7946 0958", "Call {} after six."),
    ("en-gb", "phone", "+44 7911 123456", "({})"),
    ("en-gb", "phone", "07911123456", "{}"),
    ("en-gb", "phone", "07700 900123", "Ring {}."),  # kept for stories, as all up to the Dutch one
    ("en-gb", "phone", "01632 960123", "{}"),
    ("en-gb", "phone", "0113 496 0123", "({})"),
    ("en-gb", "phone", "0191 498 0123", "{}, please"),
    ("en-gb", "phone", "028 9649 6123", "{}"),
    ("en-gb", "phone", "029 2018 0123", "{}"),
    ("en-gb", "phone", "03069 990123", "{}"),
    ("en-gb", "phone", "08081 570123", "{}"),
    ("en-gb", "phone", "0909 879 0123", "{}"),
    ("nl", "phone", "+44 7700 900123", "Bel {}!"),
    ("en-gb", "phone", "+49 30 901820", "my mother has {}"),
    ("nl", "phone", "06-12345678", "Bel {}!"),
    ("de", "phone", "030 901820", "Tel. {}."),
    ("fr-fr", "phone", "06 12 34 56 78", "appelez le {}"),
    ("en-gb", "iban", "GB82 WEST 1234 5698 7654 32", "Pay into {} please"),
    ("en-gb", "iban", "NL91ABNA0417164300", "{}."),
    ("en-gb", "iban", "DE89 3704 0044 0532 0130 00", "an {}"),
    ("en-gb", "national_id", "AB123456C", "My number is {}."),
    ("en-gb", "national_id", "AB 12 34 56 C", "NI {},"),
    ("en-gb", "national_id", "943 476 5919", "NHS number: {}"),
    ("nl", "national_id", "111222333", "mijn BSN is {}."),
    ("de", "national_id", "36 574 261 809", "Steuer-ID {}"),
    ("en-gb", "national_id", "RSSMRA85T10A562S", "codice fiscale {}"),
    ("en-gb", "national_id", "12345678Z", "DNI {}"),
    ("en-gb", "national_id", "1 85 05 78 006 084 91", "sécu {}"),
    ("en-gb", "national_id", "756.9217.0769.85", "AHV {}"),
    ("en-gb", "national_id", "85.07.30-033.28", "{}"),
    ("en-gb", "address", "12 High Street, Heron Bridge HB1 2AB", "I live at {}."),
    ("en-gb", "address", "12 high street hb1 2ab", "it is {}"),
    ("en-gb", "address", "14a Mill Lane, London SW1A 1AA", "Flat 3, {}"),
    ("en-gb", "address", "3 The Green\nHeron Bridge\nHB1 2AB", "Address:\n{}"),
    ("en-gb", "address", "10, HB1 2AB", "number {}"),
    ("nl", "address", "1234 AB 12", "Ik woon op {}."),
    ("en-gb", "address", "Kerkstraat 12, 1234 AB", "{} Utrecht"),
    ("en-gb", "address", "Hauptstraße 12, 10115", "{} Berlin"),
    ("en-gb", "address", "12 rue de la Paix, 75002", "{} Paris"),
    ("en-gb", "address", "Via Roma 1, 00184", "{} Roma"),
    ("en-gb", "address", "Calle Mayor, 5, 28013", "{} Madrid"),
    ("en-gb", "address", "123 Main Street, Springfield, IL 62704", "{}"),
]

COUNCIL_TALK = """\
On Thursday 4 May 2026 the number 14 bus ran 1,250 times, at £3.82 a week, and £1.2m in 2023/24.
The budget of 12 000 000 pounds (12.000.000 €, $1,000,000.00) grew by 3.5 % between 1999-2024.
Planning application 21/01234/FUL, reference 2024/0012345, order 4711, invoice 4711-0815.
ISBN 978-3-16-148410-0 and 0-306-40615-2 are in the library; UPRN 100023336956 is the market.
The polls are open 07:00-22:00; the meeting on 05 06 2024 is at 18.30, the next on 2024-06-12.
In 2024 the council of HB1 2AB had 45 members. The 14 bus stops near SW1A 1AA, then 20 go to B1 1BB.
There were 12 potholes in Mill Road near HB1 2AB, 301 on the A40 and 4 on the M4 and the B4100.
The vote was 12 in favour, 10 against; item 7.3.2 passed by 23-21, page 1 of 12, §12 (3), Form P60.
Temperatures of -3 to 21.5 degrees, 1013.25 hPa, at 51.5074, -0.1278; pi is 3.14159265358979.
The road has 12 holes, 10000 London people know; 12 000 people at Bridge Street said 20 000 Pounds.
On Bridge Street 2024 was a good year. Ring 101 or 999. Room 101, seat 12B, lot 49, Covid-19, 4x4.
A total of 123 456 789 litres, 12,345,678,901 tonnes and 1 000 000 000 of anything.
@hustings said #14 is 1/2 of 3/4; see https://example.org/2024/05/04/12345-the-14-bus?id=1234567.
Grants: 1000, 2000, 3000, 4000, 5000, 6000 and 7000; 2019, 2020, 2021, 2022, 2023, 2024, 2025.
Version 1.2.3.4 runs on 192.0.2.1. AB12 was scrapped. GB2024 won. Ward E05009288, case C12345678.
"""


@pytest.mark.parametrize(("language", "kind", "data", "sentence"), PRESENT)
def test_it_is_found_as_it_stands(
    settings: Any, language: str, kind: str, data: str, sentence: str
) -> None:
    settings.LANGUAGE_CODE = language

    (found,) = find(sentence.format(data))

    assert (found.kind, found.text) == (kind, " ".join(data.split()))
    assert str(found.label).startswith(("a ", "an "))


@pytest.mark.parametrize("language", ["en-gb", "en", "de", "fr", "it", "es", "pt-br", "en-us"])
@pytest.mark.parametrize("sentence", COUNCIL_TALK.splitlines())
def test_ordinary_talk_is_not_personal(settings: Any, language: str, sentence: str) -> None:
    settings.LANGUAGE_CODE = language

    assert find(sentence) == []


@pytest.mark.parametrize(
    "text",
    [
        "GB82 WEST 1234 5698 7654 33",
        "DE00370400440532013000",
        "GB123456C",
        "12345678A",
        "NHS 943 476 5918",
        "NHS number: none. We treated 943 476 5919 people",
        "nora@example",
        "@nora",
        "07700 910123",  # not of those that are kept for stories
        "£07700900123",
        "case 1-07700900123",
    ],
)
def test_without_the_right_check_digits_or_shape_it_is_nothing(text: str) -> None:
    assert find(text) == []


def test_numbers_of_other_countries_are_no_numbers_here() -> None:
    assert find("Order 0123456789: 943 476 5919, 111222333 and 36574261809 of them.") == []


def test_a_dutch_year_and_a_word_are_no_address(settings: Any) -> None:
    settings.LANGUAGE_CODE = "nl"

    assert find("De begroting van 2024 EN 2025 is 1500 EUR; in 2024 IS 12 gekozen.") == []


def test_the_organisations_own_mail_is_no_secret(settings: Any) -> None:
    settings.HOST = "blog.heronbridge.example"
    settings.DEFAULT_FROM_EMAIL = "Heron Bridge <no-reply@heronbridge.example>"

    assert find("Write to clerk@heronbridge.example or news@blog.heronbridge.example.") == []
    assert len(find("Write to clerk@nearheronbridge.example.")) == 1


@pytest.mark.parametrize(
    ("text", "kind", "seen"),
    [
        ("Write to mary.jones\\@private.test now", "email", "mary.jones@private.test"),
        ("mary.jones@\u200bprivate.test", "email", "mary.jones@private.test"),
        ("Ring 0*7*911 123456", "phone", "07911 123456"),
        ("Ring 07911\\-123456", "phone", "07911-123456"),
        ("12 High Street, HB1 *2AB*", "address", "12 High Street, HB1 2AB"),
    ],
)
def test_what_only_readers_would_see_is_found_too(text: str, kind: str, seen: str) -> None:
    assert [(found.kind, found.text) for found in find(text)] == [(kind, seen)]


def test_what_stands_there_with_signs_around_it_is_found_once() -> None:
    assert len(find("*Ring* **07911 123456**, I said")) == 1
    assert len(find("Ring 07911\u200b123\u00ad456, *I* said")) == 1


def test_all_that_there_is_comes_in_its_order_and_once() -> None:
    text = (
        "Mail a@b.example, pay GB82 WEST 1234 5698 7654 32, call 020 7946 0958, mail c@d.example."
    )

    assert [found.kind for found in find(text)] == ["email", "iban", "phone", "email"]


@pytest.mark.parametrize(
    ("language", "country"),
    [
        ("en-gb", "GB"),
        ("en", "GB"),
        ("nl", "NL"),
        ("de-at", "AT"),
        ("sv", "SE"),
        ("zh-hant-tw", "TW"),
        ("pt-br", "BR"),
    ],
)
def test_the_country_goes_by_the_language(settings: Any, language: str, country: str) -> None:
    settings.LANGUAGE_CODE = language

    assert personal_data.country() == country


PIECES = [
    "1",
    "12 ",
    "AB",
    "SW1A 1AA",
    "GB82",
    " High Street",
    "@",
    "a.b",
    "+44",
    "-",
    "/",
    ", ",
    "\n",
    "nhs ",
    "756.",
    "straße ",
    "rue ",
    "x",
    "\ud800",
    "٣",
    "Ⅷ",
    "²",
    "ſ",
    "é",
]


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(alphabet=st.characters(exclude_categories=())),
        st.lists(st.sampled_from(PIECES), max_size=200).map("".join),
    )
)
def test_any_text_is_looked_through_without_an_error(text: str) -> None:
    for found in find(text):
        assert re.sub(r"\s", "", found.text) in re.sub(r"\s", "", text)
