"""MSG-12 and MSG-13 as functions: the period of a conversation, and the days that count."""

import datetime as dt
from dataclasses import replace

import pytest

from services.messaging.domain.custody import acquired_on, open_until
from services.messaging.domain.placement import (
    Limits,
    Placement,
    Record,
    RefusalGround,
    with_acceptance,
    with_application,
    without,
)
from services.messaging.domain.reasons import MessagingReason
from services.messaging.domain.results import Result


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("acquired", "accepted", "last"),
    [
        ("2026-01-15", None, "2026-03-31"),
        ("2025-12-31", None, "2026-02-28"),
        ("2025-06-01", "2025-06-10", "2027-03-31"),
        ("2026-02-01", "2026-03-31", "2027-03-31"),
        ("2026-02-01", "2026-04-01", "2028-03-31"),
    ],
)
def test_msg_12_the_last_day_of_a_conversation(acquired: str, accepted: str | None, last: str) -> None:
    assert open_until(day(acquired), accepted and day(accepted)) == day(last)  # type: ignore[arg-type]


def test_src_7_later_views_never_move_the_month() -> None:
    views = [day("2026-02-20"), day("2026-01-15"), day("2026-03-01")]
    assert acquired_on(day("2026-03-10"), views) == day("2026-01-15")


def test_a_view_whose_period_was_over_belongs_to_an_earlier_acquisition() -> None:
    assert acquired_on(day("2026-04-01"), [day("2026-01-15")]) == day("2026-04-01")


def test_a_view_after_the_guidance_changes_nothing() -> None:
    assert acquired_on(day("2026-04-01"), [day("2026-04-02")]) == day("2026-04-01")


def test_msg_12_an_acceptance_after_the_period_is_recorded_and_keeps_nothing_longer() -> None:
    """MSG-13: every application must be accepted (seed 001, 7(2)②ア); only an acceptance inside the period counts for what is kept."""
    applied = Placement(applied_on=day("2026-02-01"))
    for accepted, last in (("2026-02-01", "2027-03-31"), ("2026-03-31", "2027-03-31"), ("2026-04-01", "2026-03-31")):
        decided = with_acceptance(applied, day(accepted), limits=Limits(day("2026-05-01")))
        assert decided == Placement(day("2026-02-01"), day(accepted))
        assert open_until(day("2026-01-15"), day(accepted)) == day(last)


@pytest.mark.parametrize(
    ("before", "on", "refused"),
    [
        (Placement(day("2026-03-20")), "2026-04-02", None),
        (Placement(day("2026-03-20")), "2026-04-01", None),
        (Placement(day("2026-03-20")), "2026-03-31", MessagingReason.BEFORE_DELETION),
        (Placement(day("2026-03-20"), day("2026-03-25")), "2026-04-02", MessagingReason.BEFORE_DELETION),
        (Placement(day("2026-03-20"), day("2026-04-02")), "2026-04-03", None),
    ],
)
def test_msg_12_days_before_the_confirmed_deletion_stand_and_later_ones_are_recorded(
    before: Placement, on: str, refused: MessagingReason | None
) -> None:
    limits = Limits(day("2026-05-01"), deleted_on=day("2026-04-01"))
    assert with_acceptance(before, day(on), limits=limits) == (refused or replace(before, accepted_on=day(on)))


def test_a_day_to_come_is_no_day_of_application() -> None:
    decided = with_application(
        Placement(),
        day("2026-01-21"),
        started_on=day("2026-01-20"),
        limits=Limits(day("2026-01-20")),
    )
    assert decided is MessagingReason.DATE_OUT_OF_PERIOD


@pytest.mark.parametrize(("on", "counts"), [("2026-02-10", True), ("2026-02-11", False)])
def test_aut_9_while_suspended_days_through_that_of_the_suspension_are_recorded(on: str, counts: bool) -> None:
    limits = Limits(day("2026-03-01"), suspended_on=day("2026-02-10"))
    received = with_application(Placement(), day(on), started_on=day("2026-01-20"), limits=limits)
    assert received == (Placement(day(on)) if counts else MessagingReason.AFTER_SUSPENSION)
    accepted = with_acceptance(Placement(day("2026-02-01")), day(on), limits=limits)
    assert accepted == (Placement(day("2026-02-01"), day(on)) if counts else MessagingReason.AFTER_SUSPENSION)


RECORDED = Placement(day("2026-02-05"), day("2026-02-20"))


@pytest.mark.parametrize(
    ("recorded", "on", "reported", "refused"),
    [
        (RECORDED, "2026-02-20", (), None),
        (RECORDED, "2026-02-21", (), MessagingReason.DAYS_OUT_OF_ORDER),
        (Placement(day("2026-02-05")), "2026-03-31", (), None),
        (Placement(day("2026-02-05")), "2026-04-01", (), None),
        (Placement(day("2026-02-05")), "2026-04-11", (), MessagingReason.DATE_OUT_OF_PERIOD),
        (RECORDED, "2026-01-19", (), MessagingReason.DATE_OUT_OF_PERIOD),
        (RECORDED, "2026-02-06", (2025,), MessagingReason.RESULT_REPORTED),
        (RECORDED, "2026-02-05", (2025,), None),
    ],
)
def test_msg_13_a_corrected_day_of_application_fits_the_period_and_what_followed(
    recorded: Placement, on: str, reported: tuple[int, ...], refused: MessagingReason | None
) -> None:
    decided = with_application(
        recorded,
        day(on),
        started_on=day("2026-01-20"),
        limits=Limits(day("2026-04-10")),
        reported_years=reported,
    )
    assert decided == (refused or Placement(day(on), recorded.accepted_on))


def test_msg_13_a_corrected_day_of_application_lies_not_after_a_refusal() -> None:
    recorded = Placement(day("2026-02-05"), refused_on=day("2026-02-06"), refusal_ground=RefusalGround.OTHER)
    decided = with_application(
        recorded, day("2026-02-07"), started_on=day("2026-01-20"), limits=Limits(day("2026-04-10"))
    )
    assert decided is MessagingReason.DAYS_OUT_OF_ORDER


@pytest.mark.parametrize(
    ("on", "reported", "refused"),
    [
        ("2026-02-05", (), None),
        ("2026-02-04", (), MessagingReason.DAYS_OUT_OF_ORDER),
        ("2026-03-10", (), None),
        ("2026-03-11", (), MessagingReason.DAYS_OUT_OF_ORDER),
        ("2026-02-21", (2025,), None),
    ],
)
def test_msg_13_a_corrected_day_of_acceptance_lies_between_application_and_hire(
    on: str, reported: tuple[int, ...], refused: MessagingReason | None
) -> None:
    hired = Placement(RECORDED.applied_on, RECORDED.accepted_on, result=Result(hired_on=day("2026-03-10")))
    decided = with_acceptance(hired, day(on), limits=Limits(day("2026-04-10")), reported_years=reported)
    assert decided == (refused or Placement(day("2026-02-05"), day(on), result=hired.result))


@pytest.mark.parametrize(
    ("result", "reported", "refused"),
    [
        (None, (2025, 2026), False),
        (Result(hired_on=day("2026-04-05")), (2025, 2026), False),
        (Result(fee_from_seeker=710), (2024,), False),
        (Result(fee_from_seeker=710), (2025,), True),
        (Result(fee_from_seeker=710), (2026,), True),
    ],
)
def test_rpt_1_a_filed_report_keeps_a_day_of_acceptance_by_which_a_fee_without_a_hire_is_reported(
    result: Result | None, reported: tuple[int, ...], refused: bool
) -> None:
    """No report counts acceptances (RPT-2); a hire is reported by its own day. Charges are in no report."""
    recorded = replace(RECORDED, result=result)
    limits = Limits(day("2026-04-10"))
    decided = with_acceptance(recorded, day("2026-04-01"), limits=limits, reported_years=reported)
    assert decided == (MessagingReason.RESULT_REPORTED if refused else replace(recorded, accepted_on=day("2026-04-01")))
    charged = with_acceptance(
        recorded,
        day("2026-02-20"),
        limits=limits,
        charges=True,
        charges_explained=True,
        reported_years=reported,
    )
    assert charged == replace(recorded, charges=True)


def test_msg_10_charges_forgotten_with_an_acceptance_are_stated_by_a_correction() -> None:
    limits = Limits(day("2026-04-10"))
    refused = with_acceptance(RECORDED, day("2026-02-20"), limits=limits, charges=True)
    assert refused is MessagingReason.CHARGES_NOT_EXPLAINED
    corrected = with_acceptance(RECORDED, day("2026-02-20"), limits=limits, charges=True, charges_explained=True)
    assert corrected == Placement(day("2026-02-05"), day("2026-02-20"), charges=True)


APPLIED = Placement(day("2026-02-05"))
REFUSED = replace(APPLIED, refused_on=day("2026-02-06"), refusal_ground=RefusalGround.OTHER)


@pytest.mark.parametrize(
    ("recorded", "record", "left"),
    [
        (APPLIED, Record.APPLICATION, Placement()),
        (Placement(), Record.APPLICATION, MessagingReason.NOT_APPLIED),
        (RECORDED, Record.APPLICATION, MessagingReason.FOLLOWED),
        (REFUSED, Record.APPLICATION, MessagingReason.FOLLOWED),
        (replace(RECORDED, charges=True, result=Result()), Record.ACCEPTANCE, APPLIED),
        (APPLIED, Record.ACCEPTANCE, MessagingReason.NOT_ACCEPTED),
        (replace(RECORDED, result=Result(fee_from_seeker=710)), Record.ACCEPTANCE, MessagingReason.FOLLOWED),
        (REFUSED, Record.REFUSAL, APPLIED),
        (replace(REFUSED, accepted_on=day("2026-02-20")), Record.REFUSAL, RECORDED),
        (RECORDED, Record.REFUSAL, MessagingReason.NOT_REFUSED),
    ],
)
def test_msg_13_what_was_recorded_by_mistake_is_taken_back_unless_what_followed_stands(
    recorded: Placement, record: Record, left: Placement | MessagingReason
) -> None:
    assert without(recorded, record) == left


def test_rpt_2_an_application_that_a_filed_report_has_counted_is_not_taken_back() -> None:
    assert without(APPLIED, Record.APPLICATION, reported_years=(2025,)) is MessagingReason.RESULT_REPORTED
    assert without(APPLIED, Record.APPLICATION, reported_years=(2026,)) == Placement()
    assert without(RECORDED, Record.ACCEPTANCE, reported_years=(2025,)) == APPLIED, "no report counts acceptances"
