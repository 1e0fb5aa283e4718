"""What was written that pages show: noticed at the database, and told to every process.

Whoever keeps finished pages (`cms.page_cache`) has to know when they are stale. Every writing
statement of this process passes `watch`, whoever sends it: a form, a command, a bulk update. A
table counts as shown unless it is named below, so that a forgotten one costs time and never shows
what is old. After the commit a row of `Change` tells the other processes, which look twice a
second (`Changes`).

What is written past Django, by hand or by a restored backup, is not noticed: kept pages end by
themselves after a minute.
"""

import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from blog.comments.staleness import page_shown_on
from cms.models import Change

logger = logging.getLogger(__name__)

# Tables of which nothing stands on a page that is kept for readers without an account.
UNSEEN = frozenset({
    # how it works
    "cms_change", "cms_jobrun", "django_admin_log", "django_content_type", "django_migrations",
    "django_session", "django_tasks_database_dbtaskresult", "auth_group",
    "auth_group_permissions", "auth_permission", "cms_user_groups",
    "cms_user_user_permissions", "wagtailcore_apitoken", "wagtailcore_groupcollectionpermission",
    "wagtailcore_grouppagepermission", "wagtailcore_groupsitepermission",
    "wagtailcore_modellogentry", "wagtailcore_pagelogentry", "wagtailcore_referenceindex",
    "wagtailcore_uploadedfile", "wagtailusers_userprofile", "wagtailredirects_redirect",
    # pictures and documents: a page names them by what stands in their own tables
    "cms_siterendition", "wagtailimages_rendition",
    # drafts, and talk about drafts
    "wagtailcore_comment", "wagtailcore_commentreply", "wagtailcore_pagesubscription",
    "wagtailcore_revision", "wagtailcore_taskstate", "wagtailcore_workflowstate",
    "wagtailadmin_editingsession", "wagtailadmin_formstate", "writing_draftlink",
    "writing_newpage",
    # search, whose pages are not kept
    "search_commententry", "search_editorspick", "search_postentry", "search_searchcount",
    "search_statistics", "search_synonyms", "search_term", "search_word",
    "wagtailsearch_indexentry", "wagtailsearch_indexentry_fts",
    # the moderators' work and the writers' mail; the public record is not kept either
    "comments_ban", "comments_commentrevision", "comments_consultation", "comments_decision",
    "comments_emailconfirmation", "comments_like", "comments_monthfigures", "comments_presence",
    "comments_ratecount", "comments_recipient", "comments_report", "comments_review",
    "comments_spamexample", "comments_spammodel", "comments_subscription",
    "links_address", "links_link",
})  # fmt: skip
# Of other tables, the columns of which the same is true.
UNSEEN_COLUMNS = {
    "wagtailcore_page": frozenset({
        "draft_title", "has_unpublished_changes", "latest_revision_id",
        "latest_revision_created_at", "locked", "locked_at", "locked_by_id",
    }),
    "cms_user": frozenset({"last_login", "password"}),
    "comments_comment": frozenset({
        "due_at", "ip_hash", "ip_purged_at", "spam_reasons", "spam_score", "wants_notice",
    }),
    "django_comments": frozenset({"ip_address"}),
}  # fmt: skip
WRITING = re.compile(
    r'\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+"?(\w+)',
    re.IGNORECASE,
)
SET_COLUMN = re.compile(r'"(\w+)" = ')

LOOK_EVERY = 0.5  # seconds: with what it takes to make a page, all is right within one
KEPT_DAYS = 1  # rows older than that are dropped
DROP_EVERY = 500  # rows
# As many rows are read at most: of processes that write at once, the one that began later may
# commit first, so the last ones are read again.
READ_BACK = 64


def written_table(sql: str) -> str:
    """The table that a statement writes to what pages show; "" for any other statement."""
    found = WRITING.match(sql)
    if found is None:
        return ""
    table = found[1].lower()
    if table in UNSEEN:
        return ""
    unseen = UNSEEN_COLUMNS.get(table)
    if unseen and sql.lstrip()[:6].upper() == "UPDATE":
        columns = SET_COLUMN.findall(sql.partition(" WHERE ")[0])
        if columns and unseen.issuperset(columns):
            return ""
    return table


class Watch:
    """Notices what one connection writes. An execute wrapper of Django's."""

    is_on = True  # off while tables are being made: among them the one that notes are written to

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        """Execute, and note what was written."""
        result = execute(sql, params, many, context)
        if self.is_on and isinstance(sql, str) and written_table(sql):
            note(context["connection"], page_shown_on.get())
        return result


watch = Watch()


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of `connection_created`."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


@dataclass(frozen=True)
class Note:
    """What is told after the commit."""

    alias: str
    page_id: int | None
    is_withdrawal: bool

    def __call__(self) -> None:
        """Tell it; where that fails, kept pages end by themselves."""
        row = Change.objects.using(self.alias).create(
            page_id=self.page_id, is_withdrawal=self.is_withdrawal
        )
        if row.pk % DROP_EVERY == 0:
            self._drop_old()
        changes.look_now()

    def _drop_old(self) -> None:
        """In one statement and no transaction: the database may be in the middle of another."""
        past = timezone.now() - timedelta(days=KEPT_DAYS)
        old = Change.objects.using(self.alias).filter(made_at__lt=past)
        old._raw_delete(self.alias)


def note(
    connection: BaseDatabaseWrapper, page_id: int | None = None, *, is_withdrawal: bool = False
) -> None:
    """Tell every process, once this transaction is committed, and once for each savepoint."""
    told = Note(connection.alias, page_id, is_withdrawal)
    if connection.in_atomic_block:
        here = set(connection.savepoint_ids)
        for waiting in reversed(connection.run_on_commit[-READ_BACK:]):
            if waiting[1] == told and waiting[0] <= here:
                return
    connection.on_commit(told, robust=True)


def withdrawn(**kwargs: Any) -> None:
    """Receiver: a page, or what may be read of it, is not as public as it was."""
    note(connections[kwargs.get("using") or DEFAULT_DB_ALIAS], is_withdrawal=True)


def page_deleted(sender: type[Model], **kwargs: Any) -> None:
    """Receiver of `post_delete`: the same, where it was a page or its restriction."""
    if issubclass(sender, (Page, PageViewRestriction)):
        withdrawn(**kwargs)


def tables_change(**kwargs: Any) -> None:
    """Receiver of `pre_migrate`: notes cannot be written now."""
    watch.is_on = False


def tables_changed(**kwargs: Any) -> None:
    """Receiver of `post_migrate`: a migration may have changed anything."""
    watch.is_on = True
    using = connections[kwargs["using"]]
    if Change._meta.db_table in using.introspection.table_names():
        note(using)


class Changes:
    """What this process knows of the changes, as counters that only rise.

    A page that was made at one reading of `seen` is still right at another that is equal.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.ids: set[int] = set()  # those of the last reading
        self.newest = -1  # of them; none was read yet
        self.read_at = 0.0  # as `time.monotonic` counts
        self.next_look = 0.0
        self.all = 0  # changes of whatever kind
        self.anywhere = 0  # changes that may show on any page
        self.withdrawals = 0
        self.of_page: dict[int, int] = {}

    def look_now(self) -> None:
        """Look at the next occasion, however short the last is past."""
        self.next_look = 0.0

    def look(self) -> None:
        """Read what other processes wrote, twice a second at most, one thread at a time.

        A database that does not answer changes nothing: readers get what is kept.
        """
        if time.monotonic() < self.next_look or not self.lock.acquire(blocking=False):
            return
        try:
            self.next_look = time.monotonic() + LOOK_EVERY
            # As Django does around each request: a connection that broke is not used again.
            close_old_connections()
            rows = Change.objects.order_by("-pk").values_list("pk", "page_id", "is_withdrawal")
            self._take(list(rows[:READ_BACK]))
        except DatabaseError as error:
            logger.warning("Changes could not be read; kept pages go on: %s", error)
        finally:
            with suppress(DatabaseError):
                close_old_connections()
            self.lock.release()

    def _take(self, rows: list[tuple[int, int | None, bool]]) -> None:
        ids = {pk for pk, _page, _withdrawal in rows}
        newest = max(ids, default=0)
        slept = time.monotonic() - self.read_at > KEPT_DAYS * 24 * 60 * 60 / 2
        # More came than is read back, or rows are gone: what is missing is not known.
        gap = newest < self.newest or (len(ids) == READ_BACK and self.newest < min(ids))
        if self.newest >= 0 and (slept or gap):
            self._count(None, is_withdrawal=True)
        elif self.newest >= 0:
            for pk, page_id, is_withdrawal in rows:
                if pk not in self.ids:
                    self._count(page_id, is_withdrawal=is_withdrawal)
        self.ids, self.newest, self.read_at = ids, newest, time.monotonic()

    def _count(self, page_id: int | None, *, is_withdrawal: bool) -> None:
        self.all += 1
        self.withdrawals += is_withdrawal
        if page_id is None:
            self.anywhere += 1
        else:
            self.of_page[page_id] = self.of_page.get(page_id, 0) + 1

    def seen(self, page_id: int | None) -> tuple[int, int]:
        """What a page depends on: by itself (`page_id`), or, being a list of pages, on all."""
        if page_id is None:
            return self.all, 0
        return self.anywhere, self.of_page.get(page_id, 0)


changes = Changes()
