"""MSG-6: each event says whether the receiver knows already that something waits, so that one mail a conversation is enough."""

import datetime as dt

from services.contracts.compliance import RECORD_DELETED
from services.contracts.events import Event
from services.contracts.messaging import (
    ASK,
    BLOCK_ORGANIZATION,
    GUIDANCE_SENT,
    QUESTION_ASKED,
    READ_CONVERSATION,
    REPLY,
    REPLY_SENT,
    UNBLOCK_ORGANIZATION,
)
from services.messaging.tables import conversations
from tests.contract.messaging.conftest import Messaging, seeker_caller


def waiting(messaging: Messaging, event: Event) -> list[bool]:
    """What the events of a type said, in order."""
    told = messaging.published(event)
    return [one["already_waiting"] for data in told for one in data.get("sent", [data])]


def test_msg_6_of_many_questions_the_first_alone_is_news_until_the_organization_reads(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    for read in (False, False, True, False):
        messaging.pass_by(days=2)
        if read:
            messaging.call(READ_CONVERSATION, agency, conversation_id=conversation_id)
        messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="勤務地はどこですか。")
    assert waiting(messaging, QUESTION_ASKED) == [False, True, False, True]


def test_msg_6_a_reply_is_news_unless_the_guidance_or_an_earlier_reply_is_unread(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker, conversation_id = seeker_caller(number), messaging.conversation(agency, number)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
    for read in (False, True, False):
        if read:
            messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id)
        messaging.call(REPLY, agency, conversation_id=conversation_id, body="お答えします。")
    assert waiting(messaging, REPLY_SENT) == [True, False, True]


def test_msg_6_guidance_is_news_in_each_conversation_and_a_second_one_only_where_the_first_was_read(
    messaging: Messaging,
) -> None:
    messaging.set_guidance_per_application(2)
    agency, numbers = messaging.organization(), messaging.seekers(2)
    sent = messaging.guide(agency, *numbers)["results"]
    messaging.call(READ_CONVERSATION, seeker_caller(numbers[0]), conversation_id=sent[0]["conversation_id"])
    messaging.guide(agency, *numbers)
    assert waiting(messaging, GUIDANCE_SENT) == [False, False, False, True]


def test_msg_6_what_a_block_or_a_deletion_has_closed_does_not_wait(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker, conversation_id = seeker_caller(number), messaging.conversation(agency, number)

    def ask() -> None:
        messaging.pass_by(minutes=1)
        messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")

    ask()
    for operation in (BLOCK_ORGANIZATION, UNBLOCK_ORGANIZATION):
        messaging.pass_by(minutes=1)
        messaging.call(operation, seeker, organization_id=agency.organization_id)
    ask()
    deleted = {
        "organization_id": agency.organization_id,
        "seeker_number": number,
        "ground": "block",
        "confirmed_at": messaging.now + dt.timedelta(seconds=1),
    }
    messaging.receive(RECORD_DELETED, deleted)
    ask()
    with messaging.database.transaction() as connection:  # as a demand for deletion closes what was said before it
        connection.execute(conversations.update().values(closed_before=messaging.now))
    ask()
    assert waiting(messaging, QUESTION_ASKED) == [False, False, False, False]
