"""The watch over what is overdue, played through the pure rules alone: the rows that the site keeps are kept here, as its storage does."""

import datetime as dt
from dataclasses import dataclass, field, replace

from services.compliance.cases.domain.files import CaseEvent, Overdue, OverdueItem
from services.compliance.cases.domain.periods import BarredTime
from services.compliance.cases.domain.playing import Settings
from services.compliance.cases.domain.watching import (
    Expected,
    Mended,
    Prompt,
    Watched,
    WatchStep,
    next_step,
    prompt_of,
    to_annul_beside,
)
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import StandingState
from services.legal_calendar import fiscal_year, usage_report_due
from tests.simulated_decade.desk import Told
from tests.simulated_decade.watched_years import ITEMS, Key, Life
from tests.unit.compliance.case_story import CALENDAR, TOKYO, Story

BOTH_FORMS = frozenset({"change", "renewal"})


@dataclass
class Row:
    """What is expected by a day, and how far the calendar has come with it."""

    expected: Expected
    version: int = 0
    was_settled: bool = False
    case: str | None = None
    warned: bool = False
    went_on: bool = False
    prompt: Prompt | None = None
    refused: int | None = None
    refused_when_mended: int | None = None
    former_last_day: dt.date | None = None
    word_at: dt.datetime | None = None
    """When the bureau has last confirmed it."""

    @property
    def settled(self) -> bool:
        """Whether it has come, or is not expected."""
        return not self.expected.missing

    def tell(self, told: Told, *, in_force: bool) -> None:
        """As `watch.storage.keep_term`."""
        settles = told.received is not None or told.given_up
        since_the_word = self.word_at is None or told.at >= self.word_at
        if told.version >= self.version:
            self.was_settled |= since_the_word and (self.settled or told.received is not None or not in_force)
            self.expected = replace(self.expected, met_on=told.received, in_force=in_force)
            self.version, self.refused = told.version, told.refused
        elif settles and since_the_word:
            self.was_settled = True


@dataclass
class Place:
    """An organization with its cases and rows."""

    story: Story
    rows: dict[Key, Row] = field(default_factory=dict)
    version: int = 0


class PlayedBureau:
    """One bureau with its organizations; what it refuses is a fault of the histories."""

    def __init__(self, settings: Settings, reports_from: int) -> None:
        self.settings, self.reports_from = settings, reports_from
        self.now = dt.datetime.min.replace(tzinfo=dt.UTC)
        self.places: dict[str, Place] = {}
        self.opened = 0

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def begin(self, life: Life) -> None:
        self.places[life.name] = Place(Story(class_=life.class_))
        self.places[life.name].story.settings = self.settings

    def tell(self, life: Life, told: Told) -> None:
        place, key = self.places[life.name], (life.name, ITEMS[life.owes], str(told.until))
        newest = told.version >= place.version
        in_force = newest and not told.given_up
        row = place.rows.get(key)
        if row is None:
            expected = Expected(Overdue(OverdueItem(key[1]), told.until), told.received, in_force)
            row = place.rows[key] = Row(expected, told.version, refused=told.refused)
            row.was_settled = row.settled
        else:
            row.tell(told, in_force=in_force)
        if newest:
            place.version = told.version
            barred = tuple(BarredTime(since, until, BOTH_FORMS) for since, until in told.barred)
            story = place.story
            story.organization = replace(story.organization, withdrawn=told.withdrawn, barred=barred)
            for other in place.rows.values():
                if other is not row and other.expected.in_force:
                    other.expected, other.was_settled = replace(other.expected, in_force=False), True

    def file(self, life: Life, year: int) -> None:
        row = self._report(life.name, year)
        row.expected, row.was_settled = replace(row.expected, met_on=self.today), True

    def demand(self, due_on: dt.date) -> None:
        for name, place in self.places.items():
            for key, row in place.rows.items():
                if row.prompt is Prompt.DEMAND and key[1] == ITEMS["reports"]:
                    self._demand(name, row, due_on)

    def _demand(self, name: str, row: Row, due_on: dt.date) -> None:
        """Who is terminated is passed over."""
        if self._at(name).standing.state is not StandingState.TERMINATED:
            self._do(name, row, CaseEvent.REQUEST_CORRECTION, due_on=due_on)

    def confirm(self, life: Life) -> None:
        place = self.places[life.name]
        (measure,) = (one for one in place.story.measures if one.in_force(self.today))
        row = next(one for one in place.rows.values() if one.case == measure.case_id)
        self._do(life.name, row, CaseEvent.CONFIRM, author=TOKYO)
        row.was_settled, row.word_at = False, self.now

    def announce_hearing(self, key: Key, due_on: dt.date) -> None:
        self._do(key[0], self.places[key[0]].rows[key], CaseEvent.ANNOUNCE_HEARING, due_on=due_on)

    def state_view(self, life: Life, key: Key) -> None:
        self._do(key[0], self.places[key[0]].rows[key], CaseEvent.STATE_VIEW)

    def terminate(self, key: Key) -> None:
        self._do(key[0], self.places[key[0]].rows[key], CaseEvent.TERMINATE)

    def terminate_for_malice(self, life: Life) -> None:
        story, name = self._at(life.name), self._next_name()
        assert story.open(Ground.MALICE, name=name, day_unknown=True) is None
        for event in (CaseEvent.ANNOUNCE_HEARING, CaseEvent.STATE_VIEW, CaseEvent.TERMINATE):
            assert story.do(event, name=name) is None

    def take_back(self, life: Life, decided: dt.datetime) -> None:
        assert self._at(life.name).take_back(decided) is None

    def look(self) -> None:
        for name, place in self.places.items():
            if not any(key[1] != ITEMS["reports"] for key in place.rows):
                self._expect_reports(name, place)
            for _, row in sorted(place.rows.items(), key=lambda one: one[0][2]):
                while (step := next_step(self._watched(name, row), self.today, self.settings.cases)) is not None:
                    self._take(name, row, step)
                self._annul_beside(name, row)
                row.prompt = prompt_of(self._watched(name, row), self.today, self.settings.cases)

    def standing(self, life: Life) -> tuple[str, str | None]:
        standing = self._at(life.name).standing
        until = standing.bar_until or standing.until
        return standing.state.value, until and str(until)

    def cases(self) -> list[tuple[Key, str]]:
        return [
            (key, self._at(key[0]).state(row.case).value)
            for place in self.places.values()
            for key, row in place.rows.items()
            if row.case is not None and self._watched(key[0], row).open_on(self.today)
        ]

    def prompts(self) -> list[tuple[Key, str]]:
        rows = ((key, row) for place in self.places.values() for key, row in place.rows.items())
        return [(key, row.prompt.value) for key, row in rows if row.prompt is not None]

    def _take(self, name: str, row: Row, step: WatchStep) -> None:
        it = self._watched(name, row)
        if row.case is None or step is WatchStep.OPEN:
            row.former_last_day, row.refused_when_mended = it.goes_on_from, None
            row.case, row.was_settled, row.warned, row.went_on = self._next_name(), False, False, False
            row.word_at = None
            overdue = row.expected.overdue
            found = self._at(name).open(Ground.OVERDUE, name=row.case, author=CALENDAR, overdue=overdue)
            assert found is None
            return
        kind = MeasureKind.WITH_TERM if step is WatchStep.SUSPEND else None
        last_day = row.former_last_day if step is WatchStep.SUSPEND else None
        act = {"kind": kind, "met_on": row.expected.met_on, "last_day": last_day}
        self._do(name, row, CaseEvent(step.value), author=CALENDAR, **act)
        if step in {WatchStep.CONFIRM, WatchStep.CLOSE}:
            row.refused_when_mended = None if row.expected.met_on is None else row.refused
        row.warned |= step is WatchStep.WARN
        row.went_on |= step is WatchStep.GO_ON
        if step is WatchStep.ANNUL:
            row.refused_when_mended = row.former_last_day = None
        if step in {WatchStep.CLOSE, WatchStep.ANNUL}:
            row.case = None

    def _annul_beside(self, name: str, row: Row) -> None:
        story, overdue = self._at(name), row.expected.overdue
        same = [case_id for case_id, case in story.cases.items() if case.overdue == overdue]
        for case_id in to_annul_beside(self._watched(name, row), same, self.today, self.settings.cases):
            refusal = story.do(CaseEvent.ANNUL, name=case_id, author=CALENDAR, met_on=row.expected.met_on)
            assert refusal is None, refusal

    def _watched(self, name: str, row: Row) -> Watched:
        story = self._at(name)
        case = None if row.case is None else story.cases[row.case]
        return Watched(
            row.expected,
            case,
            story.measures,
            story.organization.class_,
            withdrawn=story.organization.withdrawn,
            barred=story.organization.barred,
            warned=row.warned,
            went_on=row.went_on,
            was_settled=row.was_settled,
            mended=Mended(row.refused_when_mended, row.refused),
            former_last_day=row.former_last_day,
        )

    def _expect_reports(self, name: str, place: Place) -> None:
        if place.story.on(self.today).standing.state.value == "terminated":
            return
        for year in range(self.reports_from, fiscal_year(self.today)):
            if usage_report_due(year) < self.today:
                self._report(name, year)

    def _report(self, name: str, year: int) -> Row:
        due_on = usage_report_due(year)
        new = Row(Expected(Overdue(OverdueItem.REPORT, due_on)))
        return self.places[name].rows.setdefault((name, ITEMS["reports"], str(due_on)), new)

    def _do(self, name: str, row: Row, event: CaseEvent, **act: object) -> None:
        assert row.case is not None
        refusal = self._at(name).do(event, name=row.case, **act)  # type: ignore[arg-type]
        assert refusal is None, f"{event}: {refusal}"
        row.prompt = None

    def _at(self, name: str) -> Story:
        story = self.places[name].story
        story.now = self.now
        return story

    def _next_name(self) -> str:
        self.opened += 1
        return f"case {self.opened}"
