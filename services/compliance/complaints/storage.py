"""Complaints, their steps and demanded registers: rows to domain objects and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.compliance.complaints.domain.handling import Complaint, ComplaintEvent, ComplaintState, after_steps
from services.compliance.complaints.tables import complaint_steps, complaints, register_demands
from services.compliance.members.tables import organizations

_c, _steps, _demands = complaints.c, complaint_steps.c, register_demands.c

ENTRY_ID = sa.func.coalesce(_c.entry_id, _c.complaint_id)
"""By which an organization knows a complaint, and in whose order it came into its register."""


def insert(connection: Connection, **values: Any) -> None:
    """Write a new complaint."""
    connection.execute(complaints.insert().values(**values))


def add_step(connection: Connection, **values: Any) -> None:
    """Add a step."""
    connection.execute(complaint_steps.insert().values(**values))


def change(connection: Connection, complaint_id: str, after: Complaint, **more: Any) -> None:
    """Write a complaint as it is after a step; the caller holds its row."""
    values = {
        "version": after.version,
        "state": after.state,
        "with_authority": after.with_authority,
        "facts_due_on": after.facts_due_on,
    }
    connection.execute(complaints.update().where(_c.complaint_id == complaint_id).values(**values, **more))


def facts_over(connection: Connection, day: dt.date, limit: int) -> Sequence[str]:
    """Complaints whose organization is to be told by a day that nothing is awaited of it any more, the first due first."""
    query = sa.select(_c.complaint_id).where(_c.facts_over_on <= day).order_by(_c.facts_over_on, _c.complaint_id)
    return connection.scalars(query.limit(limit)).all()


def end_facts(connection: Connection, complaint_id: str) -> None:
    """Await no facts any more; the caller holds the complaint's row."""
    nothing = {"facts_due_on": None, "facts_over_on": None}
    connection.execute(complaints.update().where(_c.complaint_id == complaint_id).values(**nothing))


def complaint(connection: Connection, complaint_id: str, *, lock: bool = False) -> Row[Any] | None:
    """A complaint with its organization's name and bureau; `lock`: until commit, so that of two steps the second sees the first."""
    return _one(connection, _c.complaint_id == complaint_id, lock=lock)


def entry(connection: Connection, entry_id: str, organization_id: str | None, *, lock: bool = False) -> Row[Any] | None:
    """As `complaint`, by the ID in an organization's register; None where there is no such entry in it."""
    named = sa.or_(_c.entry_id == entry_id, sa.and_(_c.complaint_id == entry_id, _c.entry_id.is_(None)))
    return _one(connection, named, of_register(organization_id), lock=lock)


def _one(connection: Connection, *where: sa.ColumnElement[bool], lock: bool) -> Row[Any] | None:
    query = _shown().where(*where)
    return connection.execute(query.with_for_update(of=complaints) if lock else query).first()


def found(
    connection: Connection,
    *where: sa.ColumnElement[bool],
    after: str | None,
    limit: int,
    by: sa.ColumnElement[str] = _c.complaint_id,
) -> list[Row[Any]]:
    """Complaints, the newest first by the ID that the reader knows."""
    query = _shown().where(*where)
    if after is not None:
        query = query.where(by < after)
    return list(connection.execute(query.order_by(by.desc()).limit(limit)))


def of_complainant(seeker_numbers: Collection[str], account_id: str | None) -> sa.ColumnElement[bool]:
    """Those that a seeker has made, under whatever number, or else an employer's account."""
    if seeker_numbers:
        return _c.seeker_number.in_(seeker_numbers)
    return sa.and_(_c.account_id == account_id, _c.complainant == "employer")


def of_register(organization_id: str | None) -> sa.ColumnElement[bool]:
    """Those in an organization's register, and those of which facts were asked of it."""
    asked = sa.exists().where(_steps.complaint_id == _c.complaint_id, _steps.event == "request_facts")
    return sa.and_(_c.organization_id == organization_id, _c.to_organization | asked)


def of_authority(bureau_code: str | None, office_code: str | None) -> sa.ColumnElement[bool]:
    """Those with the authority: of a bureau's organizations, or of an office; all where neither is named."""
    if office_code is not None:
        return sa.and_(_c.with_authority, _c.office_code == office_code)
    if bureau_code is not None:
        return sa.and_(_c.with_authority, organizations.c.bureau_code == bureau_code)
    return _c.with_authority


def handed_in(demand: Row[Any]) -> sa.ColumnElement[bool]:
    """The register of the demand's period as it was when it was handed in."""
    return sa.and_(
        _c.organization_id == demand.organization_id,
        _c.to_organization,
        _c.received_on.between(demand.first_day, demand.last_day),
        _c.entered_at <= demand.handed_in_at,
    )


def steps_of(connection: Connection, complaint_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """The steps of complaints, in order."""
    steps: dict[str, list[Row[Any]]] = {one: [] for one in complaint_ids}
    query = sa.select(complaint_steps).where(_steps.complaint_id.in_(list(complaint_ids)))
    for row in connection.execute(query.order_by(_steps.complaint_id, _steps.version)):
        steps[row.complaint_id].append(row)
    return steps


def as_complaint(row: Row[Any]) -> Complaint:
    """The complaint as the rules look at it."""
    return Complaint(
        to_organization=row.to_organization,
        with_authority=row.with_authority,
        on_site=row.seeker_number is not None or row.account_id is not None,
        state=ComplaintState(row.state),
        version=row.version,
        facts_due_on=row.facts_due_on,
    )


def as_it_was(row: Row[Any], steps: Sequence[Row[Any]]) -> Complaint:
    """The complaint as it was after these steps, the first of them its making."""
    made = Complaint(row.to_organization, not row.to_organization, as_complaint(row).on_site)
    return after_steps(made, [(ComplaintEvent(step.event), step.due_on) for step in steps[1:]])


def deals_with_one(connection: Connection, office_code: str, organization_id: str) -> bool:
    """Whether an office deals with a complaint about an organization that is not closed."""
    mine = of_authority(None, office_code)
    open_ = _c.state != ComplaintState.CLOSED
    query = sa.select(sa.exists().where(mine, open_, _c.organization_id == organization_id))
    return bool(connection.scalar(query))


def insert_demand(connection: Connection, **values: Any) -> None:
    """Write a demand for a register."""
    connection.execute(register_demands.insert().values(**values))


def demand(connection: Connection, demand_id: str, *, lock: bool = False) -> Row[Any] | None:
    """A demand with its organization's name and bureau."""
    query = _demands_shown().where(_demands.demand_id == demand_id)
    return connection.execute(query.with_for_update(of=register_demands) if lock else query).first()


def demands(
    connection: Connection,
    *,
    organization_id: str | None = None,
    bureau_code: str | None = None,
    office_code: str | None = None,
    after: str | None,
    limit: int,
) -> list[Row[Any]]:
    """Demands for registers, the newest first; of an organization, of a bureau's organizations, by an office, or all."""
    query = _demands_shown()
    if organization_id is not None:
        query = query.where(_demands.organization_id == organization_id)
    if bureau_code is not None:
        query = query.where(organizations.c.bureau_code == bureau_code)
    if office_code is not None:
        query = query.where(_demands.office_code == office_code)
    if after is not None:
        query = query.where(_demands.demand_id < after)
    return list(connection.execute(query.order_by(_demands.demand_id.desc()).limit(limit)))


def keep_handed_in(connection: Connection, demand_id: str, *, at: dt.datetime, by: str | None) -> None:
    """Keep that a register was handed in; the caller holds the demand's row."""
    where = _demands.demand_id == demand_id
    connection.execute(register_demands.update().where(where).values(handed_in_at=at, handed_in_by=by))


def _shown() -> sa.Select[Any]:
    return sa.select(complaints, organizations.c.name.label("organization_name"), organizations.c.bureau_code).join(
        organizations, organizations.c.organization_id == _c.organization_id
    )


def _demands_shown() -> sa.Select[Any]:
    return sa.select(
        register_demands, organizations.c.name.label("organization_name"), organizations.c.bureau_code
    ).join(organizations, organizations.c.organization_id == _demands.organization_id)
