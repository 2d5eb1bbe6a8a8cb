"""An establishment (事業所) and what may be done with it: a decision is None, or the reason against it (OFR-1, AUT-7)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.registry.employers.domain.corporate_number import is_corporate_number
from services.registry.employers.domain.reasons import EmployerReason


class EstablishmentState(StrEnum):
    """Whether an establishment takes part."""

    REGISTERED = "registered"
    CLOSED = "closed"


@dataclass(frozen=True)
class Content:
    """What an establishment is known by."""

    name: str
    name_kana: str
    corporate_number: str | None
    postal_code: str
    municipality_code: str
    address: str
    phone: str
    industry_code: str
    employees_total: int
    employees_here: int


@dataclass(frozen=True, repr=False)
class Contact:
    """The person to ask (採用担当者). Personal data: not shown when printed, so that no log can hold it by accident."""

    name: str
    department: str
    phone: str
    email: str


@dataclass(frozen=True)
class Establishment:
    """An establishment as it is registered; `version` counts its changes."""

    establishment_id: str
    establishment_number: str
    version: int
    state: EstablishmentState
    office_code: str
    bureau_code: str
    content: Content
    closed_on: date | None = None
    closing_reason: str | None = None


@dataclass(frozen=True)
class Objection:
    """A reason against a content, and the member that it is about."""

    reason: EmployerReason
    member: str


def objection_to_content(content: Content) -> Objection | None:
    """What is wrong with a content beyond its form; None where nothing is."""
    if content.corporate_number is not None and not is_corporate_number(content.corporate_number):
        return Objection(EmployerReason.CORPORATE_NUMBER_WRONG, "corporate_number")
    if content.employees_here > content.employees_total:
        return Objection(EmployerReason.MORE_HERE_THAN_IN_TOTAL, "employees_here")
    return None


def objection_to_change(establishment: Establishment, version: int) -> EmployerReason | None:
    """Why an establishment may not be changed by who saw this version of it.

    Of two who change it at once, the second is told instead of undoing the first one's change unseen.
    """
    if establishment.state is EstablishmentState.CLOSED:
        return EmployerReason.ESTABLISHMENT_CLOSED
    return EmployerReason.CHANGED_MEANWHILE if establishment.version != version else None


def may_file_offers(establishment: Establishment) -> bool:
    """Whether offers can be filed in its name (OFR-1): while it is registered."""
    return establishment.state is EstablishmentState.REGISTERED


def folded(text: str) -> str:
    """A name or address as it is compared and searched: width and case folded, blanks and middle dots left out.

    >>> folded("株式会社　みどり製作所　本社工場") == folded("株式会社みどり製作所 本社工場")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().replace("・", "").split())


def establishment_number(office_code: str, serial: int) -> str:
    """The number of an establishment (事業所番号): office, serial number there, check digit. It stays after a move.

    The check digit is Luhn's over the digits before it, so that one mistyped digit is found.

    >>> establishment_number("X1301", 123)
    'X1301-000123-1'
    """
    digits = "".join(filter(str.isdigit, office_code)) + f"{serial:06d}"
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{office_code}-{serial:06d}-{-total % 10}"
