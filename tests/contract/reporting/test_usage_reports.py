"""Usage reports as organizations file them, staff read them and others are told (RPT-1, RPT-2, AUT-9)."""

import datetime as dt
import threading
from typing import Any

import pytest

from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.reporting import (
    FILE_USAGE_REPORT,
    LIST_OWED_REPORTS,
    LIST_USAGE_REPORTS,
    REPORT_FILED,
    REPORT_REMINDED,
    SHOW_OWN_USAGE_REPORT,
    SHOW_USAGE_REPORT,
)
from services.reporting.usage_reports.tables import usage_reports
from services.runtime.identifiers import new_id
from tests.contract.reporting.conftest import MINISTRY, Reporting, staff_of
from tests.contract.served import Refused

TOKYO, OSAKA = staff_of("13"), staff_of("27")
REPORT = {
    "fiscal_year": 2025,
    "seen_version": 0,
    "seekers": {
        "new_applications": 12,
        "hires": 5,
        "seeker_fees": 1,
        "seeker_fees_yen": 50_000,
        "employer_fees": 5,
        "employer_fees_yen": 2_500_000,
    },
}


def agency(reporting: Reporting, **state: Any) -> Caller:
    organization_id = reporting.organization(**{"approved_on": dt.date(2025, 6, 2), **state})
    return Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=organization_id)


def file(reporting: Reporting, caller: Caller, **changes: Any) -> dict[str, Any]:
    return reporting.call(FILE_USAGE_REPORT, caller, **{**REPORT, **changes})


def refused_code(refused: pytest.ExceptionInfo[Refused]) -> tuple[ErrorCode, str | None]:
    return refused.value.code, refused.value.pointer


def test_a_report_is_filed_and_told_of(reporting: Reporting) -> None:
    """RPT-1: late after 20 April, and filed all the same; the event says nothing of its numbers."""
    caller = agency(reporting)
    (year,) = reporting.call(LIST_OWED_REPORTS, caller)["years"]
    assert year == {"fiscal_year": 2025, "due_on": "2026-04-20", "services": ["seekers"], "fees": True, "version": 0}
    done = file(reporting, caller)
    assert (done["version"], done["late"], done["filed_by"]) == (1, True, caller.account_id)
    assert done["seekers"] == REPORT["seekers"]
    told = {
        "organization_id": caller.organization_id,
        "bureau_code": "13",
        "fiscal_year": 2025,
        "version": 1,
        "filed_on": reporting.today,
    }
    assert reporting.published(REPORT_FILED) == [told]
    assert reporting.call(LIST_OWED_REPORTS, caller)["years"][0]["version"] == 1
    (entry,) = reporting.published(AUDIT_RECORDED["reporting"])
    assert entry["details"] == {"fiscal_year": 2025, "version": 1}


def test_a_correction_is_a_version_of_its_own(reporting: Reporting) -> None:
    """RPT-2: kept with its reason; who comes second is told."""
    caller = agency(reporting)
    file(reporting, caller)
    with pytest.raises(Refused) as refused:
        file(reporting, caller)
    assert refused_code(refused) == (ErrorCode.REPORT_CHANGED, "/seen_version")
    with pytest.raises(Refused) as refused:
        file(reporting, caller, seen_version=1)
    assert refused_code(refused) == (ErrorCode.REASON_MISSING, "/reason")
    file(reporting, caller, seen_version=1, seekers=None, nothing_to_report=True, reason="別の年度の件数でした。")
    first, second = reporting.call(SHOW_OWN_USAGE_REPORT, caller, fiscal_year=2025)["reports"][::-1]
    assert (first["version"], first["seekers"]["hires"], second["nothing_to_report"]) == (1, 5, True)
    assert second["reason"] == "別の年度の件数でした。"
    assert [event["version"] for event in reporting.published(REPORT_FILED)] == [1, 2]


@pytest.mark.parametrize("standing", ["suspended", "terminated", "withdrawn"])
def test_whatever_the_standing_what_is_owed_can_be_reported(reporting: Reporting, standing: str) -> None:
    """AUT-9, RPT-1."""
    caller = agency(reporting)
    reporting.organization(caller.organization_id, version=2, approved_on=dt.date(2025, 6, 2), standing=standing)
    assert file(reporting, caller)["version"] == 1


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"fiscal_year": 2026}, ErrorCode.REPORT_NOT_OWED, "/fiscal_year"),
        ({"seekers": None}, ErrorCode.REPORT_SECTIONS_UNFIT, "/seekers"),
        ({"offers": {"hires": 1, "fees_yen": 1}}, ErrorCode.REPORT_SECTIONS_UNFIT, "/offers"),
        ({"seekers": {"new_applications": 1, "hires": 1}}, ErrorCode.REPORT_FEES_UNFIT, "/seekers/seeker_fees"),
    ],
)
def test_a_report_that_does_not_fit_leaves_nothing(
    reporting: Reporting, changes: dict[str, Any], code: ErrorCode, pointer: str
) -> None:
    """RPT-1."""
    caller = agency(reporting)
    with pytest.raises(Refused) as refused:
        file(reporting, caller, **changes)
    assert refused_code(refused) == (code, pointer)
    assert reporting.count(usage_reports) == 0
    with pytest.raises(Refused) as refused:
        reporting.call(SHOW_OWN_USAGE_REPORT, caller, fiscal_year=2025)
    assert refused_code(refused) == (ErrorCode.NOT_FOUND, "/fiscal_year")


def test_staff_read_the_reports_of_their_own_organizations(reporting: Reporting) -> None:
    """RPT-1, AUT-7."""
    first, second = sorted((agency(reporting), agency(reporting)), key=lambda one: str(one.organization_id))
    away = agency(reporting, bureau_code="27")
    for caller in (first, second, away):
        file(reporting, caller)
    file(reporting, second, seen_version=1, reason="訂正", nothing_to_report=True, seekers=None)
    page = reporting.call(LIST_USAGE_REPORTS, TOKYO, fiscal_year=2025, limit=1)
    rest = reporting.call(LIST_USAGE_REPORTS, TOKYO, fiscal_year=2025, after=page["next"])
    (one,), (two,) = page["reports"], rest["reports"]
    assert (one["organization_id"], one["organization_name"]) == (first.organization_id, "みなと人材紹介株式会社")
    assert (two["organization_id"], two["version"], rest["next"]) == (second.organization_id, 2, None)
    assert len(reporting.call(LIST_USAGE_REPORTS, MINISTRY, fiscal_year=2025)["reports"]) == 3
    assert reporting.call(LIST_USAGE_REPORTS, MINISTRY, fiscal_year=2024)["reports"] == []
    mine = {"organization_id": second.organization_id, "fiscal_year": 2025}
    assert [one["version"] for one in reporting.call(SHOW_USAGE_REPORT, TOKYO, **mine)["reports"]] == [2, 1]
    with pytest.raises(Refused) as refused:
        reporting.call(SHOW_USAGE_REPORT, OSAKA, **mine)
    assert refused_code(refused) == (ErrorCode.NOT_FOUND, "/organization_id")


def test_of_many_who_file_at_once_one_comes_through(reporting: Reporting) -> None:
    """RPT-2."""
    caller = agency(reporting)
    outcomes: list[str] = []
    start = threading.Barrier(5)

    def act() -> None:
        start.wait()
        try:
            file(reporting, caller)
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.code.value)

    threads = [threading.Thread(target=act) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", *["report_changed"] * 4]


def test_who_owes_a_report_is_reminded_once_from_the_third_monday_of_march(reporting: Reporting) -> None:
    """RPT-2, CAL-6: a missed Monday is caught up; who has filed, left or owes nothing is left in peace."""
    owing = agency(reporting)
    agency(reporting, approved_on=dt.date(2027, 4, 1))
    agency(reporting, standing="withdrawn")
    reporting.now = dt.datetime(2027, 3, 14, 14, 59, tzinfo=dt.UTC)
    run(reporting)
    assert reporting.published(REPORT_REMINDED) == []
    reporting.pass_by(days=3)
    for _ in range(2):
        run(reporting)
    (told,) = reporting.published(REPORT_REMINDED)
    assert told == {
        "fiscal_year": 2026,
        "due_on": dt.date(2027, 4, 20),
        "organization_ids": [owing.organization_id],
    }


def test_who_had_left_by_mistake_and_reported_at_once_is_reminded_of_the_rest_of_the_year(reporting: Reporting) -> None:
    """RPT-1, RPT-2, decision 306."""
    reporting.now = dt.datetime(2027, 2, 10, 3, tzinfo=dt.UTC)
    caller = agency(reporting)
    reporting.organization(caller.organization_id, version=2, standing="withdrawn", approved_on=dt.date(2025, 6, 2))
    file(reporting, caller, fiscal_year=2026)
    reporting.now = dt.datetime(2027, 3, 17, 3, tzinfo=dt.UTC)
    run(reporting)
    assert reporting.published(REPORT_REMINDED) == []
    reporting.organization(caller.organization_id, version=3, approved_on=dt.date(2025, 6, 2))
    run(reporting)
    (told,) = reporting.published(REPORT_REMINDED)
    assert told["organization_ids"] == [caller.organization_id]


def run(reporting: Reporting) -> None:
    with reporting.work() as work:
        reporting.service.remind_of_reports(work)
