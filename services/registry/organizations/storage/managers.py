"""Queries of the managers that an organization names (REG-12): persons, sealed on their way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.registry.organizations.domain.application import ApplicationContent, Manager
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.tables import organization_managers
from services.registry.personal_data import PersonalData, Sealed

CONTACT = {Service.OFFERS: "contact_offers", Service.SEEKERS: "contact_seekers"}
"""The duty of a service's contact manager."""


def insert_managers(
    connection: Connection, organization_id: str, content: ApplicationContent, personal_data: PersonalData
) -> None:
    """Write the managers of an organization as it was applied for."""
    _insert(connection, organization_id, _duties(content), personal_data)


def insert_contact_managers(
    connection: Connection, organization_id: str, managers: Mapping[Service, Manager], personal_data: PersonalData
) -> None:
    """Write the contact managers of services that are in use again (REG-12)."""
    duties = {CONTACT[service]: manager for service, manager in managers.items()}
    _insert(connection, organization_id, duties, personal_data)


def _insert(
    connection: Connection, organization_id: str, duties: Mapping[str, Manager], personal_data: PersonalData
) -> None:
    rows = []
    for duty, manager in duties.items():
        sealed = personal_data.seal(json.dumps(asdict(manager), ensure_ascii=False), _about(organization_id, duty))
        rows.append(
            {
                "organization_id": organization_id,
                "duty": duty,
                "person_sealed": sealed.ciphertext,
                "person_key_id": sealed.key_id,
            }
        )
    connection.execute(organization_managers.insert(), rows)


def replace_managers(
    connection: Connection, organization_id: str, content: ApplicationContent, personal_data: PersonalData
) -> None:
    """Write the managers of an approved change in the place of those before (REG-12)."""
    forget_managers(connection, organization_id)
    insert_managers(connection, organization_id, content, personal_data)


def forget_managers(connection: Connection, organization_id: str, duties: Iterable[str] | None = None) -> None:
    """Delete managers whose duty has ended; all of them where none is named."""
    where = organization_managers.c.organization_id == organization_id
    if duties is not None:
        where &= organization_managers.c.duty.in_(list(duties))
    connection.execute(organization_managers.delete().where(where))


def manager(connection: Connection, organization_id: str, duty: str, personal_data: PersonalData) -> Manager:
    """Who an organization names for a duty (REG-12)."""
    where = (organization_managers.c.organization_id == organization_id) & (organization_managers.c.duty == duty)
    row = connection.execute(sa.select(organization_managers).where(where)).one()
    sealed = Sealed(row.person_key_id, bytes(row.person_sealed))
    return Manager(**json.loads(personal_data.open(sealed, _about(organization_id, duty))))


def contact_addresses(connection: Connection, organization_id: str, personal_data: PersonalData) -> list[str]:
    """The addresses of an organization's contact managers, its commissioned agency's too, each once (REG-12)."""
    of_contact = organization_managers.c.duty.in_([*CONTACT.values(), "agency_contact"])
    query = sa.select(organization_managers.c.duty).where(
        organization_managers.c.organization_id == organization_id, of_contact
    )
    duties = connection.scalars(query.order_by(organization_managers.c.duty)).all()
    found = [manager(connection, organization_id, duty, personal_data).email for duty in duties]
    return list(dict.fromkeys(found))


def _duties(content: ApplicationContent) -> dict[str, Manager]:
    duties = {CONTACT[service]: manager for service, manager in content.contact_managers.items()}
    duties["privacy"] = content.privacy_manager
    agency = content.commissioned_agency
    if agency is not None:
        duties |= {"agency_contact": agency.contact_manager, "agency_privacy": agency.privacy_manager}
    return duties


def _about(organization_id: str, duty: str) -> str:
    return f"organization_managers.person:{organization_id}:{duty}"
