"""The office's desk: establishments registered, changed, closed, listed; its own office's and no others (AUT-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.contracts.caller import Caller, Role
from services.contracts.registry import ACCOUNT_CLOSED
from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import AccountState
from services.registry.accounts.passwords import Passwords
from services.registry.employers import storage
from services.registry.employers.domain.establishment import (
    Contact,
    Content,
    Establishment,
    EstablishmentState,
    objection_to_change,
)
from services.registry.employers.domain.reasons import EmployerReason
from services.registry.employers.published import publish_employer
from services.registry.employers.usecases import my_page
from services.registry.employers.usecases.answers import (
    checked_content,
    contact_from,
    establishment_answer,
    office_name,
    summary,
)
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import employers as mails
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal


def register_establishment(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
) -> dict[str, Any]:
    """Register an establishment at the counter; with a My Page for its contact person, if the employer wants one."""
    content = checked_content(request["establishment"], inside="/establishment")
    contact = contact_from(request["contact"])
    if request["with_my_page"]:
        my_page.claim_address(connection, contact.email, today=today, personal_data=personal_data)
    establishment = write_new(connection, content, contact, caller=caller, now=now, personal_data=personal_data)
    if request["with_my_page"]:
        establishment = my_page.issue(
            connection,
            establishment,
            contact.email,
            now=now,
            trace=trace,
            personal_data=personal_data,
            passwords=passwords,
        )
    publish_employer(connection, establishment, now=now, trace=trace)
    return establishment_answer(connection, establishment, personal_data)


def write_new(
    connection: Connection,
    content: Content,
    contact: Contact,
    *,
    caller: Caller,
    now: dt.datetime,
    personal_data: PersonalData,
) -> Establishment:
    """Write a new establishment of the caller's office, with its number. Raises `Refusal`."""
    office_code = _office_in_charge(content, caller)
    storage.lock_place(connection, content)
    _refuse_second(connection, content)
    establishment = Establishment(
        establishment_id=new_id(),
        establishment_number=storage.next_number(connection, office_code),
        version=1,
        state=EstablishmentState.REGISTERED,
        office_code=office_code,
        bureau_code=reference.bureau_of(content.municipality_code),
        content=content,
    )
    storage.insert(connection, establishment, contact, now=now, personal_data=personal_data)
    return establishment


def change_establishment(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Change everything of an establishment. Moved to another office's district, it is that office's from then on.

    Two at once: the row is locked, and who saw the older version is told so.
    """
    content = checked_content(request["establishment"], inside="/establishment")
    establishment = _changeable(connection, request, caller)
    storage.lock_place(connection, content)
    _refuse_second(connection, content, but=establishment.establishment_id)
    changed = replace(
        establishment,
        version=establishment.version + 1,
        content=content,
        office_code=reference.competent_office(content.municipality_code),
        bureau_code=reference.bureau_of(content.municipality_code),
    )
    storage.save(connection, changed, contact_from(request["contact"]), personal_data=personal_data)
    account = storage.account_of(connection, changed.establishment_id)
    if account is not None and account.display_name != content.name:
        accounts.change_display_name(connection, account.account_id, content.name)
    publish_employer(connection, changed, now=now, trace=trace)
    return establishment_answer(connection, changed, personal_data)


def close_establishment(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """End an establishment's registration; its My Page closes with it, sessions included, and is told so by e-mail."""
    establishment = _changeable(connection, request, caller)
    closed = replace(
        establishment,
        version=establishment.version + 1,
        state=EstablishmentState.CLOSED,
        closed_on=today,
        closing_reason=request["reason"],
    )
    account = storage.account_of(connection, closed.establishment_id)
    storage.save(connection, closed, personal_data=personal_data)
    if account is not None:
        accounts.change_state(connection, account.account_id, AccountState.RELEASED)
        data = {"account_id": account.account_id}
        publish(connection, ACCOUNT_CLOSED, subject=account.account_id, data=data, now=now, trace=trace)
        parameters = {
            "establishment_name": closed.content.name,
            "establishment_number": closed.establishment_number,
            "office_name": office_name(closed.office_code),
            "closed_on": today,
            "reason": request["reason"],
        }
        to = accounts.email_of(connection, account.account_id, personal_data)
        mail = Mail(mails.CLOSED, to=to, parameters=parameters, account_id=account.account_id)
        queue_mail(connection, personal_data, mail, now=now, trace=trace)
    publish_employer(connection, closed, now=now, trace=trace)
    return establishment_answer(connection, closed, personal_data)


def open_employer_page(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
) -> dict[str, Any]:
    """Issue a My Page for an establishment, or move the ID of the one it has to another address (AUT-1).

    The address that loses the ID is locked too, before the establishment: a key of it that is being used is used up
    before, and what it set is undone, or finds no account after.
    """
    before = own_establishment(connection, request["establishment_id"], caller)
    had = storage.account_of(connection, before.establishment_id)
    if had is not None:
        _lock_both(connection, had.account_id, request["email"], personal_data)
    my_page.claim_address(connection, request["email"], today=today, personal_data=personal_data)
    establishment = own_establishment(connection, before.establishment_id, caller, lock=True)
    account = storage.account_of(connection, establishment.establishment_id)
    means: dict[str, Any] = {"now": now, "trace": trace, "personal_data": personal_data, "passwords": passwords}
    if account is None:
        establishment = my_page.issue(connection, establishment, request["email"], **means)
    elif had is None or account.account_id != had.account_id:
        raise Refusal(EmployerReason.CHANGED_MEANWHILE, "/establishment_id")
    else:
        establishment = my_page.move(connection, establishment, account, request["email"], **means)
    publish_employer(connection, establishment, now=now, trace=trace)
    return establishment_answer(connection, establishment, personal_data)


def list_establishments(connection: Connection, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """A page of the establishments of the own office or bureau."""
    limit = request["limit"]
    office = (caller.office_code or "") if caller.role is Role.OFFICE_STAFF else None
    found = storage.page(
        connection,
        office_code=office,
        bureau_code=caller.bureau_code,
        words=request["words"],
        state=request["state"],
        after=request["after"],
        limit=limit + 1,
    )
    page = [summary(establishment) for establishment in found[:limit]]
    return {"establishments": page, "next": page[-1]["establishment_number"] if len(found) > limit else None}


def show_establishment(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """An establishment with its contact person; that somebody read who it is stands in the audit log (OPS-3)."""
    establishment = own_establishment(connection, request["establishment_id"], caller)
    audit.record(
        connection,
        action="registry.show_establishment",
        subject=("establishment", establishment.establishment_id),
        caller=caller,
        now=now,
        trace=trace,
    )
    return establishment_answer(connection, establishment, personal_data)


def own_establishment(
    connection: Connection, establishment_id: str, caller: Caller, *, lock: bool = False
) -> Establishment:
    """An establishment of the caller's own office, or for a bureau of its own district. Raises `Refusal`."""
    establishment = storage.find(connection, establishment_id, lock=lock)
    if establishment is None:
        raise Refusal(EmployerReason.UNKNOWN_ESTABLISHMENT, "/establishment_id")
    of_office = caller.role is Role.OFFICE_STAFF and establishment.office_code == caller.office_code
    of_bureau = caller.role is Role.BUREAU_STAFF and establishment.bureau_code == caller.bureau_code
    if not (of_office or of_bureau):
        raise Refusal(EmployerReason.OTHER_OFFICE, "/establishment_id")
    return establishment


def _changeable(connection: Connection, request: Mapping[str, Any], caller: Caller) -> Establishment:
    establishment = own_establishment(connection, request["establishment_id"], caller, lock=True)
    refuse_change(establishment, request["version"])
    return establishment


def refuse_change(establishment: Establishment, version: int) -> None:
    """Raise `Refusal` where an establishment may not be changed by who saw this version of it."""
    objection = objection_to_change(establishment, version)
    if objection is not None:
        raise Refusal(objection, "/version", version=establishment.version)


def _office_in_charge(content: Content, caller: Caller) -> str:
    office_code = reference.competent_office(content.municipality_code)
    if office_code != caller.office_code:
        pointer = "/establishment/municipality_code"
        raise Refusal(EmployerReason.OTHER_OFFICE, pointer, office_name=office_name(office_code))
    return office_code


def _refuse_second(connection: Connection, content: Content, *, but: str | None = None) -> None:
    number = storage.same_registered(connection, content, but=but)
    if number is not None:
        raise Refusal(EmployerReason.ALREADY_REGISTERED, "/establishment/name", establishment_number=number)


def _lock_both(connection: Connection, account_id: str, email: str, personal_data: PersonalData) -> None:
    """Two that move IDs crosswise wait for each other in the same order; so does the owner who changes the address."""
    left = accounts.lookup_of(connection, account_id)
    for lookup in sorted({left, personal_data.lookup(email)}):
        accounts.lock_email(connection, lookup)
    if accounts.lookup_of(connection, account_id) != left:  # changed while we waited: the lock is another's
        raise Refusal(EmployerReason.CHANGED_MEANWHILE, "/establishment_id")
