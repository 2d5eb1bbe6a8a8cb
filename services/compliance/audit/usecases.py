"""What is done with the audit log: entries are taken in, searched by operations, and its head is told (OPS-3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.compliance.audit import storage
from services.compliance.audit.domain.chain import Entry, Link
from services.compliance.audit.domain.reasons import AuditReason
from services.contracts.caller import Role
from services.contracts.compliance import AUDIT_LOG_SEALED, SERVICE
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.logging import get_logger
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import ReceivedEvent, Work

log = get_logger(__name__)

_EQUAL = ("source", "action", "subject_kind", "subject_id", "account_id", "organization_id", "network_address")
CHAIN = ("audit_log", "chain")
"""Kind and ID of the log itself as a subject."""


def take_in(work: Work, event: ReceivedEvent, source: str) -> None:
    """Append what a service recorded; the inbox sees to it that an event is taken in once."""
    entry = Entry(
        entry_id=event.id,
        occurred_at=event.occurred_at,
        source=source,
        trace=work.trace,
        **{**event.data, "role": str(event.data["role"])},
    )
    storage.append(work.connection, [entry])


def enter_acquisition(work: Work, acquired: Mapping[str, Any]) -> None:
    """Who acquired whose record, in which way and from where (SRC-7): from the event that custody lives by, once each."""
    storage.append(
        work.connection, [_of_record(work, "search.acquire_record", acquired, acquired, acquired["acquired_at"])]
    )


def enter_guidance(work: Work, guidance: Mapping[str, Any]) -> None:
    """Who sent guidance to whom, from where; whether that acquired the record as well, search tells."""
    entries = [
        _of_record(work, "messaging.guide_seeker", message, guidance, message["sent_at"])
        for message in guidance["sent"]
    ]
    storage.append(work.connection, entries)


def _of_record(
    work: Work, action: str, told: Mapping[str, Any], by_whom: Mapping[str, Any], occurred_at: dt.datetime
) -> Entry:
    """An entry of what an organization's account did with a seeker; services of the release before name no role."""
    account_id = told["account_id"]
    role = by_whom["role"] or (Role.ORGANIZATION_MAIN if account_id else Role.SYSTEM)
    return Entry(
        entry_id=new_id(),
        occurred_at=occurred_at,
        source=action.partition(".")[0],
        action=action,
        subject_kind="seeker",
        subject_id=told["seeker_number"],
        role=str(role),
        account_id=account_id,
        organization_id=told["organization_id"],
        bureau_code=None,
        network_address=by_whom["network_address"],
        trace=work.trace,
        details={"reason": told["reason"]} if "reason" in told else {},
    )


def search(work: Work, request: Mapping[str, Any]) -> tuple[list[Link], str | None]:
    """Entries that fit, the newest first, and the cursor of the next page. That they were looked for is an entry as well."""
    equal = {name: request[name] for name in _EQUAL if request[name] is not None}
    before = None if request["cursor"] is None else _place(request["cursor"])
    limit = request["limit"]
    found = storage.search(
        work.connection,
        since=request["since"],
        until=request["until"],
        equal=equal,
        before=before,
        limit=limit + 1,
    )
    audit.record(
        work.connection,
        action=f"{SERVICE}.search_audit_entries",
        subject=CHAIN,
        caller=work.caller,
        now=work.now,
        trace=work.trace,
        details={**{name: equal[name] for name in equal if name != "network_address"}, "found": len(found[:limit])},
    )
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], f"{last.entry.occurred_at.astimezone(dt.UTC).isoformat()}_{last.position}"


def seal(work: Work) -> int:
    """Tell the chain's head to the log and to reporting, who keeps it: whoever cuts the chain off can't reach both.

    Answers how many heads were told: none where the log is empty. Twice tells the same head twice.
    """
    position, head = storage.head_of(work.connection)
    if not position:
        return 0
    log.info("audit_log_sealed", position=position, hash=head.hex())
    publish(
        work.connection,
        AUDIT_LOG_SEALED,
        subject=str(position),
        data={"position": position, "hash": head.hex(), "sealed_at": work.now},
        now=work.now,
        trace=work.trace,
    )
    return 1


def _place(cursor: str) -> tuple[dt.datetime, int]:
    instant, _, position = cursor.rpartition("_")
    try:
        read = dt.datetime.fromisoformat(instant)
        if read.tzinfo is None or not (position.isascii() and position.isdecimal() and len(position) < 19):
            raise ValueError
        return read, int(position)
    except ValueError:
        raise Refusal(AuditReason.STALE_CURSOR, "/cursor") from None
