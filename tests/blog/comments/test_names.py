"""Nobody without an account writes under a name that others would take for an official one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from blog.comments import names
from blog.comments.models import DiscussionSettings
from blog.comments.names import why_reserved
from cms.models import User
from home.models import SiteIdentity
from tests.factories.pages import author
from tests.factories.people import administrator, editor, moderator, official, reader

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "ADMIN",
        " Admin. ",
        "Admin!",
        "admin1",
        "Admin 2",
        "adm1n",
        "@dm!n",
        "admln",
        "АDMIN",  # Cyrillic А
        "аdmіn",  # Cyrillic а and і
        "Αdmin",  # Greek Alpha
        "ａｄｍｉｎ",
        "𝐚𝐝𝐦𝐢𝐧",
        "Ⓐⓓⓜⓘⓝ",
        "Ádmîn",
        "a\u0308dmin",
        "a\u200bd\u200dm\u2060in",
        "ad\u00admin",
        "\u202eadmin",
        "a.d.m.i.n",
        "A D M I N",
        "adrnin",
        "Moderator Jane",
        "Jane (Moderator)",
        "Jane – moderator",
        "jane_moderator",
        "M0derat0r",
        "Web\u00a0Master",
        "the Mayor of Heron Bridge",
        "The Council",
        "The  cоuncil, really",  # Cyrillic о
        "Town Clerk",
        "$taff",
        "Møderator",
        "Mođerator",
        "Moderators",
        "Adm¡n",
        "🅼🅾🅳🅴🆁🅰🆃🅾🆁",
        "Moder\u115fator",
        "Jane\u3164Moderator",
        "1Moderator",
        "1Moderator1",
        "5taff",
        "The Counci1",
        "M.oderator Jane",
        "Moclerator",
        "Moderat●r",
    ],
)
def test_official_words_are_refused_however_they_are_spelt(name: str) -> None:
    sentence = why_reserved(name)

    assert sentence.endswith(".")
    assert name in sentence


@pytest.mark.parametrize(
    "name",
    [
        "Nora",
        "Mayora Smith",
        "Clerkson",
        "Modesty",
        "Administer Jones",
        "Edith Orr",
        "Jane Staffordshire",
        "Council tax payer",
        "The Counsellor",
        "Supportive neighbour",
        "A. D. Minchin",
        "Ирина",
        "Σοφία",
        "मीरा",
        "李雷",
        "שרה",
        "O’Neil",
        "Anne-Marie d'Arcy",
        "Søren",
        "Łukasz",
        "Clara",
        "Derk",
        "Đorđe",
        "St.John Smith",
        "Nora ●",
        "R2D2",
        "1984",
        "🦩",
        "...",
        "",
    ],
)
def test_ordinary_names_are_free(name: str) -> None:
    administrator()

    assert why_reserved(name) == ""


@pytest.mark.parametrize("account", [moderator, editor, administrator])
def test_the_name_of_somebody_who_speaks_here_is_taken(account: type) -> None:
    user = account()
    user.first_name, user.last_name = "Petra", "Vance"
    user.save()

    for name in (
        "Petra Vance",
        "petra vance",
        "Реtrа Vаncе",
        "Vance, Petra",
        "P. e. t. r. a Vance",
    ):
        assert why_reserved(name), name
    for name in ("Petra", "Vance", "Petra Vancouver", "Petra van Ce Lint"):
        assert not why_reserved(name), name


def test_the_login_name_is_taken_only_where_it_is_what_is_shown() -> None:
    user = editor()
    user.username = "pvance"
    user.save()
    shown = why_reserved("PVance")
    user.first_name, user.last_name = "Petra", "Vance"
    user.save()

    assert shown
    assert not why_reserved("PVance")


def test_readers_with_an_account_reserve_nothing() -> None:
    user = reader()
    user.first_name, user.last_name = "Petra", "Vance"
    user.save()

    assert why_reserved("Petra Vance") == ""


def test_those_who_have_left_reserve_nothing() -> None:
    user = moderator()
    User.objects.filter(pk=user.pk).update(first_name="Petra", last_name="Vance", is_active=False)

    assert why_reserved("Petra Vance") == ""


def test_authors_of_posts_have_their_names_for_themselves() -> None:
    author("Maud Ellery")

    assert why_reserved("maud ellery")
    assert why_reserved("Maud Elle\u1160ry")
    assert not why_reserved("Maud")


def test_the_site_has_its_name_for_itself() -> None:
    site = Site.objects.get(is_default_site=True)
    SiteIdentity.objects.create(site=site, name="Heron Bridge Borough")

    assert why_reserved("Heron  Bridge Borough")
    assert why_reserved("Herøn Bridge Borough")


def test_an_officer_says_which_names_are_reserved() -> None:
    DiscussionSettings.objects.create(reserved_names="beadle\n\n  ...\nlord provost")

    assert why_reserved("Beadle")
    assert why_reserved("The Lord Provost")
    assert not why_reserved("Lord Byron")
    assert not why_reserved("Moderator")


@pytest.mark.parametrize(
    "name",
    [
        "https://spam.example",
        "Nora www.spam.test",
        "spam.com",
        "SPAM.co.uk",
        "bit.ly/x",
        "nora@mail.test",
        "sp\u200bam.c\u3164om",
        "spam．ｃｏｍ",
    ],
)
def test_an_address_is_no_name(name: str) -> None:
    assert names.holds_link(name)


@pytest.mark.parametrize("name", ["St.John Smith", "J.R.R. Tolkien", "Jan.de Vries", "Nora @ home"])
def test_a_dot_or_an_at_makes_no_address(name: str) -> None:
    assert not names.holds_link(name)


@pytest.mark.parametrize(
    "name",
    [
        "Communities Officer",
        "The communities officer",
        "Jane, Cоmmunities 0fficer",  # Cyrillic о
        "Communities Officers",
        "Community Warden",
    ],
)
def test_who_answers_officially_has_the_title_for_themselves(name: str) -> None:
    assert not why_reserved(name)

    official("Communities officer")
    official("Community warden")

    assert "sounds official" in why_reserved(name)
    assert not why_reserved("Jane of the Communities")


def test_it_takes_five_queries_however_many_people_there_are() -> None:
    for _ in range(5):
        moderator()
        official()
        author()

    with CaptureQueriesContext(connection) as captured:
        why_reserved("Nora")

    assert len(captured) == 5


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=50))
def test_any_name_can_be_read(name: str) -> None:
    assert all(isinstance(word, str) and word for word in names._words(name))
