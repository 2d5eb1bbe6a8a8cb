"""A decade of what falls due, through the duties on a real database and day by day against the oracle of the terms (CMP-6)."""

import datetime as dt
import random
from dataclasses import dataclass, field

from services.compliance.watch.settings import WatchSettings
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.registry import ORGANIZATION_CHANGED
from services.contracts.reporting import REPORT_FILED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_watch import TOKYO, confirm, run
from tests.simulated_decade.oracle import JAPAN, last_day_of_grace
from tests.simulated_decade.watch_oracle import Thing, Watched

FIRST, LAST = dt.date(2021, 4, 1), dt.date(2031, 3, 31)
"""Within the years of which the oracle's calendar is literal."""
TERMS = {
    "permission": ("permission_valid_until", "permission_change_received_on"),
    "seekers": ("seeker_information_until", "renewal_received_on"),
}
DAY = dt.timedelta(days=1)


@dataclass
class Life:
    """One organization, which owes the forms of one term or its yearly reports, with what comes to be known on which day."""

    caller: Caller
    owes: str
    oracle: Watched = field(default_factory=Watched)
    version: int = 0
    plan: dict[dt.date, list[tuple[str, dt.date | None]]] = field(default_factory=dict)

    def later(self, day: dt.date, what: str, told: dt.date | None = None) -> None:
        self.plan.setdefault(day, []).append((what, told))


class Decade:
    """Tells compliance and the oracle the same, and compares how all stand."""

    def __init__(self, compliance: Compliance, seed: int) -> None:
        self.compliance, self.draw = compliance, random.Random(seed)
        self.bureau = random.Random(seed)
        self.day, self.demands = FIRST, set[dt.date]()
        self.lives = [self._begun(owes) for owes in ("permission", "permission", "seekers", "reports", "reports")]

    def go(self) -> None:
        draw, quiet_until = self.draw, FIRST
        while self.day <= LAST:
            at = dt.datetime.combine(self.day, dt.time(9), JAPAN)
            self.compliance.now = at
            busy = self._tell()
            # Duties are not run every day: nothing may depend on it, and the machine may have stood still for weeks.
            if self.day >= quiet_until and (busy or draw.random() < 0.02 or self.day in self._edges()):
                run(self.compliance)
                for life in self.lives:
                    life.oracle.look(at)
                self._compare()
                if draw.random() < 0.05:
                    quiet_until = self.day + draw.randint(2, 20) * DAY
            self.day += DAY

    def _begun(self, owes: str) -> Life:
        caller = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
        life = Life(caller, owes)
        if owes == "reports":
            self._state(life)
            for year in range(2020, 2030):
                self._plan_report(life, year)
        else:
            self._plan_term(life, FIRST + self.draw.randint(5, 200) * DAY)
        return life

    def _edges(self) -> set[dt.date]:
        found = set()
        for life in self.lives:
            for thing in life.oracle.things:
                ends = {thing.due_on, last_day_of_grace(thing.due_on), thing.waited_for_until()}
                ends |= {thing.stop.last_day} if thing.stop is not None else set()
                found |= {end + DAY for end in ends if end is not None}
        return found

    def _plan_term(self, life: Life, ends: dt.date) -> None:
        """A term that ends, and when the form for it comes, is recorded, refused once perhaps, approved."""
        draw = self.draw
        life.oracle.things.append(Thing(ends))
        self._state(life, ends)
        comes = ends + draw.choice((-30, -3, 1, 20, 30, 31, 32, 90, 240, 400)) * DAY
        recorded = max(comes, self.day + DAY) + draw.choice((0, 1, 5, 40, 60)) * DAY
        life.later(recorded, "received", comes)
        if draw.random() < 0.3:
            refused = recorded + draw.randint(1, 30) * DAY
            life.later(refused, "refused")
            recorded = refused + draw.randint(1, 90) * DAY
            life.later(recorded, "received", recorded)
        life.later(
            recorded + draw.choice((1, 4, 30)) * DAY, "approved", min(ends + draw.choice((200, 400, 700)) * DAY, LAST)
        )

    def _plan_report(self, life: Life, year: int) -> None:
        due = dt.date(year + 1, 4, 20)
        life.oracle.things.append(Thing(due, needs_demand=True))
        comes = due + self.draw.choice((-15, 0, 1, 20, 31, 40, 150, 300, 500)) * DAY
        life.later(max(comes, FIRST), "filed", dt.date(year, 4, 1))
        self.demands.add(due + self.draw.choice((1, 2, 10, 45)) * DAY)

    def _tell(self) -> bool:
        """What comes to be known today; whether anything does."""
        told = False
        if self.day in self.demands:
            due_on = self.day + self.draw.choice((3, 14, 40)) * DAY
            self.compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。", due_on=str(due_on))
            for thing in (one for life in self.lives for one in life.oracle.things):
                if thing.needs_demand and thing.noticed and thing.missing and thing.demanded_until is None:
                    thing.demanded_until = due_on
            told = True
        for life in self.lives:
            for what, day in life.plan.pop(self.day, []):
                self._happen(life, what, day)
                told = True
            # Somebody at the bureau confirms what was never recorded.
            if self.bureau.random() < 0.003 and life.oracle.confirm(self.day):
                confirm(self.compliance, life.caller)
                told = True
        return told

    def _happen(self, life: Life, what: str, day: dt.date | None) -> None:
        if what == "filed":
            assert day is not None
            thing = next(one for one in life.oracle.things if one.due_on.year == day.year + 1)
            thing.comes(self.day)
            filed = {
                "organization_id": life.caller.organization_id,
                "bureau_code": "13",
                "fiscal_year": day.year,
                "version": 1,
                "filed_on": self.day,
            }
            self.compliance.receive(REPORT_FILED, filed)
            return
        thing = life.oracle.things[-1]
        if what == "approved":
            assert day is not None
            thing.expected = False
            self._plan_term(life, max(day, self.day + 10 * DAY))
            return
        thing.comes(day)
        self._state(life, thing.due_on, day)

    def _state(self, life: Life, ends: dt.date | None = None, received: dt.date | None = None) -> None:
        life.version += 1
        approved_on = dt.date(2020, 6, 2) if life.owes == "reports" else LAST
        until, came = TERMS.get(life.owes, TERMS["permission"])
        terms = {until: ends, came: received}
        self.compliance.now = dt.datetime.combine(self.day, dt.time(9), JAPAN)
        told = self.compliance.state(life.caller, version=life.version, approved_on=approved_on, **terms)
        self.compliance.receive(ORGANIZATION_CHANGED, told)

    def _compare(self) -> None:
        for life in self.lives:
            shown = self.compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=life.caller.organization_id)
            expected, until = life.oracle.standing(self.day)
            told = (shown["standing"], shown["until"])
            assert told == (expected, until and str(until)), f"{self.day} {life.owes}: {life.oracle.things}"


def test_not_one_day_of_a_decade_of_what_falls_due_differs_from_the_terms(compliance: Compliance) -> None:
    """CMP-6, CMP-14, CAL-3, CAL-4, CAL-6: terms, forms recorded late, refused, approved, reports demanded and filed."""
    compliance.service.watch_settings = WatchSettings(reports_from_fiscal_year=2020)
    decade = Decade(compliance, seed=7)
    decade.go()
    seen = set().union(*(life.oracle.seen for life in decade.lives))
    assert seen == {"stopped", "goes on", "mended", "mended late", "undone", "confirmed"}, "the histories reach all"
