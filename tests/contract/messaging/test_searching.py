"""MSG-6: search in own conversations finds any substring of what the side may read, and nothing else (MSG-7, MSG-11, MSG-12)."""

import datetime as dt
import random

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller
from services.contracts.messaging import (
    ASK,
    BLOCK_ORGANIZATION,
    LIST_CONVERSATIONS,
    REPLY,
    UNBLOCK_ORGANIZATION,
)
from services.folded_text import fold
from services.messaging.storage.searching import searchable
from services.messaging.tables import guidance_texts, messages
from services.messaging.usecases import overview
from tests.contract.messaging.conftest import Messaging, seeker_caller


def found(messaging: Messaging, caller: Caller, words: str) -> list[str]:
    """Conversations, by the number of their seekers."""
    page = messaging.call(LIST_CONVERSATIONS, caller, words=words, limit=100)
    return [one["seeker_number"] for one in page["conversations"]]


def say(messaging: Messaging, agency: Caller, number: str, body: str) -> str:
    """Guide the seeker, who asks this."""
    conversation_id = messaging.conversation(agency, number)
    messaging.pass_by(minutes=1)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body=body)
    return conversation_id


@pytest.mark.parametrize("words", [
    "夜勤", "やきん", "ﾔｷﾝ", "Excel", "ｅｘｃｅｌ", "EXCEL", "1日", "①日", "勤", "(株)の", "㈱の", "は可能　ｴｸｾﾙ",
])  # fmt: skip
def test_any_substring_is_found_whatever_its_width_and_case(messaging: Messaging, words: str) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(2)
    say(messaging, agency, numbers[0], "夜勤（やきん、ヤキン）は可能です。Ｅｘｃｅｌ、エクセルと㈱の①日")
    say(messaging, agency, numbers[1], "勤務地を教えてください。" if words != "勤" else "場所を教えてください。")
    assert found(messaging, agency, words) == [numbers[0]]
    assert found(messaging, seeker_caller(numbers[0]), words) == [numbers[0]]


def test_all_words_are_to_be_found_wherever_in_the_conversation_each_stands(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = say(messaging, agency, number, "残業はありますか。")
    messaging.call(REPLY, agency, conversation_id=conversation_id, body="月に５時間です。")
    for caller in (agency, seeker_caller(number)):
        assert found(messaging, caller, "残業 5時間") == [number]
        assert found(messaging, caller, f"残業　{number[3:8] if caller is agency else 'みなと'}") == [number]
        assert found(messaging, caller, "残業 転勤") == []
        assert found(messaging, caller, "%") == found(messaging, caller, "残_") == []


def test_the_text_of_guidance_and_the_other_sides_number_or_name_are_looked_in(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    messaging.guide(agency, number)
    for caller in (agency, seeker_caller(number)):
        assert found(messaging, caller, "応募書類の添削") == [number]
        assert found(messaging, caller, "応募書類の添付") == []
    assert found(messaging, agency, number[2:7]) == [number]
    assert found(messaging, seeker_caller(number), "ミナト") == []
    assert found(messaging, seeker_caller(number), "みなと人材") == [number]


def test_nobody_finds_what_others_write(messaging: Messaging) -> None:
    agency, other = messaging.organization(), messaging.organization()
    numbers = messaging.seekers(2)
    say(messaging, agency, numbers[0], "合言葉は夕焼けです。")
    say(messaging, other, numbers[1], "何でもありません。")
    assert found(messaging, other, "夕焼け") == found(messaging, seeker_caller(numbers[1]), "夕焼け") == []
    assert found(messaging, agency, "夕焼け") == [numbers[0]]


def test_msg_7_what_a_block_has_closed_to_the_organization_it_can_not_find_either(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = say(messaging, agency, number, "前の夕焼け")
    for operation in (BLOCK_ORGANIZATION, UNBLOCK_ORGANIZATION):
        messaging.pass_by(minutes=1)
        messaging.call(operation, seeker, organization_id=agency.organization_id)
        for words in ("夕焼け", "夕", "応募書類"):
            assert found(messaging, agency, words) == []
    assert found(messaging, seeker, "夕焼け") == [number]
    messaging.pass_by(minutes=1)
    messaging.call(ASK, seeker, conversation_id=conversation_id, body="後の朝焼け")
    assert (found(messaging, agency, "夕焼け"), found(messaging, agency, "朝焼け")) == ([], [number])


def test_msg_12_after_the_period_an_organization_finds_by_the_number_alone(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    say(messaging, agency, number, "夕焼け")
    messaging.now += dt.timedelta(days=100)
    assert found(messaging, agency, "夕焼け") == found(messaging, agency, "添削") == []
    assert found(messaging, agency, number) == [number]


def test_aut_9_a_suspended_organization_finds_by_the_number_alone(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    say(messaging, agency, number, "夕焼け")
    messaging.organization(agency.organization_id, version=2, standing="suspended")
    assert found(messaging, agency, "夕焼け") == found(messaging, agency, "添削") == []
    assert found(messaging, agency, number) == [number]


def test_search_goes_page_by_page_and_with_the_other_wishes(messaging: Messaging) -> None:
    agency, numbers = messaging.organization(), messaging.seekers(7)
    for position, number in enumerate(numbers):
        say(messaging, agency, number, "夜勤" if position % 2 else "日勤")
    shown, cursor = [], None
    while True:
        page = messaging.call(LIST_CONVERSATIONS, agency, words="夜勤", limit=1, cursor=cursor)
        shown += [one["seeker_number"] for one in page["conversations"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert shown == numbers[5::-2]


def test_every_substring_is_found_and_nothing_else(messaging: Messaging) -> None:
    """Against looking through all texts in Python."""
    chance = random.Random(20260422)
    agency, numbers = messaging.organization(), messaging.seekers(25)
    texts = {}
    for number in numbers:
        texts[number] = "".join(chance.choices("あいうｱｲｳァ日本ＡbC１２ 。", k=12)).strip() or "あ"
        say(messaging, agency, number, texts[number])
    for length in (1, 2, 3, 4):
        for _ in range(12):
            text = fold(chance.choice(list(texts.values())))
            start = chance.randrange(max(1, len(text) - length))
            words = text[start : start + length].split()
            if not words or any(word.isdigit() for word in words):
                continue  # a number may be part of a seeker's
            expected = {number for number, body in texts.items() if all(word in fold(body) for word in words)}
            assert set(found(messaging, agency, " ".join(words))) >= expected
            extra = set(found(messaging, agency, " ".join(words))) - expected
            assert not extra or all(word in fold(guidance_text(messaging)) for word in words)


def guidance_text(messaging: Messaging) -> str:
    with messaging.database.transaction() as connection:
        return str(connection.scalar(sa.select(guidance_texts.c.body)))


def test_the_index_answers_with_the_organizations_own_messages(messaging: Messaging) -> None:
    agency = messaging.organization()
    numbers = searchable(str(agency.organization_id), "夜勤はありますか")["bigrams"]
    query = sa.select(messages.c.message_id).where(messages.c.bigrams.contains(numbers))
    with messaging.database.transaction() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {compiled}"))
    assert "ix_messages_bigrams" in plan
    other = searchable(str(messaging.organization().organization_id), "夜勤はありますか")["bigrams"]
    assert not set(numbers) & set(other)


def test_what_an_earlier_version_wrote_is_made_searchable_by_a_duty(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    say(messaging, agency, number, "夕焼け")
    with messaging.database.transaction() as connection:
        connection.execute(messages.update().values(folded=None, bigrams=None))
        connection.execute(guidance_texts.update().values(folded=None))
    assert found(messaging, agency, "夕焼け") == found(messaging, agency, "添削") == []
    with messaging.work() as work:
        assert overview.fold_the_unfolded(work) == 2
    with messaging.work() as work:
        assert overview.fold_the_unfolded(work) == 0
    assert found(messaging, agency, "夕焼け") == found(messaging, agency, "添削") == [number]
