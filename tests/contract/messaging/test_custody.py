"""MSG-11, MSG-12: what a duty to delete closes to the organization, as compliance tells of it."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller
from services.contracts.compliance import CUSTODY_CHANGED, RECORD_DELETED
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    LIST_CONVERSATIONS,
    PREVIEW_GUIDANCE_TO_SEEKER,
    READ_CONVERSATION,
    RECORD_ACCEPTANCE,
    RECORD_APPLICATION,
    REPLY,
)
from services.contracts.search import SEEKER_RECORD_ACQUIRED
from tests.contract.messaging.conftest import Messaging
from tests.contract.messaging.test_blocks import seeker_caller
from tests.contract.served import Refused


def custody(messaging: Messaging, agency: Caller, number: str, version: int, **state: Any) -> None:
    nothing = {"acquired_at": None, "keep_until": None, "due_since": None, "deleted_at": None}
    pair = {
        "organization_id": agency.organization_id,
        "seeker_number": number,
        "version": version,
        **nothing,
        **state,
    }
    messaging.receive(CUSTODY_CHANGED, {"pairs": [pair]})


def bodies(messaging: Messaging, caller: Caller, conversation_id: str) -> list[str]:
    read = messaging.call(READ_CONVERSATION, caller, conversation_id=conversation_id)
    return [message["body"] for message in read["messages"] if message["kind"] != "guidance"]


@pytest.mark.parametrize("how", ["closed", "deleted"])
def test_a_pairs_conversations_are_locked_in_the_order_of_their_ids_before_they_change(
    messaging: Messaging, how: str
) -> None:
    """Two that touch the same rows in unlike orders would wait for each other."""
    agency, number = messaging.organization(), messaging.seeker()
    messaging.conversation(agency, number)
    statements: list[str] = []
    listener = ("before_cursor_execute", lambda *call: statements.append(" ".join(call[2].split())))
    sa.event.listen(messaging.database.engine, *listener)
    if how == "closed":
        custody(messaging, agency, number, 1, acquired_at=messaging.now, due_since=messaging.now)
    else:
        deletion = {"organization_id": agency.organization_id, "seeker_number": number, "ground": "demand"}
        messaging.receive(RECORD_DELETED, {**deletion, "confirmed_at": messaging.now})
    sa.event.remove(messaging.database.engine, *listener)
    (changed,) = (at for at, one in enumerate(statements) if one.startswith("UPDATE conversations"))
    assert statements[changed - 1].endswith("ORDER BY conversations.conversation_id FOR NO KEY UPDATE")


def test_msg_11_what_was_said_until_a_demand_is_closed_and_what_comes_after_is_not(messaging: Messaging) -> None:
    """As a block closes it, but the seeker may go on: seed 001, 7(2)①オ(ア)."""
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="前の質問")
    messaging.pass_by(minutes=1)
    custody(messaging, agency, number, 1, acquired_at=messaging.now, due_since=messaging.now)
    read = messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)
    assert (read["messages"], read["unread"]) == ([], 0)
    with pytest.raises(Refused) as refused:
        messaging.call(REPLY, agency, conversation_id=conversation_id, body="お返事です。")
    assert refused.value.code is ErrorCode.NOTHING_TO_REPLY_TO
    assert len(messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id)["messages"]) == 2
    messaging.pass_by(minutes=1)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="後の質問")
    (summary,) = messaging.call(LIST_CONVERSATIONS, agency)["conversations"]
    assert summary["unread"] == 1
    assert bodies(messaging, agency, conversation_id) == ["後の質問"]
    assert messaging.call(REPLY, agency, conversation_id=conversation_id, body="お返事です。")["message_id"]


def test_msg_11_after_the_confirmation_only_what_the_seeker_writes_anew_is_shown(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="前の質問")
    messaging.pass_by(minutes=1)
    custody(messaging, agency, number, 1, acquired_at=messaging.now, due_since=messaging.now)
    messaging.pass_by(minutes=1)
    custody(messaging, agency, number, 2, deleted_at=messaging.now)
    deleted = {
        "organization_id": agency.organization_id,
        "seeker_number": number,
        "ground": "demand",
        "confirmed_at": messaging.now,
    }
    messaging.receive(RECORD_DELETED, deleted)
    assert messaging.call(LIST_CONVERSATIONS, agency)["conversations"] == []
    messaging.pass_by(minutes=1)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="後の質問")
    assert bodies(messaging, agency, conversation_id) == ["後の質問"]


def test_msg_12_a_duty_that_a_late_acceptance_lifts_opens_the_conversation_again(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="質問です")
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-22")
    messaging.now = dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.UTC)
    midnight = dt.datetime(2026, 6, 30, 15, 0, tzinfo=dt.UTC)
    custody(messaging, agency, number, 1, acquired_at=midnight, due_since=midnight)
    assert bodies(messaging, agency, conversation_id) == []
    messaging.call(RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on="2026-06-30")
    custody(messaging, agency, number, 3, acquired_at=midnight, keep_until=dt.date(2028, 3, 31))
    custody(messaging, agency, number, 2, acquired_at=midnight, due_since=midnight)
    assert bodies(messaging, agency, conversation_id) == ["質問です"], "and an older state closes nothing"


def test_msg_11_no_guidance_goes_to_a_seeker_whose_record_is_to_be_deleted(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(2)
    custody(messaging, agency, numbers[0], 1, acquired_at=messaging.now, due_since=messaging.now)
    results = messaging.guide(agency, *numbers)["results"]
    assert [result["result"] for result in results] == ["deletion_due", "sent"]
    custody(messaging, agency, numbers[0], 2, deleted_at=messaging.now)
    assert messaging.guide(agency, numbers[0])["results"][0]["result"] == "sent"


def acquired(messaging: Messaging, agency: Caller, number: str) -> None:
    told = {
        "organization_id": agency.organization_id,
        "account_id": agency.account_id,
        "seeker_number": number,
        "acquired_at": messaging.now,
        "reason": "view",
    }
    messaging.receive(SEEKER_RECORD_ACQUIRED, told)


def test_msg_12_no_guidance_goes_out_once_the_period_is_over_even_before_compliance_tells_of_it(
    messaging: Messaging,
) -> None:
    """Seen in April 2026, to be deleted from 1 July, 00:00: the day needs no event (decision 233)."""
    agency, number, accepted = messaging.organization(), *messaging.seekers(2, valid_until=dt.date(2026, 12, 31))
    for one in (number, accepted):
        acquired(messaging, agency, one)
    conversation_id = messaging.conversation(agency, accepted)
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on=str(messaging.today))
    messaging.call(RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on=str(messaging.today))
    messaging.set_guidance_per_application(2)
    messaging.now = dt.datetime(2026, 6, 30, 14, 59, tzinfo=dt.UTC)
    preview = messaging.call(PREVIEW_GUIDANCE_TO_SEEKER, agency, seeker_number=number)
    assert preview["result"] == "sent", "a minute before midnight it may still go"
    messaging.now = dt.datetime(2026, 6, 30, 15, 0, tzinfo=dt.UTC)
    results = messaging.guide(agency, number, accepted)["results"]
    assert [result["result"] for result in results] == ["deletion_due", "sent"], "an acceptance keeps what it covers"
    custody(messaging, agency, number, 1, acquired_at=messaging.now, due_since=messaging.now)
    messaging.pass_by(hours=1)
    custody(messaging, agency, number, 2, deleted_at=messaging.now)
    assert messaging.guide(agency, number)["results"][0]["result"] == "sent", "once its deletion is confirmed"


def test_msg_12_a_conversation_counts_from_what_was_acquired_after_a_confirmed_deletion(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(2)
    for number in numbers:
        acquired(messaging, agency, number)
    messaging.pass_by(hours=1)
    custody(messaging, agency, numbers[0], 1, deleted_at=messaging.now)
    messaging.pass_by(days=20)
    for number in numbers:
        acquired(messaging, agency, number)
        messaging.conversation(agency, number)
    found = messaging.call(LIST_CONVERSATIONS, agency)["conversations"]
    assert {one["seeker_number"]: one["open_until"] for one in found} == {
        numbers[0]: "2026-07-31",
        numbers[1]: "2026-06-30",
    }


def test_a_duty_of_a_pair_without_a_conversation_and_of_an_unknown_organization_is_kept(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    stranger = Caller(role=agency.role, account_id=agency.account_id, organization_id=number.zfill(32))
    assert messaging.call(LIST_CONVERSATIONS, agency)["conversations"] == []
    custody(messaging, stranger, number, 1, acquired_at=messaging.now, due_since=messaging.now)
    assert messaging.guide(agency, number)["results"][0]["result"] == "sent"
