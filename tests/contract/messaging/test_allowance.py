"""MSG-4: what is left of the day stands in every answer of messaging to an organization, refusals included."""

import pytest
import sqlalchemy as sa

from gateway.roles_document import organization_operations
from services.contracts.caller import ORGANIZATION
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    BLOCK_ORGANIZATION,
    LIST_CONVERSATIONS,
    READ_CONVERSATION,
    REPLY,
    SEND_GUIDANCE,
    SHOW_ALLOWANCE,
)
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.messaging.test_standings import REQUESTS
from tests.contract.served import Refused

OPERATIONS = [
    operation
    for operation in organization_operations()
    if operation.service == "messaging" and operation.roles & ORGANIZATION and operation is not SHOW_ALLOWANCE
]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_msg_4_every_answer_tells_what_is_left_whatever_was_asked(messaging: Messaging, operation: object) -> None:
    assert "allowance" in operation.answer.fields, f"derive the answer of {operation.name} from WithAllowance"  # type: ignore[attr-defined]
    agency = messaging.organization()
    messaging.guide(agency, messaging.seeker())
    try:
        answer = messaging.call(operation, agency, **REQUESTS.get(operation.name, {}))  # type: ignore[arg-type, attr-defined]
    except Refused as refused:
        answer = refused.details
    assert answer.get("allowance", {}).get("remaining") == 999, f"put @tells_allowance on {operation.name}"  # type: ignore[attr-defined]


def test_msg_4_a_refusal_tells_it_after_what_others_have_sent(messaging: Messaging) -> None:
    messaging.set_cap(2)
    agency, numbers = messaging.organization(), messaging.seekers(3)
    conversation_id = messaging.conversation(agency, numbers[0])
    messaging.call(ASK, seeker_caller(numbers[0]), conversation_id=conversation_id, body="質問です。")
    messaging.call(BLOCK_ORGANIZATION, seeker_caller(numbers[0]), organization_id=agency.organization_id)
    with pytest.raises(Refused) as blocked:
        messaging.call(REPLY, agency, conversation_id=conversation_id, body="はい。")
    assert (blocked.value.code, blocked.value.details["allowance"]["remaining"]) == (ErrorCode.BLOCKED_BY_SEEKER, 1)
    messaging.guide(agency, numbers[1])
    with pytest.raises(Refused) as capped:
        messaging.guide(agency, numbers[2])
    told = capped.value.details
    assert (capped.value.code, told["allowance"]["remaining"]) == (ErrorCode.DAILY_CAP_REACHED, 0)
    assert told["opens_again_at"] == told["allowance"]["opens_again_at"] == "2026-04-22T21:00:00Z"


def test_msg_4_the_allowance_costs_one_statement_and_no_lock(messaging: Messaging) -> None:
    agency = messaging.organization()
    statements: list[str] = []
    listener = ("before_cursor_execute", lambda *call: statements.append(call[2]))
    sa.event.listen(messaging.database.engine, *listener)
    messaging.call(LIST_CONVERSATIONS, agency)
    sa.event.remove(messaging.database.engine, *listener)
    told = [statement for statement in statements if "dispatch_counts" in statement]
    assert len(told) == 1
    assert "FOR UPDATE" not in told[0]


def test_msg_4_neither_a_seeker_nor_who_may_not_send_is_told_of_an_allowance(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    read = messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    assert read["allowance"] is None
    messaging.organization(agency.organization_id, version=2, standing="suspended")
    assert messaging.call(LIST_CONVERSATIONS, agency)["allowance"] is None
    with pytest.raises(Refused) as refused:
        messaging.call(SEND_GUIDANCE, agency, seeker_numbers=[number])
    assert "allowance" not in refused.value.details
