"""Messages are kept as sent for their time, and read by staff in a case and nowhere else (MSG-14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.contracts.caller import Role
from services.legal_calendar import start_of_lookback
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import copies, joined, keeping
from services.messaging.storage.conversations import MessageRow
from services.messaging.storage.keeping import KeptConversation
from services.runtime import audit
from services.runtime.refusal import Refusal
from services.runtime.work import Work

CONVERSATIONS_A_RUN = 2_000
GROUNDS_WITHOUT_READING = frozenset({"overdue", "security_demand", "many_blocks"})
"""Of what is missing, of a demand for security measures and of a number of blocks no message says anything (decision 252)."""


def keep_case(work: Work, state: Mapping[str, Any]) -> None:
    """Take over whether a case is open."""
    keeping.keep_case(work.connection, state)


def keep_complaint(work: Work, state: Mapping[str, Any]) -> None:
    """Take over whether a complaint is open."""
    keeping.keep_complaint(work.connection, state)


def erase_old_messages(work: Work, day: dt.date, months: int, limit: int = CONVERSATIONS_A_RUN) -> int:
    """Erase the messages of conversations that ended so many months before a day; answers how many conversations they were.

    Ended is the last day on which the organization may use it (MSG-12). Run for a day twice it finds nothing more to do; what
    earlier days left it finds as well (CAL-6). How many were erased is in the audit log, and no more than that (OPS-3).
    """
    before = start_of_lookback(day - dt.timedelta(days=1), months=months)
    found = keeping.lock_to_erase(work.connection, before, limit)
    if found:
        erased = keeping.erase(work.connection, found, work.now)
        audit.record(
            work.connection,
            action="messaging.erase_old_messages",
            subject=("retention", day.isoformat()),
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            details={"conversations": len(found), "messages": erased, "ended_before": before.isoformat()},
        )
    return len(found)


def list_in_case(
    work: Work, *, case_id: str, seeker_number: str | None, limit: int, after: str | None
) -> tuple[list[KeptConversation], str | None]:
    """The conversations of the organization that an open case is about, and the ID to ask on from.

    `seeker_number`: those of one person alone, under whichever number they began (SEE-1).
    """
    organization_id = _organization_in_case(work, case_id)
    numbers = [] if seeker_number is None else joined.records.all_of(work.connection, seeker_number)
    found = keeping.conversations_of(
        work.connection, organization_id, seeker_numbers=numbers, after=after, limit=limit + 1
    )
    _record(work, "list_conversations_in_case", ("case", case_id), {"found": len(found[:limit])})
    return found[:limit], found[limit - 1].conversation_id if len(found) > limit else None


def read_in_case(work: Work, case_id: str, conversation_id: str) -> tuple[KeptConversation, list[MessageRow]]:
    """A conversation with every message as it was sent, for who works on an open case on its organization.

    That it was read, by whom and in which case, is in the audit log; its messages stay as unread as they were.
    """
    organization_id = _organization_in_case(work, case_id)
    found = keeping.conversation(work.connection, conversation_id, organization_id)
    if found is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/conversation_id")
    _record(work, "read_conversation_in_case", ("conversation", conversation_id), {"case_id": case_id})
    return found, keeping.all_messages(work.connection, conversation_id)


def _organization_in_case(work: Work, case_id: str) -> str:
    """The organization of an open case that the caller is competent for; a bureau for its own alone (AUT-7).

    Operations open cases on a demand for security measures alone, so that they read in none that they opened themselves.
    """
    case = keeping.case_of(work.connection, case_id)
    organization = None if case is None else copies.organization(work.connection, case.organization_id)
    if case is None or organization is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/case_id")
    if work.caller.role is Role.BUREAU_STAFF and work.caller.bureau_code != organization.bureau_code:
        raise Refusal(MessagingReason.OTHER_BUREAU, "/case_id")
    if not case.open:
        raise Refusal(MessagingReason.CASE_CLOSED, "/case_id")
    without = case.ground in GROUNDS_WITHOUT_READING
    if without or (case.ground is None and work.caller.role is Role.OPERATIONS):
        raise Refusal(MessagingReason.CASE_WITHOUT_READING, "/case_id")
    return case.organization_id


def _record(work: Work, what: str, subject: tuple[str, str], details: Mapping[str, Any]) -> None:
    audit.record(
        work.connection,
        action=f"messaging.{what}",
        subject=subject,
        caller=work.caller,
        now=work.now,
        trace=work.trace,
        details=details,
    )
