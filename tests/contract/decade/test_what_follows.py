"""Random histories of sanctions through the rules and the handlers of every service, against the oracle of the terms (CMP-9, CMP-14).

Each lawful deed is taken on a real database; what compliance publishes reaches the registry, and what that publishes search, messaging
and compliance's custody, out of order and some of it twice. When a day is over on which something happened, each service is asked
what it holds, and compliance how the organization stands, which cases are open, what is awaited in them, and what waits for staff.
Decisions are taken back as wrong (158), and withdrawals that were approved by mistake (306). Whether a deed is lawful at all is
compared elsewhere (`tests/unit/compliance/test_simulated_decade.py`).
"""

import datetime as dt
import random
from collections import Counter

from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.cases import storage as cases
from services.compliance.cases.domain.files import Act, CaseEvent, CaseFile, Overdue, OverdueItem
from services.compliance.cases.domain.playing import Opening, open_case
from services.compliance.cases.storage import StoredCase
from services.compliance.cases.usecases.writing import docket_of, write_opening, write_step
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.contracts import compliance as contract
from services.contracts import registry as registered
from services.contracts.caller import Caller
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.decade.asked import Services
from tests.contract.decade.leaving import Leaving
from tests.contract.decade.lives import AMOUNTS, DAY, STAFF, TERMS, Life
from tests.contract.decade.post import Letter, Post
from tests.contract.decade.reached import REACHED
from tests.contract.decade.refusals import RECORDED, Refusals
from tests.contract.decade.renewing import Renewing
from tests.contract.messaging.conftest import Messaging
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.test_sanctions import approved_municipality
from tests.contract.registry.test_tokens import HERE
from tests.contract.served import START, Served
from tests.simulated_decade.by_rule import MOST_BLOCKS, ByRule, Refusal
from tests.simulated_decade.facts import Deed
from tests.simulated_decade.histories import Drawer
from tests.simulated_decade.oracle import Oracle
from tests.simulated_decade.renewals import Renewals
from tests.simulated_decade.terms import JAPAN
from tests.simulated_decade.what_follows import Records, token_of
from tests.simulated_decade.withdrawals import ways

FIRST, LAST = dt.date(2026, 4, 23), dt.date(2028, 9, 29)
"""The bars that follow end within the years of which the oracle's calendar is literal."""
KINDS = {"for_a_term": MeasureKind.WITH_TERM, "until_corrected": MeasureKind.UNTIL_CORRECTED, "": None}
LIVES = (("private", 39), ("private", 260), ("municipal", 320), ("municipal", 34))
"""With the seeds of their histories: together a decade."""
OFTEN = 0.25
"""How likely something is tried on a day that is nothing special."""
TOWNS = ("131016", "131024")
WORDS = {"text": "お知らせします。", "note": "記録"}
NEW_TOKEN_AFTER = 300 * DAY
DAYS_LOOKED_BACK_AT = 8


class Years:
    """The services, the organizations, and what is compared."""

    def __init__(self, compliance: Compliance, registry: Registry, search: Served, messaging: Messaging) -> None:
        self.services = Services(compliance, registry, search, messaging)
        self.compliance, self.registry = compliance, registry
        self.draw = random.Random(1)
        self.post = Post(
            self.draw,
            (
                (compliance, contract.ORGANIZATION_STANDING_CHANGED, (registry, compliance)),
                (registry, registered.ORGANIZATION_CHANGED, (search, messaging, compliance)),
                (compliance, contract.CUSTODY_CHANGED, (messaging,)),
                (compliance, contract.CASE_CHANGED, (messaging,)),
            ),
        )
        self.seen: Counter[str] = Counter()
        self.version = 0
        """Of blocks, in the order in which they happen."""
        self.lives = [self._begun(number, class_, seed) for number, (class_, seed) in enumerate(LIVES)]
        self.refusals = {life.number: Refusals(life, compliance, self.seen) for life in self.lives}
        self.desks = {life.number: Renewing(life, registry, compliance, self.seen, self._at) for life in self.lives}
        self.gates = {life.number: Leaving(life, registry, self.seen, self._at) for life in self.lives}
        self.post.on_overtaken = self._overtaken
        self.post.deliver(START)

    def go(self) -> None:
        day = FIRST
        while day <= LAST:
            for life in self.lives:
                self._live(life, day)
            day += DAY
        self.post.stuck.clear()
        for life in self.lives:
            self.post.settle(life.organization_id, self.registry.now)
            self._look_back(life)
            self._see_the_bar_out(life)

    def _begun(self, number: int, class_: str, seed: int) -> Life:
        email = f"life{number}@example.jp"
        if class_ == "private":
            main_number = f"13-ユ-12345{number}"
            self.registry.approved(email=email, permission_number=main_number)
        else:
            main_number = f"13-地-00000{number}"
            its_own = {"name": f"町{number}", "permission_number": main_number}
            approved_municipality(self.registry, email=email, municipality_code=TOWNS[number % 2], **its_own)
        renewals = Renewals(random.Random(seed), START.date())
        return Life(
            seed,
            class_,
            main_account(self.registry, email),
            f"4821093756{number}",
            Drawer(random.Random(seed), OFTEN),
            ByRule(random.Random(seed)),
            Oracle(TERMS[class_]),
            renewals,
            Records(closings=renewals.closings),
            main_number=main_number,
        )

    def _live(self, life: Life, day: dt.date) -> None:
        """A day: terms end with its beginning, deeds are done, and who may use the service acquires, deletes, renews its token."""
        if day >= life.stuck_until:
            self.post.stuck.discard(life.organization_id)
        ends = {stop.end() for stop in life.oracle.stops}
        midnight = dt.datetime.combine(day, dt.time.min, JAPAN)
        noted = {stop.last_day for stop in life.oracle.stops if stop.last_day is not None}
        busy = midnight in ends or day - DAY in noted
        if busy:
            self._end_terms(midnight + dt.timedelta(minutes=1))
            life.keep_what_is_closed(day)
        stuck, gate = life.organization_id in self.post.stuck, self.gates[life.number]
        returned = gate.comes_back(day)
        busy |= self.desks[life.number].on(day, stuck=stuck)
        if not stuck:
            left = gate.leaves(day)
            returned |= left and not life.oracle.away
            busy |= left
        busy |= returned
        terminated = life.oracle.terminated is not None
        for deed in life.drawer.deeds(day, life.oracle):
            if life.oracle.lawful(deed):
                if deed.what == "withdraw":
                    self.seen.update(ways(life.oracle, deed))
                self._do(life, deed)
                life.oracle.note(deed)
                life.prompts.note(deed, life.oracle)
                life.keep_what_is_closed(day)
                busy = True
        looked_at_anew = returned or (terminated and life.oracle.terminated is None)
        busy |= self._opened_by_rule(life, dt.datetime.combine(day, RECORDED, JAPAN), looked_at_anew=looked_at_anew)
        over = life.records.to_be_deleted(life.oracle, day)
        if busy or (over and self.draw.random() < 0.05) or self.draw.random() < 0.01:
            self._at(dt.datetime.combine(day, dt.time(23, 30), JAPAN))
            if life.organization_id in self.post.stuck:
                self._compare_cases(life, day)
                return
            self.post.settle(life.organization_id, self.registry.now)
            self._use(life, day)
            self._compare(life, day)

    def _opened_by_rule(self, life: Life, at: dt.datetime, *, looked_at_anew: bool) -> bool:
        """Who blocks it, what is ordered, what it refused, and the cases that duties and handlers open on that; whether anything was."""
        day, by_rule, self.compliance.now = at.date(), life.by_rule, at
        refused, order, blocks = by_rule.refusal(day), by_rule.issued_order(day), by_rule.changed_blocks(day)
        arriving = self.refusals[life.number].arriving(refused)
        for refusal in arriving:
            self._is_refused(life, refusal, at)
        if order is not None:
            issued = {
                "kind": "improvement",
                "issued_on": str(order),
                "number": life.main_number,
                "summary": "改善を命じた。",
            }
            self.compliance.call(contract.RECORD_ORDER, STAFF["bureau"], **issued)
        if order is not None or looked_at_anew:
            self.services.run("follow_orders")
            self.seen["no case of a former organization on order"] += life.oracle.away and bool(by_rule.orders)
            while (opened := by_rule.opened_by_order(at, life.oracle, life.drawer.next_name())) is not None:
                if not self._is_open_by_rule(life, opened, "order_issued"):
                    break
                assert opened.happened_on is not None
                by_rule.follow(opened.case, opened.happened_on)
                self.seen["order followed anew" if order is None else "order followed"] += 1
        self.version += 1
        for seeker, blocked in blocks:
            self.compliance.tell(self.compliance.block(life.caller, self.version, blocked=blocked, number=seeker))
        regretted = self._block_and_unblock(life, at)
        if blocks or regretted or looked_at_anew:
            self.services.run("look_at_blocks")
            opened = by_rule.opened_by_blocks(at, life.oracle, life.drawer.next_name())
            if opened is not None and self._is_open_by_rule(life, opened):
                by_rule.blocks.opened(opened.case, len(by_rule.blocking))
                self.seen["many blocks" if blocks else "many blocks, looked at anew"] += 1
        return bool(arriving or order or blocks or regretted or looked_at_anew)

    def _block_and_unblock(self, life: Life, at: dt.datetime) -> bool:
        """Whose record is held may block and think better of it (MSG-7): whichever comes first or twice, what it has made due stays due."""
        if life.records.since is None or self.draw.random() >= 0.01:
            return False
        blocked_at = at - dt.timedelta(minutes=2)
        changes = [
            self.compliance.block(
                life.caller, self.version + step, blocked=step == 1, number=life.number, at=blocked_at
            )
            for step in (1, 2)
        ]
        self.version += 2
        self.draw.shuffle(changes)
        self.compliance.tell(*changes, self.draw.choice(changes))
        life.records.refused.append(blocked_at)
        self.seen["blocked and unblocked"] += 1
        return True

    def _is_refused(self, life: Life, refusal: Refusal, at: dt.datetime) -> None:
        refusals = self.refusals[life.number]
        refusals.tell(refusal)
        opened = life.by_rule.opened_by_refusal(at, refusal, life.drawer.next_name())
        is_open = opened is not None and self._is_open_by_rule(life, opened)
        refusals.note(refusal, opened.case if opened is not None and is_open else None)
        refusals.compare(refusal.conversation)

    def _is_open_by_rule(self, life: Life, opened: Deed, prompt: str = "case_opened") -> bool:
        """Keep a case that the rules open, by its day, as a duty may open several; none is opened on who is terminated."""
        if not life.oracle.lawful(opened):
            self.seen[f"no case of a former organization on {opened.ground}"] += 1
            return False
        life.oracle.note(opened)
        life.prompts.opened_by_rule(opened.case, prompt)
        mine = {"organization_id": life.organization_id, "ground": opened.ground, "limit": 100}
        found = self.compliance.call(contract.LIST_CASES, STAFF["ministry"], **mine)["cases"]
        new = [one for one in found if one["case_id"] not in life.ids.values()]
        (life.ids[opened.case],) = (one["case_id"] for one in new if one["happened_on"] == str(opened.happened_on))
        return True

    def _at(self, now: dt.datetime) -> None:
        for service in (self.compliance, self.registry, self.services.search, self.services.messaging):
            service.now = now
        self.post.deliver(now)

    def _end_terms(self, now: dt.datetime) -> None:
        self.compliance.now = now
        self.services.run("end_suspensions")
        self.services.run("tell_openness_of_cases")
        self.post.deliver(now)

    def _do(self, life: Life, deed: Deed) -> None:
        """Take a lawful deed as every operation and duty takes it."""
        self.compliance.now = deed.at
        caller = STAFF.get(deed.who, life.caller)
        if deed.what == "withdraw":
            self._withdraw(life, deed, caller)
        else:
            self._step(life, deed, caller)
        self._stick(life, deed)
        if self.draw.random() < 0.7:  # else with what comes later that day
            self.post.deliver(deed.at)

    def _stick(self, life: Life, deed: Deed) -> None:
        """Nobody may learn for days of a decision, and nobody of it before it is taken back; which comes as it may."""
        if life.sticks(deed):
            self.post.stuck.add(life.organization_id)
        elif deed.what == "withdraw":
            self.post.stuck.discard(life.organization_id)

    def _overtaken(self, letter: Letter) -> None:
        """What comes after something newer: a termination that was taken back by then, and the like."""
        self.seen[f"{letter.event.type} overtaken"] += 1
        if letter.event is contract.ORGANIZATION_STANDING_CHANGED:
            self.seen[f"{letter.data['standing']} overtaken"] += 1
        elif letter.event is registered.ORGANIZATION_CHANGED and letter.data["standing"] == "withdrawn":
            self.seen["a withdrawal overtaken"] += 1

    def _withdraw(self, life: Life, deed: Deed, caller: Caller) -> None:
        decided = self.services.standing(life)["measures"]
        (measure_id,) = (one["measure_id"] for one in decided if dt.datetime.fromisoformat(one["since"]) == deed.of)
        self.compliance.call(
            contract.WITHDRAW_DECISION, caller, measure_id=measure_id, reason="誤りのため。", note="取り違え。"
        )

    def _step(self, life: Life, deed: Deed, caller: Caller) -> None:
        with self.compliance.work(caller) as work:
            docket = docket_of(work, life.organization_id)
            if deed.what == "open":
                assert deed.happened_on is not None
                overdue = Overdue(OverdueItem(deed.item), deed.happened_on) if deed.item else None
                opening = Opening(new_id(), Ground(deed.ground), deed.happened_on, overdue)
                found = open_case(opening, docket.organization, docket.author, work.today)
                assert isinstance(found, CaseFile), f"{deed}: {found}"
                write_opening(work, docket, StoredCase(life.organization_id, found, "staff", work.now), WORDS)
                life.ids[deed.case] = found.case_id
            else:
                case = cases.case(work.connection, life.ids[deed.case]).file
                act = Act(
                    CaseEvent(deed.what),
                    deed.day,
                    case.version,
                    kind=KINDS[deed.kind],
                    ground=Ground(deed.ground) if deed.ground else None,
                    due_on=deed.due_on,
                    met_on=deed.met_on,
                    happened_on=deed.happened_on,
                )
                write_step(work, docket, case, act, WORDS, AMOUNTS)

    def _use(self, life: Life, day: dt.date) -> None:
        """Delete what is to be deleted, whoever one is; acquire and make a token, who may."""
        self.services.run("open_duties_of_ended_periods")
        duties = self.compliance.call(contract.LIST_DUTIES, life.caller)["duties"]
        if duties and self.draw.random() < 0.3:
            due = [duty["duty_id"] for duty in duties]
            self.compliance.call(contract.CONFIRM_DUTIES, life.caller, duty_ids=due)
            assert life.records.to_be_deleted(life.oracle, day), "nothing else may be asked to be deleted"
            life.records.since = None
        if life.oracle.standing(day)[0] != "active" or life.renewals.closed or life.oracle.away:
            return
        if life.records.since is None:
            self.compliance.pass_by(minutes=1)
            self.compliance.tell(self.compliance.viewed(life.caller, life.number, at=self.compliance.now))
            life.records.since = self.compliance.now
            self.seen["deleted and acquired anew"] += bool(duties)
        if token_of(life.oracle, day, life.token_made) == "ended" or self.services.age_of_token(life) > NEW_TOKEN_AFTER:
            asked = {"name": "取込み", "scopes": ["organization:read"], "networks": [HERE], "days": 365}
            life.token = self.registry.call(registered.MAKE_TOKEN, life.caller, **asked)["token"]
            life.token_made = self.registry.now
        self.post.deliver(self.compliance.now)

    def _compare(self, life: Life, day: dt.date) -> None:
        held, by_the_terms = self.services.held(life, day), life.by_the_terms(day)
        assert held == by_the_terms, f"{day} {life.class_}: {life.oracle.decisions[-3:]}"
        self.desks[life.number].compare()
        life.shown[day] = held.listed
        standing, until = life.oracle.standing(day)
        self._compare_cases(life, day)
        self.seen[f"{life.class_} {standing}"] += 1
        self.seen[f"token {held.token}"] += 1
        self.seen["to be deleted"] += held.to_be_deleted
        self.seen["suspended and nothing to be deleted"] += (
            standing == "suspended" and life.records.since is not None and not held.to_be_deleted
        )
        self.seen["municipal period"] += life.class_ == "municipal" and standing == "suspended" and until is not None

    def _compare_cases(self, life: Life, day: dt.date) -> None:
        """How it stands at its bureau, which cases are open and what is awaited in them, and what staff are prompted to do."""
        told, oracle = self.services.standing(life), life.oracle
        standing, until = oracle.standing(day)
        assert (told["standing"], told["bar_until"] or told["until"]) == (standing, until and str(until)), str(day)
        open_ = {name: oracle.awaited(name, day) for name in oracle.cases if not oracle.closed(name, day)}
        assert self.services.open_cases(life) == open_, str(day)
        if life.organization_id not in self.post.stuck:
            assert self.services.open_elsewhere(life) == life.open_elsewhere(), str(day)
        self.services.run("look_for_late_answers")
        for one in self.lives:
            one.prompts.look(day, one.oracle)
        waits = self.services.prompts(life)
        assert waits == life.prompts.shown(), str(day)
        self.seen.update(prompt for _, prompt in waits)

    def _look_back(self, life: Life) -> None:
        """Past days of the lists are as they were shown, whatever was taken back since (REG-14, 158)."""
        for day in self.draw.sample(sorted(life.shown), min(len(life.shown), DAYS_LOOKED_BACK_AT)):
            assert self.services.listed(life, day) == life.shown[day], str(day)

    def _see_the_bar_out(self, life: Life) -> None:
        """On the last day of the bar it is still listed, on the day after not (CMP-9)."""
        if life.oracle.terminated is None:
            return
        _, last = life.oracle.standing(LAST)
        assert last is not None
        for day in (last, last + DAY):
            self._at(dt.datetime.combine(day, dt.time(23, 30), JAPAN))
            assert self.services.listed(life) == life.by_the_terms(day).listed
        self.seen["beyond the bar"] += 1


def test_what_follows_from_each_sanction_in_every_service_is_what_the_terms_say(
    compliance: Compliance, registry: Registry, search: Served, messaging: Messaging
) -> None:
    """CMP-2 to CMP-10, CMP-14, AUT-8, AUT-9, MSG-11, MSG-12, REG-14."""
    compliance.service.standing_settings, compliance.service.case_settings = AMOUNTS.standing, AMOUNTS.cases
    compliance.service.block_settings = BlockSettings(count=MOST_BLOCKS)
    years = Years(compliance, registry, search, messaging)
    years.go()
    assert years.post.disordered > 10, "events came out of order"
    missing = sorted(REACHED - {what for what, times in years.seen.items() if times})
    assert not missing, f"choose other seeds in LIVES: {dict(years.seen)}"
