"""Login's part of the registry: whose password it is, and the one-time password's way to its owner (AUT-1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Role
from services.registry.accounts import storage
from services.registry.accounts.domain.account import LOGS_IN, Account, objection_to_login
from services.registry.accounts.domain.lockout import LockSettings
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases import locks
from services.registry.accounts.usecases.locks import Attempt
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import accounts as mails
from services.registry.personal_data import PersonalData
from services.runtime.logging import get_logger
from services.runtime.refusal import Refusal

log = get_logger(__name__)

ACCEPTED = {"accepted": True}
LOCKS = LockSettings()


@dataclass(frozen=True)
class Presented:
    """An e-mail and a password that were presented: whose they may be, and whether they may be compared at all."""

    known: storage.Credentials | None
    attempt: Attempt
    fits: bool = False

    @property
    def account(self) -> Account:
        """Whose they are, once the password was found right."""
        assert self.known is not None, "a password that fits is somebody's"
        assert self.fits, "compare it first"
        return self.known.account


def present_password(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    personal_data: PersonalData,
    settings: LockSettings = LOCKS,
) -> Presented:
    """Count the attempt and look for the account, in a transaction of its own: no connection is held while it is hashed."""
    lookup = personal_data.lookup(request["email"])
    attempt, known = locks.count_login(connection, lookup, request["browser"], now=now, settings=settings)
    return Presented(known, attempt)


def compare_password(presented: Presented, request: Mapping[str, Any], passwords: Passwords) -> Presented:
    """Compare the password; raises the refusal of one that does not open the account (AUT-1, AUT-6).

    An unknown address and a locked login take as long as a wrong password and are refused alike.
    """
    known = presented.known
    fits = passwords.fits(request["password"], known.password_hash if known else None) and presented.attempt.admitted
    objection = objection_to_login(known.account if known else None, fits)
    if objection is not None:
        log.info(
            "password_refused",
            reason=objection.code,
            locked=not presented.attempt.admitted,
            account_id=known.account.account_id if known else None,
        )
        raise Refusal(objection)
    return replace(presented, fits=True)


def accept_password(
    connection: Connection,
    presented: Presented,
    request: Mapping[str, Any],
    passwords: Passwords,
) -> Account:
    """Whose e-mail and password these are, once `compare_password` has found them right (AUT-1).

    A hash made with older parameters is made anew, unless the password was changed or made void since it was compared: that one
    stands.
    """
    account, known = presented.account, presented.known
    assert known is not None
    log.info("password_accepted", account_id=account.account_id)
    locks.forget_attempt(connection, presented.attempt)
    if passwords.are_outdated(known.password_hash):
        renewed = passwords.hash(request["password"])
        storage.renew_password_hash(connection, account.account_id, known.password_hash, renewed)
    return account


def show_account(connection: Connection, request: Mapping[str, Any]) -> dict[str, Any]:
    """Who an account is that may log in."""
    return identity_of(open_account(connection, request["account_id"]))


def mail_where_asked(
    connection: Connection,
    account: Account,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    mail_id: str | None = None,
) -> bool:
    """Queue the mail with the code that came with a password, in the transaction that accepts it; answers whether.

    None is mailed where none came, to an account that is spared it in the browser that asks (AUT-3), and to who may not log in
    just now (OPS-1): what becomes of such a login, the gateway decides. Raises WRONG_EMAIL_OR_PASSWORD for a login during whose
    comparison the password was changed, or the account ended or moved.
    """
    code = request["one_time_password"]
    if code is None or account.account_id in request["spared"] or not _is_let_in(account, request):
        return False
    found = storage.account_and_email(connection, account.account_id, personal_data)
    if found is None or _standing(found[0]) != _standing(account):
        raise Refusal(AccountReason.WRONG_EMAIL_OR_PASSWORD)
    _queue(connection, personal_data, *found, code, now=now, trace=trace, mail_id=mail_id)
    return True


def mail_one_time_password(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    mail_id: str | None = None,
) -> dict[str, Any]:
    """Queue the mail with the gateway's code, to the account's own address and no other (AUT-1).

    None is mailed for a login during which the password was changed, nor for one of staff who were moved meanwhile: the session
    would act for what they have left (AUT-7).
    """
    found = storage.account_and_email(connection, request["account_id"], personal_data)
    account, email = found if found is not None else (None, "")
    account = _that_logs_in(account)
    if request["password_version"] not in (None, account.password_version):
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT, "/account_id")
    acts_for = (account.role, account.bureau_code, account.office_code)
    if request["role"] is not None and acts_for != (request["role"], request["bureau_code"], request["office_code"]):
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT, "/account_id")
    _queue(connection, personal_data, account, email, request, now=now, trace=trace, mail_id=mail_id)
    return ACCEPTED


def _is_let_in(account: Account, request: Mapping[str, Any]) -> bool:
    """Whether this account may log in just now (OPS-1), as far as the gateway says: one of before asks for a password alone."""
    roles = request.get("only_roles")
    return roles is None or account.role in roles


def _standing(account: Account) -> tuple[Any, ...]:
    """What of an account stays as it is while its password is compared, if it is to log in."""
    return account.state in LOGS_IN, account.password_version, account.role, account.bureau_code, account.office_code


def _queue(
    connection: Connection,
    personal_data: PersonalData,
    account: Account,
    email: str,
    code: Mapping[str, Any],
    *,
    now: dt.datetime,
    trace: str,
    mail_id: str | None,
) -> None:
    """The code stands in the mail's row alone, sealed, and is erased from it once sent."""
    valid_until = code["valid_until"]
    mail = Mail(
        mails.ONE_TIME_PASSWORD,
        to=email,
        parameters={
            "code": code["code"],
            "valid_until": valid_until,
            "minutes": round((valid_until - now) / dt.timedelta(minutes=1)),
        },
        account_id=account.account_id,
        valid_until=valid_until,
        mail_id=mail_id,
    )
    queue_mail(connection, personal_data, mail, now=now, trace=trace)


def open_account(connection: Connection, account_id: str) -> Account:
    """An account that may log in. Raises `Refusal`."""
    return _that_logs_in(storage.account(connection, account_id))


def _that_logs_in(account: Account | None) -> Account:
    if account is None or account.state not in LOGS_IN:
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT, "/account_id")
    return account


def identity_of(account: Account) -> dict[str, Any]:
    """Who an account is, for the gateway's session."""
    return {
        "account_id": account.account_id,
        "role": Role(account.role),
        "organization_id": account.organization_id,
        "bureau_code": account.bureau_code,
        "office_code": account.office_code,
        "seeker_number": account.seeker_number,
        "display_name": account.display_name,
        "password_version": account.password_version,
    }
