"""How often somebody may do something, counted for all processes together."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.db.models import F
from django.http import HttpResponse
from django.test import Client, RequestFactory
from limits import parse_many

from blog.comments import rates
from blog.comments.models import RateCount
from blog.models import BlogPostPage
from tests.crowds import at_once
from tests.factories.people import administrator, moderator, reader
from tests.processes import GOOD_KEY, run
from tests.web_server import database_url

NOBODY = AnonymousUser()
HOME, OTHER = "192.0.2.1", "192.0.2.2"


def comment(address: str | None = HOME, *, email: str = "", page_id: int | None = None) -> int:
    """A guest's attempt to comment."""
    return rates.check(writer=NOBODY, ip_address=address, email=email, page_id=page_id)


def later(seconds: int) -> None:
    """Let time go by, for the counts."""
    RateCount.objects.update(expires_at=F("expires_at") - timedelta(seconds=seconds))


def test_every_limit_can_be_read() -> None:
    assert all(parse_many(limits) for limits in django_settings.RATES.values())


@pytest.mark.django_db
class TestWhoIsCounted:
    def test_the_sixth_comment_in_a_minute_is_refused(self) -> None:
        assert [comment() for _ in range(5)] == [0] * 5
        assert 55 <= comment() <= 60

    def test_after_the_minute_one_may_write_again(self) -> None:
        for _ in range(6):
            comment()
        later(61)

        assert comment() == 0

    def test_the_thirty_first_comment_in_an_hour_waits_for_the_hour(self) -> None:
        for _ in range(6):
            assert [comment() for _ in range(5)] == [0] * 5
            later(61)

        assert 3000 <= comment() <= 3600

    def test_another_household_is_not_concerned(self) -> None:
        for _ in range(6):
            comment()

        assert comment(OTHER) == 0

    def test_an_account_is_counted_wherever_it_writes_from(self) -> None:
        who = reader()
        hits = [rates.check(writer=who, ip_address=f"192.0.2.{n}") for n in range(6)]

        assert hits[:5] == [0] * 5
        assert hits[5]

    def test_an_account_and_a_guest_of_one_household_are_two(self) -> None:
        for _ in range(6):
            comment()

        assert rates.check(writer=reader(), ip_address=HOME) == 0

    def test_all_addresses_of_an_ipv6_household_are_one(self) -> None:
        hits = [comment(f"2001:db8:0:1::{n}") for n in range(1, 7)]

        assert hits[:5] == [0] * 5
        assert hits[5]
        assert comment("2001:db8:0:2::1") == 0

    def test_an_ipv4_address_in_ipv6_clothes_is_still_one_household(self) -> None:
        hits = [comment("::ffff:192.0.2.1" if n % 2 else HOME) for n in range(6)]

        assert hits[:5] == [0] * 5
        assert hits[5]
        assert comment("::ffff:192.0.2.2") == 0

    def test_an_email_address_is_counted_wherever_it_is_typed_and_however(self) -> None:
        spellings = ["nora@example.org", "Nora@Example.org ", "NORA@EXAMPLE.ORG"] * 2
        hits = [comment(f"192.0.2.{n}", email=text) for n, text in enumerate(spellings)]

        assert hits[:5] == [0] * 5
        assert hits[5]

    def test_a_page_takes_so_many_a_minute_whoever_writes(self, settings: Any) -> None:
        settings.RATES = settings.RATES | {"comment.page": "3/minute"}
        hits = [comment(f"192.0.2.{n}", page_id=7) for n in range(4)]

        assert hits[:3] == [0] * 3
        assert hits[3]
        assert comment("192.0.2.9", page_id=8) == 0

    def test_moderators_are_never_limited(self) -> None:
        for who in (moderator(), administrator()):
            assert [rates.check(writer=who, ip_address=HOME) for _ in range(7)] == [0] * 7

    def test_what_is_refused_for_one_reason_is_counted_for_none(self) -> None:
        for n in range(5):
            comment(f"192.0.2.{n}", email="nora@example.org")
        before = dict(RateCount.objects.values_list("key", "count"))

        assert comment("198.51.100.1", email="nora@example.org")
        assert dict(RateCount.objects.values_list("key", "count")) == before

    def test_guests_of_whom_no_address_is_known_are_not_taken_for_one(self) -> None:
        assert [comment(None) for _ in range(7)] == [0] * 7

    @pytest.mark.parametrize("name", [name for name in django_settings.RATES if "." not in name])
    def test_every_action_has_an_end_and_says_how_long(self, name: str) -> None:
        most = min(limit.amount for limit in parse_many(django_settings.RATES[name]))
        hits = [rates.hit(name, HOME) for _ in range(most + 1)]

        assert hits[:most] == [0] * most
        assert hits[most] > 0
        assert rates.hit(name, OTHER) == 0

    def test_what_is_given_back_was_not_counted(self) -> None:
        for _ in range(50):
            assert rates.hit("login", "nora") == 0
            rates.give_back("login", "nora")

    def test_looking_does_not_count(self) -> None:
        assert [rates.wait("like", HOME) for _ in range(50)] == [0] * 50


@pytest.mark.django_db
class TestWhatIsStored:
    def test_no_address_no_mail_address_and_no_account_is_in_a_key(self) -> None:
        who = reader()
        comment("2001:db8::1", email="nora@example.org", page_id=7)
        rates.check(writer=who, ip_address=HOME)

        assert RateCount.objects.exists()
        for key in RateCount.objects.values_list("key", flat=True):
            assert len(key) == 32
            assert int(key, 16) >= 0

    def test_two_hundred_refused_posts_write_nothing(self) -> None:
        for _ in range(5):
            comment(email="spam@example.org", page_id=7)
        before = set(RateCount.objects.values_list("key", "count", "expires_at"))

        assert all(comment(email="spam@example.org", page_id=7) for _ in range(200))
        assert set(RateCount.objects.values_list("key", "count", "expires_at")) == before
        assert len(before) <= 7  # a row a limit

    def test_the_row_of_a_span_that_has_ended_is_used_again(self) -> None:
        comment()
        rows = RateCount.objects.count()
        later(10**6)
        comment()

        assert RateCount.objects.count() == rows
        assert set(RateCount.objects.values_list("count", flat=True)) == {1}

    def test_purging_leaves_what_still_counts(self) -> None:
        rates.hit("like", HOME)  # a minute and a day
        later(61)

        assert rates.purge() == 1
        assert RateCount.objects.count() == 1

    def test_a_storage_forgets_one_count_or_all(self) -> None:
        storage = rates.DatabaseStorage()
        for key in ("a", "b", "c"):
            storage.incr(key, 60)
        storage.clear("a")

        assert storage.check()
        assert (storage.get("a"), storage.get("b")) == (0, 1)
        assert storage.reset() == 2


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_twenty_at_once_are_five(self) -> None:
        waits = at_once(*[comment] * 20)

        assert sorted(waits)[:5] == [0] * 5
        assert all(wait > 0 for wait in sorted(waits)[5:]), waits

    def test_four_processes_share_one_count(self) -> None:
        code = (
            "import django; django.setup()\n"
            "from blog.comments import rates\n"
            "for _ in range(10):\n"
            "    print(rates.hit('login', 'nora'))\n"
        )
        outputs: list[str] = []

        def process() -> None:
            environment = {"DATABASE_URL": database_url(), "SECRET_KEY": GOOD_KEY}
            result = run("-c", code, DJANGO_SETTINGS_MODULE="cms.settings", **environment)
            outputs.append(result.stdout)
            assert not result.returncode, result.stderr

        threads = [Thread(target=process) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

        waits = [int(line) for line in "".join(outputs).split()]
        assert len(waits) == 40
        assert waits.count(0) == 20


@pytest.fixture(scope="module")
def redis_location(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of our own on a free port."""
    program = shutil.which("redis-server")
    assert program, "redis-server is missing: on Debian, apt-get install redis-server"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder: Path = tmp_path_factory.mktemp("redis")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.02)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


@pytest.mark.django_db
class TestSharedCache:
    @pytest.fixture
    def redis(self, redis_location: str, settings: Any) -> str:
        """The site with a Redis, in which nothing is counted yet."""
        self.use(settings, redis_location)
        rates._shared_cache(redis_location).limiter.storage.reset()
        return redis_location

    @staticmethod
    def use(settings: Any, location: str) -> None:
        backend = "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location}}

    def test_where_there_is_a_redis_it_counts(self, redis: str) -> None:
        waits = [comment(email="nora@example.org", page_id=7) for _ in range(6)]

        assert waits[:5] == [0] * 5
        assert 55 <= waits[5] <= 60
        assert not RateCount.objects.exists()

    def test_it_is_exact_with_many_at_once(self, redis: str) -> None:
        waits = at_once(*[lambda: rates.hit("like", HOME)] * 40)

        assert waits.count(0) == 30

    def test_nothing_of_a_person_is_in_its_keys(self, redis: str) -> None:
        comment("192.0.2.77", email="nora@example.org")
        client = rates._shared_cache(redis).limiter.storage.storage
        keys = b" ".join(client.keys("*"))

        assert keys
        assert b"192.0.2" not in keys
        assert b"nora" not in keys

    def test_what_is_given_back_was_not_counted(self, redis: str) -> None:
        for _ in range(50):
            assert rates.hit("login", "nora") == 0
            rates.give_back("login", "nora")

    def test_where_it_fails_the_database_counts_and_the_log_says_so(
        self, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            location = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
        self.use(settings, location)
        start = time.monotonic()

        waits = [comment() for _ in range(6)]

        assert waits[:5] == [0] * 5
        assert waits[5]
        assert [record.name for record in caplog.records] == ["blog.comments.rates"]
        assert time.monotonic() - start < rates.REDIS_PAUSE

    def test_where_nothing_counts_the_site_goes_on(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(*_args: object, **_kwargs: object) -> None:
            raise DatabaseError("disk full")

        monkeypatch.setattr(RateCount.objects, "filter", fail)

        assert comment() == 0
        assert "disk full" in caplog.text


@pytest.mark.django_db
class TestTheAnswer:
    def test_who_asks_too_often_is_told_when_to_come_back(self) -> None:
        view = rates.limited("like")(lambda _request: HttpResponse("Fine."))
        request = RequestFactory().get("/", REMOTE_ADDR=HOME)
        answers = [view(request) for _ in range(31)]

        assert [answer.status_code for answer in answers] == [200] * 30 + [429]
        assert 1 <= int(answers[-1]["Retry-After"]) <= 60
        assert answers[-1]["Cache-Control"] == "no-store"
        assert "You can go on in" in answers[-1].text

    def test_a_program_gets_a_line_of_text(self) -> None:
        answer = rates.too_many(RequestFactory().get("/"), 90, plain=True)

        assert answer["Content-Type"].startswith("text/plain")
        assert answer.text == "Too many requests. Please come back in 90 seconds.\n"

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (1, "1 second"),
            (60, "60 seconds"),
            (101, "2 minutes"),
            (3600, "60 minutes"),
            (7201, "3 hours"),
            (86400, "24 hours"),
        ],
    )
    def test_a_wait_is_said_in_words(self, seconds: int, words: str) -> None:
        assert rates.span(seconds) == words


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/comments/feed/", "{post}comments/feed/"])
def test_the_sixty_first_feed_in_a_minute_is_refused_with_a_line(
    as_nobody: Client, post: BlogPostPage, address: str
) -> None:
    address = address.format(post=post.url)
    answers = [as_nobody.get(address) for _ in range(61)]

    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert answers[-1]["Content-Type"] == "text/plain; charset=utf-8"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
