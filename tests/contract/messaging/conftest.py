"""Messaging with an agency, seekers and a clock that stands still."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.contracts.caller import Caller, Role
from services.contracts.messaging import SEND_GUIDANCE
from services.contracts.registry import ORGANIZATION_CHANGED, SEEKERS_CHANGED
from services.legal_calendar import end_of_month_after_next
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.service import MessagingService
from services.messaging.service.texts import TextSettings
from services.messaging.usecases.composing import TemplateSettings
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.contract.own_names import StandInRegistry
from tests.contract.served import Served


def organization_caller(organization_id: str) -> Caller:
    return Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=organization_id)


def seeker_caller(seeker_number: str) -> Caller:
    return Caller(role=Role.SEEKER, account_id=new_id(), seeker_number=seeker_number)


class Messaging(Served):
    """Messaging, and the events by which it learns of organizations and seekers."""

    @property
    def registry(self) -> StandInRegistry:
        registry: StandInRegistry = self.service.asker
        return registry

    def set_cap(self, dispatches_a_day: int) -> None:
        self.service.settings = replace(self.service.settings, dispatches_a_day=dispatches_a_day)

    def set_guidance_per_application(self, times: int) -> None:
        self.service.settings = replace(self.service.settings, guidance_per_application=times)

    def allow_own_texts(self, *, allowed: bool = True) -> None:
        self.service.template_settings = replace(self.service.template_settings, own_text_in_guidance=allowed)

    def organization(self, organization_id: str | None = None, **changes: Any) -> Caller:
        state = {**self.organization_state(organization_id or new_id(), self.today), **changes}
        self.receive(ORGANIZATION_CHANGED, state)
        return organization_caller(str(state["organization_id"]))

    @staticmethod
    def organization_state(organization_id: str, today: dt.date) -> dict[str, Any]:
        return {
            "organization_id": organization_id,
            "version": 1,
            "kind": "paid_agency",
            "class_": "private",
            "name": "みなと人材紹介株式会社",
            "bureau_code": "13",
            "services": ["seekers"],
            "standing": "active",
            "approved_on": today,
            "mandatory_information": {
                "placement_record": "令和７年度の就職件数　１２件",
                "occupation_codes": ["C", "25"],
                "industry_codes": ["G"],
                "area_codes": ["131016", "130001"],
                "fees_for_seekers": "いただきません。",
                "support_offered": "応募書類の添削",
                "marks_held": ["privacy_mark"],
            },
            "privacy_manager_name": "個人情報太郎",
            "privacy_manager_contact": "電話 03-0000-0000",
        }

    def seekers(self, count: int, **changes: Any) -> list[str]:
        numbers = [f"{10_000_000_000 + self._given + index}" for index in range(count)]
        self._given += count
        states = [self.seeker_state(number, **changes) for number in numbers]
        for first in range(0, count, 200):
            self.receive(SEEKERS_CHANGED, {"seekers": states[first : first + 200]})
        return numbers

    def receive_seeker(self, seeker_number: str) -> None:
        """A seeker of a number that is known elsewhere too."""
        self.receive(SEEKERS_CHANGED, {"seekers": [self.seeker_state(seeker_number)]})

    _given = 0

    def seeker(self, **changes: Any) -> str:
        return self.seekers(1, **changes)[0]

    def seeker_state(self, seeker_number: str, **changes: Any) -> dict[str, Any]:
        return {**self.seeker_state_on(seeker_number, self.today), **changes}

    @staticmethod
    def seeker_state_on(seeker_number: str, today: dt.date) -> dict[str, Any]:
        return {
            "seeker_number": seeker_number,
            "version": 1,
            "application_id": new_id(),
            "office_code": "X1301",
            "bureau_code": "13",
            "provision_choice": "both",
            "provided_to": ["private", "municipal"],
            "has_my_page": True,
            "open_to_employers": False,
            "applied_on": today,
            "valid_until": end_of_month_after_next(today),
            "ended_on": None,
            "joined_numbers": [],
            "record": None,
        }

    def guide(self, agency: Caller, *seeker_numbers: str) -> dict[str, Any]:
        return self.call(SEND_GUIDANCE, agency, seeker_numbers=list(seeker_numbers))

    def conversation(self, agency: Caller, seeker_number: str) -> str:
        return str(self.guide(agency, seeker_number)["results"][0]["conversation_id"])


@pytest.fixture
def messaging(open_database: Callable[..., Database]) -> Messaging:
    database = open_database("messaging", pool_size=20, pool_timeout=60)
    service = MessagingService()
    service.settings = DispatchSettings()
    service.template_settings = TemplateSettings()
    service.text_settings = TextSettings()
    service.asker = StandInRegistry()  # type: ignore[assignment]
    return Messaging(service, database)
