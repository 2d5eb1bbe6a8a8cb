"""What recipients decide about mail, and what staff see of its troubles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.registry.accounts.tables import accounts
from services.registry.mail import unsubscribing
from services.registry.mail.tables import mail_addresses
from services.registry.organizations.tables import applications, organizations
from services.registry.personal_data import PersonalData
from services.runtime.refusal import Refusal


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
    """A page of the accounts that mail does not reach: a bureau's own organizations and applicants, operations all.

    The address stays sealed: who needs it finds it in the application.
    """
    applied_to = (
        sa.select(applications.c.bureau_code)
        .where(applications.c.account_id == accounts.c.account_id)
        .order_by(applications.c.registered_on.desc(), applications.c.application_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            accounts.c.account_id,
            accounts.c.display_name,
            accounts.c.role,
            accounts.c.organization_id,
            mail_addresses.c.cause,
            mail_addresses.c.status,
            mail_addresses.c.since,
            mail_addresses.c.last_at,
            mail_addresses.c.times,
        )
        .join(mail_addresses, mail_addresses.c.recipient_lookup == accounts.c.email_lookup)
        .outerjoin(organizations, organizations.c.organization_id == accounts.c.organization_id)
        .where(accounts.c.state.in_(("issued", "open")), accounts.c.role.like("organization%"))
        .order_by(accounts.c.account_id)
        .limit(request["limit"] + 1)
    )
    if caller.role is not Role.OPERATIONS:
        competent = sa.func.coalesce(organizations.c.bureau_code, applied_to)
        query = query.where(competent == (caller.bureau_code or ""))
    if request["after"] is not None:
        query = query.where(accounts.c.account_id > request["after"])
    rows = [row._asdict() | {"role": Role(row.role)} for row in connection.execute(query)]
    page = rows[: request["limit"]]
    return {"accounts": page, "next": page[-1]["account_id"] if len(rows) > len(page) else None}


def _wish(request: Mapping[str, Any], personal_data: PersonalData) -> unsubscribing.Wish:
    wish = unsubscribing.read(request["token"], personal_data)
    if wish is None:
        raise Refusal(MailReason.NO_SUCH_LINK, "/token")
    return wish


def _told(wish: unsubscribing.Wish, unsubscribed: bool) -> dict[str, Any]:
    return {"subject": wish.template.subject, "unsubscribed": unsubscribed}
