"""Nothing that a person can type gives an error."""

from itertools import product
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as generated
from hypothesis import strategies as st

from search.parsing import MAX_LENGTH, MAX_WORDS, clean_text, parse
from tests.factories.comments import published_comment
from tests.factories.pages import live_post
from tests.factories.pictures import picture

SIGNS = [*list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"), "“", "”", "„", "«", "…", "—", "’", "\x00"]
AROUND = ["{}", "{}heron", "heron{}", "heron {} bridge", "{0}heron{0}", "{0}{0}{0}"]
SYNTAX = [
    "NEAR(",
    "NEAR(heron bridge, 5)",
    "heron NEAR bridge",
    "heron*",
    "^heron",
    "heron^2",
    "AND",
    "OR",
    "NOT",
    "AND OR NOT",
    "NOT heron",
    "heron AND",
    "heron AND NOT bridge",
    "(heron OR bridge) AND",
    "heron - bridge",
    "-heron",
    "- heron",
    "+heron",
    "--",
    "---",
    "- - -",
    "title:heron",
    "col:",
    ":heron",
    "{title body}: heron",
    "- {title}: heron",
    "title : heron",
    '"',
    '""',
    '"""',
    '"heron',
    'heron"',
    '"heron bridge',
    '" "',
    '"-"',
    '"" heron ""',
    '"""heron"',
    '"heron" "bridge"',
    '"heron" - "bridge"',
    "'heron'",
    "heron & bridge",
    "heron | bridge",
    "!heron",
    "heron <-> bridge",
    "heron <2> bridge",
    "heron:*",
    "heron:A",
    "& | !",
    "(((",
    ")))",
    "'; DROP TABLE blog_blogpostpage; --",
    "1' OR '1'='1",
    "heron\\",
    "\\",
    "\\\\'",
    "%",
    "_",
    "%_%",
    "{{ 7*7 }}",
    "{% debug %}",
    "${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
]
SCRIPTS = [
    "🦩",
    "🦩🦩🦩",
    "👩‍👩‍👧",
    "heron🦩bridge",
    "🇬🇧",
    "שלום עולם",
    "مرحبا بالعالم",
    "\u202eheron\u202c",
    "\u200b",
    "\u200f\u200e",
    "\ufeff",
    "你好世界",
    "日本語 検索",
    "ÄÖÜß",
    "ﬁsh",
    "e\u0301",
    "\u0301",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "１２３",
    "½",
    "²",
    "Ⅷ",
    "\ue000",
    "\uffff",
    "\U0010ffff",
    "\u2028",
    "\x7f",
    "\x1b[31m",
    "\t\n\r",
    "   ",
    " \x00 ",
    "\x00",
    "a\x00b",
    "ı",
    "İstanbul",
    "ſ",
    "ﷺ" * 40,
    "a\u0300" * 300,
    "µ",
    "٣",
    "__",
    "_a_",
    "a_b",
]
LONG = [
    " ".join(f"tag:{n}" for n in range(33)), "tag:a " * 33, "author:a author:e " * 11,
    "author:a " * 22, "year:0000", "year:9999 heron", "year:٠٠٠٠", "tag:a -heron", "-tag:a",
    "a" * 10_000, "heron " * 2_000, '"' * 10_000, '"heron" ' * 1_000, "-" * 10_000, "🦩" * 5_000,
    "( " * 5_000, "* " * 3_000, "a b " * 2_000, "NOT " * 2_000, '"a" - ' * 1_000, "%" * 9_999,
]  # fmt: skip
HOSTILE = list(
    dict.fromkeys(
        [form.format(sign) for sign, form in product(SIGNS, AROUND)] + SYNTAX + SCRIPTS + LONG
    )
)


@pytest.fixture
def searched_site(as_nobody: Client, settings: Any) -> Client:
    """A reader of a site with a post and a comment, who may search as often as they like."""
    settings.RATES = dict.fromkeys(settings.RATES, "1000000/minute")
    post = live_post("The heron on the old-town bridge", tags=["Heron"])
    published_comment(post, comment="A heron!")
    return as_nobody


def test_there_are_more_than_three_hundred_of_them() -> None:
    assert len(HOSTILE) > 300


@pytest.mark.django_db
def test_no_text_gives_an_error(as_nobody: Client, settings: Any) -> None:
    """Posts and comments both: the page for posts shows comments beside them."""
    settings.RATES = settings.RATES | {"search": "1000/minute"}
    post = live_post("The heron on the bridge", tags=["Heron"])
    published_comment(post, comment="A heron!")

    statuses = {text: as_nobody.get("/search/", {"q": text}).status_code for text in HOSTILE}

    assert {text: status for text, status in statuses.items() if status != 200} == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["q=%FF%FE", "q=%C3%28", "q=%ED%A0%80", "q[]=a", "q=a&q=b", "=", "&"]
)
def test_no_query_string_gives_an_error(as_nobody: Client, query: str) -> None:
    assert as_nobody.get(f"/search/?{query}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["posts'--", "users", "%00", "comments"])
@pytest.mark.parametrize("page", ["%00", "1e9", "٣"])
def test_no_other_parameter_gives_an_error(as_nobody: Client, where: str, page: str) -> None:
    live_post("The heron")

    assert as_nobody.get(f"/search/?q=heron&in={where}&page={page}").status_code == 200


@pytest.mark.django_db
def test_signs_alone_never_find_what_is_not_indexed(as_nobody: Client) -> None:
    post = live_post("The heron", hero_image=picture())

    pages = [as_nobody.get("/search/", {"q": sign * 3}).text for sign in SIGNS]

    assert [page for page in pages if f'href="{post.url}"' in page] == []


@pytest.mark.django_db
def test_what_was_typed_is_only_ever_text(as_nobody: Client) -> None:
    page = as_nobody.get("/search/", {"q": "<script>alert(1)</script>"}).text

    assert "<script>alert" not in page


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert len(clean_text("ab " * 5_000)) <= MAX_LENGTH


def test_only_so_many_words_are_looked_for() -> None:
    assert len(parse(" ".join(f"{n}" for n in range(90))).words) <= MAX_WORDS


def test_text_is_composed_and_its_control_characters_go() -> None:
    assert clean_text(" cafe\u0301\x00\n\u200bau  lait\u202e ") == "café au lait"


def test_what_is_said_twice_is_searched_for_once() -> None:
    assert parse("heron Heron bridge heron").words == ("heron", "bridge")
    assert parse('"old mill" heron ' * 9).phrases == (("old", "mill"),)


# Words of the posts, signs of query languages, numbers, and any character that there is.
PIECES = st.one_of(
    st.sampled_from(["heron", "bridge", "the", "Heron's", "old-town", "2024"]),
    st.sampled_from([*SIGNS, *SYNTAX, "tag:", "author:", "year:", "year:2024", "tag:heron", "-"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),  # no address can hold those
    st.text(st.characters(categories=["M", "N", "S", "P", "Z", "Cc", "Cf", "Co"]), max_size=20),
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(PIECES, max_size=6).map("".join),
    st.builds(lambda piece, times: (piece + " ") * times, PIECES, st.integers(1, 400)),
    st.builds(lambda piece: (piece * 10_000)[:10_000], PIECES),
)


@pytest.mark.django_db
@given(
    texts=st.lists(TEXTS, min_size=25, max_size=25),
    where=st.sampled_from(["posts", "comments", ""]),
    choice=st.sampled_from(["tag", "author", "year", "sort", "page", "in"]),
)
@generated(
    max_examples=generated.default.max_examples // 10,  # of 25 texts each
    phases=[Phase.generate],  # the first that fails is told; to make it shorter takes minutes
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
def test_texts_made_by_chance_give_no_error(
    searched_site: Client, texts: list[str], where: str, choice: str
) -> None:
    for text in texts:
        asked = {"q": text, "in": where, choice: texts[0][:50]}
        assert searched_site.get("/search/", asked).status_code == 200, ascii(asked)
        assert searched_site.get("/search/suggest/", {"q": text}).status_code == 200, ascii(text)
