"""Renewals of seeker information at the real desk of the registry, by what the oracle of them lets happen (REG-3, REG-16; decision 306)."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from services.compliance.watch.tables import expected_days
from services.contracts import registry as registered
from services.registry.organizations.published import organization_state
from tests.contract.compliance.conftest import Compliance
from tests.contract.decade.lives import STAFF, Life
from tests.contract.registry.conftest import Registry
from tests.contract.registry.procedures import refuse, renewal, run
from tests.simulated_decade.terms import JAPAN

AT_THE_DESK, OVERNIGHT = dt.time(0, 40), dt.time(0, 5)
WHY = "取り違えたため。"


@dataclass
class Renewing:
    """Of one organization, whose day begins at the desk. `deliver`: what was told before comes first; what it tells goes the same way."""

    life: Life
    registry: Registry
    compliance: Compliance
    seen: Counter[str]
    deliver: Callable[[dt.datetime], None]

    def __post_init__(self) -> None:
        self.draw = random.Random(self.life.seed)
        self.known_terminated = False

    @property
    def _given_up(self) -> bool:
        """Whether there is nothing to renew or to close, as far as the registry knows."""
        return self.known_terminated or self.life.oracle.away

    def on(self, day: dt.date, *, stuck: bool) -> bool:
        """What duties do overnight, and a step of the day; whether anything was done. `stuck`: the registry knows nothing new of it."""
        renewals = self.life.renewals
        if not stuck:
            self.known_terminated = self.life.oracle.terminated is not None
        lapses, closes = renewals.to_lapse(day), renewals.to_be_closed(day) and not self._given_up
        overnight = dt.datetime.combine(day, OVERNIGHT, JAPAN)
        if (lapses or closes) and not stuck:
            self.deliver(overnight)
        if lapses:
            self._run("lapse_overdue", overnight)
            renewals.take("lapse", overnight)
            self.seen["lapse"] += 1
        if closes:
            self._run("close_ended_seeker_information", overnight)
            renewals.close(overnight)
        step = None if stuck else renewals.drawn(day, terminated=self._given_up)
        if step is not None:
            self.deliver(dt.datetime.combine(day, AT_THE_DESK, JAPAN))
            self._take(step)
        return lapses or closes or step is not None

    def compare(self) -> None:
        """What the registry tells, and what compliance expects by it (CMP-6)."""
        renewals, organization_id = self.life.renewals, self.life.organization_id
        with self.registry.database.transaction() as connection:
            state = organization_state(connection, organization_id, self.registry.personal_data)
        if self.life.oracle.away:
            assert (state["standing"], state["ended_on"]) == ("withdrawn", self.life.oracle.absences[-1].begun.date())
        told = (state["seeker_information_until"], state["renewal_received_on"], "seekers" in state["services"])
        assert told == (renewals.until, renewals.received_on, not renewals.closed)
        row = expected_days.c
        query = sa.select(row.met_on, row.in_force).where(
            row.organization_id == organization_id, row.item == "seeker_term", row.due_on == renewals.until
        )
        with self.compliance.database.transaction() as connection:
            expected = not renewals.closed and not self.life.oracle.away
            assert tuple(connection.execute(query).one()) == (renewals.received_on, expected)

    def _run(self, duty: str, at: dt.datetime) -> None:
        self.registry.now = at
        run(self.registry, duty)

    def _take(self, step: str) -> None:
        renewals, now = self.life.renewals, self.registry.now
        closed = renewals.closed
        meets, received_on = True, None
        if step == "register":
            meets = self.draw.random() < 0.5
            placed_on = now.date() - dt.timedelta(days=0 if meets else 200)
            answer = renewal(self.registry, self.life.caller, latest_regular_placement_on=str(placed_on))
            renewals.take(step, now, meets=meets)
            renewals.known[-1].application_id = answer["application_id"]
            return
        application_id = renewals.known[-1].application_id
        asked = {"application_id": application_id, "reason": WHY}
        if step in {"receive_form", "correct_form"}:
            received_on = self.draw.choice(renewals.days_of_receipt(now.date()))
        if step == "receive_form":
            self.registry.receive_form(application_id, received_on=str(received_on))
        elif step == "correct_form":
            receipt = {"received_on": str(received_on), "way": "email", "documents": ["terms_consent", "privacy_mark"]}
            self.registry.call(registered.CORRECT_FORM, STAFF["bureau"], **asked, **receipt, explanation="")
        elif step == "take_form_back":
            self.registry.call(registered.TAKE_FORM_BACK, STAFF["bureau"], **asked)
        elif step == "refuse":
            refuse(self.registry, {"application_id": application_id})
        elif step == "take_refusal_back":
            self.registry.call(registered.TAKE_REFUSAL_BACK, STAFF["bureau"], **asked)
        else:
            self.registry.approve(application_id)
        renewals.take(step, now, received_on=received_on)
        self.seen[f"{step}{' opens again' if closed and not renewals.closed else ''}"] += 1
        if self.life.oracle.standing(now.date())[0] != "active":
            self.seen[f"{step} of who is {self.life.oracle.standing(now.date())[0]}"] += 1
