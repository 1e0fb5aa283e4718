"""Dots that only look different are no way round a ban, nor round how much mail one gets."""

from typing import Any

import pytest
from django.test import Client

from blog.comments import bans
from blog.comments.models import Ban, Comment, Subscription, mailbox_hash, plain_domain
from blog.models import BlogPostPage
from tests.forms import read_form
from tests.mail import MailServer

pytestmark = pytest.mark.django_db

# Ideographic, full-width and half-width full stops, a one-dot leader, an ellipsis, a few of them.
DOTS = ["\u3002", "\uff0e", "\uff61", "\u2024", "\u2026", "..", "\u3002\uff0e"]
KIND = Ban.Kind


@pytest.mark.parametrize("dot", DOTS)
def test_a_dot_at_the_end_of_a_domain_changes_neither_mailbox_nor_domain(dot: str) -> None:
    assert mailbox_hash(f"x@evil.example{dot}") == mailbox_hash("x@evil.example")
    assert plain_domain(f"x@evil.example{dot}") == "evil.example"


@pytest.mark.parametrize("dot", DOTS[:4])
def test_a_dot_of_another_alphabet_is_a_dot(dot: str) -> None:
    assert mailbox_hash(f"x@evil{dot}example") == mailbox_hash("x@evil.example")


@pytest.mark.parametrize("dot", DOTS)
@pytest.mark.parametrize("kind", [KIND.EMAIL, KIND.DOMAIN])
def test_a_ban_holds_whatever_dot_is_at_the_end(kind: str, dot: str) -> None:
    value = "x@evil.example" if kind == KIND.EMAIL else "evil.example"
    Ban.objects.create(kind=kind, value=bans.normalised(kind, value), reason="Enough.")

    assert Ban.objects.find(username="", email=f"x@evil.example{dot}", ip_address=None)
    assert Ban.objects.find(username="", email=f"X@Evil{DOTS[0]}Example{dot}", ip_address=None)


@pytest.mark.parametrize("dot", DOTS[:5])
@pytest.mark.parametrize("where", ["comment", "follow", "my-data"])
def test_an_address_with_other_dots_is_refused_where_it_is_typed(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer, where: str, dot: str
) -> None:
    words: dict[str, Any] = {"email": f"x@evil.example{dot}"}
    if where == "comment":
        words |= {"name": "Nora", "comment": "A bridge is not enough."}
    address = {
        "comment": f"/comments/form/{post.pk}/",
        "follow": f"/comments/follow/post/{post.pk}/",
        "my-data": "/comments/my-data/",
    }[where]
    form = read_form(as_nobody.get(address).text, address, "main form[method=post]").fill(**words)

    response = as_nobody.post(form.action, form.press())

    assert response.status_code == 422
    assert "dots are full stops" in response.text
    assert not Comment.objects.exists()
    assert not Subscription.objects.exists()
    assert mail_server.messages == []
