"""Changing an account's own address: confirmed at both, in any order, within a time (AUT-1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Side(StrEnum):
    """Which of the two addresses a key was mailed to."""

    NEW = "new"
    OLD = "old"


@dataclass(frozen=True)
class EmailChange:
    """A change that waits for its confirmations."""

    valid_until: datetime
    new_confirmed: bool = False
    old_confirmed: bool = False

    @property
    def complete(self) -> bool:
        """Whether both addresses have confirmed it."""
        return self.new_confirmed and self.old_confirmed


def confirm(change: EmailChange, side: Side, now: datetime) -> EmailChange | None:
    """The change after a confirmation at one address; None where its time is over. Twice the same changes nothing."""
    if now >= change.valid_until:
        return None
    if side is Side.NEW:
        return replace(change, new_confirmed=True)
    return replace(change, old_confirmed=True)
