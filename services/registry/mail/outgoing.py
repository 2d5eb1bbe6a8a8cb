"""Queueing of mail: a row in the transaction of what the mail tells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.japanese_calendar import in_era, in_sentence, with_time
from services.registry.mail.tables import outgoing_mails
from services.registry.mail.templates import Template
from services.registry.personal_data import PersonalData, Sealed
from services.runtime.identifiers import new_id
from services.runtime.round_trips import later

CHANNEL = "outgoing_mails"
"""PostgreSQL NOTIFY channel on which mailers are woken."""

_INSERT = pg.insert(outgoing_mails).on_conflict_do_nothing().returning(sa.func.pg_notify(CHANNEL, ""))
"""Two indexes may keep a mail out: that of mails that wait, and that of mails' IDs (`Mail.mail_id`)."""

Parameter = str | int | date | datetime
"""Days and instants are written in the Japanese calendar, instants in Japanese time."""


@dataclass(frozen=True)
class Mail:
    """A mail to be queued: what, to whom, with what in it."""

    template: Template
    to: str
    parameters: Mapping[str, Parameter]
    account_id: str | None = None
    valid_until: datetime | None = None
    """Not sent after this instant; for what holds only so long."""
    about: str | None = None
    """The conversation, complaint or place of complaints it tells of: several such mails of one within `window` are one (MSG-6)."""
    window: timedelta = timedelta(0)
    mail_id: str | None = None
    """The same where a request is repeated: the mail is queued once. None: an ID of its own."""


def queue_mail(connection: Connection, personal_data: PersonalData, mail: Mail, *, now: datetime, trace: str) -> None:
    """Queue one mail in the caller's transaction.

    It is sent soon after the commit, at least once, after earlier mails to the same address (secrets first of all).
    Raises ValueError where the parameters are not those of the template: a fault of ours, found before the commit.
    """
    queue_mails(connection, personal_data, [mail], now=now, trace=trace)


def queue_mails(
    connection: Connection, personal_data: PersonalData, mails: Iterable[Mail], *, now: datetime, trace: str
) -> list[str]:
    """Queue several mails as `queue_mail` does one; answers the IDs that they have in order, also of those not queued.

    Of mails `about` a conversation the first goes out at once. Those that follow within the window are one mail at its
    end, and none where one waits already. The unique index on waiting ones makes that exact between transactions; a mail
    that goes out between the look at it and ours costs one mail more, never one too few.
    """
    mails = list(mails)
    rows = [_row(personal_data, mail, now, trace) for mail in mails]
    _hold_within_window(connection, [(row, mail) for row, mail in zip(rows, mails, strict=True) if mail.about], now)
    if len(rows) == 1:
        later(connection, _INSERT, rows[0])
    elif rows:
        connection.execute(_INSERT, rows).close()
    return [str(row["mail_id"]) for row in rows]


def _hold_within_window(connection: Connection, mails: Sequence[tuple[dict[str, Any], Mail]], now: datetime) -> None:
    """Hold back what its conversation was told of just now; changes the rows given."""
    if not mails:
        return
    table = outgoing_mails.c
    longest = max(mail.window for _, mail in mails)
    query = (
        sa.select(table.recipient_lookup, table.template, table.about, sa.func.max(table.sent_at))
        .where(
            table.about.in_({mail.about for _, mail in mails}),
            table.recipient_lookup.in_({row["recipient_lookup"] for row, _ in mails}),
            table.sent_at > now - longest,
        )
        .group_by(table.recipient_lookup, table.template, table.about)
    )
    told = {(bytes(lookup), kind, about): at for lookup, kind, about, at in connection.execute(query)}
    for row, mail in mails:
        told_at = told.get((row["recipient_lookup"], row["template"], row["about"]))
        if told_at is not None and told_at + mail.window > now:
            row.update(state="held", held_for="window", release_at=told_at + mail.window)


def withdraw_mail(connection: Connection, mail_id: str) -> None:
    """Take back a mail that was queued in the caller's own transaction: nobody has seen it."""
    connection.execute(outgoing_mails.delete().where(outgoing_mails.c.mail_id == mail_id))


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


def _row(personal_data: PersonalData, mail: Mail, now: datetime, trace: str) -> dict[str, Any]:
    template = mail.template
    if mail.parameters.keys() != template.parameters:
        raise ValueError(f"{template.kind} takes {sorted(template.parameters)}, not {sorted(mail.parameters)}")
    mail_id = mail.mail_id or new_id()
    address = personal_data.seal(mail.to, about_address(mail_id))
    texts = {name: _text(value) for name, value in mail.parameters.items()}
    parameters = personal_data.seal(json.dumps(texts, ensure_ascii=False), about_parameters(mail_id))
    return {
        "mail_id": mail_id,
        "account_id": mail.account_id,
        "recipient_lookup": personal_data.lookup(mail.to),
        "address_sealed": address.ciphertext,
        "address_key_id": address.key_id,
        "template": template.kind,
        "parameters_sealed": parameters.ciphertext,
        "parameters_key_id": parameters.key_id,
        "secret": template.secret,
        "counted": template.counted,
        "about": mail.about,
        "state": "queued",
        "held_for": None,
        "release_at": None,
        "attempts": 0,
        "next_attempt_at": now,
        "valid_until": mail.valid_until,
        "created_at": now,
        "trace": trace,
    }


def _text(value: Parameter) -> str:
    if isinstance(value, datetime):
        return with_time(value)
    if isinstance(value, date):
        return in_era(value)
    return in_sentence(value) if isinstance(value, int) else str(value)
