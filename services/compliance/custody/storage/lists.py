"""Lists of holdings and duties: as organizations, seekers and staff ask for them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.custody.domain.ageing import Urgency
from services.compliance.custody.domain.deciding import Ground
from services.compliance.custody.storage.holdings import StoredHolding, stored
from services.compliance.custody.tables import acquisitions, holdings
from services.compliance.members.tables import organizations

_OPEN = holdings.c.deleted_at.is_(None) & holdings.c.duty_ground.is_not(None)
_ID = holdings.c.holding_id


@dataclass(frozen=True)
class DutyFilter:
    """Which duties are asked for: `state` open, confirmed or all; `late_on`: those that are late on a day alone."""

    state: str = "open"
    ground: str | None = None
    urgency: str | None = None
    late_on: dt.date | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions on `holdings`."""
        found: list[sa.ColumnElement[bool]] = [holdings.c.duty_ground.is_not(None)]
        if self.state != "all":
            found.append(holdings.c.deleted_at.is_(None) == (self.state == "open"))
        if self.ground is not None:
            found.append(holdings.c.duty_ground == self.ground)
        if self.urgency is not None:
            found.append(holdings.c.demanded_at.is_not(None) == (self.urgency == Urgency.AT_ONCE))
        if self.late_on is not None:
            found += [holdings.c.deleted_at.is_(None), holdings.c.confirm_by < self.late_on]
        return found


def duties(
    connection: Connection,
    organization_id: str,
    wanted: DutyFilter,
    *,
    sort: str,
    limit: int,
    after: StoredHolding | None,
) -> list[StoredHolding]:
    """The organization's duties, from after one of them: oldest, newest, or first to be confirmed first."""
    column = holdings.c.confirm_by if sort == "confirm_by" else holdings.c.duty_since
    query = holdings.select().where(holdings.c.organization_id == organization_id, *wanted.conditions())
    position = sa.tuple_(column, _ID)
    if after is not None and after.holding.duty is not None:
        value = after.confirm_by if sort == "confirm_by" else after.holding.duty.since
        start = sa.tuple_(sa.literal(value, column.type), sa.literal(after.holding_id, _ID.type))
        query = query.where(position < start if sort == "newest" else position > start)
    order = (column.desc(), _ID.desc()) if sort == "newest" else (column, _ID)
    return [stored(row) for row in connection.execute(query.order_by(*order).limit(limit))]


@dataclass(frozen=True)
class HoldingFilter:
    """Which holdings are asked for: `state` held, due or all; accepted or not; with their last day until `ending_by`."""

    state: str = "all"
    accepted: bool | None = None
    ending_by: dt.date | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions on `holdings`."""
        found: list[sa.ColumnElement[bool]] = [holdings.c.deleted_at.is_(None)]
        if self.state != "all":
            found.append(holdings.c.duty_ground.is_(None) == (self.state == "held"))
        if self.accepted is not None:
            found.append(holdings.c.accepted_on.is_not(None) == self.accepted)
        if self.ending_by is not None:
            found.append(holdings.c.keep_until <= self.ending_by)
        return found


def custody(
    connection: Connection,
    organization_id: str,
    wanted: HoldingFilter,
    *,
    sort: str,
    limit: int,
    after: tuple[dt.date | dt.datetime, str] | None,
) -> list[StoredHolding]:
    """What the organization holds, from after a position (last day or acquisition, holding), the first of it first."""
    column = holdings.c.keep_until if sort == "keep_until" else holdings.c.acquired_at
    query = holdings.select().where(holdings.c.organization_id == organization_id, *wanted.conditions())
    if after is not None:
        start = sa.tuple_(sa.literal(after[0], column.type), sa.literal(after[1], _ID.type))
        query = query.where(sa.tuple_(column, _ID) > start)
    return [stored(row) for row in connection.execute(query.order_by(column, _ID).limit(limit))]


@dataclass(frozen=True)
class Counts:
    """What an organization holds, in numbers; `grounds`: open duties by their ground."""

    held: int
    accepted: int
    ending_soon: int
    at_once: int
    late: int
    confirmed: int
    grounds: dict[Ground, int]

    @property
    def due(self) -> int:
        """How many duties are open."""
        return sum(self.grounds.values())


def counts(connection: Connection, organization_id: str, *, today: dt.date, soon: dt.date) -> Counts:
    """Numbers of the organization's holdings and duties; `soon`: the last of the days that are soon."""
    present = holdings.c.deleted_at.is_(None)
    held = present & holdings.c.duty_ground.is_(None)

    def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count().filter(condition)

    row = connection.execute(
        sa.select(
            how_many(held).label("held"),
            how_many(held & holdings.c.accepted_on.is_not(None)).label("accepted"),
            how_many(held & (holdings.c.keep_until <= soon)).label("ending_soon"),
            how_many(_OPEN & holdings.c.demanded_at.is_not(None)).label("at_once"),
            how_many(_OPEN & (holdings.c.confirm_by < today)).label("late"),
            how_many(holdings.c.deleted_at.is_not(None)).label("confirmed"),
            *(how_many(_OPEN & (holdings.c.duty_ground == ground)).label(ground) for ground in Ground),
        ).where(holdings.c.organization_id == organization_id)
    ).one()
    found = dict(row._mapping)
    return Counts(grounds={ground: found.pop(ground) for ground in Ground}, **found)


def holders(connection: Connection, seeker_numbers: Sequence[str]) -> list[tuple[StoredHolding, str]]:
    """Who acquired the records of a seeker, with the organization's name, the newest first; deleted ones as well."""
    rows = connection.execute(
        sa.select(holdings, organizations.c.name)
        .outerjoin(organizations, organizations.c.organization_id == holdings.c.organization_id)
        .where(holdings.c.seeker_number == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))))
        .order_by(holdings.c.acquired_at.desc(), holdings.c.holding_id)
    )
    return [(stored(row), row.name or "") for row in rows]


def acquirers_of(connection: Connection, found: Sequence[StoredHolding]) -> dict[str, str | None]:
    """By which account each holding was acquired (SRC-7): that of the acquisition from which it counts; None: not told."""
    ids = [one.holding_id for one in found]
    rows = connection.execute(
        sa.select(_ID, acquisitions.c.account_id)
        .join(
            acquisitions,
            (acquisitions.c.organization_id == holdings.c.organization_id)
            & (acquisitions.c.seeker_number == holdings.c.seeker_number)
            & (acquisitions.c.acquired_at == holdings.c.acquired_at)
            & (acquisitions.c.reason == holdings.c.reason),
        )
        .where(sa.any_(sa.cast(ids, pg.ARRAY(pg.UUID(as_uuid=False)))) == _ID)
    )
    return {row.holding_id: row.account_id for row in rows}


# Staff ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LateFilter:
    """Which late duties staff ask for; those of organizations of a bureau, one organization, one ground."""

    today: dt.date
    bureau_code: str | None = None
    organization_id: str | None = None
    ground: str | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions on `holdings` joined with `organizations`."""
        found: list[sa.ColumnElement[bool]] = [_OPEN, holdings.c.confirm_by < self.today]
        if self.bureau_code is not None:
            found.append(organizations.c.bureau_code == self.bureau_code)
        if self.organization_id is not None:
            found.append(holdings.c.organization_id == self.organization_id)
        if self.ground is not None:
            found.append(holdings.c.duty_ground == self.ground)
        return found


@dataclass(frozen=True)
class LateDuty:
    """A late duty with its organization."""

    stored: StoredHolding
    organization_name: str
    bureau_code: str


_OWNED = holdings.join(organizations, organizations.c.organization_id == holdings.c.organization_id)


def late_duties(connection: Connection, wanted: LateFilter, limit: int, after: LateDuty | None) -> list[LateDuty]:
    """Late duties, the latest first, from after one of them."""
    query = _late_query().where(*wanted.conditions())
    if after is not None:
        query = query.where(_later_than(after.stored.confirm_by, after.stored.holding_id))
    rows = connection.execute(query.order_by(holdings.c.confirm_by, _ID).limit(limit))
    return [_late(row) for row in rows]


def late_duty(connection: Connection, wanted: LateFilter, duty_id: str) -> LateDuty | None:
    """One of them."""
    row = connection.execute(_late_query().where(*wanted.conditions(), holdings.c.holding_id == duty_id)).first()
    return None if row is None else _late(row)


def late_counts(connection: Connection, wanted: LateFilter, ends: Sequence[dt.date]) -> list[int]:
    """How many late duties there are in each class of age: `ends` are the last days of the older ones, the newest first.

    A duty is in the first class where its day lies after all of them.
    """
    bounds: list[dt.date | None] = [None, *ends, None]
    classes = [
        sa.func.count().filter(
            sa.and_(
                sa.true() if newest is None else holdings.c.confirm_by <= newest,
                sa.true() if older is None else holdings.c.confirm_by > older,
            )
        )
        for newest, older in itertools.pairwise(bounds)
    ]
    return list(connection.execute(sa.select(*classes).select_from(_OWNED).where(*wanted.conditions())).one())


@dataclass(frozen=True)
class LateOrganization:
    """An organization with late duties: how many are open and late, since when the oldest, and its day."""

    organization_id: str
    organization_name: str
    bureau_code: str
    open: int
    late: int
    oldest_since: dt.datetime
    confirm_by: dt.date


def late_organizations(
    connection: Connection, today: dt.date, bureau_code: str | None, limit: int, after: LateOrganization | None
) -> list[LateOrganization]:
    """Organizations with late duties, the one with the latest first, from after one of them."""
    query = _by_organization(today, bureau_code)
    if after is not None:
        start = sa.tuple_(sa.literal(after.confirm_by, sa.Date()), sa.literal(after.organization_id, _ID.type))
        query = query.having(sa.tuple_(sa.func.min(holdings.c.confirm_by), organizations.c.organization_id) > start)
    query = query.order_by(sa.func.min(holdings.c.confirm_by), organizations.c.organization_id).limit(limit)
    return [LateOrganization(**row._mapping) for row in connection.execute(query)]


def late_organization(
    connection: Connection, today: dt.date, bureau_code: str | None, organization_id: str
) -> LateOrganization | None:
    """One of them."""
    query = _by_organization(today, bureau_code).where(organizations.c.organization_id == organization_id)
    row = connection.execute(query).first()
    return None if row is None else LateOrganization(**row._mapping)


def _by_organization(today: dt.date, bureau_code: str | None) -> sa.Select[Any]:
    late = holdings.c.confirm_by < today
    query = (
        sa.select(
            organizations.c.organization_id,
            organizations.c.name.label("organization_name"),
            sa.func.coalesce(organizations.c.bureau_code, "").label("bureau_code"),
            sa.func.count().label("open"),
            sa.func.count().filter(late).label("late"),
            sa.func.min(holdings.c.duty_since).label("oldest_since"),
            sa.func.min(holdings.c.confirm_by).label("confirm_by"),
        )
        .select_from(_OWNED)
        .where(_OPEN)
        .group_by(organizations.c.organization_id)
        .having(sa.func.min(holdings.c.confirm_by) < today)
    )
    return query if bureau_code is None else query.where(organizations.c.bureau_code == bureau_code)


def _late_query() -> sa.Select[Any]:
    return sa.select(holdings, organizations.c.name, organizations.c.bureau_code).select_from(_OWNED)


def _late(row: Any) -> LateDuty:
    return LateDuty(stored(row), row.name, row.bureau_code or "")


def _later_than(day: dt.date | None, holding_id: str) -> sa.ColumnElement[bool]:
    start = sa.tuple_(sa.literal(day, sa.Date()), sa.literal(holding_id, _ID.type))
    return sa.tuple_(holdings.c.confirm_by, _ID) > start
