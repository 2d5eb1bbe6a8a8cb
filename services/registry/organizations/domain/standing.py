"""How an organization stands after its approval: the term of its seeker information (REG-16)."""

from __future__ import annotations

from datetime import date

from services.legal_calendar import day_after, end_of_period
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.settings import ApplicationSettings


def seeker_information_until(
    services: frozenset[Service], approved_on: date, settings: ApplicationSettings
) -> date | None:
    """The last day of the term of seeker information; offer information has none (REG-16).

    Counted from the day after approval. It is a term and no period of the terms: CAL-4 does not move it.
    """
    if Service.SEEKERS not in services:
        return None
    return end_of_period(day_after(approved_on), months=settings.seeker_information_months)
