"""Seekers in the database: rows to `Seeker`s and back. Who they are stands in `persons.py`.

Of an erased seeker a row without content is left, so that the number is given to nobody else; no query here finds it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.registry.seekers.domain.seeker import Seeker
from services.registry.seekers.domain.visibility import ProvisionChoice, PupilOf, SeekerFacts, next_change
from services.registry.seekers.tables import seekers

_NOT_ERASED = seekers.c.erased_at.is_(None)


# Seekers --------------------------------------------------------------------------------------------------------------


def find(connection: Connection, seeker_number: str) -> Seeker | None:
    """One seeker, to be read."""
    row = connection.execute(sa.select(seekers).where(seekers.c.seeker_number == seeker_number, _NOT_ERASED)).first()
    return None if row is None else _seeker(row)


def find_for_change(connection: Connection, seeker_number: str) -> Seeker | None:
    """One seeker, locked until the end of the transaction."""
    query = sa.select(seekers).where(seekers.c.seeker_number == seeker_number, _NOT_ERASED).with_for_update()
    row = connection.execute(query).first()
    return None if row is None else _seeker(row)


def find_several(connection: Connection, seeker_numbers: Collection[str]) -> dict[str, Seeker]:
    """Seekers by their numbers, locked in one order as in `find_by_source`."""
    query = (
        sa.select(seekers)
        .where(seekers.c.seeker_number == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))), _NOT_ERASED)
        .order_by(seekers.c.seeker_number)
        .with_for_update()
    )
    return {row.seeker_number: _seeker(row) for row in connection.execute(query)}


def number_at_source(connection: Connection, source_id: str) -> str | None:
    """The number of the seeker with this ID at Hello Work."""
    return connection.execute(sa.select(seekers.c.seeker_number).where(seekers.c.source_id == source_id)).scalar()


def find_by_source(connection: Connection, source_ids: Collection[str]) -> dict[str, Seeker]:
    """The seekers of these IDs at Hello Work, locked; in one order, so that two who lock several don't meet crosswise."""
    query = (
        sa.select(seekers)
        .where(seekers.c.source_id == sa.any_(sa.cast(list(source_ids), pg.ARRAY(sa.Text))))
        .order_by(seekers.c.seeker_number)
        .with_for_update()
    )
    return {row.source_id: _seeker(row) for row in connection.execute(query)}


def last_statements(connection: Connection, source_ids: Collection[str]) -> dict[str, dt.datetime]:
    """When the last statement taken of each of these IDs at Hello Work was made; unknown ones are left out."""
    query = sa.select(seekers.c.source_id, seekers.c.stated_at).where(
        seekers.c.source_id == sa.any_(sa.cast(list(source_ids), pg.ARRAY(sa.Text)))
    )
    return {row.source_id: row.stated_at for row in connection.execute(query)}


def find_due(connection: Connection, today: dt.date, limit: int) -> list[Seeker]:
    """Seekers whose findability may have changed by date up to today, locked; those locked by others come later."""
    query = (
        sa.select(seekers)
        .where(seekers.c.look_again_on <= today, _NOT_ERASED)
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
    told = {name: insert.excluded[name] for name in _row(changed[0], today) if name != "seeker_number"}
    statement = insert.on_conflict_do_update(index_elements=["seeker_number"], set_=told)
    # With RETURNING, SQLAlchemy writes many rows a statement; without it psycopg2 sends them one by one.
    connection.execute(statement.returning(seekers.c.version), [_row(seeker, today) for seeker in changed])


def empty(
    connection: Connection, seeker: Seeker, *, now: dt.datetime, today: dt.date, joined_into: str | None = None
) -> None:
    """Leave of an erased seeker the number, the version told last, and that it was erased (SEE-2); of a second record of
    one person also which one it was joined into, with those that had been joined into it."""
    if joined_into is not None:
        into_it = seekers.c.joined_into == seeker.seeker_number
        connection.execute(seekers.update().where(into_it).values(joined_into=joined_into))
    connection.execute(
        seekers.update()
        .where(seekers.c.seeker_number == seeker.seeker_number)
        .values(
            source_id=None,
            version=seeker.version + 1,
            ended_on=seeker.facts.ended_on or today,
            end_reason="",
            my_page_opened=False,
            terms_version=None,
            provision_choice=str(ProvisionChoice.NONE),
            open_to_employers=False,
            pupil_of=None,
            graduates_on=None,
            record={"seeker_number": seeker.seeker_number},
            look_again_on=None,
            decided_on={},
            narrowed_at=None,
            source_entered_here=False,
            person_compared=False,
            erased_at=now,
            joined_into=joined_into,
        )
    )


def present_numbers(connection: Connection, seeker_numbers: Collection[str]) -> dict[str, str]:
    """Under which number each of these seekers is known now: another one only of those joined into it."""
    query = sa.select(seekers.c.seeker_number, seekers.c.joined_into).where(
        seekers.c.seeker_number == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))),
        seekers.c.joined_into.is_not(None),
    )
    into = {row.seeker_number: row.joined_into for row in connection.execute(query)}
    return {number: into.get(number, number) for number in seeker_numbers}


def joined_into(connection: Connection, seeker_numbers: Collection[str]) -> dict[str, list[str]]:
    """The second records that were joined into these seekers' (SEE-1), in one order; of those alone that have any."""
    query = sa.select(seekers.c.joined_into, seekers.c.seeker_number).where(
        seekers.c.joined_into == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text)))
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(query.order_by(seekers.c.seeker_number)):
        found.setdefault(row.joined_into, []).append(row.seeker_number)
    return found


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
        "at_an_office": facts.at_an_office,
        "openness_chosen": seeker.openness_chosen,
        "extended_until": seeker.extended_until,
        "ended_here": seeker.ended_here,
        "decided_on": {name: day.isoformat() for name, day in seeker.decided_on.items()},
        "narrowed_at": seeker.narrowed_at,
        "source_entered_here": seeker.source_entered_here,
        "person_compared": seeker.person_compared,
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
            at_an_office=row.at_an_office,
        ),
        open_to_employers=row.open_to_employers,
        chosen_on_my_page=row.chosen_on_my_page,
        end_reason=row.end_reason,
        record=row.record,
        openness_chosen=row.openness_chosen,
        extended_until=row.extended_until,
        ended_here=row.ended_here,
        decided_on={name: dt.date.fromisoformat(day) for name, day in row.decided_on.items()},
        narrowed_at=row.narrowed_at,
        source_entered_here=row.source_entered_here,
        person_compared=row.person_compared,
    )
