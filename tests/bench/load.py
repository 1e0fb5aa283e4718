"""200 spam posts a second against the real server: what readers notice, and what it leaves."""

import statistics
import subprocess
import sys
import time
from collections import Counter
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from threading import Thread
from typing import Any

from django.db import connection

from blog.comments.models import Comment
from tests.factories.comments import many_comments
from tests.factories.pages import live_post
from tests.settings import ROOT
from tests.web_server import Visitor, WebServer

POSTS_A_SECOND = 200
SENDERS = 8  # threads; each spammer has an address of its own
READS_A_SECOND = 10
IDLE_SECONDS = 8
FORK = get_context("fork")
WORKERS = {"postgresql": 2, "sqlite": 1}


def run(seconds: int) -> dict[str, Any]:
    """Readers' 95th percentile in ms, idle and under spam, and the growth of the database."""
    server = WebServer(workers=WORKERS[connection.vendor], DEBUG="")
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=server.environment, check=True)
    post, attacked = live_post(), live_post()
    many_comments(post, [None] * 20)
    with server:
        reading(server, post.url, seconds=3)  # the process gets warm
        idle = reading(server, post.url, seconds=IDLE_SECONDS)
        size, rows = disk(), Comment.objects.count()
        stop, result = FORK.Event(), FORK.Queue()
        path = f"/comments/form/{attacked.pk}/"
        # A process of its own: the reader's clock would stand still while spam is made up here.
        crowd = FORK.Process(target=spam_together, args=(server, path, stop, result))
        crowd.start()
        busy = reading(server, post.url, seconds=seconds)
        stop.set()
        answers: Counter[str] = result.get()
        crowd.join()
    ratio = busy / idle
    return {
        "spam posts a second": round(sum(answers.values()) / seconds),
        "answers to them": dict(answers),
        "comments stored of them": Comment.objects.count() - rows,
        "readers' 95 % ms, idle": idle,
        "readers' 95 % ms, under spam": busy,
        "readers, spam to idle": f"{ratio:.2f} (below 2)",
        "growth of the database, MB": round((disk() - size) / 1e6, 1),
    }


def reading(server: WebServer, path: str, *, seconds: float) -> float:
    """Read a page at a steady pace; the 95th percentile of what it takes, in milliseconds."""
    reader, taken = Visitor(server, "192.0.2.1"), []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        assert reader.ask(path)[0] == 200
        took = time.perf_counter() - began
        taken.append(took * 1000)
        time.sleep(max(1 / READS_A_SECOND - took, 0))
    return round(statistics.quantiles(taken, n=20)[-1], 1)


def spam_together(server: WebServer, path: str, stop: Event, result: Any) -> None:
    """All senders at once; hands over how often each answer came."""
    answers = Counter[str]()
    spammers = [
        Thread(target=spam, args=(server, path, number, stop, answers)) for number in range(SENDERS)
    ]
    for spammer in spammers:
        spammer.start()
    for spammer in spammers:
        spammer.join()
    result.put(answers)


def spam(server: WebServer, path: str, number: int, stop: Event, answers: Counter[str]) -> None:
    """Open the form once, and send it over and over with other words, at a steady pace."""
    spammer = Visitor(server, f"198.51.100.{number}")
    sent = spammer.form(path).fill(name="Bargain", comment="Buy.").press()
    n, began = 0, time.monotonic()
    while not stop.is_set():
        n += 1
        text = f"Buy number {n} of {number} at https://spam.example/{n}."
        try:
            answers[str(spammer.ask(path, sent | {"comment": [text]})[0])] += 1
        except OSError:
            answers["no answer"] += 1
        ahead = n * SENDERS / POSTS_A_SECOND - (time.monotonic() - began)
        time.sleep(max(ahead, 0))


def disk() -> int:
    """The bytes of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])
