"""One piece of work: a request or an event being handled, with its transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection, RootTransaction

from services.contracts.caller import Caller
from services.runtime import round_trips
from services.runtime.clock import japanese_day
from services.runtime.database import Database, limit_statements


@dataclass(frozen=True)
class ReceivedEvent:
    """An event as a handler gets it; `data` is loaded by the event's schema, with unknown members left out."""

    id: str
    type: str
    version: int
    subject: str
    occurred_at: dt.datetime
    data: dict[str, Any]


class Work:
    """What a method of a service gets beside its request.

    `connection` opens the one transaction of this work at its first use, so that work which needs no database takes no
    connection; whoever made the work commits or rolls back. `budget` is what is left of the caller's deadline, in seconds.
    `request_name` is the same for repetitions of a request under its key, and for nothing else; None without a key.
    `until` bounds a duty that is run by command for a day before today (`day`).
    """

    def __init__(
        self,
        database: Database,
        *,
        caller: Caller,
        now: dt.datetime,
        trace: str,
        budget: float | None = None,
        request_name: str | None = None,
        until: dt.date | None = None,
    ) -> None:
        self.database = database
        self.caller = caller
        self.now = now
        self.trace = trace
        self.budget = budget
        self.request_name = request_name
        self._until = until
        self._connection: Connection | None = None
        self._transaction: RootTransaction | None = None

    @property
    def today(self) -> dt.date:
        """The Japanese day of `now` (CAL-1)."""
        return japanese_day(self.now)

    @property
    def day(self) -> dt.date:
        """The day up to which a duty does what is due (CAL-6): today, but where it is run by command for a day before.

        It says whose turn it is. What is decided, written and told of them is as things are `today` and `now`: so a duty for
        an earlier day does a part of what it does today, and nothing else.
        """
        return self.today if self._until is None else min(self._until, self.today)

    def in_a_transaction_of_its_own(self) -> Work:
        """The same work for one of several batches; who asks for it commits and closes it."""
        return Work(self.database, caller=self.caller, now=self.now, trace=self.trace, until=self._until)

    @property
    def connection(self) -> Connection:
        """The connection, inside the one transaction of this work."""
        if self._connection is None:
            connection = self.database.engine.connect()
            self._connection = connection
            self._transaction = connection.begin()
            if self.budget is not None:  # a request: it may be short, and somebody waits for it
                round_trips.gather(connection)
                limit_statements(connection, self.budget)
        return self._connection

    def commit(self) -> None:
        """Commit what was done, if a transaction was opened."""
        if self._transaction is not None:
            self._transaction.commit()
        self.close()

    def close(self) -> None:
        """Give the connection back; what is not committed is rolled back."""
        connection, self._connection, self._transaction = self._connection, None, None
        if connection is not None:
            connection.close()
