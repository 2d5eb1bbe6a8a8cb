"""The month of CMP-6 stands still while nothing could be handed in: a wrong termination, a withdrawal that was taken back."""

import datetime as dt

import pytest

from services.compliance.cases.domain.files import CaseSettings, Overdue, OverdueItem
from services.compliance.cases.domain.periods import BarredTime, last_day_of_grace
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import Measure

DUE = dt.date(2026, 4, 20)
MONTH = dt.date(2026, 5, 20)
WHOLE, PART = frozenset({"change", "renewal"}), frozenset({"renewal"})


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def barred(since: str, until: str, kinds: frozenset[str] = WHOLE) -> BarredTime:
    return BarredTime(day(since), day(until), kinds)


def wrong(decided: str, ended: str) -> Measure:
    """A termination that was taken back."""
    at = (dt.datetime.fromisoformat(f"2026-{one}T12:00:00+09:00") for one in (decided, ended))
    decided_at, ended_at = at
    return Measure(MeasureKind.TERMINATION, Ground.OTHER_BREACH, decided_at, ended_at=ended_at, annulled=True)


def grace(
    *times: BarredTime, item: OverdueItem = OverdueItem.PERMISSION, measures: tuple[Measure, ...] = ()
) -> dt.date:
    return last_day_of_grace(Overdue(item, DUE), "private", CaseSettings(), measures, times)


@pytest.mark.parametrize(
    ("since", "until", "last_day"),
    [
        ("05-11", "07-01", "07-10"),  # nine days were left
        ("05-20", "07-01", "07-01"),  # on the last day none, but that the day of the taking back is left
        ("04-10", "07-01", "07-31"),  # all thirty
        ("04-01", "04-20", "05-20"),  # back on the due day: nothing was taken
        ("05-21", "07-01", "05-20"),  # over before
    ],
)
def test_as_many_days_are_left_as_were_on_the_day_of_the_approval(since: str, until: str, last_day: str) -> None:
    """CMP-6; they are days given back, which CAL-4 shortens no more."""
    assert grace(barred(since, until)) == day(last_day)


def test_a_form_that_could_be_handed_in_all_the_time_has_its_month_as_before() -> None:
    """CMP-6, AUT-9: a change beside a withdrawal from seeker information alone; a report in any case."""
    part = barred("05-11", "07-01", PART)
    assert grace(part) == MONTH
    assert grace(part, item=OverdueItem.SEEKER_TERM) == day("07-10")
    assert grace(barred("05-11", "07-01"), item=OverdueItem.REPORT) == MONTH


def test_one_time_after_another_is_given_back_in_whatever_order_they_are_told() -> None:
    """CMP-6: nine days left on 11 May, again on 1 July; two of them gone by the second."""
    first, second = barred("05-11", "06-01"), barred("06-03", "07-01")
    assert grace(first, second) == grace(second, first) == day("07-08")


def test_days_that_a_termination_took_while_a_withdrawal_stood_are_given_back_once() -> None:
    """CMP-9: it stands above the withdrawal, and both were taken back."""
    withdrawn = barred("05-11", "07-01")
    for decided, ended in (("05-15", "06-01"), ("05-11", "07-01"), ("05-11", "06-01")):
        assert grace(withdrawn, measures=(wrong(decided, ended),)) == day("07-10")
    assert grace(withdrawn, measures=(wrong("06-15", "07-05"),)) == day("07-14"), "the later end counts"
