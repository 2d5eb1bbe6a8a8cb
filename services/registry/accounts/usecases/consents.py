"""Consent to the terms of use by using the service after their date of force (REG-15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import ORGANIZATION, Role
from services.registry import terms
from services.registry.accounts import consent_storage
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.usecases.login import ACCEPTED, open_account
from services.registry.organizations.domain.kinds import OrganizationKind, class_of
from services.registry.seekers import usecases as seekers

_BOUND = ORGANIZATION | {Role.SEEKER}


def is_due(connection: Connection, account: Account, *, today: dt.date) -> bool:
    """Whether use of the service by this account would be its first consent to the terms now in force.

    Asked when its password is right, for the gateway to tell of the use once there is one: who knows a password alone uses
    nothing yet (AUT-1).
    """
    if account.state is AccountState.CLOSED or account.role not in _BOUND:
        return False
    kind, consents = consent_storage.kind_and_consents(connection, account.account_id)
    audience = _audience(account, kind)
    return audience is not None and (audience, terms.in_force(audience, today).version) not in consents


def record_use(
    connection: Connection, request: Mapping[str, Any], *, now: dt.datetime, today: dt.date, trace: str
) -> dict[str, Any]:
    """An account uses the service, by the first request of a login or of another day: the gateway tells of it. Raises `Refusal`."""
    by_use(connection, open_account(connection, request["account_id"]), now=now, today=today, trace=trace)
    return ACCEPTED


def by_use(connection: Connection, account: Account, *, now: dt.datetime, today: dt.date, trace: str) -> None:
    """Keep the consent of an account that uses the service under the terms now in force (REG-15).

    Once an account and version; staff are bound by none. A closed account is there for what is left to do after the end
    (AUT-9): its organization uses the service no more. A seeker's stands with the record as well, which My Page shows, and
    whose row is locked for it: so the caller has written no row of the account or its address yet, as an erasure, which
    deletes and empties these, locks the seeker before them.
    """
    if account.state is AccountState.CLOSED:
        return
    kind, _ = consent_storage.kind_and_consents(connection, account.account_id)
    audience = _audience(account, kind)
    if audience is not None:
        version = terms.in_force(audience, today).version
        if account.seeker_number is not None:
            seekers.agree_by_use(connection, account.seeker_number, version, now=now, today=today, trace=trace)
        consent_storage.record_consent(
            connection, account.account_id, audience=audience, version=version, way="use", now=now
        )


def _audience(account: Account, kind: str | None) -> str | None:
    """Whose terms an account is bound by; None for staff."""
    if account.role == Role.SEEKER:
        return "seeker"
    return class_of(OrganizationKind(kind)) if account.role in ORGANIZATION and kind is not None else None
