"""SEE-1, MSG-7, MSG-14: a second record's conversations are the person's, whose blocks are of each record (decision 136)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    BLOCK_CHANGED,
    BLOCK_ORGANIZATION,
    LIST_BLOCKS,
    LIST_CONVERSATIONS,
    LIST_CONVERSATIONS_IN_CASE,
    READ_CONVERSATION,
    REPLY,
    UNBLOCK_ORGANIZATION,
)
from services.contracts.registry import SEEKERS_CHANGED, SEEKERS_JOINED
from services.messaging.storage.joined import records
from tests.contract.at_once import together, waits_for
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.messaging.test_keeping import TOKYO, case
from tests.contract.served import Refused


def join(messaging: Messaging, theirs: str, mine: str) -> None:
    messaging.receive(SEEKERS_JOINED, {"seeker_number": mine, "joined_number": theirs})


def listed(messaging: Messaging, caller: Caller) -> list[str]:
    return [one["conversation_id"] for one in messaging.call(LIST_CONVERSATIONS, caller)["conversations"]]


def told(messaging: Messaging) -> list[tuple[str, bool]]:
    return [(event["seeker_number"], event["blocked"]) for event in messaging.published(BLOCK_CHANGED)]


def reply(messaging: Messaging, agency: Caller, conversation_id: str) -> Any:
    try:
        return messaging.call(REPLY, agency, conversation_id=conversation_id, body="お待ちしています。")["message_id"]
    except Refused as refused:
        return refused.code


def test_the_person_reads_and_goes_on_with_what_was_said_under_the_other_number(messaging: Messaging) -> None:
    """SEE-4, MSG-14: open conversations go on; nobody else sees them."""
    agency, (mine, theirs, other) = messaging.organization(), messaging.seekers(3)
    conversation_id = messaging.conversation(agency, theirs)
    messaging.call(ASK, seeker_caller(theirs), conversation_id=conversation_id, body="質問です。")
    assert listed(messaging, seeker_caller(mine)) == []
    join(messaging, theirs, mine)
    join(messaging, theirs, mine)
    assert listed(messaging, seeker_caller(mine)) == [conversation_id]
    assert listed(messaging, seeker_caller(other)) == []
    read = messaging.call(READ_CONVERSATION, seeker_caller(mine), conversation_id=conversation_id)
    assert [message["kind"] for message in read["messages"]] == ["guidance", "question"]
    messaging.call(ASK, seeker_caller(mine), conversation_id=conversation_id, body="もう一つ質問です。")
    assert isinstance(reply(messaging, agency, conversation_id), str)


@pytest.mark.parametrize("under", ["the first", "the second"])
@pytest.mark.parametrize("before", [True, False])
def test_who_is_blocked_under_one_number_is_blocked_under_the_other(
    messaging: Messaging, under: str, before: bool
) -> None:
    """MSG-7: whichever it was, before the records were joined and after; search and compliance hear of the number that stays."""
    agency, (mine, theirs) = messaging.organization(), messaging.seekers(2)
    conversations = [messaging.conversation(agency, number) for number in (mine, theirs)]
    for number, one in zip((mine, theirs), conversations, strict=True):
        messaging.call(ASK, seeker_caller(number), conversation_id=one, body="質問です。")
    blocker = seeker_caller(mine if under == "the first" else theirs)
    if not before:
        join(messaging, theirs, mine)
    messaging.call(BLOCK_ORGANIZATION, blocker, organization_id=agency.organization_id)
    if before:
        join(messaging, theirs, mine)
    assert [reply(messaging, agency, one) for one in conversations] == [ErrorCode.BLOCKED_BY_SEEKER] * 2
    results = messaging.guide(agency, mine, theirs)["results"]
    assert {one["result"] for one in results} == {"blocked_by_seeker"}
    assert told(messaging)[-1] == (mine, True)
    blocked = messaging.call(LIST_BLOCKS, seeker_caller(mine))["blocks"]
    assert [one["organization_id"] for one in blocked] == [agency.organization_id]
    messaging.call(UNBLOCK_ORGANIZATION, seeker_caller(mine), organization_id=agency.organization_id)
    assert told(messaging)[-1] == (mine, False)
    for one in conversations:
        messaging.call(ASK, seeker_caller(mine), conversation_id=one, body="質問です。")
        assert isinstance(reply(messaging, agency, one), str)


def test_who_is_blocked_under_a_joined_number_may_not_guide_whoever_the_state_that_tells_of_it_opens(
    messaging: Messaging,
) -> None:
    """MSG-7, SEE-1: `seekers_changed` may come before `seekers_joined`, which then is no news; several persons in one event."""
    agency, (mine, theirs, another, anothers) = messaging.organization(), messaging.seekers(4, provided_to=[])
    for number in (theirs, anothers):
        messaging.call(BLOCK_ORGANIZATION, seeker_caller(number), organization_id=agency.organization_id)
    joined = [(mine, theirs), (another, anothers)]
    states = [messaging.seeker_state(one, version=2, joined_numbers=[second]) for one, second in joined]
    messaging.receive(SEEKERS_CHANGED, {"seekers": states})
    results = messaging.guide(agency, mine, another)["results"]
    assert [one["result"] for one in results] == ["blocked_by_seeker"] * 2
    before = told(messaging)
    assert sorted(before[2:]) == sorted([(mine, True), (another, True)])
    join(messaging, theirs, mine)
    messaging.receive(SEEKERS_CHANGED, {"seekers": [{**one, "version": 3} for one in states]})
    assert told(messaging) == before
    messaging.call(UNBLOCK_ORGANIZATION, seeker_caller(mine), organization_id=agency.organization_id)
    messaging.receive(SEEKERS_CHANGED, {"seekers": [{**one, "version": 4} for one in states]})
    assert messaging.guide(agency, mine)["results"][0]["result"] == "sent", "a later state blocks nobody anew"


def test_staff_find_in_a_case_what_was_said_under_any_number_of_the_person(messaging: Messaging) -> None:
    """MSG-14, CMP-12: the complaint names the one number, the conversation began under the other."""
    agency, (mine, theirs, other) = messaging.organization(), messaging.seekers(3)
    begun = {messaging.conversation(agency, number) for number in (mine, theirs)}
    messaging.conversation(agency, other)
    join(messaging, theirs, mine)
    asked = {"case_id": case(messaging, agency)}
    for number in (mine, theirs):
        found = messaging.call(LIST_CONVERSATIONS_IN_CASE, TOKYO, **asked, seeker_number=number)["conversations"]
        assert {one["conversation_id"] for one in found} == begun
    assert len(messaging.call(LIST_CONVERSATIONS_IN_CASE, TOKYO, **asked)["conversations"]) == 3


def test_the_end_of_a_block_is_told_of_each_number_that_it_was_told_of(messaging: Messaging) -> None:
    """MSG-7, MSG-11: else who hears of it would take the person to block for ever; the number that stays comes last."""
    agency, (mine, theirs) = messaging.organization(), messaging.seekers(2)
    block = {"organization_id": agency.organization_id}
    messaging.call(BLOCK_ORGANIZATION, seeker_caller(theirs), **block)
    join(messaging, theirs, mine)
    messaging.call(UNBLOCK_ORGANIZATION, seeker_caller(mine), **block)
    assert told(messaging) == [(theirs, True), (mine, True), (theirs, False), (mine, False)]
    messaging.call(BLOCK_ORGANIZATION, seeker_caller(mine), **block)
    assert told(messaging)[4:] == [(mine, True)], "a block is the person's, once"


@pytest.mark.parametrize("last_first", [True, False])
def test_records_joined_one_into_the_other_are_all_the_persons_in_whatever_order_it_is_told(
    messaging: Messaging, last_first: bool
) -> None:
    """SEE-1."""
    agency, (mine, second, third) = messaging.organization(), messaging.seekers(3)
    conversation_id = messaging.conversation(agency, third)
    steps = [(second, mine), (third, second)]
    for theirs, stays in steps if last_first else reversed(steps):
        join(messaging, theirs, stays)
    assert listed(messaging, seeker_caller(mine)) == [conversation_id]
    messaging.call(BLOCK_ORGANIZATION, seeker_caller(mine), organization_id=agency.organization_id)
    assert messaging.guide(agency, third)["results"][0]["result"] == "blocked_by_seeker"


@pytest.mark.parametrize("turn", range(4))
def test_a_block_and_the_joining_at_once_know_of_each_other(messaging: Messaging, turn: int) -> None:
    """MSG-7: whichever comes first; guidance that is on its way to the other number too."""
    agency, (mine, theirs) = messaging.organization(), messaging.seekers(2)
    block = {"organization_id": agency.organization_id}
    together(
        lambda: messaging.call(BLOCK_ORGANIZATION, seeker_caller(mine), **block),
        lambda: join(messaging, theirs, mine),
        lambda: messaging.guide(agency, theirs),
    )
    assert messaging.guide(agency, theirs)["results"][0]["result"] == "blocked_by_seeker"


def test_a_block_waits_for_a_record_that_is_being_joined(messaging: Messaging) -> None:
    """MSG-7: else neither would know of the other, where the organization has not written under the other number yet."""
    agency, mine = messaging.organization(), messaging.seeker()
    block = {"organization_id": agency.organization_id}
    with ThreadPoolExecutor(1) as beside:
        with messaging.database.transaction() as connection:
            records.lock(connection, mine)
            blocking = beside.submit(messaging.call, BLOCK_ORGANIZATION, seeker_caller(mine), **block)
            assert waits_for(connection, blocking), "it went past a record that is being joined"
        blocking.result()
    assert told(messaging) == [(mine, True)]


def test_a_block_that_waited_while_its_record_was_joined_waits_for_the_person_too(messaging: Messaging) -> None:
    """MSG-7: else a further record that joins the person at that moment would not know of it."""
    agency, (mine, theirs) = messaging.organization(), messaging.seekers(2)
    block = {"organization_id": agency.organization_id}
    with ThreadPoolExecutor(1) as beside:
        with messaging.database.transaction() as of_the_person:
            with messaging.database.transaction() as joining:
                records.lock(joining, theirs)
                blocking = beside.submit(messaging.call, BLOCK_ORGANIZATION, seeker_caller(theirs), **block)
                assert waits_for(joining, blocking), "it went past its record, which is being joined"
                records.keep(joining, theirs, mine)
                records.lock(of_the_person, mine)
            assert waits_for(of_the_person, blocking), "it went past the person"
        blocking.result()
    assert told(messaging) == [(mine, True)]


@pytest.mark.parametrize("stays", [True, False])
def test_a_record_that_joins_waits_for_a_block_under_either_number(messaging: Messaging, stays: bool) -> None:
    """MSG-7: the lock of the number that stays too, under which the person may block at that moment."""
    mine, theirs = messaging.seekers(2)
    with ThreadPoolExecutor(1) as beside:
        with messaging.database.transaction() as blocking:
            records.lock(blocking, mine if stays else theirs)
            joining = beside.submit(join, messaging, theirs, mine)
            assert waits_for(blocking, joining), "it went past a block that is on its way"
        joining.result()
