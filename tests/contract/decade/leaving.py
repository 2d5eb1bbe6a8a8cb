"""Withdrawals of the whole organization that the registry's desk approves by mistake and takes back (REG-5, REG-11; decision 306)."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from services.contracts import registry as registered
from services.registry.organizations.published import organization_state
from tests.contract.decade.lives import DAY, STAFF, Life
from tests.contract.registry.conftest import Registry
from tests.contract.registry.procedures import refuse, withdrawal
from tests.simulated_decade.facts import Absence
from tests.simulated_decade.terms import JAPAN

BEFORE_THE_DUTIES, AFTER_THEM = dt.time(0, 3), dt.time(0, 50)
DAYS = (0, 1, 2, 5, 10, 25)
ODDS = {"active": 0.003, "suspended": 0.006, "terminated": 0.0}
WHY = "別の団体の申請であったため。"


@dataclass
class Leaving:
    """Of one organization. `deliver`: what was told before comes first; what it tells goes the same way."""

    life: Life
    registry: Registry
    seen: Counter[str]
    deliver: Callable[[dt.datetime], None]
    back_on: dt.date = dt.date.max
    application_id: str = ""
    left_as: str = ""

    def __post_init__(self) -> None:
        self.draw = random.Random(self.life.seed)
        organization_id, personal_data = self.life.organization_id, self.registry.personal_data
        with self.registry.database.transaction() as connection:
            self.services = organization_state(connection, organization_id, personal_data)["services"]

    def leaves(self, day: dt.date) -> bool:
        """Whether a withdrawal is approved on a day; some of them are taken back within the hour, before anybody learns of it."""
        oracle = self.life.oracle
        standing, _ = oracle.standing(day - DAY)
        if oracle.terminated or oracle.away or self.draw.random() >= ODDS[standing]:
            return False
        at = dt.datetime.combine(day, AFTER_THEM, JAPAN)
        self.deliver(at)
        application = withdrawal(self.registry, self.life.caller, *self.services)
        self.application_id, self.left_as = application["application_id"], oracle.standing(day)[0]
        self.registry.receive_form(self.application_id)
        self.registry.approve(self.application_id)
        oracle.absences.append(Absence(at))
        self.seen[f"withdrawn while {self.left_as}"] += 1
        self.back_on = day + self.draw.choice(DAYS) * DAY
        if self.back_on == day:
            self._take_back(at + dt.timedelta(minutes=5))
        self.deliver(self.registry.now)
        return True

    def comes_back(self, day: dt.date) -> bool:
        """Whether the withdrawal is taken back on a day, before the duties of the night; then it is refused."""
        if not self.life.oracle.away or day < self.back_on:
            return False
        at = dt.datetime.combine(day, BEFORE_THE_DUTIES, JAPAN)
        self.deliver(at)
        self._take_back(at)
        self.deliver(at)
        return True

    def _take_back(self, at: dt.datetime) -> None:
        oracle, day = self.life.oracle, at.date()
        awaited = [one for name, one in oracle.cases.items() if one.item and not oracle.closed(name, day)]
        before = [oracle.last_day_of_grace(one) for one in awaited]
        self.registry.now = at
        asked = {"application_id": self.application_id, "reason": WHY}
        self.registry.call(registered.TAKE_WITHDRAWAL_BACK, STAFF["bureau"], **asked)
        refuse(self.registry, asked)
        oracle.absences[-1].over = at
        standing = oracle.standing(day)[0]
        self.seen[f"back while {standing}, withdrawn while {self.left_as}"] += 1
        self.seen["back while seeker information is closed"] += self.life.renewals.closed
        self.seen["the month stood still"] += before != [oracle.last_day_of_grace(one) for one in awaited]
        self.seen["an order waited for the return"] += bool(self.life.by_rule.orders)
