"""What the library underneath does badly never reaches this site."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core import signing
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_comments.moderation import moderator as dc_moderator
from django_comments_xtd import signed
from django_comments_xtd.conf import settings as xtd_settings

from blog.comments import authorship
from blog.comments.models import Comment, DiscussionSettings, EmailConfirmation, Status
from blog.comments.signed_links import STATUS_SALT, status_url
from blog.models import BlogPostPage
from tests.factories.comments import NOBODY, held_comment, published_comment, thread
from tests.factories.pages import live_post
from tests.forms import read_form
from tests.mail import MailServer
from tests.settings import ROOT

pytestmark = pytest.mark.django_db


def test_the_librarys_mail_to_moderators_is_never_sent(
    mail_server: MailServer, settings: Any, post: BlogPostPage
) -> None:
    settings.MANAGERS = ["operator@example.org"]

    Client().post(f"/comments/form/{post.pk}/", {"name": "Nora", "comment": "Hello."})

    assert not dc_moderator._registry
    assert not [mail for mail in mail_server.messages if mail["X-To"] in {"p", "operator@e"}]
    assert mail_server.to("operator@example.org") == []


def test_the_form_carries_no_hash_of_the_library(as_nobody: Client, post: BlogPostPage) -> None:
    address = f"/comments/form/{post.pk}/"

    form = read_form(as_nobody.get(address).text, address, "main form.form")

    librarys = {"security_hash", "timestamp", "content_type", "object_pk", "reply_to", "followup"}
    assert not form.names & librarys


def test_the_library_was_started_with_our_settings_and_mail_with_djangos_own() -> None:
    for name in ("COMMENTS_XTD_CONFIRM_EMAIL", "COMMENTS_XTD_MAX_THREAD_LEVEL"):
        assert getattr(xtd_settings, name) == getattr(site, name)
    assert site.is_overridden("MAILERS")
    assert not site.is_overridden("EMAIL_HOST")


def test_no_template_uses_tags_of_the_library() -> None:
    loads = re.compile(r"{%\s*load\s[^%]*\b(comments|comments_xtd)\b")

    assert [
        p for p in (ROOT / "templates").rglob("*") if p.is_file() and loads.search(p.read_text())
    ] == []


@pytest.mark.parametrize(
    "address", ["sent.json", "reply/1.json", "1.json", "form/1.json", "feed.json"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_has_a_second_one_with_a_suffix(
    as_nobody: Client, address: str, method: str
) -> None:
    assert getattr(as_nobody, method)(f"/comments/{address}").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_addresses_of_a_comment_end_with_its_page(
    as_nobody: Client, post: BlogPostPage, method: str
) -> None:
    comment = published_comment(post)
    status = status_url(comment)
    number = comment.pk
    post.delete()

    for address in (
        f"reply/{number}/",
        f"{number}/",
        f"{number}/like/",
        f"follow/thread/{number}/",
    ):
        answer = getattr(as_nobody, method)(f"/comments/{address}", {"comment": "Hello."})
        assert answer.status_code in {404, 405}, address
    for address in (status, *(f"{status}{name}/" for name in ("edit", "withdraw", "review"))):
        assert getattr(as_nobody, method)(address).status_code in {404, 405}, address


def test_a_publication_date_in_the_future_is_no_error(as_nobody: Client) -> None:
    DiscussionSettings(close_after_days=3).save()
    post = live_post(published_at=timezone.now() + timedelta(days=2))

    assert as_nobody.get(post.url).status_code == 200
    assert as_nobody.get(f"/comments/form/{post.pk}/").status_code == 200


def test_no_link_holds_what_was_written(post: BlogPostPage) -> None:
    comment = published_comment(post, comment="語" * 3000, user_email="nora@example.org")

    address = status_url(comment)

    assert len(address) < 200
    token = address.removeprefix("/comments/status/").strip("/")
    assert signing.loads(token, salt=STATUS_SALT) == {"comment": comment.pk}


def test_a_new_comment_is_what_it_is_when_it_is_read_again(post: BlogPostPage) -> None:
    new = published_comment(post, published_comment(post))

    again = Comment.objects.get(pk=new.pk)

    fields = [field.attname for field in Comment._meta.concrete_fields]
    assert {name: getattr(new, name) for name in fields} == {
        name: getattr(again, name) for name in fields
    }


def test_the_librarys_repair_command_publishes_and_moves_nothing(post: BlogPostPage) -> None:
    _first, reply, _other = thread(post, 0, 1, 1)
    held_comment(post, reply)
    fields = ("pk", "status", "is_public", "path", "thread_id", "order", "level", "parent_id")
    before = list(Comment.objects.order_by("pk").values_list(*fields))

    call_command("initialize_nested_count", verbosity=0)

    assert list(Comment.objects.order_by("pk").values_list(*fields)) == before


class _Trap:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize(
    "address",
    ["confirm", "status", "following", "unsubscribe", "follow/confirm", "my-data", "mute"],
)
def test_nothing_that_the_librarys_key_has_signed_is_ever_unpickled(
    as_nobody: Client, tmp_path: Path, address: str
) -> None:
    trap = tmp_path / "sprung"
    key = signed.dumps(_Trap(trap), compress=True, extra_key=b"").decode()

    for method in (as_nobody.get, as_nobody.post):
        assert method(f"/comments/{address}/{key}/").status_code in {302, 403, 404, 405, 410}

    assert not trap.exists()
    signed.loads(key, extra_key=b"")  # the trap does work
    assert trap.exists()


@pytest.mark.parametrize("address", ["form/{}/", "form/{}/?next=//evil.example/"])
def test_no_form_leads_away_from_this_site(
    as_nobody: Client, post: BlogPostPage, address: str
) -> None:
    sent = {"name": "Nora", "comment": "Hello.", "next": "https://evil.example/"}

    answer = as_nobody.post("/comments/" + address.format(post.pk), sent)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/comments/status/")


def test_the_librarys_own_following_is_never_switched_on(settings: Any, post: BlogPostPage) -> None:
    settings.MAIL_IS_DELIVERED = True

    comment = authorship.write(
        page=post,
        writer=NOBODY,
        name="Nora",
        email="nora@example.org",
        text="Hello.",
        follow=EmailConfirmation.Following.PAGE,
    )

    assert comment.status == Status.UNCONFIRMED
    assert Comment.objects.get(pk=comment.pk).followup is False
