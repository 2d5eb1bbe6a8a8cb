"""Letters of acceptance posted in the municipal class (REG-10): the day is kept, at approval or later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.contracts.registry import CORRECT_LETTER
from services.registry.desk import storage
from services.registry.desk.domain.letters import objection_to_correcting, objection_to_posting
from services.registry.organizations.corrections_told import posting_corrected
from services.registry.organizations.domain import corrections
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.reasons_told import allowed
from services.registry.organizations.storage import log_step
from services.registry.organizations.usecases.decision import Acting
from services.registry.organizations.usecases.queue import bureaus_application, own_bureau
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.refusal import Refusal


def record_letter(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    today: dt.date,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Record that the letter was posted; the application's row is locked, so that it is recorded once."""
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    row, posted_on = storage.letter(connection, stored.application_id), request["posted_on"]
    objection = objection_to_posting(
        municipal=stored.facts.content.municipal,
        withdrawal=stored.facts.kind is ApplicationKind.WITHDRAWAL,
        decided_on=row.decided_on if row.state == ApplicationState.APPROVED else None,
        recorded=row.letter_posted_on,
        posted_on=posted_on,
        today=today,
    )
    if objection is not None:
        raise Refusal(objection, "/posted_on")
    storage.record_letter(connection, stored.application_id, posted_on)
    return {"application_id": stored.application_id, "letter_posted_on": posted_on}


def correct_letter(acting: Acting, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """Put the day of posting right, with a reason, or take it back: then the letter waits to be posted again (decision 306).

    Nobody was mailed of the day, so nobody is of another one; the application's history shows it.
    """
    connection = acting.connection
    stored = bureaus_application(connection, request["application_id"], caller, acting.personal_data, lock=True)
    row, posted_on, reason = storage.letter(connection, stored.application_id), request["posted_on"], request["reason"]
    step = allowed(corrections.correct_letter(stored.facts, reason, own_bureau(caller)))
    objection = objection_to_correcting(
        decided_on=row.decided_on, recorded=row.letter_posted_on, posted_on=posted_on, today=acting.today
    )
    if objection is not None:
        raise Refusal(objection, "/posted_on")
    storage.record_letter(connection, stored.application_id, posted_on)
    note = posting_corrected(row.letter_posted_on, posted_on, reason)
    log_step(connection, stored.application_id, step, at=acting.now, account_id=acting.by, note=note)
    days = {
        "posted_on_before": row.letter_posted_on.isoformat(),
        "posted_on": posted_on.isoformat() if posted_on else "",
    }
    audit.record(
        connection,
        action=CORRECT_LETTER.routing_key,
        subject=("application", stored.application_id),
        caller=caller,
        now=acting.now,
        trace=acting.trace,
        details=days,
    )
    return {"application_id": stored.application_id, "letter_posted_on": posted_on}


def check_posting_at_approval(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    today: dt.date,
    personal_data: PersonalData,
) -> None:
    """A day of posting that is given with the approval must be one on which the letter could be posted: that day."""
    posted_on = request["letter_posted_on"]
    if posted_on is None:
        return
    stored = bureaus_application(connection, request["application_id"], caller, personal_data)
    objection = objection_to_posting(
        municipal=stored.facts.content.municipal,
        withdrawal=stored.facts.kind is ApplicationKind.WITHDRAWAL,
        decided_on=today,
        recorded=None,
        posted_on=posted_on,
        today=today,
    )
    if objection is not None:
        raise Refusal(objection, "/letter_posted_on")
