"""May the caller's organization act at all: its standing and services, from messaging's own copy (AUT-9, REG-1)."""

from __future__ import annotations

from collections.abc import Set

from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import copies
from services.messaging.storage.copies import Organization
from services.runtime.refusal import Refusal
from services.runtime.work import Work

REPORTING = frozenset({"active", "suspended"})
"""In which standings an organization reports what it received and accepted: a duty, no use of information (AUT-9, MSG-13)."""


def acting_organization(work: Work, *, changes: bool, standings: Set[str] = frozenset({"active"})) -> Organization:
    """The caller's organization; with `changes` it is locked as one that sends. Refuses one that may see no seekers."""
    find = copies.organization_that_sends if changes else copies.organization
    organization = find(work.connection, work.caller.organization_id)
    if organization is None or organization.standing not in standings:
        raise Refusal(MessagingReason.ORGANIZATION_NOT_ACTIVE)
    if "seekers" not in organization.services:
        raise Refusal(MessagingReason.NO_SEEKER_INFORMATION)
    return organization
