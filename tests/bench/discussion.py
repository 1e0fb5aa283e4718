"""The discussion with a million comments in the table, against an empty one."""

import statistics
import time
from typing import Any

from django.db import connection

from blog.comments import authorship
from blog.comments.models import Comment
from cms.models import User
from tests.bench.filling import fill, fill_elsewhere, in_bulk
from tests.bench.pages import measure
from tests.factories.comments import published_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator
from tests.integrity import faults_of_threads

IN_ONE_THREAD = (10, 100, 10_000)
REPLIES = 200  # inserted for each figure
# What we promise: ratios, so that they hold on any machine.
MOST_FOR_PAGE, MOST_FOR_INSERT = 1.5, 2.0


def run(total: int) -> dict[str, Any]:
    """Fill the table, and give the figures by name; `total` comments, most of them elsewhere."""
    who = moderator()
    empty = inserting(published_comment(live_post()), who)
    posts = {size: live_post(f"{size} comments") for size in IN_ONE_THREAD}
    began = time.perf_counter()
    with in_bulk():
        roots = {size: fill(post, size, thread=size) for size, post in posts.items()}
        assert faults_of_threads() == []  # filled as if written
        fill_elsewhere(total - sum(IN_ONE_THREAD))
    print(f"{connection.vendor}: filled in {time.perf_counter() - began:.0f} s")

    biggest = Comment.objects.get(pk=roots[IN_ONE_THREAD[-1]])
    full = inserting(biggest, who)
    last = Comment.objects.filter(root_id=biggest.pk).published().order_by("path").last()
    pages = {f"post, {size:,} in one thread": post.url for size, post in posts.items()}
    for size in (100, 10_000):
        pages[f"that thread alone, {size:,}"] = f"{posts[size].url}?thread={roots[size]}"
    pages["its page of the last reply"] = f"{posts[10_000].url}?thread={biggest.pk}&from={last.pk}"
    pages["feed of the post, 10,000"] = f"{posts[10_000].url}comments/feed/"
    pages["feed of the site"] = "/comments/feed/"
    rows = measure(pages)
    for name, address in {"comment form": "form/{}/", "reply form": "reply/{}/"}.items():
        number = posts[10_000].pk if name == "comment form" else biggest.pk
        rows |= measure({name: "/comments/" + address.format(number)})
    return {
        "comments": Comment.objects.count(),
        "pages": rows,
        "insert_empty_ms": empty,
        "insert_full_ms": full,
        "promises": promises(rows, empty, full),
    }


def inserting(parent: Comment, who: User) -> float:
    """The median of writing a reply with all that follows from it, commit included: ms."""
    taken = []
    for n in range(REPLIES):
        began = time.perf_counter()
        authorship.write(page=parent.page, writer=who, text=f"Reply {n}.", parent=parent)
        taken.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(taken), 2)


def promises(rows: dict[str, dict[str, float]], empty: float, full: float) -> list[str]:
    """A line for each promise: the figure, and whether it is kept."""
    first, hundred, most = (rows[f"post, {size:,} in one thread"] for size in IN_ONE_THREAD)
    counts = [row["queries"] for row in (first, hundred, most)]
    ratio = most["median_ms"] / hundred["median_ms"]
    slower = full / empty
    return [
        f"queries with 10, 100 and 10,000: {counts}: {_kept(len(set(counts)) == 1)}",
        (
            f"cold render, 10,000 to 100: {ratio:.2f} (at most {MOST_FOR_PAGE}):"
            f" {_kept(ratio <= MOST_FOR_PAGE)}"
        ),
        (
            f"a reply, full to empty table: {slower:.2f} (at most {MOST_FOR_INSERT:.0f}):"
            f" {_kept(slower <= MOST_FOR_INSERT)}"
        ),
    ]


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else "MISSED"
