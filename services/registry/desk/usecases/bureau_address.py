"""The bureau's own address for applications, mailed to the contact managers (REG-9; seed 001, 10 注3).

With the registration where the bureau's mailbox stands in the reference data, else by staff. Who has not got it by the
day it is due is pointed to the list of bureaus, and stays in the bureau's queue until it is mailed. Whose form is there
already, on paper or not, is told where later ones go, and of no last day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.contracts.caller import SYSTEM, Caller
from services.registry.desk import storage
from services.registry.desk.domain.reasons import DeskReason
from services.registry.mail.outgoing import Parameter, queue_mails
from services.registry.mail.templates import Template, applications
from services.registry.organizations import storage as stored_applications
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.mails import mails_to_contact_managers, of_the_application
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.queue import bureaus_application
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.logging import get_logger
from services.runtime.refusal import Refusal

_WAITING = (ApplicationState.REGISTERED, ApplicationState.FORM_RECEIVED)
log = get_logger(__name__)


def mail_known_address(
    connection: Connection, stored: StoredApplication, *, now: dt.datetime, trace: str, personal_data: PersonalData
) -> bool:
    """Mail the address of the reference data with a registration; answers whether there is one."""
    mailbox = _contact(stored).mailbox
    if mailbox is None:
        return False
    _mail_address(connection, stored, mailbox, now, trace, personal_data)
    storage.record_address(connection, stored.application_id, mailed_at=now, mailed_by=None)
    return True


def send_bureau_address(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Staff mail the address, that of the reference data or another; once an application, whose row is locked for it."""
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    if stored.facts.kind is not ApplicationKind.NEW or stored.facts.state not in _WAITING:
        raise Refusal(DeskReason.APPLICATION_OVER)
    if storage.address_mailed_at(connection, stored.application_id) is not None:
        raise Refusal(DeskReason.ADDRESS_SENT_ALREADY)
    mailbox = request["email"] or _contact(stored).mailbox
    if mailbox is None:
        raise Refusal(DeskReason.ADDRESS_UNKNOWN, "/email")
    told = _mail_address(connection, stored, mailbox, now, trace, personal_data)
    storage.record_address(connection, stored.application_id, mailed_at=now, mailed_by=caller.account_id)
    return {"application_id": stored.application_id, "mailed_at": now, "contact_managers": told}


def point_to_the_list(
    connection: Connection,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    limit: int = 200,
) -> int:
    """Point applicants who have not got the address by its day to the list of bureaus (REG-9); answers how many.

    A duty of the calendar: once an application, in batches; days that were missed are caught up, as whoever heard nothing
    by then still waits.
    """
    pointed = 0
    for application_id in storage.without_address(connection, today, limit):
        stored = stored_applications.application(connection, application_id, personal_data, lock=True)
        assert stored is not None, "applications are never deleted"
        mailed = storage.address_mailed_at(connection, application_id) is not None
        if stored.facts.state is not ApplicationState.REGISTERED or mailed:
            continue  # the form came, or staff mailed the address, while we waited for the lock
        contact = _contact(stored)
        parameters: dict[str, Parameter] = {
            "desk": contact.desk,
            "phone": contact.phone,
            "form_due_on": stored.facts.form_due_on,
        }
        _mail(connection, stored, applications.BUREAU_LIST, parameters, now, trace, personal_data)
        storage.record_address(connection, application_id, pointed_at=now)
        audit.record(
            connection,
            action="registry.point_to_the_list",
            subject=("application", application_id),
            caller=SYSTEM,
            now=now,
            trace=trace,
        )
        pointed += 1
    if pointed:
        log.info("pointed_to_the_list_of_bureaus", applications=pointed)
    return pointed


def _contact(stored: StoredApplication) -> reference.BureauContact:
    return reference.bureau_contacts()[1][stored.facts.bureau_code]


def _mail_address(
    connection: Connection,
    stored: StoredApplication,
    mailbox: str,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> int:
    """The address, for the form that is awaited or for later ones; answers how many contact managers are told."""
    facts = stored.facts
    templates = applications.ADDRESS_FOR_LATER
    parameters: dict[str, Parameter] = {"bureau_email": mailbox}
    if facts.state is ApplicationState.REGISTERED:
        templates = applications.BUREAU_ADDRESS
        parameters["form_due_on"] = facts.form_due_on
    return _mail(connection, stored, templates[facts.content.municipal], parameters, now, trace, personal_data)


def _mail(
    connection: Connection,
    stored: StoredApplication,
    template: Template,
    parameters: Mapping[str, Parameter],
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> int:
    """One mail to each contact manager's address; answers how many addresses they have.

    Of a registration that gave way, the address shown to be another's is sent nothing, and counted as any: staff learn
    nothing of it (decision 119).
    """
    parameters = {**of_the_application(stored), **parameters}
    mails = mails_to_contact_managers(stored, template, parameters, personal_data)
    told = mails
    if stored.facts.gave_way:
        told = mails_to_contact_managers(stored, template, parameters, personal_data, beside_the_id=True)
    queue_mails(connection, personal_data, told, now=now, trace=trace)
    return len(mails)
