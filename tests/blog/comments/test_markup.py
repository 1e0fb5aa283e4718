"""The little Markdown of a comment: what it makes, what it leaves alone, what it never lets in."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.comments import markup

REL = "nofollow ugc noopener"


def only_tag(html: str) -> Tag:
    """The one element in the paragraph."""
    (paragraph,) = BeautifulSoup(html, "html.parser").find_all("p", recursive=False)
    (tag,) = paragraph.find_all(True)
    return tag


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello.", "<p>Hello.</p>"),
        (
            "*a* _b_ **c** __d__",
            "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong></p>",
        ),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\n\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("one\r\ntwo\rthree", "<p>one<br>\ntwo<br>\nthree</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("```\na *b*\n```", "<pre><code>a *b*\n</code></pre>"),
        ("```python\na\n```", "<pre><code>a\n</code></pre>"),
        ("2 \\* 3 \\* 4", "<p>2 * 3 * 4</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("", ""),
    ],
)
def test_what_is_typed_becomes(text: str, html: str) -> None:
    assert markup.render(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "# Heading",
        "---",
        "***",
        "| a | b |",
        "~~gone~~",
        "&amp; &lt; &#8238; &copy;",
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "<!-- hidden -->",
        "<![CDATA[x]]>",
        "<?php x ?>",
        "[a][b]",
        "[^1]",
        "[a]: /x",
        "![a](/a.png)",
        "![a][b]",
        "a@b.example",
        "www.example.org example.org Thanks.So",
        "//example.org",
        "ftp://example.org",
        "mailto:a@b.example",
        "tel:+441632960001",
        "javascript:alert(1)",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "[a](/admin/logout/)",
        "[a](//evil.example)",
        "[a](evil.example)",
        "[a](mailto:a@b.example)",
        "[a](https:evil)",
        "[a](https://)",
        "[a](http://[::1)",
        "[a](https://bank.example@evil.example/)",
        "[a](&#106;avascript:alert(1))",
        "[a](java&#10;script:alert(1))",
        "[a]()",
        "[]()",
        "{{ 7*7 }} {% debug %}",
    ],
)
def test_everything_else_shows_as_it_was_typed(text: str) -> None:
    html = markup.render(text)

    assert BeautifulSoup(html, "html.parser").get_text() == text
    assert re.findall(r"<(\w+)", html) == ["p"]


@pytest.mark.parametrize(
    ("text", "address", "words"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2", None),
        ("http://example.org.", "http://example.org", None),
        ("[here](https://example.org)", "https://example.org", "here"),
        ('[here](https://example.org "a title")', "https://example.org", "here"),
        ("[](https://example.org)", "https://example.org", None),
        ("[**\u200b**](https://example.org)", "https://example.org", None),
        ("https://example.org/ä", "https://example.org/%C3%A4", "https://example.org/ä"),
        (
            "https://example.org/%E2%80%AEgpj",
            "https://example.org/%E2%80%AEgpj",
            "https://example.org/%E2%80%AEgpj",
        ),
    ],
)
def test_a_link_has_its_address_its_words_and_our_rel(
    text: str, address: str, words: str | None
) -> None:
    html = markup.render(text)
    link = BeautifulSoup(html, "html.parser").find("a")

    assert isinstance(link, Tag)
    assert link.attrs == {"href": address, "rel": REL.split()}
    assert f'rel="{REL}"' in html
    assert link.get_text().strip("\u200b*") == (words or address)
    assert markup.links(text) == {address}


def test_a_bare_www_is_counted_as_a_link_and_shown_as_text() -> None:
    text = "Buy at www.spam.example/now. Or *WWW.other.example*, www. or awww.cute.example"

    assert markup.links(text) == {"www.spam.example/now", "WWW.other.example"}
    assert "<a" not in markup.render(text)


def test_only_what_is_shown_as_a_link_is_counted_as_one() -> None:
    text = (
        "https://a.example [b](https://b.example) `https://c.example` [d](javascript:x) e.example"
    )

    assert markup.links(text) == {"https://a.example", "https://b.example"}


@pytest.mark.parametrize(
    "sign",
    [
        "\u202e",
        "\u202a",
        "\u2066",
        "\u2069",
        "\x00",
        "\x1b",
        "\x0c",
        "\x85",
        "\uffff",
        "\U0010ffff",
        "\ud800",
    ],
)
def test_nothing_turns_the_text_around_or_controls_a_terminal(sign: str) -> None:
    assert markup.render(f"a{sign}b") == "<p>ab</p>"


def test_other_scripts_and_joined_signs_stay_as_they_are() -> None:
    text = "שלום مرحبا नमस्ते 👩\u200d👧 cafe\u0301"

    assert markup.render(text) == f"<p>{text}</p>"


def nesting(html: str) -> int:
    """How many elements stand in one another at the deepest place."""
    deepest = depth = 0
    for slash, name in re.findall(r"<(/?)(\w+)", html):
        depth += 0 if name == "br" else -1 if slash else 1
        deepest = max(deepest, depth)
    return deepest


@pytest.mark.parametrize(
    "hostile",
    [
        *(sign * 3000 for sign in (">", "*", "_", "[", "]", "(", "`", "~", "\\", "<", "&", "\n")),
        "> " * 1500,
        "- " * 1500,
        "1. " * 1000,
        ">- " * 1000,
        "**a *b " * 430,
        "[a](" * 750,
        "![" * 1500,
        "*" * 1500 + "a" + "*" * 1500,
        "*_" * 750 + "a" + "_*" * 750,
        "https://a.b/(" * 230,
        "".join(f"{' ' * 2 * n}- a\n" for n in range(50)),
        "".join("`" * n + "a" for n in range(75)),
    ],
    ids=lambda text: text[:6],
)
def test_hostile_nesting_stays_shallow_and_loses_no_words(hostile: str) -> None:
    html = markup.render(hostile)

    assert nesting(html) <= 12
    assert len(html) < 10 * len(hostile)
    assert BeautifulSoup(html, "html.parser").get_text().count("a") == hostile.count("a")


def test_a_quotation_in_a_quotation_in_a_quotation_is_one() -> None:
    assert markup.render("> > > deep").count("<blockquote>") == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Hello**, *you*\nand `you`", "Hello, you\nand you"),
        ("a\n\n\nb", "a\n\nb"),
        ("- a\n- b", "- a\n- b"),
        ("7. a\n8. b", "7. a\n8. b"),
        ("> said\n\nNo.", "said\n\nNo."),
        ("```\nx = 1\n```", "x = 1"),
        (
            "see [here](https://example.org) or https://example.org/ä",
            "see here (https://example.org) or https://example.org/ä",
        ),
        ("<b> &amp; \\*", "<b> &amp; *"),
        ("[](https://example.org)", "https://example.org"),
    ],
)
def test_in_mail_the_words_stand_without_signs(text: str, words: str) -> None:
    assert markup.plain(text) == words


PIECES = [
    "*",
    "**",
    "_",
    "`",
    "```\n",
    "[",
    "](",
    ")",
    "](https://a.b)",
    "![",
    "> ",
    "- ",
    "1. ",
    "\n",
    "\n\n",
    "<a href=",
    "<script>",
    "&#x",
    ";",
    "\\",
    "https://",
    "a",
    " ",
    "    ",
    "\t",
    "\u202e",
    "javascript:",
    "\ud800",
    "é",
    "🦩",
    "~~~",
    "@",
    "http://[",
    "%",
]
hostile_texts = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=())),
    st.lists(st.sampled_from(PIECES)).map("".join),
)


@settings(max_examples=60, deadline=None)
@given(hostile_texts)
def test_any_text_gives_only_what_is_on_the_list(text: str) -> None:
    html = markup.render(text)

    assert markup.render(text) == html
    assert isinstance(markup.plain(text), str)
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(True):
        allowed = {"a": {"href", "rel"}, "ol": {"start"}}.get(tag.name, set())
        assert tag.name in markup.TAGS
        assert set(tag.attrs) <= allowed
    addresses = {str(link["href"]) for link in page.find_all("a")}
    assert {urlsplit(address).scheme.lower() for address in addresses} <= {"http", "https"}
    assert len(addresses) == len(markup.links(text))
