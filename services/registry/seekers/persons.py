"""Who seekers are (SEE-2): sealed columns, opened in one place that writes down each reading and its purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.personal_data import PersonalData, Sealed
from services.registry.seekers.domain.person import PERSON_FIELDS, Person
from services.registry.seekers.tables import left_emails, personal_data_reads, seeker_persons
from services.runtime.identifiers import new_id


def about(column: str, seeker_number: str) -> str:
    """Whose field a sealed column is."""
    return f"seeker_persons.{column}:{seeker_number}"


def lookup_of(personal_data: PersonalData, person: Person) -> bytes | None:
    """What a person is found by: the address's lookup; None of who has told no address."""
    return personal_data.lookup(person.email) if person.email else None


def save(connection: Connection, personal_data: PersonalData, persons: Mapping[str, Person]) -> None:
    """Seal and store persons by seeker number, several a statement."""
    if not persons:
        return
    insert = pg.insert(seeker_persons)
    told = {column.name: insert.excluded[column.name] for column in seeker_persons.c if column.name != "seeker_number"}
    rows = [_sealed(personal_data, number, person) for number, person in persons.items()]
    statement = insert.on_conflict_do_update(index_elements=["seeker_number"], set_=told)
    connection.execute(statement.returning(seeker_persons.c.key_id), rows)


def _sealed(personal_data: PersonalData, seeker_number: str, person: Person) -> dict[str, Any]:
    sealed = {
        column: personal_data.seal(getattr(person, column), about(column, seeker_number)) for column in PERSON_FIELDS
    }
    (key_id,) = {value.key_id for value in sealed.values()}
    return {
        "seeker_number": seeker_number,
        "key_id": key_id,
        "email_lookup": lookup_of(personal_data, person),
        **{column: value.ciphertext for column, value in sealed.items()},
    }


def holders_of_emails(connection: Connection, lookups: Iterable[bytes]) -> dict[bytes, str]:
    """Who holds these addresses, each given by its lookup: seeker numbers."""
    query = sa.select(seeker_persons.c.email_lookup, seeker_persons.c.seeker_number).where(
        seeker_persons.c.email_lookup == sa.any_(sa.cast(list(lookups), pg.ARRAY(sa.LargeBinary)))
    )
    return {bytes(row.email_lookup): row.seeker_number for row in connection.execute(query)}


def held_addresses() -> sa.Subquery:
    """The lookups of the addresses that persons hold, with their numbers, to be joined with what is known of an address."""
    held = sa.select(seeker_persons.c.seeker_number, seeker_persons.c.email_lookup)
    return held.where(seeker_persons.c.email_lookup.is_not(None)).subquery("held_addresses")


def read(
    connection: Connection,
    personal_data: PersonalData,
    seeker_numbers: Collection[str],
    columns: Sequence[str],
    *,
    purpose: str,
    account_id: str | None,
    now: dt.datetime,
    trace: str,
) -> dict[str, dict[str, str]]:
    """Open columns of persons, and write down for each that it was read, why and for whom; unknown ones are left out.

    Nothing else opens them (SEE-2); a test of the architecture holds the code to it.
    """
    listed = sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))
    query = sa.select(
        seeker_persons.c.seeker_number, seeker_persons.c.key_id, *(seeker_persons.c[column] for column in columns)
    ).where(seeker_persons.c.seeker_number == sa.any_(listed))
    rows = connection.execute(query).mappings().all()
    reads = [
        {
            "read_id": new_id(),
            "read_at": now,
            "seeker_number": row["seeker_number"],
            "column": column,
            "purpose": purpose,
            "account_id": account_id,
            "trace": trace,
        }
        for row in rows
        for column in columns
    ]
    if reads:
        connection.execute(personal_data_reads.insert(), reads)
    return {
        row["seeker_number"]: {
            column: personal_data.open(Sealed(row["key_id"], bytes(row[column])), about(column, row["seeker_number"]))
            for column in columns
        }
        for row in rows
    }


def read_or_as_much_work(
    connection: Connection,
    personal_data: PersonalData,
    seeker_number: str | None,
    column: str,
    *,
    purpose: str,
    now: dt.datetime,
    trace: str,
) -> str | None:
    """Open a column of a person as `read` does; for nobody (None) by the same statements, which leave nothing (AUT-6).

    Of nobody a reading is written down and taken back in one transaction; of a person one that does not exist is.
    """
    number = seeker_number or ""
    found = read(
        connection, personal_data, [number], [column], purpose=purpose, account_id=None, now=now, trace=trace
    ).get(number)
    nobodys = new_id()
    if found is None:
        row = {"read_id": nobodys, "read_at": now, "seeker_number": "", "column": column, "purpose": purpose}
        connection.execute(personal_data_reads.insert(), [{**row, "account_id": None, "trace": trace}])
    connection.execute(personal_data_reads.delete().where(personal_data_reads.c.read_id == nobodys))
    return found[column] if found else None


def read_whole(
    connection: Connection,
    personal_data: PersonalData,
    seeker_numbers: Collection[str],
    *,
    purpose: str,
    account_id: str | None,
    now: dt.datetime,
    trace: str,
) -> dict[str, Person]:
    """Open persons, each column written down as `read` does."""
    if not seeker_numbers:
        return {}
    read_columns = read(
        connection,
        personal_data,
        seeker_numbers,
        PERSON_FIELDS,
        purpose=purpose,
        account_id=account_id,
        now=now,
        trace=trace,
    )
    return {number: Person(**columns) for number, columns in read_columns.items()}


def lookups_of(connection: Connection, seeker_numbers: Collection[str]) -> set[bytes]:
    """The lookups of the addresses that these persons hold, or held before."""
    listed = sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))
    held = sa.select(seeker_persons.c.email_lookup).where(seeker_persons.c.seeker_number == sa.any_(listed))
    left = sa.select(left_emails.c.email_lookup).where(left_emails.c.seeker_number == sa.any_(listed))
    return {bytes(lookup) for lookup in connection.execute(held.union(left)).scalars() if lookup is not None}


def forget(connection: Connection, seeker_number: str) -> None:
    """Delete a person, and which addresses the person had before."""
    for table in (left_emails, seeker_persons):
        connection.execute(table.delete().where(table.c.seeker_number == seeker_number))
