"""Two versions of a text side by side, block by block, in words that an editor knows.

Wagtail compares what it knows, and shows stored values (“h3”, “False”) and the bare text of
everything else, in which paragraphs run together and a link that leads elsewhere looks the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.db import models
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.compare import (
    BlockComparison,
    FieldComparison,
    StreamBlockComparison,
    StreamFieldComparison,
    diff_text,
    register_comparison_class,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlockComparison


@dataclass(frozen=True)
class Fact:
    """Something that a block says: under which label, in which words, with which picture."""

    label: str
    text: str
    picture: Any = None


def facts(block: Any, value: Any, label: str = "") -> Iterator[Fact]:
    """All that a block says, in the order of its fields."""
    label = label or str(block.label)
    if isinstance(block, ImageBlock):
        yield from _picture(value, label)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from facts(child, value[name] if value else None)
    elif isinstance(block, blocks.ListBlock):
        for number, item in enumerate(value or [], start=1):
            for fact in facts(block.child_block, item):
                yield Fact(f"{number}. {fact.label}", fact.text, fact.picture)
    else:
        yield Fact(label, _words(block, value))


def _words(block: Any, value: Any) -> str:
    """What a block says that has no parts."""
    match block:
        case TypedTableBlock():
            return "\n".join(_table_lines(value))
        case blocks.RichTextBlock():
            return "\n".join(lines(value))
        case blocks.StaticBlock():
            return "———"
        case blocks.ChoiceBlock():
            return _choice(block, value)
        case blocks.BooleanBlock():
            return _yes_or_no(value)
    return "" if value is None else str(value)


def _picture(value: Any, label: str) -> Iterator[Fact]:
    if value is None:
        yield Fact(label, "")
        return
    yield Fact(label, str(value), picture=value)
    if value.decorative:
        yield Fact(_("Description"), _("none: it only decorates"))
    else:
        yield Fact(_("Description"), value.contextual_alt_text or "")


def _choice(block: Any, value: Any) -> str:
    labels: dict[Any, str] = {}
    for key, words in block.field.choices:
        labels |= dict(words) if isinstance(words, list | tuple) else {key: words}
    return str(labels.get(value, value or ""))


def _yes_or_no(value: Any) -> str:
    return _("yes") if value else _("no")


def _table_lines(table: Any) -> Iterator[str]:
    if table is None:
        return
    if table.caption:
        yield str(table.caption)
    yield " | ".join(column["heading"] or "" for column in table.columns)
    for row in table.rows:
        cells = (
            " ".join(lines(cell.value))
            if isinstance(cell.block, blocks.RichTextBlock)
            else str(cell.value or "")
            for cell in row
        )
        yield " | ".join(cells)


def lines(rich_text: Any) -> list[str]:
    """Rich text as lines: points with their sign, links with where they lead, bold with stars."""
    soup = BeautifulSoup(str(getattr(rich_text, "source", rich_text) or ""), "html.parser")
    for tag in soup.find_all("a"):
        tag.append(f" [{_target(tag)}]")
    for tag in soup.find_all("footnote"):
        tag.insert(0, f" [{_('note')}: ")
        tag.append("]")
    for name, sign in (("b", "*"), ("strong", "*"), ("i", "_"), ("em", "_")):
        for tag in soup.find_all(name):
            tag.insert(0, sign)
            tag.append(sign)
    for tag in soup.find_all("br"):
        tag.replace_with("\n")
    for tag in soup.find_all("li"):
        depth = len(tag.find_parents(["ul", "ol"])) - 1
        tag.insert(0, f"\n{'   ' * depth}{_sign(tag)} ")
    for tag in soup.find_all("p"):
        tag.append("\n")
    return [line.rstrip() for line in soup.get_text().split("\n") if line.strip()]


def _sign(point: Tag) -> str:
    if point.parent is None or point.parent.name != "ol":
        return "•"
    return f"{len(point.find_previous_siblings('li')) + 1}."


def _target(link: Tag) -> str:
    if link.get("href"):
        return str(link["href"])
    kind = {"page": _("page"), "document": _("document")}.get(str(link.get("linktype")), "")
    return f"{kind} {link.get('id', '')}".strip()


class ReadableComparison(BlockComparison):
    """One block in two versions."""

    def htmlvalue(self, val: Any) -> str:
        """What it says in one version."""
        return self._as_list(
            (fact.label, _picture_html(fact, fact), fact.text) for fact in self._facts(val)
        )

    def htmldiff(self) -> str:
        """What it says in both, with what went and what came."""
        rows = []
        for old, new in zip_longest(self._facts(self.val_a), self._facts(self.val_b)):
            before, after = old.text if old else "", new.text if new else ""
            label = new.label if new else old.label if old else ""
            rows.append((label, _picture_html(old, new), _diff(before, after)))
        return self._as_list(rows)

    def _facts(self, value: Any) -> list[Fact]:
        return list(facts(self.block, value))

    def _as_list(self, rows: Any) -> str:
        html = "<dt>{}</dt><dd>{}<div class='compared'>{}</div></dd>"
        return format_html("<dl>{}</dl>", format_html_join("", html, rows))


def _diff(before: str, after: str) -> str:
    """What went and what came, line by line where there are as many lines as before."""
    pairs = [(before, after)]
    if before.count("\n") == after.count("\n"):
        pairs = list(zip(before.split("\n"), after.split("\n"), strict=True))
    return format_html_join("\n", "{}", ((diff_text(*pair).to_html(),) for pair in pairs))


def _picture_html(old: Fact | None, new: Fact | None) -> str:
    """The pictures, small, as Wagtail shows them."""
    before, after = old.picture if old else None, new.picture if new else None
    if before is None and after is None:
        return ""
    html: str = ImageChooserBlockComparison(None, True, True, before, after).htmldiff()
    return html


class ReadableStreamComparison(StreamBlockComparison):
    """A text in two versions; which block became which is found as Wagtail does."""

    def get_block_comparisons(self) -> list[ReadableComparison]:
        """One for each block that is or was there."""
        return [
            ReadableComparison(one.block, one.exists_a, one.exists_b, one.val_a, one.val_b)
            for one in super().get_block_comparisons()
        ]


class ReadableTextComparison(StreamFieldComparison):
    """A text of blocks."""

    def htmldiff(self) -> str:
        """All of it, with what changed."""
        html: str = ReadableStreamComparison(
            self.field.stream_block, True, True, self.val_a, self.val_b
        ).htmldiff()
        return html


class MomentComparison(FieldComparison):
    """A moment, by the clock of whoever looks; Wagtail's would say “None” and show UTC."""

    def htmldiff(self) -> str:
        """What it was, and what it is."""
        before, after = (
            formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else ""
            for moment in (self.val_a, self.val_b)
        )
        html: str = diff_text(before, after).to_html()
        return html


def register() -> None:
    """Use these wherever the admin compares texts of blocks, and moments."""
    register_comparison_class(StreamField, comparison_class=ReadableTextComparison)
    register_comparison_class(models.DateTimeField, comparison_class=MomentComparison)
