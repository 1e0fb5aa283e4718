"""The codebook: what stands beside an export, so that somebody else can read it rightly."""

from collections.abc import Iterable
from textwrap import fill

from django.conf import settings
from django.utils.translation import gettext as _

from blog.comments.exporting.rows import DECIDING, Export, moment
from blog.comments.models import Decision, Question, Status
from blog.comments.policy import SIGNALS

VERSION = 1  # of the format: grows when a column goes or changes its meaning, not when one is added
# As it stands in the codebook: with a few words of Python, what `files.guarded` added goes away.
UNGUARD = """\
    import csv, re
    begins = r"(?:\\A|(?<=[;\\t\\r\\n]))"
    guard = re.compile(begins + r"'(?=\\"*['=+\\-@\\t\\r\\uff1d\\uff0b\\uff0d\\uff20])")
    with open("comments.csv", encoding="utf-8-sig", newline="") as file:
        rows = [{k: guard.sub("", v) for k, v in row.items()} for row in csv.DictReader(file)]
"""


def codebook(export: Export) -> str:
    """Every column, its values and their meaning, and what was left out, in plain text."""
    parts = [
        _title(_("Comments: the codebook")),
        _about(export),
        _title(_("What is in it")),
        *_scope(export),
        _title(_("Who wrote what")),
        *_people(export),
        _title(_("How to read the file")),
        *_reading(),
        _title(_("Columns")),
        _list((column.name, str(column.meaning)) for column in export.columns),
        *_values(),
    ]
    return "\n\n".join(parts) + "\n"


def _title(words: str) -> str:
    return f"{words}\n{'-' * len(words)}"


def _paragraph(words: str) -> str:
    return fill(words, 88, break_long_words=False, break_on_hyphens=False)


def _list(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(
        fill(f"{name}: {words}", 88, initial_indent="  ", subsequent_indent="      ")
        for name, words in pairs
    )


def _about(export: Export) -> str:
    page = export.page
    return _list(
        [
            (_("Site"), settings.SITE_URL),
            (_("Post"), (page.full_url or page.title) if page else _("all posts")),
            (_("Made at"), moment(export.made_at) or ""),
            (_("Names"), _("with names") if export.with_names else _("without names")),
            (_("Version of the format"), str(VERSION)),
        ]
    )


def _scope(export: Export) -> list[str]:
    if export.with_names:
        words = _(
            "Every comment, whatever has become of it, under every post, also under posts that not"
            " everybody may read. The texts of comments that readers do not see are in it, too."
        )
    else:
        words = _(
            "Every comment, whatever has become of it, under posts that everybody may read. Only"
            " the texts are in it that readers see: of other comments the column is empty."
        )
    return [
        _paragraph(words),
        _paragraph(
            _(
                "Never in it: the text of a comment that its writer took back or had erased, what a"
                " moderator blacked out, an earlier text of a comment that was changed, an e-mail"
                " address that somebody gave with a comment, the address of an internet connection,"
                " any hash of these, and who liked or reported something."
            )
        ),
    ]


def _people(export: Export) -> list[str]:
    return [
        _paragraph(
            _(
                "Each writer has a pseudonym, which was drawn for this one export: the same writer"
                " has another one in the next. One writer is one account; without an account, one"
                " e-mail address, of which one that was never confirmed counts as somebody else's;"
                " without that, one name from one internet connection. Comments of which nothing"
                " like that is known have a writer each, and so have erased ones."
            )
        ),
        _paragraph(
            _(
                "This is pseudonymous, not anonymous. By its number, anybody can look up a"
                " published comment on the site, where its writer's name stands, and texts may"
                " name people. Please treat the file as personal data: keep it only for as long as"
                " you need it, and publish no part of it in which people can be known."
            )
        ),
        *(
            [_paragraph(_("With names, it is on record who made this export, and when."))]
            if export.with_names
            else []
        ),
    ]


def _reading() -> list[str]:
    return [
        _paragraph(
            _(
                "All moments are in UTC, as ISO 8601 writes them: 2026-05-04T09:30:00Z. The"
                " comments stand in the order of their numbers."
            )
        ),
        _paragraph(
            _(
                "CSV: UTF-8 with a byte order mark, so that Excel reads it; commas between the"
                " columns, quotation marks doubled, lines ended by CR LF, as in RFC 4180. A text"
                " may have several lines. Empty means that there is none."
            )
        ),
        _paragraph(
            _(
                "So that no spreadsheet takes a text for a formula, an apostrophe was put before"
                " each of = + - @ ' (and their wide forms, a tab, a carriage return) that begins a"
                " cell, or follows a semicolon, a tab or a line end, and before the quotation marks"
                " if there are any between. Taken away again, the text is what was written. In"
                " Python:"
            )
        ),
        UNGUARD.rstrip(),
        _paragraph(
            _(
                "JSON Lines: UTF-8, one object a line, its keys are the columns. Numbers are"
                " numbers, signals are a list, null means that there is none. The texts are exactly"
                " as they were written."
            )
        ),
    ]


def _values() -> list[str]:
    # The author of a decision on a comment is never “the organisation”: that answers questions.
    by = [who for who in Decision.By if who != Decision.By.OFFICIAL]
    return [
        _title(_("Values of “state”")),
        _list((status.name.lower(), str(status.label)) for status in Status),
        _title(_("Values of “decision”")),
        _list((action.value, str(action.label)) for action in DECIDING),
        _title(_("Values of “decided_by”")),
        _list((who.value, str(who.label)) for who in by),
        _title(_("Values of “signals”")),
        _list((name, str(sentence)) for name, sentence in SIGNALS.items()),
        _title(_("Values of “question”")),
        _list((state.name.lower(), str(state.label)) for state in Question),
    ]
