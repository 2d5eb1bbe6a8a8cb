"""May the caller's organization act at all: its standing and services, from messaging's own copy (AUT-9, REG-1)."""

from __future__ import annotations

from collections.abc import Set

from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import copies
from services.messaging.storage.copies import Organization
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_ACTING = frozenset({"active"})
_REPORTING = frozenset({"active", "suspended"})
"""In which standings an organization reports what it received and accepted: a duty, no use of information (AUT-9, MSG-13)."""


def acting_organization(work: Work, *, changes: bool) -> Organization:
    """The caller's organization; with `changes` it is locked as one that sends. Refuses one that may see no seekers."""
    organization = _in_standing(work, _ACTING, changes=changes)
    still_acting(organization)
    return organization


def still_acting(organization: Organization) -> None:
    """Refuses one that may see no seekers."""
    if organization.standing not in _ACTING:
        raise Refusal(MessagingReason.ORGANIZATION_NOT_ACTIVE)
    if "seekers" not in organization.services:
        raise Refusal(MessagingReason.NO_SEEKER_INFORMATION)


def reporting_organization(work: Work, *, changes: bool) -> Organization:
    """The caller's organization as one that reports (MSG-13, RPT-1).

    Also where it is suspended, and where seeker information is closed to it since or was given up (REG-3, REG-5): what it
    received until then, and what comes of it, it reports all the same. It reads no messages by that.
    """
    return _in_standing(work, _REPORTING, changes=changes)


def _in_standing(work: Work, standings: Set[str], *, changes: bool) -> Organization:
    find = copies.organization_that_sends if changes else copies.organization
    organization = find(work.connection, work.caller.organization_id)
    if organization is None or organization.standing not in standings:
        raise Refusal(MessagingReason.ORGANIZATION_NOT_ACTIVE)
    return organization
