"""The moderators' desk over HTTP: the queue's form, pressed like a browser would."""

from typing import Any

from bs4 import Tag
from django.test import Client

from blog.comments.models import Comment, Status
from tests.forms import Form, read_form, soup

QUEUE = "/admin/comments/comment/"
WAITING = f"{QUEUE}?status__exact={Status.HELD}"
PUBLISHED = f"{QUEUE}?status__exact={Status.PUBLISHED}"
REVIEWS = f"{QUEUE}?list=review"
EDITED = f"{QUEUE}?list=edited"


def at_the_desk(who: Any) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(who)
    return client


def rows(client: Client, address: str) -> list[Tag]:
    """The comments that are listed, one element each."""
    return soup(client.get(address).text).select(".queue__row")


def form(client: Client, address: str = WAITING, rule: str = "1") -> Form:
    """The form around the list, with a rule chosen wherever one can be."""
    page = read_form(client.get(address).text, address, "form.queue")
    return page.fill(**{name: rule for name in page.names if name.startswith("rule-")})


def press(client: Client, page: Form, name: str, value: str) -> str:
    """Press a button of a list that was opened before; gives what the next page says was done."""
    response = client.post(page.action, page.press(name, value), follow=True)
    said = soup(response.text).select(".messages")
    return " ".join(tag.get_text(" ", strip=True) for tag in said)


def decide(client: Client, address: str, name: str, comment: Comment, rule: str = "1") -> str:
    """Open a list, decide on one comment in it, by a rule where one is asked for."""
    page = form(client, address, rule)
    return press(client, page, "one", f"{name}:{comment.pk}")


def tab(client: Client, label: str) -> str:
    """A tab of the queue, with its count."""
    tabs = soup(client.get(WAITING).text).select(".queue-tabs__tab")
    (text,) = [text for tag in tabs if (text := tag.get_text(" ", strip=True)).startswith(label)]
    return text
