"""The exchanges and queues every service shares: the ladder of retries and the parking place (reliability.md 3 and 4).

    work queue --(handler failed; published by us)--> retry.<step> --(waited)--> default exchange --> same work queue
    work queue --(last step failed, unreadable, or delivered too often)--> parking

A message in a retry queue keeps the name of the queue it came from as its routing key; that is how it finds back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import kombu

PARKING = "parking"
"""Name of the parking exchange and of its one queue."""

LADDER_KEY = "RETRY_LADDER"
DEFAULT_LADDER = (5.0, 60.0, 600.0, 3600.0)
"""Seconds a failed event waits before its second, third ... attempt."""

DELIVERY_LIMIT = 20
"""So often the broker delivers a message to processes that die over it, then parks it."""

RPC_TTL_SECONDS = 60
"""A request nobody took in this time is dropped: whoever asked has long gone."""

# Header with the number of attempts made. It is believed only on messages that come from the default exchange, where our
# retry queues and the operator's tool publish: an outsider can only publish to event exchanges.
ATTEMPTS_HEADER = "hw.attempts"
PARKED_FROM_HEADER = "hw.parked-from"
PARKED_REASON_HEADER = "hw.parked-reason"

# Moves between quorum queues keep the message in the old one until the new one confirms.
_AT_LEAST_ONCE = {"x-queue-type": "quorum", "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}

EVENT_QUEUE_ARGUMENTS: dict[str, Any] = {
    **_AT_LEAST_ONCE,
    "x-delivery-limit": DELIVERY_LIMIT,
    "x-dead-letter-exchange": PARKING,
}

RPC_QUEUE_ARGUMENTS: dict[str, Any] = {"x-message-ttl": RPC_TTL_SECONDS * 1000}


def retry_name(seconds: float) -> str:
    """Exchange and queue of one step of the ladder."""
    return f"retry.{round(seconds * 1000)}ms"


def parking_queue() -> kombu.Queue:
    """Where messages wait for a person."""
    exchange = kombu.Exchange(PARKING, type="fanout", durable=True)
    return kombu.Queue(PARKING, exchange=exchange, durable=True, queue_arguments={"x-queue-type": "quorum"})


def shared_queues(ladder: Sequence[float]) -> list[kombu.Queue]:
    """The queues of the ladder and the parking queue, to be declared by every process that uses them."""
    steps = [
        kombu.Queue(
            retry_name(seconds),
            exchange=kombu.Exchange(retry_name(seconds), type="fanout", durable=True),
            durable=True,
            queue_arguments={
                **_AT_LEAST_ONCE,
                "x-message-ttl": round(seconds * 1000),
                "x-dead-letter-exchange": "",
            },
        )
        for seconds in ladder
    ]
    return [*steps, parking_queue()]


def declare(channel: Any, ladder: Sequence[float]) -> None:
    """Declare what all share; doing it again changes nothing."""
    for queue in shared_queues(ladder):
        queue(channel).declare()


def ladder_of(config: Mapping[str, Any]) -> tuple[float, ...]:
    """The ladder that a process's settings name, or the usual one. All processes of a broker use the same steps."""
    return tuple(float(seconds) for seconds in config.get(LADDER_KEY) or DEFAULT_LADDER)
