"""MSG-3: a change of mandatory information reaches every seeker in an open conversation, at once and once."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller
from services.contracts.compliance import RECORD_DELETED
from services.contracts.messaging import (
    ASK,
    BLOCK_ORGANIZATION,
    INFORMATION_CHANGE_NOTED,
    INFORMATION_CHANGE_SENT,
    LIST_CONVERSATIONS,
    PREVIEW_GUIDANCE,
    READ_CONVERSATION,
    RECORD_ACCEPTANCE,
    RECORD_APPLICATION,
    REPLY,
    SHOW_ALLOWANCE,
    UNBLOCK_ORGANIZATION,
)
from services.contracts.registry import SEEKERS_CHANGED
from services.messaging.tables import guidance_texts, information_changes, messages
from services.messaging.usecases import information
from services.runtime.outbox import outbox_table
from services.runtime.serialization import loads
from tests.contract.messaging.conftest import Messaging, seeker_caller

_outbox = outbox_table(sa.MetaData())


def change(messaging: Messaging, agency: Caller, version: int, **items: Any) -> None:
    """Tell messaging of an approved change; `version` is the registration's and, without another, the information's."""
    state = messaging.organization_state(str(agency.organization_id), messaging.today)
    standing = {name: items.pop(name) for name in ("standing", "services") if name in items}
    known = items.pop("information_version", version)
    messaging.organization(
        agency.organization_id,
        version=version,
        mandatory_information={**state["mandatory_information"], **items},
        mandatory_information_version=known,
        mandatory_information_changed_on=messaging.today,
        **standing,
    )


def deliver(messaging: Messaging) -> int:
    """Take messaging's words to itself off the outbox and hand them over, as relay and bus do, until there are none."""
    steps = 0
    taken = _outbox.delete().where(_outbox.c.routing_key == INFORMATION_CHANGE_NOTED.type).returning(_outbox.c.body)
    while True:
        with messaging.database.transaction() as connection:
            due = [loads(body)["data"] for body in connection.scalars(taken)]
        if not due:
            return steps
        for data in due:
            messaging.receive(INFORMATION_CHANGE_NOTED, data)
        steps += len(due)


def kinds(messaging: Messaging, number: str, conversation_id: str) -> list[str]:
    read = messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    return [message["kind"] for message in read["messages"]]


def newest(messaging: Messaging, number: str, conversation_id: str) -> str:
    read = messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    return str(read["messages"][-1]["body"])


@pytest.fixture
def agency(messaging: Messaging) -> Caller:
    return messaging.organization(mandatory_information_version=1)


def test_msg_3_the_seeker_gets_what_changed_and_the_new_text_as_a_message_of_its_own_kind(
    messaging: Messaging, agency: Caller
) -> None:
    number = messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    change(messaging, agency, 2, fees_for_seekers="登録手数料 710円", occupation_codes=["C", "A"])
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance", "change"]
    body = newest(messaging, number, conversation_id)
    assert "令和８年４月22日に変更されました。" in body
    differences, whole = body.split("【変更後の内容】")
    assert "（変更前）\nいただきません。\n（変更後）\n登録手数料 710円" in differences
    assert "（追加）管理的職業" in differences
    assert "（削除）" in differences
    assert "応募書類の添削" not in differences
    for item in ("登録手数料 710円", "応募書類の添削", "電話 03-0000-0000"):
        assert item in whole
        assert item in messaging.call(PREVIEW_GUIDANCE, agency)["body"]


def test_msg_3_it_uses_up_nothing_of_the_day(messaging: Messaging, agency: Caller) -> None:
    """Outside the cap of MSG-4: also for who has nothing left."""
    messaging.set_cap(1)
    number = messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    change(messaging, agency, 2, support_offered="面接の練習")
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance", "change"]
    assert messaging.call(SHOW_ALLOWANCE, agency)["used"] == 1


def test_msg_3_it_waits_unread_at_the_head_of_the_seekers_list_and_is_announced(
    messaging: Messaging, agency: Caller
) -> None:
    number = messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    messaging.pass_by(days=1)
    messaging.conversation(messaging.organization(), number)
    messaging.pass_by(days=1)
    change(messaging, agency, 2, support_offered="面接の練習")
    deliver(messaging)
    first = messaging.call(LIST_CONVERSATIONS, seeker_caller(number))["conversations"][0]
    assert (first["conversation_id"], first["unread"]) == (conversation_id, 1)
    (told,) = messaging.published(INFORMATION_CHANGE_SENT)
    (sent,) = told["sent"]
    assert (sent["seeker_number"], sent["conversation_id"], sent["account_id"]) == (number, conversation_id, None)


def test_msg_3_blocked_closed_and_deleted_conversations_get_nothing(messaging: Messaging, agency: Caller) -> None:
    blocked, closed, deleted, present = messaging.seekers(4)
    of_closed = messaging.conversation(agency, closed)
    messaging.now = dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.UTC)
    renewed = [messaging.seeker_state(number, version=2) for number in (blocked, deleted, present)]
    messaging.receive(SEEKERS_CHANGED, {"seekers": renewed})
    others = {number: messaging.conversation(agency, number) for number in (blocked, deleted, present)}
    messaging.call(BLOCK_ORGANIZATION, seeker_caller(blocked), organization_id=agency.organization_id)
    deletion = {"organization_id": agency.organization_id, "seeker_number": deleted, "ground": "demand"}
    messaging.pass_by(minutes=1)
    messaging.receive(RECORD_DELETED, {**deletion, "confirmed_at": messaging.now})
    change(messaging, agency, 2, support_offered="面接の練習")
    deliver(messaging)
    assert kinds(messaging, closed, of_closed) == ["guidance"]
    for number, conversation_id in others.items():
        told = ["change"] if number == present else []
        assert kinds(messaging, number, conversation_id) == ["guidance", *told]


def test_msg_3_who_unblocks_is_told_what_was_missed_once(messaging: Messaging, agency: Caller) -> None:
    number = messaging.seeker()
    seeker, conversation_id = seeker_caller(number), messaging.conversation(agency, number)
    messaging.call(BLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    change(messaging, agency, 2, support_offered="面接の練習")
    deliver(messaging)
    for _ in range(2):
        messaging.call(UNBLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
        deliver(messaging)
        messaging.call(BLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    assert kinds(messaging, number, conversation_id) == ["guidance", "change"]


def test_msg_7_a_block_waits_for_a_step_on_its_way_and_nothing_arrives_after_it(
    messaging: Messaging, agency: Caller
) -> None:
    numbers = messaging.seekers(3)
    messaging.guide(agency, *numbers)
    change(messaging, agency, 2, support_offered="面接の練習")
    told, may_commit = threading.Event(), threading.Event()

    def step() -> None:
        with messaging.work() as work:
            information.tell_change(work, str(agency.organization_id))
            told.set()
            assert may_commit.wait(10)

    def block() -> None:
        messaging.call(BLOCK_ORGANIZATION, seeker_caller(numbers[0]), organization_id=agency.organization_id)

    with ThreadPoolExecutor(2) as threads:
        telling = threads.submit(step)
        assert told.wait(10)
        blocking = threads.submit(block)
        with pytest.raises(TimeoutError):
            blocking.result(timeout=0.3)
        may_commit.set()
        telling.result(10)
        blocking.result(10)
    (summary,) = messaging.call(LIST_CONVERSATIONS, seeker_caller(numbers[0]))["conversations"]
    assert (summary["blocked"], summary["unread"]) == (True, 0)


def test_msg_3_in_batches_none_left_out_and_none_told_twice(
    messaging: Messaging, agency: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where two chains run, a step comes twice, and conversations begin in between with the new text."""
    monkeypatch.setattr(information, "CONVERSATIONS_AT_ONCE", 4)
    old = messaging.seekers(10)
    messaging.guide(agency, *old)
    change(messaging, agency, 2, support_offered="面接の練習")
    messaging.receive(INFORMATION_CHANGE_NOTED, {"organization_id": agency.organization_id})
    messaging.guide(agency, *messaging.seekers(3))
    messaging.receive(INFORMATION_CHANGE_NOTED, {"organization_id": agency.organization_id})
    assert deliver(messaging) >= 3
    assert messaging.count(messages, messages.c.kind == "change") == 10
    told = [sent["seeker_number"] for event in messaging.published(INFORMATION_CHANGE_SENT) for sent in event["sent"]]
    assert sorted(told) == old
    assert max(len(event["sent"]) for event in messaging.published(INFORMATION_CHANGE_SENT)) == 4
    assert messaging.count(information_changes, information_changes.c.finished_at.is_(None)) == 0
    assert messaging.count(guidance_texts) == 3, "the text of the change is kept once, however many it goes to"


def test_msg_3_the_database_itself_lets_no_change_into_a_conversation_twice(
    messaging: Messaging, agency: Caller
) -> None:
    messaging.conversation(agency, messaging.seeker())
    change(messaging, agency, 2, support_offered="面接の練習")
    deliver(messaging)
    again = sa.select(
        sa.func.gen_random_uuid(),
        *(messages.c[name] for name in ("conversation_id", "kind", "guidance_text_id", "sent_at", "day")),
        messages.c.information_version,
    ).where(messages.c.kind == "change")
    names = ["message_id", "conversation_id", "kind", "guidance_text_id", "sent_at", "day", "information_version"]
    with pytest.raises(sa.exc.IntegrityError, match="uq_messages_change_once"), messaging.work() as work:
        work.connection.execute(messages.insert().from_select(names, again))


def test_msg_3_of_versions_that_overtake_each_other_the_newest_is_told_with_all_that_changed(
    messaging: Messaging, agency: Caller
) -> None:
    number = messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    change(messaging, agency, 3, support_offered="面接の練習", fees_for_seekers="登録手数料 710円")
    change(messaging, agency, 2, support_offered="面接の練習")
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance", "change"]
    differences = newest(messaging, number, conversation_id).split("【変更後の内容】")[0]
    for item in ("面接の練習", "登録手数料 710円"):
        assert item in differences


def test_msg_3_two_changes_in_a_row_are_told_in_their_order(messaging: Messaging, agency: Caller) -> None:
    number = messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    change(messaging, agency, 2, support_offered="面接の練習")
    change(messaging, agency, 3, support_offered="履歴書の添削")
    messaging.pass_by(minutes=1)
    deliver(messaging)
    read = messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    assert [message["kind"] for message in read["messages"]] == ["guidance", "change", "change"]
    assert "（変更後）\n履歴書の添削" in read["messages"][-1]["body"]


def test_msg_3_another_change_of_the_organization_is_no_news_to_seekers(messaging: Messaging, agency: Caller) -> None:
    number = messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    change(messaging, agency, 2, information_version=1)
    change(messaging, agency, 3, information_version=2)
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance"]


def test_msg_3_while_suspended_nothing_is_sent_and_it_goes_out_when_the_organization_may_send_again(
    messaging: Messaging, agency: Caller
) -> None:
    """CMP-14: a suspension stops messages at once; what seekers rely on is told as soon as it ends."""
    number = messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    change(messaging, agency, 2, standing="suspended", support_offered="面接の練習")
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance"]
    change(messaging, agency, 3, information_version=2, support_offered="面接の練習")
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance", "change"]


def test_msg_3_an_organization_known_from_before_versions_were_told_is_compared_by_its_text(
    messaging: Messaging,
) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    change(messaging, agency, 2, information_version=1)
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance"]
    change(messaging, agency, 3, support_offered="面接の練習")
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance", "change"]


def test_msg_12_a_conversation_that_a_late_acceptance_opens_again_is_told_what_it_missed(
    messaging: Messaging, agency: Caller
) -> None:
    number = messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-22")
    messaging.now = dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.UTC)
    change(messaging, agency, 2, support_offered="面接の練習")
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance"]
    messaging.call(RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on="2026-06-30")
    deliver(messaging)
    assert kinds(messaging, number, conversation_id) == ["guidance", "change"]


def test_a_change_is_no_question_to_reply_to(messaging: Messaging, agency: Caller) -> None:
    number = messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    change(messaging, agency, 2, support_offered="面接の練習")
    deliver(messaging)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="質問です。")
    assert messaging.call(REPLY, agency, conversation_id=conversation_id, body="はい。")["allowance"]["used"] == 2
