"""Answering a search (SRC-1 to SRC-3): numbers from the index, bodies from the table, visibility checked in both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.contracts.reference import CodeList, industries, licences, occupations, places
from services.contracts.seeker_record import EMPLOYMENT_FORMS
from services.runtime.refusal import Refusal
from services.search import storage
from services.search.hits import hit_of, words_to_mark
from services.search.index import cursor as cursors
from services.search.index import page as pages
from services.search.index.reader import IndexNotReady, SeekerIndex
from services.search.index.schema import FACETS
from services.search.reasons import SearchReason
from services.search.standing import reader_of

Find = Callable[[SeekerIndex, pages.Question], pages.Page]


def search_seekers(
    connection: Connection,
    index: SeekerIndex,
    caller: Caller,
    request: Mapping[str, Any],
    *,
    today: dt.date,
    find: Find = pages.find,
) -> dict[str, Any]:
    """Answer a `SearchSeekersRequest` as loaded, for the organization of the caller.

    `find`: how the index is asked; the service hands in one that does it in a thread. A hit whose row says that it must
    not be seen any more is left out, though the index still counted it (SRC-3).
    Raises `Refusal` with a reason of `SearchReason`.
    """
    reader = reader_of(connection, caller)
    query, sort = request["query"], request["sort"]
    check_codes(query)
    question = cursors.question_hash(query, sort, reader)
    try:
        after = None if request["cursor"] is None else cursors.read(request["cursor"], question)
        page = find(index, pages.Question(query, sort, request["page_size"], after, reader, today))
    except cursors.StaleCursor:
        raise Refusal(SearchReason.STALE_CURSOR, "/cursor") from None
    except IndexNotReady:
        raise Refusal(SearchReason.INDEX_NOT_READY) from None
    rows = storage.seekers_by_row_number(connection, page.row_numbers)
    seen = (rows[number] for number in page.row_numbers if number in rows)
    words = words_to_mark(query)
    return {
        "total": page.total,
        "hits": [hit_of(row, words) for row in seen if row.is_visible_to(reader.class_, reader.organization_id, today)],
        "cursor": None if page.next_after is None else cursors.write(page.next_after, question),
        "facets": None if page.facets is None else _named(page.facets),
    }


def _named(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[dict[str, Any]]]:
    """Facets with the names of their codes, in the order of the lists."""
    return {
        facet.name: [
            {"code": code, "name": _facet_name(facet.name, code), "count": counts[facet.name][code]}
            for code in facet.codes
            if code in counts[facet.name]
        ]
        for facet in FACETS
    }


def _facet_name(facet: str, code: str) -> str:
    if facet == "employment_forms":
        return EMPLOYMENT_FORMS[code]
    return (places() if facet == "places" else occupations())[code].name


def check_codes(query: Mapping[str, Any]) -> None:
    """Refuse a code that no reference list has, saying where it stands (REG-17)."""
    for pointer, code, codes in _codes_in(query):
        if code not in codes:
            raise Refusal(SearchReason.UNKNOWN_CODE, pointer, code=code)


def _codes_in(query: Mapping[str, Any]) -> Iterator[tuple[str, str, CodeList]]:
    lists = {
        "occupation_codes": occupations,
        "industry_codes": industries,
        "place_codes": places,
        "wider_area_place_codes": places,
    }
    for name, codes in lists.items():
        for number, code in enumerate(query[name]):
            yield f"/query/{name}/{number}", code, codes()
    for number, code in enumerate(query["licences"]["codes"] if query["licences"] else ()):
        yield f"/query/licences/codes/{number}", code, licences()
    if query["experience"]:
        yield "/query/experience/occupation_code", query["experience"]["occupation_code"], occupations()
