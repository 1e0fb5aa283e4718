"""Asking for a new password: as often as a person needs it, and the same answer for everybody."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.factories.people import editor

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/password_reset/"


def ask(email: str, house: int = 1) -> Any:
    """Ask for a link, from one of some households."""
    return Client().post(ADDRESS, {"email": email}, REMOTE_ADDR=f"192.0.2.{house}")


def test_a_household_gets_five_links_an_hour_and_is_then_told_to_wait(settings: Any) -> None:
    emails = [editor().email for _n in range(6)]

    answers = [ask(email) for email in emails]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert [message.to[0] for message in mail.outbox] == emails[:5]


def test_an_address_gets_five_links_an_hour_and_nobody_is_told_so() -> None:
    email = editor().email

    answers = [ask(email, house) for house in range(1, 8)]

    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, "/admin/password_reset/done/")
    }
    assert len(mail.outbox) == 5


def test_another_spelling_of_an_address_is_no_way_to_more() -> None:
    email = editor().email

    for house in range(1, 8):
        ask(email.upper() if house % 2 else email, house)

    assert len(mail.outbox) == 5


def test_an_address_without_an_account_is_answered_alike() -> None:
    answers = [ask(email) for email in (editor().email, "nobody@example.org")]

    assert answers[0].url == answers[1].url
    assert len(mail.outbox) == 1
