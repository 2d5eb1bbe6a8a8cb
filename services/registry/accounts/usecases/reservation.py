"""IDs after a withdrawal or a termination: reserved for years, then given up (REG-11).

A closed account still logs in to what is left to do (AUT-9, MSG-11); it ends when its ID is given up.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM, Role
from services.contracts.registry import ACCOUNT_CLOSED
from services.registry.accounts import reservation_storage as storage
from services.registry.accounts.domain.reservation import ReservationSettings, reserved_until
from services.runtime import audit
from services.runtime.logging import get_logger
from services.runtime.outbox import publish

log = get_logger(__name__)

DEFAULTS = ReservationSettings()
ACCOUNTS_A_BATCH = 500


def reserve_ids(
    connection: Connection, organization_id: str, on: dt.date, settings: ReservationSettings = DEFAULTS
) -> dt.date:
    """Close every open account of an organization that ended on a day; answers the last day its IDs are reserved.

    To be called in the transaction that writes the organization's standing, whose row the caller has locked. A second
    call (terminated after its withdrawal) makes the reservation longer, never shorter. An e-mail address is held the
    whole time: before as the open account's, after as the closed one's, so that no lock on it is needed.
    """
    until = reserved_until(on, settings)
    closed = storage.close_accounts(connection, organization_id, until)
    log.info("ids_reserved", organization_id=organization_id, accounts=closed, reserved_until=until.isoformat())
    return until


def ids_are_reserved(connection: Connection, organization_id: str, today: dt.date) -> bool:
    """Whether the IDs of an organization that has ended are still reserved for it, and stay so until the transaction ends (REG-11).

    To be called in the transaction that is to take the reservation back, with the organization's row locked: about midnight after its
    last day one process gives the IDs up, or gives one to somebody else, while another still counts that day.
    """
    closed = storage.lock_closed_accounts(connection, organization_id)
    main = any(row.role == Role.ORGANIZATION_MAIN and row.held_until >= today for row in closed)
    return main and not storage.any_is_in_use(connection, [bytes(row.email_lookup) for row in closed])


def take_reservation_back(
    connection: Connection,
    organization_id: str,
    withdrawn_on: dt.date | None,
    settings: ReservationSettings = DEFAULTS,
) -> int:
    """Undo what a termination or a withdrawal reserved, as it was taken back; answers how many accounts are open again (REG-11).

    `withdrawn_on`: when the organization had withdrawn before the termination; then its IDs stay reserved, as the withdrawal
    has it. To be called as `reserve_ids` is.
    """
    if withdrawn_on is None:
        return storage.reopen_accounts(connection, organization_id)
    storage.shorten_reservation(connection, organization_id, reserved_until(withdrawn_on, settings))
    return 0


def release_ids(
    connection: Connection, *, now: dt.datetime, today: dt.date, trace: str, limit: int = ACCOUNTS_A_BATCH
) -> int:
    """Give up the IDs whose reservation is over, and end their accounts; answers how many.

    A duty of the calendar: run for any day, twice without harm; what it missed it catches up. An ID is free from the
    day after its reservation even before this has run.
    """
    released = storage.release_reserved(connection, today, limit)
    for account_id in released:
        publish(connection, ACCOUNT_CLOSED, subject=account_id, data={"account_id": account_id}, now=now, trace=trace)
        audit.record(
            connection,
            action="registry.release_ids",
            subject=("account", account_id),
            caller=SYSTEM,
            now=now,
            trace=trace,
        )
    if released:
        log.info("ids_released", accounts=len(released))
    return len(released)
