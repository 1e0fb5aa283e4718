"""A link to a draft shows that draft, to read, for a while; and is good for nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from blog.comments.models import Comment
from blog.models import BlogPostPage
from blog.writing import draft_links
from blog.writing.draft_links import Duration
from blog.writing.models import DraftLink
from cms.models import User
from tests.factories.pages import author, draft_post, live_post, private_post
from tests.factories.people import administrator, editor, moderator, reader
from tests.forms import read_form

pytestmark = pytest.mark.django_db


def link_to(post: BlogPostPage, by: User | None = None, lasts: Duration = Duration.WEEK) -> str:
    """The address of a new link."""
    return draft_links.path_of(draft_links.create(page=post, by=by or editor(), lasts=lasts))


def status(address: str) -> int:
    """What somebody without an account gets at an address."""
    return Client().get(address).status_code


def test_somebody_without_an_account_reads_the_latest_draft(as_nobody: Client) -> None:
    post = draft_post("Bridge", tags=["Roads"], authors=[author("Jane Poole")])
    address = link_to(post)
    post.title = "New bridge"
    post.save_revision()

    page = as_nobody.get(address)

    assert page.status_code == 200
    for words in ("New bridge", "Draft – not published", "Jane Poole", "Roads"):
        assert words in page.text
    assert not BlogPostPage.objects.get().live


def test_of_a_live_post_it_shows_what_is_not_published_yet(as_nobody: Client) -> None:
    post = live_post("Before")
    post.title = "After"
    post.save_revision()

    assert "After" in as_nobody.get(link_to(post)).text
    assert "After" not in as_nobody.get(post.url).text


def test_once_it_is_published_the_link_says_so(as_nobody: Client) -> None:
    post = draft_post("Bridge")
    address = link_to(post)
    post.get_latest_revision().publish()

    page = as_nobody.get(address).text

    assert "read it on the site" in page
    assert "not published" not in page


def test_nobody_keeps_finds_frames_or_passes_on_what_is_at_a_link(as_nobody: Client) -> None:
    post = draft_post()
    address = link_to(post)

    page = as_nobody.get(address)

    assert {"no-store", "private"} <= set(page.headers["Cache-Control"].split(", "))
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Frame-Options"] == "DENY"
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not page.cookies
    # Nor is the secret anywhere in the page, from which it could be copied by mistake.
    assert address.split("/")[2] not in page.text


def test_there_is_no_discussion_on_a_draft(as_nobody: Client) -> None:
    post = draft_post(comments_open=True)

    page = as_nobody.get(link_to(post)).text

    assert "Write a comment" not in page
    assert 'id="discussion"' not in page
    assert as_nobody.get(f"/comments/form/{post.pk}/").status_code == 404
    as_nobody.post(f"/comments/post/{post.pk}/", {"comment": "Hello"})
    assert not Comment.objects.exists()


@pytest.mark.parametrize("lasts", list(Duration))
def test_a_link_ends_by_itself(lasts: Duration, as_nobody: Client) -> None:
    address = link_to(draft_post("Bridge"), lasts=lasts)
    link = DraftLink.objects.get()
    assert link.expires_at - link.created_at >= timedelta(days=int(lasts)) - timedelta(minutes=1)

    DraftLink.objects.update(expires_at=timezone.now())

    page = as_nobody.get(address)
    assert page.status_code == 410
    assert "no longer works" in page.text
    assert "Bridge" not in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_a_link_that_was_ended_works_no_more() -> None:
    post, who = draft_post(), editor()
    address, other = link_to(post), link_to(post)

    for _again in range(2):
        draft_links.revoke(link=draft_links.find(address.split("/")[2]), by=who)

    assert (status(address), status(other)) == (410, 200)
    assert DraftLink.objects.exclude(revoked_at=None).get().revoked_by == who


def test_a_link_ends_with_the_account_of_whoever_made_it_and_with_the_page() -> None:
    post, who = draft_post(), editor()
    address = link_to(post, by=who)

    who.is_active = False
    who.save()
    assert status(address) == 410

    post.delete()
    assert status(address) == 404


def test_a_link_ends_with_the_rights_of_whoever_made_it_and_is_not_listed_as_working() -> None:
    post, who, colleague = draft_post(), editor(), Client()
    address = link_to(post, by=who)
    colleague.force_login(editor())
    words = "made a link that works until"
    assert status(address) == 200
    assert words in colleague.get(f"/admin/pages/{post.pk}/edit/").text

    who.groups.clear()

    assert status(address) == 410
    assert words not in colleague.get(f"/admin/pages/{post.pk}/edit/").text


def forged(link: DraftLink) -> Iterator[str]:
    """What somebody might try who knows how links are made, but not the site's secret."""
    token = draft_links.path_of(link).split("/")[2]
    body, _colon, seal = token.partition(":")
    yield link.key.hex
    yield str(link.key)
    yield str(link.pk)
    yield f"{body}:"
    yield f"{body}:{seal[:-1]}{'A' if seal[-1] != 'A' else 'B'}"
    yield signing.Signer(key="guessed", salt=draft_links.SALT).sign_object(link.key.hex)
    # Signed by this very site, for something else.
    yield signing.Signer(salt="hustings.comments.status").sign_object(link.key.hex)
    yield signing.dumps({"comment": link.pk}, salt="hustings.comments.status")
    for value in (None, 7, [link.key.hex], {"key": link.key.hex}, "", "0" * 32, "é" * 9):
        yield signing.Signer(salt=draft_links.SALT).sign_object(value)
    yield "\x00"
    yield "a" * 5000


def test_a_forged_address_shows_nothing() -> None:
    link_to(draft_post())

    assert {status(f"/draft/{token}/") for token in forged(DraftLink.objects.get())} == {404}


def test_a_link_shows_its_own_draft_and_no_other(as_nobody: Client) -> None:
    first, second = draft_post("First"), draft_post("Second")

    page = as_nobody.get(link_to(first)).text

    assert "First" in page
    assert "Second" not in page
    assert as_nobody.get(second.url or "/blog/none/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_link_is_for_reading_only(method: str, as_nobody: Client) -> None:
    assert getattr(as_nobody, method)(link_to(draft_post())).status_code == 405


def test_a_link_opens_neither_the_admin_nor_a_private_post(as_nobody: Client) -> None:
    post = private_post("Private")
    as_nobody.get(link_to(post))

    assert as_nobody.get(post.url).status_code == 302
    assert as_nobody.get(f"/admin/pages/{post.pk}/edit/").status_code == 302


@pytest.mark.parametrize("person", [editor, administrator, moderator, reader])
def test_who_may_edit_a_post_makes_and_ends_links_to_it_and_nobody_else(person: Any) -> None:
    post, client = draft_post(), Client()
    client.force_login(person())
    link = draft_links.create(page=post, by=editor(), lasts=Duration.DAY)
    may = person in {editor, administrator}

    listed = client.get(f"/admin/writing/{post.pk}/links/")
    client.post(f"/admin/writing/{post.pk}/links/", {"lasts": "7"})
    client.post(f"/admin/writing/links/{link.pk}/end/")

    assert (listed.status_code == 200) is may
    assert (DraftLink.objects.count() == 2) is may
    assert bool(DraftLink.objects.get(pk=link.pk).revoked_at) is may


def test_without_an_account_nobody_makes_or_ends_a_link(as_nobody: Client) -> None:
    post = draft_post()
    address = link_to(post)

    as_nobody.post(f"/admin/writing/{post.pk}/links/", {"lasts": "7"})
    as_nobody.post(f"/admin/writing/links/{DraftLink.objects.get().pk}/end/")

    assert DraftLink.objects.count() == 1
    assert status(address) == 200


def test_the_editor_shows_who_made_which_link(as_nobody: Client) -> None:
    post, who = draft_post(), editor()
    who.first_name, who.last_name = "Nora", "Nimble"
    who.save()
    as_nobody.force_login(who)

    listed = as_nobody.get(f"/admin/writing/{post.pk}/links/")
    form = read_form(listed.text, f"/admin/writing/{post.pk}/links/", "main form")
    as_nobody.post(form.action, form.press())

    page = as_nobody.get(f"/admin/pages/{post.pk}/edit/").text
    assert "Nora Nimble made a link that works until" in page
    address = f"http://testserver{draft_links.path_of(DraftLink.objects.get())}"
    assert address in as_nobody.get(f"/admin/writing/{post.pk}/links/").text


@pytest.mark.parametrize("lasts", ["", "0", "365", "-1", "week", "7; drop"])
def test_a_link_lasts_no_longer_than_offered(lasts: Any, as_nobody: Client) -> None:
    post = draft_post()
    as_nobody.force_login(editor())

    page = as_nobody.post(f"/admin/writing/{post.pk}/links/", {"lasts": lasts})

    assert page.status_code == 200
    assert not DraftLink.objects.exists()


def test_looking_at_the_end_of_a_link_does_not_end_it(as_nobody: Client) -> None:
    address = link_to(draft_post())
    as_nobody.force_login(editor())

    as_nobody.get(f"/admin/writing/links/{DraftLink.objects.get().pk}/end/")

    assert status(address) == 200
