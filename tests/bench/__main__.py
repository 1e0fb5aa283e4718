"""`python -m tests.bench`: what pages cost on the database of DATABASE_URL.

Prints tables and keeps the figures in var/bench.json, under the database's name. Cold: no page
cache is in front, the process is warm, the pictures have been made.
"""

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402 - needs the set-up above
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.template.base import Template  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from blog.comments.models import Comment  # noqa: E402
from cms.wsgi import settle_down  # noqa: E402
from tests.bench import (  # noqa: E402
    discussion,
    html,
    lighthouse,
    load,
    mixed,
    production,
    queue,
    search,
    spam,
    weight,
)
from tests.bench.filling import fill_elsewhere, in_bulk  # noqa: E402
from tests.bench.front import served_site  # noqa: E402
from tests.bench.node import Missing  # noqa: E402
from tests.bench.pages import ROUNDS, measure  # noqa: E402
from tests.factories.comments import many_comments  # noqa: E402
from tests.factories.pages import live_post, site_tree  # noqa: E402

POSTS = 100
OF_BROWSERS = ("html", "weight", "lighthouse")
PARTS = (
    *OF_BROWSERS,
    "production",
    "mixed",
    "pages",
    "discussion",
    "queue",
    "search",
    "spam",
    "load",
)
RESULTS = Path("var/bench.json")
# A million where there is a database server; SQLite is for small sites.
COMMENTS = {"postgresql": 1_000_000, "sqlite": 100_000}


def addresses() -> dict[str, str]:
    """Make the content; the addresses to measure, by what they show."""
    site_tree()
    posts = [live_post() for _ in range(POSTS)]
    shape: list[int | None] = [None if n % 5 == 0 else n - n % 5 for n in range(100)]
    many_comments(posts[0], shape)
    word = posts[0].title.split()[0]
    return {
        "front page": "/",
        f"index of {POSTS} posts": "/blog/",
        "post with 100 comments": posts[0].get_url() or "",
        "search": f"/search/?q={word}",
        "comment form": f"/comments/form/{posts[0].pk}/",
    }


def show(title: str, rows: dict[str, dict[str, float]]) -> None:
    """Print a table."""
    print(f"\n{title}, {ROUNDS} rounds each")
    print(f"{'':<34}{'median ms':>10}{'95 % ms':>10}{'CPU ms':>10}{'queries':>10}{'kB':>10}")
    for name, row in rows.items():
        print(f"{name:<34}" + "".join(f"{value:>10}" for value in row.values()))


def pages() -> dict[str, Any]:
    """What pages cost; the figures."""
    found = measure(addresses())
    show(connection.vendor, found)
    return found


def discussion_of(total: int) -> dict[str, Any]:
    """A discussion with so many comments in the table."""
    found = discussion.run(total)
    show(f"{connection.vendor}, {found['comments']:,} comments", found["pages"])
    print(
        f"a reply: {found['insert_empty_ms']} ms into an empty table,"
        f" {found['insert_full_ms']} ms into a thread of 10,000 in a full one"
    )
    print("\n".join(found["promises"]))
    return found


def queue_of_moderators(total: int) -> dict[str, Any]:
    """The queue, and by which index each of its lists was found."""
    if not Comment.objects.exists():  # measured alone
        site_tree()
        with in_bulk():
            fill_elsewhere(total)
    print(f"{Comment.objects.count():,} comments")
    found = queue.run()
    show(f"{connection.vendor}, the moderators' queue", found["pages"])
    print("\n".join(f"{name}: by {index}" for name, index in found["indexes"].items()))
    print("\n".join(found["promises"]))
    return found


def searching(arguments: argparse.Namespace) -> dict[str, Any]:
    """How well and how fast the search finds."""
    found = search.run(arguments.collections, arguments.posts)
    for size, row in found["speed"].items():
        print(f"\n{connection.vendor}, {size}{'median ms':>27}{'95 % ms':>10}")
        for name, figures in row.items():
            print(f"{name:<34}" + "".join(f"{figure:>10}" for figure in figures.values()))
    print("\n".join(found["promises"]))
    return found


def under_load(seconds: int) -> dict[str, Any]:
    """What readers notice of spam."""
    found = load.run(seconds=seconds)
    print("\n".join(f"{name}: {value}" for name, value in found.items()))
    return found


def of_browsers(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the public's browsers get: valid, light, quick. The same on every database."""
    found: dict[str, Any] = {}
    with served_site() as served:
        if arguments.only in {None, "html"}:
            found["html"] = html.run(*served)
        if arguments.only in {None, "weight"}:
            found["weight"] = weight.run(*served)
        if arguments.only in {None, "lighthouse"}:
            found["lighthouse"] = lighthouse.run(*served, rounds=arguments.rounds)
    call_command("flush", interactive=False, verbosity=0)  # the rest counts its own content alone
    return found


def in_production(arguments: argparse.Namespace) -> dict[str, Any]:
    """The production server, as the public gets it."""
    is_large = connection.vendor == "postgresql" and not arguments.small
    try:
        found = production.run(is_large=is_large)
    except Missing as sentence:
        print(sentence)
        return {"not measured": str(sentence)}
    production.show(found)
    call_command("flush", interactive=False, verbosity=0)  # as below
    return found


def busy_hour(seconds: int) -> dict[str, Any]:
    """Readers, searchers and writers at once."""
    try:
        found = mixed.run(seconds)
    except Missing as sentence:
        print(sentence)
        return {"not measured": str(sentence)}
    print(f"\n{connection.vendor}, a busy hour")
    print("\n".join(f"{name}: {value}" for name, value in found.items() if name != "promises"))
    print("\n".join(found["promises"]))
    call_command("flush", interactive=False, verbosity=0)
    return found


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure all, or the one part; gives the figures by part."""
    total = arguments.comments or COMMENTS[connection.vendor]
    found: dict[str, Any] = {}
    if arguments.only in OF_BROWSERS or (not arguments.only and connection.vendor == "sqlite"):
        found |= of_browsers(arguments)
    of_the_server: dict[str, Callable[[], Any]] = {
        "production": lambda: in_production(arguments),
        "mixed": lambda: busy_hour(arguments.mixed),
        "pages": pages,
        "discussion": lambda: discussion_of(total),
        "queue": lambda: queue_of_moderators(total),
        "search": lambda: searching(arguments),
        "spam": lambda: spam.run(arguments.spam),
        "load": lambda: under_load(arguments.load),
    }
    for name, measured in of_the_server.items():
        if arguments.only in {None, name}:
            found[name] = measured()
    return found


def main() -> None:
    """Measure in a database made for it, print, keep."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--comments", type=int, help="in the table; a million on PostgreSQL")
    parser.add_argument("--load", type=int, default=15, help="seconds of 200 posts a second")
    parser.add_argument("--spam", type=Path, help="folder with CSV files to try the spam score on")
    parser.add_argument(
        "--collections",
        type=Path,
        nargs="*",
        default=[],
        help="folders with texts, questions and judgements to try the search on, as BEIR has them",
    )
    parser.add_argument("--mixed", type=int, default=180, help="seconds of a busy hour")
    parser.add_argument("--small", action="store_true", help="leave out the million comments")
    parser.add_argument("--posts", type=int, default=100_000, help="to search, at most")
    parser.add_argument("--rounds", type=int, default=3, help="of Lighthouse on each page")
    parser.add_argument("--only", choices=PARTS, help="measure this part alone")
    arguments = parser.parse_args()
    as_served = Template._render
    setup_test_environment()
    Template._render = as_served  # that of tests keeps a copy of what every template is given
    settle_down()
    # The limits are counted, as always, and never reached: one household asks for everything here.
    settings.RATES = dict.fromkeys(settings.RATES, "1000000/minute")
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        found = run(arguments)
    finally:
        connections.close_all()
        teardown_databases(databases, verbosity=0)
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results[connection.vendor] = results.get(connection.vendor, {}) | found
    RESULTS.write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
