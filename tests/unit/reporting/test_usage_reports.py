"""What a usage report must hold, for which years one is owed, when it is reminded of (RPT-1, RPT-2)."""

import datetime as dt
from typing import Any

import pytest

from services.reporting.usage_reports.domain.filing import (
    Filing,
    FilingReason,
    Matter,
    OfferUsage,
    SeekerUsage,
    objection_to,
)
from services.reporting.usage_reports.domain.years import (
    KnownState,
    Reporter,
    owed_years,
    reminder_day,
    services_used,
    year_to_remind_of,
)

R = FilingReason
BOTH = frozenset({"offers", "seekers"})
OFFERS = OfferUsage(3, 900_000)
SEEKERS = SeekerUsage(10, 4, 1, 30_000, 4, 1_200_000)
TODAY = dt.date(2026, 4, 10)


def reporter(
    *states: tuple[str, frozenset[str], str], kind: str = "paid_agency", approved: str = "2024-06-03"
) -> Reporter:
    told = states or (("2024-06-03", BOTH, "active"),)
    known = tuple(KnownState(dt.date.fromisoformat(day), kind, open_, standing) for day, open_, standing in told)
    return Reporter(dt.date.fromisoformat(approved), known)


def objection(who: Reporter | None = None, newest: int = 0, today: dt.date = TODAY, **changes: Any) -> Any:
    wanted = {
        "fiscal_year": 2025,
        "seen_version": 0,
        "nothing_to_report": False,
        "offers": OFFERS,
        "seekers": SEEKERS,
        **changes,
    }
    return objection_to(Matter(Filing(**wanted), who or reporter(), newest, today))


def test_a_paid_agency_reports_both_services_with_its_fees() -> None:
    """RPT-1; seed 001, 19(1)①②."""
    assert objection() is None
    assert objection(nothing_to_report=True, offers=None, seekers=None) is None, "with nothing to report as well"


@pytest.mark.parametrize(
    ("changes", "reason", "place"),
    [
        ({"fiscal_year": 2026}, R.NOT_OWED, "/fiscal_year"),
        ({"fiscal_year": 2023}, R.NOT_OWED, "/fiscal_year"),
        ({"seen_version": 1}, R.CHANGED_MEANWHILE, "/seen_version"),
        ({"newest": 1}, R.CHANGED_MEANWHILE, "/seen_version"),
        ({"newest": 1, "seen_version": 1}, R.REASON_MISSING, "/reason"),
        ({"newest": 1, "seen_version": 1, "reason": "件数の誤り"}, None, None),
        ({"offers": None}, R.SECTION_MISSING, "/offers"),
        ({"nothing_to_report": True}, R.NOTHING_AND_SOMETHING, "/offers"),
        ({"offers": OfferUsage(3)}, R.FEES_MISSING, "/offers/fees_yen"),
        ({"offers": OfferUsage(0, 1)}, R.FEES_DISAGREE, "/offers/fees_yen"),
        ({"seekers": SeekerUsage(10, 4, 1, 30_000, 4)}, R.FEES_MISSING, "/seekers/employer_fees_yen"),
        ({"seekers": SeekerUsage(10, 4, 1, 0, 4, 1)}, R.FEES_DISAGREE, "/seekers/seeker_fees_yen"),
        ({"seekers": SeekerUsage(10, 4, 0, 0, 0, 5)}, R.FEES_DISAGREE, "/seekers/employer_fees_yen"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(
    changes: dict[str, Any], reason: FilingReason | None, place: str | None
) -> None:
    """RPT-1, RPT-2."""
    assert objection(**changes) == (None if reason is None else (reason, place))


def test_only_paid_agencies_report_fees_and_only_services_that_were_open() -> None:
    """RPT-1."""
    school = reporter(("2024-06-03", frozenset({"offers"}), "active"), kind="school")
    assert objection(school, offers=OfferUsage(2), seekers=None) is None
    assert objection(school, offers=OFFERS, seekers=None) == (R.FEES_NOT_FOR_KIND, "/offers/fees_yen")
    assert objection(school, offers=OfferUsage(2)) == (R.NOT_USED, "/seekers")


def test_a_service_that_was_open_for_a_part_of_the_year_is_reported() -> None:
    """RPT-1."""
    offers = frozenset({"offers"})
    who = reporter(
        ("2024-06-03", BOTH, "active"), ("2025-05-01", offers, "active"), ("2025-06-01", offers, "withdrawn")
    )
    assert [services_used(who, year) for year in (2024, 2025)] == [BOTH, BOTH]
    assert services_used(reporter(("2026-05-13", offers, "active")), 2025) == offers, "before anything is known of it"
    moved = reporter(("2024-06-03", BOTH, "active"), ("2025-03-31", offers, "active"))
    assert services_used(moved, 2025) == offers


def test_years_that_are_over_are_owed_since_the_approval() -> None:
    """RPT-1, AUT-9: who has left can report the year of the end at once, and owes no later one."""
    assert owed_years(reporter(), dt.date(2026, 3, 31)) == (2024,)
    assert owed_years(reporter(), dt.date(2026, 4, 1)) == (2025, 2024)
    assert owed_years(reporter(approved="2026-04-01"), dt.date(2026, 4, 1)) == ()
    gone = reporter(("2024-06-03", BOTH, "active"), ("2025-07-01", BOTH, "terminated"))
    assert owed_years(gone, dt.date(2025, 7, 1)) == (2025, 2024)
    assert owed_years(gone, dt.date(2028, 7, 1)) == (2025, 2024)


@pytest.mark.parametrize(("year", "day"), [(2025, "2026-03-16"), (2026, "2027-03-15"), (2020, "2021-03-15")])
def test_the_reminder_comes_on_the_third_monday_of_march(year: int, day: str) -> None:
    """RPT-2."""
    monday = dt.date.fromisoformat(day)
    assert reminder_day(year) == monday
    assert year_to_remind_of(monday - dt.timedelta(days=1)) is None
    assert year_to_remind_of(monday) == year
    assert year_to_remind_of(dt.date(year + 1, 4, 20)) == year, "caught up until the due day (CAL-6)"
    assert year_to_remind_of(dt.date(year + 1, 4, 21)) is None
