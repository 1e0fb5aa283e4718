"""What an export for analysis says of each comment: the columns, and how they are filled.

A row is made of the comment, the decision that stands, and a few counts, read for many comments at
a time: the same number of queries for each batch, whatever is in it.
"""

import hmac
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from blog.comments.models import STEP, Comment, Decision, Question, Report, Status

BATCH = 2000  # comments that are read at once: a few megabytes
# The decisions on which it depends what has become of a comment.
DECIDING = [
    Decision.Action.RECEIVE,
    Decision.Action.CONFIRM,
    Decision.Action.EDIT,
    Decision.Action.HOLD,
    Decision.Action.APPROVE,
    Decision.Action.REFUSE,
    Decision.Action.SPAM,
    Decision.Action.REMOVE,
    Decision.Action.KEEP,
    Decision.Action.UPHOLD,
    Decision.Action.WITHDRAW,
    Decision.Action.ERASE,
]
OF_COMMENTS = [
    "pk",
    "page_id",
    "path",
    "depth",
    "parent_id",
    "submit_date",
    "published_at",
    "moderated_at",
    "edited_at",
    "redacted_at",
    "status",
    "signals",
    "open_reports",
    "like_count",
    "question",
    "question_settled_at",
    "answer_id",
    "official_role",
    "comment",
    "user_id",
    "user_name",
    "email_hash",
    "ip_hash",
    "confirmed_at",
]
OF_ACCOUNTS = ["user__first_name", "user__last_name", "user__username"]
OF_DECISIONS = [
    "comment_id",
    "action",
    "by",
    "made_at",
    "rule_number",
    "rules_version",
    "rule_title",
]
NOTHING: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one comment when its row is made."""

    comment: dict[str, Any]
    decision: dict[str, Any]  # the one that stands; empty where none is on record
    ruling: dict[str, Any]  # the one that cites the rule by which it stands
    reports: int
    address: str  # of its page
    is_readable: bool  # everybody may read the page
    pseudonym: str
    with_names: bool

    @property
    def text(self) -> str | None:
        """What was said; None where it may not be passed on.

        What its writer took back is nobody's any more, and what readers do not see leaves this
        site only with names, that is, by somebody's decision that is on record.
        """
        if self.comment["status"] == Status.WITHDRAWN:
            return None
        is_public = self.comment["status"] == Status.PUBLISHED and self.is_readable
        return str(self.comment["comment"]) if is_public or self.with_names else None

    @property
    def name(self) -> str | None:
        """The name as readers see it; None of what its writer took back."""
        if self.comment["status"] == Status.WITHDRAWN:
            return None
        if self.comment["user_id"]:
            full = f"{self.comment['user__first_name']} {self.comment['user__last_name']}".strip()
            return full or str(self.comment["user__username"])
        return str(self.comment["user_name"])


@dataclass(frozen=True)
class Column:
    """One column: its name, which stays, what it means, and its value."""

    name: str
    meaning: Promise | str
    value: Callable[[Facts], Any]
    is_a_name: bool = False  # only in an export with names


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second: 2026-05-04T09:30:00Z."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def _path(facts: Facts) -> str:
    path = facts.comment["path"]
    steps = (path[at : at + STEP] for at in range(0, len(path), STEP))
    return "".join(f"/{int(step, 36):010d}" for step in steps)


def _words(facts: Facts) -> int | None:
    if facts.comment["status"] == Status.WITHDRAWN:
        return None
    return len(facts.comment["comment"].split())


def _of_comment(name: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.comment[name]


def _moment_of(name: str) -> Callable[[Facts], str | None]:
    return lambda facts: moment(facts.comment[name])


COLUMNS = [
    Column("id", _("The comment's number. It stays the same for good."), _of_comment("pk")),
    Column("post", _("The address of the post, on this site."), lambda facts: facts.address),
    Column(
        "thread_path",
        _(
            "The numbers of all comments from the first of the thread down to this one, ten digits"
            " each. Sorted by it, a post's comments stand as they are read."
        ),
        _path,
    ),
    Column("depth", _("0 for the first comment of a thread, 1 for a reply…"), _of_comment("depth")),
    Column(
        "parent_id",
        _("The number of the comment that it answers; empty for the first of a thread."),
        lambda facts: facts.comment["parent_id"] if facts.comment["depth"] else None,
    ),
    Column(
        "writer",
        _("Who wrote it, under a pseudonym: the same in all rows of one writer in this file."),
        lambda facts: facts.pseudonym,
    ),
    Column(
        "name",
        _("The name under which it was written; empty where its writer took it back."),
        lambda facts: facts.name,
        is_a_name=True,
    ),
    Column("received_at", _("When it was sent."), _moment_of("submit_date")),
    Column("published_at", _("When readers first could see it."), _moment_of("published_at")),
    Column(
        "decided_at",
        _("When the decision was made that stands now."),
        lambda facts: moment(facts.decision.get("made_at") or facts.comment["moderated_at"]),
    ),
    Column(
        "state",
        _("What has become of it; see below."),
        lambda facts: Status(facts.comment["status"]).name.lower(),
    ),
    Column(
        "decision",
        _("The decision that stands now; see below."),
        lambda facts: facts.decision.get("action"),
    ),
    Column("decided_by", _("Who made it; see below."), lambda facts: facts.decision.get("by")),
    Column(
        "rule_number",
        _("The number of the house rule that was cited, in the version of that time."),
        lambda facts: facts.ruling.get("rule_number"),
    ),
    Column(
        "rules_version",
        _("Which version of the house rules that was."),
        lambda facts: facts.ruling.get("rules_version"),
    ),
    Column(
        "rule_title",
        _("That rule in short, in the words of that time."),
        lambda facts: facts.ruling.get("rule_title") or None,
    ),
    Column(
        "signals",
        _("Why a person was to look at it first; see below. In CSV with a space between."),
        lambda facts: list(facts.comment["signals"]),
    ),
    Column("reports", _("How many readers have reported it."), lambda facts: facts.reports),
    Column(
        "open_reports",
        _("How many of these reports no moderator has looked at."),
        _of_comment("open_reports"),
    ),
    Column("likes", _("How many like it."), _of_comment("like_count")),
    Column(
        "question",
        _("Where it stands if it asks the organisation something; see below."),
        lambda facts: Question(facts.comment["question"]).name.lower(),
    ),
    Column(
        "question_settled_at",
        _("When the question was answered, passed on, or found to need no answer."),
        _moment_of("question_settled_at"),
    ),
    Column("answer_id", _("The number of the comment that answers it."), _of_comment("answer_id")),
    Column(
        "official_role",
        _("The office under which it was written; empty for everybody else."),
        lambda facts: facts.comment["official_role"] or None,
    ),
    Column("edited_at", _("When its writer last changed it."), _moment_of("edited_at")),
    Column(
        "redacted_at",
        _("When a moderator last blacked out personal data in it."),
        _moment_of("redacted_at"),
    ),
    Column("words", _("How many words it has; empty where its writer took it back."), _words),
    Column(
        "text",
        _("What it says, as it was typed: with * and > as signs for emphasis and quotations."),
        lambda facts: facts.text,
    ),
]


@dataclass
class Export:
    """One export: which comments, whether with names, and the key of its pseudonyms."""

    page: Page | None = None  # None: the whole site
    with_names: bool = False
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    # Made for this export and kept nowhere: nobody can join two exports by their pseudonyms.
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _pages: dict[int, tuple[str, bool]] = field(default_factory=dict, repr=False)

    @property
    def columns(self) -> list[Column]:
        """Those that this export has."""
        return [column for column in COLUMNS if self.with_names or not column.is_a_name]

    def batches(self) -> Iterator[list[list[Any]]]:
        """The rows in the order of the comments' numbers, some at a time: a value a column.

        Comments under pages that not everybody may read come only with names.
        """
        comments = Comment.objects.order_by("pk")
        if self.page is not None:
            comments = comments.filter(page_id=self.page.pk)
        names = OF_COMMENTS + (OF_ACCOUNTS if self.with_names else [])
        values = [column.value for column in self.columns]
        last = 0
        while batch := list(comments.filter(pk__gt=last).values(*names)[:BATCH]):
            last = batch[-1]["pk"]
            yield [[value(facts) for value in values] for facts in self._facts(batch)]

    def _facts(self, batch: list[dict[str, Any]]) -> Iterator[Facts]:
        self._find_pages({comment["page_id"] for comment in batch})
        ids = [comment["pk"] for comment in batch]
        decisions, rulings = self._decisions(ids)
        reports = dict(
            Report.objects.filter(comment_id__in=ids)
            .order_by()
            .values_list("comment_id")
            .annotate(total=Count("pk"))
        )
        for comment in batch:
            address, is_readable = self._pages[comment["page_id"]]
            if is_readable or self.with_names:
                yield Facts(
                    comment=comment,
                    decision=decisions.get(comment["pk"], NOTHING),
                    ruling=rulings.get(comment["pk"], NOTHING),
                    reports=reports.get(comment["pk"], 0),
                    address=address,
                    is_readable=is_readable,
                    pseudonym=self._pseudonym(comment),
                    with_names=self.with_names,
                )

    @staticmethod
    def _decisions(ids: list[int]) -> tuple[dict[int, Any], dict[int, Any]]:
        """By comment: the decision that stands, and the one whose rule holds.

        Where a review upholds a decision, that is the earlier one.
        """
        found = Decision.objects.standing().filter(comment_id__in=ids, action__in=DECIDING)
        decisions, rulings = {}, {}
        for decision in found.order_by("pk").values(*OF_DECISIONS):
            decisions[decision["comment_id"]] = decision
            if decision["action"] != Decision.Action.UPHOLD:
                rulings[decision["comment_id"]] = decision
        return decisions, rulings

    def _find_pages(self, ids: set[int]) -> None:
        """Where each page is, and whether everybody may read it; asked once for each."""
        ids -= self._pages.keys()
        if ids:
            pages = Page.objects.filter(pk__in=ids)
            readable = set(pages.live().public().values_list("pk", flat=True))
            self._pages |= {page.pk: (page.url or "", page.pk in readable) for page in pages}

    def _pseudonym(self, comment: dict[str, Any]) -> str:
        """By the account, else the e-mail address, else the household and the name.

        An address that nobody has confirmed may have been typed by anybody: it is another writer.
        Who left nothing of these is known by this one comment.
        """
        if comment["user_id"]:
            who = f"account {comment['user_id']}"
        elif comment["email_hash"]:
            who = f"address {comment['email_hash']} {comment['confirmed_at'] is not None}"
        elif comment["ip_hash"]:
            who = f"household {comment['ip_hash']} {comment['user_name']}"
        else:
            who = f"comment {comment['pk']}"
        return "w" + hmac.digest(self._key, who.encode(), "sha256").hex()[:16]
