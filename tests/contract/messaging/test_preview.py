"""MSG-1, MSG-2, MSG-4: the preview shows exactly what a seeker will get and what would become of it, and uses up nothing."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller
from services.contracts.messaging import (
    BLOCK_ORGANIZATION,
    CREATE_TEMPLATE,
    PREVIEW_GUIDANCE_TO_SEEKER,
    READ_CONVERSATION,
    SEND_GUIDANCE,
    SHOW_ALLOWANCE,
)
from services.contracts.search import SEEKER_RECORD_ACQUIRED
from services.messaging.tables import guidance_texts, messages
from services.runtime.identifiers import new_id
from tests.contract.messaging.conftest import Messaging, seeker_caller


def preview(messaging: Messaging, agency: Caller, number: str, **wanted: Any) -> dict[str, Any]:
    return messaging.call(PREVIEW_GUIDANCE_TO_SEEKER, agency, seeker_number=number, **wanted)


def stored(messaging: Messaging, message_id: str) -> bytes:
    """The text of a guidance as the database has it."""
    query = (
        sa.select(guidance_texts.c.body)
        .join(messages, messages.c.guidance_text_id == guidance_texts.c.text_id)
        .where(messages.c.message_id == message_id)
    )
    with messaging.database.transaction() as connection:
        return str(connection.scalar(query)).encode()


@pytest.mark.parametrize("own_text", [False, True])
@pytest.mark.parametrize("viewed_before", [False, True])
def test_msg_2_what_is_kept_and_read_is_what_the_preview_showed_byte_by_byte(
    messaging: Messaging, own_text: bool, viewed_before: bool
) -> None:
    messaging.allow_own_texts()
    agency, number = messaging.organization(), messaging.seeker()
    if viewed_before:  # then the conversation is open for less long, which the text tells
        viewed = {
            "organization_id": agency.organization_id,
            "account_id": new_id(),
            "seeker_number": number,
            "acquired_at": dt.datetime(2026, 3, 10, 1, 0, tzinfo=dt.UTC),
            "reason": "view",
        }
        messaging.receive(SEEKER_RECORD_ACQUIRED, viewed)
    request: dict[str, Any] = {}
    wanted: dict[str, Any] = {}
    if own_text:
        body = "㈱みなとより　｛｛団体名｝｝\r\n{{送信日}}から{{利用期限}}まで 🌸"
        template = messaging.call(CREATE_TEMPLATE, agency, kind="guidance", name="春", body=body)
        wanted = {"template_id": template["template_id"]}
    shown = preview(messaging, agency, number, **wanted)
    if own_text:
        request = {"template": {**wanted, "version": shown["template_version"]}}
    sent = messaging.call(SEND_GUIDANCE, agency, seeker_numbers=[number], **request)
    conversation_id = sent["results"][0]["conversation_id"]
    read = messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    (message,) = read["messages"]
    assert shown["body"].encode() == message["body"].encode() == stored(messaging, message["message_id"])
    if own_text:
        last_day = "令和８年５月31日" if viewed_before else "令和８年６月30日"
        assert f"令和８年４月22日から{last_day}まで 🌸" in shown["body"]


def test_msg_1_the_preview_says_what_would_become_of_it_as_sending_does(messaging: Messaging) -> None:
    agency = messaging.organization()
    free, guided, blocking = messaging.seekers(3)
    narrowed = messaging.seeker(provided_to=["municipal"])
    ended = messaging.seeker(valid_until=messaging.today - dt.timedelta(days=1))
    messaging.guide(agency, guided)
    messaging.call(BLOCK_ORGANIZATION, seeker_caller(blocking), organization_id=agency.organization_id)
    numbers = [free, guided, blocking, narrowed, ended, "99999999999"]
    shown = [preview(messaging, agency, number) for number in numbers]
    sent = messaging.guide(agency, *numbers)["results"]
    assert [one["result"] for one in shown] == [one["result"] for one in sent]
    assert [one["result"] for one in shown[:3]] == ["sent", "already_guided", "blocked_by_seeker"]
    assert shown[1]["conversation_id"] == sent[1]["conversation_id"]


def test_msg_4_a_preview_uses_up_nothing_and_tells_what_is_left(messaging: Messaging) -> None:
    messaging.set_cap(1)
    agency, numbers = messaging.organization(), messaging.seekers(2)
    for _ in range(3):
        shown = preview(messaging, agency, numbers[0])
        assert (shown["result"], shown["allowance"]["remaining"]) == ("sent", 1)
    assert messaging.call(SHOW_ALLOWANCE, agency)["used"] == messaging.count(messages) == 0
    assert messaging.count(guidance_texts) == 0
    messaging.guide(agency, numbers[0])
    shown = preview(messaging, agency, numbers[1])
    assert (shown["result"], shown["allowance"]["remaining"]) == ("daily_cap_reached", 0)


def test_see_2_a_preview_shows_nothing_of_the_seekers_record(messaging: Messaging) -> None:
    """Else it would be a look at the record that no acquisition tells of (SRC-7)."""
    agency, numbers = messaging.organization(), messaging.seekers(2)
    first, second = (preview(messaging, agency, number)["body"] for number in numbers)
    assert first == second == preview(messaging, agency, "99999999999")["body"]
