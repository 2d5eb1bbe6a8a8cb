"""An employer asks for a My Page (求人者マイページ): kept for the office to confirm, and deleted when its days are over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.contracts.caller import SYSTEM
from services.registry.accounts.owners import email_is_anybodys
from services.registry.employers import storage
from services.registry.employers.domain.request import EmployerSettings, RequestState, confirm_by
from services.registry.employers.storage import Request
from services.registry.employers.usecases.answers import checked_content, contact_from, office_name
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import employers as mails
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.logging import get_logger

log = get_logger(__name__)

DEFAULTS = EmployerSettings()
REQUESTS_A_BATCH = 200


def register_employer(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    settings: EmployerSettings = DEFAULTS,
) -> dict[str, Any]:
    """Keep a request for a My Page until the office in charge of the place has confirmed the establishment.

    Asking proves nothing of the address: it becomes an ID only when the office has confirmed, and opens only by a key
    mailed to it. An address in use is answered alike, and told so by a mail to itself alone (AUT-6).
    """
    content = checked_content(request["establishment"], inside="/establishment")
    contact = contact_from(request["contact"])
    office_code = reference.competent_office(content.municipality_code)
    asked = Request(
        application_id=new_id(),
        state=RequestState.WAITING,
        office_code=office_code,
        registered_on=today,
        confirm_by=confirm_by(today, settings),
        content=content,
        contact=contact,
    )
    facts = {"establishment_name": content.name, "office_name": office_name(office_code)}
    if email_is_taken(connection, contact.email, today=today, personal_data=personal_data):
        mail = Mail(mails.ADDRESS_IN_USE, to=contact.email, parameters=facts)
        log.info("employer_asked_with_address_in_use")
    else:
        storage.insert_request(connection, asked, personal_data)
        mail = Mail(mails.ASKED, to=contact.email, parameters={**facts, "confirm_by": asked.confirm_by})
        log.info("employer_asked", application_id=asked.application_id, office_code=office_code)
    queue_mail(connection, personal_data, mail, now=now, trace=trace)
    return {
        "application_id": asked.application_id,
        "office_code": office_code,
        "office_name": facts["office_name"],
        "confirm_by": asked.confirm_by,
    }


def email_is_taken(connection: Connection, email: str, *, today: dt.date, personal_data: PersonalData) -> bool:
    """Whether an address can't become an employer's ID: an account holds it, or it is a seeker's (REG-11, SEE-7)."""
    return email_is_anybodys(connection, personal_data.lookup(email), today)


def lapse_employer_requests(
    connection: Connection,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    limit: int = REQUESTS_A_BATCH,
) -> int:
    """The duty that deletes requests whose days are over, erases their contact persons and tells them by e-mail (CAL-6).

    Answers how many of at most `limit`. Run twice it finds nothing more; days missed are caught up. Right beside an
    office that decides: its row is locked, and left to it.
    """
    overdue = storage.overdue_requests(connection, today, limit, personal_data)
    for request in overdue:
        assert request.contact is not None
        storage.decide_request(connection, request.application_id, RequestState.LAPSED)
        parameters = {"establishment_name": request.content.name, "office_name": office_name(request.office_code)}
        mail = Mail(mails.LAPSED, to=request.contact.email, parameters=parameters)
        queue_mail(connection, personal_data, mail, now=now, trace=trace)
        audit.record(
            connection,
            action="registry.lapse_employer_requests",
            subject=("application", request.application_id),
            caller=SYSTEM,
            now=now,
            trace=trace,
            details={"confirm_by": request.confirm_by.isoformat()},
        )
    if overdue:
        log.info("employer_requests_lapsed", count=len(overdue))
    return len(overdue)
