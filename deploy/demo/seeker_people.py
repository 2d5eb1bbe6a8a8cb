"""The persons of the demo, from Faker's Japanese names and towns; none of them exists.

Telephone numbers begin with 090-0, which no operator gives out; e-mail addresses lie in a domain kept for examples.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from random import Random
from typing import NamedTuple

from faker import Faker

from services.contracts.reference import place_name

POOL = 1_500
MAIL_DOMAIN = "seeker.example.jp"


class Name(NamedTuple):
    """A name in characters, its reading, and in Latin letters."""

    written: str
    reading: str
    latin: str


class Pools(NamedTuple):
    """What persons are put together from."""

    family: list[Name]
    female: list[Name]
    male: list[Name]
    towns: list[str]
    buildings: list[str]


@cache
def pools() -> Pools:
    """Drawn once with a fixed seed: asking Faker for each of two million persons would take an hour."""
    fake = Faker("ja_JP")
    fake.seed_instance(1)
    return Pools(
        [Name(*fake.last_name_pair()) for _ in range(POOL)],
        [Name(*fake.first_name_female_pair()) for _ in range(POOL)],
        [Name(*fake.first_name_male_pair()) for _ in range(POOL)],
        [fake.town() for _ in range(POOL)],
        [f"{fake.building_name()}{fake.last_name()}" for _ in range(POOL // 10)],
    )


def person(random: Random, index: int, municipality: str, today: dt.date) -> dict[str, str]:
    """The personal columns of one seeker (SEE-2); `index` makes the e-mail address the person's own."""
    draw = random.random
    made = pools()
    female = draw() < 0.53
    family = made.family[int(draw() * POOL)]
    given = (made.female if female else made.male)[int(draw() * POOL)]
    block = f"{1 + int(draw() * 6)}丁目{1 + int(draw() * 30)}番{1 + int(draw() * 25)}号"
    building = (
        made.buildings[int(draw() * len(made.buildings))] + f"{101 + int(draw() * 9) * 100}号" if draw() < 0.3 else ""
    )
    born = today - dt.timedelta(days=18 * 366 + int(draw() * 47 * 365))
    phone = 10_000_000 + int(draw() * 90_000_000)
    return {
        "family_name": family.written,
        "given_name": given.written,
        "family_name_kana": family.reading,
        "given_name_kana": given.reading,
        "birth_date": born.isoformat(),
        "sex": "female" if female else "male",
        "postal_code": f"{municipality[:2]}{int(draw() * 10)}-{int(draw() * 10_000):04d}",
        "municipality_code": municipality,
        "address": f"{place_name(municipality)}{made.towns[int(draw() * POOL)]}{block}{building}",
        "phone": f"090-0{phone // 10_000 % 1_000:03d}-{phone % 10_000:04d}",
        "email": f"{given.latin}.{family.latin}.{index + 1}@{MAIL_DOMAIN}".lower(),
    }
