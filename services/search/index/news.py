"""How many hits of a search are news since a change (SRC-6), from one commit of the index. Native work, for a thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import tantivy

from services.search.index.conditions import Ask, Condition, Reader, matching
from services.search.index.reader import SeekerIndex, up_to


@dataclass(frozen=True)
class News:
    """Hits that the reader's class could not find before, hits known before whose record changed, and up to which change."""

    new: int
    changed: int
    reached: int


def look(index: SeekerIndex, query: Mapping[str, Any], reader: Reader, since: int, today: dt.date) -> News:
    """Count the hits of a `SeekerQuery` that are news since the change `since`.

    Counted and reached come from one commit, so that what the next look begins after is just what this one ended with: no
    change is told twice and none is left out, however far the index is behind. Raises `IndexNotReady`.
    """
    searcher, schema = index.searcher()
    reached = up_to(searcher, schema)
    if reached <= since:
        return News(0, 0, since)
    ask = Ask(schema, today)
    wanted = [*ask.visible_to(reader), *ask.conditions(query)]
    opened, changed = ask.opened_since(reader, since), ask.changed_since(since)
    known_before = replace(opened, excludes=True)
    return News(_count(searcher, [*wanted, opened]), _count(searcher, [*wanted, changed, known_before]), reached)


def reached(index: SeekerIndex) -> int:
    """Up to which change the index holds everything. Raises `IndexNotReady`."""
    return up_to(*index.searcher())


def _count(searcher: tantivy.Searcher, conditions: list[Condition]) -> int:
    count: int = searcher.search(matching(conditions), 1, count=True).count  # type: ignore[attr-defined]  # as in page.py
    return count
