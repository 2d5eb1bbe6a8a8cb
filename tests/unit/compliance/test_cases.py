"""Cases as pure functions (CMP-1 to CMP-14): section 8 of the terms row by row, and every refusal with its reason."""

import datetime as dt
from enum import Enum

import pytest

from services.compliance.cases.domain.deciding import Author
from services.compliance.cases.domain.files import CaseEvent, CaseState
from services.compliance.cases.domain.periods import CaseDutyKind
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.cases.domain.section_8 import SECTION_8, Repeat
from services.compliance.cases.domain.steps import TRANSITIONS
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import StandingState
from services.compliance.standing.domain.reasons import StandingReason
from tests.unit.compliance.case_story import (
    CALENDAR,
    ITSELF,
    MINISTRY,
    OPERATIONS,
    OSAKA,
    TERM,
    TOKYO,
    Story,
    opened,
    staff_of,
    suspended,
)

E, G, K, S = CaseEvent, Ground, MeasureKind, CaseState
SUSPENSIONS = [
    (ground, kind)
    for ground, provision in SECTION_8.items()
    for kind in sorted(provision.measures & {K.WITH_TERM, K.UNTIL_CORRECTED})
]
BY_DATE_ALONE = (E.WARN, E.GO_ON, E.ANNUL)
AT_ONCE = [G.MALICE, G.MALICIOUS_BREACH, G.LABOUR_LAW]


def terminated(other: Ground = G.OTHER_BREACH) -> Story:
    story = opened(G.MALICE)
    overdue = TERM if other is G.OVERDUE else None
    assert story.open(other, name="other", overdue=overdue) is None
    assert story.do(E.ANNOUNCE_HEARING) is None
    assert story.do(E.STATE_VIEW) is None
    assert story.do(E.TERMINATE) is None
    return story


# Section 8, row by row -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "rule", "article", "request_goes_with_it", "measures", "repeat"),
    [
        (G.SUSPECTED_OFFENCE, "CMP-1", "８(1)", False, set(), Repeat.NONE),
        (G.ORDER, "CMP-2", "８(1)", False, {K.UNTIL_CORRECTED}, Repeat.NONE),
        (G.OFFER_INFORMATION, "CMP-3", "８(2)①", True, {K.WITH_TERM, K.TERMINATION}, Repeat.ANY_BREACH),
        (G.ADVERTISING, "CMP-4", "８(2)②", True, {K.WITH_TERM}, Repeat.NONE),
        (G.EXCESSIVE_SOLICITATION, "CMP-5", "８(2)③", True, {K.UNTIL_CORRECTED, K.TERMINATION}, Repeat.ANY_BREACH),
        (G.OVERDUE, "CMP-6", "８(2)④ａ", False, {K.WITH_TERM, K.TERMINATION}, Repeat.SAME_OR_UNMENDED),
        (G.MALICE, "CMP-7", "８(2)④ｂ", False, {K.TERMINATION}, Repeat.NONE),
        (G.OTHER_BREACH, "CMP-8", "８(2)⑤ａ", True, {K.UNTIL_CORRECTED}, Repeat.NONE),
        (G.MALICIOUS_BREACH, "CMP-8", "８(2)⑤ｂ", False, {K.TERMINATION}, Repeat.NONE),
        (G.LABOUR_LAW, "CMP-2", "８(3)", False, {K.WITH_TERM, K.UNTIL_CORRECTED, K.TERMINATION}, Repeat.NONE),
        (G.FACTS_UNCLEAR, "CMP-10", "８(3)", False, {K.PROVISIONAL}, Repeat.NONE),
        (G.SECURITY_DEMAND, "CMP-10", "14", False, {K.UNTIL_CORRECTED}, Repeat.NONE),
        (G.MANY_BLOCKS, "CMP-11", "８(3)", False, set(), Repeat.NONE),
    ],
)
def test_a_row_says_what_its_paragraph_says(
    ground: Ground, rule: str, article: str, request_goes_with_it: bool, measures: set[MeasureKind], repeat: Repeat
) -> None:
    """CMP-1 to CMP-8, CMP-10; 001 8, 14."""
    row = SECTION_8[ground]
    assert (row.rule, row.article, row.request) == (rule, article, request_goes_with_it)
    assert set(row.measures) == measures
    assert row.repeat is repeat
    assert row.breach is article.startswith("８(2)")
    assert set(SECTION_8) == set(Ground)


def test_a_suspected_offence_is_passed_to_the_supply_demand_section_and_comes_back_under_what_it_found() -> None:
    """CMP-1, CMP-2; 001 8(1): the order that follows suspends until the correction is confirmed."""
    story = opened(G.SUSPECTED_OFFENCE)
    assert story.do(E.SUSPEND, kind=K.UNTIL_CORRECTED) is StandingReason.GROUND_NOT_FOR_KIND
    assert story.do(E.REFER) is None
    assert story.do(E.SUSPEND_PROVISIONALLY) is None
    assert story.do(E.RECLASSIFY, ground=G.ORDER) is None
    assert story.do(E.SUSPEND, kind=K.UNTIL_CORRECTED) is None
    assert [measure.ended_at is None for measure in story.measures] == [False, True]
    assert opened(G.ORDER).do(E.REFER) is CaseReason.NOT_TO_BE_REFERRED


@pytest.mark.parametrize(("ground", "kind"), SUSPENSIONS)
def test_a_suspension_takes_effect_at_once_beside_the_request_and_runs_as_its_paragraph_says(
    ground: Ground, kind: MeasureKind
) -> None:
    """CMP-2 to CMP-6, CMP-8, CMP-10, CMP-14: six months to 10 December, or until confirmed; 001 8(1) to 8(3), 14."""
    story = suspended(ground, kind)
    known_end = dt.date(2026, 12, 10) if kind is K.WITH_TERM else None
    assert (story.standing.state, story.standing.until) == (StandingState.SUSPENDED, known_end)
    assert story.do(E.CONFIRM) is None
    after = StandingState.SUSPENDED if kind is K.WITH_TERM else StandingState.ACTIVE
    assert story.standing.state is after, "a term runs in full even when mended (CMP-14)"
    assert story.state() is (S.CONFIRMED if kind is K.WITH_TERM else S.CLOSED)
    story.on("2026-12-11")
    assert (story.standing.state, story.state()) == (StandingState.ACTIVE, S.CLOSED)


@pytest.mark.parametrize("ground", [ground for ground, row in SECTION_8.items() if row.request])
def test_a_suspension_goes_with_a_correction_request(ground: Ground) -> None:
    """CMP-3, CMP-4, CMP-5, CMP-8; 001 8(2)①②③⑤ａ: 是正要請を行うとともに."""
    story = opened(ground)
    (kind,) = SECTION_8[ground].measures & {K.WITH_TERM, K.UNTIL_CORRECTED}
    assert story.do(E.SUSPEND, kind=kind) is CaseReason.CORRECTION_NOT_REQUESTED


@pytest.mark.parametrize("ground", AT_ONCE)
def test_a_termination_at_once_comes_after_a_hearing(ground: Ground) -> None:
    """CMP-7, CMP-8, CMP-2, CMP-9; 001 8(2)④ｂ, 8(2)⑤ｂ, 8(3)."""
    story = opened(ground)
    assert story.do(E.TERMINATE) is CaseReason.OUT_OF_ORDER
    assert story.do(E.ANNOUNCE_HEARING) is None
    assert story.do(E.TERMINATE) is CaseReason.NOT_HEARD
    assert story.do(E.STATE_VIEW) is None
    assert story.do(E.TERMINATE) is None
    assert (story.standing.state, story.state()) == (StandingState.TERMINATED, S.CLOSED)
    assert story.standing.bar_until == dt.date(2029, 6, 8), "3 years from the day itself, 9 June 2029 is a Saturday"


def test_who_lets_the_day_of_the_hearing_pass_has_been_heard() -> None:
    """CMP-9."""
    story = opened(G.MALICE)
    assert story.do(E.ANNOUNCE_HEARING, due_on=dt.date(2026, 6, 15)) is None
    assert story.on("2026-06-15").do(E.TERMINATE) is CaseReason.NOT_HEARD
    assert story.on("2026-06-16").do(E.TERMINATE) is None


@pytest.mark.parametrize("ground", [G.ORDER, G.ADVERTISING, G.OTHER_BREACH, G.FACTS_UNCLEAR, G.SECURITY_DEMAND])
def test_where_the_paragraph_knows_no_termination_none_is_prepared(ground: Ground) -> None:
    """CMP-2, CMP-4, CMP-8, CMP-10; 001 8(1), 8(2)②, 8(2)⑤ａ, 8(3), 14."""
    assert opened(ground).do(E.ANNOUNCE_HEARING) is CaseReason.NO_TERMINATION


@pytest.mark.parametrize("heard", [False, True])
def test_without_malice_a_case_goes_on_after_its_hearing_as_another_breach(heard: bool) -> None:
    """CMP-7: else CMP-8; what was heard is over, and a termination would need a hearing of its own."""
    story = opened(G.MALICE)
    assert story.do(E.ANNOUNCE_HEARING) is None
    if heard:
        assert story.do(E.STATE_VIEW) is None
    assert story.do(E.RECLASSIFY, ground=G.OTHER_BREACH) is None
    assert (story.state(), story.duty()) == (S.OPENED, None)
    assert story.on("2026-07-30").do(E.TERMINATE) is CaseReason.OUT_OF_ORDER
    assert story.do(E.REQUEST_CORRECTION) is None
    assert story.do(E.SUSPEND, kind=K.UNTIL_CORRECTED) is None


# What repetitions mean -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", [G.OFFER_INFORMATION, G.ADVERTISING, G.OTHER_BREACH])
@pytest.mark.parametrize(
    ("first", "kind", "basis"),
    [
        (G.OFFER_INFORMATION, K.WITH_TERM, G.OFFER_INFORMATION),
        (G.EXCESSIVE_SOLICITATION, K.UNTIL_CORRECTED, G.EXCESSIVE_SOLICITATION),
    ],
)
def test_any_breach_after_resumption_may_end_in_termination_by_the_first_paragraph(
    first: Ground, kind: MeasureKind, basis: Ground, second: Ground
) -> None:
    """CMP-3, CMP-5; 001 8(2)①, ③: 利用再開後、再度利用規約違反行為を行った場合."""
    story = suspended(first, kind)
    assert story.on("2026-06-11").do(E.CONFIRM) is None
    story.on("2026-12-11")
    assert story.open(second, name="second") is None
    assert story.do(E.ANNOUNCE_HEARING, name="second") is None
    assert story.do(E.STATE_VIEW, name="second") is None
    assert story.do(E.TERMINATE, name="second") is None
    assert story.measures[-1].ground is basis


def test_a_breach_before_the_resumption_is_no_repetition() -> None:
    """CMP-3: found out after it, done before; and on the day of a resumption in its middle nobody can tell."""
    story = suspended(G.OFFER_INFORMATION, K.WITH_TERM).on("2026-12-20")
    assert story.open(G.OTHER_BREACH, name="second", happened_on=dt.date(2026, 12, 10)) is None
    assert story.do(E.ANNOUNCE_HEARING, name="second") is CaseReason.NO_TERMINATION
    assert story.open(G.OTHER_BREACH, name="third", happened_on=dt.date(2026, 12, 11)) is None
    assert story.do(E.ANNOUNCE_HEARING, name="third") is None
    midday = suspended(G.EXCESSIVE_SOLICITATION, K.UNTIL_CORRECTED)
    assert midday.do(E.CONFIRM) is None
    assert midday.open(G.OTHER_BREACH, name="second") is None
    assert midday.do(E.ANNOUNCE_HEARING, name="second") is CaseReason.NO_TERMINATION


def test_use_is_resumed_only_when_every_suspension_has_ended() -> None:
    """CMP-3, CMP-14: 利用再開."""
    story = suspended(G.OFFER_INFORMATION, K.WITH_TERM).on("2026-12-01")
    assert story.open(G.ORDER, name="order") is None
    assert story.do(E.SUSPEND, name="order", kind=K.UNTIL_CORRECTED) is None
    story.on("2026-12-20")
    assert story.open(G.OTHER_BREACH, name="during") is None
    assert story.do(E.ANNOUNCE_HEARING, name="during") is CaseReason.NO_TERMINATION
    assert story.do(E.CONFIRM, name="order") is None
    story.on("2026-12-21")
    assert story.open(G.OTHER_BREACH, name="after") is None
    assert story.do(E.ANNOUNCE_HEARING, name="after") is None


def test_a_termination_that_was_taken_back_had_stopped_the_use_all_the_same() -> None:
    """CMP-3, decision 158: 利用再開 is when nothing stops the use any more, rightly or wrongly."""
    story = suspended(G.OFFER_INFORMATION, K.WITH_TERM).on("2026-11-02")
    assert story.open(G.MALICE, name="wrong") is None
    for event in (E.ANNOUNCE_HEARING, E.STATE_VIEW, E.TERMINATE):
        assert story.do(event, name="wrong") is None
    assert story.do(E.CLOSE) is None, "so that the suspension does not run on"
    decided_at = story.now
    assert story.on("2026-12-20").take_back(decided_at) is None
    assert story.standing.state is StandingState.ACTIVE
    assert story.open(G.OTHER_BREACH, name="during", happened_on=dt.date(2026, 12, 1)) is None
    assert story.do(E.ANNOUNCE_HEARING, name="during") is CaseReason.NO_TERMINATION
    story.on("2026-12-21")
    assert story.open(G.OTHER_BREACH, name="after") is None
    assert story.do(E.ANNOUNCE_HEARING, name="after") is None


def test_an_offence_is_no_breach_of_the_terms_that_would_repeat_one() -> None:
    """CMP-2, CMP-3: 利用規約違反行為 is what 8(2) names."""
    story = suspended(G.OFFER_INFORMATION, K.WITH_TERM).on("2027-01-04")
    assert story.open(G.ORDER, name="second") is None
    assert story.do(E.ANNOUNCE_HEARING, name="second") is CaseReason.NO_TERMINATION


# Correction requests, provisional suspensions ------------------------------------------------------------------------


def test_a_correction_request_has_a_due_day_and_an_answer_and_may_be_repeated() -> None:
    """CMP-13: 14 days from the day after, 24 June 2026; the second one as staff set it; late is late and still an answer."""
    story = opened(G.OTHER_BREACH)
    assert story.do(E.REQUEST_CORRECTION) is None
    duty = story.duty()
    assert duty is not None
    assert (duty.kind, duty.due_on, duty.late) == (CaseDutyKind.ANSWER, dt.date(2026, 6, 24), False)
    assert story.do(E.ANSWER) is None
    assert story.duty() is None
    assert story.do(E.ANSWER) is CaseReason.OUT_OF_ORDER
    assert story.do(E.REQUEST_CORRECTION, due_on=dt.date(2026, 6, 12)) is None
    late = story.on("2026-06-13").duty()
    assert late is not None
    assert late.late
    assert story.do(E.ANSWER) is None
    assert story.do(E.CONFIRM) is None
    assert story.state() is S.CLOSED


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_due_day_leaves_time_and_not_for_ever(days: int) -> None:
    """CMP-13."""
    story = opened(G.MALICE)
    due_on = story.today + dt.timedelta(days=days)
    for event in (E.REQUEST_CORRECTION, E.ANNOUNCE_HEARING):
        assert story.do(event, due_on=due_on) is CaseReason.DUE_DAY_UNFIT


def test_a_provisional_suspension_holds_until_the_facts_are_established_and_a_definite_one_takes_its_place() -> None:
    """CMP-10; 001 8(3)."""
    story = opened(G.FACTS_UNCLEAR)
    assert story.do(E.END_PROVISIONAL) is StandingReason.ENDED_ALREADY
    assert story.do(E.SUSPEND_PROVISIONALLY) is None
    assert story.do(E.SUSPEND_PROVISIONALLY) is StandingReason.IN_FORCE_ALREADY
    assert story.on("2036-06-10").standing.state is StandingState.SUSPENDED
    assert story.do(E.END_PROVISIONAL) is None
    assert story.standing.state is StandingState.ACTIVE
    assert story.do(E.SUSPEND_PROVISIONALLY) is None
    assert story.do(E.RECLASSIFY, ground=G.ADVERTISING) is None
    assert story.do(E.REQUEST_CORRECTION) is None
    assert story.do(E.SUSPEND, kind=K.WITH_TERM) is None
    assert [measure.in_force(story.today) for measure in story.measures] == [False, False, True]
    assert story.do(E.SUSPEND_PROVISIONALLY) is CaseReason.FACTS_ESTABLISHED


def test_without_malice_the_case_goes_on_as_another_breach_and_closing_it_ends_what_was_provisional() -> None:
    """CMP-7, CMP-8, CMP-11: nothing found, or guidance was enough."""
    story = opened(G.MALICE)
    assert story.do(E.SUSPEND_PROVISIONALLY) is None
    assert story.do(E.RECLASSIFY, ground=G.OTHER_BREACH) is None
    assert story.do(E.RECLASSIFY, ground=G.OTHER_BREACH) is CaseReason.SAME_GROUND
    assert story.do(E.CLOSE) is None
    assert (story.standing.state, story.state()) == (StandingState.ACTIVE, S.CLOSED)


# Refusals ------------------------------------------------------------------------------------------------------------


def test_nothing_is_decided_twice() -> None:
    """CMP-13, CMP-14: by the view that was seen, by the one definite suspension of a case, by its end."""
    story = suspended(G.ORDER, K.UNTIL_CORRECTED)
    assert story.do(E.CONFIRM, seen_version=1) is CaseReason.CASE_CHANGED
    assert story.do(E.SUSPEND, kind=K.UNTIL_CORRECTED) is CaseReason.MEASURE_TAKEN
    assert story.do(E.RECLASSIFY, ground=G.LABOUR_LAW) is CaseReason.MEASURE_TAKEN
    assert story.do(E.CLOSE) is CaseReason.MEASURE_TAKEN
    assert story.open(G.ORDER, name="second") is None
    assert story.do(E.SUSPEND, name="second", kind=K.UNTIL_CORRECTED) is StandingReason.IN_FORCE_ALREADY
    assert story.do(E.CONFIRM) is None
    for event in (E.CONFIRM, E.CLOSE, E.TERMINATE):
        assert story.do(event) is CaseReason.CASE_CLOSED


@pytest.mark.parametrize("ground", [ground for ground in G if ground is not G.OVERDUE])
def test_a_case_has_the_day_that_is_stated_or_none(ground: Ground) -> None:
    """CMP-13; but for a demand for security measures, which is about no conduct and has its own day (OPS-4)."""
    story = Story()
    assert story.open(ground, day_unknown=True) is None
    assert story.cases["case"].happened_on is None
    stated = story.open(ground, name="other", day_unstated=True)
    if ground is G.SECURITY_DEMAND:
        assert (stated, story.cases["other"].happened_on) == (None, story.today)
    else:
        assert stated is CaseReason.DAY_UNSTATED


def test_out_of_order_is_what_the_table_does_not_have() -> None:
    """CMP-13."""
    story = opened(G.OTHER_BREACH)
    assert story.do(E.ANSWER) is CaseReason.OUT_OF_ORDER
    assert story.do(E.STATE_VIEW) is CaseReason.OUT_OF_ORDER
    assert story.do(E.CONFIRM) is CaseReason.NOTHING_TO_CONFIRM
    assert {event for state, event in TRANSITIONS if state is S.CLOSED} == {E.ANNUL}  # the calendar's alone
    assert {event for state, event in TRANSITIONS if state is S.CONFIRMED} == {E.ANNUL}, "all else is over"
    assert {event for _, event in TRANSITIONS} == set(CaseEvent)
    assert set(TRANSITIONS.values()) == set(CaseState)


@pytest.mark.parametrize("event", [event for event in CaseEvent if event is not E.CLOSE])
def test_of_a_terminated_organization_what_was_open_can_only_be_closed(event: CaseEvent) -> None:
    """CMP-9."""
    story = terminated(G.OVERDUE if event in BY_DATE_ALONE else G.OTHER_BREACH)
    author, kind = (CALENDAR, None) if event in BY_DATE_ALONE else (None, K.UNTIL_CORRECTED)
    assert story.do(event, name="other", kind=kind, author=author) is StandingReason.TERMINATED
    assert story.open(G.ADVERTISING, name="new") is StandingReason.TERMINATED
    assert story.do(E.CLOSE, name="other") is None


def test_of_a_withdrawn_organization_what_was_begun_is_ended_and_nothing_begins() -> None:
    """REG-5."""
    story = suspended(G.ORDER, K.UNTIL_CORRECTED)
    story.withdraw()
    assert story.open(G.ADVERTISING, name="new") is StandingReason.WITHDRAWN
    assert story.do(E.REQUEST_CORRECTION) is StandingReason.WITHDRAWN
    assert story.do(E.CONFIRM) is None


@pytest.mark.parametrize("days", [-1, 1])
def test_nothing_is_dated_back_or_put_off(days: int) -> None:
    """CMP-14."""
    story = opened(G.ORDER)
    day = story.today + dt.timedelta(days=days)
    for event in (E.SUSPEND, E.REQUEST_CORRECTION, E.CLOSE):
        assert story.do(event, kind=K.UNTIL_CORRECTED, day=day) is StandingReason.NOT_TODAY
    assert story.open(G.ORDER, happened_on=story.today + dt.timedelta(days=1)) is CaseReason.HAPPENED_LATER


@pytest.mark.parametrize(
    ("ground", "author", "reason"),
    [
        (G.ADVERTISING, OSAKA, StandingReason.OTHER_BUREAU),
        (G.ADVERTISING, Author(TOKYO.authority, ""), StandingReason.OTHER_BUREAU),
        (G.ADVERTISING, OPERATIONS, StandingReason.OTHER_AUTHORITY),
        (G.SECURITY_DEMAND, TOKYO, StandingReason.OTHER_AUTHORITY),
        (G.SECURITY_DEMAND, MINISTRY, StandingReason.OTHER_AUTHORITY),
        (G.ADVERTISING, ITSELF, CaseReason.NOT_FOR_CALLER),
        (G.ADVERTISING, CALENDAR, CaseReason.NOT_FOR_CALLER),
        (G.ADVERTISING, MINISTRY, None),
        (G.ADVERTISING, TOKYO, None),
    ],
)
def test_the_competent_bureau_or_the_ministry_decides_and_operations_on_their_demands(
    ground: Ground, author: Author, reason: Enum | None
) -> None:
    """AUT-7, CMP-10; 001 3, 8, 14."""
    assert opened(ground).do(E.REQUEST_CORRECTION, author=author) is reason
    if author is not CALENDAR:
        assert Story().open(ground, author=author) is reason


def test_by_date_the_calendar_suspends_what_is_overdue_keeps_what_dates_make_of_it_and_decides_nothing_else() -> None:
    """CMP-6: rules may only open cases, termination is always a decision of staff."""
    order = opened(G.ORDER)
    assert order.do(E.SUSPEND, author=CALENDAR, kind=K.UNTIL_CORRECTED) is StandingReason.OTHER_AUTHORITY
    for event in (E.WARN, E.GO_ON, E.ANNUL, E.CONFIRM, E.CLOSE):
        assert order.do(event, author=CALENDAR) is StandingReason.OTHER_AUTHORITY
    story = suspended(G.OVERDUE, K.WITH_TERM).on("2026-12-11")
    for event in (E.REQUEST_CORRECTION, E.RECLASSIFY, E.SUSPEND_PROVISIONALLY, E.ANNOUNCE_HEARING, E.TERMINATE):
        assert story.do(event, author=CALENDAR) is CaseReason.NOT_FOR_CALLER
    for event in BY_DATE_ALONE:
        assert story.do(event, author=TOKYO) is CaseReason.NOT_FOR_CALLER
    assert story.do(E.WARN, author=CALENDAR) is CaseReason.MEASURE_TAKEN
    assert story.do(E.GO_ON, author=CALENDAR) is None
    assert story.do(E.CONFIRM, author=CALENDAR) is None
    assert story.standing.state is StandingState.ACTIVE
    assert Story().open(G.FACTS_UNCLEAR, author=CALENDAR) is None


def test_the_organization_alone_answers() -> None:
    """CMP-13."""
    story = opened(G.OTHER_BREACH)
    assert story.do(E.REQUEST_CORRECTION) is None
    assert story.do(E.ANSWER, author=TOKYO) is CaseReason.NOT_FOR_CALLER
    assert staff_of(G.OTHER_BREACH) is TOKYO
    assert story.do(E.ANSWER) is None
