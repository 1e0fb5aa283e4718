"""The little Markdown that a comment can be written in.

Emphasis, lists, quotations, links, code, and line breaks as they are typed (CommonMark 0.31 in
all of them). Everything else that CommonMark knows shows as it was typed. Two things stand between
a text and a browser: markdown-it-py takes nothing for HTML, and nh3 lets nothing through that is
not on the list.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

VERSION = 3  # goes up whenever `render` gives another result for the same text

RULES = [
    *("blockquote", "fence", "list", "paragraph"),
    *("text", "newline", "escape", "backticks", "emphasis", "link"),
    *("balance_pairs", "fragments_join", "linkify", "text_join"),
]
TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}}
MOST_LEVELS = 6  # a quotation is one, a list two; signs that go deeper are text
MOST_EMPHASIS = 4  # in one another
BARE_ADDRESS = re.compile(r"(?<![\w./-])www\d{0,2}\.[\w-]{1,63}\.[^\s()<>]*[^\W_]", re.IGNORECASE)
# What no browser may be sent (https://html.spec.whatwg.org/#preprocessing-the-input-stream), and
# what turns the direction of all that follows.
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)


def render(text: str) -> str:
    """HTML that is safe to show as it is; the same for the same text. Never raises."""
    html = _parser.render(_fit(text))
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="nofollow ugc noopener",
    ).strip()


def links(text: str) -> set[str]:
    """The addresses to which the text leads: links as they are shown, and bare “www.” words.

    The latter are no links to readers, but whoever writes one means one.
    """
    shown = {
        str(token.attrs["href"])
        for token in _flat(_parser.parse(_fit(text)))
        if token.type == "link_open"
    }
    return shown | set(BARE_ADDRESS.findall(plain(text)))


def plain(text: str) -> str:
    """The text without the signs of its Markdown: for mail, extracts and search.

    Lines stay lines; the address of a link stands behind its words, unless it is the words.
    """
    words: list[str] = []
    address = ""
    for token in _flat(_parser.parse(_fit(text))):
        if token.type in {"text", "code_inline", "fence"}:
            words.append(token.content)
        elif token.type in {"softbreak", "hardbreak", "paragraph_close"}:
            words.append("\n" if token.type != "paragraph_close" or token.hidden else "\n\n")
        elif token.type == "list_item_open":
            words.append(f"{token.info}. " if token.info else "- ")
        elif token.type == "link_open":
            address = "" if token.info == "auto" else str(token.attrs["href"])
        elif token.type == "link_close" and address and words[-1:] != [address]:
            words.append(f" ({address})")
    return re.sub(r"\n{3,}", "\n\n", "".join(words)).strip()


def own_words(text: str) -> str:
    """What the writer says: the text without what is quoted, without code and addresses."""
    words: list[str] = []
    quotations = 0
    is_address = False
    for token in _flat(_parser.parse(_fit(text))):
        if token.type in {"blockquote_open", "blockquote_close"}:
            quotations += token.nesting
        elif token.type in {"link_open", "link_close"}:
            is_address = token.type == "link_open" and token.info == "auto"
        elif token.type == "text" and not quotations and not is_address:
            words.append(token.content)
        else:
            words.append(" ")
    return BARE_ADDRESS.sub(" ", "".join(words))


def _fit(text: str) -> str:
    return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.children:
            yield from token.children
        else:
            yield token


def _is_web_address(address: str) -> bool:
    """Whether it is absolute, http or https, and shows in its first words where it leads."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return False
    # By the parser that has the last word: a link whose address it drops would lead nowhere.
    return "href" in nh3.clean(f'<a href="{escape(address)}"></a>', tags={"a"}, link_rel=None)


def _until_too_deep(rule: Callable[..., bool]) -> Callable[..., bool]:
    """The rule of a block that can hold itself, up to a depth: then its signs are text.

    markdown-it's own limit would leave out the rest of the text.
    """

    def limited(state: StateBlock, *args: Any) -> bool:
        return state.level < MOST_LEVELS and rule(state, *args)

    return limited


def _unless_a_picture(rule: Callable[..., bool]) -> Callable[..., bool]:
    """The rule of a link, not of what would be a picture: there are none."""

    def limited(state: StateInline, *args: Any) -> bool:
        return state.src[state.pos - 1 : state.pos] != "!" and rule(state, *args)

    return limited


def _tidy(state: StateCore) -> None:
    """Links lead somewhere and have words; emphasis is in itself only so often."""
    for block in state.tokens:
        if block.children:
            block.children = list(_tidied(block.children))


def _tidied(tokens: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    link: Token | None = None
    is_visible = False
    for token in tokens:
        if token.type == "link_open":
            link, is_visible = token, False
        elif token.type == "link_close" and link and not link.attrs["href"]:
            yield _text("]()")
            continue
        elif token.type == "link_close" and link and not is_visible:
            yield _text(str(link.attrs["href"]))
        elif token.type in {"em_open", "strong_open", "em_close", "strong_close"}:
            depth += token.nesting
            if depth + (token.nesting < 0) > MOST_EMPHASIS:
                yield _text(token.markup)
                continue
        else:
            is_visible = is_visible or any(
                unicodedata.category(char)[0] in "LNPS" for char in token.content
            )
        yield _text("[") if token.type == "link_open" and not token.attrs["href"] else token


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return _is_web_address(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        return link  # as it was typed: decoded, it could hold anything


def _make_parser() -> MarkdownIt:
    parser = _Parser("zero", {"breaks": True, "linkify": True, "html": False, "maxNesting": 20})
    parser.enable(RULES)
    for rule in parser.block.ruler.__rules__:
        if rule.name in {"blockquote", "list"}:
            rule.fn = _until_too_deep(rule.fn)
    for inline_rule in parser.inline.ruler.__rules__:
        if inline_rule.name == "link":
            inline_rule.fn = _unless_a_picture(inline_rule.fn)
    parser.core.ruler.push("tidy", _tidy)
    if parser.linkify:
        # Only what begins with http:// or https://: "Thanks.So" is no address.
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        for scheme in ("ftp:", "//", "mailto:"):
            parser.linkify.add(scheme, None)
    return parser


_parser = _make_parser()
