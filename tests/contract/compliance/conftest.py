"""Compliance with an agency and a seeker, told by events what happens between them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.cases.domain.files import CaseSettings
from services.compliance.conduct.domain.openings import DemandSettings
from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.usecases.working_off import review_batch
from services.compliance.service import ComplianceService
from services.compliance.service.complaints import ComplaintSettings
from services.compliance.standing.domain.measures import StandingSettings
from services.compliance.watch.settings import WatchSettings
from services.contracts.caller import Caller, Role
from services.contracts.messaging import BLOCK_CHANGED, GUIDANCE_SENT, PLACEMENT_CHANGED
from services.contracts.registry import ORGANIZATION_CHANGED
from services.contracts.search import SEEKER_RECORD_ACQUIRED
from services.runtime.clock import japanese_day
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.contract.own_names import StandInRegistry
from tests.contract.served import Served

SEEKER = "48210937561"
Told = tuple[Any, dict[str, Any]]


class Compliance(Served):
    """Compliance and the events it lives by; each is told as of `at`, or now."""

    @property
    def registry(self) -> StandInRegistry:
        registry: StandInRegistry = self.service.asker
        return registry

    def agency(self, name: str = "みなと人材紹介株式会社") -> Caller:
        agency = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
        self.receive(ORGANIZATION_CHANGED, self.state(agency, name=name))
        return agency

    def state(self, agency: Caller, **changes: Any) -> dict[str, Any]:
        """A private agency of Tokyo, as the registry tells of it."""
        return {
            "organization_id": agency.organization_id,
            "version": 1,
            "kind": "paid_agency",
            "class_": "private",
            "name": "みなと人材紹介株式会社",
            "bureau_code": "13",
            "main_numbers": ["13-ユ-300001"],
            "services": ["seekers"],
            "standing": "active",
            "approved_on": self.today,
            "mandatory_information": None,
            "privacy_manager_name": None,
            "privacy_manager_contact": None,
            **changes,
        }

    def viewed(self, agency: Caller, number: str = SEEKER, at: dt.datetime | None = None) -> Told:
        return SEEKER_RECORD_ACQUIRED, {
            "organization_id": agency.organization_id,
            "account_id": agency.account_id,
            "seeker_number": number,
            "acquired_at": at or self.now,
            "reason": "view",
        }

    def guided(self, agency: Caller, *numbers: str, at: dt.datetime | None = None) -> Told:
        sent = [
            {
                "message_id": new_id(),
                "conversation_id": new_id(),
                "organization_id": agency.organization_id,
                "organization_class": "private",
                "account_id": agency.account_id,
                "seeker_number": number,
                "sent_at": at or self.now,
                "day": japanese_day(at or self.now),
            }
            for number in numbers or (SEEKER,)
        ]
        return GUIDANCE_SENT, {"sent": sent}

    def block(
        self, agency: Caller, version: int, *, blocked: bool = True, number: str = SEEKER, at: dt.datetime | None = None
    ) -> Told:
        return BLOCK_CHANGED, {
            "organization_id": agency.organization_id,
            "seeker_number": number,
            "version": version,
            "blocked": blocked,
            "changed_at": at or self.now,
            "day": japanese_day(at or self.now),
        }

    def placement(
        self, agency: Caller, version: int, accepted_on: dt.date | None, conversation_id: str, number: str = SEEKER
    ) -> Told:
        return PLACEMENT_CHANGED, {
            "conversation_id": conversation_id,
            "version": version,
            "organization_id": agency.organization_id,
            "organization_class": "private",
            "seeker_number": number,
            "applied_on": accepted_on or self.today,
            "accepted_on": accepted_on,
            "recorded_at": self.now,
            "day": self.today,
        }

    def review(self) -> None:
        """What the duty does each few seconds, until nothing is left to review."""
        while True:
            with self.work() as work:
                if review_batch(work, AgeingSettings()) == 0:
                    return

    def tell(self, *told: Told) -> None:
        for event, data in told:
            self.receive(event, data)


@pytest.fixture
def compliance(open_database: Callable[..., Database]) -> Compliance:
    database = open_database("compliance", pool_size=10)
    service = ComplianceService()
    service.standing_settings = StandingSettings()
    service.case_settings = CaseSettings()
    service.demand_settings = DemandSettings()
    service.ageing = AgeingSettings()
    service.watch_settings = WatchSettings()
    service.block_settings = BlockSettings()
    service.complaint_settings = ComplaintSettings()
    service.asker = StandInRegistry()  # type: ignore[assignment]
    return Compliance(service, database)
