"""Organizations of the demo beside the 398 of seed 003, one for each thing that none of those is (REG-1, REG-3, REG-4, REG-16).

A school with offers alone; an agency on its own account, which a municipality has commissioned too; a department beside its
main establishment; one whose term of seeker information ends in 7 days; one whose term ends today, its renewal failing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from deploy.demo.organizations import MAIL_DOMAIN, PASSWORD, TERMS, organizations
from services.contracts.registry import NewApplication
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import seeker_information_until
from services.registry.organizations.loading import load_organizations
from services.registry.organizations.loading_procedures import load_procedures
from services.registry.organizations.usecases.decision import Acting
from services.registry.tools import from_settings
from services.runtime import clock, settings
from services.runtime.database import Database

SCHOOL, AGENCY, DEPARTMENT, ENDING, FAILING = (
    f"{name}@{MAIL_DOMAIN}" for name in ("career.center", "own.account", "second.section", "ending", "failing")
)
"""Their IDs."""
COMMISSIONED_BY, MAIN_ESTABLISHMENT, OF_TOKYO = 349, 3, 10
"""Numbers, from 1, of organizations of the 398: the municipality, the department's main establishment, one that stands at Tokyo."""
NUMBERS = {SCHOOL: "13-学-900401", ENDING: "13-ユ-900402", FAILING: "13-ユ-900403"}
ENDS_IN_DAYS = 7
RENEWAL_CAME_DAYS_AGO, PLACED_DAYS_AGO = 12, 200
"""When the form of the failing renewal came, and when its last regular placement was: more than 3 months before (REG-3)."""
REPRESENTATIVE = "四方 重忠"
"""A name that no seeker of the demo has: who logs in reads the own registration, where seekers' names are looked for (SEE-2)."""
_SECTION = "人材紹介第二課"


def particular_organizations(today: dt.date) -> Iterator[tuple[dt.date, dict[str, Any]]]:
    """Each as it registered itself, with the day on which it was approved."""
    made = list(organizations(today))
    main, of_tokyo = made[MAIN_ESTABLISHMENT - 1], {**made[OF_TOKYO - 1], "representative_name": REPRESENTATIVE}
    yield today, _school(of_tokyo)
    yield today, _on_its_own_account(made[COMMISSIONED_BY - 1], of_tokyo, today)
    yield today, {**main, "department": _SECTION, "email": DEPARTMENT}
    ends_on = today + dt.timedelta(days=ENDS_IN_DAYS)
    yield _approved_to_end_on(ends_on), _since_last_year(of_tokyo, "つばき人材", "ツバキジンザイ", ENDING, ends_on)
    yield _approved_to_end_on(today), _since_last_year(of_tokyo, "かえで人材", "カエデジンザイ", FAILING, today)


def failing_renewal(today: dt.date) -> dict[str, Any]:
    """The renewal whose form has come and which does not meet REG-3, as `load-procedures` reads it."""
    applied_on = today - dt.timedelta(days=RENEWAL_CAME_DAYS_AGO)
    (declared,) = (one["security_declaration"] for _, one in particular_organizations(today) if one["email"] == FAILING)
    request = {
        "latest_regular_placement_on": str(today - dt.timedelta(days=PLACED_DAYS_AGO)),
        "content_unchanged": True,
        "security_declaration": declared,
        "terms_version": TERMS,
    }
    return {"email": FAILING, "kind": "renewal", "request": request, "on": str(applied_on), "received": True}


def load(environment: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Load them by the registry's own use cases, in one transaction; what is loaded already is left as it is."""
    config = settings.load("registry", environment)
    tools, today, now = from_settings(config), clock.today(), clock.now()
    acting: dict[str, Any] = {
        "now": now,
        "trace": "demo",
        "personal_data": tools.personal_data,
        "settings": tools.applications,
    }
    password_hash = tools.passwords.hash(PASSWORD)
    database = Database(config.text("DATABASE_URL"), pool_size=1, name="demo-organizations")
    try:
        with database.transaction() as connection:
            loaded = 0
            for approved_on, application in particular_organizations(today):
                one = [NewApplication().load(application)]
                done = load_organizations(
                    connection, one, today=approved_on, passwords=tools.passwords, password_hash=password_hash, **acting
                )
                assert not done.refused, (application["email"], done.refused)
                loaded += done.organizations
            at_the_desk = Acting(connection, by=None, today=today, reservation=tools.reservation, silent=True, **acting)
            brought = load_procedures(at_the_desk, [failing_renewal(today)])
            assert not brought.refused, brought.refused
        say(f"{loaded} particular organizations loaded: school, own account, department, term ending, renewal failing")
    finally:
        database.close()


def _school(like: Mapping[str, Any]) -> dict[str, Any]:
    """A university's placement office: it asks for offers, as schools may, and has no text for guidance (REG-1)."""
    return {
        **like,
        "kind": "school",
        "school_kind": "university",
        "services": ["offers"],
        "name": "みなと中央大学　キャリアセンター",
        "name_kana": "ミナトチュウオウダイガク　キャリアセンター",
        "representative_title": "学長",
        "permission_number": NUMBERS[SCHOOL],
        "permission_valid_until": None,
        "latest_regular_placement_on": None,
        "contact_managers": {"offers": like["privacy_manager"]},
        "mandatory_information": None,
        "email": SCHOOL,
    }


def _on_its_own_account(municipality: Mapping[str, Any], like: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """The agency that the municipality applied with (連名申請), now for itself: another organization (REG-4)."""
    agency, information = municipality["commissioned_agency"], like["mandatory_information"]
    return {
        **like,
        "name": agency["name"],
        "name_kana": "カナガワケンシュウロウシエン",
        "municipality_code": "141038",
        "postal_code": "220-0001",
        "address": "横浜市西区北幸９丁目９番",
        "permission_number": municipality["commissioned_agency_number"],
        "permission_valid_until": str(today.replace(month=3, day=31, year=today.year + 3)),
        "contact_managers": dict.fromkeys(like["services"], agency["contact_manager"]),
        "privacy_manager": agency["privacy_manager"],
        "mandatory_information": {**information, "area_codes": ["140007"], "marks_held": []},
        "email": AGENCY,
    }


def _since_last_year(like: Mapping[str, Any], name: str, kana: str, email: str, ends_on: dt.date) -> dict[str, Any]:
    """An agency of Tokyo, as it registered itself about a year before the term of its seeker information ends."""
    placed_on = _approved_to_end_on(ends_on) - dt.timedelta(days=10)
    return {
        **like,
        "name": f"株式会社{name}",
        "name_kana": f"カブシキガイシャ{kana}",
        "permission_number": NUMBERS[email],
        "permission_valid_until": str(ends_on.replace(month=3, day=31, year=ends_on.year + 2)),
        "latest_regular_placement_on": str(placed_on),
        "email": email,
    }


def _approved_to_end_on(ends_on: dt.date) -> dt.date:
    """The day of approval with which seeker information ends on this day (REG-16), or on the last before it that can be."""
    days = (ends_on - dt.timedelta(days=number) for number in range(360, 380))
    return next(day for day in days if _until(day) <= ends_on)


def _until(approved_on: dt.date) -> dt.date:
    until = seeker_information_until(frozenset({Service.SEEKERS}), approved_on, ApplicationSettings())
    assert until is not None, "seeker information has a term"
    return until
