"""A decade of what falls due, through the duties on a real database and day by day against the oracle of the terms (CMP-6)."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from services.compliance.cases.domain.files import CaseSettings
from services.compliance.standing.domain.measures import StandingSettings
from services.compliance.watch.settings import WatchSettings
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.registry import ORGANIZATION_CHANGED
from services.contracts.reporting import REPORT_FILED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_standing import heard, terminate
from tests.contract.compliance.watch_story import TOKYO, run
from tests.simulated_decade.terms import JAPAN, MUNICIPAL, PRIVATE
from tests.simulated_decade.watch_oracle import Thing, Watched

FIRST, LAST = dt.date(2021, 4, 1), dt.date(2031, 3, 31)
LAST_TERMINATION = dt.date(2029, 12, 28)
"""Within the years of which the oracle's calendar is literal, with the bars."""
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
    found_out_on: dt.date = dt.date.max
    """When a termination that stands is found out to be wrong."""
    plan: dict[dt.date, list[tuple[str, dt.date | None]]] = field(default_factory=dict)

    def later(self, day: dt.date, what: str, told: dt.date | None = None) -> None:
        self.plan.setdefault(day, []).append((what, told))


class Decade:
    """Tells compliance and the oracle the same, and compares how all stand."""

    def __init__(self, compliance: Compliance, seed: int) -> None:
        self.compliance, self.draw = compliance, random.Random(seed)
        self.bureau, self.wrong = random.Random(seed), random.Random(seed)
        self.day, self.demands = FIRST, set[dt.date]()
        self.lives = [self._begun(class_, owes) for class_, owes in LIVES]

    def go(self) -> None:
        draw, quiet_until = self.draw, FIRST
        while self.day <= LAST:
            at = dt.datetime.combine(self.day, dt.time(9), JAPAN)
            busy = self._err()
            self.compliance.now = at
            busy |= self._tell()
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

    def _err(self) -> bool:
        """Before the others come to work staff may decide wrongly, and take back what was wrong (158); whether they do."""
        done = [self._err_about(life) for life in self.lives]
        return any(done)

    def _err_about(self, life: Life) -> bool:
        oracle, draw, done = life.oracle, self.wrong, False
        if oracle.termination is None and draw.random() < self._odds(life):
            self._terminate(life)
            life.found_out_on = self.day + draw.choice((0, 1, 3, 10, 25, 40, 100, 300)) * DAY
            done = True
        at = self.compliance.now = dt.datetime.combine(self.day, dt.time(8, 30), JAPAN)
        known = [stop for stop in oracle.stops if not stop.undone]
        if known and draw.random() < (0.002 if oracle.termination is None else 0.01):
            stop = draw.choice((known[-1], draw.choice(known)))
            self._take_back(life, stop.begun)
            oracle.seen.add("stop taken back" if oracle.termination is None else "stop taken back while terminated")
            oracle.take_stop_back(at, stop)
            done = True
        if oracle.termination is not None and self.day >= life.found_out_on:
            self._take_back(life, oracle.termination.begun)
            oracle.take_termination_back(at)
            done = True
        return done

    def _odds(self, life: Life) -> float:
        """More often while something is missing, which is what the days are about."""
        if self.day > LAST_TERMINATION:
            return 0
        if any(thing.prompt in {"unmended", "repeated"} for thing in life.oracle.things):
            return 0.02
        return 0.01 if any(thing.case for thing in life.oracle.things) else 0.0005

    def _terminate(self, life: Life) -> None:
        """In the case on something overdue, where the terms know a termination for it, or in one of malice."""
        self.compliance.now = dt.datetime.combine(self.day, dt.time(8), JAPAN)
        prompted = [thing for thing in life.oracle.things if thing.prompt in {"unmended", "repeated"}]
        thing = prompted[0] if prompted and self.wrong.random() < 0.7 else None
        if thing is None:
            terminate(self.compliance, heard(self.compliance, life.caller))
        else:
            case = next(one for one in self._open_cases() if key_of(one) == named(life, thing))
            told = {"case_id": case["case_id"], "text": "意見を述べてください。"}
            version = case["version"]
            self.compliance.call(contract.ANNOUNCE_HEARING, TOKYO, seen_version=version, **told)
            self.compliance.call(contract.ANSWER_CASE, life.caller, seen_version=version + 1, **told)
            self.compliance.call(contract.TERMINATE_IN_CASE, TOKYO, seen_version=version + 2, **told)
        life.oracle.seen.add("terminated" if thing is None else f"terminated as {thing.prompt}")
        life.oracle.terminate(self.compliance.now, thing)

    def _take_back(self, life: Life, decided: dt.datetime) -> None:
        measures = self._standing(life)["measures"]
        (measure_id,) = (one["measure_id"] for one in measures if dt.datetime.fromisoformat(one["since"]) == decided)
        self.compliance.call(
            contract.WITHDRAW_DECISION, TOKYO, measure_id=measure_id, reason="誤りのため。", note="取り違え。"
        )

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
            in_use = [life for life in self.lives if life.oracle.termination is None]
            for thing in (one for life in in_use for one in life.oracle.things):
                if thing.prompt == "demand" and thing.missing:
                    thing.demanded_until = due_on
            told = True
        for life in self.lives:
            for what, day in life.plan.pop(self.day, []):
                told = True
                if life.oracle.termination is not None and what in {"refused", "approved"}:
                    life.later(self.day + DAY, what, day)  # nothing is decided for who is terminated
                    continue
                self._happen(life, what, day)
            # Somebody at the bureau confirms what was never recorded.
            if self.bureau.random() < 0.003 and life.oracle.confirm(self.compliance.now):
                shown = self._standing(life)
                (measure_id,) = (one["measure_id"] for one in shown["measures"] if one["in_force"])
                self.compliance.call(contract.LIFT_MEASURE, TOKYO, measure_id=measure_id, note="窓口で確認した。")
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
            shown = self._standing(life)
            expected, until = life.oracle.standing(self.day)
            told = (shown["standing"], shown["bar_until"] or shown["until"])
            assert told == (expected, until and str(until)), f"{self.day} {life.owes}: {life.oracle.things}"
        things = [(life, thing) for life in self.lives for thing in life.oracle.things]
        assert sorted((*key_of(one), one["state"]) for one in self._open_cases()) == sorted(
            (*named(life, thing), thing.case_state() or "") for life, thing in things if thing.case
        ), self.day
        prompts = self.compliance.call(contract.LIST_PROMPTS, TOKYO, limit=100)["prompts"]
        assert sorted((one["organization_id"], one["item"], one["due_on"], one["prompt"]) for one in prompts) == sorted(
            (*named(life, thing), thing.prompt or "") for life, thing in things if thing.prompt
        ), f"{self.day}: {[thing for _, thing in things if thing.case]}"

    def _standing(self, life: Life) -> dict[str, Any]:
        return self.compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=life.caller.organization_id)

    def _open_cases(self) -> list[dict[str, Any]]:
        return list(self.compliance.call(contract.LIST_CASES, TOKYO, open_only=True, limit=100)["cases"])


def key_of(case: dict[str, Any]) -> tuple[str, str, str]:
    return case["organization_id"], case["overdue"]["item"], case["overdue"]["due_on"]


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
    decade = Decade(compliance, seed=46)
    decade.go()
    steps = {"stopped", "goes on", "mended", "mended late", "undone", "confirmed", "missing anew"}
    wrong = {
        *(
            "terminated",
            "terminated as unmended",
            "terminated as repeated",
            "stop taken back",
            "stop taken back while terminated",
        ),
        *("runs on again", "had run", "stopped after days were given back", "stopped for what fell due meanwhile"),
    }
    prompts = {"prompt demand", "prompt unmended", "prompt repeated"}
    seen = {name: set[str]() for name in CLASSES}
    for life in decade.lives:
        seen[life.class_] |= life.oracle.seen
    assert seen["private"] | seen["municipal"] == steps | prompts | wrong, "the histories reach all"
    assert seen["municipal"] >= {"stopped", "goes on", "mended"} | prompts, "and the municipal class what is its own"
