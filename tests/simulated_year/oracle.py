"""What the law says must happen to an organization, day by day: the independent oracle of the simulated year.

Written from the rules (REG-3, REG-5, REG-7, REG-16, CAL-2 to CAL-4, CMP-6) and their sources alone. It imports nothing of
the project, counts as `tests.law` does, and knows nothing of how the registry decides or stores. Every function answers
for the end of a day, from what had happened by then. Slow and plain on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache

from tests.law.civil_code import first_of_months_back, last_of_days, last_of_months, the_day_before_where_closed

ONE_DAY = timedelta(days=1)

# Rules ---------------------------------------------------------------------------------------------------------------


@cache
def last_day_for_the_form(registered: date) -> date:
    """登録手続をした日の翌日から14日以内、末日が休日となる場合はその前日まで (REG-7; seed 001, 10)."""
    return the_day_before_where_closed(last_of_days(registered + ONE_DAY, 14))


@cache
def has_placement_in_lookback(applied: date, placed: date | None) -> bool:
    """利用申請日（更新申請時を含む）から起算して過去3か月以内に常用就職の実績が1件以上 (REG-3; seed 001, 2(2))."""
    return placed is not None and first_of_months_back(applied, 3) <= placed <= applied


@cache
def last_day_of_term(approved: date) -> date:
    """12 months from the day after approval (setting; REG-16). The end of a term is no period of the terms: not CAL-4."""
    return last_of_months(approved + ONE_DAY, 12)


@cache
def last_day_of_next_term(end: date) -> date:
    """A renewed term goes on where the one before it ends, so that no day is counted twice or lost (REG-16)."""
    return last_of_months(end + ONE_DAY, 12)


@cache
def first_day_to_renew(end: date) -> date:
    """Renewal opens 3 months before the end: counted back from the last day, itself included (REG-16)."""
    return first_of_months_back(end, 3)


@cache
def last_day_of_grace(end: date) -> date:
    """満了日の翌日から1か月、末日が休日となる場合はその前日まで (CMP-6, CAL-4; seed 001, 8(2)④a)."""
    return the_day_before_where_closed(last_of_months(end + ONE_DAY, 1))


# An application ------------------------------------------------------------------------------------------------------


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
    """What happens to one application of any kind.

    `received` is the day on which the form reached the bureau; `recorded` the day on which somebody entered that, never
    before it; `placed` the regular placement that the application states.
    """

    registered: date
    placed: date | None
    received: date | None = None
    recorded: date | None = None
    decided: date | None = None
    refused: bool = False

    @property
    def meets_reg_3(self) -> bool:
        """Whether the condition of REG-3 holds on the day of application, which is that of registration."""
        return has_placement_in_lookback(self.registered, self.placed)


def came_in_time(filing: Filing) -> bool:
    """Whether the form was received in its days: the day of receipt decides, not of its recording (REG-7)."""
    return filing.received is not None and filing.received <= last_day_for_the_form(filing.registered)


def stage(filing: Filing, day: date) -> Stage:
    """How an application stands when a day is over: a form known to have come in time stops the deletion, or undoes it."""
    if day < filing.registered:
        return Stage.NONE
    if came_in_time(filing) and filing.recorded is not None and filing.recorded <= day:
        if filing.decided is None or filing.decided > day:
            return Stage.ARRIVED
        return Stage.REFUSED if filing.refused else Stage.APPROVED
    return Stage.WAITING if day <= last_day_for_the_form(filing.registered) else Stage.LAPSED


# An organization through its terms -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Life:
    """An organization that applies for seeker information, and its renewals, one after the other."""

    new: Filing
    renewals: tuple[Filing, ...] = ()


@dataclass(frozen=True)
class Terms:
    """How seeker information stands when a day is over.

    `failed`: the last renewal did; 要件を満たさない場合は、利用期限経過後、直ちに退会申請 (REG-3; seed 001, 2(2)).
    `form_with_bureau`: the day of receipt of a renewal that waits for its decision, by which CMP-6 is mended.
    """

    end: date
    failed: bool
    form_with_bureau: date | None
    closed: bool
    overdue: bool


def terms(life: Life, day: date) -> Terms | None:
    """The terms of an approved organization; None before its approval (REG-3, REG-16, CMP-6).

    Registering a renewal changes nothing (REG-5). One whose form has come and that does not meet REG-3 has failed, and so
    has one that was refused: seeker information closes when its term ends, or at once where it is over. An approved one
    takes the term on; where seeker information had closed, it opens again for a term of its own. Without a renewal that
    failed, access goes on after the end until the month of CMP-6 is over.
    """
    if stage(life.new, day) is not Stage.APPROVED or life.new.decided is None:
        return None
    end, failed, with_bureau = last_day_of_term(life.new.decided), False, None
    for renewal in life.renewals:
        match stage(renewal, day):
            case Stage.ARRIVED:
                with_bureau = renewal.received
                failed = failed or not renewal.meets_reg_3
            case Stage.REFUSED:
                failed = True
            case Stage.APPROVED:
                assert renewal.decided is not None
                had_closed = failed and renewal.decided > end
                end = last_day_of_term(renewal.decided) if had_closed else last_day_of_next_term(end)
                failed = False
    closed = failed and day > end
    overdue = day > last_day_of_grace(end) and with_bureau is None
    return Terms(end, failed, with_bureau, closed, overdue)
