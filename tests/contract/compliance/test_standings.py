"""Every operation of an organization, at compliance: all of them are duties, open in every standing (AUT-9)."""

from typing import Any

import pytest

from gateway.roles_document import organization_operations
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED, STANDINGS
from services.contracts.standings import ALWAYS, standings_for
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

OPERATIONS = [operation for operation in organization_operations() if operation.service == "compliance"]
REQUESTS: dict[str, dict[str, Any]] = {
    "confirm_duty": {"duty_id": new_id()},
    "confirm_duties": {"duty_ids": [new_id()]},
    "issue_certificate": {"duty_ids": [new_id()]},
    "get_certificate": {"certificate_id": new_id()},
    "show_own_case": {"case_id": new_id()},
    "answer_complaint": {"complaint_id": new_id(), "seen_version": 1, "text": "お答えします。", "event": "answer"},
    "hand_in_register": {"demand_id": new_id()},
    "record_complaint": {"complainant": "seeker", "received_on": "2026-04-22", "content": "説明がなかった。"},
    "show_complaint": {"complaint_id": new_id()},
    "answer_case": {"case_id": new_id(), "seen_version": 1, "text": "是正しました。"},
}


@pytest.mark.parametrize("standing", STANDINGS)
def test_duties_are_open_in_every_standing(compliance: Compliance, standing: str) -> None:
    """AUT-9, MSG-11."""
    agency = compliance.agency()
    compliance.receive(
        ORGANIZATION_CHANGED,
        {
            "organization_id": agency.organization_id,
            "version": 2,
            "kind": "paid_agency",
            "class_": "private",
            "name": "みなと人材紹介株式会社",
            "bureau_code": "13",
            "services": ["seekers"],
            "standing": standing,
            "approved_on": compliance.today,
            "mandatory_information": None,
            "privacy_manager_name": None,
            "privacy_manager_contact": None,
        },
    )
    refusals = set()
    for operation in OPERATIONS:
        assert standings_for(operation) == ALWAYS, f"compliance has no gate: {operation.routing_key} needs one"
        try:
            compliance.call(operation, agency, **REQUESTS.get(operation.name, {}))
        except Refused as refused:
            refusals.add(refused.code)
    assert refusals <= {ErrorCode.NOT_FOUND}
