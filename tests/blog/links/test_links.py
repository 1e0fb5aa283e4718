"""Which links are known of a page, which of them are broken, and when they are looked at."""

from datetime import timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone

from blog.links import asking, checking
from blog.links.asking import Answer
from blog.links.models import Address, Link, Problem
from blog.models import BlogPostPage
from tests.factories.pages import draft_post, live_post, restrict
from tests.factories.pictures import document

pytestmark = pytest.mark.django_db
OUTSIDE = "https://elsewhere.example/page"


def linking(*hrefs: str, title: str = "") -> BlogPostPage:
    """A live post with links, each in a paragraph of its own."""
    return live_post(title, body=[("paragraph", f"<p><a {href}>words</a></p>") for href in hrefs])


def to_page(number: int) -> str:
    return f'linktype="page" id="{number}"'


def broken() -> dict[str, str]:
    """What is broken: where it leads, and why."""
    return {str(link.target_id or link.leads_to): link.problem for link in Link.objects.broken()}


def found(problem: Problem, status: int | None = None, *, times: int = 1) -> None:
    """A run that gets this answer for every address, so many times, each a day after the last."""
    for _ in range(times):
        Address.objects.update(checked_at=timezone.now() - timedelta(days=30))
        checking.run(ask=lambda _url: Answer(problem, status))


def test_links_of_every_block_are_known_once_the_page_is_published() -> None:
    target, paper = live_post(), document()
    live_post(
        body=[
            ("paragraph", f'<p><a {to_page(target.pk)}>page</a> <a href="{OUTSIDE}#a">out</a></p>'),
            ("quote", {"text": "<p>a</p>", "attribution": "", "source_url": "https://q.example/"}),
            ("bullet_list", f'<ul><li><a linktype="document" id="{paper.pk}">d</a></li></ul>'),
            ("callout", {"kind": "note", "title": "", "text": '<p><a href="/blog/">b</a></p>'}),
            ("paragraph", '<p><a href="mailto:a@example.org">m</a> <a href="javascript:x">j</a>'),
        ]
    )

    links = {(link.kind, link.target_id or str(link.address)) for link in Link.objects.all()}

    assert links == {
        ("page", target.pk),
        ("web", OUTSIDE),
        ("web", "https://q.example/"),
        ("document", paper.pk),
        ("web", f"{django_settings.SITE_URL}/blog/"),
    }


def test_a_draft_has_no_links_and_what_was_taken_out_is_forgotten() -> None:
    draft_post(body=[("paragraph", f'<p><a href="{OUTSIDE}">a</a></p>')])
    post = linking('href="https://first.example/"')
    post.body = [("paragraph", '<p><a href="https://second.example/">b</a></p>')]
    post.save_revision().publish()

    assert [link.leads_to for link in Link.objects.all()] == ["https://second.example/"]


def test_our_own_pages_and_documents_are_looked_up_whenever_somebody_asks() -> None:
    gone, draft, secret, fine = live_post(), live_post(), live_post(), live_post()
    paper = document()
    linking(*(to_page(post.pk) for post in (gone, draft, secret, fine)))
    linking(f'linktype="document" id="{paper.pk}"')
    assert broken() == {}
    numbers = [str(one.pk) for one in (gone, draft, secret, paper)]

    gone.delete()
    draft.unpublish()
    restrict(secret)
    paper.delete()

    assert broken() == dict(
        zip(
            numbers,
            [Problem.DELETED, Problem.NOT_LIVE, Problem.PRIVATE, Problem.NO_DOCUMENT],
            strict=True,
        )
    )


def test_a_private_page_may_lead_to_private_pages() -> None:
    secret = live_post()
    other = linking(to_page(secret.pk))
    restrict(secret)
    restrict(other)

    assert broken() == {}


def test_a_link_on_a_page_that_is_not_live_is_nobodys_trouble() -> None:
    linking(to_page(999_999)).unpublish()

    assert broken() == {}


def test_what_is_gone_counts_at_once_and_what_is_silent_the_second_time() -> None:
    linking(f'href="{OUTSIDE}"')

    found(Problem.GONE, 404)
    assert broken() == {OUTSIDE: Problem.GONE}
    found(Problem.NONE, 200)
    assert broken() == {}
    found(Problem.UNREACHABLE)
    assert broken() == {}
    found(Problem.UNREACHABLE)
    assert broken() == {OUTSIDE: Problem.UNREACHABLE}
    found(Problem.UNKNOWN, 403, times=3)
    assert broken() == {}


def test_an_address_is_asked_once_a_week_and_a_failing_one_every_day() -> None:
    linking('href="https://fine.example/"', 'href="https://failing.example/"')
    asked: list[str] = []

    def ask(url: str) -> Answer:
        asked.append(url)
        return Answer(Problem.GONE if "failing" in url else Problem.NONE)

    checking.run(ask=ask)
    checking.run(ask=ask)
    assert sorted(asked) == ["https://failing.example/", "https://fine.example/"]
    asked.clear()
    Address.objects.update(checked_at=timezone.now() - timedelta(days=1))
    checking.run(ask=ask)
    assert asked == ["https://failing.example/"]
    asked.clear()
    Address.objects.update(checked_at=timezone.now() - timedelta(days=8))
    checking.run(ask=ask)
    assert len(asked) == 2


def test_one_host_is_not_asked_twice_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    linking(*(f'href="https://one.example/{n}"' for n in range(3)))
    monkeypatch.setattr(checking, "SECONDS_PER_HOST", 0.2)
    moments: list[float] = []

    def ask(url: str) -> Answer:
        moments.append(checking.time.monotonic())
        return Answer(Problem.NONE)

    checking.run(ask=ask)

    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert len(pauses) == 2
    assert min(pauses) >= 0.2


def test_addresses_of_our_own_are_followed_without_asking_anybody() -> None:
    post = live_post()
    linking(f'href="{post.url}"', 'href="/blog/nowhere/"', 'href="/search/?q=a"', 'href="/blog/"')

    checking.run()

    assert broken() == {f"{django_settings.SITE_URL}/blog/nowhere/": Problem.GONE}


def test_an_address_of_our_own_may_be_of_any_letters() -> None:
    post = live_post(slug="über")
    for address in (post.url, f"/blog/{post.slug}/"):
        assert checking.follow_inside(address) == Answer(Problem.NONE)
    assert "%C3%BC" in post.url
    assert checking.follow_inside("/blog/%00/") == Answer(Problem.GONE)


def test_a_post_that_was_withdrawn_is_gone_for_links_to_its_address_too() -> None:
    post = live_post()
    linking(f'href="{post.url}"')
    post.unpublish()

    checking.run()

    assert broken() == {f"{django_settings.SITE_URL}{post.url}": Problem.GONE}


def test_the_command_asks_other_sites_only_where_that_is_switched_on(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    linking(f'href="{OUTSIDE}"')
    asked: list[str] = []

    def ask(url: str) -> Answer:
        asked.append(url)
        return Answer(Problem.GONE, 404)

    monkeypatch.setattr(asking, "ask", ask)
    said = StringIO()
    call_command("check_links", stdout=said)
    assert asked == []
    assert "CHECK_LINKS is false" in said.getvalue()

    settings.CHECK_LINKS = True
    call_command("check_links", stdout=said)
    assert asked == [OUTSIDE]
    assert "pages read, 1 addresses checked, 1 without a good answer." in said.getvalue()


def test_a_run_reads_pages_that_were_published_before_links_were_known() -> None:
    linking(f'href="{OUTSIDE}"')
    Link.objects.all().delete()

    checking.run()

    assert [link.leads_to for link in Link.objects.all()] == [OUTSIDE]
