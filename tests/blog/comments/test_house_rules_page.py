"""The house rules as readers find them: those in force, and each version before."""

import pytest
from django.test import Client

from blog.comments.models import HouseRules, RuleText
from tests.blog.comments.house_rules import new_rules
from tests.factories.pages import live_post, site_tree
from tests.forms import soup
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
PAGE = "/comments/house-rules/"


@pytest.fixture(autouse=True)
def _tree() -> None:
    site_tree()


def text(address: str = PAGE) -> str:
    """The words of the page."""
    return soup(Client().get(address).text).get_text(" ", strip=True)


def test_each_rule_has_its_number_its_text_and_an_anchor() -> None:
    HouseRules.publish(
        [RuleText("Be kind", "To everybody.", ""), RuleText("No spam", "None.", "", True)],
        introduction="Welcome to all.",
        what_changed="It is shorter.",
    )

    page = soup(Client().get(PAGE).text)

    second = page.select_one("ol > li#rule-2")
    assert second
    assert second["value"] == "2"
    assert second.get_text(" ", strip=True) == "No spam None."
    words = page.get_text(" ", strip=True)
    assert "Version 2, put in force on" in words
    assert "Welcome to all." in words
    assert "It is shorter." in words


def test_what_a_refused_writer_is_told_is_not_there() -> None:
    new_rules("Be kind")

    assert "About Be kind" not in text()


def test_earlier_versions_stay_readable_and_say_that_they_are() -> None:
    new_rules("Be kind")

    first, second = text(f"{PAGE}?version=1"), text(f"{PAGE}?version=2")

    assert "Be civil: argue" in first
    assert "version 1, which is no longer in force" in first
    assert "Be civil: argue" not in second
    assert "no longer in force" not in second
    assert soup(Client().get(PAGE).text).select('a[href="?version=1"]')


@pytest.mark.parametrize(
    "number", ["0", "3", "-1", "", "one", "1.0", "99999", "9" * 40, "²", "١", "1%00", "1'--"]
)
def test_a_version_that_never_was_is_not_found(number: str) -> None:
    assert Client().get(f"{PAGE}?version={number}").status_code == 404


def test_without_rules_the_page_and_the_post_say_why_nobody_can_comment() -> None:
    post = live_post()
    HouseRules.objects.all().delete()

    assert "no house rules yet" in text()
    assert "once there are house rules" in text(post.url)
    sent = Client().post(f"/comments/form/{post.pk}/", {"comment": "Hello.", "name": "Nora"})
    assert "once there are house rules" in sent.text


def test_it_is_said_that_only_personal_data_is_blacked_out() -> None:
    assert "Your words are never changed. Only personal data may be blacked out" in text()


def test_the_page_costs_the_same_for_many_versions_and_rules() -> None:
    new_rules("Be kind")
    few = len(queries_of(Client(), PAGE))
    for _ in range(3):
        new_rules(*(f"Rule {n}" for n in range(30)))

    assert len(queries_of(Client(), PAGE)) == few
