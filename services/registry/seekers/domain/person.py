"""A seeker's personal data (SEE-2): never leaves the registry but in mail to the person."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields


@dataclass(frozen=True, repr=False)
class Person:
    """Who a seeker is, as told by Hello Work. Not shown when printed, so that no log can hold it by accident.

    `phone` and `email` are empty for who told none at the counter; My Page is opened by the address.
    """

    family_name: str
    given_name: str
    family_name_kana: str
    given_name_kana: str
    birth_date: str
    sex: str
    postal_code: str
    municipality_code: str
    address: str
    phone: str
    email: str


PERSON_FIELDS = tuple(field.name for field in fields(Person))


def is_same(first: Person, second: Person) -> bool:
    """Whether two registrations are of the same person: the same reading of the name, and the same day of birth (SEE-1).

    Characters of a name are written in several ways, its reading is not; width and blanks don't count.
    """
    return first.birth_date == second.birth_date and _reading(first) == _reading(second)


def _reading(person: Person) -> str:
    return unicodedata.normalize("NFKC", person.family_name_kana + person.given_name_kana).replace(" ", "")
