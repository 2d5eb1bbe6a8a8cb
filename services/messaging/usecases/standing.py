"""May the caller's organization act at all: its standing and services, from messaging's own copy (AUT-9, REG-1)."""

from __future__ import annotations

from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import copies
from services.messaging.storage.copies import Organization
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def acting_organization(work: Work, *, changes: bool) -> Organization:
    """The caller's organization; with `changes` it is locked as one that sends. Refuses one that may see no seekers."""
    find = copies.organization_that_sends if changes else copies.organization
    organization = find(work.connection, work.caller.organization_id)
    if organization is None or organization.standing != "active":
        raise Refusal(MessagingReason.ORGANIZATION_NOT_ACTIVE)
    if "seekers" not in organization.services:
        raise Refusal(MessagingReason.NO_SEEKER_INFORMATION)
    return organization
