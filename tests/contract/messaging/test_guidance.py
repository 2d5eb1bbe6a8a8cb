"""MSG-1, MSG-2, MSG-4, SEE-4, AUT-9: guidance to several seekers at once."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ASK,
    GUIDANCE_SENT,
    PREVIEW_GUIDANCE,
    READ_CONVERSATION,
    REPLY,
    SHOW_ALLOWANCE,
)
from services.contracts.registry import SEEKERS_CHANGED
from services.messaging.tables import conversations, dispatch_counts, guidance_texts, messages
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.served import Refused


def test_each_seeker_gets_a_result_in_the_order_asked(messaging: Messaging) -> None:
    agency = messaging.organization()
    first, second, narrowed = messaging.seeker(), messaging.seeker(), messaging.seeker(provided_to=["municipal"])
    messaging.guide(agency, first)
    answer = messaging.guide(agency, second, first, second, narrowed, "99999999999")
    assert [result["result"] for result in answer["results"]] == [
        "sent",
        "already_guided",
        "given_twice",
        "seeker_not_available",
        "seeker_not_available",
    ]
    assert answer["sent"] == 1
    assert answer["results"][0]["conversation_id"] == answer["results"][2]["conversation_id"]


def test_msg_1_a_seeker_is_guided_once_an_application_for_work(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    assert messaging.guide(agency, number)["sent"] == 1
    assert messaging.guide(agency, number)["sent"] == 0
    anew = messaging.seeker_state(number, version=2)
    messaging.receive(SEEKERS_CHANGED, {"seekers": [anew]})
    assert messaging.guide(agency, number)["sent"] == 1


def test_msg_1_how_often_is_a_setting_and_more_goes_into_the_same_conversation(messaging: Messaging) -> None:
    agency, number, other = messaging.organization(), messaging.seeker(), messaging.seeker()
    messaging.set_guidance_per_application(2)
    first = messaging.guide(agency, number)
    again = messaging.guide(agency, other, number)
    assert [result["result"] for result in again["results"]] == ["sent", "sent"]
    assert again["results"][1]["conversation_id"] == first["results"][0]["conversation_id"]
    assert again["allowance"]["used"] == 3
    assert messaging.guide(agency, number)["results"][0]["result"] == "already_guided"
    conversation_id = first["results"][0]["conversation_id"]
    read = messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    assert [message["kind"] for message in read["messages"]] == ["guidance", "guidance"]
    assert messaging.count(conversations) == 2


def test_msg_12_no_more_guidance_goes_into_a_conversation_whose_period_is_over(messaging: Messaging) -> None:
    agency = messaging.organization()
    number = messaging.seeker(valid_until=messaging.today + dt.timedelta(days=400))
    messaging.set_guidance_per_application(2)
    messaging.guide(agency, number)
    messaging.now += dt.timedelta(days=120)
    assert messaging.guide(agency, number)["results"][0]["result"] == "period_over"


def test_msg_2_the_seeker_reads_exactly_what_the_preview_showed(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    read = messaging.call(READ_CONVERSATION, seeker_caller(number), conversation_id=conversation_id)
    body = read["messages"][0]["body"]
    assert body == messaging.call(PREVIEW_GUIDANCE, agency)["body"]
    for text in (
        "みなと人材紹介株式会社",
        "事務的職業",
        "情報通信業",
        "東京都千代田区",
        "個人情報太郎",
        "プライバシーマーク",
    ):
        assert text in body


def test_msg_14_what_was_sent_stays_as_it_was_when_the_registration_changes(messaging: Messaging) -> None:
    agency, first, second = messaging.organization(), messaging.seeker(), messaging.seeker()
    conversation_id = messaging.conversation(agency, first)
    messaging.organization(agency.organization_id, version=2, name="みなと新人材株式会社")
    messaging.guide(agency, second)
    read = messaging.call(READ_CONVERSATION, seeker_caller(first), conversation_id=conversation_id)
    assert "みなと人材紹介株式会社" in read["messages"][0]["body"]
    assert messaging.count(guidance_texts) == 2


def test_an_older_state_of_an_organization_changes_nothing(messaging: Messaging) -> None:
    agency = messaging.organization(version=3, name="新しい名称")
    messaging.organization(agency.organization_id, version=2, name="古い名称")
    assert "新しい名称" in messaging.call(PREVIEW_GUIDANCE, agency)["body"]


def test_see_4_narrowing_the_choice_ends_new_guidance_and_an_older_state_does_not_open_it_again(
    messaging: Messaging,
) -> None:
    agency, number = messaging.organization(), messaging.seeker(version=5)
    for version, provided_to in ((7, []), (6, ["private"])):
        state = messaging.seeker_state(number, version=version, provided_to=provided_to)
        messaging.receive(SEEKERS_CHANGED, {"seekers": [state]})
    assert messaging.guide(agency, number)["results"][0]["result"] == "seeker_not_available"


def test_see_6_no_guidance_after_the_last_day_of_the_application(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker(valid_until=messaging.today)
    messaging.pass_by(days=1)
    assert messaging.guide(agency, number)["results"][0]["result"] == "seeker_not_available"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"standing": "suspended"}, ErrorCode.ORGANIZATION_NOT_ACTIVE),
        ({"services": ["offers"]}, ErrorCode.NO_SEEKER_INFORMATION),
    ],
)
def test_aut_9_an_organization_without_seeker_information_sends_nothing(
    messaging: Messaging, changes: dict[str, object], code: ErrorCode
) -> None:
    agency, number = messaging.organization(**changes), messaging.seeker()
    with pytest.raises(Refused) as refused:
        messaging.guide(agency, number)
    assert refused.value.code is code
    assert messaging.count(messages) == 0


def test_events_tell_each_guidance_in_parts_of_200(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(450)
    messaging.guide(agency, *numbers)
    events = messaging.published(GUIDANCE_SENT)
    assert [len(event["sent"]) for event in events] == [200, 200, 50]
    assert [sent["seeker_number"] for event in events for sent in event["sent"]] == numbers
    assert {sent["day"] for event in events for sent in event["sent"]} == {messaging.today}


def test_ops_3_who_guided_in_which_role_and_from_where_is_told_for_the_audit_log(messaging: Messaging) -> None:
    agency = replace(messaging.organization(), address="198.51.100.9")
    messaging.guide(agency, messaging.seeker())
    (told,) = messaging.published(GUIDANCE_SENT)
    assert (told["role"], told["network_address"]) == (agency.role, "198.51.100.9")
    assert [sent["account_id"] for sent in told["sent"]] == [agency.account_id]


def test_msg_4_the_1001st_dispatch_of_a_day_is_refused(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(1_001)
    assert messaging.guide(agency, *numbers[:1_000])["allowance"]["remaining"] == 0
    with pytest.raises(Refused) as refused:
        messaging.guide(agency, numbers[1_000])
    assert refused.value.code is ErrorCode.DAILY_CAP_REACHED
    assert refused.value.details["remaining"] == 0
    assert refused.value.details["opens_again_at"] == "2026-04-22T21:00:00Z"  # 06:00 in Japan, OPS-1
    assert messaging.count(conversations) == 1_000


def test_msg_4_a_batch_over_the_cap_goes_out_as_far_as_it_reaches_and_names_the_rest(messaging: Messaging) -> None:
    messaging.set_cap(3)
    agency, numbers = messaging.organization(), messaging.seekers(5)
    answer = messaging.guide(agency, *numbers)
    assert [result["result"] for result in answer["results"]] == ["sent"] * 3 + ["daily_cap_reached"] * 2
    assert answer["allowance"] == {
        "limit": 3,
        "used": 3,
        "remaining": 0,
        "day": "2026-04-22",
        "opens_again_at": "2026-04-22T21:00:00Z",
    }


def test_msg_4_the_count_starts_anew_at_japanese_midnight(messaging: Messaging) -> None:
    messaging.set_cap(1)
    agency, numbers = messaging.organization(), messaging.seekers(2)
    messaging.now = dt.datetime(2026, 4, 22, 14, 59, 59, tzinfo=dt.UTC)
    messaging.guide(agency, numbers[0])
    with pytest.raises(Refused):
        messaging.guide(agency, numbers[1])
    messaging.pass_by(seconds=1)
    assert messaging.guide(agency, numbers[1])["sent"] == 1


def test_msg_4_replies_count_and_questions_do_not(messaging: Messaging) -> None:
    messaging.set_cap(2)
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    for _ in range(3):
        messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="勤務地はどこですか。")
    assert messaging.call(SHOW_ALLOWANCE, agency)["used"] == 1
    answer = messaging.call(REPLY, agency, conversation_id=conversation_id, body="東京です。")
    assert answer["allowance"]["remaining"] == 0
    with pytest.raises(Refused) as refused:
        messaging.call(REPLY, agency, conversation_id=conversation_id, body="千代田区です。")
    assert refused.value.code is ErrorCode.DAILY_CAP_REACHED


def test_msg_4_of_50_threads_at_990_exactly_10_dispatches_pass(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(1_040)
    messaging.guide(agency, *numbers[:990])

    def send(number: str) -> ErrorCode | None:
        try:
            messaging.guide(agency, number)
        except Refused as refused:
            return refused.code
        return None

    with ThreadPoolExecutor(50) as threads:
        outcomes = Counter(threads.map(send, numbers[990:]))
    assert outcomes == {None: 10, ErrorCode.DAILY_CAP_REACHED: 40}
    assert messaging.count(messages, messages.c.day == messaging.today) == 1_000
    assert messaging.call(SHOW_ALLOWANCE, agency)["used"] == 1_000


def test_msg_4_the_database_itself_holds_the_cap(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    messaging.guide(agency, number)
    too_many = dispatch_counts.update().values(used=1_001)
    with pytest.raises(sa.exc.IntegrityError, match="within_cap"), messaging.database.transaction() as connection:
        connection.execute(too_many)


def test_a_cap_lowered_during_the_day_stops_what_comes_and_keeps_what_went_out(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(4)
    messaging.guide(agency, *numbers[:3])
    messaging.set_cap(2)
    with pytest.raises(Refused) as refused:
        messaging.guide(agency, numbers[3])
    assert refused.value.details["remaining"] == 0


def test_two_organizations_have_a_cap_each(messaging: Messaging) -> None:
    messaging.set_cap(1)
    number = messaging.seeker()
    assert messaging.guide(messaging.organization(), number)["sent"] == 1
    assert messaging.guide(messaging.organization(), number)["sent"] == 1
