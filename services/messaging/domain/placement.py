"""Applications that organizations received, their acceptance (求職受理) or refusal, and what came of them (MSG-13).

They may lie after the period of MSG-12: every application is to be accepted (seed 001, 7(2)②ア), whenever it comes, and what comes of
it is reported. Such an acceptance keeps no record longer. What was recorded wrongly, a refusal's ground too, is corrected by recording
the right thing, and what should not have been recorded at all is taken back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.legal_calendar import fiscal_year
from services.messaging.domain.reasons import MessagingReason
from services.messaging.domain.results import Result


class RefusalGround(StrEnum):
    """Why an organization did not accept an application; the law knows the first two (Employment Security Act 5-7, 32-12)."""

    VIOLATES_LAW = "violates_law"
    """申込みの内容が法令に違反する."""
    OUTSIDE_SCOPE = "outside_scope"
    """届け出た取扱職種の範囲等の外にある."""
    OTHER = "other"


@dataclass(frozen=True)
class Placement:
    """What is recorded of a conversation; days in Japan. A refusal is no outcome: an acceptance may still follow it."""

    applied_on: date | None = None
    accepted_on: date | None = None
    charges: bool = False
    """Whether charges arise for the seeker, as stated with the acceptance (MSG-10)."""
    refused_on: date | None = None
    refusal_ground: RefusalGround | None = None
    result: Result | None = None


@dataclass(frozen=True)
class Limits:
    """What bounds the days that an organization records now.

    `suspended_on`: the first day of a suspension that lasts; what came after it can't be recorded while it does (AUT-9).
    `closed_on`: the first day on which seeker information was no longer open to it (REG-3, REG-5), as for a suspension.
    `deleted_on`: the day on which the deletion of the seeker's record was confirmed; days of before then stand as they are
    (MSG-12), while an application that the seeker makes later is to be accepted as any other.
    """

    today: date
    suspended_on: date | None = None
    closed_on: date | None = None
    deleted_on: date | None = None

    def objection_to(self, day: date, *, before: date | None, from_day: date) -> MessagingReason | None:
        """Why a day can't be recorded in place of what stood `before`: it lies before `from_day`, is to come, or is closed."""
        if not from_day <= day <= self.today:
            return MessagingReason.DATE_OUT_OF_PERIOD
        if self.suspended_on is not None and day > self.suspended_on:
            return MessagingReason.AFTER_SUSPENSION
        if self.closed_on is not None and day > self.closed_on:
            return MessagingReason.AFTER_CLOSING
        if self.deleted_on is not None and min(day, before or day) < self.deleted_on:
            return MessagingReason.BEFORE_DELETION
        return None


def with_application(
    placement: Placement,
    applied_on: date,
    *,
    started_on: date,
    limits: Limits,
    reported_years: Collection[int] = (),
) -> Placement | MessagingReason:
    """The record with the day of application, or why not. The same day again changes nothing; another day corrects it.

    `reported_years`: the fiscal years whose usage report is filed; days of then stand (RPT-2).
    """
    if placement.applied_on == applied_on:
        return placement
    if _was_reported(placement.applied_on, applied_on, reported_years):
        return MessagingReason.RESULT_REPORTED
    followed = [day for day in (placement.accepted_on, placement.refused_on) if day is not None]
    if any(applied_on > day for day in followed):
        return MessagingReason.DAYS_OUT_OF_ORDER
    if (objection := limits.objection_to(applied_on, before=placement.applied_on, from_day=started_on)) is not None:
        return objection
    return replace(placement, applied_on=applied_on)


def with_acceptance(
    placement: Placement,
    accepted_on: date,
    *,
    limits: Limits,
    charges: bool = False,
    charges_explained: bool = False,
    reported_years: Collection[int] = (),
) -> Placement | MessagingReason:
    """The record with the day of acceptance, or why not. It may be recorded late, and lie after the period.

    The same again changes nothing; another day, or other charges, correct it. No report counts acceptances: only a result without
    a hire, a fee from the seeker, stands in the report of its day's year (RPT-1), and a filed report keeps such a day alone.
    Charges must have been explained by then (MSG-10; seed 001, 7(2)②イ).
    """
    if placement.applied_on is None:
        return MessagingReason.NOT_APPLIED
    if (placement.accepted_on, placement.charges) == (accepted_on, charges):
        return placement
    hired_on = None if placement.result is None else placement.result.hired_on
    reported_by_it = placement.result is not None and hired_on is None
    if reported_by_it and _was_reported(placement.accepted_on, accepted_on, reported_years):
        return MessagingReason.RESULT_REPORTED
    if accepted_on < placement.applied_on or (hired_on is not None and hired_on < accepted_on):
        return MessagingReason.DAYS_OUT_OF_ORDER
    objection = limits.objection_to(accepted_on, before=placement.accepted_on, from_day=placement.applied_on)
    if objection is not None and accepted_on != placement.accepted_on:
        return objection
    if charges and not charges_explained:
        return MessagingReason.CHARGES_NOT_EXPLAINED
    return replace(placement, accepted_on=accepted_on, charges=charges)


def with_refusal(
    placement: Placement, refused_on: date, ground: RefusalGround, *, today: date
) -> Placement | MessagingReason:
    """The record with a refusal of the application, or why not (MSG-13; seed 001, 7(2)②ア).

    The same again changes nothing; another day or ground corrects it, also where an acceptance has followed.
    """
    if placement.applied_on is None:
        return MessagingReason.NOT_APPLIED
    if (placement.refused_on, placement.refusal_ground) == (refused_on, ground):
        return placement
    if placement.refused_on is None and placement.accepted_on is not None:
        return MessagingReason.ALREADY_RECORDED
    if refused_on < placement.applied_on:
        return MessagingReason.DAYS_OUT_OF_ORDER
    if refused_on > today:
        return MessagingReason.DATE_OUT_OF_PERIOD
    return replace(placement, refused_on=refused_on, refusal_ground=ground)


class Record(StrEnum):
    """What can be taken back that was recorded by mistake (MSG-13)."""

    APPLICATION = "application"
    ACCEPTANCE = "acceptance"
    REFUSAL = "refusal"


def without(
    placement: Placement, record: Record, *, reported_years: Collection[int] = ()
) -> Placement | MessagingReason:
    """The record without what was recorded by mistake, of another seeker for instance, or why it stands.

    What followed it is taken back first; an application that a filed report has counted stands (RPT-1, RPT-2).
    """
    match record:
        case Record.APPLICATION:
            return _without_application(placement, reported_years)
        case Record.ACCEPTANCE:
            return _without_acceptance(placement)
        case Record.REFUSAL:
            if placement.refused_on is None:
                return MessagingReason.NOT_REFUSED
            return replace(placement, refused_on=None, refusal_ground=None)


def _without_application(placement: Placement, reported_years: Collection[int]) -> Placement | MessagingReason:
    if placement.applied_on is None:
        return MessagingReason.NOT_APPLIED
    if placement.accepted_on is not None or placement.refused_on is not None:
        return MessagingReason.FOLLOWED
    if fiscal_year(placement.applied_on) in reported_years:
        return MessagingReason.RESULT_REPORTED
    return replace(placement, applied_on=None)


def _without_acceptance(placement: Placement) -> Placement | MessagingReason:
    """No report counts acceptances; what is reported by its day is a result, and a result stands in the way."""
    if placement.accepted_on is None:
        return MessagingReason.NOT_ACCEPTED
    if placement.result not in {None, Result()}:
        return MessagingReason.FOLLOWED
    return replace(placement, accepted_on=None, charges=False, result=None)


def _was_reported(before: date | None, day: date, reported_years: Collection[int]) -> bool:
    """Whether a correction to another day would change what a filed usage report has counted by it (RPT-1, RPT-2).

    What was never recorded may still be.
    """
    if before is None or before == day:
        return False
    return not {fiscal_year(before), fiscal_year(day)}.isdisjoint(reported_years)
