"""MSG-8: what seekers and organizations write is looked at before it is taken, and may be looked at without."""

from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    CHECK_MESSAGE,
    DEMAND_REFUSED,
    READ_CONVERSATION,
    RECORD_EXPLANATION,
    REPLY,
)
from services.contracts.registry import FIND_IN_OWN_TEXT
from services.messaging.tables import messages
from services.runtime.identifiers import new_id
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.served import Refused

DEMAND = "ご返信ありがとうございます。お電話番号を教えていただけますか。"


@pytest.fixture
def sides(messaging: Messaging) -> tuple[Caller, Caller, str]:
    """An agency and a seeker who has written to it, and their conversation."""
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    seeker = seeker_caller(number)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="質問です。")
    return agency, seeker, conversation_id


def refused(messaging: Messaging, operation: Any, caller: Caller, **request: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        messaging.call(operation, caller, **request)
    return caught.value


def marked(body: str, found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Kinds, and what a page would mark: JavaScript counts UTF-16 code units."""
    units = body.encode("utf-16-le")
    return [(one["kind"], units[2 * one["start"] : 2 * one["end"]].decode("utf-16-le")) for one in found]


def test_msg_8_a_message_with_the_seekers_own_name_is_refused_with_its_place(
    messaging: Messaging, sides: tuple[Caller, Caller, str]
) -> None:
    _, seeker, conversation_id = sides
    messaging.registry.names[str(seeker.seeker_number)] = "山田花子"
    body = "😀山田花子と申します。090-1234-5678"
    no = refused(messaging, ASK, seeker, conversation_id=conversation_id, body=body)
    assert (no.code, no.pointer) == (ErrorCode.PERSONAL_DATA_IN_MESSAGE, "/body")
    assert marked(body, no.details["found"]) == [("name", "山田花子"), ("telephone", "090-1234-5678")]
    assert no.details["found"][0]["label"] == "氏名"
    assert messaging.count(messages) == 2


def test_msg_8_the_registry_is_asked_in_the_seekers_name_within_a_second(
    messaging: Messaging, sides: tuple[Caller, Caller, str]
) -> None:
    operation, caller, seconds = messaging.registry.asked[-1]
    assert (operation, caller, seconds) == (FIND_IN_OWN_TEXT, sides[1], 1.0)


def test_msg_8_without_the_registrys_answer_nothing_is_stored_and_the_seeker_is_told_to_try_again(
    messaging: Messaging, sides: tuple[Caller, Caller, str]
) -> None:
    _, seeker, conversation_id = sides
    messaging.registry.down = True
    no = refused(messaging, ASK, seeker, conversation_id=conversation_id, body="勤務地はどこですか。")
    assert no.code is ErrorCode.MESSAGE_NOT_CHECKED
    assert messaging.count(messages) == 2
    assert refused(messaging, CHECK_MESSAGE, seeker, body="質問です。").code is ErrorCode.MESSAGE_NOT_CHECKED


def test_msg_8_the_registry_is_asked_while_no_transaction_is_open(
    messaging: Messaging, sides: tuple[Caller, Caller, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, seeker, conversation_id = sides
    ask, open_then = messaging.registry.ask, []

    def watched(*asked: Any, **options: Any) -> dict[str, Any]:
        open_then.append(messaging.database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return ask(*asked, **options)

    monkeypatch.setattr(messaging.registry, "ask", watched)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="もう一つ質問です。")
    messaging.call(CHECK_MESSAGE, seeker, body="もう一つ質問です。")
    assert open_then == [0, 0]


def test_msg_8_an_organizations_demand_is_refused_with_its_place_and_told_to_compliance_without_a_text(
    messaging: Messaging, sides: tuple[Caller, Caller, str]
) -> None:
    agency, _, conversation_id = sides
    no = refused(messaging, REPLY, agency, conversation_id=conversation_id, body=DEMAND)
    assert (no.code, no.pointer) == (ErrorCode.PERSONAL_DATA_DEMANDED, "/body")
    assert marked(DEMAND, no.details["found"]) == [("demand", "お電話番号を教えていただけますか")]
    assert no.details["allowance"]["used"] == 1
    (told,) = messaging.published(DEMAND_REFUSED)
    assert (told["organization_id"], told["conversation_id"]) == (agency.organization_id, conversation_id)
    assert "電話" not in str(told)
    assert messaging.count(messages) == 2


def test_msg_8_a_demand_sent_twice_under_one_key_is_one_demand(
    messaging: Messaging, sides: tuple[Caller, Caller, str]
) -> None:
    agency, _, conversation_id = sides
    messaging.idempotency_key = new_id()
    for _ in range(2):
        refused(messaging, REPLY, agency, conversation_id=conversation_id, body=DEMAND)
    messaging.idempotency_key = new_id()
    refused(messaging, REPLY, agency, conversation_id=conversation_id, body=DEMAND)
    first, second, third = (told["demand_id"] for told in messaging.published(DEMAND_REFUSED))
    assert first == second != third


def test_msg_8_demands_in_several_conversations_are_several_under_one_key_too(
    messaging: Messaging, sides: tuple[Caller, Caller, str]
) -> None:
    """CMP-8 counts them; the key is the organization's to choose."""
    agency, _, first = sides
    number = messaging.seeker()
    second = messaging.conversation(agency, number)
    messaging.call(ASK, seeker_caller(number), conversation_id=second, body="質問です。")
    messaging.idempotency_key = new_id()
    for conversation_id, body in (
        (first, DEMAND),
        (second, DEMAND),
        (second, f"{DEMAND}お願いします。"),
        (second, DEMAND),
    ):
        refused(messaging, REPLY, agency, conversation_id=conversation_id, body=body)
    explained = {"subject": "paid_support", "explained_on": "2026-04-22", "way": "telephone", "service": "講座"}
    refused(messaging, RECORD_EXPLANATION, agency, conversation_id=second, contents=DEMAND, **explained)
    told = [one["demand_id"] for one in messaging.published(DEMAND_REFUSED)]
    assert (len(told), len(set(told))) == (5, 4)
    assert told[1] == told[3]


def test_msg_8_a_demand_in_another_organizations_conversation_is_not_told(
    messaging: Messaging, sides: tuple[Caller, Caller, str]
) -> None:
    no = refused(messaging, REPLY, messaging.organization(), conversation_id=sides[2], body=DEMAND)
    assert no.code is ErrorCode.NOT_FOUND
    assert messaging.published(DEMAND_REFUSED) == []


@pytest.mark.parametrize("body", [
    "03-1234-5678 までお電話ください。",
    "ご応募は、履歴書を添えて saiyo@example.jp までお送りください。",
    "お名前や電話番号は書かないでください。",
    "住所は東京都千代田区千代田1-1-1です。",
])  # fmt: skip
def test_msg_8_an_organization_may_give_its_own_contact_and_ask_for_what_is_no_personal_data(
    messaging: Messaging, sides: tuple[Caller, Caller, str], body: str
) -> None:
    agency, seeker, conversation_id = sides
    messaging.pass_by(minutes=1)
    messaging.call(REPLY, agency, conversation_id=conversation_id, body=body)
    assert messaging.call(READ_CONVERSATION, seeker, conversation_id=conversation_id)["messages"][-1]["body"] == body
    assert messaging.published(DEMAND_REFUSED) == []


def test_msg_8_a_check_tells_the_same_places_and_neither_sends_nor_counts(
    messaging: Messaging, sides: tuple[Caller, Caller, str]
) -> None:
    agency, seeker, _ = sides
    messaging.registry.names[str(seeker.seeker_number)] = "山田花子"
    own = messaging.call(CHECK_MESSAGE, seeker, body="山田花子です。\u200b")
    assert not own["acceptable"]
    assert [one["kind"] for one in own["found"]] == ["invisible", "name"]
    demand = messaging.call(CHECK_MESSAGE, agency, body=DEMAND)
    assert marked(DEMAND, demand["found"]) == [("demand", "お電話番号を教えていただけますか")]
    clean = messaging.call(CHECK_MESSAGE, agency, body="お待ちしております。")
    assert (clean["acceptable"], clean["found"]) == (True, [])
    assert messaging.published(DEMAND_REFUSED) == []
    assert messaging.count(messages) == 2


def test_see_2_neither_name_nor_text_is_kept_of_what_was_refused(
    messaging: Messaging, sides: tuple[Caller, Caller, str]
) -> None:
    agency, seeker, conversation_id = sides
    messaging.registry.names[str(seeker.seeker_number)] = "山田花子"
    refused(messaging, ASK, seeker, conversation_id=conversation_id, body="山田花子と申します。")
    refused(messaging, REPLY, agency, conversation_id=conversation_id, body=DEMAND)
    with messaging.database.transaction() as connection:
        told = "".join(
            str(row)
            for table in sa.inspect(connection).get_table_names()
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"'))
        )
    assert "山田花子" not in told
    assert "お電話番号を" not in told
