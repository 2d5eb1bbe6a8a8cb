"""What recipients decide about mail, and what staff see of its troubles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.registry.accounts.tables import accounts
from services.registry.employers.tables import establishments
from services.registry.mail import unsubscribing
from services.registry.mail.tables import mail_addresses
from services.registry.organizations.tables import applications, organizations
from services.registry.personal_data import PersonalData
from services.registry.seekers import persons
from services.registry.seekers.tables import seekers
from services.runtime.refusal import Refusal

WITHOUT_ACCOUNT = "求職者（求職者マイページなし）"
"""In a display name's place, of a seeker who has no account: no name leaves the seekers' own table (SEE-2)."""


class MailReason(StrEnum):
    """Why nothing is done."""

    NO_SUCH_LINK = "no_such_link"


def show_unsubscription(
    connection: Connection, request: Mapping[str, Any], *, personal_data: PersonalData
) -> dict[str, Any]:
    """What a link is about, without changing anything: programs that look at mails follow links too."""
    wish = _wish(request, personal_data)
    return _told(wish, unsubscribing.is_unsubscribed(connection, wish))


def unsubscribe(
    connection: Connection, request: Mapping[str, Any], *, now: datetime, personal_data: PersonalData
) -> dict[str, Any]:
    """Stop the mails that a link is about; twice is as once."""
    wish = _wish(request, personal_data)
    unsubscribing.unsubscribe(connection, wish, now)
    return _told(wish, unsubscribed=True)


def subscribe_again(
    connection: Connection, request: Mapping[str, Any], *, personal_data: PersonalData
) -> dict[str, Any]:
    """Send them again."""
    wish = _wish(request, personal_data)
    unsubscribing.subscribe(connection, wish)
    return _told(wish, unsubscribed=False)


def list_mail_troubles(connection: Connection, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """A page of those whom mail does not reach: a bureau's own organizations and applicants, an office's own seekers and
    employers, and all of them for operations (AUT-7).

    Seekers of the feed are told of by mail before they have an account, so they stand here without one. The address stays
    sealed: who needs it finds it in the application, or at Hello Work. Nobody learns here whose it is else (SEE-2, decision
    305): an account and a seeker who share an address are told of apart, the one as itself alone, the other to the own
    office alone, which helps the person in either case.
    """
    listed = sa.union_all(_of_accounts(caller), _of_seekers_without(caller)).subquery("listed")
    query = sa.select(listed).order_by(listed.c.key).limit(request["limit"] + 1)
    if request["after"] is not None:
        query = query.where(listed.c.key > request["after"])
    rows = [row._asdict() | {"role": Role(row.role)} for row in connection.execute(query)]
    page = rows[: request["limit"]]
    return {"accounts": page, "next": page[-1]["key"] if len(rows) > len(page) else None}


_TROUBLE = tuple(mail_addresses.c[name] for name in ("cause", "status", "since", "last_at", "times"))
_LOGS_IN = (mail_addresses.c.recipient_lookup == accounts.c.email_lookup) & accounts.c.state.in_(("issued", "open"))


def _of_accounts(caller: Caller) -> sa.Select[Any]:
    """The accounts in a caller's reach whose address takes no mail."""
    return (
        sa.select(
            sa.cast(accounts.c.account_id, sa.Text).label("key"),
            accounts.c.account_id,
            accounts.c.display_name,
            accounts.c.role,
            accounts.c.organization_id,
            seekers.c.seeker_number,
            seekers.c.source_id,
            accounts.c.establishment_id,
            *_TROUBLE,
        )
        .select_from(mail_addresses)
        .join(accounts, _LOGS_IN)
        .outerjoin(seekers, seekers.c.seeker_number == accounts.c.seeker_number)
        .outerjoin(organizations, organizations.c.organization_id == accounts.c.organization_id)
        .outerjoin(establishments, establishments.c.establishment_id == accounts.c.establishment_id)
        .where(_in_reach(caller))
    )


def _in_reach(caller: Caller) -> sa.ColumnElement[bool]:
    """Which accounts' troubles a caller sees."""
    if caller.role is Role.OPERATIONS:
        return sa.true()
    if caller.role is Role.OFFICE_STAFF:
        own = caller.office_code or ""
        return (seekers.c.office_code == own) | (establishments.c.office_code == own)
    applied_to = (
        sa.select(applications.c.bureau_code)
        .where(applications.c.account_id == accounts.c.account_id)
        .order_by(applications.c.registered_on.desc(), applications.c.application_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    competent = sa.func.coalesce(organizations.c.bureau_code, applied_to)
    return accounts.c.role.like("organization%") & (competent == (caller.bureau_code or ""))


def _of_seekers_without(caller: Caller) -> sa.Select[Any]:
    """The seekers in a caller's reach whose address takes no mail and opens no My Page of theirs.

    Operations, who see every account, see those alone whose address is no account's: the same trouble twice would tell of one
    account that its owner seeks work.
    """
    held = persons.held_addresses()
    has_account = sa.exists().where(_LOGS_IN).correlate(mail_addresses, held)
    own_account = has_account.where(accounts.c.seeker_number == held.c.seeker_number)
    in_reach: sa.ColumnElement[bool] = sa.false()
    if caller.role is Role.OFFICE_STAFF:
        in_reach = (seekers.c.office_code == (caller.office_code or "")) & ~own_account
    elif caller.role is Role.OPERATIONS:
        in_reach = ~has_account
    nothing = sa.null()
    return (
        sa.select(
            held.c.seeker_number.label("key"),
            sa.cast(nothing, pg.UUID(as_uuid=False)).label("account_id"),
            sa.literal(WITHOUT_ACCOUNT).label("display_name"),
            sa.literal(str(Role.SEEKER)).label("role"),
            sa.cast(nothing, pg.UUID(as_uuid=False)).label("organization_id"),
            seekers.c.seeker_number,
            seekers.c.source_id,
            sa.cast(nothing, pg.UUID(as_uuid=False)).label("establishment_id"),
            *_TROUBLE,
        )
        .select_from(mail_addresses)
        .join(held, mail_addresses.c.recipient_lookup == held.c.email_lookup)
        .join(seekers, seekers.c.seeker_number == held.c.seeker_number)
        .where(in_reach)
    )


def _wish(request: Mapping[str, Any], personal_data: PersonalData) -> unsubscribing.Wish:
    wish = unsubscribing.read(request["token"], personal_data)
    if wish is None:
        raise Refusal(MailReason.NO_SUCH_LINK, "/token")
    return wish


def _told(wish: unsubscribing.Wish, unsubscribed: bool) -> dict[str, Any]:
    return {"subject": wish.template.subject, "unsubscribed": unsubscribed}
