"""The account of an employer's My Page: issued by the office, opened by the key mailed to its address (AUT-1, AUT-6)."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace

from sqlalchemy.engine import Connection

from services.contracts.caller import Role
from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases.voiding import void_password
from services.registry.employers import storage
from services.registry.employers.domain.establishment import Establishment, EstablishmentState
from services.registry.employers.domain.reasons import EmployerReason
from services.registry.employers.published import publish_employer
from services.registry.employers.usecases.answers import office_name
from services.registry.employers.usecases.asking import email_is_taken
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import employers as mails
from services.registry.mail.templates.accounts import EMAIL_CHANGED_OLD
from services.registry.mail.templates.template import Template
from services.registry.personal_data import PersonalData
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal


def claim_address(connection: Connection, email: str, *, today: dt.date, personal_data: PersonalData) -> None:
    """Hold an address against everybody else until the transaction ends. Raises `Refusal` where it is taken (REG-11).

    Before any establishment is locked: whoever opens a My Page goes the same way, address first.
    """
    accounts.lock_email(connection, personal_data.lookup(email))
    if email_is_taken(connection, email, today=today, personal_data=personal_data):
        raise Refusal(EmployerReason.EMAIL_HELD, "/email")


def issue(
    connection: Connection,
    establishment: Establishment,
    email: str,
    *,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
) -> Establishment:
    """Issue the account of an establishment that has none, and mail how to open it; for a claimed address.

    Answers the establishment, one version on. Nobody knows the password it is made with.
    """
    if establishment.state is EstablishmentState.CLOSED:
        raise Refusal(EmployerReason.ESTABLISHMENT_CLOSED, "/establishment_id")
    if storage.account_of(connection, establishment.establishment_id) is not None:
        raise Refusal(EmployerReason.HAS_MY_PAGE, "/establishment_id")
    account = Account(
        account_id=new_id(),
        role=Role.EMPLOYER,
        state=AccountState.ISSUED,
        display_name=establishment.content.name,
        establishment_id=establishment.establishment_id,
    )
    accounts.insert_account(
        connection,
        account,
        email=email,
        password_hash=passwords.hash(secrets.token_urlsafe(32)),
        now=now,
        personal_data=personal_data,
    )
    _tell_how_to_open(connection, establishment, account, email, now=now, trace=trace, personal_data=personal_data)
    return _one_version_on(connection, establishment, personal_data)


def move(
    connection: Connection,
    establishment: Establishment,
    account: Account,
    email: str,
    *,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
) -> Establishment:
    """Move an employer's ID to another, claimed address: who can't log in any more goes through the office (AUT-1).

    Sessions and remembered browsers end, and the old password with them: the new address sets one by its own key. What the
    old address was locked for, was mailed, or was about to change opens nothing any more; the old address is told.
    """
    left = accounts.email_of(connection, account.account_id, personal_data)
    void_password(connection, account.account_id, passwords, now=now, trace=trace)
    accounts.change_email(connection, account.account_id, email, personal_data)
    accounts.change_state(connection, account.account_id, AccountState.ISSUED)
    way = f"{office_name(establishment.office_code)}での手続による変更"
    to_the_old = Mail(
        EMAIL_CHANGED_OLD, to=left, parameters={"changed_at": now, "way": way}, account_id=account.account_id
    )
    queue_mail(connection, personal_data, to_the_old, now=now, trace=trace)
    # A page that was never opened is opened still; one that was opened has but another ID.
    template = mails.MY_PAGE_ISSUED if account.state is AccountState.ISSUED else mails.MY_PAGE_MOVED
    _tell_how_to_open(
        connection, establishment, account, email, template, now=now, trace=trace, personal_data=personal_data
    )
    return _one_version_on(connection, establishment, personal_data)


def open_issued(
    connection: Connection, account: Account, *, now: dt.datetime, trace: str, personal_data: PersonalData
) -> None:
    """Open an employer's issued account: its address has shown the mailed key. The caller sets the password.

    The establishment is locked before the account is written, as everywhere: who closes it meanwhile goes the same way.
    """
    assert account.establishment_id is not None
    establishment = storage.find(connection, account.establishment_id, lock=True)
    known = accounts.account(connection, account.account_id)
    if establishment is None or known is None or known.state is not AccountState.ISSUED:
        return
    accounts.change_state(connection, account.account_id, AccountState.OPEN)
    publish_employer(connection, _one_version_on(connection, establishment, personal_data), now=now, trace=trace)


def give_way(connection: Connection, account: Account) -> None:
    """Release an issued account whose address is shown to be a seeker's: nobody keeps a person's from them (SEE-7).

    Nothing that anybody sees changes by it: the page is shown as issued still, its establishment stays at its version, and
    no event is told, as a page that was never opened has told none. Else its office, and whoever asks it, would hear
    in that minute that a person seeks work (decision 071).
    """
    assert account.establishment_id is not None
    storage.find(connection, account.establishment_id, lock=True)
    accounts.change_state(connection, account.account_id, AccountState.RELEASED)


def _one_version_on(connection: Connection, establishment: Establishment, personal_data: PersonalData) -> Establishment:
    later = replace(establishment, version=establishment.version + 1)
    storage.save(connection, later, personal_data=personal_data)
    return later


def _tell_how_to_open(
    connection: Connection,
    establishment: Establishment,
    account: Account,
    email: str,
    template: Template = mails.MY_PAGE_ISSUED,
    *,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> None:
    parameters = {
        "establishment_name": establishment.content.name,
        "establishment_number": establishment.establishment_number,
        "office_name": office_name(establishment.office_code),
        "email": email,
    }
    mail = Mail(template, to=email, parameters=parameters, account_id=account.account_id)
    queue_mail(connection, personal_data, mail, now=now, trace=trace)
