"""What rich text says of itself: its paragraphs, its links, and lines that look like headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

VAGUE = {
    *("click here", "click", "here", "read more", "more", "this", "this link", "link", "this page"),
    *("learn more", "find out more", "more information", "more info", "more details", "details"),
    *("see here", "see more", "go here", "read this", "page", "website", "this website", "article"),
    *("this article", "download", "download here", "info", "information", "read on", "continue"),
    *("press here", "tap here", "visit", "online", "pdf", "document", "this document", "file"),
    *("click this", "click this link", "follow this link", "on this page", "at this link"),
}
FILE_NAME = re.compile(
    r"^(?:img|dsc|dscn|dscf|pxl|image|photo|picture|scan)?[\W_\d]*$|\.\w{3,4}$", re.IGNORECASE
)
SAYS_PICTURE = re.compile(
    r"^(?:an? |the )?(?:image|picture|photo|photograph|graphic|screenshot) (?:of|showing|shows)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Link:
    """A link in a text: its words, and the address: none for a page or a document of this site."""

    words: str
    address: str


def paragraphs(html: str) -> list[str]:
    """The text of each paragraph and each point of a list, without markup; footnotes behind."""
    soup = BeautifulSoup(html or "", "html.parser")
    # A note stands in the middle of a sentence, and is none of its words. One note may be several
    # elements side by side.
    notes = "".join(f"{note.extract().get_text()} " for note in soup.find_all("footnote"))
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    found = [
        _own_text(tag) for tag in soup.find_all(["p", "li", "h2", "h3", "h4", "blockquote"])
    ] or [soup.get_text(" ", strip=True)]
    return [line.strip() for text in [*found, notes] for line in text.split("\n") if line.strip()]


def _own_text(tag: Tag) -> str:
    """The text of a point without the points below it, which are found by themselves."""
    parts = [
        child.get_text() if isinstance(child, Tag) else str(child)
        for child in tag.children
        if not (isinstance(child, Tag) and child.name in {"ul", "ol", "p"})
    ]
    return re.sub(r"[^\S\n]+", " ", "".join(parts))


def links(html: str) -> Iterator[Link]:
    """The links of a text, in order; those that nobody can see are left out."""
    for anchor in BeautifulSoup(html or "", "html.parser").find_all("a"):
        words = " ".join(anchor.get_text(" ", strip=True).split())
        if words:
            yield Link(words, str(anchor.get("href") or ""))


def is_vague(words: str) -> bool:
    """Whether the words of a link say nothing of where it leads."""
    plain = re.sub(r"[^\w\s]+", " ", words.lower())
    return " ".join(plain.split()) in VAGUE


def is_address(words: str) -> bool:
    """Whether the words of a link are a web address of the long kind, read out letter by letter."""
    return bool(re.match(r"^(?:https?://|www\.)\S{12,}$", words, re.IGNORECASE))


def bold_lines(html: str) -> Iterator[str]:
    """Paragraphs that are bold from end to end, short, and no sentence: headings in disguise."""
    for tag in BeautifulSoup(html or "", "html.parser").find_all("p"):
        text = " ".join(tag.get_text(" ", strip=True).split())
        bold = " ".join(
            " ".join(b.get_text(" ", strip=True) for b in tag.find_all(["b", "strong"])).split()
        )
        if text and text == bold and len(text) <= 80 and text[-1] not in '.!?…:;,”"':
            yield text


def what_is_wrong_with_description(words: str) -> str:
    """One of "file" (it is a file's name), "says" (it says that it is a picture) and ""."""
    if FILE_NAME.search(words.strip()):
        return "file"
    return "says" if SAYS_PICTURE.match(words.strip()) else ""
