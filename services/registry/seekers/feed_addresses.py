"""Addresses that seekers have left on My Page: the feed does not bring them back (AUT-1, decision 113)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.personal_data import PersonalData
from services.registry.seekers import persons
from services.registry.seekers.domain.person import Person
from services.registry.seekers.tables import left_emails


def leave(connection: Connection, seeker_number: str, old: bytes, new: bytes, at: dt.datetime) -> None:
    """Note that a seeker has gone from one address to another, which is left no more if it was. Both are lookups."""
    own = left_emails.c.seeker_number == seeker_number
    connection.execute(left_emails.delete().where(own & (left_emails.c.email_lookup == new)))
    _note(connection, [(seeker_number, old, at)])


def _note(connection: Connection, left: Collection[tuple[str, bytes, dt.datetime]]) -> None:
    if not left:
        return
    insert = pg.insert(left_emails)
    changed = {"left_at": insert.excluded.left_at}
    rows = [{"seeker_number": number, "email_lookup": lookup, "left_at": at} for number, lookup, at in left]
    connection.execute(
        insert.on_conflict_do_update(index_elements=["seeker_number", "email_lookup"], set_=changed), rows
    )


class OwnAddresses:
    """What the seekers of one batch of the feed have put in the place of addresses that it may still bring.

    To be used under the lock of the feed's batches, which each change on My Page waits for as well.
    """

    def __init__(
        self,
        connection: Connection,
        personal_data: PersonalData,
        numbers: Collection[str],
        lookups: Collection[bytes],
        now: dt.datetime,
        trace: str,
        *,
        untold: Collection[str] = (),
    ) -> None:
        """`untold`: those of whom a statement tells no address, and whose My Page opens by the one that is known."""
        self._connection, self._personal_data = connection, personal_data
        known = left_emails.c.seeker_number == sa.any_(sa.cast(list(numbers), pg.ARRAY(sa.Text)))
        brought = left_emails.c.email_lookup == sa.any_(sa.cast(list(lookups), pg.ARRAY(sa.LargeBinary)))
        self._left: dict[str, dict[bytes, dt.datetime]] = {}
        for row in connection.execute(sa.select(left_emails).where(known | brought)):
            self._left.setdefault(row.seeker_number, {})[bytes(row.email_lookup)] = row.left_at
        self._own: dict[str, str] = {}
        self._followed: set[str] = set()
        self._noted: list[tuple[str, bytes, dt.datetime]] = []
        if keepers := self._left.keys() | set(untold):
            read = persons.read(
                connection,
                personal_data,
                sorted(keepers),
                ["email"],
                purpose="keep_own_address",
                account_id=None,
                now=now,
                trace=trace,
            )
            self._own = {number: columns["email"] for number, columns in read.items()}

    def lookups(self) -> set[bytes]:
        """Of the addresses that seekers have in the place of those they left."""
        return {self._personal_data.lookup(email) for email in self._own.values()}

    def who_left(self, lookup: bytes) -> Iterable[str]:
        """The seekers who had this address and went to another."""
        return [number for number, left in self._left.items() if lookup in left]

    def known(self, number: str) -> str:
        """The address of a seeker who keeps it, whatever the statements tell; empty for any other."""
        return self._own.get(number, "")

    def settle(self, number: str, person: Person, stated_at: dt.datetime) -> Person:
        """The person with the address that counts: the own one against those left, and against rows from before it.

        Any other that a later row brings was told to the office since, and counts; then nothing is left any more.
        """
        left = self._left.get(number)
        if left is None or number not in self._own:
            return person
        lookup, since = self._personal_data.lookup(person.email), max(left.values())
        if lookup not in left and stated_at > since:
            self._followed.add(number)
            del self._left[number]
            return person
        if lookup not in left and lookup != self._personal_data.lookup(self._own[number]):
            left[lookup] = since
            self._noted.append((number, lookup, since))
        return replace(person, email=self._own[number])

    def save(self) -> None:
        """Write what was settled."""
        _note(self._connection, self._noted)
        if self._followed:
            listed = sa.cast(sorted(self._followed), pg.ARRAY(sa.Text))
            self._connection.execute(left_emails.delete().where(left_emails.c.seeker_number == sa.any_(listed)))
