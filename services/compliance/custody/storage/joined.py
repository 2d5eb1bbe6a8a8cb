"""Records of one person that were joined (SEE-1): what the person refuses or demands is refused and demanded of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.custody.tables import block_changes, demands, holdings, joined_seekers


def lock_records_of(connection: Connection, seeker_number: str, *others: str) -> None:
    """Let one transaction at a time decide for a person, until commit: what is refused or demanded, and a record that joins.

    Taken before `facts.lock_custody`, of several numbers in one order. Without it a record that joins and a block, at once, would each
    not know of the other. Of a record that was joined the person's is locked too, whose every decision locks it.
    """
    numbers = {seeker_number, *others}
    for number in sorted(numbers | set(whose(connection, list(numbers)).values())):
        key = sa.func.hashtextextended(f"records:{number}", 0)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def keep_joined(connection: Connection, joined_number: str, seeker_number: str) -> None:
    """Keep that a record is a second one of a seeker's; those that were joined into it are the seeker's as well.

    Right in whatever order it is told: each row names the record that stays, however many were joined one into the other.
    """
    stays = whose(connection, [seeker_number]).get(seeker_number, seeker_number)
    values = {"joined_number": joined_number, "seeker_number": stays}
    connection.execute(pg.insert(joined_seekers).values(values).on_conflict_do_nothing())
    into = joined_seekers.c.seeker_number == joined_number
    connection.execute(joined_seekers.update().where(into).values(seeker_number=stays))


def numbers_of(connection: Connection, seeker_number: str) -> list[str]:
    """All numbers of a person, by any of them; the one that stays first."""
    stays = whose(connection, [seeker_number]).get(seeker_number, seeker_number)
    query = sa.select(joined_seekers.c.joined_number).where(joined_seekers.c.seeker_number == stays)
    return [stays, *connection.execute(query.order_by(joined_seekers.c.joined_number)).scalars()]


def whose(connection: Connection, numbers: Sequence[str]) -> Mapping[str, str]:
    """The seekers of those of these numbers that are second records'."""
    listed = sa.cast(list(numbers), pg.ARRAY(sa.Text))
    rows = connection.execute(joined_seekers.select().where(joined_seekers.c.joined_number == sa.any_(listed)))
    return {row.joined_number: row.seeker_number for row in rows}


def persons_of(connection: Connection, numbers: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Of each of these numbers, all numbers of the same person."""
    into = whose(connection, numbers)
    stay = {number: into.get(number, number) for number in numbers}
    listed = sa.cast(sorted(set(stay.values())), pg.ARRAY(sa.Text))
    rows = connection.execute(joined_seekers.select().where(joined_seekers.c.seeker_number == sa.any_(listed)))
    persons = {number: {number} for number in stay.values()}
    for row in rows:
        persons[row.seeker_number].add(row.joined_number)
    return {number: frozenset({number, *persons[stays]}) for number, stays in stay.items()}


def concerned(connection: Connection, numbers: Sequence[str]) -> list[str]:
    """The organizations that hold a record of these, or of which something was refused or demanded under one; in one order."""
    listed = sa.cast(list(numbers), pg.ARRAY(sa.Text))
    facts = [
        sa.select(table.c.organization_id).where(table.c.seeker_number == sa.any_(listed))
        for table in (holdings, block_changes, demands)
    ]
    return sorted(connection.execute(sa.union(*facts)).scalars())
