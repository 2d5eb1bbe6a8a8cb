"""MSG-1, MSG-6, MSG-12, MSG-14, SEE-4: conversations, each side its own."""

import base64
import datetime as dt
from dataclasses import replace

import pytest

from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    LIST_CONVERSATIONS,
    QUESTION_ASKED,
    READ_CONVERSATION,
    REPLY,
    REPLY_SENT,
)
from services.contracts.registry import SEEKERS_CHANGED
from services.contracts.search import SEEKER_RECORD_ACQUIRED
from services.runtime.identifiers import new_id
from tests.contract.messaging.conftest import Messaging, organization_caller, seeker_caller
from tests.contract.served import Refused

ANY_ID = "0198c2f3-0000-7000-8000-000000000001"


def made_up(instant: str, conversation_id: str, part: str = "r", as_of: str = "2026-04-22T01:00:00+00:00") -> str:
    """A cursor in the form of ours."""
    return base64.urlsafe_b64encode(f"{part} {as_of} {instant} {conversation_id}".encode()).decode()


def test_msg_6_a_seeker_asks_and_the_organization_answers(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    for operation, caller, body in (
        (ASK, seeker, "勤務地はどこですか。"),
        (REPLY, agency, "東京です。\nお待ちします。"),
    ):
        messaging.pass_by(minutes=1)
        messaging.call(operation, caller, conversation_id=conversation_id, body=body)
    read = messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id)
    assert [message["kind"] for message in read["messages"]] == ["guidance", "question", "reply"]
    assert [message["body"] for message in read["messages"]][1:] == [
        "勤務地はどこですか。",
        "東京です。\nお待ちします。",
    ]


def test_msg_8_a_seekers_message_with_personal_data_is_refused_with_its_places(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    body = "電話は０９０（１２３４）５６７８、LINE IDはtaro_1です。"
    with pytest.raises(Refused) as refused:
        messaging.call(ASK, seeker, conversation_id=conversation_id, body=body)
    assert (refused.value.code, refused.value.pointer) == ("personal_data_in_message", "/body")
    found = refused.value.details["found"]
    assert [(one["kind"], body[one["start"] : one["end"]]) for one in found] == [
        ("telephone", "０９０（１２３４）５６７８"),
        ("sns", "taro_1"),
    ]
    assert found[0]["label"] == "電話番号"
    read = messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)
    assert [message["kind"] for message in read["messages"]] == ["guidance"]


def test_msg_8_an_organizations_own_contact_is_delivered(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="連絡先を教えてください。")
    answer = messaging.call(REPLY, agency, conversation_id=conversation_id, body="03-1234-5678にお電話ください。")
    assert answer["message_id"]


def test_msg_6_neither_side_is_told_an_account_or_address(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
    assert str(seeker.account_id) not in str(messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id))
    assert str(agency.account_id) not in str(messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id))


def test_events_of_questions_and_replies_hold_no_text(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="秘密の質問")
    messaging.call(REPLY, agency, conversation_id=conversation_id, body="秘密の回答")
    (asked,), (replied,) = messaging.published(QUESTION_ASKED), messaging.published(REPLY_SENT)
    assert asked["conversation_id"] == replied["conversation_id"] == conversation_id
    assert replied["account_id"] == agency.account_id
    assert "秘密" not in str(asked) + str(replied)


def test_msg_1_no_reply_before_the_seeker_has_written(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    with pytest.raises(Refused) as refused:
        messaging.call(REPLY, agency, conversation_id=conversation_id, body="ご覧になりましたか。")
    assert refused.value.code is ErrorCode.NOTHING_TO_REPLY_TO


def test_other_peoples_conversations_do_not_exist(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    strangers = (messaging.organization(), seeker_caller(messaging.seeker()))
    for stranger in strangers:
        assert messaging.call(LIST_CONVERSATIONS, stranger)["conversations"] == []
        with pytest.raises(Refused) as refused:
            messaging.call(READ_CONVERSATION, stranger, conversation_id=conversation_id)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/conversation_id")
    with pytest.raises(Refused, match="not_found"):
        messaging.call(REPLY, strangers[0], conversation_id=conversation_id, body="横から失礼します。")
    with pytest.raises(Refused, match="not_found"):
        messaging.call(ASK, strangers[1], conversation_id=conversation_id, body="横から失礼します。")


def test_msg_14_each_side_has_its_own_unread_count_and_sees_what_the_other_has_read(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)

    def unread(caller: object) -> int:
        return int(messaging.call(LIST_CONVERSATIONS, caller)["conversations"][0]["unread"])  # type: ignore[arg-type]

    assert (unread(agency), unread(seeker)) == (0, 1)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
    assert (unread(agency), unread(seeker)) == (1, 1)
    read = messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)
    assert [message["state"] for message in read["messages"]] == ["delivered", "read"]
    assert (unread(agency), unread(seeker)) == (0, 1)
    messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id)
    read = messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)
    assert [message["state"] for message in read["messages"]] == ["read", "read"]


def test_conversations_are_paged_by_newest_activity_without_gap_or_double(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(7)
    for number in numbers:
        messaging.pass_by(minutes=1)
        messaging.guide(agency, number)
    shown, cursor = [], None
    while True:
        page = messaging.call(LIST_CONVERSATIONS, agency, limit=3, cursor=cursor)
        shown += [conversation["counterpart"] for conversation in page["conversations"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert shown == numbers[::-1]


def test_unread_conversations_alone_can_be_asked_for(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(3)
    asked = [messaging.conversation(agency, number) for number in numbers][1]
    messaging.call(ASK, seeker_caller(numbers[1]), conversation_id=asked, body="質問です。")
    page = messaging.call(LIST_CONVERSATIONS, agency, unread_only=True)
    assert [conversation["conversation_id"] for conversation in page["conversations"]] == [asked]


@pytest.mark.parametrize("cursor", [
    "x", "IA==", "MjAyNi0wNC0yMlQwMTowMDowMA==", "あ", "=" * 9,
    made_up("2026-04-22T01:00:00", ANY_ID),
    made_up("2026-04-22T01:00:00+00:00", "-" * 36),
    made_up("2026-04-22T01:00:00+00:00", "a" * 36),
    made_up("0001-01-01T00:00:00+14:00", ANY_ID),
    made_up("9999-12-31T23:59:59-23:59", ANY_ID),
    made_up("2026-04-22T01:00:00+00:00", ANY_ID, part="x"),
    made_up("2026-04-22T01:00:00+00:00", ANY_ID, part="n"),
    made_up("2026-04-22T01:00:00+00:00", ANY_ID, as_of="2026-04-22"),
])  # fmt: skip
def test_a_made_up_cursor_is_refused(messaging: Messaging, cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        messaging.call(LIST_CONVERSATIONS, messaging.organization(), cursor=cursor)
    assert refused.value.code is ErrorCode.STALE_CURSOR


def test_a_cursor_with_an_offset_that_the_database_can_not_read_is_taken(messaging: Messaging) -> None:
    cursor = made_up("2026-04-22T01:00:00+23:59:59", ANY_ID)
    assert not messaging.call(LIST_CONVERSATIONS, messaging.organization(), cursor=cursor)["conversations"]


def test_see_4_a_conversation_goes_on_after_the_seeker_narrows_or_ends(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    ended = messaging.seeker_state(number, version=2, provided_to=[], ended_on=messaging.today)
    messaging.receive(SEEKERS_CHANGED, {"seekers": [ended]})
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="まだ応募できますか。")
    assert messaging.call(REPLY, agency, conversation_id=conversation_id, body="はい。")["message_id"]


def test_msg_12_a_conversation_closes_to_the_organization_after_the_month_after_next(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
    messaging.now = dt.datetime(2026, 6, 30, 14, 59, tzinfo=dt.UTC)
    assert messaging.call(REPLY, agency, conversation_id=conversation_id, body="はい。")["message_id"]
    messaging.pass_by(minutes=1)
    for operation, caller in ((REPLY, agency), (ASK, seeker)):
        with pytest.raises(Refused) as refused:
            messaging.call(operation, caller, conversation_id=conversation_id, body="まだありますか。")
        assert refused.value.code is ErrorCode.CONVERSATION_CLOSED
    assert messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)["messages"] == []
    assert len(messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id)["messages"]) == 3


@pytest.mark.parametrize("viewed_first", [True, False])
def test_msg_12_counts_from_the_first_view_in_whatever_order_its_event_comes(
    messaging: Messaging, viewed_first: bool
) -> None:
    agency, number = messaging.organization(), messaging.seeker()

    def view_is_told() -> None:
        viewed = {
            "organization_id": agency.organization_id,
            "account_id": new_id(),
            "seeker_number": number,
            "acquired_at": dt.datetime(2026, 3, 31, 14, 0, tzinfo=dt.UTC),
            "reason": "view",
        }
        messaging.receive(SEEKER_RECORD_ACQUIRED, viewed)

    if viewed_first:
        view_is_told()
    messaging.guide(agency, number)
    if not viewed_first:
        view_is_told()
    (conversation,) = messaging.call(LIST_CONVERSATIONS, agency)["conversations"]
    assert conversation["open_until"] == "2026-05-31"


def test_aut_9_a_suspended_organization_reads_no_conversation_and_a_terminated_one_lists_none(
    messaging: Messaging,
) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    read = (READ_CONVERSATION, {"conversation_id": messaging.conversation(agency, number)})
    for version, standing, (operation, request) in (
        (2, "suspended", read),
        (3, "terminated", read),
        (4, "terminated", (LIST_CONVERSATIONS, {})),
    ):
        messaging.organization(agency.organization_id, version=version, standing=standing)
        with pytest.raises(Refused) as refused:
            messaging.call(operation, organization_caller(str(agency.organization_id)), **request)
        assert refused.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE


def test_msg_6_a_seeker_is_told_whether_the_organization_can_read_what_is_written(messaging: Messaging) -> None:
    """AUT-9: a suspended one reads it when it is resumed; what would never be read is not taken; who is in use again reads."""
    agency, number = messaging.organization(), messaging.seeker()
    seeker, conversation_id = seeker_caller(number), messaging.conversation(agency, number)
    states = (
        ({}, "reads"),
        ({"standing": "suspended"}, "suspended"),
        ({"standing": "terminated"}, "ended"),
        ({"standing": "withdrawn"}, "ended"),
        ({"services": ["offers"]}, "ended"),
        ({}, "reads"),
    )
    for version, (state, reads) in enumerate(states, start=2):
        messaging.organization(agency.organization_id, version=version, **state)
        (shown,) = messaging.call(LIST_CONVERSATIONS, seeker)["conversations"]
        assert shown["organization_reads"] == reads
        if reads != "ended":
            assert messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")["message_id"]
            continue
        with pytest.raises(Refused) as refused:
            messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
        told = (refused.value.code, refused.value.pointer)
        assert told == (ErrorCode.ORGANIZATION_READS_NO_MORE, "/conversation_id")


def test_aut_7_the_role_decides_on_which_side_a_caller_stands(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(messaging.organization(), number)
    confused = replace(agency, seeker_number=number)
    with pytest.raises(Refused) as refused:
        messaging.call(READ_CONVERSATION, confused, conversation_id=conversation_id)
    assert refused.value.code is ErrorCode.NOT_FOUND
    assert not messaging.call(LIST_CONVERSATIONS, confused)["conversations"]
