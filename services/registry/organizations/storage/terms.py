"""Queries of the duties that watch the terms of organizations (REG-16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.contracts.registry import PERMITTED_KINDS
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.standing import Standing
from services.registry.organizations.storage.procedures import names_another_end
from services.registry.organizations.tables import applications, organizations, term_notices

ENDED = -1
"""The notice that a term has ended, as days before its end."""


class Term(StrEnum):
    """The two terms that are watched: the permission's, and that of seeker information."""

    PERMISSION = "permission"
    SEEKERS = "seekers"


_ENDS = {
    Term.PERMISSION: organizations.c.permission_valid_until,
    Term.SEEKERS: organizations.c.seeker_information_until,
}
_MENDS = {
    Term.PERMISSION: names_another_end(organizations.c.permission_valid_until),
    Term.SEEKERS: applications.c.application_kind == ApplicationKind.RENEWAL,
}
"""What application takes a term on: of changes only one that names another end of the permission (CMP-6)."""


def to_be_told(
    connection: Connection, term: Term, notices: Collection[int], today: dt.date, limit: int, *, until: dt.date
) -> list[Row[Any]]:
    """Organizations in use to whom one of these notices (days before the end) is due, and neither it nor a later one was sent.

    Each with its latest, as `days_before`. Of terms that end by `until` alone, and of a permission's only where the
    kind has one (REG-16). Those whose form is with the bureau are left in peace, and so are those whose seeker information can't
    be renewed.
    """
    end = _ENDS[term]
    due = sa.case(*((end <= today + dt.timedelta(days=days), days) for days in sorted(notices)))
    told = sa.exists().where(
        (term_notices.c.organization_id == organizations.c.organization_id)
        & (term_notices.c.term == term)
        & (term_notices.c.until == end)
        & (term_notices.c.days_before <= due)
    )
    at_the_bureau = sa.exists().where(
        (applications.c.organization_id == organizations.c.organization_id)
        & _MENDS[term]
        & (applications.c.state == ApplicationState.FORM_RECEIVED)
    )
    where = (
        (end <= min(until, today + dt.timedelta(days=max(notices))))
        & organizations.c.standing.in_((Standing.ACTIVE, Standing.SUSPENDED))
        & ~told
        & ~at_the_bureau
    )
    if term is Term.PERMISSION:
        where &= organizations.c.kind.in_(sorted(PERMITTED_KINDS))
    if term is Term.SEEKERS:
        where &= organizations.c.renewal_failed_on.is_(None)
    columns = [organizations.c[name] for name in ("organization_id", "kind", "name", "bureau_code")]
    query = sa.select(*columns, end.label("until"), due.label("days_before")).where(where).order_by(end).limit(limit)
    return list(connection.execute(query))


def record_told(
    connection: Connection, organization_id: str, term: Term, until: dt.date, days_before: int, today: dt.date
) -> None:
    """Write down that an organization was told of the end of a term."""
    row = pg.insert(term_notices).values(
        organization_id=organization_id, term=term, until=until, days_before=days_before, told_on=today
    )
    connection.execute(row.on_conflict_do_nothing())
