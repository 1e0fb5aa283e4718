"""What readers and writers see while a machine behind the site fails, on the real server.

A worker that is killed: `tests/blog/comments/test_kill.py`.
"""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog.comments.models import Comment
from blog.comments.tasks import send_confirmation
from blog.models import BlogPostPage
from cms.task_recovery import recover_tasks
from tests.factories.comments import unconfirmed_comment
from tests.factories.pages import live_post
from tests.mail import MailServer
from tests.postgresql import cluster, programs, unprivileged
from tests.processes import GOOD_KEY, run
from tests.settings import ROOT
from tests.task_queue import TaskQueue
from tests.web_server import Visitor, WebServer, database_url

pytestmark = pytest.mark.django_db(transaction=True)
# Not kept by the page cache: each answer needs the database.
UNKEPT = "/search/?q=bridge"
AS_IN_PRODUCTION = {"DJANGO_SETTINGS_MODULE": "tests.no_debug"}
only_postgresql = pytest.mark.only_on("postgresql")  # a server, that can be away
only_sqlite = pytest.mark.only_on("sqlite")  # a file, that this process writes


def until(what: Any, seconds: float) -> float:
    """Wait until it is so, asking ten times a second; gives for how long. Fails after that."""
    begun = time.monotonic()
    while time.monotonic() < begun + seconds:
        with suppress(OSError, HTTPException):
            if what():
                return time.monotonic() - begun
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} seconds")


def status(visitor: Visitor, path: str) -> int:
    return visitor.ask(path)[0]


class OwnDatabase:
    """A PostgreSQL server with a copy of the test's database, which a test may ill-treat."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.folder = Path(unquote(urlsplit(url).netloc.partition("@")[2]))
        dump = [programs() / "pg_dump", "--dbname", database_url()]
        load = [programs() / "psql", "--quiet", "--no-psqlrc", "--dbname", url]
        copy = subprocess.run(dump, check=True, capture_output=True).stdout
        subprocess.run(load, check=True, input=copy, stdout=subprocess.DEVNULL)

    def control(self, *words: str) -> None:
        command = [programs() / "pg_ctl", "-D", self.folder / "data", "-w", "-s", *words]
        log = ["-l", "/dev/null"] if words[0] == "restart" else []
        subprocess.run([*command, *log], check=True, cwd=self.folder, **unprivileged())

    def signal(self, number: int) -> None:
        """To the server and all that work for it."""
        server = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for pid in [server, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)


@pytest.fixture
def own_database() -> Iterator[OwnDatabase]:
    live_post("The bridge")
    connections.close_all()
    with cluster() as url:
        database = OwnDatabase(url)
        yield database
        database.signal(signal.SIGCONT)
        with suppress(subprocess.CalledProcessError):
            database.control("stop", "-m", "immediate")


@only_postgresql
def test_a_restart_of_the_database_under_load_ends_with_it(own_database: OwnDatabase) -> None:
    post = BlogPostPage.objects.get(title="The bridge").url
    stop, kept, unkept = Event(), [], []

    def keep_reading(server: WebServer, path: str, found: list[Any]) -> None:
        visitor = Visitor(server, "10.2.2.2")
        while not stop.is_set():
            try:
                found.append((time.monotonic(), status(visitor, path)))
            except (OSError, HTTPException) as error:
                found.append((time.monotonic(), str(error)))
            time.sleep(0.1)

    with WebServer(workers=1, DATABASE_URL=own_database.url, **AS_IN_PRODUCTION) as server:
        workers = server.workers()
        reader = Visitor(server, "10.2.2.1")
        assert status(reader, post) == 200
        readers = [
            Thread(target=keep_reading, args=(server, path, found))
            for path, found in ((post, kept), (UNKEPT, unkept))
        ]
        for one in readers:
            one.start()
        try:
            time.sleep(0.5)
            own_database.control("restart", "-m", "fast")
            back = time.monotonic()
            until(lambda: any(at > back and code == 200 for at, code in unkept), 10)
        finally:
            stop.set()
            for one in readers:
                one.join()
        assert server.workers() == workers

    first = min(at for at, code in unkept if at > back and code == 200)
    assert first - back <= 3, "seconds after the restart"
    assert {code for _at, code in kept} == {200}
    assert {code for _at, code in unkept} <= {200, 503}


@only_postgresql
def test_a_frozen_database_is_told_in_time_by_a_process_that_is_alive(
    own_database: OwnDatabase,
) -> None:
    with WebServer(workers=1, DATABASE_URL=own_database.url, **AS_IN_PRODUCTION) as server:
        visitor = Visitor(server, "10.2.2.3")
        until(lambda: status(visitor, "/readyz") == 200, 20)
        own_database.signal(signal.SIGSTOP)
        begun = time.monotonic()
        answer, _location, text = visitor.ask("/readyz")
        told_after = time.monotonic() - begun
        begun = time.monotonic()
        alive = status(visitor, "/healthz")
        alive_after = time.monotonic() - begun
        own_database.signal(signal.SIGCONT)
        until(lambda: status(visitor, "/readyz") == 200, 5)

    assert (answer, text) == (503, "database\n")
    assert told_after <= 2
    assert alive == 200
    assert alive_after < 1


@contextmanager
def no_room(server: WebServer) -> Iterator[None]:
    """The server's workers can make no file longer."""
    limits = {}
    for pid in server.workers():
        limits[pid] = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (512, limits[pid][1]))
    yield
    for pid, before in limits.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@only_sqlite
def test_where_there_is_no_room_readers_go_on_and_writers_are_told_kindly() -> None:
    post = live_post("The bridge")
    form = f"/comments/form/{post.pk}/"
    # Python would write half of what it compiles, and run that for ever after.
    environment = {"PYTHONDONTWRITEBYTECODE": "1", **AS_IN_PRODUCTION}
    with WebServer(workers=1, **environment) as server:
        writer = Visitor(server, "10.3.3.1")
        sent = writer.form(form).fill(name="Nora", comment="What does it cost?").press()
        time.sleep(2.1)  # nobody writes a comment quicker
        with no_room(server):
            refused = writer.ask(form, sent)
            read = status(writer, post.url), status(writer, UNKEPT)
        taken = writer.ask(form, sent)

    assert refused[0] == 503
    assert "try again in a few minutes" in refused[2]
    assert "Traceback" not in refused[2]
    assert read == (200, 200)
    assert taken[0] == 302
    assert Comment.objects.filter(comment="What does it cost?").count() == 1


SAVE = """
import os, resource, sys
sys.dont_write_bytecode = True
os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings"
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
limit = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limit[1]))
try:
    default_storage.save("original_images/large.png", ContentFile(b"x" * 500_000))
except OSError as error:
    print(error.errno)
"""


@pytest.mark.once
def test_an_upload_for_which_there_is_no_room_leaves_no_part_of_itself(tmp_path: Path) -> None:
    done = run("-c", SAVE, SECRET_KEY=GOOD_KEY, MEDIA_STORAGE_URL=str(tmp_path))

    assert done.stdout.strip().isdigit(), done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@contextmanager
def redis() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server of Redis on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        until(lambda: socket.create_connection(("127.0.0.1", port), 1).close() is None, 10)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.kill()
        process.wait()


def test_without_redis_reading_and_writing_go_on_and_rates_still_hold() -> None:
    post = live_post("The bridge")
    form = f"/comments/form/{post.pk}/"
    with (
        redis() as (url, process),
        WebServer(workers=1, CACHE_URL=url, **AS_IN_PRODUCTION) as server,
    ):
        visitor = Visitor(server, "10.4.4.1")
        assert status(visitor, UNKEPT) == 200
        process.kill()
        process.wait()

        read = [status(visitor, path) for path in (post.url, UNKEPT, "/blog/feed/")]
        answers = []
        sent = []
        for number in range(6):
            filled = visitor.form(form).fill(name="Nora", comment=f"Question {number}?")
            sent.append(filled.press())
        time.sleep(2.1)  # nobody writes a comment quicker
        answers = [visitor.ask(form, one)[0] for one in sent]
        ready = visitor.ask("/readyz")

    assert read == [200, 200, 200]
    assert answers == [302] * 5 + [429]
    assert ready[0::2] == (503, "cache\n")


def test_mail_that_a_server_did_not_take_is_sent_once_when_it_is_back(
    mail_server: MailServer, task_queue: TaskQueue
) -> None:
    post = live_post()
    total = 200
    comments = [
        unconfirmed_comment(post, user_email=f"reader{number}@example.org")[0]
        for number in range(total)
    ]
    mail_server.go_down()
    for comment in comments:
        send_confirmation.enqueue(comment.pk)
    task_queue.work()
    task_queue.pass_time()
    assert mail_server.messages == []

    mail_server.come_up()
    task_queue.work()
    task_queue.pass_time()
    task_queue.work()

    addresses = sorted(message["X-To"] for message in mail_server.messages)
    assert addresses == sorted(f"reader{number}@example.org" for number in range(total))
    assert task_queue.failures() == []


def test_what_a_killed_task_worker_had_taken_is_done_by_the_next(task_queue: TaskQueue) -> None:
    comment, _link = unconfirmed_comment(live_post())
    send_confirmation.enqueue(comment.pk)
    silent = socket.create_server(("127.0.0.1", 0))  # takes connections, and says nothing
    port = silent.getsockname()[1]
    environment = WebServer(workers=1).environment | {
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "TASKS_URL": "database:",
        "DEBUG": "",
    }
    worker = [sys.executable, "manage.py", "db_worker", "--no-startup-delay"]
    process = subprocess.Popen(
        worker, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: DBTaskResult.objects.running().exists(), 30)
    finally:
        process.kill()
        process.wait()
        silent.close()
    assert DBTaskResult.objects.running().count() == 1

    assert recover_tasks(timedelta(0)) == (1, 0)
    assert task_queue.waiting("send_confirmation") != []


def test_a_clock_that_goes_back_takes_nothing_from_the_public(settings: Any) -> None:
    post = live_post("The bridge")
    soon = timezone.now() + timedelta(hours=1)
    BlogPostPage.objects.filter(pk=post.pk).update(expire_at=soon)
    two_days_ago = timezone.now() - timedelta(days=2)

    with patch("django.utils.timezone.now", lambda: two_days_ago):
        call_command("publish_scheduled")

    assert BlogPostPage.objects.get(pk=post.pk).live
