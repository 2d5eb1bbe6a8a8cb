"""MSG-6, MSG-8, MSG-14: texts that nobody could read as they were sent, and what becomes of all others."""

import pytest
from marshmallow import ValidationError

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.messaging import ASK, READ_CONVERSATION, REPLY
from services.contracts.operations import Operation
from services.messaging.tables import messages
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.served import Refused


@pytest.fixture
def sides(messaging: Messaging) -> list[tuple[Operation, Caller, str]]:
    """Both sides of a conversation in which both may write."""
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    seeker = seeker_caller(number)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
    return [(ASK, seeker, conversation_id), (REPLY, agency, conversation_id)]


@pytest.mark.parametrize(("body", "kind", "start", "end"), [
    ("連絡先は\u202e4321-098", "direction", 4, 5),
    ("電話\r\n090\u200b1234", "invisible", 6, 7),
    ("\u0301\u0301\u0301", "marks", 0, 3),
    ("社名は\ue000です", "not_shared", 3, 4),
    ("\u3000あ\u200b", "invisible", 1, 2),
])  # fmt: skip
def test_msg_8_what_can_not_be_read_as_it_is_kept_is_refused_with_place_and_rule(
    messaging: Messaging, sides: list[tuple[Operation, Caller, str]], body: str, kind: str, start: int, end: int
) -> None:
    for operation, caller, conversation_id in sides:
        with pytest.raises(Refused) as refused:
            messaging.call(operation, caller, conversation_id=conversation_id, body=body)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.CHARACTERS_NOT_ALLOWED, "/body")
        (found,) = refused.value.details["found"]
        assert (found["kind"], found["start"], found["end"]) == (kind, start, end)
        assert found["label"]
    assert messaging.count(messages) == 2


@pytest.mark.parametrize(
    "body", ["あ" * 100_000, "\u0301" * 100_000, "あ\x00い", "あ\ud800い", "\x1b[31m", " \u3000\n\t", "\x85あ"]
)
def test_what_is_too_long_or_no_text_at_all_never_reaches_the_service(
    messaging: Messaging, sides: list[tuple[Operation, Caller, str]], body: str
) -> None:
    for operation, caller, conversation_id in sides:
        with pytest.raises(ValidationError) as refused:
            messaging.call(operation, caller, conversation_id=conversation_id, body=body)
        assert list(refused.value.messages) == ["body"]


@pytest.mark.parametrize("body", [
    "ﾊﾟｰﾄ　ＡＢＣ　㈱みなと①",
    "か\u3099と\u3001辻\U000e0100",
    "一行目\n\n三行目\tタブ",
    "👨\u200d👩\u200d👧 よろしく",
    "あ" * 4_000,
])  # fmt: skip
def test_msg_14_every_other_text_is_kept_as_sent_without_any_folding(
    messaging: Messaging, sides: list[tuple[Operation, Caller, str]], body: str
) -> None:
    for operation, caller, conversation_id in sides:
        messaging.pass_by(minutes=1)
        messaging.call(operation, caller, conversation_id=conversation_id, body=body)
        read = messaging.call(READ_CONVERSATION, caller, conversation_id=conversation_id)
        assert read["messages"][-1]["body"] == body


def test_msg_14_of_line_ends_alone_one_form_is_kept(
    messaging: Messaging, sides: list[tuple[Operation, Caller, str]]
) -> None:
    operation, caller, conversation_id = sides[0]
    messaging.pass_by(minutes=1)
    messaging.call(operation, caller, conversation_id=conversation_id, body="一\r\n二\r三\n四")
    read = messaging.call(READ_CONVERSATION, caller, conversation_id=conversation_id)
    assert read["messages"][-1]["body"] == "一\n二\n三\n四"
