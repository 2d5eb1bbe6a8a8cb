"""Reporting, told by events what happened."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from services.contracts.caller import Caller, Role
from services.contracts.messaging import BLOCK_CHANGED, GUIDANCE_SENT, PLACEMENT_CHANGED, QUESTION_ASKED, REPLY_SENT
from services.contracts.registry import ORGANIZATION_CHANGED, SEEKERS_CHANGED
from services.contracts.reporting import STATISTICS_OF_DAY, TRACE_FIGURE
from services.reporting.service import ReportingService
from services.reporting.usecases import ReportingSettings
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.contract.served import Served

MINISTRY = Caller(role=Role.MINISTRY, account_id=new_id())
OPERATIONS = Caller(role=Role.OPERATIONS, account_id=new_id())
EVENTS = {"guidance": GUIDANCE_SENT, "question": QUESTION_ASKED, "reply": REPLY_SENT}


def staff_of(bureau_code: str) -> Caller:
    return Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=bureau_code)


class Reporting(Served):
    """Reporting and the events it counts."""

    def organization(self, organization_id: str | None = None, *, at: dt.datetime | None = None, **changes: Any) -> str:
        state = {
            "organization_id": organization_id or new_id(),
            "version": 1,
            "kind": "paid_agency",
            "class_": "private",
            "name": "みなと人材紹介株式会社",
            "bureau_code": "13",
            "services": ["seekers"],
            "standing": "active",
            "approved_on": self.today,
            "mandatory_information": None,
            "privacy_manager_name": None,
            "privacy_manager_contact": None,
            **changes,
        }
        self.receive(ORGANIZATION_CHANGED, state, at)
        return str(state["organization_id"])

    def seekers(self, *states: dict[str, Any], at: dt.datetime | None = None) -> None:
        whole = [
            {
                "version": 1,
                "application_id": new_id(),
                "office_code": "X1301",
                "bureau_code": "13",
                "provision_choice": "both",
                "provided_to": ["private"],
                "has_my_page": True,
                "at_an_office": True,
                "open_to_employers": False,
                "applied_on": self.today,
                "valid_until": dt.date(2026, 6, 30),
                "ended_on": None,
                "record": None,
                **state,
            }
            for state in states
        ]
        for first in range(0, len(whole), 200):
            self.receive(SEEKERS_CHANGED, {"seekers": whole[first : first + 200]}, at)

    def message(self, kind: str, organization_id: str, number: str, class_: str = "private") -> None:
        sent = {
            "message_id": new_id(),
            "conversation_id": new_id(),
            "organization_id": organization_id,
            "organization_class": class_,
            "account_id": None,
            "seeker_number": number,
            "sent_at": self.now,
            "day": self.today,
        }
        self.receive(EVENTS[kind], {"sent": [sent]} if kind == "guidance" else sent)

    def block(self, organization_id: str, number: str, version: int, *, blocked: bool) -> None:
        change = {
            "organization_id": organization_id,
            "seeker_number": number,
            "version": version,
            "blocked": blocked,
            "changed_at": self.now,
            "day": self.today,
        }
        self.receive(BLOCK_CHANGED, change)

    def placement(self, organization_id: str, **changes: Any) -> None:
        placement = {
            "conversation_id": new_id(),
            "version": 1,
            "organization_id": organization_id,
            "organization_class": "private",
            "seeker_number": "10000000000",
            "applied_on": self.today,
            "accepted_on": None,
            "recorded_at": self.now,
            "day": self.today,
            **changes,
        }
        self.receive(PLACEMENT_CHANGED, placement)

    def statistics(
        self, caller: Caller = MINISTRY, day: dt.date | None = None, bureau_code: str | None = None
    ) -> dict[str, dict[str, Any]]:
        """The figures by code."""
        request = {"day": str(day or self.today), "bureau_code": bureau_code}
        answer = self.call(STATISTICS_OF_DAY, caller, **request)
        groups = ("organizations", "seekers", "activity")
        return {figure["code"]: figure for group in groups for figure in answer[group]}

    def values(self, **request: Any) -> dict[str, int]:
        return {code: figure["value"] for code, figure in self.statistics(**request).items() if figure["value"]}

    def trace(self, figure_code: str, **request: Any) -> list[str]:
        subjects, after = [], None
        while True:
            page = self.call(
                TRACE_FIGURE, MINISTRY, figure_code=figure_code, day=str(self.today), after=after, **request
            )
            subjects += page["subjects"]
            after = page["next"]
            if after is None:
                return subjects


@pytest.fixture
def reporting(open_database: Callable[..., Database]) -> Reporting:
    database = open_database("reporting", pool_size=10)
    service = ReportingService()
    service.settings = ReportingSettings()
    return Reporting(service, database)
