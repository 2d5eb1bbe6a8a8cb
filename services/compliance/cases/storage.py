"""Cases and their steps: rows to domain objects and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.compliance.cases.domain.files import CaseEvent, CaseFile, CaseState, Overdue, OverdueItem
from services.compliance.cases.domain.inquiries import Taken
from services.compliance.cases.domain.steps import IN_A_HEARING, UNSEEN_IN_AN_INQUIRY
from services.compliance.cases.tables import OPENING, STEPS, TO_TELL, case_steps, cases
from services.compliance.members.tables import organizations
from services.compliance.standing.domain.grounds import Authority, Ground, MeasureKind
from services.compliance.standing.tables import measures


@dataclass(frozen=True)
class StoredCase:
    """A case with what the rules do not ask about."""

    organization_id: str
    file: CaseFile
    origin: str
    opened_at: dt.datetime
    tell_on: dt.date | None = None
    """The day on which its organization learns of it, unless a later step tells it before; None: from the beginning."""
    shown_at: dt.datetime | None = None
    """When it was opened, as far as its organization is concerned; None: as it was."""
    shown_day: dt.date | None = None
    """The day of the conduct that its organization saw before steps that are hidden from it (CMP-1); None also where nobody knew it."""


@dataclass(frozen=True)
class Step:
    """One step as it was taken; `account_id` None for the calendar."""

    event: str
    at: dt.datetime
    side: Authority
    account_id: str | None
    text: str
    note: str = ""
    due_on: dt.date | None = None
    measure_id: str | None = None
    happened_on: dt.date | None = None


def insert_case(connection: Connection, stored: StoredCase) -> None:
    """Write a new case; the caller holds the standing's lock of its organization."""
    connection.execute(
        cases.insert().values(
            case_id=stored.file.case_id,
            organization_id=stored.organization_id,
            origin=stored.origin,
            opened_at=stored.opened_at,
            tell_on=stored.tell_on,
            shown_at=stored.shown_at,
            shown_day=stored.shown_day,
            **_values(stored.file),
        )
    )


def change_case(connection: Connection, file: CaseFile) -> None:
    """Write a case as it is after a step; the caller holds the standing's lock of its organization."""
    told = sa.case((cases.c.ground == file.ground, cases.c.told), else_=0)
    connection.execute(cases.update().where(cases.c.case_id == file.case_id).values({**_values(file), "told": told}))


def raise_day(connection: Connection, case_id: str, day: dt.date) -> None:
    """Keep the latest known day of the conduct where another of its kind joins a case; a day that staff have set stands.

    So does the one that a hearing is about, as no hearing was announced on another (CMP-9). No step: nobody acted, and a version of
    its own would tell the organization of each. The caller holds the standing's lock.
    """
    set_by_staff = sa.exists().where(case_steps.c.case_id == case_id, case_steps.c.event == CaseEvent.SET_DAY)
    heard_on = cases.c.state.in_(IN_A_HEARING)
    where = (cases.c.case_id == case_id, cases.c.happened_on < day, ~set_by_staff, ~heard_on)
    connection.execute(cases.update().where(*where).values(happened_on=day))


def add_step(connection: Connection, file: CaseFile, step: Step) -> None:
    """Add the step that led to a case as it is."""
    connection.execute(
        case_steps.insert().values(case_id=file.case_id, version=file.version, ground=file.ground, **vars(step))
    )


def known_to_organization() -> sa.ColumnElement[bool]:
    """Cases with a step that its organization sees (`steps.UNSEEN_IN_AN_INQUIRY`), or an opening that it was told of by now."""
    return sa.exists().where(case_steps.c.case_id == cases.c.case_id, sa.not_(_unseen()))


def _unseen() -> sa.ColumnElement[bool]:
    """In an inquiry also a step that the version after this one writes: what is not known to be seen is not shown (CMP-1)."""
    quiet = case_steps.c.event.in_([OPENING, CaseEvent.RECLASSIFY, *UNSEEN_IN_AN_INQUIRY])
    of_an_inquiry = sa.and_(
        case_steps.c.ground == Ground.SUSPECTED_OFFENCE,
        sa.or_(quiet, case_steps.c.event.not_in(STEPS)),
    )
    return sa.or_(of_an_inquiry, sa.and_(case_steps.c.event == OPENING, cases.c.tell_on.is_not(None)))


def knows(connection: Connection, case_id: str) -> bool:
    """Whether its organization knows of a case."""
    query = sa.select(cases.c.case_id).where(cases.c.case_id == case_id, known_to_organization())
    return connection.execute(query).scalar() is not None


def known_since(connection: Connection, case_id: str) -> dt.datetime | None:
    """When its organization learnt of a case by the first step that it saw; None where it does not know of it."""
    query = sa.select(sa.func.min(case_steps.c.at)).join(cases, cases.c.case_id == case_steps.c.case_id)
    since: dt.datetime | None = connection.scalar(query.where(cases.c.case_id == case_id, sa.not_(_unseen())))
    return since


def openings_to_tell(connection: Connection, day: dt.date, limit: int) -> Sequence[str]:
    """Cases whose organization is to learn of them by a day, the first due first; none while an offence is suspected (CMP-1)."""
    due = (cases.c.tell_on <= day, cases.c.ground != Ground.SUSPECTED_OFFENCE)
    query = sa.select(cases.c.case_id).where(*due).order_by(cases.c.tell_on, cases.c.case_id)
    return connection.scalars(query.limit(limit)).all()


def keep_opening_told(connection: Connection, case_id: str, now: dt.datetime) -> None:
    """Its organization learns of a case now, if it did not know; the caller holds the standing's lock."""
    of_case = (cases.c.case_id == case_id, cases.c.tell_on.is_not(None))
    connection.execute(cases.update().where(*of_case).values(tell_on=None, shown_at=now))


def keep_shown_day(connection: Connection, case_id: str, day: dt.date | None) -> None:
    """Keep the day that its organization saw before the first step that is hidden from it; None: nothing is hidden from it now.

    By the steps alone it is not known, as what joins a case moves its day without one. The caller holds the standing's lock.
    """
    connection.execute(cases.update().where(cases.c.case_id == case_id).values(shown_day=day))


def close_confirmed(connection: Connection, organization_id: str) -> None:
    """Close the cases whose correction is confirmed and whose suspension has run (CMP-14)."""
    running = sa.exists().where(measures.c.case_id == cases.c.case_id, measures.c.ended_at.is_(None))
    where = (cases.c.organization_id == organization_id, cases.c.state == CaseState.CONFIRMED, ~running)
    connection.execute(cases.update().where(*where).values(state=CaseState.CLOSED))


def confirmed_again(connection: Connection, case_ids: Collection[str]) -> None:
    """Cases that were over with the suspension that runs on again: what was confirmed stays confirmed (CMP-14).

    The caller holds the standing's lock.
    """
    confirmed = sa.exists().where(case_steps.c.case_id == cases.c.case_id, case_steps.c.event == CaseEvent.CONFIRM)
    where = (cases.c.case_id.in_(case_ids), cases.c.state == CaseState.CLOSED, confirmed)
    connection.execute(cases.update().where(*where).values(state=CaseState.CONFIRMED))


def closed_by_a_step(connection: Connection, case_id: str) -> bool:
    """Whether somebody has closed a case; not where it was over with its suspension, or by a termination."""
    query = sa.select(sa.exists().where(case_steps.c.case_id == case_id, case_steps.c.event == CaseEvent.CLOSE))
    return bool(connection.scalar(query))


_TOLD: Sequence[sa.Column[Any]] = (
    cases.c.case_id,
    cases.c.organization_id,
    cases.c.state,
    cases.c.version,
    cases.c.ground,
)


@dataclass(frozen=True)
class ToTell:
    """A case as others are told of it. `version` rises with every step."""

    case_id: str
    organization_id: str
    version: int
    open: bool
    ground: str


def take_to_tell(connection: Connection, *, organization_id: str | None, limit: int) -> list[ToTell]:
    """Cases of which others know less than there is, marked as told."""
    where = [sa.text(TO_TELL)]
    if organization_id is not None:
        where.append(sa.text("organization_id = :organization_id").bindparams(organization_id=organization_id))
    chosen = (
        sa.select(cases.c.case_id)
        .where(*where)
        .order_by(cases.c.case_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    told = connection.execute(
        cases.update()
        .where(cases.c.case_id.in_(chosen))
        .values(told=sa.case((cases.c.state == CaseState.CLOSED, 2), else_=1))
        .returning(*_TOLD)
    )
    return [_to_tell(row) for row in told]


def open_cases(connection: Connection, *, after: str | None, limit: int) -> list[ToTell]:
    """The next open cases by ID, as others are told of them."""
    query = sa.select(*_TOLD).where(cases.c.state != CaseState.CLOSED).order_by(cases.c.case_id).limit(limit)
    if after is not None:
        query = query.where(cases.c.case_id > after)
    return [_to_tell(row) for row in connection.execute(query)]


def _to_tell(row: Row[Any]) -> ToTell:
    """The closing counts as a step of its own, as a term closes a case without one."""
    open_ = row.state != CaseState.CLOSED
    return ToTell(row.case_id, row.organization_id, row.version + (not open_), open_, row.ground)


def organization_of(connection: Connection, case_id: str) -> str | None:
    """The organization that a case is about."""
    return connection.execute(sa.select(cases.c.organization_id).where(cases.c.case_id == case_id)).scalar()


def case(connection: Connection, case_id: str) -> StoredCase:
    """A case that is known to exist: none is ever deleted."""
    return _stored(connection.execute(sa.select(cases).where(cases.c.case_id == case_id)).one())


def unconfirmed(connection: Connection, organization_id: str) -> list[CaseFile]:
    """An organization's open cases in which nothing is confirmed, the oldest first."""
    where = (cases.c.organization_id == organization_id, cases.c.state.not_in([CaseState.CONFIRMED, CaseState.CLOSED]))
    return [_stored(row).file for row in connection.execute(sa.select(cases).where(*where).order_by(cases.c.case_id))]


def open_overdue_case(connection: Connection, organization_id: str, overdue: Overdue) -> str | None:
    """The open case on something missing, if there is one; the caller holds the standing's lock of the organization."""
    where = (
        cases.c.organization_id == organization_id,
        cases.c.overdue_item == overdue.item,
        cases.c.happened_on == overdue.due_on,
        cases.c.state != CaseState.CLOSED,
    )
    return connection.execute(sa.select(cases.c.case_id).where(*where).order_by(cases.c.case_id)).scalar()


def cases_on_overdue(connection: Connection, organization_id: str, overdue: Overdue) -> list[str]:
    """All cases there have been on something missing, the first first; the caller holds the standing's lock of the organization."""
    same = (cases.c.overdue_item == overdue.item, cases.c.happened_on == overdue.due_on)
    query = sa.select(cases.c.case_id).where(cases.c.organization_id == organization_id, *same)
    return list(connection.execute(query.order_by(cases.c.case_id)).scalars())


def late_on(day: dt.date) -> sa.ColumnElement[bool]:
    """Cases that await something of their organization whose day is over, as `periods.duty_of` says."""
    terminated = sa.exists().where(
        measures.c.organization_id == cases.c.organization_id,
        measures.c.kind == MeasureKind.TERMINATION,
        measures.c.ended_at.is_(None),
    )
    answer = sa.and_(cases.c.state == CaseState.REQUESTED, cases.c.answer_due_on < day)
    view = sa.and_(cases.c.state == CaseState.HEARING, cases.c.view_due_on < day)
    return sa.and_(sa.or_(answer, view), ~terminated)


def case_list(
    connection: Connection,
    *,
    organization_id: str | None,
    bureau_code: str | None,
    ground: str | None = None,
    state: str | None = None,
    open_only: bool,
    late_from: dt.date | None = None,
    known: bool = False,
    after: str | None,
    limit: int,
) -> list[StoredCase]:
    """Cases, the newest first; `bureau_code`: of its organizations alone; `known`: that their organization knows of.

    `late_from`: the day on which what they await of it is late.
    """
    query = sa.select(cases).join(organizations, organizations.c.organization_id == cases.c.organization_id)
    if organization_id is not None:
        query = query.where(cases.c.organization_id == organization_id)
    if bureau_code is not None:
        query = query.where(organizations.c.bureau_code == bureau_code)
    if ground is not None:
        query = query.where(cases.c.ground == ground)
    if state is not None:
        query = query.where(cases.c.state == state)
    if late_from is not None:
        query = query.where(late_on(late_from))
    if known:
        query = query.where(known_to_organization())
    if open_only:
        query = query.where(cases.c.state != CaseState.CLOSED)
    if after is not None:
        query = query.where(cases.c.case_id < after)
    return [_stored(row) for row in connection.execute(query.order_by(cases.c.case_id.desc()).limit(limit))]


def steps_of(connection: Connection, case_id: str) -> Sequence[Row[Any]]:
    """The steps of a case, in order."""
    query = sa.select(case_steps).where(case_steps.c.case_id == case_id).order_by(case_steps.c.version)
    return connection.execute(query).all()


def course(connection: Connection, case_id: str) -> list[Taken]:
    """The steps of a case, in order, as far as what its organization sees hangs on them."""
    return [Taken(row.event, Ground(row.ground), row.happened_on) for row in steps_of(connection, case_id)]


def _values(file: CaseFile) -> dict[str, Any]:
    return {
        "version": file.version,
        "state": file.state,
        "ground": file.ground,
        "happened_on": file.happened_on,
        "overdue_item": file.overdue and file.overdue.item,
        "requested_on": file.requested_on,
        "answer_due_on": file.answer_due_on,
        "view_due_on": file.view_due_on,
    }


def _stored(row: Row[Any]) -> StoredCase:
    overdue = None if row.overdue_item is None else Overdue(OverdueItem(row.overdue_item), row.happened_on)
    file = CaseFile(
        case_id=row.case_id,
        ground=Ground(row.ground),
        happened_on=row.happened_on,
        state=CaseState(row.state),
        version=row.version,
        overdue=overdue,
        requested_on=row.requested_on,
        answer_due_on=row.answer_due_on,
        view_due_on=row.view_due_on,
    )
    return StoredCase(row.organization_id, file, row.origin, row.opened_at, row.tell_on, row.shown_at, row.shown_day)
