"""Seekers for the tests: small pools of codes and words, so that every condition has hits and misses."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from services.contracts.registry import SeekersChanged
from services.contracts.seeker_record import DAYS_OFF, DRIVING_LICENCES, EDUCATION_LEVELS, EMPLOYMENT_FORMS, TURNS
from services.runtime.identifiers import new_id

TODAY = dt.date(2026, 5, 15)
NOON = dt.datetime(2026, 5, 15, 3, 0, tzinfo=dt.UTC)

# A prefecture, a city without wards, a designated city, two of its wards; the same of another prefecture.
PLACES = ("130001", "131016", "131024", "010006", "011002", "011011", "011029", "012025", "271004", "271021")
OCCUPATIONS = ("011", "021", "031", "101", "102", "251", "252", "261", "321", "361")
INDUSTRIES = ("01", "06", "09", "39", "56", "85")
LICENCES = ("X001", "X002", "X003", "X101")
WORDS = (
    "経理", "経理事務", "ﾌｫｰｸﾘﾌﾄ", "フォークリフト運転", "介護", "㈱山田製作所", "Excel", "ＥＸＣＥＬ", "簿記2級", "簿記２級", "Python",
    "接客", "ガス溶接", "窓口", "夜勤 可", "一", "土日\n休み",
)  # fmt: skip


def maybe(random: Random, value: Any) -> Any:
    return value if random.random() < 0.7 else None


def some(random: Random, pool: Any, most: int, least: int = 0) -> list[Any]:
    return random.sample(list(pool), random.randint(least, most))


def sentence(random: Random) -> str:
    return "、".join(random.choices(WORDS, k=random.randint(0, 4)))


def time_of_day(random: Random) -> str:
    return f"{random.randrange(24):02d}:{random.choice((0, 30)):02d}"


def record(random: Random, seeker_number: str, **changes: Any) -> dict[str, Any]:
    """A provided record as plain JSON."""
    registered = NOON - dt.timedelta(minutes=random.randrange(60 * 24 * 40))
    changed = registered + (NOON - registered) * random.random()
    made: dict[str, Any] = {
        "seeker_number": seeker_number,
        "applied_on": str(registered.date()),
        "valid_until": str(TODAY + dt.timedelta(days=random.randrange(60))),
        "registered_at": registered.isoformat().replace("+00:00", "Z"),
        "changed_at": changed.isoformat().replace("+00:00", "Z"),
        "desired_work": sentence(random),
        "desired_hours_from": maybe(random, time_of_day(random)),
        "desired_hours_to": maybe(random, time_of_day(random)),
        "employment_forms": some(random, EMPLOYMENT_FORMS, 3, 1),
        "wants_regular_employment": random.random() < 0.5,
        "dispatch_acceptable": random.random() < 0.5,
        "contract_work_acceptable": random.random() < 0.5,
        "desired_days_off": some(random, DAYS_OFF, 3),
        "two_day_weekend": random.choice(("every_week", "other", "none")),
        "desired_places": [
            {"place_code": code, "commuting_means": "walking", "commuting_limit_minutes": 30}
            for code in some(random, PLACES, 3, 1)
        ],
        "can_move": random.random() < 0.5,
        "wants_own_car": random.random() < 0.5,
        "desired_monthly_income": maybe(random, random.randrange(150_000, 400_000, 10_000)),
        "desired_hourly_income": maybe(random, random.randrange(1_000, 2_500, 50)),
        "education_level": random.choice(list(EDUCATION_LEVELS)),
        "driving_licence": random.choice(list(DRIVING_LICENCES)),
        "licences_and_skills": sentence(random),
        "work_experience": [
            {
                "occupation_code": random.choice(OCCUPATIONS),
                "years": random.randrange(12),
                "description": sentence(random),
            }
            for _ in range(random.randrange(3))
        ],
        "occupation_codes": some(random, OCCUPATIONS, 3, 1),
        "industry_codes": some(random, INDUSTRIES, 2),
        "wider_area_place_codes": some(random, PLACES, 2),
        "turn": random.choice(list(TURNS)),
        "licence_codes": some(random, LICENCES, 3),
        "selling_points": sentence(random),
    }
    return {**made, **changes}


def state(
    random: Random,
    number: int,
    *,
    version: int = 1,
    provided_to: tuple[str, ...] | None = None,
    joined_numbers: tuple[str, ...] = (),
    **changes: Any,
) -> dict[str, Any]:
    """One seeker of `SeekersChanged`, as plain JSON; `provided_to` is drawn where not given."""
    seeker_number = f"{number:011d}"
    if provided_to is None:
        provided_to = random.choice((("private", "municipal"), ("private", "municipal"), ("private",), ("municipal",)))
    made = record(random, seeker_number, **changes)
    return {
        "seeker_number": seeker_number,
        "version": version,
        "application_id": new_id(),
        "office_code": "13010",
        "bureau_code": "13",
        "provision_choice": "both",
        "provided_to": list(provided_to),
        "has_my_page": True,
        "open_to_employers": False,
        "applied_on": made["applied_on"],
        "valid_until": made["valid_until"],
        "ended_on": None,
        "joined_numbers": list(joined_numbers),
        "record": made if provided_to else None,
    }


def loaded(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The states as an event handler gets them."""
    seekers: list[dict[str, Any]] = []
    for start in range(0, len(states), 200):
        seekers += SeekersChanged().load({"seekers": states[start : start + 200]})["seekers"]
    return seekers
