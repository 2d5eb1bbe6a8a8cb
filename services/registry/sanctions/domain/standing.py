"""What an organization's standing is, where its withdrawal and its measures both have a say (REG-5, CMP-9)."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """How an organization stands."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"


def standing_after(present: Standing, by_measures: Standing) -> Standing:
    """The standing after compliance told how it is by measures.

    A termination stands above all, also above a withdrawal that was approved while it was on its way: it bars (CMP-9).
    Who has withdrawn is not brought back by the end of a suspension.
    """
    if by_measures is Standing.TERMINATED or present is Standing.TERMINATED:
        return Standing.TERMINATED
    return present if present is Standing.WITHDRAWN else by_measures
