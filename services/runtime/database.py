"""A service's own database: one engine a process, one transaction a piece of work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

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
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "options": "-c timezone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
                "application_name": name or "hw",
                "connect_timeout": 5,
                "keepalives_idle": 30,
            },
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """For one SELECT: without a transaction around it, which would ask the database twice more."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()


_LIMIT = sa.text("SELECT set_config('statement_timeout', :ms, true), set_config('lock_timeout', :ms, true)")


def limit_statements(connection: Connection, seconds: float) -> None:
    """Let the database end any statement of this transaction that outlives the caller's deadline (reliability.md 5)."""
    milliseconds = max(1, int(seconds * 1000))
    connection.execute(_LIMIT, {"ms": f"{milliseconds}ms"})
