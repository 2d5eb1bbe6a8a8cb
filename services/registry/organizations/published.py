"""What others are told of an organization: its whole state, in an event with a rising version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.registry import ORGANIZATION_CHANGED
from services.registry.organizations import storage
from services.registry.organizations.domain.application import Manager
from services.registry.organizations.domain.kinds import OrganizationKind, Service, class_of
from services.registry.organizations.domain.standing import Standing
from services.registry.personal_data import PersonalData
from services.registry.public_list.usecases import keep_entry
from services.registry.sanctions.storage import standing_told
from services.runtime.outbox import publish


def organization_state(connection: Connection, organization_id: str, personal_data: PersonalData) -> dict[str, Any]:
    """The state as the contract has it. The privacy manager goes to every seeker who is guided (seed 001, 15(1))."""
    row = storage.organization(connection, organization_id)
    if row is None:
        raise LookupError(f"no organization {organization_id}")
    manager = storage.manager(connection, organization_id, "privacy", personal_data)
    told = standing_told(connection, organization_id)
    procedures = storage.procedures_of_terms(connection, row)
    return {
        "organization_id": row.organization_id,
        "version": row.version,
        "kind": row.kind,
        "class_": class_of(OrganizationKind(row.kind)),
        "name": row.name,
        "bureau_code": row.bureau_code,
        "main_numbers": row.main_numbers,
        "services": storage.services_open(row),
        "standing": row.standing,
        "approved_on": row.approved_on,
        "mandatory_information": row.mandatory_information,
        "privacy_manager_name": manager.name,
        "privacy_manager_contact": _contact(manager),
        "mandatory_information_version": row.mandatory_information_version,
        "mandatory_information_changed_on": row.mandatory_information_changed_on,
        "notified_services": [
            {**service, "notified_on": dt.date.fromisoformat(service["notified_on"])}
            for service in row.notified_services
        ],
        "permission_valid_until": row.permission_valid_until,
        "permission_change_received_on": procedures.received.get("change"),
        "permission_changes_refused": procedures.refused.get("change", 0),
        "seeker_information_until": row.seeker_information_until,
        "renewal_received_on": procedures.received.get("renewal"),
        "renewals_refused": procedures.refused.get("renewal", 0),
        "seeker_information_closed_on": row.seeker_information_closed_on,
        "ended_on": row.withdrawn_on,
        "procedures_barred": [
            {**time, "since": dt.date.fromisoformat(time["since"]), "until": dt.date.fromisoformat(time["until"])}
            for time in row.procedures_barred
        ],
        "standing_since": told.since if told is not None and told.standing == row.standing else None,
    }


def may_use_seeker_information(connection: Connection, organization_id: str) -> bool:
    """Whether an organization has the service, and it is neither closed (REG-3) nor suspended (AUT-9)."""
    row = storage.organization(connection, organization_id)
    return row is not None and row.standing == Standing.ACTIVE and Service.SEEKERS in storage.services_open(row)


def publish_organization(
    connection: Connection, organization_id: str, *, now: dt.datetime, trace: str, personal_data: PersonalData
) -> None:
    """Tell the state as it is in this transaction: the other services by event, the public by its list (REG-14)."""
    state = organization_state(connection, organization_id, personal_data)
    publish(connection, ORGANIZATION_CHANGED, subject=organization_id, data=state, now=now, trace=trace)
    keep_entry(connection, organization_id, now=now)


def _contact(manager: Manager) -> str:
    contact = f"電話 {manager.phone}　メール {manager.email}"
    # At most 300 characters in the contract: the department, of 100, fits with an address of 254 only just not always.
    with_department = f"{manager.department}　{contact}" if manager.department else contact
    return with_department if len(with_department) <= 300 else contact[:300]
