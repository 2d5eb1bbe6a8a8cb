"""Who may search: the organization's own standing, checked here and by nobody before (architecture.md, decision 8)."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.runtime.refusal import Refusal
from services.search import storage
from services.search.index.conditions import Reader
from services.search.reasons import SearchReason


def reader_of(connection: Connection, caller: Caller) -> Reader:
    """The organization a caller reads for. Raises `Refusal` where it is not active or not served seeker information."""
    standing = storage.standing_of(connection, caller.organization_id) if caller.organization_id else None
    if standing is None or standing.standing != "active":
        raise Refusal(SearchReason.ORGANIZATION_NOT_ACTIVE)
    if "seekers" not in standing.services:
        raise Refusal(SearchReason.NO_SEEKER_INFORMATION)
    return Reader(standing.organization_id, standing.class_)
