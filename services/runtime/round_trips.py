"""Transactions in few round trips (decision 203): what nothing waits for goes to the database with what follows it.

psycopg2 sends BEGIN, each statement and COMMIT one by one, and waits for each. In a transaction that gathers, statements given to
`later`, whose results nobody looks at, are kept, and leave in order with the next statement or with COMMIT, as one message. The
database does the same in the same order, and ends at the first that fails. Only the moment differs at which our process hears of
a failure: with the next statement, or at COMMIT. So nothing is given to `later` whose failure somebody catches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from psycopg2 import Error
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, connection, cursor
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.sql.compiler import SQLCompiler


class GatheringCursor(cursor):
    """Sends what was kept before its own statement."""

    connection: GatheringConnection

    def execute(self, query: Any, variables: Any = None) -> None:
        """As psycopg2 does, with what was kept before it."""
        before = self.connection.take_kept()
        if not before:
            return super().execute(query, variables)
        return super().execute(b"\n;".join((*before, self.mogrify(query, variables))))

    def executemany(self, query: Any, rows: Any) -> None:
        """As psycopg2 does, after what was kept."""
        before = self.connection.take_kept()
        if before:
            super().execute(b"\n;".join(before))
        return super().executemany(query, rows)


class GatheringConnection(connection):
    """psycopg2's connection. In a transaction that gathers its driver is in autocommit, and BEGIN and COMMIT are ours."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.cursor_factory = GatheringCursor
        self.gathers = False
        self.beginning: list[bytes] = []
        self.kept: list[bytes] = []

    def gather(self) -> None:
        """Begin a transaction that gathers; nothing is sent yet."""
        self.autocommit = True  # of the driver alone: it sends nothing
        self.gathers, self.beginning, self.kept = True, [b"BEGIN"], []

    def take_kept(self) -> list[bytes]:
        """What is to be sent before the next statement, which whoever asks sends."""
        before = self.beginning + self.kept
        self.beginning, self.kept = [], []
        return before

    def commit(self) -> None:
        """End the transaction; what was kept goes with it. Raises what is wrong with any of it, and has then undone all of it.

        The database skips a COMMIT after what fails before it in the same message, and whoever asked for one takes the
        transaction for ended: nobody else would end it, and the pool would lend the next request a session that refuses all.
        """
        if not self.gathers:
            return super().commit()
        try:
            if self.kept or not self.beginning:  # else the database has heard of nothing
                self._send("COMMIT")
        except BaseException:
            self._undo_what_is_left()
            raise
        return self._gathers_no_more()

    def rollback(self) -> None:
        """Undo the transaction; what was kept is forgotten."""
        if not self.gathers:
            return super().rollback()
        self.take_kept()
        if self.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            self._send("ROLLBACK")
        return self._gathers_no_more()

    def _undo_what_is_left(self) -> None:
        """Roll back after a COMMIT that failed, whose error is the one to be told; a session that can't be rolled back is hung up."""
        try:
            self.rollback()
        except Error:
            self.close()

    def _send(self, statement: str) -> None:
        with self.cursor() as cursor:
            cursor.execute(statement)

    def _gathers_no_more(self) -> None:
        self.take_kept()
        self.gathers = False
        self.autocommit = False


def gather(transaction: Connection) -> None:
    """Let a transaction gather that has just begun. A server-side cursor (`yield_per`) is refused in it by the driver."""
    driver: Any = transaction.connection.dbapi_connection
    driver.gather()


def later(transaction: Connection, statement: sa.Executable, values: Mapping[str, Any]) -> None:
    """Execute a statement whose result nobody looks at: not its rows, nor how many there were.

    With what follows it where the transaction gathers, at once where it does not. `statement` is a constant of its module
    (decision 200): its text is made once for all transactions.
    """
    driver: Any = transaction.connection.dbapi_connection
    if not driver.gathers:
        transaction.execute(statement, values).close()
        return
    text, constants, as_sent = _written(statement, tuple(values), transaction.dialect)
    sent = {name: as_sent[name](value) if name in as_sent else value for name, value in values.items()}
    with driver.cursor() as writing:
        driver.kept.append(writing.mogrify(text, {**constants, **sent}))


@lru_cache(maxsize=256)
def _written(
    statement: Any, names: tuple[str, ...], dialect: Dialect
) -> tuple[str, Mapping[str, Any], Mapping[str, Callable[[Any], Any]]]:
    """A statement's text for these parameters, its own constants as they are sent, and what makes the parameters so."""
    compiled = cast(SQLCompiler, statement.compile(dialect=dialect, column_keys=list(names)))
    as_sent = cast(Mapping[str, Callable[[Any], Any]], compiled._bind_processors)
    constants = {
        name: as_sent[name](bound.effective_value) if name in as_sent else bound.effective_value
        for name, bound in compiled.binds.items()
        if name not in names
    }
    return str(compiled), constants, as_sent


def begin_with(transaction: Connection, statement: str) -> None:
    """Let a transaction that has just begun start with a plain statement; sent at once where it does not gather."""
    driver: Any = transaction.connection.dbapi_connection
    if driver.gathers:
        driver.beginning.append(statement.encode())
    else:
        transaction.execute(sa.text(statement))
