"""Seekers in the database: rows to `Seeker`s and back, persons sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.registry.personal_data import PersonalData, Sealed
from services.registry.seekers.domain.person import PERSON_FIELDS, Person
from services.registry.seekers.domain.seeker import Seeker
from services.registry.seekers.domain.visibility import ProvisionChoice, PupilOf, SeekerFacts, next_change
from services.registry.seekers.tables import personal_data_reads, seeker_persons, seekers
from services.runtime.identifiers import new_id

_ABOUT = "seeker_persons.{column}:{seeker_number}"


# Seekers --------------------------------------------------------------------------------------------------------------


def find(connection: Connection, seeker_number: str) -> Seeker | None:
    """One seeker, to be read."""
    row = connection.execute(sa.select(seekers).where(seekers.c.seeker_number == seeker_number)).first()
    return None if row is None else _seeker(row)


def find_for_change(connection: Connection, seeker_number: str) -> Seeker | None:
    """One seeker, locked until the end of the transaction."""
    query = sa.select(seekers).where(seekers.c.seeker_number == seeker_number).with_for_update()
    row = connection.execute(query).first()
    return None if row is None else _seeker(row)


def find_by_source(connection: Connection, source_ids: Collection[str]) -> dict[str, Seeker]:
    """The seekers of these IDs at Hello Work, locked; in one order, so that two who lock several don't meet crosswise."""
    query = (
        sa.select(seekers)
        .where(seekers.c.source_id == sa.any_(sa.cast(list(source_ids), pg.ARRAY(sa.Text))))
        .order_by(seekers.c.seeker_number)
        .with_for_update()
    )
    return {row.source_id: _seeker(row) for row in connection.execute(query)}


def find_due(connection: Connection, today: dt.date, limit: int) -> list[Seeker]:
    """Seekers whose findability may have changed by date up to today, locked; those locked by others come later."""
    query = (
        sa.select(seekers)
        .where(seekers.c.look_again_on <= today)
        .order_by(seekers.c.look_again_on, seekers.c.seeker_number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_seeker(row) for row in connection.execute(query)]


def taken_numbers(connection: Connection, numbers: Collection[str]) -> set[str]:
    """Those of these seeker numbers that are given out."""
    listed = sa.cast(list(numbers), pg.ARRAY(sa.Text))
    return set(
        connection.execute(
            sa.select(seekers.c.seeker_number).where(seekers.c.seeker_number == sa.any_(listed))
        ).scalars()
    )


def save(connection: Connection, changed: Sequence[Seeker], today: dt.date) -> None:
    """Insert or overwrite the rows of seekers, several a statement."""
    if not changed:
        return
    insert = pg.insert(seekers)
    told = {column.name: insert.excluded[column.name] for column in seekers.c if column.name != "seeker_number"}
    statement = insert.on_conflict_do_update(index_elements=["seeker_number"], set_=told)
    # With RETURNING, SQLAlchemy writes many rows a statement; without it psycopg2 sends them one by one.
    connection.execute(statement.returning(seekers.c.version), [_row(seeker, today) for seeker in changed])


def _row(seeker: Seeker, today: dt.date) -> dict[str, Any]:
    facts = seeker.facts
    return {
        "seeker_number": seeker.seeker_number,
        "source_id": seeker.source_id,
        "stated_at": seeker.stated_at,
        "version": seeker.version,
        "application_id": seeker.application_id,
        "office_code": seeker.office_code,
        "bureau_code": seeker.bureau_code,
        "applied_on": facts.applied_on,
        "valid_until": facts.valid_until,
        "ended_on": facts.ended_on,
        "end_reason": seeker.end_reason,
        "my_page_opened": facts.my_page_opened,
        "terms_version": facts.terms_version,
        "provision_choice": str(facts.provision_choice),
        "chosen_on_my_page": seeker.chosen_on_my_page,
        "open_to_employers": seeker.open_to_employers,
        "pupil_of": None if facts.pupil_of is None else str(facts.pupil_of),
        "graduates_on": facts.graduates_on,
        "record": seeker.record,
        "look_again_on": next_change(facts, today),
    }


def _seeker(row: Row[Any]) -> Seeker:
    return Seeker(
        seeker_number=row.seeker_number,
        source_id=row.source_id,
        stated_at=row.stated_at,
        version=row.version,
        application_id=row.application_id,
        office_code=row.office_code,
        bureau_code=row.bureau_code,
        facts=SeekerFacts(
            applied_on=row.applied_on,
            valid_until=row.valid_until,
            ended_on=row.ended_on,
            my_page_opened=row.my_page_opened,
            terms_version=row.terms_version,
            provision_choice=ProvisionChoice(row.provision_choice),
            pupil_of=None if row.pupil_of is None else PupilOf(row.pupil_of),
            graduates_on=row.graduates_on,
        ),
        open_to_employers=row.open_to_employers,
        chosen_on_my_page=row.chosen_on_my_page,
        end_reason=row.end_reason,
        record=row.record,
    )


# Persons --------------------------------------------------------------------------------------------------------------


def save_persons(connection: Connection, personal_data: PersonalData, persons: Mapping[str, Person]) -> None:
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
        column: personal_data.seal(getattr(person, column), _ABOUT.format(column=column, seeker_number=seeker_number))
        for column in PERSON_FIELDS
    }
    (key_id,) = {value.key_id for value in sealed.values()}
    return {
        "seeker_number": seeker_number,
        "key_id": key_id,
        "email_lookup": personal_data.lookup(person.email),
        **{column: value.ciphertext for column, value in sealed.items()},
    }


def holders_of_emails(connection: Connection, lookups: Iterable[bytes]) -> dict[bytes, str]:
    """Who holds these addresses, each given by its lookup: seeker numbers."""
    query = sa.select(seeker_persons.c.email_lookup, seeker_persons.c.seeker_number).where(
        seeker_persons.c.email_lookup == sa.any_(sa.cast(list(lookups), pg.ARRAY(sa.LargeBinary)))
    )
    return {bytes(row.email_lookup): row.seeker_number for row in connection.execute(query)}


def read_personal_data(
    connection: Connection,
    personal_data: PersonalData,
    seeker_numbers: Collection[str],
    column: str,
    *,
    purpose: str,
    account_id: str | None,
    now: dt.datetime,
    trace: str,
) -> dict[str, str]:
    """Open one column of persons, and write down for each that it was read, why and for whom; unknown ones are left out."""
    listed = sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))
    query = sa.select(
        seeker_persons.c.seeker_number, seeker_persons.c.key_id, seeker_persons.c[column].label("ciphertext")
    ).where(seeker_persons.c.seeker_number == sa.any_(listed))
    rows = connection.execute(query).all()
    reads = [
        {
            "read_id": new_id(),
            "read_at": now,
            "seeker_number": row.seeker_number,
            "column": column,
            "purpose": purpose,
            "account_id": account_id,
            "trace": trace,
        }
        for row in rows
    ]
    if reads:
        connection.execute(personal_data_reads.insert(), reads)
    return {
        row.seeker_number: personal_data.open(
            Sealed(row.key_id, bytes(row.ciphertext)), _ABOUT.format(column=column, seeker_number=row.seeker_number)
        )
        for row in rows
    }
