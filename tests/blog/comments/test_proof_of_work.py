"""The sum that browsers may be asked for: who does it, who is excused, and that it counts once."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from altcha import Challenge, Payload, solve_challenge
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from blog.comments import proof, stamps
from blog.comments.models import Comment, DiscussionSettings
from blog.models import BlogPostPage
from tests.browser import Visit
from tests.crowds import at_once
from tests.factories.pages import live_post
from tests.factories.people import reader
from tests.forms import read_form, soup

TEXT = "A bridge is not enough."


def solve(challenge: str) -> str:
    """What a browser makes of a sum."""
    task = Challenge.from_dict(json.loads(challenge))
    solution = solve_challenge(task)
    assert solution
    return Payload(task, solution).to_base64()


@pytest.fixture
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums that take no time."""
    monkeypatch.setattr(proof, "ROUNDS", 1)


@pytest.fixture
def sums(db: None) -> None:
    """A site that asks for them."""
    DiscussionSettings.objects.create(proof_of_work=True)


def send(client: Client, post: BlogPostPage, **changes: str) -> Any:
    """Send a comment as guest Nora."""
    stamp = stamps.make(age_seconds=60)
    words = {"name": "Nora", "comment": TEXT, "stamp": stamp} | changes
    return client.post(f"/comments/form/{post.pk}/", words)


@pytest.mark.usefixtures("easy", "sums")
def test_a_comment_with_the_sum_is_no_reason_to_look_twice(
    as_nobody: Client, post: BlogPostPage
) -> None:
    send(as_nobody, post, proof=solve(proof.challenge()))

    assert Comment.objects.get().signals == []


@pytest.mark.usefixtures("easy", "sums")
def test_a_comment_without_the_sum_is_held_and_never_refused(
    as_nobody: Client, post: BlogPostPage
) -> None:
    response = send(as_nobody, post)

    assert response.status_code == 302
    assert Comment.objects.get().signals == ["no_proof"]


@pytest.mark.usefixtures("easy", "sums")
def test_a_sum_counts_once(as_nobody: Client, post: BlogPostPage) -> None:
    solution = solve(proof.challenge())

    for number in range(3):
        send(as_nobody, post, proof=solution, comment=f"Number {number}")

    signals = Comment.objects.order_by("pk").values_list("signals", flat=True)
    assert list(signals) == [[], ["no_proof"], ["no_proof"]]


@pytest.mark.usefixtures("easy")
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_with_one_sum_one_takes_it() -> None:
    solution = solve(proof.challenge())

    taken = at_once(*[lambda: proof.accept(solution)] * 8)

    assert sorted(taken) == [False] * 7 + [True]


@pytest.mark.usefixtures("easy", "sums")
def test_a_mistake_does_not_use_the_sum_up(as_nobody: Client, post: BlogPostPage) -> None:
    solution = solve(proof.challenge())
    send(as_nobody, post, proof=solution, name="")

    send(as_nobody, post, proof=solution)

    assert Comment.objects.get().signals == []


def tampered(**changes: Any) -> str:
    """A solution to a sum that was changed after it was made."""
    challenge = json.loads(proof.challenge())
    challenge["parameters"] |= changes
    return solve(json.dumps(challenge))


@pytest.mark.usefixtures("easy", "db")
def test_a_sum_that_was_made_easier_does_not_count() -> None:
    assert not proof.accept(tampered(keyPrefix="00"))


@pytest.mark.usefixtures("easy", "db")
def test_a_sum_lasts_as_long_as_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    solution = solve(proof.challenge())
    later = timezone.now() + timedelta(seconds=settings.COMMENT_FORM_SECONDS + 1)
    monkeypatch.setattr("time.time", later.timestamp)

    assert not proof.accept(solution)


NONSENSE = ["", "x", "\x00", "ä", "e30=", "[" * 1000, "A" * 100_000]
NESTED = base64.b64encode(b'{"challenge":' + b"[" * 1400).decode()


@pytest.mark.parametrize("solution", [*NONSENSE, NESTED], ids=range(len(NONSENSE) + 1))
@pytest.mark.usefixtures("sums")
def test_nonsense_is_no_sum_and_no_error(
    as_nobody: Client, post: BlogPostPage, solution: str
) -> None:
    response = send(as_nobody, post, proof=solution)

    signals = list(Comment.objects.values_list("signals", flat=True))
    assert (response.status_code, signals) in [(302, [["no_proof"]]), (422, [])]


def test_no_sum_is_asked_for_unless_the_site_says_so(as_nobody: Client, post: BlogPostPage) -> None:
    address = f"/comments/form/{post.pk}/"

    assert "proof" not in read_form(as_nobody.get(address).text, address).names


@pytest.mark.usefixtures("sums")
def test_nobody_with_an_account_is_asked(as_nobody: Client, post: BlogPostPage) -> None:
    as_nobody.force_login(reader())
    address = f"/comments/form/{post.pk}/"

    assert "proof" not in read_form(as_nobody.get(address).text, address).names


@pytest.mark.usefixtures("sums")
def test_who_runs_no_scripts_is_told_what_follows(as_nobody: Client, post: BlogPostPage) -> None:
    page = soup(as_nobody.get(f"/comments/form/{post.pk}/").text)

    assert "runs no scripts" in page.select_one("noscript").get_text()


def write(page: Page) -> None:
    """Fill in the form and send it."""
    page.get_by_label("Your comment").fill(TEXT)
    page.get_by_label("Your name").fill("Nora")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_text("What you wrote")).to_be_visible()


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_in_place", [True, False])
def test_a_browser_does_the_sum_by_itself_and_asks_nobody_else(
    visit: Visit, settings: Any, is_in_place: bool
) -> None:
    settings.COMMENT_TOO_QUICK_SECONDS = 0
    DiscussionSettings.objects.create(proof_of_work=True)
    post, nora = live_post(), visit()
    elsewhere: list[str] = []
    nora.on("request", lambda request: elsewhere.append(request.url))

    nora.goto(post.url if is_in_place else f"/comments/form/{post.pk}/")
    if is_in_place:
        nora.get_by_role("link", name="Write a comment").click()
    write(nora)

    assert Comment.objects.get().signals == []
    assert {url.split("/")[2] for url in elsewhere} == {nora.url.split("/")[2]}


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_without_scripts_a_comment_waits_for_a_moderator(visit: Visit, settings: Any) -> None:
    settings.COMMENT_TOO_QUICK_SECONDS = 0
    DiscussionSettings.objects.create(proof_of_work=True)
    nora = visit(java_script_enabled=False)

    nora.goto(f"/comments/form/{live_post().pk}/")
    write(nora)

    assert Comment.objects.get().signals == ["no_proof"]
