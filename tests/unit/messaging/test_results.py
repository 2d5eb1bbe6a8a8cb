"""MSG-13, RPT-1: what may be recorded of a hire and of fees."""

import datetime as dt
from dataclasses import replace

import pytest

from services.messaging.domain.placement import Placement, RefusalGround, with_refusal
from services.messaging.domain.reasons import MessagingReason
from services.messaging.domain.results import EmploymentTerm, Recording, Result, objection_to

ACCEPTED = dt.date(2026, 3, 20)
TODAY = dt.date(2026, 4, 10)
HIRE = Result(hired_on=dt.date(2026, 4, 1), term=EmploymentTerm.INDEFINITE, seasonal=False)


def recording(result: Result, **changes: object) -> Recording:
    facts = {"before": None, "accepted_on": ACCEPTED, "kind": "paid_agency", "today": TODAY, "reported_years": ()}
    return Recording(result=result, **{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("term", "seasonal", "regular"),
    [
        (EmploymentTerm.INDEFINITE, False, True),
        (EmploymentTerm.FOUR_MONTHS_OR_MORE, False, True),
        (EmploymentTerm.SHORTER, False, False),
        (EmploymentTerm.INDEFINITE, True, False),
        (EmploymentTerm.FOUR_MONTHS_OR_MORE, True, False),
    ],
)
def test_msg_13_a_regular_placement_is_without_a_term_or_for_four_months_and_not_seasonal(
    term: EmploymentTerm, seasonal: bool, regular: bool
) -> None:
    assert replace(HIRE, term=term, seasonal=seasonal).regular is regular
    assert Result().regular is None


@pytest.mark.parametrize(
    ("result", "changes", "objection"),
    [
        (HIRE, {}, None),
        (Result(), {}, None),
        (Result(fee_from_seeker=710), {}, None),
        (replace(HIRE, hired_on=ACCEPTED), {}, None),
        (replace(HIRE, hired_on=dt.date(2026, 3, 19)), {}, MessagingReason.DAYS_OUT_OF_ORDER),
        (replace(HIRE, hired_on=dt.date(2026, 4, 11)), {}, MessagingReason.DATE_OUT_OF_PERIOD),
        (replace(HIRE, term=None), {}, MessagingReason.EMPLOYMENT_UNFIT),
        (replace(HIRE, seasonal=None), {}, MessagingReason.EMPLOYMENT_UNFIT),
        (replace(HIRE, hired_on=None), {}, MessagingReason.EMPLOYMENT_UNFIT),
        (replace(HIRE, fee_from_employer=1), {}, None),
        (replace(HIRE, fee_from_employer=1), {"kind": "free_agency"}, MessagingReason.FEES_NOT_FOR_KIND),
        (Result(fee_from_seeker=1), {"kind": "municipality_own"}, MessagingReason.FEES_NOT_FOR_KIND),
        (Result(fee_from_employer=1), {}, MessagingReason.FEE_WITHOUT_HIRE),
    ],
)
def test_msg_13_a_result_is_recorded_or_refused_with_its_reason(
    result: Result, changes: dict[str, object], objection: MessagingReason | None
) -> None:
    assert objection_to(recording(result, **changes)) is objection


def test_rpt_2_what_was_reported_stands_and_nothing_else_does() -> None:
    """The year is that of the hire, else of the acceptance: 1 April begins another."""
    fee = Result(fee_from_seeker=710)
    cases = ((HIRE, {2025}, False), (HIRE, {2026}, True), (fee, {2025}, True), (fee, {2026}, False))
    for before, reported, stands in cases:
        objection = objection_to(recording(Result(), before=before, reported_years=reported))
        assert (objection is MessagingReason.RESULT_REPORTED) is stands
    assert objection_to(recording(HIRE, before=HIRE, reported_years={2026})) is None
    assert objection_to(recording(HIRE, before=None, reported_years={2026})) is None


def test_msg_13_only_a_received_and_not_yet_accepted_application_can_be_refused() -> None:
    applied = Placement(applied_on=dt.date(2026, 3, 1))
    day, other = dt.date(2026, 3, 2), RefusalGround.OTHER
    refused = with_refusal(applied, day, other, today=TODAY)
    assert refused == replace(applied, refused_on=day, refusal_ground=other)
    assert with_refusal(refused, day, other, today=TODAY) == refused
    for stood in (refused, replace(refused, accepted_on=day)):
        corrected = with_refusal(stood, applied.applied_on, RefusalGround.OUTSIDE_SCOPE, today=TODAY)
        assert corrected == replace(stood, refused_on=applied.applied_on, refusal_ground=RefusalGround.OUTSIDE_SCOPE)
    for before, on, ground, objection in (
        (Placement(), day, other, MessagingReason.NOT_APPLIED),
        (replace(applied, accepted_on=day), day, other, MessagingReason.ALREADY_RECORDED),
        (applied, dt.date(2026, 2, 28), other, MessagingReason.DAYS_OUT_OF_ORDER),
        (applied, dt.date(2026, 4, 11), other, MessagingReason.DATE_OUT_OF_PERIOD),
    ):
        assert isinstance(before, Placement)
        assert with_refusal(before, on, ground, today=TODAY) is objection
