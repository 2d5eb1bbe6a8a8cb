"""Telling the others again how every organization is: for copies that lack what events did not carry when they were made."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.registry.organizations import storage
from services.registry.organizations.published import publish_organization
from services.registry.organizations.tables import organizations
from services.registry.personal_data import PersonalData


def republish(
    connection: Connection, after: str | None, *, limit: int, now: dt.datetime, trace: str, personal_data: PersonalData
) -> list[str]:
    """Publish the state of the next organizations by ID, each with its version raised; answers their IDs.

    The version is raised because a copy takes over nothing but what is newer than itself. So a run that is repeated does no
    harm: it tells the same state once more. Each row is locked, so that a change at the same time comes before or after.
    """
    query = sa.select(organizations.c.organization_id).order_by(organizations.c.organization_id).limit(limit)
    if after is not None:
        query = query.where(organizations.c.organization_id > after)
    found = [str(each) for each in connection.execute(query).scalars()]
    for organization_id in found:
        storage.lock_organization(connection, organization_id)
        storage.change_organization(connection, organization_id)
        publish_organization(connection, organization_id, now=now, trace=trace, personal_data=personal_data)
    return found
