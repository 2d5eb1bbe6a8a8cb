"""A seeker's provided record as a row of a CSV file: every field of the record, in the words that people read (SRC-7, SEE-3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from services.contracts.reference import CodeList, industries, licences, occupations, place_name, places
from services.contracts.search import EXPORT_RESULTS
from services.contracts.seeker_record import (
    COMMUTING_MEANS,
    DAYS_OFF,
    DRIVING_LICENCES,
    EDUCATION_LEVELS,
    EMPLOYMENT_FORMS,
    TURNS,
    TWO_DAY_WEEKENDS,
)
from services.japanese_calendar import in_sentence
from services.runtime.clock import JAPAN

InWords = Callable[[Any], str]


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _truth(value: bool) -> str:
    return "はい" if value else "いいえ"


def _instant(value: str | None) -> str:
    """An instant as it crossed the bus, in Japanese time."""
    return "" if value is None else f"{dt.datetime.fromisoformat(value).astimezone(JAPAN):%Y-%m-%d %H:%M}"


def _word(words: Mapping[str, str]) -> InWords:
    return lambda value: words[value]


def _words(words: Mapping[str, str]) -> InWords:
    return lambda values: "、".join(words[value] for value in values)


def _coded(code: str, codes: CodeList) -> str:
    """A code with its name; a list that is older than the code has none."""
    return f"{code} {codes[code].name}" if code in codes else code


def _codes(codes: Callable[[], CodeList]) -> InWords:
    return lambda values: "、".join(_coded(value, codes()) for value in values)


def _place(code: str) -> str:
    return f"{code} {place_name(code)}" if code in places() else code


def _places(values: list[str]) -> str:
    return "、".join(map(_place, values))


def _desired_places(values: list[Mapping[str, Any]]) -> str:
    return "\n".join(map(_desired_place, values))


def _desired_place(value: Mapping[str, Any]) -> str:
    limit = value["commuting_limit_minutes"]
    within = "" if limit is None else f"、{in_sentence(limit)}分以内"
    return f"{_place(value['place_code'])}（{COMMUTING_MEANS[value['commuting_means']]}{within}）"


def _experiences(values: list[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"{_coded(value['occupation_code'], occupations())}（{in_sentence(value['years'])}年）{value['description']}"
        for value in values
    )


COLUMNS: Mapping[str, tuple[str, InWords]] = {
    "applied_on": ("求職申込みの日", _plain),
    "valid_until": ("求職申込みの有効期限", _plain),
    "registered_at": ("登録された日時", _instant),
    "changed_at": ("更新された日時", _instant),
    "desired_work": ("希望する仕事", _plain),
    "desired_hours_from": ("希望する勤務の始まり", _plain),
    "desired_hours_to": ("希望する勤務の終わり", _plain),
    "desired_hours_note": ("希望する勤務時間の補足", _plain),
    "employment_forms": ("雇用形態", _words(EMPLOYMENT_FORMS)),
    "wants_regular_employment": ("正社員を希望", _truth),
    "dispatch_acceptable": ("派遣可", _truth),
    "contract_work_acceptable": ("請負可", _truth),
    "desired_days_off": ("希望する休日", _words(DAYS_OFF)),
    "two_day_weekend": ("希望する週休二日", _word(TWO_DAY_WEEKENDS)),
    "desired_places": ("希望する勤務地", _desired_places),
    "can_move": ("転居可", _truth),
    "wants_own_car": ("マイカー通勤を希望", _truth),
    "desired_monthly_income": ("希望する月収（円）", _plain),
    "desired_hourly_income": ("希望する時給（円）", _plain),
    "other_conditions": ("その他の希望条件", _plain),
    "education_level": ("学歴", _word(EDUCATION_LEVELS)),
    "education_and_training": ("学歴と訓練受講歴", _plain),
    "driving_licence": ("自動車の運転免許", _word(DRIVING_LICENCES)),
    "licences_and_skills": ("免許、資格、技能", _plain),
    "work_experience": ("主な職務の経験", _experiences),
    "previous_monthly_pay": ("離職時又は現在の月収（税込み、円）", _plain),
    "occupation_codes": ("紹介を希望する職業", _codes(occupations)),
    "industry_codes": ("紹介を希望する産業", _codes(industries)),
    "wider_area_place_codes": ("広域で希望する勤務地", _places),
    "turn": ("Ｕターン・Ｉターンの希望", _word(TURNS)),
    "licence_codes": ("免許・資格", _codes(licences)),
    "can_work_abroad": ("海外での勤務可", _truth),
    "knowledge_and_skills": ("知識、技能、能力", _plain),
    "selling_points": ("自己ＰＲ", _plain),
    "experience_to_stress": ("アピールしたい経験", _plain),
    "other_remarks": ("その他", _plain),
}
"""Title and text of each field of the record, beside the number that begins the row."""
TITLES = ("求職者番号", "結果", "取得した日時", *(title for title, _ in COLUMNS.values()))


def rows(results: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """A row a number asked for, in the order of the answer; where nothing was exported, the result and nothing more."""
    for one in results:
        record = one["record"]
        cells = [""] * len(COLUMNS) if record is None else [text(record[name]) for name, (_, text) in COLUMNS.items()]
        yield [one["seeker_number"], EXPORT_RESULTS[one["result"]], _instant(one["acquired_at"]), *cells]
