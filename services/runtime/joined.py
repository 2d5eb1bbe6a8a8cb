"""Numbers that turn out to be one subject's, as each service keeps them that is told: which one stays, however many were joined."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection


@dataclass(frozen=True)
class JoinedNumbers:
    """Over a table with a row a number that was joined: `gone`, its key, and `stays`, never joined itself in what is kept."""

    gone: sa.Column[Any]
    stays: sa.Column[Any]

    def lock(self, connection: Connection, *numbers: str) -> None:
        """Let one transaction at a time decide for the subjects of these numbers, until commit, and join another into them.

        A subject's lock is that of the number that stays; of one that is being joined also its own. Whoever waited while it was joined
        waits for the number that stays as well. Several are taken in one order but for that: where two then wait for each
        other, the database ends one, which is tried again.
        """
        held: set[str] = set()
        while missing := {*numbers, *self.into(connection, numbers).values()} - held:
            for number in sorted(missing):
                key = sa.func.hashtextextended(f"records:{number}", 0)
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
            held |= missing

    def keep(self, connection: Connection, gone: str, stays: str) -> None:
        """Keep that a number was joined into another; those that were joined into it are the other's as well.

        Right in whatever order it is told: each row names the number that stays.
        """
        last = self.into(connection, [stays]).get(stays, stays)
        table = self.gone.table
        assert isinstance(table, sa.Table)
        values = {self.gone.name: gone, self.stays.name: last}
        connection.execute(pg.insert(table).values(values).on_conflict_do_nothing())
        connection.execute(table.update().where(self.stays == gone).values({self.stays.name: last}))

    def into(self, connection: Connection, numbers: Collection[str]) -> Mapping[str, str]:
        """Of those of these numbers that were joined, which one stays."""
        listed = sa.cast(sorted(numbers), pg.ARRAY(sa.Text))
        rows = connection.execute(sa.select(self.gone, self.stays).where(self.gone == sa.any_(listed)))
        return {row[0]: row[1] for row in rows}

    def all_of(self, connection: Connection, number: str) -> list[str]:
        """All numbers of a subject, by any of them; the one that stays first."""
        stays = self.into(connection, [number]).get(number, number)
        return [
            stays,
            *connection.execute(sa.select(self.gone).where(self.stays == stays).order_by(self.gone)).scalars(),
        ]
