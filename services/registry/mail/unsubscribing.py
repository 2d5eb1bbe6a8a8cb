"""Doing without mails that nobody has to be sent: by a signed link in each of them, without a login (RFC 8058).

The link names the kind of mail and the HMAC of the address, under a signature of ours: who has the mail may stop mails of
its kind to its address and nothing else. What terms or law demand to be told can't be stopped (`Purpose.unsubscribable`).
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.mail.tables import mail_unsubscriptions
from services.registry.mail.templates import TEMPLATES, Template
from services.registry.personal_data import PersonalData

PATH = "/api/mail/unsubscriptions/"
_SIGNATURE_BYTES = 16


@dataclass(frozen=True)
class Wish:
    """Whose mails of which kind a link is about."""

    template: Template
    lookup: bytes


def link(site_url: str, personal_data: PersonalData, template: Template, lookup: bytes) -> str | None:
    """The link of a mail; None for mails that can't be stopped."""
    if not template.purpose.unsubscribable:
        return None
    signature = personal_data.signed(_PURPOSE + template.kind.encode() + lookup)[:_SIGNATURE_BYTES]
    return f"{site_url}{PATH}{template.kind}.{_text(lookup)}.{_text(signature)}"


def read(token: str, personal_data: PersonalData) -> Wish | None:
    """What the last part of a link asks for; None where it is no link of ours."""
    try:
        kind, lookup_text, signature_text = token.split(".")
        lookup, signature = _bytes(lookup_text), _bytes(signature_text)
    except (ValueError, binascii.Error):
        return None
    expected = personal_data.signed(_PURPOSE + kind.encode() + lookup)[:_SIGNATURE_BYTES]
    template = TEMPLATES.get(kind)
    if not hmac.compare_digest(signature, expected) or template is None or not template.purpose.unsubscribable:
        return None
    return Wish(template, lookup)


def is_unsubscribed(connection: Connection, wish: Wish) -> bool:
    """Whether its recipient does without mails of this kind."""
    return bool(connection.execute(sa.select(sa.exists().where(_of(wish)))).scalar_one())


def unsubscribe(connection: Connection, wish: Wish, now: datetime) -> None:
    """Stop mails of this kind; stopped ones stay as they are."""
    insert = pg.insert(mail_unsubscriptions).values(
        recipient_lookup=wish.lookup, template=wish.template.kind, unsubscribed_at=now
    )
    connection.execute(insert.on_conflict_do_nothing())


def subscribe(connection: Connection, wish: Wish) -> None:
    """Send mails of this kind again."""
    connection.execute(mail_unsubscriptions.delete().where(_of(wish)))


_PURPOSE = b"unsubscription:"


def _of(wish: Wish) -> sa.ColumnElement[bool]:
    return (mail_unsubscriptions.c.recipient_lookup == wish.lookup) & (
        mail_unsubscriptions.c.template == wish.template.kind
    )


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
