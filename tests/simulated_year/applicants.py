"""What each organization registers: its content by kind, with numbers and addresses of its own (REG-1, REG-4, REG-12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from tests.contract.registry.examples import a_manager, an_agency, an_application
from tests.simulated_year.oracle.kinds import TABLE, Kind

DECLARED = an_application()["security_declaration"]
TERMS_VERSION = "2021-12-01"

_MARKS = {
    Kind.PAID_AGENCY: "ユ",
    Kind.FREE_AGENCY: "ム",
    Kind.SCHOOL: "学",
    Kind.SPECIAL_CORPORATION: "特",
    Kind.MUNICIPALITY_OWN: "地",
    Kind.DESIGNATED_BODY: "ム",
}


def email(number: int) -> str:
    """The ID of its main account."""
    return f"dantai{number}@example.jp"


def contact_email(number: int) -> str:
    """The address of its contact manager, one person for all its services."""
    return f"renraku{number}@example.jp"


def application(
    number: int,
    kind: Kind,
    *,
    services: Collection[str],
    permission_until: dt.date | None,
    placed: dt.date | None,
) -> dict[str, Any]:
    """A new application; the number-th of the country's, in Tokyo, each an establishment or department of its own."""
    mark = _MARKS.get(kind)
    # A municipality with its own placement may commission an agency beside it (REG-13); every third does.
    commissions = kind is Kind.MUNICIPALITY_COMMISSIONING or (kind is Kind.MUNICIPALITY_OWN and number % 3 == 0)
    return an_application(
        kind=kind,
        school_kind="university" if kind is Kind.SCHOOL else None,
        services=sorted(services),
        department=f"第{number}課" if TABLE[kind].municipal else "",
        permission_number=f"13-{mark}-{number:06}" if mark else None,
        permission_valid_until=day(permission_until),
        recognized_on="2020-04-01" if kind is Kind.DESIGNATED_BODY else None,
        commissioned_agency_number=f"13-ユ-{max(number - 1, 0):06}" if commissions else None,
        commissioned_agency=an_agency() if commissions else None,
        latest_regular_placement_on=day(placed),
        contact_managers=managers(number, services),
        email=email(number),
    )


def managers(number: int, services: Collection[str]) -> dict[str, Any]:
    """One contact manager a service (REG-12)."""
    return {service: a_manager(email=contact_email(number)) for service in sorted(services)}


def content(registered: dict[str, Any]) -> dict[str, Any]:
    """What a change application repeats: all but the account."""
    return {name: value for name, value in registered.items() if name not in ("email", "password")}


def receipt(kind: Kind) -> dict[str, Any]:
    """How the form came, with all that its class hands in (REG-8): by post in the municipal class, else by e-mail."""
    documents = ["terms_consent", "privacy_mark"]
    return {"way": "post" if TABLE[kind].municipal else "email", "documents": documents}


def paper_receipt() -> dict[str, Any]:
    """How a paper application came: in person, explained beforehand (REG-8)."""
    return {
        "way": "in_person",
        "explanation": "電子メールを使用できない事情を事前に確認した。",
        "documents": ["terms_consent", "privacy_mark"],
    }


def day(value: dt.date | None) -> str | None:
    """As the contract writes it."""
    return None if value is None else value.isoformat()
