"""The moderators' queue on a full table: each list's first page, and a search.

Beside the figures it says which index the database chose for each list.
"""

import re
from typing import Any

from django.db import connection
from django.test import Client

from blog.comments.desk.lists import LISTS, QueueList
from blog.comments.management.commands import purge_comments
from blog.comments.models import (
    Comment,
    CommentRevision,
    Consultation,
    Decision,
    Question,
    Report,
    Review,
    Status,
)
from cms.models import User
from tests.bench.filling import insert
from tests.bench.pages import measure
from tests.factories.pages import gather_statistics
from tests.factories.people import moderator

DESK = "/admin/comments/comment/"
# What we promise, on the machine that runs this.
MOST_MS, MOST_QUERIES = 200, 15
SEARCHES = {
    "a word that is there": "list=waiting&q=number",
    "a word that is nowhere": "list=waiting&q=nowhere",
    "a word in all that is published": "list=published&q=nowhere",
    "a writer in all": "list=all&writer=Guest+77",
    "an e-mail address in all": "list=all&writer=nobody@example.org",
    "a link, by a guest": "list=published&link=yes&by=guest",
}


def run() -> dict[str, Any]:
    """Give the desk something to do in a table that is full, and measure it."""
    who, colleague = moderator(), moderator()
    prepare(who, colleague)
    desk = Client()
    desk.force_login(who)
    lists = measure({name: f"{DESK}?list={name}" for name in LISTS}, desk)
    searches = measure({name: f"{DESK}?{query}" for name, query in SEARCHES.items()}, desk)
    other = measure({"the admin's front page": "/admin/"}, desk)
    return {
        "pages": lists | searches | other,
        "indexes": {name: indexes(each, who) for name, each in LISTS.items()},
        "promises": promises(lists, searches),
    }


def prepare(who: User, colleague: User) -> None:
    """Of the comments that are there, some are late, reported, edited, asked about, reviewed."""
    seconds, table = _seconds, Comment._meta.db_table
    key, published = "xtdcomment_ptr_id", f"status = {Status.PUBLISHED:d}"
    changes = {
        # Half of what waits is late.
        f"status = {Status.HELD:d}": {
            "spam_score": f"({key} / 7 % 100) / 100.0",
            "waiting_since": seconds("-86400"),
            "due_at": seconds(f"{key} % 172800 - 86400"),
            "signals": """'["quick"]'""",
        },
        f"{published} AND {key} % 2000 = 1": {
            "open_reports": "2",
            "reported_at": seconds("-3600"),
            "due_at": seconds(f"{key} % 7200"),
        },
        f"{published} AND {key} % 1000 = 2": {"edited_at": seconds(f"-{key} % 80000")},
        f"{published} AND {key} % 1000 = 3": {
            "question": f"{Question.AWAITING:d}",
            "answer_due_at": seconds(f"{key} % 172800 - 86400"),
        },
        f"{published} AND {key} % 100 = 4": {
            "question": f"{Question.ANSWERED:d}",
            "question_settled_at": seconds(f"-{key} % 800000"),
        },
    }
    rows = {
        Report: {"reporter": "'nobody'", "reported_at": seconds("-60")},
        CommentRevision: {"text": "'Before.'", "replaced_at": seconds("-60")},
        Review: {"asked_at": seconds(f"-{key} % 80000"), "first_moderator_id": str(colleague.pk)},
        Consultation: {
            "question": "'What do you think?'",
            "asked_at": seconds("-60"),
            "asked_by_id": str(colleague.pk),
        },
        Decision: {"action": "'receive'", "by": "'filter'", "made_at": seconds("-90000")},
    }
    of = {
        Report: "open_reports > 0",
        CommentRevision: "edited_at IS NOT NULL",
        Review: f"status = {Status.REFUSED:d} AND {key} % 1000 = 58",
        Consultation: f"status = {Status.HELD:d} AND {key} % 1000 = 8",
        Decision: "true",
    }
    with connection.cursor() as cursor:
        for condition, values in changes.items():
            assigned = ", ".join(f"{column} = {value}" for column, value in values.items())
            cursor.execute(f"UPDATE {table} SET {assigned} WHERE {condition}")
        for model, values in rows.items():
            source = f"{table} WHERE {of[model]}"
            cursor.execute(insert(model, {"comment_id": key, **values}, source))
    gather_statistics()
    purge_comments.gather_statistics()


def indexes(each: QueueList, who: User) -> str:
    """What the database looks the list up in: the names of indexes, and of tables read whole."""
    rows = each.choose(who).order_by(*each.ordering).values("pk")[:20]
    plan = rows.explain()
    found = re.findall(r"(?:using|on|INDEX) (comment\w*|review_open)", plan)
    named = dict.fromkeys(name for name in found if name != Comment._meta.db_table)
    # SQLite reads the whole table only where it sorts it, too; else by the primary key.
    is_read = "Seq Scan on comments_comment" in plan or (
        "SCAN comments_comment" in plan and not named and "TEMP B-TREE" in plan
    )
    return "the whole table" if is_read else ", ".join(named) or "the primary key"


def promises(
    lists: dict[str, dict[str, float]], searches: dict[str, dict[str, float]]
) -> list[str]:
    """A line for each promise: the worst figure, and whether it is kept.

    The time is promised of the lists' first pages; a search reads up to 10,000 texts.
    """
    every = lists | searches
    slowest = max(lists, key=lambda name: lists[name]["p95_ms"])
    most = max(every, key=lambda name: every[name]["queries"])
    taken, queries = lists[slowest]["p95_ms"], every[most]["queries"]
    return [
        (
            f"queue, 95 % of the slowest list ({slowest}): {taken} ms (at most {MOST_MS}):"
            f" {'kept' if taken <= MOST_MS else 'MISSED'}"
        ),
        (
            f"queue, most queries ({most}): {queries:.0f} (at most {MOST_QUERIES}):"
            f" {'kept' if queries <= MOST_QUERIES else 'MISSED'}"
        ),
    ]


def _seconds(offset: str) -> str:
    """A moment so many seconds from now."""
    if connection.vendor == "postgresql":
        return f"now() + ({offset}) * interval '1 second'"
    return f"datetime('now', ({offset}) || ' seconds')"
