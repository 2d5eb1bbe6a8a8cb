"""Who left the service, and what still stands against them when they apply anew: suspensions that run on (CMP-14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.contracts import reference
from services.registry.organizations.domain.application import Applicant
from services.registry.organizations.domain.bars import bar_keys
from services.registry.organizations.domain.kinds import KINDS, OrganizationKind
from services.registry.organizations.domain.standing import ENDED, Standing
from services.registry.organizations.tables import organizations
from services.registry.sanctions.tables import organization_standings

_o = organizations.c
_GOVERNMENTS = sorted(kind for kind, rules in KINDS.items() if rules.local_government)


def suspensions_left(connection: Connection, keys: Collection[str], today: dt.date) -> dict[str, dt.date | None]:
    """The suspensions of who withdrew while they ran, by the key that is shared; None while nothing ends one.

    Compliance goes on with them after a withdrawal and tells of their end: by their term, or when what they wait for is confirmed.
    """
    told = organization_standings.c
    running = (told.standing == "suspended") & (told.until.is_(None) | (told.until >= today))
    query = (
        sa.select(organizations, told.until)
        .join(organization_standings, told.organization_id == _o.organization_id)
        .where((_o.standing == Standing.WITHDRAWN) & running & _may_share(keys))
    )
    found: dict[str, dt.date | None] = {}
    for row in connection.execute(query):
        for key in keys_of(row) & set(keys):
            found[key] = _later(row.until, found.get(key, row.until))
    return found


def left_before(connection: Connection, keys: Collection[str]) -> list[Row[Any]]:
    """The organizations under these keys that have withdrawn or were terminated, the latest approved first."""
    query = sa.select(organizations).where(_o.standing.in_(sorted(ENDED)) & _may_share(keys))
    rows = connection.execute(query.order_by(_o.approved_on.desc(), _o.organization_id.desc()))
    return [row for row in rows if keys_of(row) & set(keys)]


def keys_of(row: Row[Any]) -> frozenset[str]:
    """Under what an organization is barred, or found again (`bar_keys`)."""
    place = reference.local_government_of(row.municipality_code)
    return frozenset(bar_keys(OrganizationKind(row.kind), row.main_numbers, place))


def keys_of_applicant(applicant: Applicant) -> tuple[str, ...]:
    """Under what an applicant is looked for among those who were sanctioned (`bar_keys`)."""
    place = reference.local_government_of(applicant.municipality_code)
    return bar_keys(applicant.kind, applicant.main_numbers(), place)


def _may_share(keys: Iterable[str]) -> sa.ColumnElement[bool]:
    """By number, or as a municipality: which one it is, the reference data tells (a ward is its city's)."""
    return sa.or_(_o.main_numbers.overlap(list(keys)), _o.kind.in_(_GOVERNMENTS))


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return None if one is None or other is None else max(one, other)
