"""A decade of what falls due, through the duties on a real database and day by day against the oracle of the terms (CMP-6)."""

import datetime as dt
import random
from dataclasses import dataclass, field

from services.compliance.cases.domain.files import CaseSettings
from services.compliance.standing.domain.measures import StandingSettings
from services.compliance.watch.settings import WatchSettings
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.registry import ORGANIZATION_CHANGED
from services.contracts.reporting import REPORT_FILED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.watch_story import TOKYO, confirm, run
from tests.simulated_decade.terms import JAPAN, MUNICIPAL, PRIVATE
from tests.simulated_decade.watch_oracle import Thing, Watched

FIRST, LAST = dt.date(2021, 4, 1), dt.date(2031, 3, 31)
"""Within the years of which the oracle's calendar is literal."""
TERMS = {
    "permission": ("permission_valid_until", "permission_change_received_on"),
    "seekers": ("seeker_information_until", "renewal_received_on"),
}
ITEMS = {"permission": "permission", "seekers": "seeker_term", "reports": "report"}
CLASSES = {"private": PRIVATE, "municipal": MUNICIPAL}
LIVES = (
    ("private", "permission"), ("private", "permission"), ("private", "reports"),
    ("municipal", "seekers"), ("municipal", "reports"),
)  # fmt: skip
"""A municipality has no permission whose term could end (REG-16)."""
DAY = dt.timedelta(days=1)


@dataclass
class Life:
    """One organization, which owes the forms of one term or its yearly reports, with what comes to be known on which day."""

    caller: Caller
    class_: str
    owes: str
    oracle: Watched
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
        self.lives = [self._begun(class_, owes) for class_, owes in LIVES]

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

    def _begun(self, class_: str, owes: str) -> Life:
        caller = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
        life = Life(caller, class_, owes, Watched(CLASSES[class_]))
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
                oracle = life.oracle
                ends = {thing.due_on, oracle.last_day_of_grace(thing), oracle.waited_for_until(thing)}
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
            if self.bureau.random() < 0.003 and life.oracle.confirm(self.compliance.now):
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
        kind = "paid_agency" if life.class_ == "private" else "municipality_own"
        terms = {until: ends, came: received, "class_": life.class_, "kind": kind}
        self.compliance.now = dt.datetime.combine(self.day, dt.time(9), JAPAN)
        told = self.compliance.state(life.caller, version=life.version, approved_on=approved_on, **terms)
        self.compliance.receive(ORGANIZATION_CHANGED, told)

    def _compare(self) -> None:
        """How each stands, which cases are open on what and where they are, and what the bureau is prompted to do."""
        for life in self.lives:
            shown = self.compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=life.caller.organization_id)
            expected, until = life.oracle.standing(self.day)
            told = (shown["standing"], shown["until"])
            assert told == (expected, until and str(until)), f"{self.day} {life.owes}: {life.oracle.things}"
        things = [(life, thing) for life in self.lives for thing in life.oracle.things]
        cases = self.compliance.call(contract.LIST_CASES, TOKYO, open_only=True, limit=100)["cases"]
        assert sorted(
            (one["organization_id"], one["overdue"]["item"], one["overdue"]["due_on"], one["state"]) for one in cases
        ) == sorted((*named(life, thing), thing.case_state() or "") for life, thing in things if thing.case), self.day
        prompts = self.compliance.call(contract.LIST_PROMPTS, TOKYO, limit=100)["prompts"]
        assert sorted((one["organization_id"], one["item"], one["due_on"], one["prompt"]) for one in prompts) == sorted(
            (*named(life, thing), thing.prompt or "") for life, thing in things if thing.prompt
        ), f"{self.day}: {[thing for _, thing in things if thing.case]}"


def named(life: Life, thing: Thing) -> tuple[str, str, str]:
    return life.caller.organization_id or "", ITEMS[life.owes], str(thing.due_on)


def test_not_one_day_of_a_decade_of_what_falls_due_differs_from_the_terms(compliance: Compliance) -> None:
    """CMP-6, CMP-14, CAL-3, CAL-4, CAL-6: terms, forms recorded late, refused, approved, reports demanded and filed; both classes."""
    compliance.service.watch_settings = WatchSettings(reports_from_fiscal_year=2020)
    compliance.service.case_settings = CaseSettings(
        overdue_months={name: terms.months_of_grace for name, terms in CLASSES.items()}
    )
    compliance.service.standing_settings = StandingSettings(
        {name: terms.months_of_stop for name, terms in CLASSES.items()},
        {name: terms.months_of_bar // 12 for name, terms in CLASSES.items()},
    )
    decade = Decade(compliance, seed=7)
    decade.go()
    steps = {"stopped", "goes on", "mended", "mended late", "undone", "confirmed", "missing anew"}
    prompts = {"prompt demand", "prompt unmended", "prompt repeated"}
    seen = {name: set[str]() for name in CLASSES}
    for life in decade.lives:
        seen[life.class_] |= life.oracle.seen
    assert seen["private"] | seen["municipal"] == steps | prompts, "the histories reach all"
    assert seen["municipal"] >= {"stopped", "goes on", "mended"} | prompts, "and the municipal class what is its own"
