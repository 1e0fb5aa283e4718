"""Is a page valid, and is what a reader typed shown as harmless HTML? By a strict HTML5 parser."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse
from html5lib.constants import E as SENTENCES

# What a comment's text may become, and what may stand at it.
COMMENT_ELEMENTS = {
    "p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "code", "pre",
}  # fmt: skip
COMMENT_ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}
LINK_SCHEMES = {"http", "https"}
LINK_RELATIONS = {"nofollow", "ugc", "noopener"}
# Attributes whose value is the id of another element, or several.
REFERENCES = ["for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns"]


def valid_html(response: HttpResponse) -> None:
    """Fails where the page that was answered is not valid; says what is amiss and where."""
    assert page_errors(response.content.decode()) == []


def page_errors(page: str) -> list[str]:
    """What a strict parser finds in a whole page, and ids that are missing or there twice."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    return _parse_errors(parser, page) + list(_id_errors(tree))


def comment_errors(fragment: str) -> list[str]:
    """What a comment's stored HTML holds that it must not: parse errors, elements, attributes."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(fragment)
    found = _parse_errors(parser, fragment)
    for element in tree.iter():
        if element is not tree:
            found += _element_errors(element)
    return found


def _element_errors(element: Element) -> list[str]:
    tag = element.tag if isinstance(element.tag, str) else "a comment or instruction"
    if tag not in COMMENT_ELEMENTS:
        return [f"<{tag}>"]
    found = [
        f"<{tag} {name}>" for name in element.attrib if name not in COMMENT_ATTRIBUTES.get(tag, ())
    ]
    if tag == "a":
        scheme = urlsplit(element.get("href", "").strip()).scheme
        if scheme not in LINK_SCHEMES:
            found.append(f"<a href={element.get('href')!r}>")
        if missing := LINK_RELATIONS - set(element.get("rel", "").split()):
            found.append(f"<a> without rel {missing}")
    return found


def _parse_errors(parser: html5lib.HTMLParser, source: str) -> list[str]:
    lines = source.splitlines()
    return [
        f"line {line}: {SENTENCES.get(code, code) % details}: {lines[line - 1].strip()[:200]}"
        for (line, _column), code, details in parser.errors
        if line <= len(lines)
    ]


def _id_errors(tree: Element) -> Iterable[str]:
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    yield from (f"id {name} is there {total} times" for name, total in ids.items() if total > 1)
    for element in elements:
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"<{element.tag} {attribute}={name!r}> refers to nothing"
