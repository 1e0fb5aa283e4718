"""How much there is to do: all that is counted on a page of the admin, in one query."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import DateTimeField, IntegerField, QuerySet, Subquery, TextField
from django.http import HttpRequest

from blog.comments.desk.lists import WORK
from blog.comments.models import Comment

MOST_COUNTED = 300  # of a list: what is more is shown as “300+”, and would have to be read
ATTRIBUTE = "_counts_of_the_desk"  # of a request, so that its page counts once


class Counted(Subquery):
    """How many rows a query has, beside others in one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class Ids(Subquery):
    """The ids that a query of one column has, as one text with spaces between; None for none."""

    template = "(SELECT STRING_AGG(CAST(pk AS text), ' ') FROM (%(subquery)s) AS listed)"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """By the name that older versions of SQLite know."""
        template = self.template.replace("STRING_AGG", "GROUP_CONCAT")
        return self.as_sql(compiler, connection, template=template, **extra)


@dataclass(frozen=True)
class Counts:
    """How many comments each list of work has, up to `MOST_COUNTED`."""

    lists: dict[str, int]
    oldest_due_at: datetime | None  # the earliest moment by which something is to be decided
    extra: dict[str, Any] = field(default_factory=dict)  # what else was asked along with them

    @property
    def waiting(self) -> int:
        """What waits for a decision, suspected or not."""
        return min(self.lists["waiting"] + self.lists["suspected"], MOST_COUNTED)


def counted(rows: QuerySet[Any], most: int = MOST_COUNTED) -> Counted:
    """How many there are of the rows, read no further than to the most.

    Ordered ones keep their order: it leads the database to the index that has them.
    """
    return Counted(rows.values("pk")[:most])


def of(request: HttpRequest, **extra: Subquery) -> Counts:
    """The counts for whoever asks, once a request; `extra` is asked for along with them."""
    known: Counts | None = getattr(request, ATTRIBUTE, None)
    if known is None:
        lists = {f"list_{each.name}": counted(each.to_count(request.user)) for each in WORK}
        held = Comment.objects.waiting().filter(due_at__isnull=False).order_by("due_at")
        oldest = Subquery(held.values("due_at")[:1], output_field=DateTimeField())
        # Of one row that is surely there: the person who asks.
        me = get_user_model().objects.filter(username=request.user.get_username())
        found: dict[str, Any] = {**me.values(oldest_due_at=oldest, **lists, **extra).get()}
        known = Counts(
            lists={each.name: found[f"list_{each.name}"] for each in WORK},
            oldest_due_at=found["oldest_due_at"],
            extra={name: found[name] for name in extra},
        )
        setattr(request, ATTRIBUTE, known)
    return known


def waiting(request: HttpRequest) -> int:
    """What waits for a decision, for the menu on every page of the admin: one query, or none."""
    known: Counts | None = getattr(request, ATTRIBUTE, None)
    if known is not None:
        return known.waiting
    return Comment.objects.waiting().order_by(*WORK[0].ordering)[:MOST_COUNTED].count()


def in_words(total: int) -> str:
    """The number, or “300+” where there are as many or more."""
    return f"{total}+" if total >= MOST_COUNTED else str(total)
