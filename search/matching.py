"""What the databases do for a search: which texts match, how well, how many hold a word.

The one module of the search that speaks SQL and knows that there are two databases. Into SQL
itself go names of our own tables and numbers, and nothing else: what somebody typed is a parameter.

PostgreSQL keeps a GIN index over the terms of each text, SQLite an FTS5 table. Both find sets of
texts quickly, and neither is asked to rank: PostgreSQL's ranking knows nothing of rarity, and FTS5
scores every match of a common word.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Func, IntegerField, QuerySet, Value

from search.models import CommentEntry, Entry, Kind, PostEntry, Statistics, Term, Word

MODELS: dict[str, type[Entry]] = {Kind.POST: PostEntry, Kind.COMMENT: CommentEntry}
PAGE = {Kind.POST: "post_id", Kind.COMMENT: "page_id"}
SQL = tuple[str, list[Any]]


class Match(NamedTuple):
    """A text that was found."""

    pk: int
    page_id: int
    published_at: Any  # comparable; in the database's own type
    needs: int  # how many of the needs it meets
    score: float


# Many numbers as one parameter: each as its own costs more than the query.
SQLITE_NUMBERS = "SELECT value FROM json_each({})"
POSTGRESQL_NUMBERS = "SELECT json_array_elements_text(({})::json)::int"


class Numbers(Func):
    """Many numbers for `__in`."""

    template = f"({SQLITE_NUMBERS.format('%(expressions)s')})"

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(Value(json.dumps(list(numbers))), output_field=IntegerField())

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The same for PostgreSQL."""
        template = f"({POSTGRESQL_NUMBERS.format('%(expressions)s')})"
        return super().as_sql(compiler, connection, template=template, **context)


class Need(NamedTuple):
    """A word that is looked for: the stems that will do, and what finding one of them counts."""

    stems: tuple[str, ...]
    entries: int  # texts that hold one of them
    weight: float  # rarity: BM25's inverse document frequency


def step_of(stem: str, step: int) -> str:
    """The term for texts that are so much about a stem; step 0 is the stem itself."""
    return f"{stem}#{step}" if step else stem


def expression(
    groups: Iterable[Iterable[str]], without: Iterable[str] = (), *, any_of: bool
) -> str:
    """One of the terms of each group, or with `any_of` of any; none of `without`.

    In the words of the database: terms are letters, digits and `#`, so there is nothing to escape.
    """
    is_postgresql = connection.vendor == "postgresql"
    quote = "'" if is_postgresql else '"'
    either, both = (" | ", " & ") if is_postgresql else (" OR ", " AND ")
    parts = ["(" + either.join(f"{quote}{term}{quote}" for term in group) + ")" for group in groups]
    wanted = (either if any_of else both).join(parts)
    unwanted = either.join(f"{quote}{term}{quote}" for term in without)
    if not unwanted:
        return wanted
    negated = f"& !({unwanted})" if is_postgresql else f"NOT ({unwanted})"
    return f"({wanted}) {negated}"


def rarity(entries: int, everything: int) -> float:
    """What finding a word counts that stands in so many of all texts: BM25's weight."""
    return math.log(1 + (max(everything - entries, 0) + 0.5) / (entries + 0.5))


def candidates(
    kind: Kind, wanted: str, pages: QuerySet[Any] | None, most: int, *, by_date: bool = False
) -> SQL:
    """A query for the keys of at most so many texts that match an expression, newest first.

    Newest by key, which costs nothing, or by date. `pages` limits them to those of some pages.
    """
    table, key = _table(kind)
    where, parameters = _matches(table, key, wanted)
    return _keys(kind, where, parameters, pages, most, by_date=by_date)


def everything(kind: Kind, pages: QuerySet[Any], most: int) -> SQL:
    """The same for all texts of some pages."""
    return _keys(kind, "", [], pages, most, by_date=True)


def given(kind: Kind, keys: Iterable[int]) -> SQL:
    """The same for texts that somebody else found; what is not in the index is left out."""
    table, key = _table(kind)
    is_postgresql = connection.vendor == "postgresql"
    numbers = (POSTGRESQL_NUMBERS if is_postgresql else SQLITE_NUMBERS).format("%s")
    return f"SELECT {key} FROM {table} WHERE {key} IN ({numbers})", [json.dumps(list(keys))]


def _keys(
    kind: Kind,
    where: str,
    parameters: list[Any],
    pages: QuerySet[Any] | None,
    most: int,
    *,
    by_date: bool,
) -> SQL:
    table, key = _table(kind)
    if pages is not None:
        inside, more = pages.query.sql_with_params()
        where = " AND ".join(filter(None, [where, f"{PAGE[kind]} IN ({inside})"]))
        parameters = [*parameters, *more]
    order = "published_at" if by_date else key
    return (
        f"SELECT {key} FROM {table} WHERE {where} ORDER BY {order} DESC LIMIT {most}",
        parameters,
    )


def rank(
    kind: Kind,
    found: SQL,
    needs: Sequence[Need],
    phrases: Iterable[Sequence[str]] = (),
    without: Iterable[Sequence[str]] = (),
) -> list[Match]:
    """The candidates that hold the phrases and none of `without`, in no order, with scores."""
    table, key = _table(kind)
    impacts, source = "impacts", ""
    if connection.vendor == "postgresql":
        # Unpacked once for each text, and not once for each stem that is looked up in it.
        impacts = "unpacked.impacts"
        source = " CROSS JOIN LATERAL (SELECT impacts || '{}' AS impacts OFFSET 0) AS unpacked"
    columns, parameters = [], []
    for need in needs:
        column, more = _impact(impacts, need.stems)
        columns.append(column)
        parameters += more
    names = [f"impact{n}" for n in range(len(needs))]
    met = " + ".join(f"CASE WHEN {name} > 0 THEN 1 ELSE 0 END" for name in names) or "0"
    score = " + ".join(
        f"{name} * {need.weight:.6f}" for name, need in zip(names, needs, strict=True)
    )
    each = ", ".join(f"{column} AS {name}" for column, name in zip(columns, names, strict=True))
    spoken = [f"% {' '.join(phrase)} %" for phrase in phrases]
    unspoken = [f"% {' '.join(phrase)} %" for phrase in without]
    where = f"{key} IN (SELECT {key} FROM candidates)"
    where += " AND words LIKE %s" * len(spoken) + " AND words NOT LIKE %s" * len(unspoken)
    sql = (
        f"WITH candidates AS MATERIALIZED ({found[0]})"
        f" SELECT pk, page_id, published_at, {met}, {score or '0.0'} FROM"
        f" (SELECT {key} AS pk, {PAGE[kind]} AS page_id, published_at{', ' + each if each else ''}"
        f" FROM {table}{source} WHERE {where}) AS compared"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*found[1], *parameters, *spoken, *unspoken])
        return [Match(*row) for row in cursor.fetchall()]


def frequencies(kind: Kind, terms: Iterable[str]) -> dict[str, int]:
    """How many texts hold each of the terms."""
    asked = sorted(set(terms))
    if connection.vendor == "postgresql":
        counted = Term.objects.filter(kind=kind, text__in=asked)
        return dict.fromkeys(asked, 0) | dict(counted.values_list("text", "entries"))
    table, _key = _table(kind)
    marks = ", ".join(["%s"] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term, doc FROM {table}_terms WHERE term IN ({marks})", asked)
        return dict.fromkeys(asked, 0) | dict(cursor.fetchall())


def total(kind: Kind) -> int:
    """How many texts there are."""
    return Statistics.objects.filter(kind=kind).values_list("entries", flat=True).first() or 0


def count_terms(kind: Kind, change: Mapping[str, int]) -> None:
    """Count so many more texts, or fewer, that hold each of the terms."""
    if connection.vendor != "postgresql":
        return
    terms = sorted(term for term, number in change.items() if number)
    table = Term._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS counted (kind, text, entries)"
            " SELECT %s, unnest(%s::text[]), unnest(%s::int[])"
            " ON CONFLICT (kind, text) DO UPDATE SET entries = counted.entries + excluded.entries",
            [kind, terms, [change[term] for term in terms]],
        )


def recount_terms(kind: Kind) -> None:
    """The same from the beginning."""
    if connection.vendor != "postgresql":
        return
    Term.objects.filter(kind=kind).delete()
    table, _key = _table(kind)
    each = f"SELECT unnest(string_to_array(terms, ' ')) AS term FROM {table}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Term._meta.db_table} (kind, text, entries)"
            f" SELECT %s, term, count(*) FROM ({each}) AS each_term GROUP BY term",
            [kind],
        )


def forget_words() -> None:
    """Delete the words whose stem no text holds any more."""
    words = Word._meta.db_table
    if connection.vendor == "postgresql":
        # Not `NOT IN`, which goes through all terms for each word where they do not fit in memory.
        held = f"SELECT 1 FROM {Term._meta.db_table} WHERE text = stem AND entries > 0"
        unheld = f"NOT EXISTS ({held})"
    else:
        each = [f"SELECT term FROM {model._meta.db_table}_terms" for model in MODELS.values()]
        unheld = f"stem NOT IN ({' UNION '.join(each)})"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {words} WHERE {unheld}")


def titles_with(words: Sequence[str], limit: int) -> list[int]:
    """Posts whose titles hold all the words, folded, the last as a beginning; newest first.

    Readable or not: whoever shows them asks that.
    """
    if not words:
        return []
    table, key = _table(Kind.POST)
    *whole, beginning = words
    if connection.vendor == "postgresql":
        wanted = " & ".join([*(f"'{word}'" for word in whole), f"'{beginning}':*"])
        where = "search_terms(title) @@ %s::tsquery"
    else:
        wanted = " AND ".join([*(f'"{word}"' for word in whole), f'"{beginning}"*'])
        where = f"{key} IN (SELECT rowid FROM {table}_titles WHERE {table}_titles MATCH %s)"
    sql = f"SELECT {key} FROM {table} WHERE {where} ORDER BY {key} DESC LIMIT {limit}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted])
        return [row[0] for row in cursor.fetchall()]


def _table(kind: Kind) -> tuple[str, str]:
    model = MODELS[kind]
    return model._meta.db_table, str(model._meta.pk.column)


def _matches(table: str, key: str, wanted: str) -> SQL:
    if connection.vendor == "postgresql":
        return "search_terms(terms) @@ %s::tsquery", [wanted]
    return f"{key} IN (SELECT rowid FROM {table}_index WHERE {table}_index MATCH %s)", [wanted]


def _impact(impacts: str, stems: Sequence[str]) -> SQL:
    """The highest impact that one of the stems has in a text; 0 where it holds none."""
    if connection.vendor == "postgresql":
        each = [f"COALESCE(({impacts}->>%s)::int, 0)"] * len(stems)
        return f"GREATEST({', '.join(each)})", list(stems)
    each = [f"COALESCE({impacts}->>%s, 0)"] * len(stems)
    joined = ", ".join(each)
    # With one argument, SQLite's MAX is another function.
    return (f"MAX({joined})" if len(stems) > 1 else joined), [f'$."{stem}"' for stem in stems]
