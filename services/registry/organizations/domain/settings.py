"""Amounts of the rules of applications, with the defaults of the terms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ApplicationSettings:
    """Amounts that the ministry may set otherwise."""

    form_within_days: int = 14
    """Days from the day after registration within which the form must arrive (REG-7; seed 001, 10)."""
    placement_lookback_months: int = 3
    """Months back from the day of application that must hold a regular placement (REG-3; seed 001, 2(2))."""
    bureau_address_within_days: int = 3
    """Days, holidays not counted, within which the bureau's address is mailed (REG-9; seed 001, 10 注3)."""
    seeker_information_months: int = 12
    """Term of seeker information from the day after approval (REG-16); its length is not from the seeds."""
    renewal_opens_months: int = 3
    """Months before the end of seeker information in which renewal can be applied for (REG-16; not from the seeds)."""
    term_notice_days: tuple[int, ...] = (30, 7)
    """Days before the end of a term on which it is told by e-mail; its end is told as well (REG-16; not from the seeds)."""
    dispatches_a_day: int = 1_000
    """Cap of dispatches as the letter of acceptance tells it (MSG-4; seed 001, 7(2)①キ); messaging keeps it."""
