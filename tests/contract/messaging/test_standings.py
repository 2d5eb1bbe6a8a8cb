"""Every operation of an organization in every standing, at messaging (AUT-9)."""

from typing import Any

import pytest

from gateway.roles_document import organization_operations
from services.contracts.errors import ErrorCode
from services.contracts.messaging import REFUSAL_GROUNDS
from services.contracts.registry import STANDINGS
from services.contracts.standings import standings_for
from services.runtime.identifiers import new_id
from tests.contract.messaging.conftest import Messaging
from tests.contract.served import Refused

REQUESTS: dict[str, dict[str, Any]] = {
    "send_guidance": {"seeker_numbers": ["10000000000"]},
    "read_conversation": {"conversation_id": new_id()},
    "check_message": {"body": "ご案内します。"},
    "preview_guidance_to_seeker": {"seeker_number": "10000000000"},
    "create_template": {"kind": "reply", "name": "お礼", "body": "ありがとうございます。"},
    "change_template": {"template_id": new_id(), "version": 1, "name": "お礼", "body": "ありがとうございます。"},
    "delete_template": {"template_id": new_id()},
    "fill_template": {"conversation_id": new_id(), "template_id": new_id()},
    "mark_unread": {"conversation_id": new_id()},
    "unmark_unread": {"conversation_id": new_id()},
    "archive_conversation": {"conversation_id": new_id()},
    "restore_conversation": {"conversation_id": new_id()},
    "reply": {"conversation_id": new_id(), "body": "ご案内します。"},
    "list_explanations": {"conversation_id": new_id()},
    "record_explanation": {
        "conversation_id": new_id(),
        "subject": "placement_charges",
        "explained_on": "2026-04-22",
        "way": "telephone",
        "contents": "手数料は発生しません。",
    },
    "record_application": {"conversation_id": new_id(), "applied_on": "2026-04-22"},
    "record_acceptance": {"conversation_id": new_id(), "accepted_on": "2026-04-22"},
    "record_refusal": {"conversation_id": new_id(), "refused_on": "2026-04-22", "ground": next(iter(REFUSAL_GROUNDS))},
    "take_back_record": {"conversation_id": new_id(), "record": "application", "reason": "wrong_seeker"},
    "record_result": {"conversation_id": new_id()},
    "show_placement": {"conversation_id": new_id()},
}
OPERATIONS = [operation for operation in organization_operations() if operation.service == "messaging"]


@pytest.mark.parametrize("standing", STANDINGS)
def test_an_organization_may_ask_what_the_table_permits_in_its_standing(messaging: Messaging, standing: str) -> None:
    """AUT-9: from messaging's own copy, whatever the request is about."""
    agency = messaging.organization(standing=standing)
    for operation in OPERATIONS:
        code = None
        try:
            messaging.call(operation, agency, **REQUESTS.get(operation.name, {}))
        except Refused as refused:
            code = refused.code
        permitted = standing in (standings_for(operation) or ())
        assert (code is ErrorCode.ORGANIZATION_NOT_ACTIVE) == (not permitted), f"{operation.name}: {code}"
