"""An organization through its days: its services and terms, what it is told by mail, and what is overdue.

The story is told day by day: in the morning the duties look, as things stand since the eve; then people act; in the evening
the duties look again (they run every hour).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from tests.simulated_year.oracle.filings import (
    NEVER,
    Filing,
    Stage,
    What,
    Works,
    came_in_time,
    day_of_deletion,
    day_of_the_list,
    meets_reg_3,
    stage,
)
from tests.simulated_year.oracle.kinds import SEEKERS, Kind
from tests.simulated_year.oracle.periods import (
    DAYS_BEFORE_AN_END,
    ONE_DAY,
    first_day_to_renew,
    last_day_for_the_form,
    last_day_of_grace,
    last_day_of_next_term,
    last_day_of_term,
)


@dataclass(frozen=True)
class Life:
    """Who applies (REG-1), with the end of its permission (REG-16), and all its applications; the first one is the new one."""

    kind: Kind
    permission_until: date | None
    filings: tuple[Filing, ...]

    @property
    def new(self) -> Filing:
        """By which it came."""
        return self.filings[0]

    @property
    def procedures(self) -> tuple[Filing, ...]:
        """All the others."""
        return self.filings[1:]

    def deletions(self, works: Works) -> tuple[date, ...]:
        """The day on which each of its registrations is deleted, `NEVER` where it is not."""
        registrations = tuple(filing.registered for filing in self.procedures)
        return tuple(day_of_deletion(filing, works, registrations) for filing in self.filings)


class Letter(Enum):
    """What an applicant or organization is told by mail."""

    REGISTERED = "registered, with the last day for its form"
    ENTERED = "the paper was entered, with the ID"
    ADDRESS = "the bureau's own address"
    LIST = "the list of bureaus, as the address did not come"
    RECEIVED = "the form has come"
    RECEIVED_AFTER_ALL = "the form had come in time, and the deletion is undone"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "deleted, as no form came"
    PERMISSION_ENDING = "the permission is about to end"
    PERMISSION_ENDED = "the permission has ended"
    SEEKERS_ENDING = "seeker information is about to end"
    SEEKERS_ENDED = "seeker information has ended"
    SEEKERS_CLOSED = "seeker information is closed"


Told = tuple[date, Letter, date | None]
"""A mail: its day, what it is, and the day that it tells of."""


def letters_of_filing(filing: Filing, works: Works, deleted: date) -> Iterator[Told]:
    """What is told at each step of one application (REG-5, REG-7, REG-8, REG-9, REG-10)."""
    due = last_day_for_the_form(filing.applied)
    if not filing.on_paper:
        yield filing.registered, Letter.REGISTERED, due
    elif filing.what is What.NEW:
        yield filing.registered, Letter.ENTERED, filing.received
    if filing.address_mailed is not None:
        # Whose form is there is told of no last day for it.
        there = came_in_time(filing) and filing.recorded is not None and filing.recorded <= filing.address_mailed
        yield filing.address_mailed, Letter.ADDRESS, None if there else due
    yield day_of_the_list(filing, works, deleted), Letter.LIST, due
    yield deleted, Letter.LAPSED, due
    if came_in_time(filing) and filing.recorded is not None:
        if not (filing.on_paper and filing.what is What.NEW):  # told with the ID
            undone = filing.recorded >= deleted
            yield filing.recorded, Letter.RECEIVED_AFTER_ALL if undone else Letter.RECEIVED, filing.received
        if filing.decided is not None:
            yield filing.decided, Letter.REFUSED if filing.refused else Letter.APPROVED, None


@dataclass(frozen=True)
class Standing:
    """How an approved organization stands when a day is over.

    `renewal_with_bureau`, `change_with_bureau`: the day of receipt of a form that waits for its decision and by which what is
    overdue is mended (CMP-6). `failed`: its last renewal did (REG-3). `closed`: seeker information is, because of it.
    """

    services: frozenset[str]
    permission_until: date | None
    seekers_until: date | None
    renewal_with_bureau: date | None = None
    change_with_bureau: date | None = None
    failed: bool = False
    closed: bool = False
    withdrawn: date | None = None

    def overdue(self, day: date) -> bool:
        """CMP-6: nothing has come when the month after the end of permission or seeker information is over."""
        if self.withdrawn is not None:
            return False
        return _past_grace(self.permission_until, self.change_with_bureau, day) or _past_grace(
            self.seekers_until, self.renewal_with_bureau, day
        )


def _past_grace(until: date | None, with_bureau: date | None, day: date) -> bool:
    return until is not None and with_bureau is None and day > last_day_of_grace(until)


@dataclass
class Course:
    """Tells the days of one organization in order, until `last`, by day; `told`: the mails about its terms."""

    life: Life
    works: Works
    last: date
    told: list[Told] = field(default_factory=list)
    days: dict[date, Standing] = field(default_factory=dict)
    _now: Standing | None = None
    _told_of: dict[tuple[Letter, date], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        day = self.life.new.decided if came_in_time(self.life.new) and not self.life.new.refused else None
        while day is not None and day <= self.last:
            self._look(day)
            self._people(day)
            self._look(day)
            assert self._now is not None, "the first day is that of its approval"
            self.days[day] = self._now
            day += ONE_DAY

    # Duties ----------------------------------------------------------------------------------------------------------

    def _look(self, day: date) -> None:
        now = self._now
        if now is None or now.withdrawn is not None or not self.works(day):
            return
        if now.failed and not now.closed and now.seekers_until is not None and day > now.seekers_until:
            # 要件を満たさない場合は、利用期限経過後、直ちに退会申請 (REG-3; seed 001, 2(2))
            self._now = now = replace(now, closed=True)
            self.told.append((day, Letter.SEEKERS_CLOSED, now.seekers_until))
        if now.permission_until is not None and now.change_with_bureau is None:
            self._tell(day, now.permission_until, Letter.PERMISSION_ENDING, Letter.PERMISSION_ENDED)
        if now.seekers_until is not None and now.renewal_with_bureau is None and not now.failed:
            self._tell(day, now.seekers_until, Letter.SEEKERS_ENDING, Letter.SEEKERS_ENDED)

    def _tell(self, day: date, until: date, ending: Letter, ended: Letter) -> None:
        """REG-16: of the notices that are due the latest is sent, each end's each once, and no earlier one after it."""
        if day > until:
            letter, days_before = ended, -1
        else:
            left = (until - day).days
            due = [days for days in DAYS_BEFORE_AN_END if left <= days]
            if not due:
                return
            letter, days_before = ending, min(due)
        if self._told_of.get((ending, until), max(DAYS_BEFORE_AN_END) + 1) > days_before:
            self._told_of[ending, until] = days_before
            self.told.append((day, letter, until))

    # People ----------------------------------------------------------------------------------------------------------

    def _people(self, day: date) -> None:
        for filing in self.life.filings:
            if not came_in_time(filing):
                continue
            if filing.recorded == day:
                self._arrives(filing)
            if filing.decided == day:
                (self._is_refused if filing.refused else self._is_approved)(filing, day)

    def _arrives(self, filing: Filing) -> None:
        now = self._now
        if now is None:
            return
        if filing.what is What.RENEWAL:
            failed = now.failed or not meets_reg_3(self.life.kind, filing)
            self._now = replace(now, renewal_with_bureau=filing.received, failed=failed)
        elif filing.what is What.CHANGE and filing.permission_until not in (None, now.permission_until):
            self._now = replace(now, change_with_bureau=filing.received)

    def _is_refused(self, filing: Filing, day: date) -> None:
        now = self._now
        if now is None:
            return
        if filing.what is What.RENEWAL:
            self._now = replace(now, renewal_with_bureau=None, failed=True)
        elif filing.what is What.CHANGE:
            self._now = replace(now, change_with_bureau=None)

    def _is_approved(self, filing: Filing, day: date) -> None:
        if filing.what is What.NEW:
            until = last_day_of_term(day) if SEEKERS in filing.services else None
            self._now = Standing(filing.services, self.life.permission_until, until)
            return
        now = self._now
        assert now is not None, "an organization applies after its approval"
        match filing.what:
            case What.CHANGE:
                self._now = self._changed(now, filing, day)
            case What.RENEWAL:
                # Closed it is since its end, whether or not a duty has run; it opens again for a term of its own.
                had_closed = now.failed and now.seekers_until is not None and day > now.seekers_until
                assert now.seekers_until is not None, "there is a term to renew"
                until = last_day_of_term(day) if had_closed else last_day_of_next_term(now.seekers_until)
                self._now = replace(now, seekers_until=until, renewal_with_bureau=None, failed=False, closed=False)
            case What.WITHDRAWAL:
                self._now = self._withdrawn(now, filing, day)

    def _changed(self, now: Standing, filing: Filing, day: date) -> Standing:
        until = now.seekers_until
        if SEEKERS in filing.services - now.services:  # seeker information is added: a first term of its own
            until = last_day_of_term(day)
        return replace(
            now,
            services=now.services | filing.services,
            permission_until=filing.permission_until or now.permission_until,
            change_with_bureau=None,
            seekers_until=until,
        )

    def _withdrawn(self, now: Standing, filing: Filing, day: date) -> Standing:
        left = now.services - filing.services
        if not left:
            return replace(now, withdrawn=day)
        if SEEKERS in filing.services:
            return replace(now, services=left, seekers_until=None, failed=False, closed=False, renewal_with_bureau=None)
        return replace(now, services=left)


def letters(course: Course) -> list[Told]:
    """Every mail that an organization gets by the last day, in no order (REG-5 to REG-10, REG-16)."""
    life, works = course.life, course.works
    of_filings = (
        told
        for filing, deleted in zip(life.filings, life.deletions(works), strict=True)
        for told in letters_of_filing(filing, works, deleted)
    )
    return [told for told in (*of_filings, *course.told) if told[0] <= course.last and told[0] != NEVER]


def to_do(course: Course) -> dict[str, tuple[date | None, date]]:
    """What the organization has to do next on the last day: from when, and by when (REG-3, REG-7, REG-16)."""
    now, last, works = course.days.get(course.last), course.last, course.works
    if now is None or now.withdrawn is not None:
        return {}
    open_ones = {
        filing.what: (filing, stands)
        for filing, deleted in zip(course.life.filings, course.life.deletions(works), strict=True)
        if (stands := stage(filing, last, deleted)) in (Stage.WAITING, Stage.ARRIVED)
    }
    steps: dict[str, tuple[date | None, date]] = {}
    if now.seekers_until is not None:
        after = now.seekers_until + ONE_DAY
        if now.failed and What.WITHDRAWAL not in open_ones:
            steps["withdraw_seekers"] = (after, after)
        elif not now.failed and What.RENEWAL not in open_ones:
            steps["renew"] = (first_day_to_renew(now.seekers_until), now.seekers_until)
    names_an_end = What.CHANGE in open_ones and open_ones[What.CHANGE][0].permission_until not in (
        None,
        now.permission_until,
    )
    if now.permission_until is not None and not names_an_end:
        steps["change_permission_term"] = (None, now.permission_until)
    forms = [filing for filing, stands in open_ones.values() if stands is Stage.WAITING]
    if forms:  # of several the one that is due first
        first = min(forms, key=lambda filing: last_day_for_the_form(filing.applied))
        steps["hand_in_form"] = (first.applied, last_day_for_the_form(first.applied))
    return steps
