"""Trying passwords has an end, and the same end whether the name exists or not."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db.models import F
from django.test import Client

from blog.comments.models import RateCount
from tests.crowds import at_once
from tests.factories.people import PASSWORD, editor
from tests.forms import soup

pytestmark = pytest.mark.django_db
ADMIN, SITE = "/admin/login/", "/_util/login/"
MOST = 5  # failures in 15 minutes, in most of these tests
HOME, OTHER = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def few(settings: Any) -> None:
    """Smaller numbers, because a login takes time."""
    settings.RATES = settings.RATES | {
        "login": f"{MOST}/15 minutes",
        "login.household": f"{3 * MOST}/15 minutes",
        "login.name": f"{4 * MOST}/hour",
    }


def sign_in(name: str, password: str, at: str = ADMIN, address: str = HOME, **more: str) -> Any:
    """Sign in, in a browser of its own."""
    words = {"username": name, "password": password}
    return Client().post(at, words, REMOTE_ADDR=address, **more)


def fail(name: str, times: int = MOST, at: str = ADMIN, address: str = HOME) -> list[int]:
    """Wrong passwords; gives the answers' status."""
    return [sign_in(name, f"wrong {n}", at, address).status_code for n in range(times)]


def what_is_said(response: Any) -> str:
    """The page, without what is different in every one."""
    page = soup(response.text)
    for field in page.select("input"):
        field.decompose()
    return " ".join(page.get_text().split())


def test_twenty_failures_in_a_quarter_of_an_hour_are_the_most() -> None:
    name = editor().username

    assert fail(name, 21) == [200] * 20 + [429]


def test_by_the_settings_a_house_has_sixty_and_a_name_a_hundred_an_hour(settings: Any) -> None:
    assert settings.RATES["login.household"] == "60/15 minutes"
    assert settings.RATES["login.name"] == "100/hour"


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("at", [ADMIN, SITE])
def test_after_so_many_failures_the_right_password_has_to_wait_too(at: str) -> None:
    name = editor().username
    statuses = fail(name, at=at)

    refused = sign_in(name, PASSWORD, at)

    assert statuses == [200] * MOST
    assert refused.status_code == 429
    assert 14 * 60 < int(refused["Retry-After"]) <= 15 * 60
    assert "You can try again in 15 minutes." in refused.text
    assert "sessionid" not in refused.cookies


@pytest.mark.usefixtures("few")
def test_what_is_locked_at_one_door_is_locked_at_the_other() -> None:
    name = editor().username
    fail(name, at=SITE)

    assert sign_in(name, PASSWORD, ADMIN).status_code == 429


@pytest.mark.usefixtures("few")
def test_after_a_quarter_of_an_hour_one_may_try_again() -> None:
    name = editor().username
    fail(name)
    RateCount.objects.update(expires_at=F("expires_at") - timedelta(minutes=15, seconds=1))

    assert sign_in(name, PASSWORD).status_code == 302


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("times", [1, MOST])
def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has(times: int) -> None:
    known = editor().username
    fail(known, times, address=HOME)
    fail("nobody-at-all", times, address=OTHER)

    answers = [sign_in(known, "wrong"), sign_in("nobody-at-all", "wrong", address=OTHER)]

    assert answers[0].status_code == answers[1].status_code
    assert what_is_said(answers[0]) == what_is_said(answers[1])


@pytest.mark.usefixtures("few")
def test_an_unknown_name_takes_as_many_hashes_as_a_known_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = editor().username
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def count(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    sign_in(known, "wrong for somebody")
    sign_in("nobody-at-all", "wrong for nobody")
    fail("locked")
    del hashed[2:]
    sign_in("locked", "wrong for the locked")

    assert hashed == ["wrong for somebody", "wrong for nobody"]


@pytest.mark.usefixtures("few")
def test_a_success_does_not_count_and_forgives_nothing() -> None:
    name = editor().username
    fail(name, MOST - 1)
    signed_in = [sign_in(name, PASSWORD).status_code for _ in range(3)]

    assert signed_in == [302] * 3
    assert fail(name, 2) == [200, 429]


@pytest.mark.usefixtures("few")
def test_a_colleague_in_the_same_house_is_not_locked_out() -> None:
    fail(editor().username)

    assert sign_in(editor().username, PASSWORD).status_code == 302


@pytest.mark.usefixtures("few")
def test_nobody_is_locked_out_by_failures_elsewhere() -> None:
    name = editor().username
    fail(name, address=OTHER)

    assert sign_in(name, PASSWORD).status_code == 302


@pytest.mark.usefixtures("few")
def test_one_house_cannot_try_one_password_with_every_name() -> None:
    statuses = [sign_in(f"name{n}", "Password1").status_code for n in range(3 * MOST + 1)]

    assert statuses == [200] * 3 * MOST + [429]


@pytest.mark.usefixtures("few")
def test_many_houses_together_try_a_name_only_so_often() -> None:
    name = editor().username
    statuses = [sign_in(name, "x", address=f"192.0.2.{n}").status_code for n in range(4 * MOST + 1)]

    assert statuses == [200] * 4 * MOST + [429]


@pytest.mark.usefixtures("few")
def test_capitals_and_spaces_in_the_name_are_no_way_around() -> None:
    name = editor().username
    for n in range(MOST):
        sign_in(f" {name.upper() if n % 2 else name}", "wrong")

    assert sign_in(name, PASSWORD).status_code == 429


@pytest.mark.usefixtures("few")
def test_saying_to_come_from_elsewhere_is_no_way_around() -> None:
    name = editor().username
    for n in range(MOST):
        sign_in(name, "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")

    claimed = {"HTTP_X_FORWARDED_FOR": "198.51.100.99", "HTTP_FORWARDED": "for=198.51.100.98"}
    assert sign_in(name, PASSWORD, **claimed).status_code == 429


@pytest.mark.usefixtures("few")
def test_behind_our_proxy_it_is_the_address_that_the_proxy_saw(settings: Any) -> None:
    """A client can write what it likes in front; the proxy adds the true address behind."""
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    name = editor().username
    for n in range(MOST):
        claimed = f"198.51.100.{n}, {HOME}"
        sign_in(name, "wrong", address="127.0.0.1", HTTP_X_FORWARDED_FOR=claimed)

    locked = sign_in(name, PASSWORD, address="127.0.0.1", HTTP_X_FORWARDED_FOR=HOME)
    free = sign_in(name, PASSWORD, address="127.0.0.1", HTTP_X_FORWARDED_FOR=OTHER)
    assert (locked.status_code, free.status_code) == (429, 302)


@pytest.mark.usefixtures("few")
def test_a_form_with_nothing_in_it_is_no_attempt() -> None:
    for _ in range(MOST + 1):
        response = Client().post(ADMIN, {"username": "", "password": ""})

    assert response.status_code == 200
    assert not RateCount.objects.exists()


@pytest.mark.usefixtures("few")
def test_no_name_is_in_what_is_counted() -> None:
    sign_in("nora", "wrong")

    keys = " ".join(RateCount.objects.values_list("key", flat=True))
    assert keys
    assert "nora" not in keys
    assert HOME not in keys


@pytest.mark.usefixtures("few")
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_are_looked_at() -> None:
    name = editor().username

    statuses = at_once(*[lambda: sign_in(name, "wrong").status_code] * 12)

    assert statuses.count(200) == MOST
    assert statuses.count(429) == 12 - MOST
