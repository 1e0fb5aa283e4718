"""The moderators' desk over HTTP: the queue's form, pressed like a browser would."""

from typing import Any

from bs4 import Tag
from django.test import Client

from blog.comments.actions import RULED
from blog.comments.models import Comment
from tests.forms import Form, read_form, soup

QUEUE = "/admin/comments/comment/"
WAITING = f"{QUEUE}?list=waiting"
PUBLISHED = f"{QUEUE}?list=published"
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


def form(client: Client, address: str = WAITING) -> Form:
    """The form around the list."""
    return read_form(client.get(address).text, address, "form.queue")


def button(name: str, comment: Comment, rule: str = "1") -> str:
    """What the button for a decision sends: what says no cites a house rule."""
    return f"{name}:{comment.pk}:{rule}" if name in RULED else f"{name}:{comment.pk}"


def seen(*comments: Comment) -> list[str]:
    """What a list sends along of each comment: as what it was shown."""
    return [f"{comment.pk}:{comment.seen_as}" for comment in comments]


def press(client: Client, page: Form, name: str, value: str) -> str:
    """Press a button of a list that was opened before; gives what the next page says was done."""
    response = client.post(page.action, page.press(name, value), follow=True)
    said = soup(response.text).select(".messages")
    return " ".join(tag.get_text(" ", strip=True) for tag in said)


def decide(client: Client, address: str, name: str, comment: Comment, rule: str = "1") -> str:
    """Open a list, decide on one comment in it, by a rule where one is asked for."""
    return press(client, form(client, address), "one", button(name, comment, rule))


def tab(client: Client, label: str) -> str:
    """A tab of the queue, with its count."""
    tabs = soup(client.get(WAITING).text).select(".queue-tabs__tab")
    (text,) = [text for tag in tabs if (text := tag.get_text(" ", strip=True)).startswith(label)]
    return text
