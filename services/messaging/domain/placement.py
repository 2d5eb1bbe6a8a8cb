"""Applications that organizations received and their acceptance (求職受理, MSG-13), inside the period of MSG-12."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.legal_calendar import end_of_month_after_next
from services.messaging.domain.reasons import MessagingReason


@dataclass(frozen=True)
class Placement:
    """What is recorded of a conversation; days in Japan."""

    applied_on: date | None = None
    accepted_on: date | None = None


def with_application(
    placement: Placement,
    applied_on: date,
    *,
    started_on: date,
    acquired_on: date,
    today: date,
    suspended_on: date | None = None,
) -> Placement | MessagingReason:
    """The record with the day of application, or why not. The same day again changes nothing; another day is refused.

    `suspended_on`: the first day of a suspension that lasts; what came after it can't be recorded while it does (AUT-9).
    """
    if placement.applied_on is not None:
        return placement if placement.applied_on == applied_on else MessagingReason.ALREADY_RECORDED
    if not _inside_period(applied_on, from_day=started_on, acquired_on=acquired_on, today=today):
        return MessagingReason.DATE_OUT_OF_PERIOD
    if suspended_on is not None and applied_on > suspended_on:
        return MessagingReason.AFTER_SUSPENSION
    return replace(placement, applied_on=applied_on)


def with_acceptance(
    placement: Placement, accepted_on: date, *, acquired_on: date, today: date, suspended_on: date | None = None
) -> Placement | MessagingReason:
    """The record with the day of acceptance, or why not. It may be recorded late; its day must lie inside the period."""
    if placement.applied_on is None:
        return MessagingReason.NOT_APPLIED
    if placement.accepted_on is not None:
        return placement if placement.accepted_on == accepted_on else MessagingReason.ALREADY_RECORDED
    if not _inside_period(accepted_on, from_day=placement.applied_on, acquired_on=acquired_on, today=today):
        return MessagingReason.DATE_OUT_OF_PERIOD
    if suspended_on is not None and accepted_on > suspended_on:
        return MessagingReason.AFTER_SUSPENSION
    return replace(placement, accepted_on=accepted_on)


def _inside_period(day: date, *, from_day: date, acquired_on: date, today: date) -> bool:
    """MSG-12: through the end of the month after next from the month of acquisition; never a day to come."""
    return from_day <= day <= min(today, end_of_month_after_next(acquired_on))
