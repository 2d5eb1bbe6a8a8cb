"""MSG-7, MSG-11: a seeker blocks an organization."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.contracts.compliance import RECORD_DELETED
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    BLOCK_CHANGED,
    BLOCK_ORGANIZATION,
    LIST_BLOCKS,
    LIST_CONVERSATIONS,
    READ_CONVERSATION,
    REPLY,
    UNBLOCK_ORGANIZATION,
)
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.service.guidance import code_names
from services.messaging.tables import messages
from services.messaging.usecases.guidance import send_guidance
from services.runtime.identifiers import new_id
from tests.contract.at_once import shared_out
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.served import Refused


def test_msg_7_nothing_more_arrives_in_an_open_conversation_either(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
    messaging.call(BLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    with pytest.raises(Refused) as refused:
        messaging.call(REPLY, agency, conversation_id=conversation_id, body="お待ちください。")
    assert refused.value.code is ErrorCode.BLOCKED_BY_SEEKER
    assert messaging.guide(agency, number)["results"][0]["result"] == "blocked_by_seeker"
    assert messaging.count(messages) == 2


def test_msg_7_the_organization_learns_of_the_refusal(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    messaging.guide(agency, number)
    messaging.call(BLOCK_ORGANIZATION, seeker_caller(number), organization_id=agency.organization_id)
    assert messaging.call(LIST_CONVERSATIONS, agency)["conversations"][0]["blocked"] is True


def test_msg_7_who_blocks_an_organization_reads_why_it_can_not_be_written_to(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker, conversation_id = seeker_caller(number), messaging.conversation(agency, number)
    messaging.call(BLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    with pytest.raises(Refused) as refused:
        messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.ORGANIZATION_BLOCKED, "/conversation_id")
    messaging.call(UNBLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    assert messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")["message_id"]


def test_msg_7_an_organization_that_never_wrote_can_be_blocked(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    answer = messaging.call(BLOCK_ORGANIZATION, seeker_caller(number), organization_id=agency.organization_id)
    assert answer == {"organization_id": agency.organization_id, "blocked": True}
    assert messaging.guide(agency, number)["results"][0]["result"] == "blocked_by_seeker"


def test_blocking_twice_is_one_block_and_each_change_a_new_version(messaging: Messaging) -> None:
    agency, seeker = messaging.organization(), seeker_caller(messaging.seeker())
    for operation in (UNBLOCK_ORGANIZATION, BLOCK_ORGANIZATION, BLOCK_ORGANIZATION, UNBLOCK_ORGANIZATION):
        messaging.call(operation, seeker, organization_id=agency.organization_id)
    changes = [(event["version"], event["blocked"]) for event in messaging.published(BLOCK_CHANGED)]
    assert changes == [(1, True), (2, False)]


def test_an_unknown_organization_can_not_be_blocked(messaging: Messaging) -> None:
    with pytest.raises(Refused) as refused:
        messaging.call(BLOCK_ORGANIZATION, seeker_caller(messaging.seeker()), organization_id=new_id())
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/organization_id")


def test_see_7_a_seeker_sees_whom_it_blocks(messaging: Messaging) -> None:
    seeker = seeker_caller(messaging.seeker())
    first, second = messaging.organization(name="第一紹介所"), messaging.organization(name="第二紹介所")
    for agency in (first, second):
        messaging.pass_by(minutes=1)
        messaging.call(BLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    messaging.call(UNBLOCK_ORGANIZATION, seeker, organization_id=first.organization_id)
    blocks = messaging.call(LIST_BLOCKS, seeker)["blocks"]
    assert [block["organization_name"] for block in blocks] == ["第二紹介所"]


def test_msg_7_after_unblocking_messages_arrive_again(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    for operation in (BLOCK_ORGANIZATION, UNBLOCK_ORGANIZATION):
        messaging.pass_by(minutes=1)
        messaging.call(operation, seeker, organization_id=agency.organization_id)
    messaging.pass_by(minutes=1)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="やはり質問があります。")
    assert messaging.call(REPLY, agency, conversation_id=conversation_id, body="どうぞ。")["message_id"]


def test_msg_11_what_was_said_before_a_block_stays_closed_to_the_organization(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="前の質問")
    for operation in (BLOCK_ORGANIZATION, UNBLOCK_ORGANIZATION):
        messaging.pass_by(minutes=1)
        messaging.call(operation, seeker, organization_id=agency.organization_id)
        read = messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)
        assert (read["messages"], read["unread"]) == ([], 0)
    messaging.pass_by(minutes=1)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="後の質問")
    read = messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)
    assert [message["body"] for message in read["messages"]] == ["後の質問"]


def test_msg_14_messages_that_a_block_left_unread_are_kept_as_blocked(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    messaging.call(BLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    read = messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id)
    assert [message["state"] for message in read["messages"]] == ["blocked"]
    assert messaging.call(LIST_CONVERSATIONS, seeker)["conversations"][0]["unread"] == 0


def test_msg_11_a_confirmed_deletion_takes_the_conversation_from_the_organization(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.pass_by(hours=1)
    deleted = {
        "organization_id": agency.organization_id,
        "seeker_number": number,
        "ground": "block",
        "confirmed_at": messaging.now,
    }
    messaging.receive(RECORD_DELETED, deleted)
    assert messaging.call(LIST_CONVERSATIONS, agency)["conversations"] == []
    with pytest.raises(Refused, match="not_found"):
        messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)
    assert messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)["messages"]


def test_msg_7_a_block_waits_for_a_batch_on_its_way_and_holds_the_next(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(300)
    chosen = numbers[150]
    written, may_commit = threading.Event(), threading.Event()

    def batch() -> None:
        with messaging.work(agency) as work:
            send_guidance(work, numbers, DispatchSettings(), code_names())
            written.set()
            assert may_commit.wait(10)

    def block() -> None:
        messaging.call(BLOCK_ORGANIZATION, seeker_caller(chosen), organization_id=agency.organization_id)

    with ThreadPoolExecutor(2) as threads:
        sending = threads.submit(batch)
        assert written.wait(10)
        blocking = threads.submit(block)
        with pytest.raises(TimeoutError):
            blocking.result(timeout=0.3)  # an answered block with the batch still to come would be a broken promise
        may_commit.set()
        sending.result(10)
        blocking.result(10)
    (summary,) = messaging.call(LIST_CONVERSATIONS, seeker_caller(chosen))["conversations"]
    assert (summary["blocked"], summary["unread"]) == (True, 0)
    assert messaging.guide(agency, chosen)["results"][0]["result"] == "blocked_by_seeker"


def test_msg_7_after_an_answered_block_no_message_of_concurrent_batches_arrives(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(60)
    caller = {number: seeker_caller(number) for number in numbers}

    def block(number: str) -> None:
        messaging.call(BLOCK_ORGANIZATION, caller[number], organization_id=agency.organization_id)

    def send(number: str) -> None:
        messaging.guide(agency, number)

    acts = [(act, number) for number in numbers for act in ((block, send) if number in numbers[::2] else (send,))]
    shared_out(lambda one: one[0](one[1]), acts, 8)
    for number in numbers[::2]:
        for conversation in messaging.call(LIST_CONVERSATIONS, caller[number])["conversations"]:
            assert conversation["unread"] == 0
