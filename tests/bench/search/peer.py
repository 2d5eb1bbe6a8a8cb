"""The plain peer: the same question as SQL, on the read model with the best indexes it could be given.

Beside `seekers` stands a table made for searching, a row a seeker: sort keys, amounts, classes, the facets as the bits
that the index holds too, and one array of everything that is looked up, exact terms and bigrams alike, under one GIN
index, so that PostgreSQL intersects all conditions in one scan of it. What is long stands out of line, so that scans of
broad questions are short. A word of one or two characters is exact by its gram; a longer one is checked against the
folded text. Hits are materialized once for total, page and all facets without a condition of their own.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import psycopg2.extensions

from services.contracts.reference import places
from services.contracts.seeker_record import EDUCATION_LEVELS
from services.search import text
from services.search.index import documents, schema
from services.search.index.facets import OWN_CONDITION
from services.search.storage import SeekerRow
from tests.bench.search.shapes import Shape

FACET_FIELDS = tuple(name for facet in schema.FACETS for name in facet.fields)
COLUMNS = (
    "row_number", *schema.SORT_KEYS, "monthly_income", "valid_until", "private", "municipal", "blocked_by",
    *FACET_FIELDS, "terms", "folded",
)  # fmt: skip

CREATE = f"""
    CREATE UNLOGGED TABLE peer (
        row_number bigint, newest bigint, changed bigint, income bigint, monthly_income integer, valid_until date,
        private boolean, municipal boolean, blocked_by uuid[], {", ".join(f"{name} smallint" for name in FACET_FIELDS)},
        terms text[], folded text
    ) WITH (toast_tuple_target = 128)
"""
INDEXES = (
    "CREATE INDEX peer_terms ON peer USING gin (terms) WITH (fastupdate = off)",
    *(f"CREATE INDEX peer_{name} ON peer ({name})" for name in schema.SORT_KEYS),
    "CREATE INDEX peer_monthly_income ON peer (monthly_income)",
    "ALTER TABLE peer ALTER COLUMN terms SET STATISTICS 2000",
    "ANALYZE peer",
)
TERM_FIELDS = set(schema.TERMS) - {"blocked_by", "provided_to"}
_HALF = 1 << 63
"""Sort keys are unsigned in the index; SQL's are signed, so they are moved down by half."""


def values_of(row: SeekerRow) -> tuple[Any, ...]:
    """A seeker's row, in the order of `COLUMNS`."""
    record = row.record
    assert record is not None
    found = documents.terms_of(row, record)
    terms = {f"{name}:{term}" for name in TERM_FIELDS for term in found[name]}
    terms |= {f"{name}:{record[name]}" for name in schema.TRUTHS}
    folded = text.folded_whole(one for _, one in documents.free_texts(record))
    terms |= {"#" + gram for gram in (*text.bigrams(folded).split(" "), *text.characters(folded).split(" "))}
    keys = (documents.sort_key(value, row.row_number) for value in documents.sort_values(record))
    bits = documents.facet_bits(record)
    return (
        row.row_number,
        *(key - _HALF for key in keys),
        record["desired_monthly_income"],
        row.valid_until,
        "private" in row.provided_to,
        "municipal" in row.provided_to,
        list(row.blocked_by),
        *(bits[name] for name in FACET_FIELDS),
        sorted(terms),
        folded,
    )


class Where:
    """The conditions of a shape as SQL, by the name of the member of `SeekerQuery` each comes from."""

    def __init__(self, query: dict[str, Any], organization_id: str, class_: str, today: dt.date) -> None:
        self.parts: list[tuple[str, str, list[Any]]] = []
        self._add("provided_to", class_)
        self._add("valid_until", "valid_until >= %s", today)
        self._add("blocked_by", "NOT blocked_by @> ARRAY[%s]::uuid[]", organization_id)
        for name, field in (
            ("occupation_codes", "occupation"),
            ("employment_forms", "employment_form"),
            ("days_off", "day_off"),
            ("driving_licences", "driving_licence"),
        ):
            self._holds(name, field, query[name])
        if query["place_codes"]:
            above = {entry.code for code in query["place_codes"] for entry in places().ancestors(code)}
            terms = [f"place:{code}" for code in query["place_codes"]] + [f"whole_place:{code}" for code in above]
            self._any("place_codes", terms)
        if query["wants_regular_employment"] is not None:
            self._holds("wants", "wants_regular_employment", [query["wants_regular_employment"]])
        if query["education_at_least"]:
            levels = list(EDUCATION_LEVELS)
            self._holds("education", "education", levels[levels.index(query["education_at_least"]) :])
        if query["licences"]:
            self._holds("licences", "licence", query["licences"]["codes"])
        if query["monthly_income_at_most"] is not None:
            self._add("income", "monthly_income <= %s", query["monthly_income_at_most"])
        self._words(query["words"] or {"all": [], "any": [], "none": []})

    def _add(self, name: str, sql: str, *values: Any) -> None:
        self.parts.append((name, sql, list(values)))

    def _holds(self, name: str, field: str, codes: list[Any]) -> None:
        if codes:
            self._any(name, [f"{field}:{code}" for code in codes])

    def _any(self, name: str, terms: list[str]) -> None:
        self._add(name, f"terms {'@>' if len(terms) == 1 else '&&'} %s", terms)

    def _words(self, words: dict[str, list[str]]) -> None:
        for word in words["all"]:
            self._add("words", *_holding(word))
        if words["any"]:
            each = [_holding(word) for word in words["any"]]
            self._add(
                "words", f"({' OR '.join(sql for sql, *_ in each)})", *(value for _, *some in each for value in some)
            )
        for word in words["none"]:
            self._add("words", "strpos(folded, %s) = 0", text.fold(word))

    def without(self, name: str = "") -> tuple[str, list[Any]]:
        """All conditions but those of a name, and their values."""
        kept = [part for part in self.parts if part[0] != name]
        return " AND ".join(sql for _, sql, _ in kept), [value for *_, values in kept for value in values]


def _holding(word: str) -> tuple[Any, ...]:
    folded = text.fold(word)
    if len(folded) == 1:
        return "terms @> %s", ["#" + text.character(folded)]
    grams = ["#" + gram for _, gram in text.phrase(folded)]
    return ("terms @> %s", grams) if len(folded) == 2 else ("(terms @> %s AND strpos(folded, %s) > 0)", grams, folded)


def ask(
    connection: psycopg2.extensions.connection,
    shape: Shape,
    organization_id: str,
    class_: str,
    today: dt.date,
    page_size: int,
    after: int | None,
) -> tuple[int, list[int], dict[str, dict[str, int]] | None]:
    """Total, sort keys of the page, facets."""
    where = Where(shape.query, organization_id, class_, today)
    conditions, values = where.without()
    order = "ASC" if shape.sort == "income" else "DESC"
    later = "" if after is None else f"WHERE {shape.sort} {'>' if order == 'ASC' else '<'} %s"
    own = {facet.name: OWN_CONDITION[facet.name] for facet in schema.FACETS}
    widened = [facet for facet in schema.FACETS if any(part[0] == own[facet.name] for part in where.parts)]
    columns = (
        [name for facet in schema.FACETS if facet not in widened for name in facet.fields] if after is None else []
    )
    # One pass for total, page and the facets without a condition of their own.
    statement = f"""
        WITH hits AS MATERIALIZED (SELECT {", ".join([shape.sort, *columns])} FROM peer WHERE {conditions})
        (SELECT 'total' AS what, NULL::bigint AS value, count(*) FROM hits)
        UNION ALL (SELECT 'page', {shape.sort}, NULL FROM hits {later} ORDER BY {shape.sort} {order} LIMIT {page_size})
    """
    for column in columns:
        statement += f" UNION ALL (SELECT '{column}', {column}, count(*) FROM hits GROUP BY {column})"
    found = _rows(connection, statement, values + ([] if after is None else [after - _HALF]))
    if after is None:
        for facet in widened:
            found += _widened(connection, facet, *where.without(own[facet.name]))
    total = next(int(count) for what, _, count in found if what == "total")
    keys = [int(value) + _HALF for what, value, _ in found if what == "page"]
    return total, keys, None if after is not None else _facets(found)


def _widened(
    connection: psycopg2.extensions.connection, facet: schema.Facet, conditions: str, values: list[Any]
) -> list[Any]:
    """A facet without its own condition: a pass of its own."""
    if len(facet.fields) == 1:
        (field,) = facet.fields
        statement = f"SELECT '{field}', {field}, count(*) FROM peer WHERE {conditions} GROUP BY {field}"
    else:
        statement = f"WITH hits AS MATERIALIZED (SELECT {', '.join(facet.fields)} FROM peer WHERE {conditions}) "
        counts = (f"(SELECT '{field}', {field}, count(*) FROM hits GROUP BY {field})" for field in facet.fields)
        statement += " UNION ALL ".join(counts)
    return _rows(connection, statement, values)


def _rows(connection: psycopg2.extensions.connection, statement: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _facets(found: list[Any]) -> dict[str, dict[str, int]]:
    return {
        facet.name: facet.by_code((field, held, count) for field, held, count in found if field in facet.fields)
        for facet in schema.FACETS
    }
