"""Cases of what is overdue, as pure functions: the month of grace, the demand of a report, what is repeated (CMP-6)."""

import datetime as dt

import pytest

from services.compliance.cases.domain.deciding import authority_over
from services.compliance.cases.domain.files import CaseEvent, CaseState, Overdue, OverdueItem
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.cases.domain.watching import Expected, Mended, Watched
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import StandingState
from services.compliance.standing.domain.reasons import StandingReason
from tests.unit.compliance.case_story import CALENDAR, REPORT, TERM, Story, opened, suspended

E, G, K, S = CaseEvent, Ground, MeasureKind, CaseState


def test_what_is_overdue_and_not_mended_in_six_months_may_be_terminated_and_the_suspension_goes_on_until_then() -> None:
    """CMP-6; 001 8(2)④ａ."""
    story = suspended(G.OVERDUE, K.WITH_TERM)
    assert story.on("2026-12-10").do(E.ANNOUNCE_HEARING) is CaseReason.NO_TERMINATION
    assert story.on("2026-12-11").standing.state is StandingState.SUSPENDED
    assert story.do(E.ANNOUNCE_HEARING, due_on=dt.date(2026, 12, 14)) is None
    assert story.on("2026-12-15").do(E.TERMINATE) is None
    assert story.measures[-1].ground is G.OVERDUE


def test_what_is_mended_in_the_term_ends_with_it_and_after_it_at_once() -> None:
    """CMP-6, CMP-14."""
    early = suspended(G.OVERDUE, K.WITH_TERM).on("2026-08-01")
    assert early.do(E.CONFIRM) is None
    assert early.standing.until == dt.date(2026, 12, 10)
    assert early.on("2026-12-11").standing.state is StandingState.ACTIVE
    late = suspended(G.OVERDUE, K.WITH_TERM).on("2027-02-01")
    assert late.do(E.CONFIRM) is None
    assert (late.standing.state, late.state()) == (StandingState.ACTIVE, S.CLOSED)


def test_the_same_again_after_resumption_may_be_terminated_and_another_breach_may_not() -> None:
    """CMP-6; 001 8(2)④ａ: 利用再開後に直ちに同種の利用規約違反行為."""
    story = suspended(G.OVERDUE, K.WITH_TERM)
    assert story.do(E.CONFIRM) is None
    story.on("2027-04-21")
    assert story.open(G.OVERDUE, name="again", overdue=Overdue(OverdueItem.PERMISSION, dt.date(2027, 4, 20))) is None
    assert story.on("2027-05-20").do(E.ANNOUNCE_HEARING, name="again") is CaseReason.NO_TERMINATION, "the month runs"
    assert story.on("2027-05-21").do(E.ANNOUNCE_HEARING, name="again") is None
    assert story.open(G.OTHER_BREACH, name="other") is None
    assert story.do(E.ANNOUNCE_HEARING, name="other") is CaseReason.NO_TERMINATION


def test_what_falls_due_while_the_suspension_for_another_thing_goes_on_is_terminated_in_that_ones_case_alone() -> None:
    """CMP-6; 001 8(2)④ａ: 改善されない is what it was suspended for; nothing was resumed after which it could come again."""
    story = suspended(G.OVERDUE, K.WITH_TERM)
    story.on("2027-04-21")
    assert story.open(G.OVERDUE, name="another", overdue=Overdue(OverdueItem.PERMISSION, dt.date(2027, 4, 20))) is None
    story.on("2027-05-21")
    assert (story.terminable(), story.terminable("another")) == (True, False)
    assert story.do(E.ANNOUNCE_HEARING, name="another") is CaseReason.NO_TERMINATION
    assert story.do(E.ANNOUNCE_HEARING) is None


def test_a_report_is_missing_again_only_after_its_demand_left_time() -> None:
    """CMP-6; 001 19: 提出依頼にも関わらず; also where another paragraph's repetition is any breach (CMP-3)."""
    for first in (G.OVERDUE, G.OFFER_INFORMATION):
        story = suspended(first, K.WITH_TERM)
        assert story.do(E.CONFIRM) is None
        story.on("2027-05-25")
        assert story.open(G.OVERDUE, name="again", overdue=Overdue(OverdueItem.REPORT, dt.date(2027, 4, 20))) is None
        assert story.do(E.ANNOUNCE_HEARING, name="again") is CaseReason.NO_TERMINATION, "nothing was demanded"
        assert story.do(E.REQUEST_CORRECTION, name="again", due_on=dt.date(2027, 6, 4)) is None
        assert story.on("2027-06-04").do(E.ANNOUNCE_HEARING, name="again") is CaseReason.NO_TERMINATION
        assert story.on("2027-06-05").do(E.ANNOUNCE_HEARING, name="again") is None


@pytest.mark.parametrize(
    ("due_on", "last_day"),
    [
        ("2026-04-20", "2026-05-20"),
        ("2023-04-20", "2023-05-19"),
        ("2026-01-30", "2026-02-27"),
        ("2025-04-20", "2025-05-20"),
    ],
)
def test_what_is_overdue_suspends_when_a_month_from_the_day_after_is_over(due_on: str, last_day: str) -> None:
    """CMP-6, CAL-3, CAL-4: 20 May 2023 and 28 February 2026 are Saturdays; 20 April 2025, a Sunday, stays."""
    story = Story().on(due_on)
    story.on(story.today + dt.timedelta(days=1))
    overdue = Overdue(OverdueItem.PERMISSION, dt.date.fromisoformat(due_on))
    assert story.open(G.OVERDUE, author=CALENDAR, overdue=overdue) is None
    assert story.on(last_day).do(E.SUSPEND, author=CALENDAR, kind=K.WITH_TERM) is CaseReason.GRACE_NOT_OVER
    story.on(dt.date.fromisoformat(last_day) + dt.timedelta(days=1))
    assert story.do(E.SUSPEND, author=CALENDAR, kind=K.WITH_TERM) is None


def test_a_missing_report_suspends_only_where_the_bureau_had_demanded_it() -> None:
    """CMP-6; 001 8(2)④ａ, 19(1): 管轄労働局からの提出依頼にも関わらず."""
    story = Story().on("2026-04-21")
    assert story.open(G.OVERDUE, author=CALENDAR, overdue=REPORT) is None
    story.on("2026-05-21")
    assert story.do(E.SUSPEND, author=CALENDAR, kind=K.WITH_TERM) is CaseReason.CORRECTION_NOT_REQUESTED
    assert story.do(E.REQUEST_CORRECTION) is None
    assert story.do(E.SUSPEND, author=CALENDAR, kind=K.WITH_TERM) is CaseReason.CORRECTION_NOT_REQUESTED
    assert story.on("2026-05-22").do(E.SUSPEND, author=CALENDAR, kind=K.WITH_TERM) is None


def test_what_is_overdue_stands_with_its_ground_and_no_other() -> None:
    """CMP-6."""
    story = Story()
    assert story.open(G.OVERDUE) is CaseReason.OVERDUE_UNFIT
    assert story.open(G.ADVERTISING, overdue=TERM) is CaseReason.OVERDUE_UNFIT
    assert story.open(G.OVERDUE, overdue=Overdue(OverdueItem.REPORT, story.today)) is CaseReason.HAPPENED_LATER
    assert story.open(G.ADVERTISING) is None
    assert story.do(E.RECLASSIFY, ground=G.OVERDUE) is CaseReason.OVERDUE_UNFIT


@pytest.mark.parametrize("kind", [kind for kind in MeasureKind if kind is not MeasureKind.WITH_TERM])
def test_by_date_no_measure_is_taken_but_the_suspension_with_its_term(kind: MeasureKind) -> None:
    """CMP, CMP-6: termination is always a staff decision; whatever step would bring it, the calendar has no authority for it."""
    assert authority_over(G.OVERDUE, CALENDAR, kind) is StandingReason.OTHER_AUTHORITY
    assert opened(G.OVERDUE).do(E.SUSPEND, author=CALENDAR, kind=kind) is StandingReason.OTHER_AUTHORITY
    assert opened(G.OVERDUE).do(E.SUSPEND, author=CALENDAR, kind=K.WITH_TERM) is None


@pytest.mark.parametrize(("refused", "follows"), [(0, True), (1, False), (None, False)])
def test_what_a_suspension_goes_on_from_is_kept_where_another_slip_closed_its_case_before_it_began(
    refused: int | None, follows: bool
) -> None:
    """Decision 306: it waited for the end of another one on what is overdue, and the receipt was taken back too."""
    former = dt.date(2026, 11, 20)
    it = Watched(Expected(TERM), None, (), "private", mended=Mended(0, refused), former_last_day=former)
    assert it.goes_on_from == (former if follows else None)
