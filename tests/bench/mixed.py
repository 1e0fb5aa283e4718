"""A busy hour in three minutes: readers, searchers and writers at once, against nginx and the site.

Requests are due at a steady pace, whether earlier ones were answered or not, as readers come; what
one takes counts from when it was due.
"""

import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection
from multiprocessing import get_context
from threading import Thread
from typing import Any

from django.db import connection

from blog.comments.models import Comment
from tests.bench.node import program
from tests.factories.comments import many_comments
from tests.factories.pages import live_post, site_tree
from tests.nginx import Nginx
from tests.settings import ROOT
from tests.web_server import Visitor, WebServer

POSTS = 100
SEARCHES, COMMENTS = 0.04, 0.01  # of all requests; the rest are reads
TIMES = 2  # the rate at which the site is saturated without its page cache
CLIENTS = 48  # threads
LIMIT = 100  # milliseconds, for 99 reads of 100
WORKERS = {"postgresql": 2, "sqlite": 1}
FORK = get_context("fork")


@dataclass
class Answers:
    """What clients saw."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)


def run(seconds: int) -> dict[str, Any]:
    """Latencies in ms by kind, errors, and the comments that were stored."""
    site_tree()
    posts = [live_post(f"Street number {n}") for n in range(POSTS)]
    shape: list[int | None] = [None if n % 5 == 0 else n - n % 5 for n in range(100)]
    for post in posts[:10]:
        many_comments(post, shape)
    before = Comment.objects.count()
    server = WebServer(workers=WORKERS[connection.vendor], DEBUG="")
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=server.environment, check=True)
    urls, ids = [post.url for post in posts], [post.pk for post in posts]
    with server, Nginx(server.port, static=ROOT / "var" / "static") as nginx:
        saturated = _saturation(f"{server.url}{urls[0]}?uncached=1")
        rate = TIMES * saturated
        result = FORK.Queue()
        # A process of its own, so that its clock does not stand still for the bench.
        crowd = FORK.Process(
            target=_crowd, args=(server, nginx.port, urls, ids, rate, seconds, result)
        )
        crowd.start()
        answers: Answers = result.get()
        crowd.join()
    stored = Comment.objects.count() - before
    found: dict[str, Any] = {
        "requests a second that saturate the uncached site": round(saturated, 1),
        "requests a second": round(rate, 1),
        "seconds": seconds,
        "errors": dict(answers.errors),
        "comments stored": stored,
    }
    for kind, taken in answers.milliseconds.items():
        cuts = statistics.quantiles(taken, n=100)
        found[kind] = {
            "n": len(taken),
            "median ms": round(cuts[49], 1),
            "99 % ms": round(cuts[98], 1),
        }
    slow = found["read"]["99 % ms"]
    found["promises"] = [
        f"errors: {sum(answers.errors.values())}: {'MISSED' if answers.errors else 'kept'}",
        f"99 % of reads, ms: {slow}: {'kept' if slow < LIMIT else 'MISSED'}",
    ]
    return found


def _saturation(url: str) -> float:
    """How many pages a second the site makes anew."""
    command = [program("wrk", "wrk"), "--threads=1", "--connections=4", "--duration=6s", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert rate, done.stdout
    return float(rate[1])


def _crowd(
    server: WebServer,
    port: int,
    urls: list[str],
    ids: list[int],
    rate: float,
    seconds: int,
    result: Any,
) -> None:
    answers, due = (
        Answers({"read": [], "search": [], "comment": []}),
        iter(range(int(rate * seconds))),
    )
    began = time.perf_counter() + 0.5
    clients = [
        Thread(target=_client, args=(number, server, port, urls, ids, rate, began, due, answers))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    result.put(answers)


def _client(
    number: int,
    server: WebServer,
    port: int,
    urls: list[str],
    ids: list[int],
    rate: float,
    began: float,
    due: Any,
    answers: Answers,
) -> None:
    chance = random.Random(number)
    weights = [1 / (rank + 1) for rank in range(len(urls))]
    nginx = HTTPConnection("127.0.0.1", port, timeout=30)
    for turn in due:
        moment = began + turn / rate
        time.sleep(max(moment - time.perf_counter(), 0))
        kind = chance.choices(
            ["read", "search", "comment"], [1 - SEARCHES - COMMENTS, SEARCHES, COMMENTS]
        )[0]
        # Each searcher and writer lives elsewhere: the limits are counted by household.
        visitor = Visitor(server, f"198.{18 + number % 2}.{turn // 250 % 250}.{turn % 250}")
        post = chance.choices(range(len(urls)), weights)[0]
        try:
            if kind == "read":
                nginx.request("GET", urls[post], headers={"Accept-Encoding": "gzip"})
                answer = nginx.getresponse()
                answer.read()
                status = answer.status
            elif kind == "search":
                status = visitor.ask(f"/search/?q=street+{chance.randrange(POSTS)}")[0]
            else:
                path = f"/comments/form/{ids[post]}/"
                form = visitor.form(path).fill(name="Nora", comment=f"What of number {turn}?")
                status = visitor.ask(path, form.press())[0]
        except OSError as error:
            answers.errors[type(error).__name__] += 1
            nginx.close()
            continue
        if status not in {200, 302}:
            answers.errors[f"{kind} {status}"] += 1
        answers.milliseconds[kind].append((time.perf_counter() - moment) * 1000)
