"""The production server, alone and behind nginx, beside nginx with the same bytes in a file."""

import gzip
import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.comments import actions
from cms.models import Change
from tests.bench.filling import fill_elsewhere, in_bulk
from tests.bench.node import Missing, program
from tests.factories.comments import held_comment, many_comments
from tests.factories.pages import live_post, many_live_posts, site_tree
from tests.factories.people import moderator
from tests.nginx import PROGRAM, Nginx
from tests.nodes import Node
from tests.settings import ROOT
from tests.web_server import WebServer

POSTS = 100
MANY_POSTS, MANY_COMMENTS = 100_000, 1_000_000
SECONDS = 5  # of load, for each figure
ROUNDS = 3  # in turn; the median counts
COLD_ROUNDS = 30
WORKERS = {"postgresql": 2, "sqlite": 1}
LEAST_ALONE, LEAST_BEHIND = 0.25, 0.8  # of the speed of a file
MOST_CPU = 15  # milliseconds, for a post with 100 comments
MOST_GROWTH = 1.2
WRK = ["--threads=1", "--connections=4", f"--duration={SECONDS}s"]
APPROVALS = 10


def run(*, is_large: bool) -> dict[str, Any]:
    """All figures; with `is_large`, also on a hundred thousand posts and a million comments."""
    site_tree()
    posts = [live_post(tags=["roads"]) for _ in range(POSTS)]
    shape: list[int | None] = [None if n % 5 == 0 else n - n % 5 for n in range(100)]
    many_comments(posts[0], shape)
    addresses = {
        "front page": "/",
        "index": "/blog/",
        "post with 100 comments": posts[0].url,
        "tag": "/blog/tags/roads/",
        "search": f"/search/?q={posts[0].title.split()[0]}",
    }
    found: dict[str, Any] = {"warm": warm(posts[0].url)}
    found["cold"] = {name: cold(url, posts[0].pk) for name, url in addresses.items()}
    found["seconds until an approved comment is seen"] = approvals(posts[1])
    if is_large:
        many_live_posts(MANY_POSTS, posts[1])
        with in_bulk():
            fill_elsewhere(MANY_COMMENTS)
        found["cold, large"] = {name: cold(url, posts[0].pk) for name, url in addresses.items()}
    found["promises"] = promises(found)
    return found


def server(**environment: str) -> WebServer:
    """The production server on this database, with its static files."""
    made = WebServer(workers=WORKERS[connection.vendor], DEBUG="", **environment)
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=made.environment, check=True)
    return made


def warm(path: str) -> dict[str, Any]:
    """Requests a second: the server alone, behind nginx, and nginx with a file."""
    if not Path(PROGRAM).exists():
        raise Missing("nginx is missing: on Debian, apt-get install nginx-light.")
    with server() as alone, Nginx(alone.port, static=ROOT / "var" / "static") as nginx:
        request = Request(f"{alone.url}{path}", headers={"Accept-Encoding": "gzip"})
        for _each_worker in range(20):
            gzipped = urlopen(request).read()
        nginx.offer(gzipped, gzip.decompress(gzipped))
        targets = {
            "the server alone": f"{alone.url}{path}",
            "behind nginx": f"{nginx.url}{path}",
            "nginx, a file": nginx.file_url,
        }
        rounds = [{name: load(url) for name, url in targets.items()} for _round in range(ROUNDS)]
        memory = [resident(pid) for pid in alone.workers()]
    found = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    file = found["nginx, a file"]
    return {
        "requests a second": {name: round(value) for name, value in found.items()},
        "of the file's": {name: round(value / file, 3) for name, value in found.items()},
        "MB of memory for a worker": memory,
    }


def load(url: str) -> float:
    """How many requests a second are answered; every one with 200."""
    done = subprocess.run(
        [program("wrk", "wrk"), *WRK, "--header", "Accept-Encoding: gzip", url],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Non-2xx" not in done.stdout, done.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert rate, done.stdout
    return float(rate[1])


def resident(pid: int) -> int:
    """The memory that a process holds, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return round(int(found[1]) / 1000) if found else 0


def cold(path: str, post_id: int) -> dict[str, Any]:
    """What it costs to make a page anew in a process that is warm.

    After a comment on the post, and after a change that may show on any page.
    """
    node = Node()
    found: dict[str, Any] = {}
    for name, page_id in (("after a comment", post_id), ("after any change", None)):
        times = []
        for _round in range(COLD_ROUNDS):
            Change.objects.create(page_id=page_id)
            wall, cpu = time.perf_counter(), time.process_time()
            assert node.get(path, later=True, HTTP_ACCEPT_ENCODING="gzip").status == 200
            times.append((time.perf_counter() - wall, time.process_time() - cpu))
        Change.objects.create(page_id=page_id)
        with CaptureQueriesContext(connection) as queries:
            node.get(path, later=True)
        found[name] = {
            "ms": round(statistics.median(each[0] for each in times) * 1000, 1),
            "CPU ms": round(statistics.median(each[1] for each in times) * 1000, 1),
            "queries": len(queries),
        }
    return found


def approvals(post: Any) -> dict[str, float]:
    """How long it takes until two nodes show a comment that a third process approved."""
    nodes = [server(), server()]
    somebody = moderator()
    taken: list[float] = []
    with nodes[0], nodes[1]:
        for number in range(APPROVALS):
            word = f"word{number}number"
            held = held_comment(post, user_name=word)
            seen: list[float] = []
            for node in nodes:
                urlopen(f"{node.url}{post.url}").read()
            began = time.perf_counter()
            actions.approve(comment=held, by=somebody)
            watchers = [
                Thread(target=_watch, args=(f"{node.url}{post.url}", word, began, seen))
                for node in nodes
            ]
            for watcher in watchers:
                watcher.start()
            for watcher in watchers:
                watcher.join()
            taken += seen
    return {"median": round(statistics.median(taken), 2), "most": round(max(taken), 2)}


def _watch(url: str, word: str, began: float, seen: list[float]) -> None:
    while time.perf_counter() - began < 10:
        if word in urlopen(url).read().decode():
            seen.append(time.perf_counter() - began)
            return
        time.sleep(0.01)
    seen.append(float("inf"))


def promises(found: dict[str, Any]) -> list[str]:
    """What was promised, and whether it is kept."""
    shares = found["warm"]["of the file's"]
    post = found["cold"]["post with 100 comments"]
    cpu = post["after a comment"]["CPU ms"]
    most = found["seconds until an approved comment is seen"]["most"]
    kept = {
        f"the server alone, of a file's speed: {shares['the server alone']}": (
            shares["the server alone"] >= LEAST_ALONE
        ),
        f"behind nginx, of a file's speed: {shares['behind nginx']}": (
            shares["behind nginx"] >= LEAST_BEHIND
        ),
        f"CPU ms for the post after a comment: {cpu}": cpu <= MOST_CPU,
        f"CPU ms for the post after any change: {post['after any change']['CPU ms']}": (
            post["after any change"]["CPU ms"] <= MOST_CPU
        ),
        f"seconds until a comment is seen on two nodes: {most}": most <= 1,
    }
    for name, large in found.get("cold, large", {}).items():
        growth = (
            large["after a comment"]["CPU ms"] / found["cold"][name]["after a comment"]["CPU ms"]
        )
        kept[f"{name}, large to small: {growth:.2f}"] = growth <= MOST_GROWTH
    return [f"{name}: {'kept' if is_kept else 'MISSED'}" for name, is_kept in kept.items()]


def show(found: dict[str, Any]) -> None:
    """Print the figures."""
    for name in ("warm", "cold", "seconds until an approved comment is seen", "cold, large"):
        if name in found:
            print(f"\n{connection.vendor}, {name}:\n{json.dumps(found[name], indent=1)}")
    print("\n".join(found["promises"]))
