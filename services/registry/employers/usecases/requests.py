"""The office's queue of requests for a My Page, and its decision on each (AUT-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.registry.accounts.passwords import Passwords
from services.registry.employers import storage
from services.registry.employers.domain.reasons import EmployerReason
from services.registry.employers.domain.request import RequestState, objection_to_decision
from services.registry.employers.published import publish_employer
from services.registry.employers.storage import Request
from services.registry.employers.usecases import desk, my_page
from services.registry.employers.usecases.answers import establishment_answer, office_name
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import employers as mails
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.logging import get_logger
from services.runtime.refusal import Refusal

log = get_logger(__name__)


def list_employer_applications(connection: Connection, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """A page of the office's requests, oldest first."""
    limit = request["limit"]
    rows = storage.request_page(
        connection, own_office(caller), state=request["state"], after=request["after"], limit=limit + 1
    )
    page = [
        {
            "application_id": row.application_id,
            "name": row.content["name"],
            "municipality_code": row.content["municipality_code"],
            "state": row.state,
            "registered_on": row.registered_on,
            "confirm_by": row.confirm_by,
        }
        for row in rows[:limit]
    ]
    return {"applications": page, "next": page[-1]["application_id"] if len(rows) > limit else None}


def show_employer_application(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """A request of the own office, with the registered establishments that may be the same.

    That somebody read who the contact person is stands in the audit log (OPS-3).
    """
    asked = _own_request(connection, request["application_id"], caller, personal_data)
    audit.record(
        connection,
        action="registry.show_employer_application",
        subject=("application", asked.application_id),
        caller=caller,
        now=now,
        trace=trace,
    )
    return _detail(connection, asked)


def confirm_employer(
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
    """The office has confirmed it: the establishment is registered, or the one named taken, and its My Page issued.

    Two staff at once: the request's row is locked, the second is told that it is decided.
    """
    asked = _undecided(connection, request["application_id"], caller, today, personal_data)
    assert asked.contact is not None
    my_page.claim_address(connection, asked.contact.email, today=today, personal_data=personal_data)
    if request["establishment_id"] is None:
        establishment = desk.write_new(
            connection, asked.content, asked.contact, caller=caller, now=now, personal_data=personal_data
        )
    else:
        establishment = desk.own_establishment(connection, request["establishment_id"], caller, lock=True)
        if storage.page_gave_way(connection, establishment):  # as of any page that was issued
            raise Refusal(EmployerReason.HAS_MY_PAGE, "/establishment_id")
    establishment = my_page.issue(
        connection,
        establishment,
        asked.contact.email,
        now=now,
        trace=trace,
        personal_data=personal_data,
        passwords=passwords,
    )
    storage.decide_request(
        connection, asked.application_id, RequestState.CONFIRMED, establishment_id=establishment.establishment_id
    )
    publish_employer(connection, establishment, now=now, trace=trace)
    log.info("employer_confirmed", application_id=asked.application_id, establishment=establishment.establishment_id)
    return establishment_answer(connection, establishment, personal_data)


def refuse_employer(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """The office could not confirm it: the reason is mailed, and the contact person erased."""
    asked = _undecided(connection, request["application_id"], caller, today, personal_data)
    assert asked.contact is not None
    storage.decide_request(connection, asked.application_id, RequestState.REFUSED, reason=request["reason"])
    parameters = {
        "establishment_name": asked.content.name,
        "office_name": office_name(asked.office_code),
        "reason": request["reason"],
    }
    mail = Mail(mails.REFUSED, to=asked.contact.email, parameters=parameters)
    queue_mail(connection, personal_data, mail, now=now, trace=trace)
    log.info("employer_refused", application_id=asked.application_id)
    return _detail(connection, _own_request(connection, asked.application_id, caller, personal_data))


def own_office(caller: Caller) -> str:
    """The office in whose name a caller acts; "" for who acts for none, which is no office's code."""
    return (caller.office_code or "") if caller.role is Role.OFFICE_STAFF else ""


def _own_request(
    connection: Connection, application_id: str, caller: Caller, personal_data: PersonalData, *, lock: bool = False
) -> Request:
    asked = storage.find_request(connection, application_id, personal_data, lock=lock)
    if asked is None:
        raise Refusal(EmployerReason.UNKNOWN_APPLICATION, "/application_id")
    if asked.office_code != own_office(caller):
        raise Refusal(EmployerReason.OTHER_OFFICE, "/application_id")
    return asked


def _undecided(
    connection: Connection, application_id: str, caller: Caller, today: dt.date, personal_data: PersonalData
) -> Request:
    asked = _own_request(connection, application_id, caller, personal_data, lock=True)
    objection = objection_to_decision(asked.state, asked.confirm_by, today)
    if objection is not None:
        raise Refusal(objection, "/application_id", state=str(asked.state))
    return asked


def _detail(connection: Connection, asked: Request) -> dict[str, Any]:
    same = storage.candidates(connection, asked.office_code, asked.content)
    return {
        "application_id": asked.application_id,
        "name": asked.content.name,
        "municipality_code": asked.content.municipality_code,
        "state": str(asked.state),
        "registered_on": asked.registered_on,
        "confirm_by": asked.confirm_by,
        "establishment": asdict(asked.content),
        "contact": asdict(asked.contact) if asked.contact else None,
        "candidates": [
            {
                "establishment_id": found.establishment_id,
                "establishment_number": found.establishment_number,
                "name": found.content.name,
            }
            for found in same
        ],
        "establishment_id": asked.establishment_id,
        "reason": asked.reason,
    }
