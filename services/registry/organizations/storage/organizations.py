"""Queries of organizations: what approvals wrote, and what others are told of it.

Order of locks: an organization's row before its applications' rows, both before its accounts'. Who takes an application
of an organization therefore locks the organization first (`lock_organization`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.registry.organizations.domain.application import ApplicationContent
from services.registry.organizations.domain.eligibility import Registered
from services.registry.organizations.domain.establishment import establishment
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.standing import Standing
from services.registry.organizations.storage.applications import StoredApplication
from services.registry.organizations.storage.managers import insert_managers, replace_managers
from services.registry.organizations.tables import organizations
from services.registry.personal_data import PersonalData

IN_USE = (Standing.ACTIVE, Standing.SUSPENDED)


def insert_organization(
    connection: Connection,
    organization_id: str,
    application: StoredApplication,
    *,
    approved_on: dt.date,
    seeker_information_until: dt.date | None,
    personal_data: PersonalData,
) -> None:
    """Write an organization as it was applied for, with its managers."""
    facts = application.facts
    connection.execute(
        organizations.insert().values(
            organization_id=organization_id,
            version=1,
            standing=Standing.ACTIVE,
            bureau_code=facts.bureau_code,
            approved_on=approved_on,
            seeker_information_until=seeker_information_until,
            mandatory_information_version=1,
            mandatory_information_changed_on=approved_on,
            content_application_id=application.application_id,
            **_registered(facts.content, application.document),
        )
    )
    insert_managers(connection, organization_id, facts.content, personal_data)


def apply_content(
    connection: Connection,
    organization_id: str,
    application: StoredApplication,
    *,
    personal_data: PersonalData,
    **values: Any,
) -> None:
    """Put what an approved change applies for in the place of what was registered, managers included (REG-13)."""
    content = application.facts.content
    change_organization(
        connection,
        organization_id,
        content_application_id=application.application_id,
        **_registered(content, application.document),
        **values,
    )
    replace_managers(connection, organization_id, content, personal_data)


def change_organization(connection: Connection, organization_id: str, **values: Any) -> None:
    """Write new values and raise the version, as others will be told."""
    connection.execute(
        organizations.update()
        .where(organizations.c.organization_id == organization_id)
        .values(version=organizations.c.version + 1, **values)
    )


def organization(connection: Connection, organization_id: str) -> Row[Any] | None:
    """An organization's row."""
    query = sa.select(organizations).where(organizations.c.organization_id == organization_id)
    return connection.execute(query).first()


def lock_organization(connection: Connection, organization_id: str) -> Row[Any] | None:
    """An organization's row, locked to the end of the transaction: its changes and applications wait for one another."""
    query = sa.select(organizations).where(organizations.c.organization_id == organization_id)
    return connection.execute(query.with_for_update()).first()


def services_open(row: Row[Any]) -> list[str]:
    """The services of an organization that are not closed (REG-3)."""
    closed = {Service.SEEKERS} if row.seeker_information_closed_on is not None else set()
    return [service for service in row.services if service not in closed]


def lock_establishment(connection: Connection, key: str) -> None:
    """Make all that opens an organization for an establishment wait for one another until the transaction ends (REG-4).

    The unique index stands behind it; the lock makes the loser see the winner's row instead of an error.
    """
    number = sa.func.hashtextextended(f"establishment:{key}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def registered_as(connection: Connection, key: str, *, besides: str | None = None) -> Registered | None:
    """The organization in use that covers an establishment or department, other than the one named (REG-4)."""
    query = sa.select(organizations.c.organization_id, organizations.c.name, organizations.c.permission_number).where(
        (organizations.c.establishment == key) & organizations.c.standing.in_(IN_USE)
    )
    if besides is not None:
        query = query.where(organizations.c.organization_id != besides)
    row = connection.execute(query).first()
    return None if row is None else Registered(row.organization_id, row.name, row.permission_number)


def ids_to_close(connection: Connection, today: dt.date, limit: int) -> list[str]:
    """Organizations whose seeker information is over after a failed renewal, and still open (REG-3)."""
    over = (
        (organizations.c.seeker_information_until < today)
        & organizations.c.renewal_failed_on.is_not(None)
        & organizations.c.seeker_information_closed_on.is_(None)
        & organizations.c.standing.in_(IN_USE)
    )
    query = sa.select(organizations.c.organization_id).where(over)
    return list(connection.execute(query.order_by(organizations.c.organization_id).limit(limit)).scalars())


def _registered(content: ApplicationContent, document: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that hold what was applied for."""
    applicant, agency = content.applicant, content.commissioned_agency
    return {
        "kind": applicant.kind,
        "services": sorted(content.services),
        "name": applicant.name,
        "name_kana": applicant.name_kana,
        "department": applicant.department,
        "establishment": establishment(applicant),
        "postal_code": applicant.postal_code,
        "municipality_code": applicant.municipality_code,
        "address": applicant.address,
        "phone": applicant.phone,
        "permission_number": applicant.permission_number,
        "main_numbers": list(applicant.main_numbers()),
        "permission_valid_until": applicant.permission_valid_until,
        "recognized_on": applicant.recognized_on,
        "commissioned_agency_number": applicant.commissioned_agency_number,
        "commissioned_agency_name": agency.name if agency else None,
        "handles_subsidies": applicant.handles_subsidies,
        "mandatory_information": document["mandatory_information"],
        "notified_services": document["notified_services"],
    }
