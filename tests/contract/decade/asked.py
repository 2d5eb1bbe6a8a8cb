"""What each service holds of an organization, asked as its callers ask."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from services.contracts import compliance as contract
from services.contracts import messaging as messages
from services.contracts import registry as registered
from services.contracts.caller import ANONYMOUS, SYSTEM
from services.contracts.errors import ErrorCode
from services.contracts.operations import Operation
from services.messaging.tables import cases as cases_known
from services.runtime.refusal import Refusal
from services.search.standing import reader_of
from tests.contract.compliance.conftest import Compliance
from tests.contract.decade.lives import DAY, STAFF, Life
from tests.contract.messaging.conftest import Messaging
from tests.contract.registry.conftest import Registry
from tests.contract.registry.test_tokens import HERE
from tests.contract.served import Refused, Served
from tests.simulated_decade.what_follows import Followed

Awaited = tuple[str, dt.date, bool] | None


@dataclass
class Services:
    """Compliance, and those that sanctions reach."""

    compliance: Compliance
    registry: Registry
    search: Served
    messaging: Messaging

    def run(self, duty: str) -> None:
        """A duty of compliance."""
        with self.compliance.work() as work:
            getattr(self.compliance.service, duty)(work)

    def standing(self, life: Life) -> dict[str, Any]:
        """As its bureau sees it."""
        asked = {"organization_id": life.organization_id}
        return self.compliance.call(contract.SHOW_STANDING, STAFF["ministry"], **asked)

    def open_cases(self, life: Life) -> dict[str, Awaited]:
        """By name, each with what is awaited in it."""
        mine = {"organization_id": life.organization_id, "open_only": True, "limit": 100}
        found = self.compliance.call(contract.LIST_CASES, STAFF["ministry"], **mine)["cases"]
        names = {case_id: name for name, case_id in life.ids.items()}
        return {names[one["case_id"]]: self._awaited(one["awaited"]) for one in found}

    def prompts(self, life: Life) -> list[tuple[str, str]]:
        """What waits for staff in its cases."""
        listed = self.compliance.call(contract.LIST_PROMPTS, STAFF["ministry"], limit=100)["prompts"]
        names = {case_id: name for name, case_id in life.ids.items()}
        return sorted((names[one["case_id"]], one["prompt"]) for one in listed if one["case_id"] in names)

    def open_elsewhere(self, life: Life) -> set[str]:
        """The cases that messaging takes for open (MSG-14)."""
        mine = (cases_known.c.organization_id == life.organization_id, cases_known.c.open)
        with self.messaging.database.transaction() as connection:
            return set(connection.scalars(sa.select(cases_known.c.case_id).where(*mine)))

    def age_of_token(self, life: Life) -> dt.timedelta:
        """How long it has been made."""
        return self.registry.now - life.token_made

    def held(self, life: Life, day: dt.date) -> Followed:
        """All of it when a day is over."""
        return Followed(
            self._searches(life),
            self._may(messages.SHOW_ALLOWANCE, life),
            self._may(messages.LIST_CONVERSATIONS, life),
            self._token(life, day),
            self.listed(life),
            bool(self.compliance.call(contract.LIST_DUTIES, life.caller)["duties"]),
        )

    @staticmethod
    def _awaited(duty: dict[str, Any] | None) -> Awaited:
        return None if duty is None else (duty["kind"], dt.date.fromisoformat(duty["due_on"]), duty["late"])

    def _searches(self, life: Life) -> bool:
        with self.search.work(life.caller) as work:
            try:
                reader_of(work.connection, life.caller)
            except Refusal:
                return False
        return True

    def _may(self, operation: Operation, life: Life) -> bool:
        try:
            self.messaging.call(operation, life.caller)
        except Refused as refused:
            return {ErrorCode.ORGANIZATION_NOT_ACTIVE: False, ErrorCode.NO_SEEKER_INFORMATION: False}[refused.code]
        return True

    def _token(self, life: Life, day: dt.date) -> str:
        """One that has expired says nothing of the standing: it is looked away from."""
        if self.age_of_token(life) >= 365 * DAY:
            return life.by_the_terms(day).token
        digest = hashlib.sha256(life.token.encode()).hexdigest()
        try:
            self.registry.call(registered.AUTHENTICATE_TOKEN, SYSTEM, token_hash=digest, address=HERE)
        except Refused as refused:
            return {ErrorCode.ORGANIZATION_NOT_ACTIVE: "closed", ErrorCode.TOKEN_INVALID: "ended"}[refused.code]
        return "open"

    def listed(self, life: Life, day: dt.date | None = None) -> tuple[str, ...]:
        """On which list it stands now, or stood on a day."""
        asked = {} if day is None else {"as_of": str(day)}
        found = [
            (name, entry)
            for name in registered.PUBLIC_LISTS
            for entry in self.registry.call(registered.SHOW_PUBLIC_LIST, ANONYMOUS, list=name, **asked)["entries"]
            if entry["organization_id"] == life.organization_id
        ]
        if not found:
            return ()
        ((name, entry),) = found
        if name == "terminated":
            return name, entry["terminated_on"], entry["listed_until"]
        return name, "停止中" if entry["suspended"] else "", entry["suspended_until"] or ""
