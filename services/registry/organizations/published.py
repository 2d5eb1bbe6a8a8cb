"""What others are told of an organization: its whole state, in an event with a rising version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.registry import ORGANIZATION_CHANGED
from services.registry.organizations import storage
from services.registry.organizations.domain.application import Manager
from services.registry.organizations.domain.kinds import OrganizationKind, class_of
from services.registry.personal_data import PersonalData
from services.runtime.outbox import publish


def organization_state(connection: Connection, organization_id: str, personal_data: PersonalData) -> dict[str, Any]:
    """The state as the contract has it. The privacy manager goes to every seeker who is guided (seed 001, 15(1))."""
    row = storage.organization(connection, organization_id)
    if row is None:
        raise LookupError(f"no organization {organization_id}")
    manager = storage.manager(connection, organization_id, "privacy", personal_data)
    return {
        "organization_id": row.organization_id,
        "version": row.version,
        "kind": row.kind,
        "class_": class_of(OrganizationKind(row.kind)),
        "name": row.name,
        "bureau_code": row.bureau_code,
        "services": row.services,
        "standing": row.standing,
        "approved_on": row.approved_on,
        "mandatory_information": row.mandatory_information,
        "privacy_manager_name": manager.name,
        "privacy_manager_contact": _contact(manager),
    }


def publish_organization(
    connection: Connection, organization_id: str, *, now: dt.datetime, trace: str, personal_data: PersonalData
) -> None:
    """Tell the state as it is in this transaction."""
    state = organization_state(connection, organization_id, personal_data)
    publish(connection, ORGANIZATION_CHANGED, subject=organization_id, data=state, now=now, trace=trace)


def _contact(manager: Manager) -> str:
    contact = f"電話 {manager.phone}　メール {manager.email}"
    # At most 300 characters in the contract: the department, of 100, fits with an address of 254 only just not always.
    with_department = f"{manager.department}　{contact}" if manager.department else contact
    return with_department if len(with_department) <= 300 else contact[:300]
