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


def check_employer(
    request: Mapping[str, Any], *, today: dt.date, settings: EmployerSettings = DEFAULTS
) -> dict[str, Any]:
    """What is answered to who asks, whoever the address is: it is not looked at (AUT-6, decision 194). Raises `Refusal`."""
    return _answer(_asked(request, new_id(), today, settings))


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
    mailed to it. An address in use is answered alike, and told so by a mail to itself alone; the same statements write its
    request, and take it back before the commit (AUT-6, decision 194).
    """
    asked = _asked(request, request["application_id"] or new_id(), today, settings)
    assert asked.contact is not None
    taken = email_is_taken(connection, asked.contact.email, today=today, personal_data=personal_data)
    storage.insert_request(connection, asked, personal_data)
    # For an address that nobody has, the same statement withdraws a request that does not exist.
    storage.withdraw_request(connection, asked.application_id if taken else new_id())
    facts = {"establishment_name": asked.content.name, "office_name": office_name(asked.office_code)}
    if taken:
        mail = Mail(mails.ADDRESS_IN_USE, to=asked.contact.email, parameters=facts)
    else:
        mail = Mail(mails.ASKED, to=asked.contact.email, parameters={**facts, "confirm_by": asked.confirm_by})
    log.info("employer_asked", application_id=asked.application_id, office_code=asked.office_code, address_in_use=taken)
    queue_mail(connection, personal_data, mail, now=now, trace=trace)
    return _answer(asked)


def _asked(request: Mapping[str, Any], application_id: str, today: dt.date, settings: EmployerSettings) -> Request:
    """The request that is to wait for its office. Raises the refusals of its content."""
    content = checked_content(request["establishment"], inside="/establishment")
    return Request(
        application_id=application_id,
        state=RequestState.WAITING,
        office_code=reference.competent_office(content.municipality_code),
        registered_on=today,
        confirm_by=confirm_by(today, settings),
        content=content,
        contact=contact_from(request["contact"]),
    )


def _answer(asked: Request) -> dict[str, Any]:
    return {
        "application_id": asked.application_id,
        "office_code": asked.office_code,
        "office_name": office_name(asked.office_code),
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
