"""Queueing of mail: a row in the transaction of what the mail tells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.registry.japanese_calendar import in_era, with_time
from services.registry.mail.tables import outgoing_mails
from services.registry.mail.templates import TEMPLATES, MailKind
from services.registry.personal_data import PersonalData, Sealed
from services.runtime.identifiers import new_id

CHANNEL = "outgoing_mails"
"""PostgreSQL NOTIFY channel on which mailers are woken."""

Parameter = str | int | date | datetime
"""Days and instants are written in the Japanese calendar, instants in Japanese time."""


@dataclass(frozen=True)
class Mail:
    """A mail to be queued: what, to whom, with what in it."""

    kind: MailKind
    to: str
    parameters: Mapping[str, Parameter]
    account_id: str | None = None
    valid_until: datetime | None = None
    """Not sent after this instant; for what holds only so long."""


def queue_mail(connection: Connection, personal_data: PersonalData, mail: Mail, *, now: datetime, trace: str) -> str:
    """Queue one mail in the caller's transaction; answers its ID.

    It is sent soon after the commit, at least once, after earlier mails to the same address (secrets first of all).
    Raises ValueError where the parameters are not those of the template: a fault of ours, found before the commit.
    """
    return queue_mails(connection, personal_data, [mail], now=now, trace=trace)[0]


def queue_mails(
    connection: Connection, personal_data: PersonalData, mails: Iterable[Mail], *, now: datetime, trace: str
) -> list[str]:
    """Queue several mails as `queue_mail` does one; answers their IDs, in order."""
    rows = [_row(personal_data, mail, now, trace) for mail in mails]
    if rows:
        connection.execute(outgoing_mails.insert(), rows)
        connection.execute(sa.text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})
    return [str(row["mail_id"]) for row in rows]


def about_address(mail_id: str) -> str:
    """What the sealed address of a mail is bound to."""
    return f"outgoing_mails.address:{mail_id}"


def about_parameters(mail_id: str) -> str:
    """What the sealed parameters of a mail are bound to."""
    return f"outgoing_mails.parameters:{mail_id}"


def open_parameters(personal_data: PersonalData, mail_id: str, sealed: Sealed) -> dict[str, str]:
    """The parameters of a queued mail."""
    opened: dict[str, str] = json.loads(personal_data.open(sealed, about_parameters(mail_id)))
    return opened


def _row(personal_data: PersonalData, mail: Mail, now: datetime, trace: str) -> dict[str, object]:
    template = TEMPLATES[mail.kind]
    if mail.parameters.keys() != template.parameters:
        raise ValueError(f"{mail.kind} takes {sorted(template.parameters)}, not {sorted(mail.parameters)}")
    mail_id = new_id()
    address = personal_data.seal(mail.to, about_address(mail_id))
    texts = {name: _text(value) for name, value in mail.parameters.items()}
    parameters = personal_data.seal(json.dumps(texts, ensure_ascii=False), about_parameters(mail_id))
    return {
        "mail_id": mail_id,
        "account_id": mail.account_id,
        "recipient_lookup": personal_data.lookup(mail.to),
        "address_sealed": address.ciphertext,
        "address_key_id": address.key_id,
        "template": mail.kind.value,
        "parameters_sealed": parameters.ciphertext,
        "parameters_key_id": parameters.key_id,
        "secret": template.secret,
        "state": "queued",
        "attempts": 0,
        "next_attempt_at": now,
        "valid_until": mail.valid_until,
        "created_at": now,
        "trace": trace,
    }


def _text(value: Parameter) -> str:
    if isinstance(value, datetime):
        return with_time(value)
    return in_era(value) if isinstance(value, date) else str(value)
