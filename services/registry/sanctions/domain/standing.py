"""What an organization's standing is, where its withdrawal and its measures both have a say (REG-5, CMP-9)."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """How an organization stands."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"


def standing_after(present: Standing, by_measures: Standing, *, had_withdrawn: bool = False) -> Standing:
    """The standing after compliance told, later than what is known, how it is by measures.

    A termination stands above all, also above a withdrawal that was approved while it was on its way: it bars (CMP-9). Told
    otherwise after it, it was taken back as wrong: then a withdrawal that it stood above (`had_withdrawn`) stands again.
    Who has withdrawn is not brought back by the end of a suspension.
    """
    if by_measures is Standing.TERMINATED:
        return Standing.TERMINATED
    withdrawn = present is Standing.WITHDRAWN or (present is Standing.TERMINATED and had_withdrawn)
    return Standing.WITHDRAWN if withdrawn else by_measures
