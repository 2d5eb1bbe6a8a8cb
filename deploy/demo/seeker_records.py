"""Provided records (SEE-A, SEE-B) of the demo's seekers: real codes, and texts that fit the occupation.

Written for speed, as the search benchmark wants two million: lists are made once, a draw is one call of `random()`.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from deploy.demo import seeker_texts as texts
from services.contracts.reference import licences, occupation_titles, occupations, places
from services.legal_calendar import end_of_month_after_next

PEOPLE_BY_PREFECTURE = (
    520, 122, 119, 228, 94, 105, 180, 284, 191, 192, 734, 628, 1400, 923, 217, 102, 112, 75, 80, 203, 196, 358, 750,
    176, 141, 255, 880, 544, 130, 90, 54, 66, 187, 276, 131, 70, 93, 131, 67, 512, 80, 128, 172, 111, 105, 156, 147,
)  # fmt: skip
"""Inhabitants in units of ten thousand, rounded, from Hokkaido to Okinawa: weights, not statistics."""
WEIGHT_BY_MAJOR = {"A": 1, "B": 19, "C": 26, "D": 10, "E": 16, "F": 2, "G": 2, "H": 9, "I": 5, "J": 3, "K": 17}
NOT_FOUND_BY_PLACEMENT = frozenset({"011", "171", "172", "431", "441", "442", "449"})
"""Members of parliaments, judges, soldiers, police: nobody is placed there."""
MONTHLY_BY_MAJOR = {
    "A": 340_000, "B": 250_000, "C": 190_000, "D": 210_000, "E": 195_000, "F": 185_000, "G": 190_000, "H": 200_000,
    "I": 240_000, "J": 250_000, "K": 175_000,
}  # fmt: skip
LEVELS = (("high_school", 44), ("university", 24), ("vocational_school", 15), ("junior_college", 9),
          ("junior_high_school", 4), ("graduate_school", 2), ("college_of_technology", 2))  # fmt: skip
FORMS = ((("full_time",), 58), (("part_time",), 24), (("full_time", "part_time"), 15), (("seasonal",), 1),
         (("full_time", "temporary"), 2))  # fmt: skip
DAYS_OFF = ((("sat", "sun", "holidays"), 50), (("sun",), 15), ((), 15), (("sun", "holidays"), 12), (("sat", "sun"), 6),
            (("wed",), 2))  # fmt: skip
HOURS = (("08:30", "17:30"), ("09:00", "18:00"), ("09:00", "16:00"), ("10:00", "15:00"), ("08:00", "17:00"),
         ("09:30", "18:30"), ("13:00", "22:00"), (None, None))  # fmt: skip
MEANS = (("public_transport", 50), ("own_car", 32), ("bicycle", 12), ("walking", 6))
DRIVING = (("ordinary", 56), ("automatic_only", 24), ("none", 20))
MINUTES = (20, 30, 30, 40, 45, 60, 60, 90)


class Trade(NamedTuple):
    """A small class of occupation with everything its seekers draw from."""

    code: str
    job: str
    """Empty for the classes of what is left over."""
    titles: tuple[str, ...]
    tasks: tuple[str, ...]
    workplaces: tuple[str, ...]
    licences: tuple[str, ...]
    industries: tuple[str, ...]
    monthly: int
    neighbours: tuple[str, ...]


class Table(NamedTuple):
    """Values drawn in proportion to whole weights, unrolled so that a draw is one index."""

    values: tuple[Any, ...]

    def draw(self, number: float) -> Any:
        """The value for a number from 0 up to and not including 1."""
        return self.values[int(number * len(self.values))]


def table(weighted: Any) -> Table:
    """A table in which each value stands as often as its weight."""
    return Table(tuple(value for value, weight in weighted for _ in range(weight)))


class World(NamedTuple):
    """All that records are drawn from."""

    trades: Table
    homes: Table
    neighbours: dict[str, tuple[str, ...]]
    level: Table
    forms: Table
    days_off: Table
    means: Table
    driving: Table
    licence_names: dict[str, str]


@cache
def world() -> World:
    """Read once a process from the reference lists."""
    by_prefecture = {
        prefecture.code: tuple(
            place.code
            for place in places().descendants(prefecture.code)
            # Designated cities are drawn by their wards; nobody lives in the northern villages.
            if place.level != "designated_city" and not "016951" <= place.code <= "017001"
        )
        for prefecture in places().at_level("prefecture")
    }
    homes = []
    for inhabitants, codes in zip(PEOPLE_BY_PREFECTURE, by_prefecture.values(), strict=True):
        weights = [8 if places()[code].level in ("city", "ward", "special_ward") else 1 for code in codes]
        homes += _spread(codes, weights, inhabitants * 20)
    return World(
        trades=Table(tuple(_trades())),
        homes=Table(tuple(homes)),
        neighbours=dict(by_prefecture),
        level=table(LEVELS),
        forms=table(FORMS),
        days_off=table(DAYS_OFF),
        means=table(MEANS),
        driving=table(DRIVING),
        licence_names={entry.code: entry.name for entry in licences()},
    )


def _spread(values: tuple[Any, ...], weights: list[int], size: int) -> list[Any]:
    """A list of `size` in which each value stands about as often as its weight asks."""
    ends = list(accumulate(weight * size / sum(weights) for weight in weights))
    spread: list[Any] = []
    for value, end in zip(values, ends, strict=True):
        spread += [value] * (round(end) - len(spread))
    return spread


def _trades() -> list[Trade]:
    found: list[Trade] = []
    for major in occupations().at_level("major"):
        small = [
            entry
            for entry in occupations().descendants(major.code)
            if entry.level == "small" and entry.code not in NOT_FOUND_BY_PLACEMENT
        ]
        # The first classes of a major one are the commoner: a weight that falls along the list.
        made = tuple(_trade(entry.code, major.code, tuple(other.code for other in small)) for entry in small)
        weights = [60 // (1 + place % 12) for place in range(len(made))]
        found += _spread(made, weights, WEIGHT_BY_MAJOR[major.code] * 100)
    return found


def _trade(code: str, major: str, neighbours: tuple[str, ...]) -> Trade:
    middle = occupations()[code].parent
    assert middle is not None
    return Trade(
        code=code,
        job="" if _is_remainder(occupations()[code].name) else _plain(occupations()[code].name),
        titles=tuple(_plain(title) for title in occupation_titles().get(code, (occupations()[code].name,))),
        tasks=texts.TASKS_BY_MIDDLE.get(middle, texts.TASKS_BY_MAJOR[major]),
        workplaces=texts.WORKPLACES.get(middle, texts.WORKPLACES[major]),
        licences=texts.LICENCES.get(middle, texts.LICENCES[major]),
        industries=texts.INDUSTRIES.get(middle, texts.INDUSTRIES[major]),
        monthly=MONTHLY_BY_MAJOR[major],
        neighbours=neighbours,
    )


def _is_remainder(name: str) -> bool:
    """Whether a class takes what no other does (その他の…): nobody calls the own occupation so."""
    return name.startswith(("その他", "他に分類されない"))


def _plain(name: str) -> str:
    """A name of the classification as people write it: without its brackets, the first of several."""
    return re.sub(r"[（(].*", "", name).split("、")[0] or name


def record(random: Random, today: dt.date) -> dict[str, Any]:
    """One provided record as it stands in an event (JSON), without its number; valid on the day given."""
    draw = random.random
    made = world()
    trade: Trade = made.trades.draw(draw())
    home: str = made.homes.draw(draw())
    forms = made.forms.draw(draw())
    level: str = made.level.draw(draw())
    driving: str = made.driving.draw(draw())
    moves = draw() < 0.12
    turn = ("u_turn", "i_turn", "either")[int(draw() * 3)] if moves and draw() < 0.5 else "none"
    hours_from, hours_to = HOURS[int(draw() * len(HOURS))]
    return {
        **_dates(draw, today),
        "desired_hours_from": hours_from,
        "desired_hours_to": hours_to,
        "desired_hours_note": _one(draw, texts.HOURS_NOTES),
        "employment_forms": list(forms),
        "wants_regular_employment": "full_time" in forms and draw() < 0.85,
        "dispatch_acceptable": draw() < 0.3,
        "contract_work_acceptable": draw() < 0.25,
        "desired_days_off": list(made.days_off.draw(draw())),
        "two_day_weekend": ("every_week", "every_week", "other", "none")[int(draw() * 4)],
        "desired_places": _places(draw, home, made, driving),
        "can_move": moves,
        "wants_own_car": driving != "none" and draw() < 0.4,
        **_pay(draw, trade, forms),
        "other_conditions": _one(draw, texts.CONDITIONS),
        "education_level": level,
        "education_and_training": _one(draw, texts.SCHOOLS[level]) + _one(draw, texts.TRAININGS),
        "driving_licence": driving,
        "occupation_codes": _codes(draw, trade),
        "industry_codes": list(dict.fromkeys(_one(draw, trade.industries) for _ in range(int(draw() * 3)))),
        "wider_area_place_codes": [_one(draw, _PREFECTURES)] if moves else [],
        "turn": turn,
        "can_work_abroad": draw() < 0.04,
        **_texts(draw, trade, made),
    }


_PREFECTURES = tuple(entry.code for entry in places().at_level("prefecture"))


def _one(draw: Any, values: Any) -> Any:
    return values[int(draw() * len(values))]


def _dates(draw: Any, today: dt.date) -> dict[str, str]:
    """Applied in this month or the two before it: valid today (SEE-6); registered by the counter, before today."""
    earliest = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    earliest = (earliest - dt.timedelta(days=1)).replace(day=1)
    days = max(1, (today - earliest).days)
    place = int(draw() * days)
    applied = earliest + dt.timedelta(days=place)
    changed = applied if draw() < 0.7 else applied + dt.timedelta(days=int(draw() * (days - place)))
    # 08:30 to 17:15 in Japan is 23:30 of the day before to 08:15 UTC; the counter's morning is left out.
    registered_at = f"{applied}T{int(draw() * 8):02d}:{int(draw() * 60):02d}:{int(draw() * 60):02d}Z"
    later = f"{changed}T08:{int(draw() * 15):02d}:{int(draw() * 60):02d}Z"
    return {
        "applied_on": applied.isoformat(),
        "valid_until": end_of_month_after_next(applied).isoformat(),
        "registered_at": registered_at,
        "changed_at": registered_at if changed == applied else later,
    }


def _places(draw: Any, home: str, made: World, driving: str) -> list[dict[str, Any]]:
    means = made.means.draw(draw())
    if means == "own_car" and driving == "none":
        means = "public_transport"
    minutes = _one(draw, MINUTES)
    prefecture = places().with_ancestors(home)[-1]
    near = made.neighbours[prefecture]
    at = near.index(home)
    codes = [home]
    for _ in range(int(draw() * 3)):
        codes.append(near[max(0, min(len(near) - 1, at + int(draw() * 7) - 3))])
    if draw() < 0.08:
        codes.append(prefecture)
    return [
        {"place_code": code, "commuting_means": means, "commuting_limit_minutes": minutes}
        for code in dict.fromkeys(codes)
    ]


def _pay(draw: Any, trade: Trade, forms: tuple[str, ...]) -> dict[str, int | None]:
    factor = 0.8 + 0.7 * draw() * draw()
    monthly = int(trade.monthly * factor) // 5_000 * 5_000
    hourly = max(1_000, int(trade.monthly * factor / 168) // 10 * 10)
    return {
        "desired_monthly_income": None if forms == ("part_time",) else monthly,
        "desired_hourly_income": hourly if "part_time" in forms else None,
        "previous_monthly_pay": int(monthly * (0.8 + 0.35 * draw())) // 1_000 * 1_000 if draw() < 0.8 else None,
    }


def _codes(draw: Any, trade: Trade) -> list[str]:
    codes = [trade.code]
    if draw() < 0.35:
        codes.append(_one(draw, trade.neighbours))
    return list(dict.fromkeys(codes))


def _texts(draw: Any, trade: Trade, made: World) -> dict[str, Any]:
    title = _one(draw, trade.titles)
    job = trade.job or title
    tasks = trade.tasks
    at = int(draw() * len(tasks))
    task, other = tasks[at], tasks[at - 1]
    kind = _one(draw, trade.workplaces)

    def say(sentences: tuple[str, ...]) -> str:
        sentence: str = _one(draw, sentences)
        return sentence.format(job=job, title=title, task=task, other=other, kind=kind) if "{" in sentence else sentence

    held = [code for code in trade.licences if draw() < 0.3]
    names = "、".join(made.licence_names[code] for code in held)
    points = say(texts.SELLING_POINTS)
    if draw() < texts.COMMON_SHARE:
        points += _one(draw, texts.COMMON_SENTENCES)
    remarks = say(texts.REMARKS)
    if draw() < texts.RARE_SHARE:
        remarks += texts.RARE_SENTENCE.format(word=_one(draw, texts.RARE_WORDS))
    experience = [
        {
            "occupation_code": trade.code if number == 0 else _one(draw, trade.neighbours),
            "years": 1 + int(draw() * draw() * 25),
            "description": say(texts.EXPERIENCES),
        }
        for number in range(int(draw() * 3.4))
    ]
    return {
        "desired_work": say(texts.WISHES) + say(texts.HOPES),
        "licences_and_skills": (f"{names}。" if names else "") + say(texts.SKILLS),
        "work_experience": experience,
        "licence_codes": held,
        "knowledge_and_skills": say(texts.KNOWLEDGE),
        "selling_points": points,
        "experience_to_stress": say(texts.STRESSED),
        "other_remarks": remarks,
    }
