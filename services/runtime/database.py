"""A service's own database: one engine a process, one transaction a piece of work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InvalidatePoolError

from services.runtime import round_trips

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints are named, so that migrations can find them."""


def new_metadata() -> sa.MetaData:
    """Metadata with the naming of constraints all services share."""
    return sa.MetaData(naming_convention=NAMING)


REST_SECONDS = 1.0
"""A connection that rested longer is asked whether it still lives before it is used: a database that was restarted, or has
failed over, has hung up meanwhile. Asking each time took as long as another statement of every transaction (decision 202)."""


class Database:
    """A pool of connections to one database.

    Five connections and no overflow: a service that needs more is scaled by processes (architecture.md, decision 2).
    The session time zone is UTC. Raises at once where the URL names another driver than psycopg2, the one that yields
    under eventlet.
    """

    def __init__(self, url: str, *, pool_size: int = 5, pool_timeout: float = 5.0, name: str = "") -> None:
        if not url.startswith("postgresql+psycopg2://"):
            raise ValueError("a database URL must start with postgresql+psycopg2:// (architecture.md, decision 2)")
        self.url = url
        self.engine: Engine = sa.create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=pool_timeout,
            hide_parameters=True,
            connect_args={
                "connection_factory": round_trips.GatheringConnection,
                "options": "-c timezone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
                "application_name": name or "hw",
                "connect_timeout": 5,
                "keepalives_idle": 30,
            },
        )
        round_trips.name_statements(self.engine)
        sa.event.listen(self.engine, "checkin", _rests)
        sa.event.listen(self.engine, "checkout", self._ask_after_a_rest)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def gathering(self) -> Iterator[Connection]:
        """As `transaction`, in few round trips: what is given to `later` leaves with what follows it (decision 203)."""
        with self.engine.begin() as connection:
            round_trips.gather(connection)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """For one SELECT: without a transaction around it, which would ask the database twice more."""
        with self.engine.connect() as connection:
            # Not by an isolation level, which SQLAlchemy sets back by a statement more, here and at each later question.
            driver: Any = connection.connection.dbapi_connection
            driver.autocommit = True
            try:
                yield connection
            finally:
                if not driver.closed:
                    driver.autocommit = False

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()

    def _ask_after_a_rest(self, driver: Any, record: Any, _proxy: object) -> None:
        """A pool's connection is taken out: where it has hung up, all that were made before it are made anew."""
        rested_since = record.info.get("rested_since")
        if rested_since is None or time.monotonic() - rested_since < REST_SECONDS:
            return
        try:
            self.engine.dialect.do_ping(driver)
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _rests(_driver: object, record: Any) -> None:
    record.info["rested_since"] = time.monotonic()


def limit_statements(connection: Connection, seconds: float) -> None:
    """Let the database end any statement of this transaction that outlives the caller's deadline (reliability.md 5)."""
    milliseconds = max(1, int(seconds * 1000))
    for limit in ("statement_timeout", "lock_timeout"):
        round_trips.begin_with(connection, f"SET LOCAL {limit} = {milliseconds}")
