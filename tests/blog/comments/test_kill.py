"""kill -9 in the middle of writing: what was acknowledged is there, and nothing by half."""

import os
import signal
import time
from threading import Event, Thread

import pytest
from django.db import connection, connections

from blog.comments.models import Comment
from tests.factories.comments import thread
from tests.factories.pages import live_post
from tests.integrity import faults_of_threads
from tests.web_server import Visitor, WebServer

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4


def test_no_acknowledged_comment_is_lost_when_workers_and_server_are_killed() -> None:
    post = live_post()
    first, reply = thread(post, 0, 1)
    paths = [f"/comments/form/{post.pk}/", *(f"/comments/reply/{n}/" for n in (first.pk, reply.pk))]
    acknowledged: dict[str, str] = {}
    odd: list[object] = []
    stop = Event()
    # SQLite takes one writer at a time, and one process is what we recommend for it.
    server = WebServer(workers=1 if connection.vendor == "sqlite" else 2)

    def keep_writing(number: int) -> None:
        n = 0
        while not stop.is_set():
            # An address each time: how often one person may write is another test's.
            visitor = Visitor(server, f"10.{number}.{n // 250}.{n % 250}")
            text = f"Comment {n} by writer {number}."
            try:
                status, location, _page = visitor.write(
                    paths[n % 3], stop=stop, name=f"Writer {number}", comment=text
                )
            except TimeoutError:
                break
            if status == 302:
                acknowledged[text] = location
            else:
                odd.append((status, text))
            n += 1

    def wait_for(total: int) -> None:
        until = time.monotonic() + 60
        while len(acknowledged) < total and time.monotonic() < until:
            time.sleep(0.02)
        assert len(acknowledged) >= total, odd

    writers = [Thread(target=keep_writing, args=(number,)) for number in range(WRITERS)]
    with server:
        try:
            for writer in writers:
                writer.start()
            wait_for(10)
            os.kill(server.workers()[0], signal.SIGKILL)
            wait_for(len(acknowledged) + 10)
            server.kill()
            server.start()
            wait_for(len(acknowledged) + 10)
        finally:
            stop.set()
            for writer in writers:
                writer.join()
        location = next(iter(acknowledged.values()))
        assert Visitor(server, "10.9.9.9").ask(location)[0] == 200
    connections.close_all()

    assert odd == []
    kept = Comment.objects.filter(comment__startswith="Comment ")
    texts = list(kept.values_list("comment", flat=True))
    assert sorted(set(acknowledged) - set(texts)) == []
    assert len(texts) == len(set(texts)), "a comment that was sent again is there twice"
    assert faults_of_threads() == []
