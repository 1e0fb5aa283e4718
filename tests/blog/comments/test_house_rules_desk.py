"""The house rules in the admin: written as a next version, and never changed."""

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from blog.comments.models import DEFAULT_RULES, HouseRule, HouseRules, RuleText
from blog.comments.models.rules import NewerRules
from tests.blog.comments.house_rules import new_rules
from tests.crowds import at_once
from tests.factories.pages import site_tree
from tests.factories.people import group_administrator, moderator
from tests.forms import Form, read_form, soup

pytestmark = pytest.mark.django_db
LIST, WRITE = "/admin/comments/houserules/", "/admin/comments/houserules/create/"


@pytest.fixture
def client() -> Client:
    site_tree()
    browser = Client()
    browser.force_login(group_administrator())
    return browser


def page(client: Client) -> Form:
    """The form for the next version."""
    return read_form(client.get(WRITE).text, WRITE, f'form[action="{WRITE}"]')


def send(client: Client, sent: dict[str, list[str]], **changed: str | None) -> str:
    """Send the form with some fields changed, or left out (None); gives the next page."""
    for name, value in changed.items():
        sent.pop(name, None)
        if value is not None:
            sent[name] = [value]
    return client.post(WRITE, sent, follow=True).text


def typed(*rules: tuple[str, str], after: int = 1, spam: int | None = 0) -> dict[str, list[str]]:
    """What a browser sends for these rules (title, text); `spam` is the one about that."""
    sent = {"after": [str(after)], "introduction": ["Welcome."], "what_changed": ["All of it."]}
    sent |= {"rules-TOTAL_FORMS": [str(len(rules))], "rules-INITIAL_FORMS": ["0"]}
    for n, (title, text) in enumerate(rules):
        sent |= {f"rules-{n}-title": [title], f"rules-{n}-text": [text]}
        sent |= {f"rules-{n}-explanation": [""], f"rules-{n}-ORDER": [str(n + 1)]}
        sent |= {f"rules-{n}-DELETE": [""]}
    if spam is not None:
        sent[f"rules-{spam}-is_about_spam"] = ["on"]
    return sent


def complaints(html: str) -> str:
    """Everything that the page says is wrong."""
    found = soup(html).select(".messages, .error-message")
    return " ".join(tag.get_text(" ", strip=True) for tag in found)


def in_force() -> list[str]:
    rules = HouseRules.current()
    assert rules
    return [rule.title for rule in rules.rules.all()]


def test_the_next_version_starts_from_the_rules_in_force(client: Client) -> None:
    html = send(client, page(client).press(), what_changed="Nothing.")

    assert "Version 2 of the house rules is in force." in complaints(html)
    first, second = HouseRules.objects.order_by("version")
    fields = ("title", "text", "explanation", "is_about_spam")
    texts = [list(rules.rules.values_list(*fields)) for rules in (first, second)]
    assert texts[0] == texts[1] == [tuple(text) for text in DEFAULT_RULES]
    assert second.what_changed == "Nothing."


def test_who_wrote_it_stands_in_the_list_and_in_the_log(client: Client) -> None:
    send(client, page(client).press(), what_changed="Kinder words.")

    listed = soup(client.get(LIST).text).select_one("[aria-labelledby=versions]")
    assert listed
    text = listed.get_text(" ", strip=True)
    assert "Ada Min" in text
    assert "Kinder words." in text
    assert "Version 1" in text
    entry = ModelLogEntry.objects.get(action="comments.house_rules")
    assert entry.user == HouseRules.objects.get(version=2).published_by


def test_rules_are_added_removed_and_put_in_another_order(client: Client) -> None:
    sent = typed(("Third", ""), ("Gone", ""), ("First", ""), ("", ""), ("Second", ""))
    sent |= {"rules-0-ORDER": ["9"], "rules-1-DELETE": ["1"], "rules-2-ORDER": ["1"]}

    send(client, sent)

    assert in_force() == ["First", "Second", "Third"]
    assert [rule.number for rule in HouseRule.objects.filter(rules__version=2)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (typed(spam=None), "Please write at least one rule."),
        (typed(("  ", " "), spam=None), "Please write at least one rule."),
        (typed(("", "Kept words")), "Please say the rule in one sentence."),
        (typed(("Be kind", "Kept words"), spam=None), "Please tick one rule as “cited for spam”"),
        (
            typed(("Be kind", "Kept words"), ("Be good", "")) | {"rules-1-is_about_spam": ["on"]},
            "Please tick only one rule",
        ),
        (typed(("x" * 201, "Kept words")), "This has 201 characters, and there is room for 200"),
        (typed(*((f"Rule {n}", "Kept words") for n in range(101))), "There is room for 100 rules"),
        (typed(("Be kind", "Kept words")) | {"after": ["x"]}, "not right"),
    ],
)
def test_what_cannot_be_rules_gets_a_sentence_and_keeps_what_was_typed(
    client: Client, sent: dict[str, list[str]], sentence: str
) -> None:
    html = send(client, sent)

    assert sentence in complaints(html)
    assert HouseRules.objects.count() == 1
    kept = dict(read_form(html, WRITE, f'form[action="{WRITE}"]').fields)
    assert kept["introduction"] == "Welcome."
    assert kept["what_changed"] == "All of it."
    if ["Kept words"] in sent.values():
        assert kept["rules-0-text"] == "Kept words"
        assert kept["rules-0-title"] == sent["rules-0-title"][0]


def test_the_order_that_was_chosen_survives_a_slip(client: Client) -> None:
    sent = typed(("Second", ""), ("First", ""), spam=None)
    sent |= {"rules-0-ORDER": ["2"], "rules-1-ORDER": ["1"]}

    kept = dict(read_form(send(client, sent), WRITE, f'form[action="{WRITE}"]').fields)

    assert [kept["rules-0-title"], kept["rules-1-title"]] == ["First", "Second"]
    assert [kept["rules-0-ORDER"], kept["rules-1-ORDER"]] == ["1", "2"]


def test_whoever_comes_second_is_told_and_keeps_the_text(client: Client) -> None:
    form = page(client)
    HouseRules.publish([RuleText("A colleague's rule", "", "", True)], by=moderator())

    html = send(client, form.fill(**{"rules-0-title": "My own rule"}).press())

    said = complaints(html)
    assert "Mo Derator put version 2 in force while you were writing." in said
    assert soup(html).select('.messages a[href="/comments/house-rules/?version=2"]')
    assert in_force() == ["A colleague's rule"]
    again = read_form(html, WRITE, f'form[action="{WRITE}"]')
    assert dict(again.fields)["rules-0-title"] == "My own rule"
    send(client, again.press())
    assert in_force()[0] == "My own rule"
    assert HouseRules.objects.count() == 3


def test_without_any_rules_it_starts_from_those_that_ship(client: Client) -> None:
    HouseRules.objects.all().delete()

    send(client, page(client).press())

    assert in_force() == [text.title for text in DEFAULT_RULES]


def test_where_there_are_none_everybody_at_the_desk_reads_what_follows(client: Client) -> None:
    HouseRules.objects.all().delete()
    as_moderator = Client()
    as_moderator.force_login(moderator())

    assert "nobody can comment anywhere on this site" in client.get(LIST).text
    assert WRITE in client.get(LIST).text
    assert "Please ask an administrator" in as_moderator.get(LIST).text
    assert WRITE not in as_moderator.get(LIST).text
    for somebody in (client, as_moderator):
        home = soup(somebody.get("/admin/").text).get_text(" ", strip=True)
        assert "nobody can comment anywhere on this site" in home


def test_with_rules_the_first_page_says_nothing_of_them(client: Client) -> None:
    assert "nobody can comment anywhere" not in client.get("/admin/").text


@pytest.mark.parametrize("place", ["edit/1/", "delete/1/", "inspect/1/", "1/", "history/1/"])
def test_no_version_can_be_changed_or_deleted(client: Client, place: str) -> None:
    assert client.get(LIST + place).status_code == 404
    assert client.post(LIST + place).status_code == 404


def test_markup_in_rules_is_shown_as_it_was_typed(client: Client) -> None:
    new_rules("<script>alert(1)</script>")

    for address in (LIST, WRITE, "/comments/house-rules/"):
        assert "<script>alert(1)" not in client.get(address).text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_is_first() -> None:
    site_tree()
    texts = [RuleText("Be kind", "", "", True)]

    def publish() -> bool:
        try:
            HouseRules.publish(texts, after=1)
        except NewerRules:
            return False
        return True

    assert sorted(at_once(*[publish] * 4)) == [False, False, False, True]
    assert sorted(HouseRules.objects.values_list("version", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_those_who_do_not_ask_follow_each_other() -> None:
    site_tree()
    texts = [RuleText("Be kind", "", "", True)]

    at_once(*[lambda: HouseRules.publish(texts)] * 4)

    assert sorted(HouseRules.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5]
