"""Measures and standing as pure functions (CMP-2 to CMP-10, CMP-14): each rule, and each worked date of the catalogue."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.compliance.cases.domain.deciding import (
    Author,
    Decision,
    Lifting,
    Matter,
    Organization,
    decide,
    lift,
)
from services.compliance.cases.domain.provisions import article_of
from services.compliance.cases.domain.section_8 import SECTION_8
from services.compliance.standing.domain.grounds import GROUNDS_OF_MEASURES, Authority, Ground, MeasureKind
from services.compliance.standing.domain.measures import (
    End,
    Measure,
    StandingSettings,
    StandingState,
    last_day_of_bar,
    standing_of,
)
from services.compliance.standing.domain.reasons import StandingReason
from services.legal_calendar import JAPAN, is_administrative_holiday

SETTINGS = StandingSettings()
TOKYO = Author(Authority.BUREAU, "13")
OSAKA = Author(Authority.BUREAU, "27")
OPERATIONS = Author(Authority.OPERATIONS)
NOW = dt.datetime(2026, 6, 10, 15, 0, tzinfo=JAPAN)
TODAY = NOW.date()
AGENCY = Organization(class_="private", bureau_code="13", withdrawn=False, measures=(), version=0)


def decided(
    kind: MeasureKind = MeasureKind.WITH_TERM,
    ground: Ground = Ground.OFFER_INFORMATION,
    *,
    organization: Organization = AGENCY,
    author: Author = TOKYO,
    now: dt.datetime = NOW,
    decided_on: dt.date | None = None,
    seen_version: int = 0,
) -> Measure | StandingReason:
    decision = Decision(kind, ground, decided_on or now.date(), seen_version)
    return decide(Matter(decision, organization, author, now.date()), now, SETTINGS)


def a_measure(*arguments: MeasureKind | Ground, now: dt.datetime = NOW) -> Measure:
    kind, ground = arguments
    assert isinstance(kind, MeasureKind)
    assert isinstance(ground, Ground)
    author = TOKYO if SECTION_8[ground].authority is Authority.BUREAU else OPERATIONS
    run = Measure(MeasureKind.WITH_TERM, ground, now - dt.timedelta(days=400), ended_at=now - dt.timedelta(days=9))
    earlier = (replace(run, last_day=(now - dt.timedelta(days=10)).date()),)
    found = decided(kind, ground, organization=replace(AGENCY, measures=earlier), author=author, now=now)
    assert isinstance(found, Measure), found
    return found


def test_a_suspension_of_six_months_decided_on_10_june_in_the_afternoon_has_10_december_as_its_last_day() -> None:
    """CAL-3, CMP-3."""
    measure = a_measure(MeasureKind.WITH_TERM, Ground.OFFER_INFORMATION)
    assert measure.last_day == dt.date(2026, 12, 10)


def test_a_last_day_that_is_a_holiday_moves_to_the_working_day_before() -> None:
    """CAL-4: 12 December 2026 is a Saturday."""
    measure = a_measure(MeasureKind.WITH_TERM, Ground.ADVERTISING, now=dt.datetime(2026, 6, 12, 9, 0, tzinfo=JAPAN))
    assert measure.last_day == dt.date(2026, 12, 11)


def test_a_termination_on_1_october_2025_bars_to_29_september_2028() -> None:
    """CMP-9: counted from the day itself; 30 September 2028 is a Saturday (CAL-4)."""
    at = dt.datetime(2025, 10, 1, 23, 59, tzinfo=JAPAN)
    assert last_day_of_bar(at, "private", SETTINGS) == dt.date(2028, 9, 29)


def test_a_bar_is_counted_from_the_day_of_the_termination_itself_and_not_from_the_day_after() -> None:
    """CMP-9: なった日から起算して. 7 June 2029 is a Thursday; from the day after it were the 8th, a Friday."""
    at = dt.datetime(2026, 6, 8, 9, 0, tzinfo=JAPAN)
    assert last_day_of_bar(at, "private", SETTINGS) == dt.date(2029, 6, 7)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.times())
def test_no_bar_ends_on_a_holiday_and_none_is_longer_than_three_years(day: dt.date, at: dt.time) -> None:
    """CMP-9, CAL-4."""
    last = last_day_of_bar(dt.datetime.combine(day, at, JAPAN), "private", SETTINGS)
    assert not is_administrative_holiday(last)
    assert day + dt.timedelta(days=3 * 365 - 12) <= last < day + dt.timedelta(days=3 * 366)


def test_the_length_of_a_suspension_is_a_setting_of_the_class() -> None:
    """CMP-3: 001 binds the private class alone."""
    settings = replace(SETTINGS, suspension_months={"private": 6, "municipal": 1})
    case = Matter(
        Decision(MeasureKind.WITH_TERM, Ground.ADVERTISING, TODAY, 0), replace(AGENCY, class_="municipal"), TOKYO, TODAY
    )
    measure = decide(case, NOW, settings)
    assert isinstance(measure, Measure)
    assert measure.last_day == dt.date(2026, 7, 10)
    assert article_of(Ground.ADVERTISING, "private") == "利用規約８(2)②"
    assert article_of(Ground.ADVERTISING, "municipal") == ""


def test_a_suspension_holds_from_its_decision_to_the_end_of_its_last_day_and_ends_by_itself() -> None:
    """CMP-14."""
    measure = a_measure(MeasureKind.WITH_TERM, Ground.OFFER_INFORMATION)
    for day, state in (
        (TODAY, StandingState.SUSPENDED),
        (dt.date(2026, 12, 10), StandingState.SUSPENDED),
        (dt.date(2026, 12, 11), StandingState.ACTIVE),
    ):
        assert standing_of([measure], day).state is state
    assert standing_of([measure], TODAY).until == dt.date(2026, 12, 10)


def test_a_suspension_for_what_is_overdue_goes_on_until_it_is_mended() -> None:
    """CMP-6: not mended at the end of the 6 months, the suspension goes on."""
    measure = a_measure(MeasureKind.WITH_TERM, Ground.OVERDUE)
    after = dt.date(2026, 12, 11)
    assert standing_of([measure], after).state is StandingState.SUSPENDED
    assert standing_of([measure], after).until is None
    mended = replace(measure, mended_at=NOW + dt.timedelta(days=30))
    assert standing_of([mended], dt.date(2026, 12, 10)).state is StandingState.SUSPENDED
    assert standing_of([mended], after).state is StandingState.ACTIVE
    assert lift(measure, TOKYO, "13", TODAY) == Lifting(end=None)
    assert lift(measure, TOKYO, "13", after) == Lifting(End.CORRECTED)
    assert lift(mended, TOKYO, "13", TODAY) is StandingReason.MENDED_ALREADY


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        (MeasureKind.UNTIL_CORRECTED, Ground.ORDER),
        (MeasureKind.PROVISIONAL, Ground.FACTS_UNCLEAR),
    ],
)
def test_a_suspension_without_a_term_holds_until_it_is_lifted(kind: MeasureKind, ground: Ground) -> None:
    """CMP-2, CMP-10."""
    measure = a_measure(kind, ground)
    assert standing_of([measure], dt.date(2036, 1, 1)).state is StandingState.SUSPENDED
    lifting = lift(measure, TOKYO, "13", TODAY)
    assert isinstance(lifting, Lifting)
    assert lifting.end is not None
    lifted = replace(measure, ended_at=NOW)
    assert standing_of([lifted], TODAY).state is StandingState.ACTIVE
    assert lift(lifted, TOKYO, "13", TODAY) is StandingReason.ENDED_ALREADY


def test_of_several_suspensions_the_last_to_end_decides_and_one_without_a_term_leaves_the_end_open() -> None:
    """CMP-14."""
    first = a_measure(MeasureKind.WITH_TERM, Ground.OFFER_INFORMATION)
    second = a_measure(MeasureKind.WITH_TERM, Ground.ADVERTISING, now=NOW + dt.timedelta(days=30))
    provisional = a_measure(MeasureKind.PROVISIONAL, Ground.FACTS_UNCLEAR)
    assert standing_of([second, first], TODAY).until == second.last_day
    assert standing_of([first, provisional], TODAY).until is None


def test_a_suspension_with_a_term_runs_it_in_full() -> None:
    """CMP-14."""
    measure = a_measure(MeasureKind.WITH_TERM, Ground.OFFER_INFORMATION)
    assert lift(measure, TOKYO, "13", TODAY) is StandingReason.TERM_RUNS_IN_FULL
    assert lift(measure, TOKYO, "13", dt.date(2026, 12, 11)) is StandingReason.ENDED_ALREADY


def test_a_termination_stands_for_ever_and_above_everything_else() -> None:
    """CMP-9."""
    termination = a_measure(MeasureKind.TERMINATION, Ground.MALICE)
    suspension = a_measure(MeasureKind.WITH_TERM, Ground.ADVERTISING)
    standing = standing_of([suspension, termination], dt.date(2040, 1, 1))
    assert (standing.state, standing.bar_until) == (StandingState.TERMINATED, dt.date(2029, 6, 8))
    assert lift(termination, TOKYO, "13", TODAY) is StandingReason.TERMINATION_IS_FINAL
    terminated = replace(AGENCY, measures=(termination,))
    for kind, ground in (
        (MeasureKind.TERMINATION, Ground.MALICE),
        (MeasureKind.WITH_TERM, Ground.ADVERTISING),
    ):
        assert decided(kind, ground, organization=terminated) is StandingReason.TERMINATED


def test_only_the_competent_bureau_decides_and_lifts() -> None:
    """CMP-10, AUT-7."""
    assert decided(author=OSAKA) is StandingReason.OTHER_BUREAU
    assert decided(author=Author(Authority.BUREAU, "")) is StandingReason.OTHER_BUREAU
    measure = a_measure(MeasureKind.PROVISIONAL, Ground.FACTS_UNCLEAR)
    assert lift(measure, OSAKA, "13", TODAY) is StandingReason.OTHER_BUREAU


def test_operations_suspend_by_article_14_and_by_nothing_else() -> None:
    """CMP-10; 001 14."""
    kind = MeasureKind.UNTIL_CORRECTED
    assert decided(kind, Ground.OTHER_BREACH, author=OPERATIONS) is StandingReason.OTHER_AUTHORITY
    assert decided(kind, Ground.SECURITY_DEMAND) is StandingReason.OTHER_AUTHORITY
    measure = decided(kind, Ground.SECURITY_DEMAND, author=OPERATIONS)
    assert isinstance(measure, Measure)
    assert lift(measure, TOKYO, "13", TODAY) is StandingReason.OTHER_AUTHORITY
    assert lift(measure, OPERATIONS, "13", TODAY) == Lifting(End.CORRECTED)


@pytest.mark.parametrize("ground", GROUNDS_OF_MEASURES)
@pytest.mark.parametrize("kind", MeasureKind)
def test_a_ground_bears_the_measures_of_its_article_and_no_other(kind: MeasureKind, ground: Ground) -> None:
    """CMP-2 to CMP-8, CMP-10."""
    author = TOKYO if SECTION_8[ground].authority is Authority.BUREAU else OPERATIONS
    refused = decided(kind, ground, author=author) is StandingReason.GROUND_NOT_FOR_KIND
    assert refused is (kind not in SECTION_8[ground].measures)


def test_a_decision_is_neither_dated_back_nor_put_off() -> None:
    """CMP-14."""
    for days in (-1, 1):
        assert decided(decided_on=TODAY + dt.timedelta(days=days)) is StandingReason.NOT_TODAY


def test_the_same_is_not_decided_twice() -> None:
    """CMP-14: while a measure on a ground is in force; on another ground it may be."""
    suspended = replace(AGENCY, measures=(a_measure(MeasureKind.WITH_TERM, Ground.OFFER_INFORMATION),))
    assert decided(organization=suspended) is StandingReason.IN_FORCE_ALREADY
    assert isinstance(decided(MeasureKind.WITH_TERM, Ground.ADVERTISING, organization=suspended), Measure)
    later = NOW + dt.timedelta(days=365)
    assert isinstance(decided(organization=suspended, now=later), Measure)


def test_who_decides_on_a_standing_that_has_changed_meanwhile_is_told() -> None:
    """CMP-14."""
    assert decided(organization=replace(AGENCY, version=3), seen_version=2) is StandingReason.STANDING_CHANGED


def test_who_has_withdrawn_is_neither_suspended_nor_terminated() -> None:
    """REG-5."""
    gone = replace(AGENCY, withdrawn=True)
    assert decided(organization=gone) is StandingReason.WITHDRAWN
    assert decided(MeasureKind.TERMINATION, Ground.MALICE, organization=gone) is StandingReason.WITHDRAWN


@pytest.mark.parametrize("ground", [Ground.OFFER_INFORMATION, Ground.EXCESSIVE_SOLICITATION, Ground.OVERDUE])
def test_a_termination_after_resumption_presupposes_a_suspension_that_has_run(ground: Ground) -> None:
    """CMP-3, CMP-5, CMP-6."""
    kind = MeasureKind.UNTIL_CORRECTED if ground is Ground.EXCESSIVE_SOLICITATION else MeasureKind.WITH_TERM
    assert decided(MeasureKind.TERMINATION, ground) is StandingReason.NOTHING_BEFORE_IT
    running = replace(AGENCY, measures=(a_measure(kind, ground),))
    assert decided(MeasureKind.TERMINATION, ground, organization=running) is StandingReason.NOTHING_BEFORE_IT
    ended = tuple(replace(measure, ended_at=NOW, last_day=measure.last_day and TODAY) for measure in running.measures)
    over = decided(MeasureKind.TERMINATION, ground, organization=replace(running, measures=ended))
    assert isinstance(over, Measure)


def test_what_is_overdue_at_the_end_of_its_suspension_may_be_terminated_while_the_suspension_goes_on() -> None:
    """CMP-6."""
    suspended = replace(AGENCY, measures=(a_measure(MeasureKind.WITH_TERM, Ground.OVERDUE),))
    after = dt.datetime(2026, 12, 11, 10, 0, tzinfo=JAPAN)
    assert isinstance(decided(MeasureKind.TERMINATION, Ground.OVERDUE, organization=suspended, now=after), Measure)
