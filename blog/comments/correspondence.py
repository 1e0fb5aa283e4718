"""What the mails about comments say, and to whom they go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from wagtail.models import Page

from blog.comments import authorship, following, history, markup
from blog.comments.actions import REVIEWABLE
from blog.comments.models import (
    Comment,
    Decision,
    EmailConfirmation,
    Review,
    Status,
    keyed_hash,
)
from blog.comments.postbox import Outcome, one_line, post
from blog.comments.signed_links import (
    DATA_MAX_AGE,
    FOLLOW_MAX_AGE,
    address_token,
    data_url,
    follow_url,
    status_url,
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
        return _quoted(self.excerpt)


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

    outcome = post("confirm_comment", to=comment.user_email, write=write)
    if outcome == Outcome.SENT:
        EmailConfirmation.objects.filter(comment=comment).update(sent_at=timezone.now())
    return outcome


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


def notice_address(comment: Comment) -> str:
    """Where its writer is told of decisions; "" where no address is known to be theirs."""
    if comment.user:
        return str(comment.user.email)
    return comment.user_email if comment.confirmed_at else ""


def send_decision(decision: Decision) -> Outcome:
    """Tell the writer of a comment what was decided on it, and what they can do.

    Neither the comment's words nor anybody's name is in it: mail is read by others. Nothing is
    sent once the comment has become something else, or its writer wants no such mail any more.
    """
    comment = decision.comment
    is_current = comment and comment.wants_notice and comment.status == decision.to_status
    if comment is None or not is_current or not (address := notice_address(comment)):
        return Outcome.NOTHING_TO_SAY
    page = Page.objects.live().public().filter(pk=comment.page_id).first()
    review = Review.objects.filter(comment=comment).first()

    def write() -> dict[str, Any]:
        cited = history.cited(decision)
        rule = history.rule_url(cited)
        # A worker has whatever language the last request had.
        with translation.override(settings.LANGUAGE_CODE):
            return {
                "headline": history.headline(decision, comment),
                "page": _page(page) if page else None,
                "sentences": history.told(decision, comment, review),
                "made_at": decision.made_at,
                "due_at": comment.due_at if comment.status == Status.HELD else None,
                "rule": str(cited.rule),
                "rules_version": cited.rules_version,
                "rule_url": absolute(rule) if rule else "",
                "explanation": decision.explanation,
                "explanation_quoted": _quoted(decision.explanation),
                "can_ask_for_review": review is None and comment.status in REVIEWABLE,
                "status_url": absolute(status_url(comment)),
                **_ways_out(address),
            }

    return post("decision", to=address, write=write)


def absolute(path: str) -> str:
    """The whole address of a path on this site."""
    return f"{settings.SITE_URL}{path}"


def _quoted(text: str) -> str:
    lines = [
        line
        for typed in text.strip().splitlines()
        for line in wrap(typed, LINE, break_long_words=False, break_on_hyphens=False) or [""]
    ]
    return "\n".join(f"> {one_line(line)}".rstrip() for line in lines)


def _page(page: Page) -> PageNews:
    return PageNews(title=one_line(page.title), url=page.full_url or settings.SITE_URL)


def _ways_out(email: str) -> dict[str, str]:
    """The addresses at which somebody says what mail they want; they never expire."""
    token = address_token(email)
    return {
        "following_url": absolute(reverse("comments:following", args=[token])),
        "unsubscribe_url": absolute(reverse("comments:unsubscribe", args=[token])),
    }
