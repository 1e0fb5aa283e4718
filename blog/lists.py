"""Lists that an editor types or pastes as lines: each line becomes a point."""

import re
from typing import Literal

from bs4 import BeautifulSoup, NavigableString, Tag
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText

ListTag = Literal["ul", "ol"]
# What a point begins with in a text that knows no lists: a bullet, a dash, or a number.
SIGN = re.compile(r"\s*(?:[•◦‣▪●·*–-]|\d{1,3}[.)])\s+")
FEWEST_SIGNS = 2  # one may be the beginning of a sentence


def as_list(html: str, tag: ListTag) -> str:
    """Rich text as one list of kind `tag`, whatever mixture of lines and lists it was.

    Paragraphs become points; lists of either kind are joined into one; nested lists stay nested,
    with the same kind; what is empty is dropped. Nothing but empty text gives "". Signs that stand
    for points in plain text are taken off, and a line without one goes on with the point above.
    """
    soup = BeautifulSoup(html, "html.parser")
    _take_signs_off(soup)
    for nested in soup.find_all(["ul", "ol"]):
        nested.name = tag
    for empty in soup.find_all("li"):
        if not empty.get_text(strip=True):
            empty.decompose()
    for empty in soup.find_all(tag):
        if not empty.find("li"):
            empty.decompose()
    joined = soup.new_tag(tag)
    for child in list(soup.children):
        if isinstance(child, Tag) and child.name == tag:
            points = list(child.find_all("li", recursive=False))
        else:
            points = [_as_point(soup, child)]
        for point in points:
            if point.get_text(strip=True):
                joined.append(point.extract())
    return str(joined) if joined.contents else ""


def _take_signs_off(soup: BeautifulSoup) -> None:
    """Lines as they come out of plain text, where a point has a sign and may take several lines."""
    lines = [line for line in soup.find_all("p", recursive=False) if line.get_text(strip=True)]
    signed = [line for line in lines if SIGN.match(line.get_text())]
    if len(signed) < FEWEST_SIGNS or signed[0] is not lines[0]:
        return
    above = lines[0]
    for line in lines:
        text = line.find(string=True)
        if line in signed and isinstance(text, NavigableString):
            text.replace_with(SIGN.sub("", str(text), count=1))
            above = line
        else:
            above.append(" ")
            above.extend(list(line.children))
            line.decompose()


def _as_point(soup: BeautifulSoup, node: object) -> Tag:
    point = soup.new_tag("li")
    if isinstance(node, Tag) and node.name == "p":
        # The editor's key of the line stays: remarks in the admin hang on it.
        point.attrs = dict(node.attrs)
        for part in list(node.children):
            point.append(part.extract())
    elif isinstance(node, Tag | NavigableString):
        point.append(node.extract())
    return point


class ListBlock(RichTextBlock):
    """Rich text that is always one list, so that an editor only types or pastes its lines."""

    def __init__(self, list_tag: ListTag = "ul", **kwargs: object) -> None:
        self.list_tag = list_tag
        features = [list_tag, "bold", "italic", "link", "document-link", "footnote"]
        super().__init__(features=features, **kwargs)

    def value_from_form(self, value: object) -> RichText:
        """What the form gave, as a list: on every save, drafts and previews included."""
        rich_text = super().value_from_form(value)
        return RichText(as_list(rich_text.source, self.list_tag))

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Only the kind of list belongs in a migration; the features follow from it."""
        return ("blog.lists.ListBlock", [], {"list_tag": self.list_tag})
