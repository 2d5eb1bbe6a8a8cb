"""The simulated year: lives of organizations played through the registry's use cases and duties, day by day.

Each day begins with the duties, and ends with them where people have acted between, as they run every hour. What the registry tells others
(`organization_changed`) and writes into its log of steps is then held against the oracle, day by day.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from services import legal_calendar as calendar
from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.registry.accounts.tables import accounts
from services.registry.mail.tables import outgoing_mails
from services.registry.organizations.tables import application_transitions
from services.runtime.identifiers import new_id
from services.runtime.outbox import outbox_table
from services.runtime.serialization import loads
from tests.contract.registry.examples import an_application
from tests.contract.served import Refused, Served
from tests.simulated_year import oracle
from tests.simulated_year.oracle import Filing, Life, Stage
from tests.simulated_year.plans import FIRST_DAY, LAST_DAY

DUTIES = ("lapse_overdue", "close_ended_seeker_information", "tell_ends_of_terms")
MORNING, EVENING = dt.time(0, 5), dt.time(23, 55)
BUREAU = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
DECLARED = an_application()["security_declaration"]
TERMS_VERSION = "2021-12-01"
JAPAN = dt.timezone(dt.timedelta(hours=9))

STATES = {
    "registered": Stage.WAITING,
    "form_received": Stage.ARRIVED,
    "lapsed": Stage.LAPSED,
    "approved": Stage.APPROVED,
    "refused": Stage.REFUSED,
}
_outbox = outbox_table(sa.MetaData())


@dataclass
class Played:
    """One life as it went: the IDs it was given, what others were told of it, by day."""

    life: Life
    number: int
    ids: dict[int, str] = field(default_factory=dict)
    account: Caller | None = None
    told: list[tuple[dt.date, dict[str, Any]]] = field(default_factory=list)

    @property
    def email(self) -> str:
        """The ID of its main account."""
        return f"agency{self.number}@example.jp"

    @property
    def filings(self) -> tuple[Filing, ...]:
        """Its new application, then its renewals."""
        return (self.life.new, *self.life.renewals)


@dataclass
class Simulation:
    """Plays lives on a registry; `served` has its clock. `closed_for`: days on which no duty ran (CAL-6)."""

    served: Served
    lives: Sequence[Life]
    first: dt.date = FIRST_DAY
    last: dt.date = LAST_DAY
    closed_for: frozenset[dt.date] = frozenset()
    duty_seconds: float = 0.0
    act_seconds: float = 0.0
    slowest_day: float = 0.0
    acts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _seq: int = 0

    def __post_init__(self) -> None:
        self.played = [Played(life, number) for number, life in enumerate(self.lives)]
        self._by_organization: dict[str, Played] = {}
        self._due: dict[dt.date, list[Callable[[], None]]] = defaultdict(list)
        for played in self.played:
            for place, filing in enumerate(played.filings):
                self._plan(played, place, filing)

    def run(self) -> None:
        """What came before the year, then every day of it, then the comparison."""
        for day in sorted(day for day in self._due if day < self.first):
            self._act(day)
        for day in _days(self.first, self.last):
            before = self.duty_seconds
            self._duties(day, MORNING)
            self._act(day)
            if day in self._due:  # else nothing has happened since the morning
                self._duties(day, EVENING)
            self.slowest_day = max(self.slowest_day, self.duty_seconds - before)
            self._hear(day)
        self._compare()

    # People ----------------------------------------------------------------------------------------------------------

    def _act(self, day: dt.date) -> None:
        self._at(day, dt.time(10, 0))
        began = time.perf_counter()
        for act in self._due.get(day, ()):
            act()
        self.act_seconds += time.perf_counter() - began
        if day < self.first:
            self._hear(day)

    def _plan(self, played: Played, place: int, filing: Filing) -> None:
        register = self._register_new if place == 0 else self._register_renewal
        self._due[filing.registered].append(lambda: register(played, place, filing))
        if place:
            self._due[self._day_too_early(played)].append(lambda: self._try_too_early(played, filing))
        if filing.recorded is not None:
            self._due[filing.recorded].append(lambda: self._record(played, place, filing))
        if filing.decided is not None:
            self._due[filing.decided].append(lambda: self._decide(played, place, filing))

    def _day_too_early(self, played: Played) -> dt.date:
        assert played.life.new.decided is not None
        return oracle.first_day_to_renew(oracle.last_day_of_term(played.life.new.decided)) - oracle.ONE_DAY

    def _register_new(self, played: Played, place: int, filing: Filing) -> None:
        application = an_application(
            email=played.email,
            permission_number=f"13-ユ-{played.number:06}",
            permission_valid_until="2031-03-31",
            latest_regular_placement_on=str(filing.placed),
        )
        too_old = oracle.first_of_months_back(filing.registered, 3) - oracle.ONE_DAY
        self._refused(
            ErrorCode.NOT_ELIGIBLE,
            "register with a placement the day before the three months",
            played,
            lambda: self.served.call(
                contract.REGISTER_APPLICATION,
                ANONYMOUS,
                application={**application, "latest_regular_placement_on": str(too_old)},
            ),
        )
        answer = self.served.call(contract.REGISTER_APPLICATION, ANONYMOUS, application=application)
        self._registered(played, place, filing, answer)

    def _register_renewal(self, played: Played, place: int, filing: Filing) -> None:
        answer = self._renew(played, filing)
        if answer["placement_met"] is not filing.meets_reg_3:
            self._say(played, f"REG-3 at the renewal of {filing.registered}: {answer['placement_met']}")
        self._registered(played, place, filing, answer)

    def _try_too_early(self, played: Played, filing: Filing) -> None:
        self._refused(ErrorCode.NOT_ELIGIBLE, "renew before it opens", played, lambda: self._renew(played, filing))

    def _renew(self, played: Played, filing: Filing) -> dict[str, Any]:
        return self.served.call(
            contract.REGISTER_RENEWAL,
            self._account(played),
            latest_regular_placement_on=str(filing.placed),
            content_unchanged=True,
            security_declaration=DECLARED,
            terms_version=TERMS_VERSION,
        )

    def _registered(self, played: Played, place: int, filing: Filing, answer: dict[str, Any]) -> None:
        self.acts["registered"] += 1
        played.ids[place] = answer["application_id"]
        expected = str(oracle.last_day_for_the_form(filing.registered))
        if answer["form_due_on"] != expected:
            self._say(played, f"form of {filing.registered} due {answer['form_due_on']}, by law {expected}")

    def _record(self, played: Played, place: int, filing: Filing) -> None:
        def record() -> None:
            self.served.call(
                contract.RECORD_FORM,
                BUREAU,
                application_id=played.ids[place],
                received_on=str(filing.received),
                way="email",
                documents=["terms_consent", "privacy_mark"],
            )

        if oracle.came_in_time(filing):
            record()
            self.acts["received"] += 1
        else:
            self._refused(ErrorCode.FORM_TOO_LATE, "record a form that came late", played, record)

    def _decide(self, played: Played, place: int, filing: Filing) -> None:
        application = {"application_id": played.ids[place]}

        def approve() -> None:
            self.served.call(contract.APPROVE_APPLICATION, BUREAU, **application)

        if place and not filing.meets_reg_3:
            self._refused(ErrorCode.NOT_ELIGIBLE, "approve a renewal without a placement", played, approve)
        if filing.refused:
            self.served.call(contract.REFUSE_APPLICATION, BUREAU, **application, reason="実績が確認できませんでした。")
        else:
            approve()
        self.acts["refused" if filing.refused else "approved"] += 1

    def _account(self, played: Played) -> Caller:
        if played.account is None:
            with self.served.database.transaction() as connection:
                lookup = self.served.service.tools.personal_data.lookup(played.email)
                row = connection.execute(sa.select(accounts).where(accounts.c.email_lookup == lookup)).one()
            played.account = Caller(
                role=Role.ORGANIZATION_MAIN, account_id=row.account_id, organization_id=row.organization_id
            )
        return played.account

    def _refused(self, code: ErrorCode, what: str, played: Played, act: Callable[[], Any]) -> None:
        """An act that the law does not allow; it goes into no figure."""
        try:
            act()
        except Refused as refused:
            if refused.code is not code:
                self._say(played, f"{what} on {self.served.today}: refused as {refused.code}, not {code}")
        else:
            self._say(played, f"{what} on {self.served.today}: was allowed")

    # Duties ----------------------------------------------------------------------------------------------------------

    def _duties(self, day: dt.date, at: dt.time) -> None:
        self._at(day, at)
        if day in self.closed_for:
            return
        began = time.perf_counter()
        for duty in DUTIES:
            self.acts["duty"] += 1
            with self.served.work() as work:
                getattr(self.served.service, duty)(work)
        self.duty_seconds += time.perf_counter() - began

    def _at(self, day: dt.date, at: dt.time) -> None:
        self.served.now = dt.datetime.combine(day, at, JAPAN).astimezone(dt.UTC)

    # What others are told --------------------------------------------------------------------------------------------

    def _hear(self, day: dt.date) -> None:
        """Take what was told on a day out of the outbox, as a relay does."""
        told = _outbox.c.routing_key == contract.ORGANIZATION_CHANGED.type
        query = sa.select(_outbox.c.body).where(told, _outbox.c.seq > self._seq).order_by(_outbox.c.seq)
        with self.served.database.transaction() as connection:
            states = [loads(body)["data"] for body in connection.scalars(query)]
            self._seq = connection.scalar(sa.select(sa.func.max(_outbox.c.seq))) or self._seq
        for state in states:
            self._whose(state).told.append((day, state))

    def _whose(self, state: dict[str, Any]) -> Played:
        """By the number that it applied with."""
        number = int(state["main_numbers"][0].rpartition("-")[2])
        return self.played[number]

    # Comparison ------------------------------------------------------------------------------------------------------

    def _compare(self) -> None:
        logged = self._logged()
        mailed = self._lapses_mailed()
        for played in self.played:
            for place, filing in enumerate(played.filings):
                steps = logged.get(played.ids.get(place, ""), [])
                self._hold_stages(played, filing, steps)
            lapses = sum(self._days_of_lapse(filing) <= self.last for filing in played.filings)
            if mailed[played.email] != lapses:
                self._say(played, f"{mailed[played.email]} mails of a lapse, by law {lapses}")
            self._hold_terms(played)
            self._hold_grace(played)
            self._hold_next_steps(played)

    def _hold_stages(self, played: Played, filing: Filing, steps: list[tuple[dt.date, Stage]]) -> None:
        expected = list(_changes((day, self._by_law(filing, day)) for day in _days(filing.registered, self.last)))
        found = list(_changes(_last_of_days(steps)))
        if expected != found:
            self._say(played, f"application of {filing.registered}: {_read(found)}; by law {_read(expected)}")

    def _by_law(self, filing: Filing, day: dt.date) -> Stage:
        """As the oracle says; a deletion that fell on days without duties is made on the first one after (CAL-6)."""
        now = oracle.stage(filing, day)
        if now is Stage.LAPSED and day < self._days_of_lapse(filing):
            return Stage.WAITING
        return now

    def _days_of_lapse(self, filing: Filing) -> dt.date:
        """The day on which a registration is deleted; never (the last day of all) where its form stops that."""
        gone = oracle.last_day_for_the_form(filing.registered) + oracle.ONE_DAY
        while gone in self.closed_for:
            gone += oracle.ONE_DAY
        # In the morning, as it stood on the eve: a receipt recorded later on that day undoes it again.
        eve = oracle.stage(filing, gone - oracle.ONE_DAY)
        return gone if eve in (Stage.WAITING, Stage.LAPSED) else dt.date.max

    def _hold_terms(self, played: Played) -> None:
        days = _days(played.life.new.decided or dt.date.max, self.last)
        expected = list(_changes((day, self._told_by_law(played.life, day)) for day in days))
        found = list(_changes(_last_of_days((day, _facts(state)) for day, state in played.told)))
        if [change for change in expected if change[1] is not None] != found:
            self._say(played, f"terms: {_read(found)}; by law {_read(expected)}")

    def _hold_grace(self, played: Played) -> None:
        """CMP-6: who watches its month by what the registry tells sees the same days as the law."""
        told, known = dict(played.told), None
        for day in _days(played.life.new.decided or dt.date.max, self.last):
            known = told.get(day, known)
            terms = oracle.terms(played.life, day)
            if (terms is not None and terms.overdue) is not (known is not None and _is_overdue(known, day)):
                self._say(played, f"CMP-6 on {day}: by law {terms}")
                return

    def _hold_next_steps(self, played: Played) -> None:
        """REG-3, REG-16: on the last day, the organization is shown what it has to do, and when."""
        terms = oracle.terms(played.life, self.last)
        if terms is None:
            return
        shown = self.served.call(contract.SHOW_PROCEDURES, self._account(played))
        steps = {step["step"]: (step["from_on"], step["due_on"]) for step in shown["next_steps"]}
        withdrawal = (str(terms.end + oracle.ONE_DAY),) * 2 if terms.failed else None
        if steps.get("withdraw_seekers") != withdrawal:
            self._say(played, f"withdrawal: {steps.get('withdraw_seekers')}; by law {withdrawal}")
        open_one = any(oracle.stage(each, self.last) in (Stage.WAITING, Stage.ARRIVED) for each in played.life.renewals)
        due = None if terms.failed or open_one else (str(oracle.first_day_to_renew(terms.end)), str(terms.end))
        if steps.get("renew") != due:
            self._say(played, f"renewal: {steps.get('renew')}; by law {due}")

    def _told_by_law(self, life: Life, day: dt.date) -> tuple[Any, ...] | None:
        terms = oracle.terms(life, day)
        if terms is None:
            return None
        closed = terms.closed
        if closed and day in self.closed_for:  # the duty that closes did not run: as it was the day before
            before = self._told_by_law(life, day - oracle.ONE_DAY)
            closed = bool(before and before[2])
        form = terms.form_with_bureau
        return str(terms.end), str(form) if form else None, closed

    def _logged(self) -> dict[str, list[tuple[dt.date, Stage]]]:
        """By application, its steps in the registry's own log, with their Japanese days."""
        columns = (
            application_transitions.c.application_id,
            application_transitions.c.at,
            application_transitions.c.state,
        )
        query = sa.select(*columns).order_by(application_transitions.c.transition_id)
        logged: dict[str, list[tuple[dt.date, Stage]]] = defaultdict(list)
        with self.served.database.transaction() as connection:
            for row in connection.execute(query):
                logged[row.application_id].append((row.at.astimezone(JAPAN).date(), STATES[row.state]))
        return logged

    def _lapses_mailed(self) -> Counter[str]:
        """By address, how many lapses were told by e-mail (REG-7)."""
        lookup = self.served.service.tools.personal_data.lookup
        emails = {lookup(played.email): played.email for played in self.played}
        query = sa.select(outgoing_mails.c.recipient_lookup).where(outgoing_mails.c.template.like("%lapsed"))
        with self.served.database.transaction() as connection:
            return Counter(emails[bytes(found)] for found in connection.scalars(query))

    def _say(self, played: Played, what: str) -> None:
        self.wrong.append(f"organization {played.number}: {what}")


def _is_overdue(state: dict[str, Any], day: dt.date) -> bool:
    until = dt.date.fromisoformat(state["seeker_information_until"])
    month = calendar.end_of_period(calendar.day_after(until), months=1)
    return day > calendar.moved_earlier(month) and state["renewal_received_on"] is None


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = first
    while day <= last:
        yield day
        day += oracle.ONE_DAY


def _facts(state: dict[str, Any]) -> tuple[Any, ...]:
    return (
        state["seeker_information_until"],
        state["renewal_received_on"],
        state["seeker_information_closed_on"] is not None,
    )


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
    return ", ".join(f"{day} {value.name if isinstance(value, Stage) else value}" for day, value in changes)
