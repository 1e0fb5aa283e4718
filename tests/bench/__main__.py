"""`python -m tests.bench`: what a cold page costs on the database of DATABASE_URL.

Prints a table and keeps the figures in var/bench.json, under the database's name. Cold: no page
cache is in front, the process is warm, the pictures have been made.
"""

import json
import os
import statistics
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, connections  # noqa: E402 - needs the set-up above
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from tests.factories.comments import many_comments  # noqa: E402
from tests.factories.pages import live_post, site_tree  # noqa: E402

ROUNDS = 30
POSTS = 100
RESULTS = Path("var/bench.json")


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


def measure(address: str) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, CPU milliseconds, queries, kilobytes."""
    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        body = client.get(address).content
    query_count = len(queries)  # now: the next request empties the log
    wall, cpu = [], []
    for _ in range(ROUNDS):
        wall_before, cpu_before = time.perf_counter(), time.process_time()
        client.get(address)
        cpu.append((time.process_time() - cpu_before) * 1000)
        wall.append((time.perf_counter() - wall_before) * 1000)
    return {
        "median_ms": round(statistics.median(wall), 1),
        "p95_ms": round(statistics.quantiles(wall, n=20)[-1], 1),
        "cpu_ms": round(statistics.median(cpu), 1),
        "queries": query_count,
        "kB": round(len(body) / 1000, 1),
    }


def main() -> None:
    """Measure in a database made for it, print, keep."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        rows = {name: measure(address) for name, address in addresses().items()}
    finally:
        connections.close_all()
        teardown_databases(databases, verbosity=0)
    print(f"\n{connection.vendor}, {ROUNDS} rounds each")
    print(f"{'':<24}{'median ms':>10}{'95 % ms':>10}{'CPU ms':>10}{'queries':>10}{'kB':>10}")
    for name, row in rows.items():
        print(f"{name:<24}" + "".join(f"{value:>10}" for value in row.values()))
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results[connection.vendor] = rows
    RESULTS.write_text(json.dumps(results, indent=2))


main()
