"""Login's part of the registry: whose password it is, and the one-time password's way to its owner (AUT-1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import ORGANIZATION, Role
from services.registry import terms
from services.registry.accounts import storage
from services.registry.accounts.domain.account import Account, AccountState, objection_to_login
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.passwords import Passwords
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import MailKind
from services.registry.organizations.domain.kinds import OrganizationKind, class_of
from services.registry.organizations.storage import organization
from services.registry.personal_data import PersonalData
from services.runtime.logging import get_logger
from services.runtime.refusal import Refusal

log = get_logger(__name__)

ACCEPTED = {"accepted": True}


def verify_password(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    today: dt.date,
    personal_data: PersonalData,
    passwords: Passwords,
) -> dict[str, Any]:
    """Whose e-mail and password these are (AUT-1).

    An unknown address takes as long as a wrong password and is refused alike (AUT-6). A hash made with older parameters
    is made anew. Going on under the terms now in force counts as consent to them, and is recorded (REG-15).
    """
    known = storage.credentials(connection, personal_data.lookup(request["email"]))
    fits = passwords.fits(request["password"], known.password_hash if known else None)
    objection = objection_to_login(known.account if known else None, fits)
    if known is None or objection is not None:
        reason = objection or AccountReason.WRONG_EMAIL_OR_PASSWORD
        log.info("password_refused", reason=reason.code, account_id=known.account.account_id if known else None)
        raise Refusal(reason)
    account = known.account
    log.info("password_accepted", account_id=account.account_id)
    if passwords.are_outdated(known.password_hash):
        storage.change_password(connection, account.account_id, passwords.hash(request["password"]))
    audience = _terms_audience(connection, account)
    if audience is not None:
        version = terms.in_force(audience, today).version
        storage.record_consent(connection, account.account_id, audience=audience, version=version, way="use", now=now)
    return _identity(account)


def show_account(connection: Connection, request: Mapping[str, Any]) -> dict[str, Any]:
    """Who an open account is."""
    return _identity(_open_account(connection, request["account_id"]))


def mail_one_time_password(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Queue the mail with the gateway's code, to the account's own address and no other (AUT-1).

    The code stands in the mail's row alone, sealed, and is erased from it once sent.
    """
    account = _open_account(connection, request["account_id"])
    valid_until = request["valid_until"]
    mail = Mail(
        MailKind.ONE_TIME_PASSWORD,
        to=storage.email_of(connection, account.account_id, personal_data),
        parameters={
            "code": request["code"],
            "valid_until": valid_until,
            "minutes": round((valid_until - now) / dt.timedelta(minutes=1)),
        },
        account_id=account.account_id,
        valid_until=valid_until,
    )
    queue_mail(connection, personal_data, mail, now=now, trace=trace)
    return ACCEPTED


def _open_account(connection: Connection, account_id: str) -> Account:
    account = storage.account(connection, account_id)
    if account is None or account.state is not AccountState.OPEN:
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT, "/account_id")
    return account


def _terms_audience(connection: Connection, account: Account) -> str | None:
    """Whose terms an account is bound by; None for staff."""
    if account.role == Role.SEEKER:
        return "seeker"
    if account.role not in ORGANIZATION or account.organization_id is None:
        return None
    row = organization(connection, account.organization_id)
    return class_of(OrganizationKind(row.kind)) if row else None


def _identity(account: Account) -> dict[str, Any]:
    return {
        "account_id": account.account_id,
        "role": Role(account.role),
        "organization_id": account.organization_id,
        "bureau_code": account.bureau_code,
        "office_code": account.office_code,
        "seeker_number": account.seeker_number,
        "display_name": account.display_name,
    }
