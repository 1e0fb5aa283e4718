"""After a test with real commits: empty tables, without making again what no test changes."""

from django.core.management.color import no_style
from django.db import connection

# The same in every database of this version. Django's own `flush` empties these too, and then goes
# through every model of every app to fill them again.
KEPT = {"django_content_type", "auth_permission", "django_migrations", "django_site"}


def sweep() -> None:
    """Empty every table that has rows, but for those that are kept. Sequences go on."""
    tables = set(connection.introspection.django_table_names(only_existing=True)) - KEPT
    parts = [
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"
        for table in sorted(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        filled = [row[0] for row in cursor.fetchall()]
    if filled:
        connection.ops.execute_sql_flush(_statements(filled))


def _statements(filled: list[str]) -> list[str]:
    """Rows are deleted on PostgreSQL too: TRUNCATE makes new files for each table and index."""
    if connection.vendor == "postgresql":
        # At the end of the transaction, when all references are gone with what they refer to.
        deletions = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in filled]
        return ["SET CONSTRAINTS ALL DEFERRED", *deletions]
    return connection.ops.sql_flush(no_style(), filled)
