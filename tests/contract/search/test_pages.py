"""Exact totals, pages, orders and facets (SRC-2)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from services.contracts.reference import occupations, places
from services.runtime.refusal import Refusal
from services.search.reasons import SearchReason
from tests.contract.search.conftest import MUNICIPAL, ReadModel
from tests.contract.search.records import state

Crowd = tuple[ReadModel, list[dict[str, Any]]]


def municipal(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one["record"] for one in states if "municipal" in one["provided_to"]]


def income(record: dict[str, Any]) -> tuple[int, int]:
    """Monthly wishes first, then hourly ones, then none."""
    if record["desired_monthly_income"] is not None:
        return 0, record["desired_monthly_income"]
    return (2, 0) if record["desired_hourly_income"] is None else (1, record["desired_hourly_income"])


ORDERS = {
    "newest": (lambda record: record["registered_at"][:19], True),
    "changed": (lambda record: record["changed_at"][:19], True),
    "income": (income, False),
}


@pytest.mark.parametrize("page_size", [10, 20, 30, 50])
@pytest.mark.parametrize("sort", ORDERS)
def test_the_pages_hold_every_hit_once_and_in_order(crowd: Crowd, sort: str, page_size: int) -> None:
    """SRC-2."""
    model, states = crowd
    pages = model.walk({"can_move": True}, sort=sort, page_size=page_size, organization_id=MUNICIPAL)
    expected = {record["seeker_number"]: record for record in municipal(states) if record["can_move"]}
    shown = [hit["seeker_number"] for page in pages for hit in page["hits"]]
    assert len(shown) == len(set(shown))
    assert set(shown) == set(expected)
    assert {page["total"] for page in pages} == {len(expected)}
    assert all(len(page["hits"]) == page_size for page in pages[:-1])
    key, descending = ORDERS[sort]
    keys = [key(expected[number]) for number in shown]
    assert keys == sorted(keys, reverse=descending)


def test_hits_equal_in_order_are_not_lost_between_pages(read_model: ReadModel) -> None:
    """SRC-2."""
    instant = "2026-05-01T00:00:00Z"
    for number in range(1, 26):
        read_model.add(number, registered_at=instant, changed_at=instant, desired_monthly_income=200_000)
    read_model.rebuild()
    for sort in ORDERS:
        shown = [hit["seeker_number"] for page in read_model.walk(sort=sort, page_size=10) for hit in page["hits"]]
        assert sorted(shown) == [f"{number:011d}" for number in range(1, 26)]


def test_a_page_goes_on_where_the_last_one_ended_though_the_index_has_changed(read_model: ReadModel) -> None:
    """SRC-2."""
    for number in range(1, 26):
        read_model.add(number, registered_at=f"2026-05-01T00:00:{number:02d}Z")
    read_model.rebuild()
    first = read_model.search(page_size=10)
    read_model.add(99, registered_at="2026-05-02T00:00:00Z")
    read_model.follow()
    read_model.rebuild()
    second = read_model.search(page_size=20, cursor=first["cursor"])
    shown = [hit["seeker_number"] for page in (first, second) for hit in page["hits"]]
    assert shown == [f"{number:011d}" for number in range(25, 0, -1)]
    assert second["total"] == 26
    assert second["cursor"] is None


@pytest.mark.parametrize(
    "changed",
    [
        {"query": {"can_move": False}},
        {"sort": "changed"},
        {"organization_id": MUNICIPAL},
        {"cursor": "AAAA"},
        {"cursor": "日本"},
        {"cursor": "=" * 40},
    ],
)
def test_the_cursor_of_another_search_is_refused(crowd: Crowd, changed: dict[str, Any]) -> None:
    """SRC-2."""
    model, _ = crowd
    cursor = model.search({"can_move": True}, page_size=10)["cursor"]
    asked: dict[str, Any] = {"query": {"can_move": True}, "cursor": cursor, **changed}
    with pytest.raises(Refusal) as refused:
        model.search(asked.pop("query"), **asked)
    assert refused.value.reason is SearchReason.STALE_CURSOR
    assert refused.value.pointer == "/cursor"


def brute_force(records: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("places", "occupations", "employment_forms")}
    for record in records:
        wished = [wish["place_code"] for wish in record["desired_places"]]
        counts["places"].update({places().with_ancestors(code)[-1] for code in wished})
        counts["occupations"].update({occupations().with_ancestors(code)[-1] for code in record["occupation_codes"]})
        counts["employment_forms"].update(record["employment_forms"])
    return {name: dict(found) for name, found in counts.items()}


def in_tokyo(record: dict[str, Any]) -> bool:
    return any(wish["place_code"].startswith("13") for wish in record["desired_places"])


@pytest.mark.parametrize(
    ("query", "own", "fits"),
    [
        ({}, {}, lambda record: True),
        ({"can_move": True, "words": {"all": ["経理"]}}, {}, None),
        ({"place_codes": ["130001"]}, {"places": {}}, in_tokyo),
        (
            {"place_codes": ["130001"], "employment_forms": ["part_time"]},
            {"places": {"employment_forms": ["part_time"]}, "employment_forms": {"place_codes": ["130001"]}},
            lambda record: in_tokyo(record) and "part_time" in record["employment_forms"],
        ),
        ({"occupation_codes": ["10"]}, {"occupations": {}}, None),
    ],
)
def test_facets_count_exactly_and_each_ignores_its_own_condition(
    crowd: Crowd, query: dict[str, Any], own: dict[str, dict[str, Any]], fits: Any
) -> None:
    """SRC-2: `own`: the query that remains for a facet whose own condition is set."""
    model, states = crowd
    records = {record["seeker_number"]: record for record in municipal(states)}

    def hits(remaining: dict[str, Any]) -> list[dict[str, Any]]:
        return [records[number] for number in model.found(remaining, organization_id=MUNICIPAL)]

    facets = model.search(query, organization_id=MUNICIPAL)["facets"]
    for name, counted in facets.items():
        expected = brute_force(hits(own.get(name, query)))[name]
        assert {one["code"]: one["count"] for one in counted} == expected
        assert all(one["name"] for one in counted)
    if fits is not None:
        whole = brute_force([record for record in records.values() if fits(record)])
        untouched = set(facets) - set(own)
        assert {name: {one["code"]: one["count"] for one in facets[name]} for name in untouched} == {
            name: whole[name] for name in untouched
        }


def test_facets_come_with_the_first_page_only(crowd: Crowd) -> None:
    """SRC-2."""
    pages = crowd[0].walk(page_size=50)
    assert pages[0]["facets"] is not None
    assert all(page["facets"] is None for page in pages[1:])


def test_the_list_shows_names_and_main_fields(read_model: ReadModel) -> None:
    """SRC-2."""
    wish = {"place_code": "011011", "commuting_means": "walking", "commuting_limit_minutes": 20}
    read_model.project(
        state(read_model.random, 1, provided_to=("private",), desired_places=[wish], occupation_codes=["251"])
    )
    read_model.rebuild()
    hit = read_model.search()["hits"][0]
    assert hit["summary"]["place_names"] == ["北海道札幌市中央区"]
    assert hit["summary"]["occupation_names"] == [occupations()["251"].name]
    assert hit["registered_at"].endswith("Z")
