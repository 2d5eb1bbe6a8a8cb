"""MSG-9: a seeker reports an organization's message by one click; the organization does not learn of it."""

import datetime as dt

import pytest

from services.contracts.caller import Caller, Role
from services.contracts.compliance import CASE_CHANGED
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    BLOCK_ORGANIZATION,
    MESSAGE_REPORTED,
    READ_CONVERSATION,
    READ_CONVERSATION_IN_CASE,
    RECORD_EXPLANATION,
    REPLY,
    REPORT_MESSAGE,
)
from services.runtime.identifiers import new_id
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.messaging.test_explanations import SUPPORT
from tests.contract.messaging.test_information_change import change, deliver
from tests.contract.served import Refused

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
Guided = tuple[Caller, Caller, str, str]


@pytest.fixture
def guided(messaging: Messaging) -> Guided:
    """An agency, a seeker, their conversation and the guidance in it."""
    agency, number = messaging.organization(), messaging.seeker()
    seeker, conversation_id = seeker_caller(number), messaging.conversation(agency, number)
    (message,) = messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id)["messages"]
    return agency, seeker, conversation_id, message["message_id"]


def test_msg_9_one_click_reports_a_message_without_a_reason(messaging: Messaging, guided: Guided) -> None:
    agency, seeker, conversation_id, message_id = guided
    report = messaging.call(REPORT_MESSAGE, seeker, conversation_id=conversation_id, message_id=message_id)
    assert report == {"message_id": message_id, "reported_at": "2026-04-22T01:00:00Z", "reason": None}
    (told,) = messaging.published(MESSAGE_REPORTED)
    assert (told["organization_id"], told["message_id"], told["reason"]) == (agency.organization_id, message_id, None)


def test_msg_9_the_seeker_sees_that_it_was_reported_and_the_organization_does_not(
    messaging: Messaging, guided: Guided
) -> None:
    agency, seeker, conversation_id, message_id = guided
    report = messaging.call(
        REPORT_MESSAGE, seeker, conversation_id=conversation_id, message_id=message_id, reason="money"
    )
    (mine,) = messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id)["messages"]
    assert mine["reported_at"] == report["reported_at"]
    (theirs,) = messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)["messages"]
    assert theirs["reported_at"] is None


def test_msg_9_a_message_is_reported_once_whatever_is_clicked_again(messaging: Messaging, guided: Guided) -> None:
    _, seeker, conversation_id, message_id = guided
    names = {"conversation_id": conversation_id, "message_id": message_id}
    first = messaging.call(REPORT_MESSAGE, seeker, **names, reason="advertising")
    messaging.pass_by(minutes=5)
    assert messaging.call(REPORT_MESSAGE, seeker, **names, reason="money") == first
    assert len(messaging.published(MESSAGE_REPORTED)) == 1


def test_msg_9_nothing_told_of_a_report_says_who_made_it(messaging: Messaging, guided: Guided) -> None:
    _, seeker, conversation_id, message_id = guided
    messaging.call(REPORT_MESSAGE, seeker, conversation_id=conversation_id, message_id=message_id)
    (told,) = messaging.published(MESSAGE_REPORTED)
    assert str(seeker.seeker_number) not in str(told)
    assert str(seeker.account_id) not in str(told)


def test_msg_9_compliance_is_told_the_day_of_the_message_beside_that_of_the_click(
    messaging: Messaging, guided: Guided
) -> None:
    """What counts as the day of a breach is when the organization wrote, whenever it is reported (CMP-3, CMP-5)."""
    _, seeker, conversation_id, message_id = guided
    messaging.pass_by(days=40)
    messaging.call(REPORT_MESSAGE, seeker, conversation_id=conversation_id, message_id=message_id)
    (told,) = messaging.published(MESSAGE_REPORTED)
    assert (told["message_day"], told["day"]) == (dt.date(2026, 4, 22), dt.date(2026, 6, 1))


def test_msg_9_after_a_block_the_message_can_still_be_reported(messaging: Messaging, guided: Guided) -> None:
    agency, seeker, conversation_id, message_id = guided
    messaging.call(BLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    assert messaging.call(REPORT_MESSAGE, seeker, conversation_id=conversation_id, message_id=message_id)["reported_at"]


def test_msg_9_whatever_the_organization_has_sent_can_be_reported(messaging: Messaging) -> None:
    """Decision 223: also what the system has made of its registration and of what it has put on record."""
    agency, number = messaging.organization(mandatory_information_version=1), messaging.seeker()
    seeker, named = seeker_caller(number), {"conversation_id": messaging.conversation(agency, number)}
    messaging.call(ASK, seeker, **named, body="質問です。")
    messaging.call(REPLY, agency, **named, body="お答えします。")
    messaging.call(RECORD_EXPLANATION, agency, **named, **SUPPORT)
    change(messaging, agency, 2, support_offered="面接の練習")
    deliver(messaging)
    sent = {one["kind"]: one["message_id"] for one in messaging.call(READ_CONVERSATION, seeker, **named)["messages"]}
    assert sent.pop("question")
    assert sorted(sent) == ["change", "guidance", "reply", "request"]
    for message_id in sent.values():
        assert messaging.call(REPORT_MESSAGE, seeker, **named, message_id=message_id)["reported_at"]


def test_msg_9_ones_own_message_and_another_seekers_can_not_be_reported(messaging: Messaging, guided: Guided) -> None:
    _, seeker, conversation_id, message_id = guided
    own = messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")["message_id"]
    stranger = seeker_caller(messaging.seeker())
    for caller, reported, pointer in (
        (seeker, own, "/message_id"),
        (seeker, new_id(), "/message_id"),
        (stranger, message_id, "/conversation_id"),
    ):
        with pytest.raises(Refused) as refused:
            messaging.call(REPORT_MESSAGE, caller, conversation_id=conversation_id, message_id=reported)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, pointer)
    assert messaging.published(MESSAGE_REPORTED) == []


def test_msg_9_the_competent_bureau_reads_the_reported_message_in_its_case(
    messaging: Messaging, guided: Guided
) -> None:
    agency, seeker, conversation_id, message_id = guided
    messaging.call(REPORT_MESSAGE, seeker, conversation_id=conversation_id, message_id=message_id, reason="advertising")
    case = {"case_id": new_id(), "version": 1, "organization_id": agency.organization_id, "open": True, "ground": None}
    messaging.receive(CASE_CHANGED, case)
    read = messaging.call(READ_CONVERSATION_IN_CASE, TOKYO, case_id=case["case_id"], conversation_id=conversation_id)
    (message,) = read["messages"]
    assert (message["message_id"], message["report_reason"]) == (message_id, "advertising")
    assert message["reported_at"] == "2026-04-22T01:00:00Z"
    assert message["body"]
