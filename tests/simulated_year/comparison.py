"""Holds what the registry did against the oracle, life by life: stages, terms, mails, what is overdue, what is to be done."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from services import legal_calendar as calendar
from services.contracts import registry as contract
from tests.contract.served import Served
from tests.simulated_year import applicants, records
from tests.simulated_year.oracle.course import Course, Letter, Standing, letters, to_do
from tests.simulated_year.oracle.filings import Filing, Stage, Works, stage
from tests.simulated_year.oracle.periods import ONE_DAY
from tests.simulated_year.people import People, Played

Told = dict[str, Any]


@dataclass
class Comparison:
    """Of all lives at the end of the last day; what is wrong is written into each."""

    served: Served
    people: People
    heard: dict[str, list[tuple[dt.date, Told]]]
    works: Works
    last: dt.date
    letters: Counter[Letter] = field(default_factory=Counter)
    """How many mails of each kind the law demands."""

    def compare(self, lives: Iterable[Played]) -> None:
        """Every life against the oracle."""
        logged, mailed = records.steps(self.served), records.mails(self.served)
        for played in lives:
            course = Course(played.life, self.works, self.last)
            told = self.heard.get(played.organization_id or "", [])
            self._stages(played, logged)
            self._mails(played, course, mailed)
            self._standing(played, course, told)
            self._overdue(played, course, told)
            if course.days:
                self._to_do(played, course)

    def _stages(self, played: Played, logged: dict[str, list[tuple[dt.date, Stage]]]) -> None:
        """REG-5, REG-7: how each application stood at the end of each day."""
        for place, deleted in enumerate(played.life.deletions(self.works)):
            filing: Filing = played.life.filings[place]
            by_law = ((day, stage(filing, day, deleted)) for day in _days(filing.registered, self.last))
            steps = logged.get(played.ids.get(place, ""), [])
            self._hold(played, f"{filing.what.value} of {filing.applied}", _last_of_days(steps), list(_changes(by_law)))

    def _mails(self, played: Played, course: Course, mailed: dict[bytes, Counter[records.Mailed]]) -> None:
        """REG-5 to REG-10, REG-16: every mail on its day, with the day that it tells of; no other and none twice."""
        lookup = self.served.service.tools.personal_data.lookup
        number = played.number
        got: Counter[records.Mailed] = Counter()
        for address in (applicants.email(number), applicants.contact_email(number)):
            got += mailed.get(lookup(address), Counter())
        due = Counter((day, letter, _in_words(about)) for day, letter, about in letters(course))
        self.letters.update(letter for _, letter, _ in due.elements())
        if got != due:
            played.wrong.append(f"mails beside the law: {_listed(got - due)}; by law: {_listed(due - got)}")

    def _standing(self, played: Played, course: Course, told: list[tuple[dt.date, Told]]) -> None:
        """REG-3, REG-13, REG-16: what other services were told, day by day."""
        by_law = ((day, _facts_by_law(standing)) for day, standing in course.days.items())
        found = _last_of_days((day, _facts_told(state)) for day, state in told)
        self._hold(played, "standing", found, list(_changes(by_law)))

    def _overdue(self, played: Played, course: Course, told: list[tuple[dt.date, Told]]) -> None:
        """CMP-6: who watches its months by what the registry tells sees the same days as the law."""
        by_day, known = dict(told), None
        for day, standing in course.days.items():
            known = by_day.get(day, known)
            if standing.overdue(day) is not (known is not None and _is_overdue(known, day)):
                played.wrong.append(f"CMP-6 on {day}: by law {standing}")
                return

    def _to_do(self, played: Played, course: Course) -> None:
        """REG-3, REG-7, REG-16: on the last day, the organization is shown what it has to do, and when."""
        shown = self.served.call(contract.SHOW_PROCEDURES, self.people.account(played))
        steps: dict[str, tuple[str | None, str]] = {}
        for step in shown["next_steps"]:  # the earliest due first
            steps.setdefault(step["step"], (step["from_on"], step["due_on"]))
        expected = {step: (applicants.day(first), applicants.day(due)) for step, (first, due) in to_do(course).items()}
        if steps != expected:
            played.wrong.append(f"to do: {steps}; by law {expected}")

    def _hold(
        self, played: Played, what: str, found: Sequence[tuple[dt.date, Any]], by_law: Sequence[tuple[dt.date, Any]]
    ) -> None:
        found = list(_changes(found))
        if found != list(by_law):
            played.wrong.append(f"{what}: {_read(found)}; by law {_read(by_law)}")


def _facts_told(state: Told) -> tuple[Any, ...]:
    if state["ended_on"] is not None:
        return ("withdrawn", state["ended_on"])
    return (
        state["permission_valid_until"],
        state["permission_change_received_on"],
        state["seeker_information_until"],
        state["renewal_received_on"],
        tuple(state["services"]),
    )


def _facts_by_law(standing: Standing) -> tuple[Any, ...]:
    """Withdrawn, nothing else counts; closed, seeker information is no service that can be used."""
    if standing.withdrawn is not None:
        return ("withdrawn", applicants.day(standing.withdrawn))
    return (
        applicants.day(standing.permission_until),
        applicants.day(standing.change_with_bureau),
        applicants.day(standing.seekers_until),
        applicants.day(standing.renewal_with_bureau),
        tuple(sorted(standing.services - ({"seekers"} if standing.closed else set()))),
    )


def _is_overdue(state: Told, day: dt.date) -> bool:
    if state["ended_on"] is not None:
        return False
    return _month_is_over(state["permission_valid_until"], state["permission_change_received_on"], day) or (
        _month_is_over(state["seeker_information_until"], state["renewal_received_on"], day)
    )


def _month_is_over(until: str | None, mended: str | None, day: dt.date) -> bool:
    if until is None or mended is not None:
        return False
    month = calendar.end_of_period(calendar.day_after(dt.date.fromisoformat(until)), months=1)
    return day > calendar.moved_earlier(month)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def _in_words(day: dt.date | None) -> str | None:
    """As mails write a day of these years: 令和８年４月１日, the digits that stand alone wide."""
    if day is None:
        return None
    year, month, date = (chr(ord("０") + n) if n < 10 else str(n) for n in (day.year - 2018, day.month, day.day))
    return f"令和{year}年{month}月{date}日"


def _last_of_days(steps: Iterable[tuple[dt.date, Any]]) -> list[tuple[dt.date, Any]]:
    """Of several steps on a day the last one: how it stands when the day is over."""
    return list(dict(steps).items())


def _changes(by_day: Iterable[tuple[dt.date, Any]]) -> Iterator[tuple[dt.date, Any]]:
    """The days on which something is no longer as it was."""
    before: Any = object()
    for day, value in by_day:
        if value != before:
            yield day, value
            before = value


def _read(changes: Iterable[tuple[dt.date, Any]]) -> str:
    return ", ".join(f"{day} {value.name if isinstance(value, Enum) else value}" for day, value in changes)


def _listed(mails: Counter[records.Mailed]) -> str:
    return (
        ", ".join(f"{day} {letter.name} {about or ''}" for day, letter, about in sorted(mails, key=_by_day)) or "none"
    )


def _by_day(mail: records.Mailed) -> tuple[dt.date, str]:
    day, letter, _ = mail
    assert isinstance(letter, Letter)
    return day, letter.name
