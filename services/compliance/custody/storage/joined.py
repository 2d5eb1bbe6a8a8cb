"""Second records of one person (SEE-1): what the person refuses or demands is refused and demanded of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.custody.tables import block_changes, demands, holdings, joined_seekers


def lock_records_of(connection: Connection, seeker_number: str) -> None:
    """Let one transaction at a time decide for a seeker, until commit: what is refused or demanded, and a record that joins.

    Taken before `facts.lock_custody`. Without it a record that joins and a block, at once, would each not know of the other.
    """
    key = sa.func.hashtextextended(f"records:{seeker_number}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def keep_joined(connection: Connection, joined_number: str, seeker_number: str) -> None:
    """Keep that a record is a second one of a seeker's."""
    values = {"joined_number": joined_number, "seeker_number": seeker_number}
    connection.execute(pg.insert(joined_seekers).values(values).on_conflict_do_nothing())


def numbers_of(connection: Connection, seeker_number: str) -> list[str]:
    """The seeker's number, and those of the second records."""
    mine = joined_seekers.c.seeker_number == seeker_number
    query = sa.select(joined_seekers.c.joined_number).where(mine).order_by(joined_seekers.c.joined_number)
    return [seeker_number, *connection.execute(query).scalars()]


def whose(connection: Connection, numbers: Sequence[str]) -> Mapping[str, str]:
    """The seekers of those of these numbers that are second records'."""
    listed = sa.cast(list(numbers), pg.ARRAY(sa.Text))
    rows = connection.execute(joined_seekers.select().where(joined_seekers.c.joined_number == sa.any_(listed)))
    return {row.joined_number: row.seeker_number for row in rows}


def concerned(connection: Connection, joined_number: str, seeker_number: str) -> list[str]:
    """The organizations that hold a second record, or of which the seeker has refused or demanded something; in one order."""
    facts = [
        sa.select(table.c.organization_id).where(table.c.seeker_number == number)
        for table, number in ((holdings, joined_number), (block_changes, seeker_number), (demands, seeker_number))
    ]
    return sorted(connection.execute(sa.union(*facts)).scalars())
