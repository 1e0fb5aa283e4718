"""Which writes make kept pages stale, and how every process learns of them."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from blog.series import Series
from cms import changes as changing
from cms.changes import Changes
from cms.models import Change
from home.models import SiteIdentity
from tests.factories.pages import site_tree

pytestmark = pytest.mark.django_db(transaction=True)


def name_site() -> None:
    """Something that every page shows."""
    SiteIdentity.objects.update(name="Another Council")


def test_a_change_that_was_taken_back_is_none() -> None:
    site_tree()
    before = Change.objects.count()

    with transaction.atomic(), transaction.atomic():
        name_site()
        transaction.set_rollback(True)

    assert Change.objects.count() == before


def test_a_change_within_a_savepoint_is_told_though_an_earlier_one_was_taken_back() -> None:
    site_tree()
    before = Change.objects.count()

    with transaction.atomic():
        with transaction.atomic():
            name_site()
            transaction.set_rollback(True)
        name_site()

    assert Change.objects.count() == before + 1


def test_old_news_is_dropped_in_the_middle_of_a_statement_that_gives_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changing, "DROP_EVERY", 1)
    long_ago = timezone.now() - timedelta(days=changing.KEPT_DAYS + 1)
    old = Change.objects.create()
    Change.objects.filter(pk=old.pk).update(made_at=long_ago)

    # Outside a transaction: SQLite has not ended the statement when the note is written.
    made = Series.objects.create(title="Roads", slug="roads")

    assert Series.objects.filter(pk=made.pk).exists()
    assert not Change.objects.filter(pk=old.pk).exists()
    assert Change.objects.exists()


def test_who_missed_changes_takes_all_for_changed() -> None:
    slept = Changes()
    slept.look()
    Change.objects.bulk_create(Change(page_id=1) for _ in range(changing.READ_BACK + 1))
    seen = slept.seen(2)

    slept.look_now()
    slept.look()

    assert slept.seen(2) != seen


def test_every_table_that_is_said_to_be_unseen_is_there() -> None:
    tables = set(connection.introspection.table_names())

    assert tables >= changing.UNSEEN - {"wagtailsearch_indexentry_fts"}
    assert tables >= set(changing.UNSEEN_COLUMNS)
    for table, columns in changing.UNSEEN_COLUMNS.items():
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, table)
        assert columns <= {column.name for column in described}


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('SELECT "id" FROM "blog_author"', ""),
        ('INSERT INTO "blog_author" ("id") VALUES (1)', "blog_author"),
        (" insert into blog_author values (1)", "blog_author"),
        ('INSERT OR IGNORE INTO "taggit_tag" ("id") VALUES (1)', "taggit_tag"),
        ('DELETE FROM "blog_author" WHERE "id" = 1', "blog_author"),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s WHERE "title" = %s', ""),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, "title" = %s', "wagtailcore_page"),
        ('UPDATE "django_session" SET "session_data" = %s', ""),
    ],
)
def test_writing_statements_are_known(sql: str, table: str) -> None:
    assert changing.written_table(sql) == table
