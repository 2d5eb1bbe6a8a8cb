"""Messages that wait for a person (reliability.md 4): list, show, republish with the same ID, drop.

The tool for it, which writes each use into the audit log, stands in services/compliance/audit/parking_command.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import amqp

from services.runtime import broker, topology

CONFIRM_SECONDS = 10.0


@dataclass(frozen=True)
class Parked:
    """A message in the parking queue; `queue` is where it waited before, empty where that is not known."""

    message_id: str
    queue: str
    reason: str
    attempts: int
    body: bytes
    message: Any

    @classmethod
    def of(cls, message: Any) -> Parked:
        """Take apart a message of the parking queue, parked by us or dead-lettered by the broker."""
        headers = message.properties.get("application_headers") or {}
        deaths = headers.get("x-death") or [{}]
        attempts = headers.get(topology.ATTEMPTS_HEADER)
        return cls(
            message_id=message.properties.get("message_id") or "",
            queue=str(headers.get(topology.PARKED_FROM_HEADER) or deaths[0].get("queue") or ""),
            reason=str(headers.get(topology.PARKED_REASON_HEADER) or deaths[0].get("reason") or ""),
            attempts=attempts if isinstance(attempts, int) else 0,
            # py-amqp gives an empty text where there is no body.
            body=bytes(message.body or b""),
            message=message,
        )

    def chosen_by(self, message_ids: frozenset[str]) -> bool:
        """Whether an operator's choice means this message; no IDs at all mean every one."""
        return not message_ids or self.message_id in message_ids


class Parking:
    """The parking queue in an operator's hands, over one connection.

    Every step holds the messages it looks at unacknowledged, so a tool that dies puts all of them back.
    """

    def __init__(self, amqp_uri: str, *, ssl: Any = None) -> None:
        self._amqp_uri = amqp_uri
        self._ssl = ssl

    def all(self) -> list[Parked]:
        """What is parked now, oldest first; nothing is changed."""
        with self._channel() as channel:
            return list(_take(channel))

    def republish(self, message_ids: frozenset[str]) -> list[Parked]:
        """Send messages back to the queues they came from, with the IDs they had and all their attempts before them."""
        done = []
        with self._channel() as channel:
            for parked in _take(channel):
                if parked.chosen_by(message_ids) and parked.queue:
                    channel.basic_publish_confirm(
                        _as_it_was(parked.message), "", parked.queue, mandatory=True, timeout=CONFIRM_SECONDS
                    )
                    channel.basic_ack(parked.message.delivery_tag)
                    done.append(parked)
        return done

    def drop(self, message_ids: frozenset[str]) -> list[Parked]:
        """Delete messages for good."""
        done = []
        with self._channel() as channel:
            for parked in _take(channel):
                if parked.chosen_by(message_ids):
                    channel.basic_ack(parked.message.delivery_tag)
                    done.append(parked)
        return done

    @contextmanager
    def _channel(self) -> Iterator[Any]:
        with broker.connection(self._amqp_uri, ssl=self._ssl) as connection:
            topology.parking_queue()(connection.default_channel).declare()
            yield connection.default_channel


def _take(channel: Any) -> Iterator[Parked]:
    while (message := channel.basic_get(topology.PARKING)) is not None:
        yield Parked.of(message)


def _as_it_was(message: Any) -> amqp.Message:
    headers = dict(message.properties.get("application_headers") or {})
    for ours in (topology.ATTEMPTS_HEADER, topology.PARKED_FROM_HEADER, topology.PARKED_REASON_HEADER):
        headers.pop(ours, None)
    kept = {name: value for name, value in headers.items() if not name.startswith("x-")}
    return amqp.Message(message.body, **{**message.properties, "application_headers": kept, "delivery_mode": 2})
