"""An organization as its later applications find it: what is in force, as the rules and as the contract read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection, Row

from services.registry.organizations import content, storage
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.standing import Organization, Standing
from services.registry.organizations.reasons_told import RequestReason
from services.registry.personal_data import PersonalData
from services.runtime.refusal import Refusal


@dataclass(frozen=True)
class InForce:
    """An organization with what was last approved. `document`: its content as JSON, without services given up since."""

    row: Row[Any]
    document: dict[str, Any]
    organization: Organization


def in_force(
    connection: Connection, organization_id: str | None, personal_data: PersonalData, *, lock: bool = False
) -> InForce:
    """An organization; refused where there is none. With `lock` it changes no more until the transaction ends."""
    row = None
    if organization_id is not None:
        find = storage.lock_organization if lock else storage.organization
        row = find(connection, organization_id)
    if row is None:
        raise Refusal(RequestReason.NO_SUCH_ORGANIZATION)
    stored = storage.application(connection, row.content_application_id, personal_data)
    assert stored is not None, "applications are never deleted"
    services = frozenset(map(Service, row.services))
    document = {
        **stored.document,
        "services": sorted(services),
        "contact_managers": {
            service: manager for service, manager in stored.document["contact_managers"].items() if service in services
        },
    }
    return InForce(
        row=row,
        document=document,
        organization=Organization(
            standing=Standing(row.standing),
            content=content.content_of(document),
            services=services,
            seeker_information_until=row.seeker_information_until,
            renewal_failed_on=row.renewal_failed_on,
            closed_on=row.seeker_information_closed_on,
        ),
    )
