"""Every condition of SRC-1 finds just the seekers it describes, told by a second reading of the same records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from services.contracts.reference import industries, occupations, places
from services.contracts.seeker_record import EDUCATION_LEVELS
from services.runtime.clock import japanese_day
from services.runtime.refusal import Refusal
from services.search.reasons import SearchReason
from services.search.text import fold
from tests.contract.search.conftest import MUNICIPAL, PRIVATE, ReadModel
from tests.contract.search.records import TODAY

Record = dict[str, Any]
Crowd = tuple[ReadModel, list[dict[str, Any]]]


def visible(states: list[dict[str, Any]], class_: str, blocked: set[str]) -> list[Record]:
    return [one["record"] for one in states if class_ in one["provided_to"] and one["seeker_number"] not in blocked]


def below(codes: Any, higher: str, code: str) -> bool:
    return higher in codes.with_ancestors(code)


def place_matches(wish: str, asked: str) -> bool:
    """A wish in the asked place, or for the whole of a place that holds it."""
    return below(places(), asked, wish) or below(places(), wish, asked)


def minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def hours_within(record: Record, begin: str, end: str) -> bool:
    """Wished hours inside the asked ones, both perhaps over midnight, tried minute by minute of two days."""
    wish_from, wish_to = record["desired_hours_from"], record["desired_hours_to"]
    if wish_from is None or wish_to is None:
        return False
    wish = range(minutes(wish_from), minutes(wish_to) + (1440 if minutes(wish_to) <= minutes(wish_from) else 0))
    asked = range(minutes(begin), minutes(end) + (1440 if minutes(end) <= minutes(begin) else 0))
    shifts = (0, 1440) if minutes(end) <= minutes(begin) else (0,)
    return any(asked[0] <= wish[0] + shift and wish[-1] + shift <= asked[-1] for shift in shifts)


def texts(record: Record) -> list[str]:
    free = ("desired_work", "licences_and_skills", "selling_points")
    return [fold(record[name]) for name in free] + [fold(one["description"]) for one in record["work_experience"]]


def holds(record: Record, word: str) -> bool:
    return any(fold(word) in one for one in texts(record))


def years_in(record: Record, code: str) -> int:
    found = [one["years"] for one in record["work_experience"] if one["occupation_code"] == code]
    return sum(found) if found else -1


def days_ago(record: Record, field: str) -> int:
    return (TODAY - japanese_day(dt.datetime.fromisoformat(record[field]))).days


CONDITIONS: list[tuple[dict[str, Any], Callable[[Record], bool]]] = [
    ({"occupation_codes": ["101"]}, lambda r: "101" in r["occupation_codes"]),
    ({"occupation_codes": ["10"]}, lambda r: any(below(occupations(), "10", c) for c in r["occupation_codes"])),
    (
        {"occupation_codes": ["A", "251"]},
        lambda r: any(below(occupations(), "A", c) or c == "251" for c in r["occupation_codes"]),
    ),
    ({"industry_codes": ["09"]}, lambda r: "09" in r["industry_codes"]),
    ({"industry_codes": ["D"]}, lambda r: any(below(industries(), "D", c) for c in r["industry_codes"])),
    *(
        (
            {"place_codes": list(codes)},
            lambda r, codes=codes: any(
                place_matches(wish["place_code"], code) for wish in r["desired_places"] for code in codes
            ),
        )
        for codes in (["131016"], ["130001"], ["011002"], ["011011"], ["010006"], ["012025", "271021"])
    ),
    (
        {"wider_area_place_codes": ["011011"]},
        lambda r: any(place_matches(wish, "011011") for wish in r["wider_area_place_codes"]),
    ),
    ({"employment_forms": ["part_time"]}, lambda r: "part_time" in r["employment_forms"]),
    (
        {"employment_forms": ["seasonal", "temporary"]},
        lambda r: bool({"seasonal", "temporary"} & set(r["employment_forms"])),
    ),
    *(
        ({name: wanted}, lambda r, name=name, wanted=wanted: r[name] is wanted)
        for name in ("wants_regular_employment", "dispatch_acceptable", "contract_work_acceptable", "can_move")
        for wanted in (True, False)
    ),
    (
        {"monthly_income_at_most": 250_000},
        lambda r: r["desired_monthly_income"] is not None and r["desired_monthly_income"] <= 250_000,
    ),
    (
        {"monthly_income_at_least": 200_000, "monthly_income_at_most": 200_000},
        lambda r: r["desired_monthly_income"] == 200_000,
    ),
    (
        {"hourly_income_at_least": 1_500},
        lambda r: r["desired_hourly_income"] is not None and r["desired_hourly_income"] >= 1_500,
    ),
    ({"hours_from": "09:00"}, lambda r: r["desired_hours_from"] is not None and r["desired_hours_from"] >= "09:00"),
    ({"hours_from": "06:00", "hours_to": "23:00"}, lambda r: hours_within(r, "06:00", "23:00")),
    ({"hours_from": "17:00", "hours_to": "12:00"}, lambda r: hours_within(r, "17:00", "12:00")),
    (
        {"hours_to": "20:00"},
        lambda r: (
            r["desired_hours_to"] is not None
            and r["desired_hours_to"] <= "20:00"
            and (r["desired_hours_from"] is None or r["desired_hours_from"] < r["desired_hours_to"])
        ),
    ),
    ({"days_off": ["sat"]}, lambda r: "sat" in r["desired_days_off"]),
    ({"days_off": ["sun", "holidays"]}, lambda r: bool({"sun", "holidays"} & set(r["desired_days_off"]))),
    ({"two_day_weekend": ["every_week"]}, lambda r: r["two_day_weekend"] == "every_week"),
    (
        {"education_at_least": "junior_college"},
        lambda r: list(EDUCATION_LEVELS).index(r["education_level"]) >= list(EDUCATION_LEVELS).index("junior_college"),
    ),
    ({"licences": {"codes": ["X001", "X101"]}}, lambda r: bool({"X001", "X101"} & set(r["licence_codes"]))),
    ({"licences": {"codes": ["X001", "X101"], "match": "all"}}, lambda r: {"X001", "X101"} <= set(r["licence_codes"])),
    ({"licences": {"codes": ["X1"]}}, lambda r: "X101" in r["licence_codes"]),
    ({"driving_licences": ["automatic_only", "ordinary"]}, lambda r: r["driving_licence"] != "none"),
    ({"experience": {"occupation_code": "101"}}, lambda r: years_in(r, "101") >= 0),
    ({"experience": {"occupation_code": "251", "at_least_years": 8}}, lambda r: years_in(r, "251") >= 8),
    ({"turns": ["u_turn"]}, lambda r: r["turn"] in {"u_turn", "either"}),
    ({"turns": ["none", "i_turn"]}, lambda r: r["turn"] != "u_turn"),
    ({"turns": ["either"]}, lambda r: r["turn"] != "none"),
    ({"words": {"all": ["経理", "簿記2級"]}}, lambda r: holds(r, "経理") and holds(r, "簿記２級")),
    ({"words": {"any": ["フォークリフト", "python"]}}, lambda r: holds(r, "フォークリフト") or holds(r, "python")),
    ({"words": {"none": ["EXCEL", "一"]}}, lambda r: not holds(r, "excel") and not holds(r, "一")),
    (
        {"words": {"all": ["介護"], "none": ["経理事務"]}},
        lambda r: holds(r, "介護") and not holds(r, "経理事務"),
    ),
    ({"words": {"all": ["ス"]}}, lambda r: holds(r, "ス")),
    ({"words": {"all": ["務、簿"]}}, lambda r: holds(r, "務、簿")),
    ({"registered_within_days": 1}, lambda r: days_ago(r, "registered_at") == 0),
    ({"registered_within_days": 7}, lambda r: days_ago(r, "registered_at") <= 6),
    ({"changed_within_days": 3}, lambda r: days_ago(r, "changed_at") <= 2),
    (
        {"place_codes": ["130001"], "employment_forms": ["full_time"], "monthly_income_at_most": 300_000},
        lambda r: (
            any(place_matches(wish["place_code"], "130001") for wish in r["desired_places"])
            and "full_time" in r["employment_forms"]
            and (r["desired_monthly_income"] or 10**9) <= 300_000
        ),
    ),
]


@pytest.mark.parametrize(("query", "described"), CONDITIONS, ids=[str(query)[:80] for query, _ in CONDITIONS])
def test_a_condition_finds_just_the_seekers_it_describes(
    crowd: Crowd, query: dict[str, Any], described: Callable[[Record], bool]
) -> None:
    """SRC-1."""
    model, states = crowd
    blocked = {f"{number:011d}" for number in range(7, 401, 7)}
    for organization_id, class_, hidden in ((PRIVATE, "private", blocked), (MUNICIPAL, "municipal", set())):
        may_see = visible(states, class_, hidden)
        expected = {record["seeker_number"] for record in may_see if described(record)}
        assert set(model.found(query, organization_id=organization_id)) == expected
        assert 0 < len(expected) < len(may_see), "the condition must have hits and misses"


def test_a_search_without_conditions_finds_all_whom_the_reader_may_see(crowd: Crowd) -> None:
    """SRC-1."""
    model, states = crowd
    expected = {record["seeker_number"] for record in visible(states, "municipal", set())}
    assert set(model.found(organization_id=MUNICIPAL)) == expected


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"occupation_codes": ["101", "999"]}, "/query/occupation_codes/1"),
        ({"industry_codes": ["Z"]}, "/query/industry_codes/0"),
        ({"place_codes": ["131016", "999999"]}, "/query/place_codes/1"),
        ({"wider_area_place_codes": ["131017"]}, "/query/wider_area_place_codes/0"),
        ({"licences": {"codes": ["X001", "Q9"]}}, "/query/licences/codes/1"),
        ({"experience": {"occupation_code": "000"}}, "/query/experience/occupation_code"),
    ],
)
def test_a_code_of_no_list_is_refused_and_its_place_named(crowd: Crowd, query: dict[str, Any], pointer: str) -> None:
    """SRC-1."""
    with pytest.raises(Refusal) as refused:
        crowd[0].search(query)
    assert refused.value.reason is SearchReason.UNKNOWN_CODE
    assert refused.value.pointer == pointer
