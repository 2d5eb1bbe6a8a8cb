"""An employer's request for a My Page (求人者マイページの開設の申込み): until when it is kept, and what may become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.legal_calendar import day_after, end_of_period
from services.registry.employers.domain.reasons import EmployerReason


class RequestState(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class EmployerSettings:
    """The amount; not from the seeds, as long as an organization's form may take."""

    confirm_within_days: int = 14


def confirm_by(registered_on: date, settings: EmployerSettings) -> date:
    """The last day on which the office can confirm a request (CAL-3).

    No period of the organizations' terms: CAL-4 does not move it, and an employer never has less than these days.
    """
    return end_of_period(day_after(registered_on), days=settings.confirm_within_days)


def objection_to_decision(state: RequestState, confirm_by: date, today: date) -> EmployerReason | None:
    """Why a request can't be confirmed or refused any more: it is decided, or its days are over (CAL-6).

    The day decides, not whether the duty that deletes it has run.
    """
    over = state is not RequestState.WAITING or today > confirm_by
    return EmployerReason.ALREADY_DECIDED if over else None
