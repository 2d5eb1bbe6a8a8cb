"""MSG-1, MSG-4, MSG-7, MSG-12: messages that meet a block or an end on their way, and batches in which all of it is mixed."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from marshmallow import ValidationError

from services.contracts.caller import SYSTEM, Caller
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    BLOCK_ORGANIZATION,
    READ_CONVERSATION,
    REPLY,
    SEND_GUIDANCE,
    SHOW_ALLOWANCE,
)
from services.contracts.registry import ORGANIZATION_CHANGED
from services.legal_calendar import JAPAN
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.service.guidance import code_names
from services.messaging.tables import messages
from services.messaging.usecases import blocks, conversations, copies, guidance
from services.messaging.usecases.texts import CheckedText
from services.runtime.identifiers import new_id
from services.runtime.work import Work
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.served import Refused

Act = Callable[[Work], object]


@pytest.fixture
def asked(messaging: Messaging) -> tuple[Caller, str, str]:
    """An agency, a seeker's number, and their conversation, in which the seeker has asked and read everything."""
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="質問です。")
    messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    messaging.pass_by(minutes=1)
    return agency, number, conversation_id


def while_uncommitted(messaging: Messaging, caller: Caller, act: Act, then: Callable[[], object]) -> object:
    """Let `then` begin while what `act` did is not yet committed; answers what came of it, a refusal as itself."""
    done, may_commit = threading.Event(), threading.Event()

    def first() -> None:
        with messaging.work(caller) as work:
            act(work)
            done.set()
            assert may_commit.wait(20)

    def second() -> object:
        try:
            return then()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(2) as threads:
        acting = threads.submit(first)
        assert done.wait(20)
        following = threads.submit(second)
        with pytest.raises(TimeoutError):
            following.result(timeout=0.3)  # it must not be answered before the other is settled
        may_commit.set()
        acting.result(20)
        return following.result(20)


def test_msg_7_a_block_that_finds_a_reply_on_its_way_leaves_it_undelivered(
    messaging: Messaging, asked: tuple[Caller, str, str]
) -> None:
    agency, number, conversation_id = asked

    def reply(work: Work) -> None:
        conversations.reply(work, conversation_id, CheckedText("お答えします。"), DispatchSettings())

    def block() -> object:
        return messaging.call(BLOCK_ORGANIZATION, seeker_caller(number), organization_id=agency.organization_id)

    assert while_uncommitted(messaging, agency, reply, block)
    read = messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    assert [message["state"] for message in read["messages"]] == ["read", "delivered", "blocked"]


def test_msg_7_a_reply_that_finds_a_block_on_its_way_is_refused_and_not_counted(
    messaging: Messaging, asked: tuple[Caller, str, str]
) -> None:
    agency, number, conversation_id = asked

    def block(work: Work) -> None:
        blocks.set_block(work, str(agency.organization_id), blocked=True)

    def reply() -> object:
        return messaging.call(REPLY, agency, conversation_id=conversation_id, body="お答えします。")

    refused = while_uncommitted(messaging, seeker_caller(number), block, reply)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.pointer) == (ErrorCode.BLOCKED_BY_SEEKER, "/conversation_id")
    assert refused.details["allowance"]["used"] == messaging.call(SHOW_ALLOWANCE, agency)["used"] == 1
    assert messaging.count(messages, messages.c.kind == "reply") == 0


def test_msg_7_guidance_that_finds_a_block_on_its_way_tells_of_it(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()

    def block(work: Work) -> None:
        blocks.set_block(work, str(agency.organization_id), blocked=True)

    answer = while_uncommitted(messaging, seeker_caller(number), block, lambda: messaging.guide(agency, number))
    assert [one["result"] for one in answer["results"]] == ["blocked_by_seeker"]  # type: ignore[index]


def test_cmp_14_a_reply_that_finds_a_suspension_on_its_way_is_refused(
    messaging: Messaging, asked: tuple[Caller, str, str]
) -> None:
    agency, _, conversation_id = asked
    state = messaging.organization_state(str(agency.organization_id), messaging.today)
    suspended = ORGANIZATION_CHANGED.data.dump({**state, "version": 2, "standing": "suspended"})

    def suspend(work: Work) -> None:
        copies.keep_organization(work, ORGANIZATION_CHANGED.data.load(suspended), code_names())

    def reply() -> object:
        return messaging.call(REPLY, agency, conversation_id=conversation_id, body="お答えします。")

    refused = while_uncommitted(messaging, SYSTEM, suspend, reply)
    assert isinstance(refused, Refused)
    assert refused.code is ErrorCode.ORGANIZATION_NOT_ACTIVE
    assert messaging.count(messages, messages.c.kind == "reply") == 0


def test_msg_12_an_answer_to_a_closed_conversation_is_refused_on_both_sides_and_not_counted(
    messaging: Messaging, asked: tuple[Caller, str, str]
) -> None:
    agency, number, conversation_id = asked
    messaging.now = dt.datetime(2026, 6, 30, 15, 0, tzinfo=dt.UTC)
    for operation, caller in ((REPLY, agency), (ASK, seeker_caller(number))):
        with pytest.raises(Refused) as refused:
            messaging.call(operation, caller, conversation_id=conversation_id, body="まだ間に合いますか。")
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.CONVERSATION_CLOSED, "/conversation_id")
    assert messaging.call(SHOW_ALLOWANCE, agency)["used"] == 0
    assert messaging.count(messages) == 2


def test_msg_1_in_a_mixed_batch_each_seeker_gets_its_own_answer_and_only_what_went_out_is_counted(
    messaging: Messaging,
) -> None:
    messaging.set_cap(4)
    agency, other = messaging.organization(), messaging.organization()
    guided, blocking, free, last = messaging.seekers(4)
    too_late = messaging.seekers(2)
    ended = messaging.seeker(provided_to=[], ended_on=messaging.today)
    lapsed = messaging.seeker(valid_until=messaging.today - dt.timedelta(days=1))
    narrowed = messaging.seeker(provided_to=["municipal"], provision_choice="municipal_only")
    foreign = "99999999999"
    messaging.guide(agency, guided)
    messaging.guide(other, free)
    for organization in (agency, other):
        messaging.call(BLOCK_ORGANIZATION, seeker_caller(blocking), organization_id=organization.organization_id)
    batch = [
        guided,
        free,
        free,
        blocking,
        blocking,
        ended,
        lapsed,
        narrowed,
        foreign,
        foreign,
        last,
        too_late[0],
        too_late[1],
    ]
    answer = messaging.guide(agency, *batch)
    assert [one["seeker_number"] for one in answer["results"]] == batch
    assert [one["result"] for one in answer["results"]] == [
        "already_guided",
        "sent",
        "given_twice",
        "blocked_by_seeker",
        "given_twice",
        "seeker_not_available",
        "seeker_not_available",
        "seeker_not_available",
        "seeker_not_available",
        "given_twice",
        "sent",
        "sent",
        "daily_cap_reached",
    ]
    assert (answer["sent"], answer["allowance"]["remaining"]) == (3, 0)
    # with nothing left of the day each is answered all the same, as the cap is not what holds all of them back
    again = messaging.guide(agency, blocking, foreign, too_late[1], too_late[1], last)
    assert [one["result"] for one in again["results"]] == [
        "blocked_by_seeker",
        "seeker_not_available",
        "daily_cap_reached",
        "given_twice",
        "already_guided",
    ]
    assert (again["sent"], again["allowance"]["remaining"]) == (0, 0)
    with pytest.raises(Refused) as refused:
        messaging.guide(agency, too_late[1], too_late[1])
    assert refused.value.code is ErrorCode.DAILY_CAP_REACHED


@pytest.mark.parametrize("hour", [0, 3, 5, 6, 12, 21, 23])
def test_msg_5_messages_are_taken_at_any_time_of_day_and_counted_on_its_japanese_day(
    messaging: Messaging, hour: int
) -> None:
    """When the site is closed is the gateway's to say (OPS-1)."""
    messaging.now = dt.datetime(2026, 4, 23, hour, 30, tzinfo=JAPAN).astimezone(dt.UTC)
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="質問です。")
    answer = messaging.call(REPLY, agency, conversation_id=conversation_id, body="お答えします。")
    assert (answer["allowance"]["day"], answer["allowance"]["used"]) == ("2026-04-23", 2)


@pytest.mark.parametrize("numbers", [[], ["10000000000"] * 1_001, ["123"], ["1000000000０"]])
def test_a_batch_of_none_of_more_than_1000_or_of_no_numbers_is_refused_as_a_whole(numbers: list[str]) -> None:
    with pytest.raises(ValidationError):
        SEND_GUIDANCE.request.load({"seeker_numbers": numbers})


def test_msg_4_guidance_and_replies_of_one_moment_share_the_cap(messaging: Messaging) -> None:
    """Whoever has the count's lock goes first, and the other sees what it has used."""
    messaging.set_cap(3)
    agency, numbers = messaging.organization(), messaging.seekers(3)
    conversation_id = messaging.conversation(agency, numbers[0])
    messaging.call(ASK, seeker_caller(numbers[0]), conversation_id=conversation_id, body="質問です。")
    settings = DispatchSettings(dispatches_a_day=3)

    def guide(work: Work) -> None:
        guidance.send_guidance(work, numbers[1:], settings, code_names())

    def reply() -> object:
        return messaging.call(REPLY, agency, conversation_id=conversation_id, body="お答えします。")

    colleague = Caller(agency.role, account_id=new_id(), organization_id=agency.organization_id)
    refused = while_uncommitted(messaging, colleague, guide, reply)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.details["remaining"]) == (ErrorCode.DAILY_CAP_REACHED, 0)
    assert messaging.call(SHOW_ALLOWANCE, agency)["used"] == 3
