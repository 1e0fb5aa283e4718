"""Reasons: a decision against a comment names a house rule, in the words it had at the time."""

import pytest

from blog.comments.models import Comment, Decision, HouseRules, Status
from blog.models import BlogPostPage
from tests.blog.comments.desk import PUBLISHED, QUEUE, WAITING, at_the_desk, decide, form, press
from tests.blog.comments.house_rules import new_rules
from tests.factories.comments import held_comment, published_comment
from tests.factories.people import moderator
from tests.forms import soup

pytestmark = pytest.mark.django_db
TITLES = ("Be civil.", "Stay with the subject.", "No advertising.")


@pytest.fixture
def rules(db: None) -> HouseRules:
    """Three house rules."""
    return new_rules(*TITLES)


def stored(entry: Comment) -> Comment:
    """The comment as the database has it."""
    return Comment.objects.get(pk=entry.pk)


def test_refusing_names_the_rule_in_its_words(post: BlogPostPage, rules: HouseRules) -> None:
    entry = held_comment(post)

    decide(at_the_desk(moderator()), WAITING, "refuse", entry, rule="2")

    assert stored(entry).status == Status.REFUSED
    assert stored(entry).rule_cited == "Rule 2: Stay with the subject."
    assert stored(entry).reason == "About Stay with the subject."


def test_removing_names_the_rule(post: BlogPostPage, rules: HouseRules) -> None:
    entry = published_comment(post)

    decide(at_the_desk(moderator()), PUBLISHED, "remove", entry, rule="1")

    assert stored(entry).rule_cited == "Rule 1: Be civil."


def test_a_rule_that_is_changed_later_stays_as_it_was(
    post: BlogPostPage, rules: HouseRules
) -> None:
    entry = held_comment(post)
    decide(at_the_desk(moderator()), WAITING, "refuse", entry, rule="1")

    new_rules("Be kind.")

    assert stored(entry).rule_cited == "Rule 1: Be civil."
    assert Decision.objects.get(action="refuse").rule == "Rule 1: Be civil."


@pytest.mark.parametrize(("address", "name"), [(WAITING, "refuse"), (PUBLISHED, "remove")])
def test_who_names_no_rule_decides_nothing(
    post: BlogPostPage, rules: HouseRules, address: str, name: str
) -> None:
    entry = held_comment(post) if address == WAITING else published_comment(post)

    client = at_the_desk(moderator())
    sent = form(client, address).press() | {"one": f"{name}:{entry.pk}"}
    said = client.post(address, sent, follow=True).text

    assert "choose the house rule" in said
    assert stored(entry).status == entry.status


def test_many_are_refused_by_one_rule(post: BlogPostPage, rules: HouseRules) -> None:
    entries, other = [held_comment(post), held_comment(post)], held_comment(post)
    client = at_the_desk(moderator())
    page = form(client, WAITING).tick("ids", *(str(entry.pk) for entry in entries))

    press(client, page, "action", "refuse:3")

    assert {stored(entry).rule_cited for entry in entries} == {"Rule 3: No advertising."}
    assert stored(other).status == Status.HELD


@pytest.mark.parametrize(("name", "cited"), [("approve", ""), ("spam", "Rule 3: No advertising.")])
def test_a_rule_is_no_reason_for_anything_but_saying_no(
    post: BlogPostPage, rules: HouseRules, name: str, cited: str
) -> None:
    entry, client = held_comment(post), at_the_desk(moderator())
    page = form(client, WAITING)

    client.post(page.action, page.press() | {"one": f"{name}:{entry.pk}:2"})

    assert stored(entry).rule_cited == cited


def test_a_number_never_comes_to_mean_another_rule(post: BlogPostPage, rules: HouseRules) -> None:
    entry, client = held_comment(post), at_the_desk(moderator())
    page = form(client, WAITING)
    new_rules("A new first rule.", *TITLES)

    said = press(client, page, "one", f"refuse:{entry.pk}:1")

    assert "The house rules were changed" in said
    assert stored(entry).status == Status.HELD


@pytest.mark.parametrize("rule", ["0", "4", "-1", "x", "1.5", "99999999999", "\x00"])
def test_a_rule_that_does_not_exist_decides_nothing(
    post: BlogPostPage, rules: HouseRules, rule: str
) -> None:
    entry, client = held_comment(post), at_the_desk(moderator())

    client.post(WAITING, form(client).press() | {"one": f"refuse:{entry.pk}:{rule}"})

    assert stored(entry).status == Status.HELD


def test_the_reason_is_shown_with_the_decision(post: BlogPostPage, rules: HouseRules) -> None:
    client = at_the_desk(moderator())
    decide(client, WAITING, "refuse", held_comment(post), rule="3")

    assert "Rule 3: No advertising." in client.get(f"{QUEUE}?list=refused").text


def test_no_two_buttons_of_the_queue_mean_the_same_and_rules_say_whose_they_are(
    post: BlogPostPage, rules: HouseRules
) -> None:
    held_comment(post)
    published_comment(post)

    page = soup(at_the_desk(moderator()).get(f"{QUEUE}?list=all").text)

    sent = [(button["name"], button["value"]) for button in page.select("form.queue button[name]")]
    assert len(sent) == len(set(sent))
    groups = page.select("form.queue .queue__rules")
    assert len(groups) == 4  # two rows, and two decisions in the bar
    assert all(group["aria-label"] for group in groups)
