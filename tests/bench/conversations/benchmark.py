"""An organization's lists of conversations and search in 100,000 messages of its own, with and without the index (MSG-6)."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.folded_text import fold
from services.messaging.storage.searching import searchable
from services.messaging.tables import conversations, guidance_texts, messages, organizations
from services.messaging.usecases import overview
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.work import Work
from tests.bench.servers import Servers
from tests.bench.table import Table

CONVERSATIONS = 40_000
"""Of the one organization, a guidance in each; of the 40 others together as many."""
ANSWERED = 30_000
"""In so many of them the seeker has asked and the organization has replied."""
UNREAD = 300
TIMES = 15
NOW = dt.datetime(2026, 6, 10, 1, 0, tzinfo=dt.UTC)
OPENINGS = ("お世話になっております。", "ご連絡ありがとうございます。", "はじめまして。", "ご案内を拝見しました。", "")
SUBJECTS = (
    "勤務地について教えてください。", "残業は月にどのくらいありますか。", "夜勤の回数を知りたいです。", "未経験でも応募できますか。",
    "Ｅｘｃｅｌの経験は必要でしょうか。", "週三日の勤務は可能ですか。", "車での通勤はできますか。", "社会保険には加入できますか。",
)  # fmt: skip
RARE = "簿記二級"
"""Stands in one message of a thousand."""
SEARCHES = {
    "word of one message in a thousand": "簿記",
    "word of one in eight": "残業",
    "word in every text of guidance": "添削",
    "one character": "簿",
    "two words": "夜勤 ありがとう",
    "part of a seeker number": "00012345",
    "nothing": "該当なし",
}


def run(servers: Servers, say: Callable[[str], None] = print) -> list[Table]:
    """Fill, then list and search, each several times."""
    database = servers.database("messaging")
    chance = random.Random(20260610)
    own = new_id()
    _fill(database, own, CONVERSATIONS, chance)
    for _ in range(40):
        _fill(database, new_id(), CONVERSATIONS // 40, chance)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    say(f"conversations: {2 * (CONVERSATIONS + 2 * ANSWERED):,} messages written")
    caller = Caller(Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=own)
    rows = [
        _timed("newest first, a page", database, caller, lambda work: _listed(work, sort="newest")),
        _timed("unread first, a page", database, caller, lambda work: _listed(work)),
        _timed("unread alone, a page", database, caller, lambda work: _listed(work, unread_only=True)),
        _timed("totals of what is unread", database, caller, overview.show_unread),
        *(_timed(f"search: {name}", database, caller, _searching(words)) for name, words in SEARCHES.items()),
    ]
    servers.forget_database("messaging")
    return [
        Table(
            title=f"Own conversations: {CONVERSATIONS + 2 * ANSWERED:,} messages of one organization, as many of others",
            columns=("", "median, ms", "slowest, ms", "without bitmap scans, median, ms"),
            rows=rows,
            notes=(f"{TIMES} runs each, first page of 20, {UNREAD} conversations unread.",),
        )
    ]


def _listed(work: Work, **wanted: Any) -> object:
    asked = {"limit": 20, "cursor": None, "unread_only": False, "sort": "unread_first", "archived": False, "words": ""}
    return overview.list_conversations(work, **{**asked, **wanted})


def _searching(words: str) -> Callable[[Work], object]:
    return lambda work: _listed(work, sort="newest", words=words)


def _timed(name: str, database: Database, caller: Caller, ask: Callable[[Work], object]) -> tuple[str, ...]:
    with_index = [_seconds(database, caller, ask, index=True) for _ in range(TIMES)]
    without = [_seconds(database, caller, ask, index=False) for _ in range(TIMES)]
    figures = (statistics.median(with_index), max(with_index), statistics.median(without))
    return (name, *(f"{1000 * seconds:,.1f}" for seconds in figures))


def _seconds(database: Database, caller: Caller, ask: Callable[[Work], object], *, index: bool) -> float:
    work = Work(database, caller=caller, now=NOW, trace="bench")
    try:
        if not index:
            work.connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        started = time.perf_counter()
        ask(work)
        return time.perf_counter() - started
    finally:
        work.close()


def _fill(database: Database, organization_id: str, count: int, chance: random.Random) -> None:
    with database.transaction() as connection:
        text_id = _organization(connection, organization_id)
        for first in range(0, count, 2_000):
            numbers = range(first, min(first + 2_000, count))
            rows = [_conversation(organization_id, number, chance) for number in numbers]
            connection.execute(conversations.insert(), rows)
            written = [row for one in rows for row in _messages(one, text_id, count, chance)]
            for kinds in (("guidance",), ("question", "reply")):
                chosen = [row for row in written if row["kind"] in kinds]
                if chosen:
                    connection.execute(messages.insert(), chosen)


def _organization(connection: Connection, organization_id: str) -> str:
    row = {
        "organization_id": organization_id, "version": 1, "organization_class": "private", "name": "みなと人材紹介株式会社",
        "services": ["seekers"], "standing": "active",
    }  # fmt: skip
    connection.execute(organizations.insert().values(row))
    body = "ご提供する支援は、応募書類の添削です。" * 30
    text = {"text_id": new_id(), "organization_id": organization_id, "digest": organization_id.encode()}
    connection.execute(guidance_texts.insert().values(**text, body=body, folded=fold(body)))
    return text["text_id"]  # type: ignore[return-value]


def _conversation(organization_id: str, number: int, chance: random.Random) -> dict[str, Any]:
    at = NOW - dt.timedelta(minutes=chance.randrange(60_000))
    return {
        "conversation_id": new_id(), "organization_id": organization_id, "organization_class": "private",
        "seeker_number": f"{number:011d}", "application_id": new_id(), "started_on": at.date(), "acquired_on": at.date(),
        "open_until": dt.date(2026, 8, 31), "last_message_at": at,
    }  # fmt: skip


def _messages(
    conversation: dict[str, Any], text_id: str, count: int, chance: random.Random
) -> Iterator[dict[str, Any]]:
    at = conversation["last_message_at"]
    common = {"conversation_id": conversation["conversation_id"], "sent_at": at, "day": at.date()}
    yield {**common, "message_id": new_id(), "kind": "guidance", "guidance_text_id": text_id}
    if chance.randrange(CONVERSATIONS) >= ANSWERED:
        return
    for kind in ("question", "reply"):
        rare = f"{RARE}を持っています。" if chance.randrange(1_000) == 0 else ""
        body = (
            chance.choice(OPENINGS)
            + chance.choice(SUBJECTS)
            + rare
            + f"よろしくお願いいたします。（{chance.random():.9f}）"
        )
        unread = kind == "question" and chance.randrange(count) < UNREAD * CONVERSATIONS // ANSWERED
        yield {
            **common, "message_id": new_id(), "kind": kind, "body": body, "read_at": None if unread else at,
            **searchable(conversation["organization_id"], body),
        }  # fmt: skip
