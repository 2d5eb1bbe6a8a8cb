"""Whether the site can do its work: each part asked at once, each with a deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from gateway.context import Gateway
from services.contracts import search
from services.contracts.caller import SYSTEM
from services.runtime import health

SERVICES = ("registry", "search", "messaging", "compliance", "reporting")
ANSWER_WITHIN_SECONDS = 2.0
FOLLOWER_SEEN_WITHIN = dt.timedelta(seconds=30)
MOST_CHANGES_BEHIND = 10_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Check:
    """A part of the site and whether it works."""

    name: str
    ready: bool


def check_all(gateway: Gateway, now: dt.datetime) -> list[Check]:
    """The gateway's database, each service (through the broker, with its database), and the index follower."""
    parts: dict[str, Callable[[], bool]] = {
        "gateway_database": lambda: _database(gateway),
        **{service: (lambda service=service: _service(gateway, service)) for service in SERVICES},  # type: ignore[misc]
        "search_index": lambda: _index(gateway, now),
    }
    with ThreadPoolExecutor(max_workers=len(parts)) as pool:
        answers = {name: pool.submit(_checked, name, check) for name, check in parts.items()}
        checks = [Check(name, answer.result()) for name, answer in answers.items()]
    broker = any(check.ready for check in checks if check.name in SERVICES)
    return [Check("broker", broker), *checks]


def _checked(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a part, it is not ready
        _log.warning("not_ready", part=name, error=type(error).__name__)
        return False


def _database(gateway: Gateway) -> bool:
    with gateway.logins.database.transaction() as connection:
        return connection.execute(sa.text("SELECT 1")).scalar() == 1


def _service(gateway: Gateway, service: str) -> bool:
    return health.ask(gateway.bus, service, timeout=ANSWER_WITHIN_SECONDS).ready


def _index(gateway: Gateway, now: dt.datetime) -> bool:
    """Whether the follower is at work and not far behind; new hits and blocks would else come late (SRC-3)."""
    answer = gateway.services.call(search.INDEX_STATE, {}, SYSTEM, trace="", timeout=ANSWER_WITHIN_SECONDS)
    state = search.INDEX_STATE.answer.load(answer)
    seen_at: dt.datetime | None = state["seen_at"]
    alive = seen_at is not None and now - seen_at < FOLLOWER_SEEN_WITHIN
    return alive and int(state["changes_behind"]) <= MOST_CHANGES_BEHIND
