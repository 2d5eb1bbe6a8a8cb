"""An employer's own page: the establishment that the account acts for, and no other (AUT-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import AccountState
from services.registry.employers import storage
from services.registry.employers.domain.establishment import Establishment, objection_to_content
from services.registry.employers.domain.reasons import EmployerReason
from services.registry.employers.published import publish_employer
from services.registry.employers.usecases.answers import contact_from, establishment_answer
from services.registry.employers.usecases.desk import refuse_change
from services.registry.personal_data import PersonalData
from services.runtime.refusal import Refusal


def show_my_establishment(connection: Connection, *, caller: Caller, personal_data: PersonalData) -> dict[str, Any]:
    """The employer's own establishment."""
    return establishment_answer(connection, _own(connection, caller), personal_data)


def change_my_establishment(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Change telephone, size and contact person, with effect at once; beside the office's desk the version decides."""
    establishment = _own(connection, caller, lock=True)
    refuse_change(establishment, request["version"])
    content = replace(
        establishment.content,
        phone=request["phone"],
        employees_total=request["employees_total"],
        employees_here=request["employees_here"],
    )
    objection = objection_to_content(content)
    if objection is not None:
        raise Refusal(objection.reason, f"/{objection.member}")
    changed = replace(establishment, version=establishment.version + 1, content=content)
    storage.save(connection, changed, contact_from(request["contact"]), personal_data=personal_data)
    publish_employer(connection, changed, now=now, trace=trace)
    return establishment_answer(connection, changed, personal_data)


def _own(connection: Connection, caller: Caller, *, lock: bool = False) -> Establishment:
    account = accounts.account(connection, caller.account_id) if caller.account_id else None
    if account is None or account.role != Role.EMPLOYER or account.state is not AccountState.OPEN:
        raise Refusal(EmployerReason.UNKNOWN_ESTABLISHMENT)
    found = storage.find(connection, str(account.establishment_id), lock=lock)
    if found is None:
        raise Refusal(EmployerReason.UNKNOWN_ESTABLISHMENT)
    return found
