"""Transactions in few round trips (decision 203): what nothing waits for goes to the database with what follows it.

psycopg2 sends BEGIN, each statement and COMMIT one by one, and waits for each. In a transaction that gathers, statements given to
`later`, whose results nobody looks at, are kept, and leave in order with the next statement or with COMMIT, as one message. The
database does the same in the same order, and ends at the first that fails. Only the moment differs at which our process hears of
a failure: with the next statement, or at COMMIT. So nothing is given to `later` whose failure somebody catches.

A session is told the text of such a statement once and remembers it with its plan (PREPARE); afterwards it is only named
(`statements_by_name`). So is any other statement that says so (`BY_NAME`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from psycopg2 import Error
from psycopg2.errors import FeatureNotSupported
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, connection, cursor
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

from services.runtime.statements_by_name import Text, text_of, text_of_executed

BY_NAME = {"by_name": True}
"""Execution options of a statement that every request runs: `statement.execution_options(**BY_NAME)`. It is a constant of its module."""


class GatheringCursor(cursor):
    """Sends what was kept before its own statement."""

    connection: GatheringConnection

    def execute(self, query: Any, variables: Any = None) -> None:
        """As psycopg2 does, with what was kept before it; that stays kept where this can't be written at all."""
        if self.connection.keeps:
            query, variables = self.mogrify(query, variables), None
        before, told = self.connection.take_kept()
        if before:
            query = b"\n;".join((*before, query))
        try:
            super().execute(query, variables)
        except FeatureNotSupported:  # "cached plan must not change result type"
            self.connection.forget_names()
            raise
        self.connection.remembers(told)

    def executemany(self, query: Any, rows: Any) -> None:
        """As psycopg2 does, after what was kept."""
        before, told = self.connection.take_kept()
        if before:
            super().execute(b"\n;".join(before))
            self.connection.remembers(told)
        return super().executemany(query, rows)


class GatheringConnection(connection):
    """psycopg2's connection. In a transaction that gathers its driver is in autocommit, and BEGIN and COMMIT are ours."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.cursor_factory = GatheringCursor
        self.gathers = False
        self._beginning: list[bytes] = []
        self._kept: list[bytes] = []
        self._names: dict[Text, str] = {}
        self._names_given = 0
        self._telling: dict[Text, str] = {}

    def gather(self) -> None:
        """Begin a transaction that gathers; nothing is sent yet."""
        self.autocommit = True  # of the driver alone: it sends nothing
        self.gathers, self._beginning, self._kept = True, [b"BEGIN"], []

    def begin_with(self, statement: str) -> None:
        """Let the transaction start with this."""
        self._beginning.append(statement.encode())

    def keep(self, text: Text, values: Mapping[str, Any]) -> None:
        """Keep a statement for the next message."""
        with self.cursor() as writing:
            self._kept.append(writing.mogrify(f"EXECUTE {self.name_of(text)}{text.arguments}", values))

    def name_of(self, text: Text) -> str:
        """By what the session remembers a text; one that it does not know is told with the next message, before anything else."""
        name = self._names.get(text) or self._telling.get(text)
        if name is None:
            self._names_given += 1
            self._telling[text] = name = f"text_{self._names_given}"
        return name

    @property
    def keeps(self) -> bool:
        """Whether anything is to be sent before the next statement."""
        return bool(self._beginning or self._telling or self._kept)

    def take_kept(self) -> tuple[list[bytes], dict[Text, str]]:
        """What is to be sent before the next statement, which whoever asks sends, and the names of texts that are told by it.

        Where that fails it is unknown what the session remembers; then those names are never used again.
        """
        told = self._telling
        before = self._beginning + [self._telling_of(text, name) for text, name in told.items()] + self._kept
        self._forget_kept()
        return before, told

    def _telling_of(self, text: Text, name: str) -> bytes:
        with self.cursor() as writing:
            return writing.mogrify(f"PREPARE {name}{text.prepared}", text.constants)

    def remembers(self, told: Mapping[Text, str]) -> None:
        """The message with these names went through."""
        self._names.update(told)

    def forget_names(self) -> None:
        """Tell all texts anew: a table has changed since they were told."""
        self._names.clear()

    def commit(self) -> None:
        """End the transaction; what was kept goes with it. Raises what is wrong with any of it, and has then undone all of it.

        The database skips a COMMIT after what fails before it in the same message, and whoever asked for one takes the
        transaction for ended: nobody else would end it, and the pool would lend the next request a session that refuses all.
        """
        if not self.gathers:
            return super().commit()
        try:
            if self._kept or not self._beginning:  # else the database has heard of nothing
                self._send("COMMIT")
        except BaseException:
            self._undo_what_is_left()
            raise
        return self._gathers_no_more()

    def rollback(self) -> None:
        """Undo the transaction; what was kept is forgotten."""
        if not self.gathers:
            return super().rollback()
        self._forget_kept()
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

    def _forget_kept(self) -> None:
        self._beginning, self._kept, self._telling = [], [], {}

    def _gathers_no_more(self) -> None:
        self._forget_kept()
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
    text = text_of(statement, tuple(values), transaction.dialect)
    driver.keep(text, {name: text.sent(name, value) for name, value in values.items()})


def begin_with(transaction: Connection, statement: str) -> None:
    """Let a transaction that has just begun start with a plain statement; sent at once where it does not gather."""
    driver: Any = transaction.connection.dbapi_connection
    if driver.gathers:
        driver.begin_with(statement)
    else:
        transaction.execute(sa.text(statement))


def name_statements(engine: Engine) -> None:
    """Let an engine's sessions be told once what says so (`BY_NAME`)."""
    sa.event.listen(engine, "before_cursor_execute", _by_name, retval=True)


def _by_name(
    connection: Connection,
    _cursor: DBAPICursor,
    statement: str,
    values: Any,
    context: ExecutionContext | None,
    executemany: bool,
) -> tuple[str, Any]:
    if context is None or executemany or "by_name" not in context.execution_options:
        return statement, values
    text = text_of_executed(context.compiled, statement, values)
    driver: Any = connection.connection.dbapi_connection
    return f"EXECUTE {driver.name_of(text)}{text.arguments}", values
