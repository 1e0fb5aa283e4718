"""What the mails about comments say, and to whom they go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from wagtail.models import Page

from blog.comments import authorship, following, markup
from blog.comments.models import Comment, Status, keyed_hash
from blog.comments.postbox import Outcome, one_line, post
from blog.comments.signed_links import (
    DATA_MAX_AGE,
    FOLLOW_MAX_AGE,
    address_token,
    data_url,
    follow_url,
)

EXCERPT = 280  # characters of a comment in a digest
LINE = 72  # characters of a line that is quoted


@dataclass
class PageNews:
    """What was said under one page."""

    title: str
    url: str
    comments: list["CommentNews"] = field(default_factory=list)


@dataclass(frozen=True)
class CommentNews:
    """A new comment, as a mail shows it: each on one line."""

    name: str
    excerpt: str
    url: str

    @property
    def quoted(self) -> str:
        """The excerpt as plain text mails quote: no line of it can be taken for one of ours."""
        lines = wrap(self.excerpt, LINE, break_long_words=False, break_on_hyphens=False)
        return "\n".join(f"> {line}" for line in lines)


@dataclass(frozen=True)
class Digest:
    """What is new for one address: the newest comments, and how many there are in all."""

    comments: Sequence[Comment]  # with their pages and accounts, the newest first
    total: int


def send_confirmation(comment_id: int) -> Outcome:
    """Send the writer of a comment the link that confirms it.

    Nothing of what the writer typed is in it: whoever gets the mail may never have been here.
    """
    comment = Comment.objects.filter(pk=comment_id, status=Status.UNCONFIRMED).first()
    page = Page.objects.live().public().filter(pk=comment.page_id).first() if comment else None
    if comment is None or page is None:
        return Outcome.NOTHING_TO_SAY

    def write() -> dict[str, Any] | None:
        renewed = authorship.renew_confirmation(comment_id=comment_id)
        if renewed is None:
            return None
        url = absolute(reverse("comments:confirm", args=[renewed[1]]))
        hours = authorship.CONFIRMATION_HOURS
        return {"page": _page(page), "url": url, "hours": hours, **_ways_out(comment.user_email)}

    return post("confirm_comment", to=comment.user_email, write=write)


def send_follow_confirmation(subscription_id: int) -> Outcome:
    """Ask an address whether it wants to follow; or tell one that does how to stop."""
    subscription = following.confirmable(subscription_id)
    if subscription is None:
        return Outcome.NOTHING_TO_SAY
    context = {
        "page": _page(subscription.page),
        "is_thread": subscription.thread_id is not None,
        "url": absolute(follow_url(subscription)),
        "hours": FOLLOW_MAX_AGE // 3600,
        **_ways_out(subscription.email),
    }
    name = "already_following" if subscription.confirmed_at else "confirm_following"
    return post(name, to=subscription.email, write=lambda: context)


def send_digest(email: str, digest: Digest) -> Outcome:
    """Tell an address what is new in all that it follows."""
    pages: dict[int, PageNews] = {}
    for comment in reversed(digest.comments):
        pages.setdefault(comment.page_id, _page(comment.page)).comments.append(
            CommentNews(
                name=one_line(comment.author_name),
                excerpt=Truncator(one_line(markup.plain(comment.comment))).chars(EXCERPT),
                url=absolute(comment.get_absolute_url()),
            )
        )
    ways_out = _ways_out(email)
    context = {
        "pages": list(pages.values()),
        "total": digest.total,
        "more": digest.total - len(digest.comments),
        **ways_out,
    }
    headers = {
        "List-Unsubscribe": f"<{ways_out['unsubscribe_url']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    return post("digest", to=email, write=lambda: context, headers=headers)


def send_data_link(email: str) -> Outcome:
    """Send somebody the link to all that is kept about their address."""
    context = {
        "site_url": settings.SITE_URL,
        "url": absolute(data_url(keyed_hash(email))),
        "hours": DATA_MAX_AGE // 3600,
        **_ways_out(email),
    }
    return post("my_data", to=email, write=lambda: context)


def absolute(path: str) -> str:
    """The whole address of a path on this site."""
    return f"{settings.SITE_URL}{path}"


def _page(page: Page) -> PageNews:
    return PageNews(title=one_line(page.title), url=page.full_url or settings.SITE_URL)


def _ways_out(email: str) -> dict[str, str]:
    """The addresses at which somebody says what mail they want; they never expire."""
    token = address_token(email)
    return {
        "following_url": absolute(reverse("comments:following", args=[token])),
        "unsubscribe_url": absolute(reverse("comments:unsubscribe", args=[token])),
    }
