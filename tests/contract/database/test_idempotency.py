"""A request repeated with its key has one effect and one answer (reliability.md 5)."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from services.runtime.database import Database
from services.runtime.idempotency import IdempotencyReason, KeyedRequest, forget_before, once, scope_of
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from tests.contract.at_once import together

NOW = dt.datetime(2026, 6, 10, 1, tzinfo=dt.UTC)


class Counter:
    def __init__(self, pause: float = 0.0) -> None:
        self.effects = 0
        self.pause = pause

    def __call__(self) -> dict[str, Any]:
        time.sleep(self.pause)
        self.effects += 1
        return {"effect": self.effects}


def ask(
    database: Database,
    key: str,
    effect: Callable[[], dict[str, Any]],
    request: Any = "ask",
    scope: str = "a:op",
    keep: bool = True,
) -> dict[str, Any]:
    with database.transaction() as connection:
        asked = KeyedRequest(scope, key, request, b"secret")
        return once(connection, asked, keep_answer=keep, now=NOW, effect=effect)


def test_a_repeated_request_has_one_effect_and_the_same_answer(database: Database) -> None:
    effect, key = Counter(), new_id()
    assert [ask(database, key, effect) for _ in range(3)] == [{"effect": 1}] * 3
    assert effect.effects == 1


def test_a_kept_answer_is_sealed_and_opens_in_its_own_place_alone(database: Database) -> None:
    """SEE-2: answers name contact persons and invited addresses, which stand nowhere in clear."""

    def told() -> dict[str, Any]:
        return {"email": "hanako@example.jp"}

    key, other = new_id(), new_id()
    assert ask(database, key, told) == ask(database, key.upper(), told) == told()
    ask(database, other, Counter())
    rows = sa.text("SELECT key, answer FROM idempotency_keys WHERE key IN (:key, :other)")
    with database.transaction() as connection:
        answers = {str(row.key): row.answer for row in connection.execute(rows, {"key": key, "other": other})}
        assert "hanako" not in answers[key]
        swap = sa.text("UPDATE idempotency_keys SET answer = :answer WHERE key = :key")
        connection.execute(swap, {"answer": answers[key], "key": other})
    with pytest.raises(Refusal) as refused:
        ask(database, other, Counter())
    assert refused.value.reason is IdempotencyReason.ALREADY_DONE


def test_the_same_key_with_another_body_is_refused(database: Database) -> None:
    effect, key = Counter(), new_id()
    ask(database, key, effect, {"to": "one"})
    with pytest.raises(Refusal) as refused:
        ask(database, key, effect, {"to": "another"})
    assert refused.value.reason is IdempotencyReason.KEY_REUSED
    assert effect.effects == 1


def test_keys_of_different_accounts_and_operations_never_meet(database: Database) -> None:
    effect, key = Counter(), new_id()
    scopes = [scope_of(account, operation) for account in ("a", None) for operation in ("send", "block")]
    for scope in scopes:
        ask(database, key, effect, scope=scope)
    assert effect.effects == 4


def test_what_is_rolled_back_leaves_its_key_free(database: Database) -> None:
    key = new_id()

    def fails() -> dict[str, Any]:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"), database.transaction() as connection:
        once(connection, KeyedRequest("a:op", key, "ask", b"secret"), keep_answer=True, now=NOW, effect=fails)
    assert ask(database, key, Counter()) == {"effect": 1}


def test_an_answer_with_a_secret_is_not_kept_and_a_repetition_is_told_so(database: Database) -> None:
    effect, key = Counter(), new_id()
    ask(database, key, effect, keep=False)
    with pytest.raises(Refusal) as refused:
        ask(database, key, effect, keep=False)
    assert refused.value.reason is IdempotencyReason.ALREADY_DONE
    with database.transaction() as connection:
        assert connection.execute(sa.text("SELECT answer FROM idempotency_keys")).scalars().all() == [None]


def test_of_ten_at_once_one_has_the_effect_and_all_get_its_answer(database: Database) -> None:
    effect, key = Counter(pause=0.05), new_id()
    assert together(*[lambda: ask(database, key, effect)] * 10) == [{"effect": 1}] * 10


def test_keys_are_forgotten_after_their_time(database: Database) -> None:
    effect, key = Counter(), new_id()
    ask(database, key, effect)
    with database.transaction() as connection:
        assert forget_before(connection, NOW) == 0
        assert forget_before(connection, NOW + dt.timedelta(seconds=1)) == 1
    assert ask(database, key, effect) == {"effect": 2}
