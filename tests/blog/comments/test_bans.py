"""Bans: whom they keep from writing, and what is stored of whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from blog.comments import authorship, bans, policy
from blog.comments.authorship import NotPossible
from blog.comments.models import Ban, Comment, Status
from blog.models import BlogPostPage
from tests.factories.comments import NOBODY
from tests.factories.people import moderator, reader

pytestmark = pytest.mark.django_db
KIND = Ban.Kind


def ban(kind: str, value: str, **fields: object) -> Ban:
    """A ban as the desk makes it."""
    return Ban.objects.create(
        kind=kind, value=bans.normalised(kind, value), reason="Enough.", **fields
    )


def found(*, username: str = "", email: str = "", ip_address: str | None = None) -> bool:
    """Whether a ban holds for somebody."""
    return bool(Ban.objects.find(username=username, email=email, ip_address=ip_address))


def test_an_account_is_banned_by_its_name() -> None:
    user, other = reader(), reader()
    ban(KIND.ACCOUNT, user.username.upper())

    assert found(username=user.username)
    assert not found(username=other.username)


def test_a_guest_is_never_an_account() -> None:
    ban(KIND.ACCOUNT, reader().username)

    assert not found(email="somebody@example.org", ip_address="192.0.2.7")


@pytest.mark.parametrize("typed", ["nora@example.org", "NORA@Example.ORG", " nora@example.org "])
@pytest.mark.parametrize("sent", ["nora@example.org", "Nora@EXAMPLE.org", "nora+2@example.org"])
def test_an_address_is_banned_however_it_is_written(typed: str, sent: str) -> None:
    ban(KIND.EMAIL, typed)

    assert found(email=sent)


@pytest.mark.parametrize("other", ["nina@example.org", "nora@example.com", "anora@example.org", ""])
def test_another_address_is_not_banned(other: str) -> None:
    ban(KIND.EMAIL, "nora@example.org")

    assert not found(email=other)


@pytest.mark.parametrize(
    "typed", ["spam.example", "@spam.example", "SPAM.Example", "a@spam.example"]
)
@pytest.mark.parametrize("sent", ["x@spam.example", "x@SPAM.EXAMPLE", "x@mail.eu.spam.example"])
def test_a_domain_is_banned_with_all_below_it(typed: str, sent: str) -> None:
    ban(KIND.DOMAIN, typed)

    assert found(email=sent)


@pytest.mark.parametrize("typed", ["bücher.example", "xn--bcher-kva.example"])
@pytest.mark.parametrize("sent", ["x@BÜCHER.example", "x@xn--bcher-kva.example"])
def test_an_international_domain_is_banned_in_both_spellings(typed: str, sent: str) -> None:
    ban(KIND.DOMAIN, typed)

    assert found(email=sent)


@pytest.mark.parametrize("sent", ["x@notspam.example", "x@spam.example.org", "x@example"])
def test_another_domain_is_not_banned(sent: str) -> None:
    ban(KIND.DOMAIN, "spam.example")

    assert not found(email=sent)


@pytest.mark.parametrize(
    ("typed", "inside", "outside"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
        ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
        ("192.0.2.77/24", "192.0.2.1", "192.0.1.255"),
        ("192.0.2.7", "::ffff:192.0.2.7", "::ffff:192.0.2.8"),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", "2001:db8:1:3::7"),
        ("2001:DB8:1:2::7/128", "2001:db8:1:2::8", "2001:db8:1:3::8"),
        ("2001:db8:1::/48", "2001:db8:1:ffff::1", "2001:db8:2::1"),
    ],
)
def test_a_network_is_banned_and_its_neighbour_is_not(
    typed: str, inside: str, outside: str
) -> None:
    ban(KIND.NETWORK, typed)

    assert found(ip_address=inside)
    assert not found(ip_address=outside)


def test_a_ban_that_has_ended_keeps_nobody_out() -> None:
    ban(KIND.NETWORK, "192.0.2.7", until=timezone.now() - timedelta(seconds=1))

    assert not found(ip_address="192.0.2.7")


def test_a_ban_holds_until_its_end() -> None:
    ban(KIND.NETWORK, "192.0.2.7", until=timezone.now() + timedelta(minutes=1))

    assert found(ip_address="192.0.2.7")


def test_of_several_bans_the_longest_is_named() -> None:
    soon, later = (timezone.now() + timedelta(days=days) for days in (1, 2))
    ban(KIND.NETWORK, "192.0.2.0/24", until=soon)
    ban(KIND.EMAIL, "nora@example.org", until=later)
    found_first = Ban.objects.find(username="", email="nora@example.org", ip_address="192.0.2.7")
    forever = ban(KIND.DOMAIN, "example.org")
    found_then = Ban.objects.find(username="", email="nora@example.org", ip_address="192.0.2.7")

    assert found_first is not None
    assert (found_first.until, found_then) == (later, forever)


def test_the_banned_person_is_told_why_and_until_when() -> None:
    until = timezone.now() + timedelta(days=2)
    ban(KIND.NETWORK, "192.0.2.7", until=until)

    sentence = policy.why_banned(writer=NOBODY, email="", ip_address="192.0.2.7")

    assert "Enough." in sentence
    assert str(timezone.localtime(until).day) in sentence


def test_somebody_banned_meanwhile_cannot_confirm(post: BlogPostPage, settings: Any) -> None:
    settings.MAIL_IS_DELIVERED = True
    entry = authorship.write(
        page=post, writer=NOBODY, text="Hello", name="Nora", email="nora@example.org"
    )
    _comment, token = authorship.renew_confirmation(comment_id=entry.pk) or (None, "")
    ban(KIND.DOMAIN, "example.org")

    with pytest.raises(NotPossible, match=r"Enough\."):
        authorship.confirm(token=token)

    assert Comment.objects.get().status == Status.UNCONFIRMED


def test_of_an_address_only_a_hash_is_stored() -> None:
    made = bans.ban(
        kind=KIND.EMAIL, value="nora@example.org", until=None, reason="Enough.", by=moderator()
    )

    logged = ModelLogEntry.objects.get()
    everything = f"{vars(made)} {made} {made.label} {logged.label} {logged.data}".lower()
    assert "nora" not in everything
    assert "example.org" not in everything


def test_a_ban_is_signed_and_logged() -> None:
    who = moderator()

    made = bans.ban(kind=KIND.DOMAIN, value="spam.example", until=None, reason="Spam.", by=who)

    logged = ModelLogEntry.objects.get()
    assert made.made_by == who
    assert (logged.user, str(logged.message)) == (who, "Somebody banned from commenting")


def test_an_ended_ban_keeps_its_record_and_ends_once() -> None:
    made, who = ban(KIND.NETWORK, "192.0.2.7"), moderator()

    bans.end(ban=made, by=who)
    ended_at = Ban.objects.get().until
    bans.end(ban=made, by=who)

    assert not found(ip_address="192.0.2.7")
    assert Ban.objects.get().until == ended_at
    assert [str(entry.message) for entry in ModelLogEntry.objects.all()] == ["Ban ended"]


def test_a_deleted_ban_leaves_a_line_in_the_log() -> None:
    bans.delete(ban=ban(KIND.NETWORK, "192.0.2.7"), by=moderator())

    assert not Ban.objects.exists()
    assert str(ModelLogEntry.objects.get().message) == "Ban deleted"


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (KIND.ACCOUNT, "nobody-of-this-name", "no account with the login name"),
        (KIND.EMAIL, "nora", "not an e-mail address"),
        (KIND.EMAIL, "nora@", "not an e-mail address"),
        (KIND.DOMAIN, "example", "not a domain"),
        (KIND.DOMAIN, "two words.example", "not a domain"),
        (KIND.DOMAIN, "-", "not a domain"),
        (KIND.NETWORK, "192.0.2.300", "neither an IP address nor a network"),
        (KIND.NETWORK, "192.0.2.0/33", "neither an IP address nor a network"),
        (KIND.NETWORK, "example.org", "neither an IP address nor a network"),
        (KIND.NETWORK, "0.0.0.0/0", "so wide"),
        (KIND.NETWORK, "10.0.0.0/8", "so wide"),
        (KIND.NETWORK, "2001::/16", "so wide"),
        ("planet", "Earth", "choose what is banned"),
    ],
)
def test_nonsense_gets_a_sentence(kind: str, value: str, words: str) -> None:
    with pytest.raises(ValidationError) as why:
        bans.normalised(kind, value)

    assert words in " ".join(why.value.messages)
