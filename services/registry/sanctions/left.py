"""What stands against an applicant from organizations under the same numbers, or of the same municipality (CMP-14, REG-2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.contracts import reference
from services.registry.organizations.domain.application import Applicant, ApplicationKind
from services.registry.organizations.domain.bars import LOCAL_GOVERNMENT, bar_keys
from services.registry.organizations.domain.kinds import KINDS, OrganizationKind
from services.registry.organizations.domain.lifecycle import ApplicationEvent, ApplicationState
from services.registry.organizations.domain.standing import ENDED, Standing
from services.registry.organizations.tables import application_transitions, applications, organizations
from services.registry.sanctions.tables import organization_standings

_o, _told = organizations.c, organization_standings.c
_GOVERNMENTS = sorted(kind for kind, rules in KINDS.items() if rules.local_government)
_KEPT = sa.func.coalesce(_told.suspended_keys, sa.literal([], pg.ARRAY(sa.Text)))
_WITH_STANDING = organizations.outerjoin(organization_standings, _told.organization_id == _o.organization_id)


def suspensions_left(connection: Connection, keys: Collection[str], today: dt.date) -> dict[str, dt.date | None]:
    """The suspensions of who withdrew while they ran, by the key that is shared; None while nothing ends one.

    Compliance goes on with them after a withdrawal and tells of their end: by their term, or when what they wait for is confirmed.
    Shared is what the organization had when it was suspended, too: a change before the withdrawal frees nothing.
    """
    running = (_told.standing == "suspended") & (_told.until.is_(None) | (_told.until >= today))
    query = sa.select(organizations, _told.until, _KEPT.label("kept")).select_from(_WITH_STANDING)
    found: dict[str, dt.date | None] = {}
    for row in connection.execute(query.where((_o.standing == Standing.WITHDRAWN) & running & _may_share(keys))):
        for key in (keys_of(row) | set(row.kept)) & set(keys):
            found[key] = _later(row.until, found.get(key, row.until))
    return found


def standing_before(connection: Connection, keys: Collection[str], *, besides: str | None = None) -> list[Row[Any]]:
    """The organizations under these keys that have withdrawn, were terminated or are suspended, the latest approved first.

    `besides`: the applicant's own organization, where it has one.
    """
    shown = _o.standing.in_(sorted((*ENDED, Standing.SUSPENDED))) & _may_share(keys)
    query = sa.select(organizations, _KEPT.label("kept")).select_from(_WITH_STANDING).where(shown)
    if besides is not None:
        query = query.where(_o.organization_id != besides)
    rows = connection.execute(query.order_by(_o.approved_on.desc(), _o.organization_id.desc()))
    return [row for row in rows if (keys_of(row) | set(row.kept)) & set(keys)]


def withdrawn_under_termination(connection: Connection, row: Row[Any]) -> dt.date | None:
    """The day on which a terminated organization had withdrawn from all that it used (REG-5, CMP-9); None where it had not.

    Nothing is approved after such a withdrawal, so it is the last that the log has of withdrawals and changes. After one from a
    part come others, or the services it gave up are used no more.
    """
    step = application_transitions.c
    kinds = (ApplicationKind.CHANGE, ApplicationKind.WITHDRAWAL)
    query = (
        sa.select(applications.c.decided_on, applications.c.withdrawn_services)
        .join(application_transitions, step.application_id == applications.c.application_id)
        .where((applications.c.organization_id == row.organization_id) & applications.c.application_kind.in_(kinds))
        .where((applications.c.state == ApplicationState.APPROVED) & (step.event == ApplicationEvent.APPROVED))
        .order_by(step.transition_id.desc())
    )
    last = connection.execute(query.limit(1)).first()
    left = last is not None and set(row.services) <= set(last.withdrawn_services or ())
    return last.decided_on if last is not None and left else None


def keys_of(row: Row[Any]) -> frozenset[str]:
    """Under what an organization is barred, or found again (`bar_keys`)."""
    place = reference.local_government_of(row.municipality_code)
    return frozenset(bar_keys(OrganizationKind(row.kind), row.main_numbers, place))


def keys_of_applicant(applicant: Applicant) -> tuple[str, ...]:
    """Under what an applicant is looked for among those who were sanctioned (`bar_keys`)."""
    place = reference.local_government_of(applicant.municipality_code)
    return bar_keys(applicant.kind, applicant.main_numbers(), place)


def _may_share(keys: Collection[str]) -> sa.ColumnElement[bool]:
    """By number, or as a municipality: which one it is, the reference data tells (a ward is its city's)."""
    shared = [_o.main_numbers.overlap(list(keys)), _KEPT.overlap(list(keys))]
    if any(key.startswith(LOCAL_GOVERNMENT) for key in keys):
        shared.append(_o.kind.in_(_GOVERNMENTS))
    return sa.or_(*shared)


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return None if one is None or other is None else max(one, other)
