"""Records of one person that were joined (SEE-1): what the person refuses or demands is refused and demanded of each of them.

Locked before `facts.lock_custody`, so that a record that joins and a block, or a demand, know of each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.custody.tables import block_changes, demands, holdings, joined_seekers
from services.runtime.joined import JoinedNumbers

records = JoinedNumbers(joined_seekers.c.joined_number, joined_seekers.c.seeker_number)


def persons_of(connection: Connection, numbers: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Of each of these numbers, all numbers of the same person."""
    into = records.into(connection, numbers)
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
