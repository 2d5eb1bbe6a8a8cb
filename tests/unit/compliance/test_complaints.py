"""Who may do what next with a complaint, and which side sees it (CMP-12)."""

import datetime as dt
from dataclasses import replace

import pytest

from services.compliance.complaints.domain.handling import (
    STEPS,
    Complaint,
    ComplaintEvent,
    ComplaintState,
    Side,
    after_steps,
    handle,
)
from services.compliance.complaints.domain.reasons import ComplaintReason
from services.compliance.complaints.domain.seeing import FILING, seen_by

E, S = ComplaintEvent, ComplaintState
TODAY = dt.date(2026, 4, 22)
LATEST = TODAY + dt.timedelta(days=366)
TO_ORGANIZATION = Complaint(to_organization=True, with_authority=False, on_site=True)
TO_AUTHORITY = Complaint(to_organization=False, with_authority=True, on_site=True)


def step(
    complaint: Complaint, side: Side, event: ComplaintEvent, due_on: dt.date | None = None
) -> Complaint | ComplaintReason:
    return handle(complaint, side, event, complaint.version, due_on, TODAY, LATEST)


def after(complaint: Complaint, side: Side, event: ComplaintEvent, due_on: dt.date | None = None) -> Complaint:
    found = step(complaint, side, event, due_on)
    assert isinstance(found, Complaint)
    return found


def test_a_complaint_is_answered_and_can_be_taken_to_the_authority_even_after_it_was_closed() -> None:
    """CMP-12; seed 002: それでも解決されない場合."""
    answered = after(TO_ORGANIZATION, Side.ORGANIZATION, E.ANSWER)
    closed = after(answered, Side.ORGANIZATION, E.CLOSE)
    assert (answered.state, closed.state) == (S.ANSWERED, S.CLOSED)
    taken = after(closed, Side.COMPLAINANT, E.TAKE_TO_AUTHORITY)
    assert (taken.state, taken.with_authority) == (S.OPEN, True)
    assert step(taken, Side.COMPLAINANT, E.TAKE_TO_AUTHORITY) is ComplaintReason.OUT_OF_ORDER
    assert step(taken, Side.ORGANIZATION, E.CLOSE) is ComplaintReason.OUT_OF_ORDER, "the authority deals with it"


def test_each_word_of_who_complains_is_answered_once() -> None:
    """CMP-12, MSG-1: the answer to a complaint is no way to write to a seeker for ever."""
    answered = after(TO_ORGANIZATION, Side.ORGANIZATION, E.ANSWER)
    assert step(answered, Side.ORGANIZATION, E.ANSWER) is ComplaintReason.OUT_OF_ORDER
    more = after(answered, Side.COMPLAINANT, E.ADD)
    assert after(more, Side.ORGANIZATION, E.ANSWER).state is S.ANSWERED


def test_facts_are_asked_for_until_a_day_and_reported() -> None:
    """CMP-12; seed 001, 7(2)②カ: also of a complaint that the organization does not see."""
    assert step(TO_AUTHORITY, Side.ORGANIZATION, E.REPORT_FACTS) is ComplaintReason.OUT_OF_ORDER
    for due_on in (None, TODAY, TODAY + dt.timedelta(days=367)):
        assert step(TO_AUTHORITY, Side.STAFF, E.REQUEST_FACTS, due_on) is ComplaintReason.DUE_DAY_UNFIT
    due_on = TODAY + dt.timedelta(days=8)
    refused = handle(TO_AUTHORITY, Side.STAFF, E.REQUEST_FACTS, 1, due_on, TODAY, TODAY + dt.timedelta(days=7))
    assert refused is ComplaintReason.DUE_DAY_UNFIT, "a setting allows seven days"
    asked = after(TO_AUTHORITY, Side.STAFF, E.REQUEST_FACTS, TODAY + dt.timedelta(days=7))
    assert asked.facts_due_on == dt.date(2026, 4, 29)
    assert after(asked, Side.ORGANIZATION, E.REPORT_FACTS).facts_due_on is None


def test_staff_deal_with_what_is_with_the_authority_alone() -> None:
    """CMP-12."""
    for event in (E.REQUEST_FACTS, E.REPLY, E.NOTE, E.CLOSE, E.LINK_CASE):
        assert step(TO_ORGANIZATION, Side.STAFF, event) is ComplaintReason.OUT_OF_ORDER
    for event in (E.ANSWER, E.NOTE, E.CLOSE):
        assert step(TO_AUTHORITY, Side.ORGANIZATION, event) is ComplaintReason.OUT_OF_ORDER
    written_down = replace(TO_AUTHORITY, on_site=False)
    assert step(written_down, Side.STAFF, E.REPLY) is ComplaintReason.OUT_OF_ORDER, "there is nobody on the site"


def test_what_a_complaint_was_follows_from_its_steps() -> None:
    """CMP-12."""
    due_on = TODAY + dt.timedelta(days=7)
    steps: list[tuple[ComplaintEvent, dt.date | None]] = [(E.ANSWER, None), (E.TAKE_TO_AUTHORITY, None)]
    asked = after_steps(TO_ORGANIZATION, [*steps, (E.REQUEST_FACTS, due_on)])
    assert (asked.state, asked.version, asked.with_authority, asked.facts_due_on) == (S.OPEN, 4, True, due_on)
    closed = after_steps(asked, [(E.REPORT_FACTS, None), (E.CLOSE, None)])
    assert (closed.state, closed.version, closed.facts_due_on) == (S.CLOSED, 6, None)


def test_who_wrote_on_an_older_view_is_told() -> None:
    """CMP-12."""
    assert handle(TO_ORGANIZATION, Side.ORGANIZATION, E.ANSWER, 2, None, TODAY) is ComplaintReason.CHANGED


def test_no_side_takes_another_sides_step() -> None:
    """CMP-12."""
    complaint = replace(TO_ORGANIZATION, with_authority=True, facts_due_on=TODAY)
    for side in Side:
        for event in E:
            if (side, event) not in STEPS:
                assert step(complaint, side, event) is ComplaintReason.OUT_OF_ORDER


@pytest.mark.parametrize(
    ("event", "writer", "to_organization", "by_authority", "sides"),
    [
        (FILING, Side.COMPLAINANT, True, False, "complainant organization staff"),
        (FILING, Side.COMPLAINANT, False, True, "complainant staff"),
        (E.ADD, Side.COMPLAINANT, True, True, "complainant staff"),
        (E.TAKE_TO_AUTHORITY, Side.COMPLAINANT, True, False, "complainant staff"),
        (E.NOTE, Side.ORGANIZATION, True, False, "organization"),
        (E.NOTE, Side.STAFF, True, True, "staff"),
        (E.REQUEST_FACTS, Side.STAFF, False, True, "organization staff"),
        (E.REPORT_FACTS, Side.ORGANIZATION, False, True, "organization staff"),
        (E.REPLY, Side.STAFF, True, True, "complainant staff"),
        (E.LINK_CASE, Side.STAFF, True, True, "staff"),
        (E.CLOSE, Side.STAFF, False, True, "complainant staff"),
        (E.CLOSE, Side.STAFF, True, True, "complainant staff"),
        (E.CLOSE, Side.COMPLAINANT, True, True, "complainant staff"),
        (E.CLOSE, Side.ORGANIZATION, True, False, "complainant organization staff"),
    ],
)
def test_each_side_sees_what_is_for_it(
    event: str, writer: Side, to_organization: bool, by_authority: bool, sides: str
) -> None:
    """CMP-12: the organization never learns what was said to the authority alone."""
    found = seen_by(event, writer, to_organization=to_organization, by_authority=by_authority)
    assert found == {Side(side) for side in sides.split()}
