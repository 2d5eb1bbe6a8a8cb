"""One page of a search, from the index alone. Native work all through, so that it may run in a thread (tpool)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy

from services.search.index import facets
from services.search.index.conditions import Ask, Condition, Reader, matching
from services.search.index.documents import row_number_of
from services.search.index.reader import SeekerIndex

ASCENDING = {"newest": False, "changed": False, "income": True}
"""The orders of `SORTS` in the contract."""


@dataclass(frozen=True)
class Question:
    """A search as the index is asked it; `after`: the sort key of the last hit shown, None for the first page."""

    query: Mapping[str, Any]
    sort: str
    page_size: int
    after: int | None
    reader: Reader
    today: dt.date


@dataclass(frozen=True)
class Page:
    """Exact total of all pages, row numbers of this one in order, key to go on after, facets on the first page."""

    total: int
    row_numbers: tuple[int, ...]
    next_after: int | None
    facets: dict[str, dict[str, int]] | None


def find(index: SeekerIndex, question: Question) -> Page:
    """Answer a question from one commit of the index. Raises `IndexNotReady`."""
    searcher, schema = index.searcher()
    ask = Ask(schema, question.today)
    conditions = [*ask.visible_to(question.reader), *ask.conditions(question.query)]
    if question.after is None:
        keys, total = _keys(searcher, conditions, question, question.page_size + 1)
        counts = facets.count(searcher, conditions)
    else:
        after = ask.after(question.sort, question.after, ascending=ASCENDING[question.sort])
        keys, _ = _keys(searcher, [*conditions, after], question, question.page_size + 1)
        _, total = _keys(searcher, conditions, question, 1)
        counts = None
    shown = keys[: question.page_size]
    return Page(
        total=total,
        row_numbers=tuple(map(row_number_of, shown)),
        next_after=shown[-1] if len(keys) > len(shown) else None,
        facets=counts,
    )


def _keys(
    searcher: tantivy.Searcher, conditions: Sequence[Condition], question: Question, limit: int
) -> tuple[list[int], int]:
    """Sort keys of the first hits, and how many hits there are; ordered by a field, so that no scores are worked out."""
    order = tantivy.Order.Asc if ASCENDING[question.sort] else tantivy.Order.Desc
    result = searcher.search(matching(conditions), limit, count=True, order_by_field=question.sort, order=order)
    total: int = result.count  # type: ignore[attr-defined]  # missing in the library's stub
    return [key for key, _ in result.hits], total
