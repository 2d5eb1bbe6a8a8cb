"""The ten query shapes, from one rare word to everything in Tokyo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from deploy.demo.seeker_texts import COMMON_WORD, RARE_WORDS
from services.contracts.search import SeekerQuery

TOKYO, KANAGAWA, SAITAMA, OSAKA, SHINJUKU = "130001", "140007", "110001", "270008", "131041"


@dataclass(frozen=True)
class Shape:
    """One question. `second_page`: asked with the cursor of its first page, so without facets."""

    name: str
    given: dict[str, Any]
    sort: str = "newest"
    second_page: bool = False
    query: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "query", SeekerQuery().load(self.given))


SHAPES = (
    Shape("one rare word", {"words": {"all": [RARE_WORDS[0]]}}),
    Shape("a word and a prefecture", {"words": {"all": ["簿記"]}, "place_codes": [OSAKA]}),
    Shape("the commonest word", {"words": {"all": [COMMON_WORD]}}),
    Shape("the commonest word, second page", {"words": {"all": [COMMON_WORD]}}, second_page=True),
    Shape("words: all, any, none", {"words": {"all": ["経験"], "any": ["介護", "フォークリフト"], "none": ["夜勤"]}}),
    Shape("one small class in one ward", {"occupation_codes": ["251"], "place_codes": [SHINJUKU]}),
    Shape(
        "occupations × prefectures × income",
        {
            "occupation_codes": ["25", "31", "32"],
            "place_codes": [TOKYO, KANAGAWA, SAITAMA],
            "monthly_income_at_most": 230_000,
        },
    ),
    Shape(
        "licence, driving, education, days off",
        {
            "licences": {"codes": ["X101", "X001"]},
            "driving_licences": ["ordinary"],
            "education_at_least": "junior_college",
            "days_off": ["sun"],
        },
    ),
    Shape(
        "full time and regular, by income",
        {"employment_forms": ["full_time"], "wants_regular_employment": True},
        "income",
    ),
    Shape("everything in Tokyo", {"place_codes": [TOKYO]}),
)
