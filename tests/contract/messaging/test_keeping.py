"""MSG-14: messages are kept as sent for their time, longer while something holds them, and read by staff in a case alone."""

import datetime as dt
from dataclasses import replace

import pytest

from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.compliance import CASE_CHANGED, COMPLAINT_CHANGED, RECORD_DELETED
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    BLOCK_ORGANIZATION,
    LIST_CONVERSATIONS,
    LIST_CONVERSATIONS_IN_CASE,
    READ_CONVERSATION,
    READ_CONVERSATION_IN_CASE,
    RECORD_APPLICATION,
    REPLY,
    SHOW_PLACEMENT,
)
from services.messaging.tables import conversations, messages
from services.messaging.usecases.keeping import erase_old_messages
from services.runtime.identifiers import new_id
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.served import Refused

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
OSAKA = replace(TOKYO, bureau_code="27")
OPERATIONS = Caller(role=Role.OPERATIONS, account_id=new_id())
MONTHS = 36
LAST_DAY = dt.date(2029, 6, 30)
"""Guidance of 22 April 2026 ends on 30 June 2026 (MSG-12): kept through this day."""


def deleted(messaging: Messaging, agency: Caller, number: str) -> None:
    """The organization confirms that it has deleted the record (MSG-11)."""
    deletion = {"organization_id": agency.organization_id, "seeker_number": number, "ground": "period_over"}
    messaging.receive(RECORD_DELETED, {**deletion, "confirmed_at": messaging.now + dt.timedelta(minutes=1)})


def case(
    messaging: Messaging,
    agency: Caller,
    *,
    version: int = 1,
    case_id: str | None = None,
    ground: str | None = "advertising",
) -> str:
    """A case is told to be open, or with version 2 to be closed."""
    state = {"case_id": case_id or new_id(), "version": version, "open": version == 1, "ground": ground}
    messaging.receive(CASE_CHANGED, {**state, "organization_id": agency.organization_id})
    return str(state["case_id"])


def erased_on(messaging: Messaging, day: dt.date, **limits: int) -> int:
    with messaging.work() as work:
        return erase_old_messages(work, day, MONTHS, **limits)


def test_msg_14_messages_are_erased_on_the_day_after_their_time_and_not_before(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="質問です。")
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-22")
    deleted(messaging, agency, number)
    assert erased_on(messaging, LAST_DAY) == 0
    assert messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)["messages"]
    assert erased_on(messaging, LAST_DAY + dt.timedelta(days=1)) == 1
    assert messaging.count(messages) == 0
    assert messaging.call(LIST_CONVERSATIONS, seeker_caller(number))["conversations"] == []
    with pytest.raises(Refused, match="not_found"):
        messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    assert messaging.call(SHOW_PLACEMENT, agency, conversation_id=conversation_id)["applied_on"] == "2026-04-22"


def test_msg_14_run_twice_for_a_day_it_does_no_harm_and_days_missed_are_caught_up(messaging: Messaging) -> None:
    """CAL-6: in portions, each told to the audit log with its numbers alone (OPS-3)."""
    agency, numbers = messaging.organization(), messaging.seekers(5)
    messaging.guide(agency, *numbers)
    for number in numbers:
        deleted(messaging, agency, number)
    day = dt.date(2029, 9, 1)
    assert [erased_on(messaging, day, limit=3) for _ in range(4)] == [3, 2, 0, 0]
    entries = [
        entry["details"]
        for entry in messaging.published(AUDIT_RECORDED["messaging"])
        if entry["action"] == "messaging.erase_old_messages"
    ]
    assert entries == [{"conversations": count, "messages": count, "ended_before": "2026-09-01"} for count in (3, 2)]


def test_msg_14_an_open_case_keeps_all_of_its_organizations_messages(messaging: Messaging) -> None:
    held, other = messaging.organization(), messaging.organization()
    for agency in (held, other):
        number = messaging.seeker()
        messaging.conversation(agency, number)
        deleted(messaging, agency, number)
    case_id = case(messaging, held)
    day = LAST_DAY + dt.timedelta(days=1)
    assert erased_on(messaging, day) == 1
    assert messaging.count(conversations, conversations.c.erased_at.is_(None)) == 1
    case(messaging, held, case_id=case_id, version=2)
    case(messaging, held, case_id=case_id, version=1)
    assert erased_on(messaging, day) == 1, "closed it is, also where that it was opened comes after"


def test_msg_14_a_closing_is_taken_whatever_its_version_and_nothing_opens_the_case_again(messaging: Messaging) -> None:
    """A compliance of the version before counts an opening and a closing as 1 and 2, whatever steps lie between (decision 282)."""
    agency, number = messaging.organization(), messaging.seeker()
    messaging.conversation(agency, number)
    deleted(messaging, agency, number)
    day = LAST_DAY + dt.timedelta(days=1)
    state = {"case_id": new_id(), "organization_id": agency.organization_id}
    messaging.receive(CASE_CHANGED, {**state, "version": 5, "open": True, "ground": "advertising"})
    assert erased_on(messaging, day) == 0
    messaging.receive(CASE_CHANGED, {**state, "version": 2, "open": False, "ground": None})
    messaging.receive(CASE_CHANGED, {**state, "version": 6, "open": True, "ground": "malice"})
    assert erased_on(messaging, day) == 1


def test_msg_14_a_ground_that_is_told_later_is_taken_and_one_that_is_known_is_not_lost(messaging: Messaging) -> None:
    """`republish-cases` tells of a case in the version that it was told in before; others tell of it without a ground."""
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    case_id = case(messaging, agency, ground=None)

    def read() -> None:
        messaging.call(READ_CONVERSATION_IN_CASE, OPERATIONS, case_id=case_id, conversation_id=conversation_id)

    with pytest.raises(Refused, match="case_without_reading"):
        read()
    case(messaging, agency, case_id=case_id, ground="advertising")
    read()
    state = {"case_id": case_id, "organization_id": agency.organization_id, "open": True}
    messaging.receive(CASE_CHANGED, {**state, "version": 2, "ground": None})
    read()
    messaging.receive(CASE_CHANGED, {**state, "version": 2, "ground": "overdue"})
    read()
    messaging.receive(CASE_CHANGED, {**state, "version": 3, "ground": "overdue"})
    with pytest.raises(Refused, match="case_without_reading"):
        read()


def test_msg_14_an_open_complaint_keeps_them_as_a_case_does(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    messaging.conversation(agency, number)
    deleted(messaging, agency, number)
    complaint = {"complaint_id": new_id(), "organization_id": agency.organization_id}
    day = LAST_DAY + dt.timedelta(days=1)
    for version, open_, erased in ((2, True, 0), (1, True, 0), (3, False, 1)):
        messaging.receive(COMPLAINT_CHANGED, {**complaint, "version": version, "open": open_})
        assert erased_on(messaging, day) == erased


def test_msg_14_a_duty_to_delete_keeps_the_messages_until_it_is_confirmed(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    messaging.conversation(agency, number)
    day = LAST_DAY + dt.timedelta(days=1)
    assert erased_on(messaging, day) == 0
    deleted(messaging, agency, number)
    assert erased_on(messaging, day) == 1


def test_msg_14_staff_read_every_message_as_sent_with_its_state_in_an_open_case(messaging: Messaging) -> None:
    """Also what is closed to the organization since a block; and nobody's read state changes by it."""
    agency, number = messaging.organization(), messaging.seeker()
    seeker, conversation_id = seeker_caller(number), messaging.conversation(agency, number)
    messaging.pass_by(minutes=1)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
    messaging.pass_by(minutes=1)
    messaging.call(REPLY, agency, conversation_id=conversation_id, body="はい。")
    messaging.call(BLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    case_id = case(messaging, agency)
    for staff in (TOKYO, OPERATIONS):
        (listed,) = messaging.call(LIST_CONVERSATIONS_IN_CASE, staff, case_id=case_id)["conversations"]
        assert listed["seeker_number"] == number
        read = messaging.call(READ_CONVERSATION_IN_CASE, staff, case_id=case_id, conversation_id=conversation_id)
        assert [(message["kind"], message["state"]) for message in read["messages"]] == [
            ("guidance", "blocked"),
            ("question", "delivered"),
            ("reply", "blocked"),
        ]
        assert read["messages"][1]["body"] == "質問です。"


def test_msg_14_each_look_is_in_the_audit_log_with_its_case(messaging: Messaging) -> None:
    """OPS-3."""
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    case_id = case(messaging, agency)
    messaging.call(LIST_CONVERSATIONS_IN_CASE, TOKYO, case_id=case_id, seeker_number=number)
    messaging.call(READ_CONVERSATION_IN_CASE, TOKYO, case_id=case_id, conversation_id=conversation_id)
    looked, read = messaging.published(AUDIT_RECORDED["messaging"])[-2:]
    assert (looked["action"], looked["subject_id"]) == ("messaging.list_conversations_in_case", case_id)
    assert (read["action"], read["subject_id"]) == ("messaging.read_conversation_in_case", conversation_id)
    assert (read["account_id"], read["details"]) == (TOKYO.account_id, {"case_id": case_id})


def test_msg_14_outside_an_open_case_of_the_organizations_nobody_reads(messaging: Messaging) -> None:
    agency, other, number = messaging.organization(), messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    closed = case(messaging, agency)
    case(messaging, agency, case_id=closed, version=2)
    for staff, case_id, code in (
        (TOKYO, new_id(), ErrorCode.NOT_FOUND),
        (TOKYO, closed, ErrorCode.CASE_CLOSED),
        (TOKYO, case(messaging, other), ErrorCode.NOT_FOUND),
        (OSAKA, case(messaging, agency), ErrorCode.OTHER_BUREAUS_ORGANIZATION),
    ):
        with pytest.raises(Refused) as refused:
            messaging.call(READ_CONVERSATION_IN_CASE, staff, case_id=case_id, conversation_id=conversation_id)
        assert refused.value.code is code


@pytest.mark.parametrize(
    ("ground", "by_bureau", "by_operations"),
    [
        ("overdue", False, False),
        ("security_demand", False, False),
        ("many_blocks", False, False),
        ("facts_unclear", True, True),
        (None, True, False),
    ],
)
def test_msg_14_messages_are_read_in_cases_on_a_ground_that_they_can_bear_out_alone(
    messaging: Messaging, ground: str | None, by_bureau: bool, by_operations: bool
) -> None:
    """A security demand is operations' own to open, and what is missing has no messages; a ground not told yet opens little."""
    agency = messaging.organization()
    named = {"conversation_id": messaging.conversation(agency, messaging.seeker())}
    named["case_id"] = case(messaging, agency, ground=ground)
    for staff, reads in ((TOKYO, by_bureau), (OPERATIONS, by_operations)):
        if reads:
            assert messaging.call(READ_CONVERSATION_IN_CASE, staff, **named)["messages"]
            continue
        with pytest.raises(Refused, match="case_without_reading"):
            messaging.call(READ_CONVERSATION_IN_CASE, staff, **named)
        with pytest.raises(Refused, match="case_without_reading"):
            messaging.call(LIST_CONVERSATIONS_IN_CASE, staff, case_id=named["case_id"])


def test_msg_14_the_list_is_paged_without_gap_or_double(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(5)
    messaging.guide(agency, *numbers)
    asked = {"case_id": case(messaging, agency), "limit": 2}
    shown, after = [], None
    while True:
        page = messaging.call(LIST_CONVERSATIONS_IN_CASE, TOKYO, **asked, after=after)
        shown += [one["seeker_number"] for one in page["conversations"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(shown) == numbers
