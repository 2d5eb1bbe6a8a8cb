"""What the registry does when compliance tells of sanctions: standing, bar, reserved IDs, public list, mail (CMP-9, CMP-14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection, Row

from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.reservation import ReservationSettings
from services.registry.accounts.usecases.reservation import reserve_ids, take_reservation_back
from services.registry.organizations import storage as organizations
from services.registry.organizations.published import publish_organization
from services.registry.personal_data import PersonalData
from services.registry.public_list.usecases import keep_entry
from services.registry.sanctions import storage
from services.registry.sanctions.domain.standing import Standing, standing_after
from services.registry.sanctions.left import keys_of, withdrawn_under_termination
from services.registry.sanctions.mails import StandingMails
from services.registry.tokens import storage as tokens
from services.runtime.clock import japanese_day
from services.runtime.logging import get_logger

_log = get_logger(__name__)

RESERVATION = ReservationSettings()
_KEEPING_KEYS = (Standing.SUSPENDED, Standing.TERMINATED)
"""A termination bars what a suspension before it stood under, too: a change between them frees no number (CMP-9, decision 300)."""


def keep_standing(
    connection: Connection,
    state: Mapping[str, Any],
    *,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    reservation: ReservationSettings = RESERVATION,
) -> None:
    """Apply a standing that compliance told of, if it is newer than the one known.

    One transaction: the organization's standing and version, what others are told, the public list, at a termination the
    bar and the reserved IDs (REG-11), and the mails. Right under concurrency: the organization's row is locked first.
    Raises LookupError for an organization the registry does not have: its own events are how compliance knows of any.
    """
    organization_id = state["organization_id"]
    row = organizations.lock_organization(connection, organization_id)
    if row is None:
        raise LookupError("a standing of an unknown organization")
    known = storage.standing_told(connection, organization_id)
    told = Standing(state["standing"])
    mails = StandingMails(connection, row, now=now, trace=trace, personal_data=personal_data)
    account = accounts.main_account(connection, organization_id)
    if known is not None and known.version >= state["version"]:
        if told is Standing.TERMINATED and Standing(row.standing) is not Standing.TERMINATED:
            ended = _end_what_a_termination_ended(connection, organization_id, state["since"], now=now)
            if ended and account is not None:
                mails.tell_that_tokens_ended(account.account_id, Standing(row.standing), known.measures)
        return
    keys = keys_of(row)
    if told in _KEEPING_KEYS:
        keys |= set(known.suspended_keys) if known is not None else set()
    if Standing.SUSPENDED in (told, Standing(known.standing) if known is not None else None):
        # It is asked about when somebody applies anew (CMP-14).
        storage.hold(connection, sorted(keys))
    storage.keep_standing(connection, state, keys if told in _KEEPING_KEYS else ())
    withdrawn_on = withdrawn_under_termination(connection, row) if row.standing == "terminated" else None
    standing = standing_after(Standing(row.standing), told, had_withdrawn=withdrawn_on is not None)
    if standing != row.standing:
        # The day of a withdrawal that a termination stands above is kept with its application.
        ended_on = withdrawn_on if standing is Standing.WITHDRAWN else None
        organizations.change_organization(connection, organization_id, standing=standing.value, withdrawn_on=ended_on)
        if standing is Standing.TERMINATED:
            terminated_on = japanese_day(state["since"])
            storage.bar(connection, organization_id, sorted(keys), terminated_on, state["bar_until"])
            reserve_ids(connection, organization_id, terminated_on, reservation)
        elif Standing(row.standing) is Standing.TERMINATED:
            _take_termination_back(connection, row, ended_on, reservation, now=now)
        publish_organization(connection, organization_id, now=now, trace=trace, personal_data=personal_data)
        _log.info("organization_standing_changed", organization_id=organization_id, standing=standing.value)
    else:
        # The reason or the period of a suspension may be another now, which the public list shows.
        keep_entry(connection, organization_id, now=now)
    if account is not None and Standing(row.standing) is not Standing.WITHDRAWN:
        before = {measure["measure_id"] for measure in known.measures} if known is not None else set()
        mails.tell(account.account_id, state, before, was=Standing(row.standing), now_is=standing)


def _end_what_a_termination_ended(
    connection: Connection, organization_id: str, terminated_at: dt.datetime, *, now: dt.datetime
) -> bool:
    """A termination comes after what took it back: what it ended for good is ended all the same (AUT-8); whether anything was.

    Whatever the order, the tokens of before are no good any more (decision 158), and those made since are not touched; twice it finds
    nothing more. Bar and reservation are not made: they went with the termination.
    """
    tokens.lock_tokens(connection, organization_id)
    ended = tokens.revoke_all(connection, organization_id, now, made_by=terminated_at)
    _log.info("termination_overtaken", organization_id=organization_id, tokens=len(ended))
    return bool(ended)


def _take_termination_back(
    connection: Connection,
    row: Row[Any],
    withdrawn_on: dt.date | None,
    reservation: ReservationSettings,
    *,
    now: dt.datetime,
) -> None:
    """CMP-9: nothing bars any more; the IDs are in use again, but of who had withdrawn, whose stay reserved (REG-11).

    Tokens that the termination ended stay ended: nobody has watched over them since (AUT-8).
    """
    tokens.lock_tokens(connection, row.organization_id)
    tokens.revoke_all(connection, row.organization_id, now)
    storage.unbar(connection, row.organization_id, sorted(keys_of(row)))
    reopened = take_reservation_back(connection, row.organization_id, withdrawn_on, reservation)
    _log.info("termination_taken_back", organization_id=row.organization_id, accounts=reopened)


def keep_orders(connection: Connection, state: Mapping[str, Any]) -> None:
    """Apply the orders against a number; from now on new applications under it are refused, or not (REG-2)."""
    if storage.keep_orders(connection, state):
        _log.info("business_orders_kept", main_number=state["main_number"], orders=len(state["orders"]))
