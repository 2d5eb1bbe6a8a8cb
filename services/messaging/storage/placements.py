"""Applications and acceptances, and the days on which conversations close."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.messaging.domain.custody import acquired_on, open_until
from services.messaging.domain.placement import Placement, RefusalGround
from services.messaging.domain.results import EmploymentTerm, Result
from services.messaging.storage.conversations import Side
from services.messaging.tables import conversations, placements
from services.messaging.tables import reported_years as reported


class Reporter(Side):
    """An organization that reports what came of an application it accepted: that stays its own after a deletion (MSG-11)."""

    @property
    def owns(self) -> sa.ColumnElement[bool]:
        """All its conversations."""
        return conversations.c.organization_id == self.organization_id


class Explainer(Reporter):
    """One that has explained its charges to an applicant, which the acceptance needs; not where the messages are erased (MSG-14)."""

    @property
    def owns(self) -> sa.ColumnElement[bool]:
        """All its conversations that are kept: what is explained is erased with the messages, once."""
        return super().owns & conversations.c.erased_at.is_(None)


def recorded(connection: Connection, conversation_id: str) -> Placement:
    """What is recorded of a conversation."""
    row = connection.execute(sa.select(placements).where(placements.c.conversation_id == conversation_id)).first()
    if row is None:
        return Placement()
    result = Result(
        hired_on=row.hired_on,
        term=None if row.employment_term is None else EmploymentTerm(row.employment_term),
        seasonal=row.seasonal,
        fee_from_seeker=row.fee_from_seeker,
        fee_from_employer=row.fee_from_employer,
    )
    return Placement(
        applied_on=row.applied_on,
        accepted_on=row.accepted_on,
        charges=bool(row.charges),
        refused_on=row.refused_on,
        refusal_ground=None if row.refusal_ground is None else RefusalGround(row.refusal_ground),
        result=None if row.result_recorded_at is None else result,
    )


def keep_placement(
    connection: Connection, conversation_id: str, placement: Placement, closes_on: dt.date, now: dt.datetime
) -> int:
    """Write what is recorded of a conversation whose lock the caller holds; answers its new version."""
    result = placement.result or Result()
    values = {
        "applied_on": placement.applied_on,
        "accepted_on": placement.accepted_on,
        "charges": placement.charges,
        "recorded_at": now,
        "refused_on": placement.refused_on,
        "refusal_ground": placement.refusal_ground,
        "hired_on": result.hired_on,
        "employment_term": result.term,
        "seasonal": result.seasonal,
        "fee_from_seeker": result.fee_from_seeker,
        "fee_from_employer": result.fee_from_employer,
        "result_recorded_at": None if placement.result is None else now,
    }
    insert = pg.insert(placements).values(conversation_id=conversation_id, version=1, **values)
    version: int = connection.execute(
        insert.on_conflict_do_update(
            index_elements=[placements.c.conversation_id],
            set_={"version": placements.c.version + 1, **{name: insert.excluded[name] for name in values}},
        ).returning(placements.c.version)
    ).scalar_one()
    connection.execute(
        conversations.update().where(conversations.c.conversation_id == conversation_id).values(open_until=closes_on)
    )
    return version


def reported_years(connection: Connection, organization_id: str) -> set[int]:
    """The fiscal years whose usage report the organization has filed."""
    return set(
        connection.scalars(sa.select(reported.c.fiscal_year).where(reported.c.organization_id == organization_id))
    )


def keep_reported_year(connection: Connection, organization_id: str, fiscal_year: int) -> None:
    """Note that the report of a fiscal year is filed; a correction of it changes nothing."""
    connection.execute(
        pg.insert(reported).values(organization_id=organization_id, fiscal_year=fiscal_year).on_conflict_do_nothing()
    )


def count_from(connection: Connection, organization_id: str, seeker_number: str, acquisitions: list[dt.date]) -> None:
    """Let the pair's conversations count their period from these acquisitions (MSG-12).

    The caller holds the organization back, so that no conversation starts and nothing is recorded meanwhile.
    """
    rows = connection.execute(
        sa.select(
            conversations.c.conversation_id,
            conversations.c.started_on,
            conversations.c.acquired_on,
            placements.c.accepted_on,
        )
        .outerjoin(placements, placements.c.conversation_id == conversations.c.conversation_id)
        .where(conversations.c.organization_id == organization_id, conversations.c.seeker_number == seeker_number)
        .order_by(conversations.c.conversation_id)
    ).all()
    for row in rows:
        first = acquired_on(row.started_on, acquisitions)
        if first != row.acquired_on:
            connection.execute(
                conversations.update()
                .where(conversations.c.conversation_id == row.conversation_id)
                .values(acquired_on=first, open_until=open_until(first, row.accepted_on))
            )


def close_before(connection: Connection, organization_id: str, seeker_number: str, until: dt.datetime | None) -> None:
    """Close to the organization what was said until an instant in the pair's conversations; nothing where there is none.

    The conversations are locked in the order of their IDs, as whoever locks several does.
    """
    own = _locked_in_order(connection, organization_id, seeker_number)
    if own:
        connection.execute(
            conversations.update().where(conversations.c.conversation_id.in_(own)).values(closed_before=until)
        )


def close_deleted(
    connection: Connection, organization_id: str, seeker_number: str, confirmed_at: dt.datetime, day: dt.date
) -> None:
    """Note in the pair's conversations begun by a day that the organization has deleted the record; the latest stands.

    The conversations are locked in the order of their IDs, as whoever locks several does.
    """
    begun = _locked_in_order(connection, organization_id, seeker_number, conversations.c.started_on <= day)
    if begun:
        connection.execute(
            conversations.update()
            .where(
                conversations.c.conversation_id.in_(begun),
                sa.func.coalesce(conversations.c.deleted_at < confirmed_at, sa.true()),
            )
            .values(deleted_at=confirmed_at)
        )


def _locked_in_order(
    connection: Connection, organization_id: str, seeker_number: str, *conditions: sa.ColumnElement[bool]
) -> list[str]:
    """The pair's conversations, under their locks, taken in the order of their IDs."""
    found = connection.scalars(
        sa.select(conversations.c.conversation_id)
        .where(
            conversations.c.organization_id == organization_id,
            conversations.c.seeker_number == seeker_number,
            *conditions,
        )
        .order_by(conversations.c.conversation_id)
        .with_for_update(key_share=True)
    )
    return list(found)
