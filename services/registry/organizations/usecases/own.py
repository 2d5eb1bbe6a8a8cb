"""What an organization sees of itself: its applications, its registration, and what is due next (REG-5, REG-16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.contracts.registry import NEXT_STEPS
from services.registry.accounts import storage as accounts
from services.registry.organizations import storage
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.next_steps import UnderWay, next_steps
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import renewal_opens_on
from services.registry.organizations.mails import bureau_name
from services.registry.organizations.reasons_told import RequestReason
from services.registry.organizations.usecases.in_force import in_force
from services.registry.organizations.usecases.queue import detail
from services.registry.personal_data import PersonalData
from services.runtime.refusal import Refusal


def list_own_applications(connection: Connection, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """A page of the organization's own applications, oldest first."""
    limit = request["limit"]
    rows = storage.own_summaries(connection, _organization_id(caller), after=request["after"], limit=limit + 1)
    page = [row._asdict() for row in rows[:limit]]
    return {"applications": page, "next": page[-1]["application_id"] if len(rows) > limit else None}


def show_own_application(
    connection: Connection, request: Mapping[str, Any], *, caller: Caller, personal_data: PersonalData
) -> dict[str, Any]:
    """One of its own applications with every step; who of the bureau took a step is not told.

    Another organization's looks as if there were none.
    """
    stored = storage.application(connection, request["application_id"], personal_data)
    if stored is None or stored.organization_id != _organization_id(caller):
        raise Refusal(RequestReason.NO_SUCH_APPLICATION, "/application_id")
    shown = detail(connection, stored, personal_data)
    own = accounts.accounts_of(connection, _organization_id(caller))
    steps = [
        {**step, "account_id": step["account_id"] if step["account_id"] in own else None}
        for step in shown["transitions"]
    ]
    return {**shown, "organization_id": stored.organization_id, "transitions": steps}


def show_procedures(
    connection: Connection,
    *,
    caller: Caller,
    today: dt.date,
    personal_data: PersonalData,
    settings: ApplicationSettings,
) -> dict[str, Any]:
    """What is in force, the terms, and what is to be done next (REG-16)."""
    own = in_force(connection, caller.organization_id, personal_data)
    row, until = own.row, own.row.seeker_information_until
    under_way = [
        UnderWay(
            line.application_id,
            ApplicationKind(line.application_kind),
            ApplicationState(line.state),
            line.form_due_on,
            line.registered_on,
            line.permission_valid_until and dt.date.fromisoformat(line.permission_valid_until),
        )
        for line in storage.open_applications(connection, row.organization_id)
        # Past its day it is over, though the duty may not have run yet (REG-7).
        if line.form_due_on >= today or line.state != ApplicationState.REGISTERED
    ]
    return {
        "organization_id": row.organization_id,
        "standing": row.standing,
        "bureau_code": row.bureau_code,
        "bureau_name": bureau_name(row.bureau_code),
        "approved_on": row.approved_on,
        "services": row.services,
        "permission_valid_until": row.permission_valid_until,
        "seeker_information_until": until,
        "renewal_opens_on": renewal_opens_on(until, settings) if until else None,
        "seeker_information_closed_on": row.seeker_information_closed_on,
        "withdrawn_on": row.withdrawn_on,
        "content": own.document,
        "next_steps": [
            {**asdict(step), "name": NEXT_STEPS[step.step]}
            for step in next_steps(own.organization, under_way, settings)
        ],
    }


def _organization_id(caller: Caller) -> str:
    if caller.organization_id is None:
        raise Refusal(RequestReason.NO_SUCH_ORGANIZATION)
    return caller.organization_id
