"""Whether an organization may ask something in its standing (AUT-9), from the registry's own record of it."""

from __future__ import annotations

from enum import Enum

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.contracts.operations import Operation
from services.contracts.standings import depends_on_standing, standings_for
from services.registry.organizations.storage import organization
from services.runtime.refusal import Refusal


class AdmissionReason(Enum):
    """Why an organization is not heard."""

    NOT_IN_THIS_STANDING = "suspended, terminated or withdrawn organizations may not do this"


def refuse_by_standing(connection: Connection, caller: Caller, operation: Operation) -> None:
    """Raises `Refusal` where the caller is an organization whose standing does not permit the operation."""
    if not depends_on_standing(operation, caller):
        return
    row = organization(connection, caller.organization_id) if caller.organization_id else None
    if row is None:
        raise Refusal(AdmissionReason.NOT_IN_THIS_STANDING)
    if row.standing not in (standings_for(operation) or ()):
        raise Refusal(AdmissionReason.NOT_IN_THIS_STANDING, standing=row.standing)
