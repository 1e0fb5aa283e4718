"""Comments by the million, written by the database itself: one statement for each table."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django_comments.models import Comment as BaseComment
from django_comments_xtd.models import XtdComment
from wagtail.models import Page

from blog.comments import markup
from blog.comments.models import Comment, Status
from blog.comments.models.comment import BASE36, STEP
from tests.factories.pages import gather_statistics, live_post

# Of fifty comments, one is not published, one was removed and one is spam; of two hundred, one
# waits instead: never the first of a thread.
STATUS = (
    f"CASE WHEN n % 200 = 7 THEN {Status.HELD:d} WHEN n % 50 = 7 THEN {Status.REFUSED:d}"
    f" WHEN n % 50 = 13 THEN {Status.REMOVED:d} WHEN n % 50 = 29 THEN {Status.SPAM:d}"
    f" ELSE {Status.PUBLISHED:d} END"
)
ELSEWHERE = 20  # posts that share the comments which nothing is measured on
TEXT = "'Comment number ' || n || ', which says as much as most do: a sentence or two.'"


@contextmanager
def in_bulk() -> Iterator[None]:
    """Without indexes and foreign keys meanwhile, which PostgreSQL makes faster at the end."""
    if connection.vendor != "postgresql":
        yield
        return
    tables = [model._meta.db_table for model in (BaseComment, XtdComment, Comment)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)",
            [tables],
        )
        indexes = cursor.fetchall()
        cursor.execute("SET session_replication_role = replica")
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT")
    gather_statistics()


def fill(page: Page, total: int, *, thread: int) -> int:
    """So many comments on a page, in threads of so many; gives the id of the first.

    In a thread, two thirds answer to the first comment, and a third to one of those.
    """
    first = (BaseComment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    ident, root = f"({first} + n)", f"({first} + n - n % {thread})"
    is_root, is_deep = f"(n % {thread} = 0)", f"(n % 3 = 2 AND n % {thread} > 1)"
    depth = f"CASE WHEN {is_root} THEN 0 WHEN {is_deep} THEN 2 ELSE 1 END"
    path = (
        f"CASE WHEN {is_root} THEN {_step(root)} WHEN {is_deep} THEN"
        f" {_step(root)} || {_step(f'({ident} - 1)')} || {_step(ident)}"
        f" ELSE {_step(root)} || {_step(ident)} END"
    )
    parent = f"CASE WHEN {is_root} THEN {ident} WHEN {is_deep} THEN {ident} - 1 ELSE {root} END"
    content_type = ContentType.objects.get_for_model(page.specific_class)
    published = f"CASE WHEN n % 50 IN (7, 29) THEN NULL ELSE {_ago()} END"
    status = f"CASE WHEN {is_root} THEN {Status.PUBLISHED:d} ELSE {STATUS} END"
    with connection.cursor() as cursor:
        for model, values in {
            BaseComment: {
                "id": ident,
                "content_type_id": str(content_type.pk),
                "object_pk": f"'{page.pk}'",
                "site_id": "1",
                "user_name": "'Guest ' || (n % 1000)",
                "comment": TEXT,
                "submit_date": _ago(),
                "is_public": f"({status}) = {Status.PUBLISHED:d}",
            },
            XtdComment: {
                "comment_ptr_id": ident,
                "thread_id": root,
                "parent_id": parent,
                "level": depth,
                "order": ident,
            },
            Comment: {
                "xtdcomment_ptr_id": ident,
                "page_id": str(page.pk),
                "root_id": root,
                "depth": depth,
                "path": path,
                "status": status,
                "published_at": published if thread > 1 else _ago(),
                "html": f"'<p>' || {TEXT} || '</p>'",
                "html_version": str(markup.VERSION),
            },
        }.items():
            cursor.execute(insert(model, values, _numbers(total)))
        cursor.execute(
            f"UPDATE comments_comment SET reply_count = counted.replies FROM"
            f" (SELECT root_id AS root, count(*) AS replies FROM comments_comment"
            f"  WHERE page_id = {page.pk} AND depth > 0 AND status = {Status.PUBLISHED:d}"
            f"  GROUP BY root_id) AS counted WHERE xtdcomment_ptr_id = counted.root"
        )
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval('django_comments_id_seq', max(id)) FROM django_comments")
    return first


def fill_elsewhere(total: int) -> None:
    """So many comments, in threads of twenty, under twenty posts of their own."""
    for n in range(ELSEWHERE):
        fill(live_post(f"Elsewhere {n}"), total // ELSEWHERE, thread=20)


def insert(model: type[models.Model], values: dict[str, str], source: str) -> str:
    """INSERT … SELECT from a source, with each field that is not among the values at its default.

    A key that counts by itself is left to the database.
    """
    fields = {
        field.column: field
        for field in model._meta.local_concrete_fields
        if field.column in values or not (field.generated or isinstance(field, models.AutoField))
    }
    chosen = {column: values.get(column) or _default(field) for column, field in fields.items()}
    columns = ", ".join(f'"{column}"' for column in chosen)
    return (
        f"INSERT INTO {model._meta.db_table} ({columns})"
        f" SELECT {', '.join(chosen.values())} FROM {source}"
    )


def _numbers(total: int) -> str:
    """A source of the numbers from 0 on, as `n`."""
    if connection.vendor == "postgresql":
        return f"generate_series(0, {total - 1}) AS numbers(n)"
    return (
        "(WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL"
        f" SELECT n + 1 FROM numbers WHERE n < {total - 1}) SELECT n FROM numbers) AS numbers"
    )


def _default(field: models.Field) -> str:
    if field.null:
        return "NULL"
    value = field.get_default()
    if isinstance(value, bool | int | float):
        return str(value).upper()
    return f"'{value if isinstance(value, str) else '[]'}'"


def _step(number: str) -> str:
    """`path_step` of an SQL expression, in SQL."""
    digits = [f"substr('{BASE36}', ({number} / {36**n}) % 36 + 1, 1)" for n in range(STEP)]
    return f"({' || '.join(reversed(digits))})"


def _ago() -> str:
    """A moment: the later the comment, the later."""
    if connection.vendor == "postgresql":
        return "now() - interval '1 year' + n * interval '10 seconds'"
    return "datetime('now', '-1 year', '+' || (n * 10) || ' seconds')"
