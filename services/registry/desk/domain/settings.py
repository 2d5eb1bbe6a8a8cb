"""Amounts of the desk; none is from the seeds but the days of REG-9, which stand with the applications'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class DeskSettings:
    """What a ministry may set otherwise."""

    four_eyes: bool = False
    """Whether one member of staff proposes a decision and another of the same bureau confirms it."""
    second_person_days: int = 7
    """A change of address that one has entered waits so long for the second person."""
    due_soon_days: int = 5
    """A form counts as due soon from so many days before its last day."""
    lapsed_recently_days: int = 30
    """So long after its last day a lapsed registration stands in the queue: a timely receipt may be found."""
    addresses_mailed_at_once: bool = True
    """Whether a bureau's address is mailed with the registration, where the bureau's mailbox is known (REG-9)."""
    first_key_hours: int = 72
    """Validity of the authentication key mailed with a paper application's ID (REG-9)."""
    longest_since_receipt_days: int = 90
    """A paper form received longer ago is taken for a slip of the pen (REG-9)."""

    @property
    def second_person_within(self) -> timedelta:
        """How long a change of address waits for the second person."""
        return timedelta(days=self.second_person_days)
