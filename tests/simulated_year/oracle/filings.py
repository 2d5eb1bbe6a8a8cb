"""One application of any kind: whether it came in time, where it stands at the end of a day, when it is deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

from tests.simulated_year.oracle.kinds import SEEKERS, TABLE, Kind
from tests.simulated_year.oracle.periods import (
    ONE_DAY,
    first_day_of_lookback,
    last_day_for_the_address,
    last_day_for_the_form,
)

NEVER = date.max
Works = Callable[[date], bool]
"""Whether the duties run on a day: those of a day on which they don't are done on the first one after (CAL-6)."""


class What(Enum):
    """利用、変更、更新、退会 (REG-5)."""

    NEW = "new"
    CHANGE = "change"
    RENEWAL = "renewal"
    WITHDRAWAL = "withdrawal"


class Stage(Enum):
    """Where an application stands when a day is over (REG-5, REG-7)."""

    NONE = "not registered yet"
    WAITING = "registered, its form is awaited"
    ARRIVED = "the form was received in time, undecided"
    LAPSED = "deleted"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True)
class Filing:
    """What happens to one application.

    `applied`: the day of application: of registration on the site, or of a paper form's receipt (REG-3). `received`: when the
    form reached the bureau; `recorded`: when somebody entered that, never before it. `placed`: the regular placement stated.
    `permission_until`: the new end that a change names. `services`: what a new application or a change applies for, or a
    withdrawal gives up. `address_mailed`: when staff mailed the bureau's address (REG-9).
    """

    what: What
    applied: date
    placed: date | None = None
    received: date | None = None
    recorded: date | None = None
    decided: date | None = None
    refused: bool = False
    on_paper: bool = False
    permission_until: date | None = None
    services: frozenset[str] = frozenset()
    address_mailed: date | None = None

    @property
    def registered(self) -> date:
        """The day on which the site knows it: a paper application when the bureau enters it (REG-9)."""
        if not self.on_paper:
            return self.applied
        assert self.recorded is not None, "what came on paper is entered with its receipt"
        return self.recorded


def meets_reg_3(kind: Kind, filing: Filing) -> bool:
    """Whether the condition of REG-3 holds as of the day of application; some kinds have none (REG-1)."""
    if not TABLE[kind].needs_placement:
        return True
    return filing.placed is not None and first_day_of_lookback(filing.applied) <= filing.placed <= filing.applied


def must_state_a_placement(kind: Kind, filing: Filing) -> bool:
    """REG-3: who applies for seeker information for the first time is refused at once without a placement in its months."""
    return TABLE[kind].needs_placement and SEEKERS in filing.services and filing.what is not What.WITHDRAWAL


def came_in_time(filing: Filing) -> bool:
    """Whether the form was received in its days: the day of receipt decides, not of its recording (REG-7)."""
    return filing.received is not None and filing.received <= last_day_for_the_form(filing.applied)


def day_of_deletion(filing: Filing, works: Works, stumbled_over: Collection[date] = ()) -> date:
    """The day on which a registration is deleted; `NEVER` where its form stops that (REG-7).

    By the duties of the first morning after its last day on which they run, as it stands on the eve of it: a receipt recorded
    later undoes it again. Before that by whoever registers another application of the organization (`stumbled_over`).
    """
    day = last_day_for_the_form(filing.applied) + ONE_DAY
    if filing.on_paper:
        return NEVER
    while True:
        if came_in_time(filing) and filing.recorded is not None and filing.recorded < day:
            return NEVER
        if works(day) or day in stumbled_over:
            return day
        if came_in_time(filing) and filing.recorded == day:
            return NEVER
        day += ONE_DAY


def stage(filing: Filing, day: date, deleted: date) -> Stage:
    """How an application stands when a day is over: a form known to have come in time undoes the deletion."""
    if day < filing.registered:
        return Stage.NONE
    if came_in_time(filing) and filing.recorded is not None and filing.recorded <= day:
        if filing.decided is None or filing.decided > day:
            return Stage.ARRIVED
        return Stage.REFUSED if filing.refused else Stage.APPROVED
    return Stage.WAITING if day < deleted else Stage.LAPSED


def day_of_the_list(filing: Filing, works: Works, deleted: date) -> date:
    """The day on which a new applicant is pointed to the list of bureaus; `NEVER` where it is not (REG-9).

    On the first morning with duties after the days for the bureau's address, to who still waits with its form and has not
    heard of the address by the eve.
    """
    if filing.what is not What.NEW or filing.on_paper:
        return NEVER
    day = last_day_for_the_address(filing.registered) + ONE_DAY
    while not works(day):
        day += ONE_DAY
    eve = day - ONE_DAY
    heard = filing.address_mailed is not None and filing.address_mailed <= eve
    return NEVER if heard or deleted <= day or stage(filing, eve, deleted) is not Stage.WAITING else day


def out_of_the_way(filing: Filing) -> date | None:
    """The last day on which an application hinders the next one of its kind (REG-6); None where it stays undecided."""
    if came_in_time(filing):
        return filing.decided
    return max(last_day_for_the_form(filing.applied), filing.recorded or filing.applied)


def may_carry(renewal: Filing, change: Filing) -> bool:
    """Whether a change is, or may be, under way when a renewal is registered, which then goes with it alone (REG-16).

    Of one that is registered or done with on that very day, the hour decides.
    """
    over = out_of_the_way(change)
    return change.registered <= renewal.registered and (over is None or over >= renewal.registered)


def is_there(change: Filing, day: date) -> bool:
    """Whether a change surely stands by its renewal on a day: its form has come by the eve, and it is not refused (REG-16)."""
    if not came_in_time(change) or change.recorded is None or change.recorded >= day:
        return False
    return not (change.refused and change.decided is not None and change.decided <= day)
