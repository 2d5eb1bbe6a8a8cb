"""What is overdue, day by day, as the registry tells of it and a bureau deals with it (CMP-6)."""

import datetime as dt
from typing import Any

from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.registry import ORGANIZATION_CHANGED
from services.contracts.reporting import REPORT_FILED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance

TOKYO, OSAKA = (Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=code) for code in ("13", "27"))
MINISTRY = Caller(role=Role.MINISTRY, account_id=new_id())
ENDED = dt.date(2026, 4, 20)
"""One month from the day after ends on 20 May, a Wednesday; six months from 21 May end on 20 November, a Friday."""


def on(compliance: Compliance, day: str, hour: int = 9) -> None:
    """Let it be a Japanese day, and run the duties of its every minute and hour."""
    compliance.now = dt.datetime.fromisoformat(f"{day}T{hour:02}:00:00+09:00")
    run(compliance)


def run(compliance: Compliance) -> None:
    for duty in ("end_suspensions", "expect_reports", "watch_overdue", "tell_bureaus"):
        with compliance.work() as work:
            getattr(compliance.service, duty)(work)


def agency(compliance: Compliance, **state: Any) -> Caller:
    """An agency of Tokyo whose permission ended on 20 April, unless told otherwise."""
    caller = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
    tell(compliance, caller, **{"permission_valid_until": ENDED, "approved_on": dt.date(2026, 4, 1), **state})
    return caller


def with_missing_report(compliance: Compliance) -> Caller:
    """An agency whose report of fiscal 2025 is overdue, on the day on which its bureau is prompted."""
    caller = agency(compliance, permission_valid_until=None, approved_on=dt.date(2025, 6, 2))
    on(compliance, "2026-04-21")
    return caller


def tell(compliance: Compliance, caller: Caller, **state: Any) -> None:
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(caller, **state))


def case_of(compliance: Compliance, caller: Caller) -> dict[str, Any]:
    found = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id)["cases"]
    return compliance.call(contract.SHOW_CASE, TOKYO, case_id=found[-1]["case_id"])


def events_of(compliance: Compliance, caller: Caller) -> list[str]:
    return [step["event"] for step in case_of(compliance, caller)["steps"]]


def last_text(compliance: Compliance, caller: Caller) -> str:
    """What the newest step of the newest case says to the organization."""
    return str(case_of(compliance, caller)["steps"][-1]["text"])


def told(compliance: Compliance) -> list[str]:
    return [step["event"] for step in compliance.published(contract.CASE_ADVANCED)]


def standing_of(compliance: Compliance, caller: Caller) -> tuple[str, str | None]:
    shown = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=caller.organization_id)
    return shown["standing"], shown["until"]


def confirm(compliance: Compliance, caller: Caller, *, short: bool = True) -> None:
    """The bureau confirms what is overdue: the short way from the organization's page, or in the newest case."""
    if short:
        shown = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=caller.organization_id)
        measure_id = shown["measures"][0]["measure_id"]
        compliance.call(contract.LIFT_MEASURE, TOKYO, measure_id=measure_id, note="窓口で確認した。")
        return
    case = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id)["cases"][0]
    act = {"case_id": case["case_id"], "seen_version": case["version"], "event": "confirm", "text": "確認しました。"}
    compliance.call(contract.ADVANCE_CASE, TOKYO, **act)


def filed(compliance: Compliance, caller: Caller, version: int = 1, year: int = 2025, day: str = "") -> None:
    told = {
        "organization_id": caller.organization_id,
        "bureau_code": "13",
        "fiscal_year": year,
        "version": version,
        "filed_on": dt.date.fromisoformat(day) if day else compliance.today,
    }
    compliance.receive(REPORT_FILED, told)
