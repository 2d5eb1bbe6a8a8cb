"""How an organization stands after its approval: its terms, and what it may still use when they end (REG-3, REG-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.legal_calendar import day_after, end_of_period, start_of_lookback
from services.registry.organizations.domain.application import ApplicationContent, ApplicationKind
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.settings import ApplicationSettings


class Standing(StrEnum):
    """How an organization stands; compliance decides on suspension and termination."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({Standing.TERMINATED, Standing.WITHDRAWN})


@dataclass(frozen=True)
class Organization:
    """An approved organization: the facts that its later applications are decided on."""

    standing: Standing
    content: ApplicationContent
    """What was applied for and is in force: of its new application, or of the last approved change."""
    services: frozenset[Service]
    seeker_information_until: date | None
    renewal_failed_on: date | None = None
    """Since when its renewal has failed: refused, or found not to meet REG-3; None again once one is approved."""
    closed_on: date | None = None
    """Since when seeker information is closed, because its term ended after a failed renewal (REG-3)."""

    @property
    def ended(self) -> bool:
        """Whether it has withdrawn or was terminated."""
        return self.standing in ENDED


@dataclass(frozen=True)
class BarredTime:
    """A time in which an organization could hand in no form of these kinds, as its withdrawal stood, which was taken back (CMP-6).

    From the day of the approval to that of the taking back.
    """

    since: date
    until: date
    kinds: tuple[ApplicationKind, ...]


def barred_meanwhile(withdrawn: frozenset[Service], *, whole: bool, since: date, until: date) -> BarredTime | None:
    """What a withdrawal that is taken back kept its organization from: changes and renewals where it was `whole`, else renewals.

    None where it kept it from nothing: offer information has no term, and what was taken back on its own day took no day.
    """
    if until <= since or not (whole or Service.SEEKERS in withdrawn):
        return None
    kinds = (ApplicationKind.CHANGE, ApplicationKind.RENEWAL) if whole else (ApplicationKind.RENEWAL,)
    return BarredTime(since, until, kinds)


def seeker_information_until(
    services: frozenset[Service], approved_on: date, settings: ApplicationSettings
) -> date | None:
    """The last day of the term of seeker information; offer information has none (REG-16).

    Counted from the day after approval. It is a term and no period of the terms: CAL-4 does not move it.
    """
    if Service.SEEKERS not in services:
        return None
    return end_of_period(day_after(approved_on), months=settings.seeker_information_months)


def renewal_opens_on(until: date, settings: ApplicationSettings) -> date:
    """The first day on which renewal can be applied for: so many months before the end, its day included (REG-16)."""
    return start_of_lookback(until, months=settings.renewal_opens_months)


def renewed_until(organization: Organization, approved_on: date, settings: ApplicationSettings) -> date:
    """The last day of the next term (REG-16).

    Terms follow one another without a gap, as access went on between them; but the next one counts from the day after
    approval where seeker information was closed, or where it would be over already. What is to be closed by that day counts
    as closed, though the duty may not have run yet (CAL-6).
    """
    until = organization.seeker_information_until
    closed = organization.closed_on is not None or closes_by(organization, approved_on)
    if until is not None and not closed:
        following = end_of_period(day_after(until), months=settings.seeker_information_months)
        if following > approved_on:
            return following
    return end_of_period(day_after(approved_on), months=settings.seeker_information_months)


def closes_by(organization: Organization, today: date) -> bool:
    """Whether seeker information is to be closed: its term is over and its renewal has failed (REG-3, REG-16).

    Without a failed renewal access goes on until CMP-6.
    """
    until, failed = organization.seeker_information_until, organization.renewal_failed_on
    return until is not None and failed is not None and until < today and organization.closed_on is None
