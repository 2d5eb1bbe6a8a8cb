"""Random histories of sanctions through the rules and the handlers of every service, against the oracle of the terms (CMP-9, CMP-14).

Each lawful deed is taken on a real database; what compliance publishes reaches the registry, and what that publishes search, messaging
and compliance's custody, out of order and some of it twice. When a day is over on which something happened, each service is asked
what it holds. Whether a deed is lawful at all is compared elsewhere (`tests/unit/compliance/test_simulated_decade.py`).
"""

import datetime as dt
import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field

from services.compliance.cases import storage as cases
from services.compliance.cases.domain.files import Act, CaseEvent, CaseFile, CaseSettings, Overdue, OverdueItem
from services.compliance.cases.domain.playing import Opening, Settings, open_case
from services.compliance.cases.storage import StoredCase
from services.compliance.cases.usecases.writing import docket_of, write_opening, write_step
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import StandingSettings
from services.contracts import compliance as contract
from services.contracts import messaging as messages
from services.contracts import registry as registered
from services.contracts.caller import ANONYMOUS, SYSTEM, Caller, Role
from services.contracts.errors import ErrorCode
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.search.standing import reader_of
from tests.contract.compliance.conftest import Compliance
from tests.contract.decade.post import Post
from tests.contract.messaging.conftest import Messaging
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.test_sanctions import approved_municipality
from tests.contract.registry.test_tokens import HERE
from tests.contract.served import START, Refused, Served
from tests.simulated_decade.histories import Drawer
from tests.simulated_decade.oracle import Deed, Oracle
from tests.simulated_decade.terms import JAPAN, MUNICIPAL, PRIVATE
from tests.simulated_decade.what_follows import Followed, Records, followed

FIRST, LAST = dt.date(2026, 4, 23), dt.date(2031, 3, 31)
"""The bars that follow end within the years of which the oracle's calendar is literal."""
DAY = dt.timedelta(days=1)
TERMS = {"private": PRIVATE, "municipal": MUNICIPAL}
AMOUNTS = Settings(
    StandingSettings(
        {name: terms.months_of_stop for name, terms in TERMS.items()},
        {name: terms.months_of_bar // 12 for name, terms in TERMS.items()},
    ),
    CaseSettings(overdue_months={name: terms.months_of_grace for name, terms in TERMS.items()}),
)
STAFF = {
    "bureau": Caller(Role.BUREAU_STAFF, new_id(), bureau_code="13"),
    "ministry": Caller(Role.MINISTRY, new_id()),
    "operations": Caller(Role.OPERATIONS, new_id()),
    "calendar": SYSTEM,
}
KINDS = {"for_a_term": MeasureKind.WITH_TERM, "until_corrected": MeasureKind.UNTIL_CORRECTED, "": None}
LIVES = (("private", 39), ("private", 56), ("municipal", 3), ("municipal", 11))
"""With the seeds of their histories: together a decade in use or suspended, each to a termination."""
TOWNS = ("131016", "131024")
WORDS = {"text": "お知らせします。", "note": "記録"}
NEW_TOKEN_AFTER = 300 * DAY
REACHED = {
    *(f"{class_} {standing}" for class_ in TERMS for standing in ("active", "suspended", "terminated")),
    *("to be deleted", "suspended and nothing to be deleted", "deleted and acquired anew", "municipal period"),
    *("token open", "token closed", "token ended", "beyond the bar"),
}


@dataclass
class Life:
    """An organization with its history, its token and what it holds of one seeker."""

    class_: str
    caller: Caller
    number: str
    drawer: Drawer
    oracle: Oracle
    records: Records = field(default_factory=Records)
    ids: dict[str, str] = field(default_factory=dict)
    token: str = ""
    token_made: dt.date = dt.date.min

    @property
    def organization_id(self) -> str:
        assert self.caller.organization_id is not None
        return self.caller.organization_id


class Years:
    """The services, the organizations, and what is compared."""

    def __init__(self, compliance: Compliance, registry: Registry, search: Served, messaging: Messaging) -> None:
        self.compliance, self.registry, self.search, self.messaging = compliance, registry, search, messaging
        self.draw = random.Random(1)
        self.post = Post(
            self.draw,
            (
                (compliance, contract.ORGANIZATION_STANDING_CHANGED, (registry, compliance)),
                (registry, registered.ORGANIZATION_CHANGED, (search, messaging, compliance)),
                (compliance, contract.CUSTODY_CHANGED, (messaging,)),
            ),
        )
        self.seen: Counter[str] = Counter()
        self.lives = [self._begun(number, class_, seed) for number, (class_, seed) in enumerate(LIVES)]
        self.post.deliver(START)

    def go(self) -> None:
        day = FIRST
        while day <= LAST:
            for life in self.lives:
                if life.oracle.terminated is None:
                    self._live(life, day)
            day += DAY
        for life in self.lives:
            self._see_the_bar_out(life)

    def _begun(self, number: int, class_: str, seed: int) -> Life:
        email = f"life{number}@example.jp"
        if class_ == "private":
            self.registry.approved(email=email)
        else:
            its_own = {"name": f"町{number}", "permission_number": f"13-地-00000{number}"}
            approved_municipality(self.registry, email=email, municipality_code=TOWNS[number % 2], **its_own)
        draw = random.Random(seed)
        return Life(
            class_, main_account(self.registry, email), f"4821093756{number}", Drawer(draw), Oracle(TERMS[class_])
        )

    def _live(self, life: Life, day: dt.date) -> None:
        """A day: terms end with its beginning, deeds are done, and who may use the service acquires, deletes, renews its token."""
        ends = {stop.end() for stop in life.oracle.stops}
        midnight = dt.datetime.combine(day, dt.time.min, JAPAN)
        noted = {stop.last_day for stop in life.oracle.stops if stop.last_day is not None}
        busy = midnight in ends or day - DAY in noted
        if busy:
            self._end_terms(midnight + dt.timedelta(minutes=1))
        for deed in life.drawer.deeds(day, life.oracle):
            if life.oracle.lawful(deed):
                self._do(life, deed)
                life.oracle.note(deed)
                busy = True
        over = life.records.to_be_deleted(life.oracle, day)
        if busy or (over and self.draw.random() < 0.05) or self.draw.random() < 0.01:
            self._at(dt.datetime.combine(day, dt.time(23, 30), JAPAN))
            self._use(life, day)
            self._compare(life, day)

    def _at(self, now: dt.datetime) -> None:
        for service in (self.compliance, self.registry, self.search, self.messaging):
            service.now = now
        self.post.deliver(now)

    def _end_terms(self, now: dt.datetime) -> None:
        self.compliance.now = now
        with self.compliance.work() as work:
            self.compliance.service.end_suspensions(work)
        self.post.deliver(now)

    def _do(self, life: Life, deed: Deed) -> None:
        """Take a lawful deed as every operation and duty takes it."""
        self.compliance.now = deed.at
        caller = STAFF.get(deed.who, life.caller)
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
        if self.draw.random() < 0.7:  # else with what comes later that day
            self.post.deliver(deed.at)

    def _use(self, life: Life, day: dt.date) -> None:
        """Delete what is to be deleted, whoever one is; acquire and make a token, who may."""
        with self.compliance.work() as work:
            self.compliance.service.open_duties_of_ended_periods(work)
        duties = self.compliance.call(contract.LIST_DUTIES, life.caller)["duties"]
        if duties and self.draw.random() < 0.3:
            due = [duty["duty_id"] for duty in duties]
            self.compliance.call(contract.CONFIRM_DUTIES, life.caller, duty_ids=due)
            assert life.records.to_be_deleted(life.oracle, day), "nothing else may be asked to be deleted"
            life.records.since = None
        if life.oracle.standing(day)[0] != "active":
            return
        if life.records.since is None:
            self.compliance.pass_by(minutes=1)
            self.compliance.tell(self.compliance.viewed(life.caller, life.number, at=self.compliance.now))
            life.records.since = self.compliance.now
            self.seen["deleted and acquired anew"] += bool(duties)
        if day - life.token_made > NEW_TOKEN_AFTER:
            asked = {"name": "取込み", "scopes": ["organization:read"], "networks": [HERE], "days": 365}
            life.token = self.registry.call(registered.MAKE_TOKEN, life.caller, **asked)["token"]
            life.token_made = day
        self.post.deliver(self.compliance.now)

    def _compare(self, life: Life, day: dt.date) -> None:
        held, by_the_terms = self._held(life, day), self._by_the_terms(life, day)
        assert held == by_the_terms, f"{day} {life.class_}: {life.oracle.stops[-3:]}"
        standing, until = life.oracle.standing(day)
        self.seen[f"{life.class_} {standing}"] += 1
        self.seen[f"token {held.token}"] += 1
        self.seen["to be deleted"] += held.to_be_deleted
        self.seen["suspended and nothing to be deleted"] += (
            standing == "suspended" and life.records.since is not None and not held.to_be_deleted
        )
        self.seen["municipal period"] += life.class_ == "municipal" and standing == "suspended" and until is not None

    def _by_the_terms(self, life: Life, day: dt.date) -> Followed:
        return followed(life.oracle, life.records, day, municipal=life.class_ == "municipal")

    def _held(self, life: Life, day: dt.date) -> Followed:
        duties = self.compliance.call(contract.LIST_DUTIES, life.caller)["duties"]
        return Followed(
            self._searches(life), self._messages(life), self._token(life, day), self._listed(life), bool(duties)
        )

    def _searches(self, life: Life) -> bool:
        with self.search.work(life.caller) as work:
            try:
                reader_of(work.connection, life.caller)
            except Refusal:
                return False
        return True

    def _messages(self, life: Life) -> bool:
        try:
            self.messaging.call(messages.SHOW_ALLOWANCE, life.caller)
        except Refused as refused:
            return {ErrorCode.ORGANIZATION_NOT_ACTIVE: False}[refused.code]
        return True

    def _token(self, life: Life, day: dt.date) -> str:
        """One that has expired says nothing of the standing: it is looked away from."""
        if day - life.token_made >= 365 * DAY:
            return self._by_the_terms(life, day).token
        digest = hashlib.sha256(life.token.encode()).hexdigest()
        try:
            self.registry.call(registered.AUTHENTICATE_TOKEN, SYSTEM, token_hash=digest, address=HERE)
        except Refused as refused:
            return {ErrorCode.ORGANIZATION_NOT_ACTIVE: "closed", ErrorCode.TOKEN_INVALID: "ended"}[refused.code]
        return "open"

    def _listed(self, life: Life) -> tuple[str, ...]:
        found = [
            (name, entry)
            for name in registered.PUBLIC_LISTS
            for entry in self.registry.call(registered.SHOW_PUBLIC_LIST, ANONYMOUS, list=name)["entries"]
            if entry["organization_id"] == life.organization_id
        ]
        if not found:
            return ()
        ((name, entry),) = found
        if name == "terminated":
            return name, entry["terminated_on"], entry["listed_until"]
        return name, "停止中" if entry["suspended"] else "", entry["suspended_until"] or ""

    def _see_the_bar_out(self, life: Life) -> None:
        """On the last day of the bar it is still listed, on the day after not (CMP-9)."""
        if life.oracle.terminated is None:
            return
        _, last = life.oracle.standing(LAST)
        assert last is not None
        for day in (last, last + DAY):
            self._at(dt.datetime.combine(day, dt.time(23, 30), JAPAN))
            assert self._listed(life) == self._by_the_terms(life, day).listed
        self.seen["beyond the bar"] += 1


def test_what_follows_from_each_sanction_in_every_service_is_what_the_terms_say(
    compliance: Compliance, registry: Registry, search: Served, messaging: Messaging
) -> None:
    """CMP-2 to CMP-10, CMP-14, AUT-8, AUT-9, MSG-11, MSG-12, REG-14."""
    compliance.service.standing_settings, compliance.service.case_settings = AMOUNTS.standing, AMOUNTS.cases
    years = Years(compliance, registry, search, messaging)
    years.go()
    assert years.post.overtaken > 10, "events came out of order"
    missing = sorted(REACHED - {what for what, times in years.seen.items() if times})
    assert not missing, f"choose other seeds in LIVES: {dict(years.seen)}"
