"""Templates of organizations' own texts. Deleted ones stay, as sent messages name them; nobody is shown them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.messaging.domain.templates import TemplateKind
from services.messaging.tables import message_templates


@dataclass(frozen=True)
class StoredTemplate:
    """A template of an organization."""

    template_id: str
    version: int
    kind: TemplateKind
    name: str
    body: str
    changed_at: dt.datetime


def template(
    connection: Connection, organization_id: str, template_id: str, *, lock: bool = False
) -> StoredTemplate | None:
    """One of the organization's templates that is not deleted; locked until commit where asked."""
    query = _query(organization_id).where(message_templates.c.template_id == template_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _stored(row)


def templates_of(connection: Connection, organization_id: str, kind: str | None) -> list[StoredTemplate]:
    """The organization's templates by name, of one kind where one is named."""
    query = _query(organization_id).order_by(message_templates.c.name, message_templates.c.template_id)
    if kind is not None:
        query = query.where(message_templates.c.kind == kind)
    return [_stored(row) for row in connection.execute(query)]


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert a template; the caller holds the organization back, and has looked at name and number."""
    connection.execute(message_templates.insert().values(**values, created_at=values["changed_at"]))


def change(connection: Connection, template_id: str, values: Mapping[str, Any]) -> None:
    """Write another text, name or the end of a template, whose lock the caller holds, as the next version."""
    connection.execute(
        message_templates.update()
        .where(message_templates.c.template_id == template_id)
        .values(**values, version=message_templates.c.version + 1)
    )


def _query(organization_id: str) -> sa.Select[Any]:
    return sa.select(*(message_templates.c[field.name] for field in fields(StoredTemplate))).where(
        message_templates.c.organization_id == organization_id, message_templates.c.deleted_at.is_(None)
    )


def _stored(row: sa.Row[Any]) -> StoredTemplate:
    return StoredTemplate(**{**row._mapping, "kind": TemplateKind(row.kind)})
