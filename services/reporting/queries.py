"""Values of figures, and what each value counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.reporting.figures import FIGURES, Figure, Rows


def values_of_day(connection: Connection, day: dt.date, bureau_code: str | None) -> dict[str, int]:
    """The value of every figure for a day, nationwide or of a bureau; one statement for figures of the same rows."""
    by_rows: dict[int, list[Figure]] = {}
    for figure in FIGURES.values():
        by_rows.setdefault(id(figure.rows), []).append(figure)
    values: dict[str, int] = {}
    for figures in by_rows.values():
        query = _of(figures[0].rows, bureau_code, (_count(figure) for figure in figures))
        values.update(connection.execute(query, {"day": day}).mappings().one())
    return values


def subjects_of(
    connection: Connection, figure: Figure, day: dt.date, bureau_code: str | None, *, limit: int, after: str | None
) -> list[str]:
    """IDs of what a figure counts on a day, in their order as text, from after one of them."""
    subject = sa.cast(_subject(figure), sa.Text).collate("C").label("subject")
    query = _of(figure.rows, bureau_code, [subject]).where(figure.condition).distinct().order_by(subject).limit(limit)
    if after is not None:
        query = query.where(subject > after)
    return list(connection.scalars(query, {"day": day}))


def _of(rows: Rows, bureau_code: str | None, columns: Iterable[sa.ColumnElement[Any]]) -> sa.Select[Any]:
    query = sa.select(*columns).select_from(rows.source)
    return query if bureau_code is None else query.where(rows.bureau == bureau_code)


def _count(figure: Figure) -> sa.ColumnElement[int]:
    counted = sa.func.count() if figure.subject is None else sa.func.count(figure.subject.distinct())
    return counted.filter(figure.condition).label(figure.code)


def _subject(figure: Figure) -> sa.ColumnElement[str]:
    return figure.rows.key if figure.subject is None else figure.subject
