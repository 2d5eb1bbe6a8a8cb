"""The relay of one service (reliability.md 1): takes events from the outbox to the broker, in order, none lost.

One relay works, held apart from the others by a session advisory lock; more may stand by. A row is deleted only after the
broker has confirmed its message, so a relay that dies sends some twice, and each consumer's inbox drops the second. On
any error it exits, and its supervisor starts it anew: there is no half-broken state to reason about.
"""

from __future__ import annotations

import select
import signal
import sys
from collections.abc import Mapping
from typing import Any

import amqp
import psycopg2
import structlog
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from services.runtime import broker, clock, logging, metrics, serialization, settings
from services.runtime.outbox import CHANNEL

_log = structlog.get_logger(__name__)

ADVISORY_LOCK = 7_203_114_002
"""Key of the session lock of the one relay that works on a database."""

IN_FLIGHT = 100
"""Messages sent before their confirms are waited for."""

POLL_SECONDS = 1.0
CONFIRM_SECONDS = 30.0


class NotConfirmed(Exception):
    """The broker refused a message, or did not confirm in time; its row is still there."""


class Relay:
    """Sends the outbox of the database at `database_url` until `stop` is called."""

    def __init__(self, service: str, database_url: str, amqp_uri: str, *, ssl: Any = None) -> None:
        self._service = service
        self._database = psycopg2.connect(
            database_url.replace("postgresql+psycopg2://", "postgresql://"),
            application_name=f"relay {service}",
            keepalives_idle=30,
        )
        self._database.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        self._rows = self._database.cursor()
        self._publisher = _Publisher(service, amqp_uri, ssl)
        self._stopping = False

    def stop(self) -> None:
        """Let `run` return after the batch in hand."""
        self._stopping = True

    def run(self) -> None:
        """Wait for the lock, then send. Raises on any trouble with database or broker."""
        while not self._locked() and not self._stopping:
            self._publisher.keep_alive()
            select.select([], [], [], POLL_SECONDS)
        self._rows.execute(f"LISTEN {CHANNEL}")
        _log.info("relay_active")
        while not self._stopping:
            if not self._send_batch():
                self._publisher.keep_alive()
                select.select([self._database], [], [], POLL_SECONDS)
                self._database.poll()
                self._database.notifies.clear()

    def _locked(self) -> bool:
        # Not the waiting form of the lock: its open snapshot would keep vacuum from every table for as long.
        self._rows.execute("SELECT pg_try_advisory_lock(%s)", (ADVISORY_LOCK,))
        row = self._rows.fetchone()
        return row is not None and bool(row[0])

    def _send_batch(self) -> int:
        """Send the oldest rows, then delete them; answers how many.

        Always the oldest there are: a transaction with a low number may commit after one with a higher number, so a relay
        that remembered the last number it sent would pass over rows.
        """
        self._rows.execute(
            "SELECT seq, id, exchange, routing_key, body, created_at FROM outbox ORDER BY seq LIMIT %s", (IN_FLIGHT,)
        )
        batch = self._rows.fetchall()
        oldest = (clock.now() - batch[0][5]).total_seconds() if batch else 0
        metrics.OLDEST_OUTBOX_ROW.labels(self._service).set(max(oldest, 0))
        for _, message_id, exchange, routing_key, body, _ in batch:
            self._publisher.publish(exchange, routing_key, message_id, body)
        if batch:
            self._publisher.wait_for_confirms()
            self._rows.execute("DELETE FROM outbox WHERE seq = ANY(%s)", ([row[0] for row in batch],))
            metrics.RELAYED.labels(self._service).inc(len(batch))
        return len(batch)


class _Publisher:
    """A channel in confirm mode whose confirms are counted, not waited for one by one."""

    def __init__(self, service: str, amqp_uri: str, ssl: Any) -> None:
        self._service = service
        options = {"read_timeout": CONFIRM_SECONDS, "write_timeout": CONFIRM_SECONDS}
        self._connection = broker.connection(amqp_uri, options=options, ssl=ssl).transport.establish_connection()
        self._channel = self._connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._channel.events["basic_return"].add(self._on_return)
        self._declared: set[str] = set()
        self._sent = 0
        self._unconfirmed: set[int] = set()

    def publish(self, exchange: str, routing_key: str, message_id: str, body: str) -> None:
        """Send one message, persistent and mandatory, without waiting."""
        if exchange not in self._declared:
            self._channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
            self._declared.add(exchange)
        message = amqp.Message(
            body.encode(),
            content_type=serialization.CONTENT_TYPE,
            content_encoding=serialization.CONTENT_ENCODING,
            delivery_mode=2,
            message_id=message_id,
        )
        self._channel.basic_publish(message, exchange, routing_key, mandatory=True)
        # Delivery tags count the messages of the channel from 1.
        self._sent += 1
        self._unconfirmed.add(self._sent)

    def wait_for_confirms(self) -> None:
        """Wait until all sent messages are confirmed."""
        while self._unconfirmed:
            try:
                self._connection.drain_events(timeout=CONFIRM_SECONDS)
            except TimeoutError:
                raise NotConfirmed(f"no confirm in {CONFIRM_SECONDS} s") from None

    def keep_alive(self) -> None:
        """Read what has come and send a heartbeat if one is due; raises where the broker has gone."""
        try:
            while True:
                self._connection.drain_events(timeout=0)
        except TimeoutError:
            self._connection.heartbeat_tick()

    def _on_ack(self, delivery_tag: int, multiple: bool) -> None:
        if multiple:
            self._unconfirmed = {tag for tag in self._unconfirmed if tag > delivery_tag}
        else:
            self._unconfirmed.discard(delivery_tag)

    def _on_nack(self, delivery_tag: int, _multiple: bool) -> None:
        raise NotConfirmed(f"the broker refused message {delivery_tag}")

    def _on_return(self, _error: Exception, exchange: str, routing_key: str, _message: Any) -> None:
        metrics.UNROUTED.labels(self._service).inc()
        _log.debug("event_unrouted", exchange=exchange, routing_key=routing_key)


def serve(service: str, config: Mapping[str, Any]) -> int:
    """Run the relay of a service until SIGTERM or SIGINT."""
    metrics.expose(config)
    relay = Relay(service, config["DATABASE_URL"], config["AMQP_URI"], ssl=config.get("AMQP_SSL"))
    signal.signal(signal.SIGTERM, lambda *_: relay.stop())
    signal.signal(signal.SIGINT, lambda *_: relay.stop())
    try:
        relay.run()
    except Exception as error:  # noqa: BLE001 - exits whatever it is
        _log.error("relay_failed", error=type(error).__name__, detail=str(error))
        return 1
    return 0


def main(arguments: list[str]) -> int:
    """`relay <service>`."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m services.run relay <service>\n")
        return 2
    (service,) = arguments
    config = settings.load(service)
    logging.configure(f"relay-{service}", config.optional("LOG_LEVEL") or "INFO")
    return serve(service, config.values)
