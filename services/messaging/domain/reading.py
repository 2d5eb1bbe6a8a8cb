"""Whether an organization reads what seekers write to it (MSG-6, AUT-9)."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Reading(StrEnum):
    """What a seeker is told of the organization's side of a conversation."""

    READS = "reads"
    SUSPENDED = "suspended"
    """Not now; it reads what was written meanwhile when it is resumed."""
    ENDED = "ended"
    """Never: terminated, withdrawn, or without the service of seekers' information."""


_BY_STANDING = {"active": Reading.READS, "suspended": Reading.SUSPENDED}


def organization_reads(standing: str, services: Collection[str]) -> Reading:
    """Whether an organization of this standing, with these services, reads what it is written."""
    return _BY_STANDING.get(standing, Reading.ENDED) if "seekers" in services else Reading.ENDED
