"""What operations do: close the site and open it again, announce access limits and lift them. One transaction each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum

from sqlalchemy.engine import Connection

from gateway.availability import maintenance, storage
from gateway.availability.access_limits import AccessLimit, LimitRefused, LimitSettings, objection_to
from gateway.availability.maintenance import Closing, ClosingRefused
from services.contracts.caller import Caller
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.gateway import ACCESS_LIMIT_CHANGED
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish

REFUSALS: dict[Enum, tuple[ErrorCode, str]] = {
    ClosingRefused.BEGINS_IN_THE_PAST: (ErrorCode.BEGINS_IN_THE_PAST, "/begins_at"),
    ClosingRefused.ENDS_BEFORE_IT_BEGINS: (ErrorCode.ENDS_BEFORE_IT_BEGINS, "/ends_at"),
    LimitRefused.NOTICE_TOO_SHORT: (ErrorCode.NOTICE_TOO_SHORT, "/begins_at"),
    LimitRefused.ENDS_BEFORE_IT_BEGINS: (ErrorCode.ENDS_BEFORE_IT_BEGINS, "/ends_at"),
    LimitRefused.ORGANIZATION_UNFIT: (ErrorCode.LIMITED_ORGANIZATION_UNFIT, "/organization_id"),
}
"""The code of each reason, and the place in the request."""


@dataclass(frozen=True)
class Hand:
    """Who does it, when, and in which trace."""

    caller: Caller
    now: dt.datetime
    trace: str


def close_site(
    connection: Connection, hand: Hand, *, begins_at: dt.datetime | None, ends_at: dt.datetime | None, text: str
) -> Closing:
    """Announce maintenance, or begin it at once where `begins_at` is None (OPS-1). Raises `CallRefused`."""
    closing = maintenance.announced(new_id(), begins_at, ends_at, text, hand.now)
    if not isinstance(closing, Closing):
        raise _refusal(closing)
    storage.add_closing(connection, closing, hand.now)
    _enter(connection, hand, "gateway.close_site", ("closing", closing.closing_id), at_once=begins_at is None)
    return closing


def open_site(connection: Connection, hand: Hand, closing_id: str) -> None:
    """End maintenance, or take back what has not begun (OPS-1); the regular one goes on. Raises `CallRefused`: NOT_FOUND."""
    if not storage.end_closing(connection, closing_id, hand.now):
        raise CallRefused(ErrorCode.NOT_FOUND, "/closing_id")
    _enter(connection, hand, "gateway.open_site", ("closing", closing_id))


def announce_limit(connection: Connection, hand: Hand, limit: AccessLimit, settings: LimitSettings) -> AccessLimit:
    """Announce a limit to those concerned, who get a mail by the registry (OPS-2). Raises `CallRefused`."""
    objection = objection_to(limit, hand.now, settings)
    if objection is not None:
        raise _refusal(objection)
    storage.add_limit(connection, limit, hand.now)
    _tell(connection, hand, limit, 1)
    _enter(connection, hand, "gateway.announce_access_limit", ("access_limit", limit.limit_id), scope=limit.scope.value)
    return limit


def lift_limit(connection: Connection, hand: Hand, limit_id: str) -> None:
    """Lift a limit, or take back what does not hold yet (OPS-2). Raises `CallRefused`: NOT_FOUND."""
    lifted = storage.lift_limit(connection, limit_id, hand.now)
    if lifted is None:
        raise CallRefused(ErrorCode.NOT_FOUND, "/limit_id")
    limit, version = lifted
    _tell(connection, hand, replace(limit, lifted_at=hand.now), version)
    _enter(connection, hand, "gateway.lift_access_limit", ("access_limit", limit_id))


def _tell(connection: Connection, hand: Hand, limit: AccessLimit, version: int) -> None:
    data = {**vars(limit), "scope": limit.scope.value, "version": version}
    publish(connection, ACCESS_LIMIT_CHANGED, subject=limit.limit_id, data=data, now=hand.now, trace=hand.trace)


def _refusal(reason: Enum) -> CallRefused:
    code, pointer = REFUSALS[reason]
    return CallRefused(code, pointer)


def _enter(connection: Connection, hand: Hand, action: str, subject: tuple[str, str], **details: str | bool) -> None:
    audit.record(
        connection,
        action=action,
        subject=subject,
        caller=hand.caller,
        now=hand.now,
        trace=hand.trace,
        details=details,
    )
