"""Notices by e-mail that a message has come: to the seeker or to the organization, saying nothing of it (MSG-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import LOGS_IN
from services.registry.mail.outgoing import Mail, queue_mail, queue_mails
from services.registry.mail.templates import messages, searches
from services.registry.organizations.published import may_use_seeker_information
from services.registry.personal_data import PersonalData
from services.registry.seekers import usecases as seekers


def tell_seekers(
    connection: Connection,
    conversations: Sequence[tuple[str, str]],
    *,
    window: dt.timedelta,
    purpose: str,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> None:
    """Tell seekers that a message waits on My Page; several statements in all, however many they are.

    `conversations`: seeker number and conversation ID, one a message. Of one conversation one mail goes out within `window`.
    Seekers whom the registry does not know any more are left out: there is nobody to tell. Of a second record of one person the
    person is told (SEE-1).
    """
    if not conversations:
        return
    numbers = [number for number, _ in conversations]
    emails = seekers.emails_of_persons(connection, personal_data, numbers, purpose=purpose, now=now, trace=trace)
    mails = [
        Mail(messages.SEEKER_HAS_MESSAGE, to=emails[number], parameters={}, about=conversation_id, window=window)
        for number, conversation_id in conversations
        if number in emails
    ]
    queue_mails(connection, personal_data, mails, now=now, trace=trace)


def tell_of_new_hits(
    connection: Connection, told: Mapping[str, Any], *, now: dt.datetime, trace: str, personal_data: PersonalData
) -> None:
    """Tell the owner of saved searches how many new hits there are (SRC-6); one that can't log in any more is not told."""
    account = accounts.account(connection, told["account_id"])
    if account is None or account.state not in LOGS_IN:
        return
    mail = Mail(
        searches.NEW_HITS,
        to=accounts.email_of(connection, account.account_id, personal_data),
        parameters={
            "display_name": account.display_name,
            "searches": told["searches"],
            "new_hits": told["new_hits"],
            "changed_hits": told["changed_hits"],
        },
        account_id=account.account_id,
    )
    queue_mail(connection, personal_data, mail, now=now, trace=trace)


def tell_organization(
    connection: Connection,
    organization_id: str,
    conversation_id: str,
    *,
    window: dt.timedelta,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> None:
    """Tell an organization's main account that a seeker has written.

    One that can't read it is not told: suspended (AUT-9), its service closed (REG-3), or without an open account. It sees what
    waits when it can read again.
    """
    account = accounts.main_account(connection, organization_id)
    if account is None or not may_use_seeker_information(connection, organization_id):
        return
    mail = Mail(
        messages.ORGANIZATION_HAS_MESSAGE,
        to=accounts.email_of(connection, account.account_id, personal_data),
        parameters={"organization_name": account.display_name},
        account_id=account.account_id,
        about=conversation_id,
        window=window,
    )
    queue_mail(connection, personal_data, mail, now=now, trace=trace)
