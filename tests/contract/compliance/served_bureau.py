"""The watch over what is overdue on a real database, as the bureau, the registry, reporting and the calendar use it."""

import datetime as dt
from typing import Any

from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.operations import Operation
from services.contracts.registry import ORGANIZATION_CHANGED
from services.contracts.reporting import REPORT_FILED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_standing import heard, terminate
from tests.contract.compliance.watch_story import TOKYO, run
from tests.simulated_decade.desk import Told
from tests.simulated_decade.watched_years import ITEMS, Key, Life

TERMS = {
    "permission": ("permission_valid_until", "permission_change_received_on", "permission_changes_refused"),
    "seekers": ("seeker_information_until", "renewal_received_on", "renewals_refused"),
}


class ServedBureau:
    """Compliance, asked and told over its contract. `last`: organizations in use with a term owe no report until then."""

    def __init__(self, compliance: Compliance, last: dt.date) -> None:
        self.compliance, self.last = compliance, last
        self.callers: dict[str, Caller] = {}

    @property
    def now(self) -> dt.datetime:
        return self.compliance.now

    @now.setter
    def now(self, now: dt.datetime) -> None:
        self.compliance.now = now

    def begin(self, life: Life) -> None:
        caller = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
        self.callers[life.name] = caller
        if life.owes == "reports":
            self._state(life, approved_on=dt.date(2020, 6, 2))

    def tell(self, life: Life, told: Told) -> None:
        until, came, refused = TERMS[life.owes]
        closed = {
            "seeker_information_closed_on": told.at.date() if told.closed else None,
            "services": ["offers"] if told.closed else ["offers", "seekers"],
        }
        standing = {
            "standing": "withdrawn" if told.withdrawn else "active",
            "ended_on": told.at.date() if told.withdrawn else None,
            "procedures_barred": [
                {"since": since, "until": until, "kinds": ["change", "renewal"]} for since, until in told.barred
            ],
        }
        forms = {until: told.until, came: told.received, refused: told.refused}
        terms = {**forms, **standing, **(closed if life.owes == "seekers" else {})}
        self._state(life, told.at, version=told.version, approved_on=self.last, **terms)

    def file(self, life: Life, fiscal_year: int) -> None:
        filed = {
            "organization_id": self.callers[life.name].organization_id,
            "bureau_code": "13",
            "fiscal_year": fiscal_year,
            "version": 1,
            "filed_on": self.compliance.today,
        }
        self.compliance.receive(REPORT_FILED, filed)

    def demand(self, due_on: dt.date) -> None:
        asked = {"text": "提出してください。", "due_on": str(due_on)}
        while self.compliance.call(contract.DEMAND_REPORTS, TOKYO, **asked)["more"]:
            pass

    def confirm(self, life: Life) -> None:
        (measure_id,) = (one["measure_id"] for one in self._shown(life)["measures"] if one["in_force"])
        self.compliance.call(contract.LIFT_MEASURE, TOKYO, measure_id=measure_id, note="窓口で確認した。")

    def announce_hearing(self, key: Key, due_on: dt.date) -> None:
        self._step(key, contract.ANNOUNCE_HEARING, TOKYO, due_on=str(due_on))

    def state_view(self, life: Life, key: Key) -> None:
        self._step(key, contract.ANSWER_CASE, self.callers[life.name])

    def terminate(self, key: Key) -> None:
        self._step(key, contract.TERMINATE_IN_CASE, TOKYO)

    def terminate_for_malice(self, life: Life) -> None:
        terminate(self.compliance, heard(self.compliance, self.callers[life.name]))

    def take_back(self, life: Life, decided: dt.datetime) -> None:
        measures = self._shown(life)["measures"]
        (measure_id,) = (one["measure_id"] for one in measures if dt.datetime.fromisoformat(one["since"]) == decided)
        self.compliance.call(
            contract.WITHDRAW_DECISION, TOKYO, measure_id=measure_id, reason="誤りのため。", note="取り違え。"
        )

    def look(self) -> None:
        run(self.compliance)

    def standing(self, life: Life) -> tuple[str, str | None]:
        shown = self._shown(life)
        return shown["standing"], shown["bar_until"] or shown["until"]

    def cases(self) -> list[tuple[Key, str]]:
        return [
            (self._key(one["organization_id"], one["overdue"]["item"], one["overdue"]["due_on"]), one["state"])
            for one in self._open_cases()
        ]

    def prompts(self) -> list[tuple[Key, str]]:
        listed = self.compliance.call(contract.LIST_PROMPTS, TOKYO, limit=100)["prompts"]
        return [(self._key(one["organization_id"], one["item"], one["due_on"]), one["prompt"]) for one in listed]

    def _step(self, key: Key, step: Operation, by: Caller, **request: str) -> None:
        (case,) = (
            one
            for one in self._open_cases()
            if self._key(one["organization_id"], one["overdue"]["item"], one["overdue"]["due_on"]) == key
        )
        seen = {"case_id": case["case_id"], "seen_version": case["version"]}
        self.compliance.call(step, by, **seen, text="お知らせします。", **request)

    def _state(self, life: Life, at: dt.datetime | None = None, **state: Any) -> None:
        kind = "paid_agency" if life.class_ == "private" else "municipality_own"
        told = self.compliance.state(self.callers[life.name], class_=life.class_, kind=kind, **state)
        self.compliance.receive(ORGANIZATION_CHANGED, told, at)

    def _shown(self, life: Life) -> dict[str, Any]:
        organization_id = self.callers[life.name].organization_id
        return self.compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=organization_id)

    def _open_cases(self) -> list[dict[str, Any]]:
        return list(self.compliance.call(contract.LIST_CASES, TOKYO, open_only=True, limit=100)["cases"])

    def _key(self, organization_id: str, item: str, due_on: str) -> Key:
        assert item in ITEMS.values()
        return next(name for name, one in self.callers.items() if one.organization_id == organization_id), item, due_on
