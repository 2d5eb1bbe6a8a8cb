"""`python -m services.run bounces [--recipient ADDRESS] < message`: read a report of mail that could not be delivered.

For the pipe of a mail server (Postfix: `bounces: "|… --recipient ${original_recipient}"`), once a message. The mail meant is
known by the address the report went to, which names it (`MAIL_BOUNCES`), else by the Message-ID of the mail returned with
it. The mail is marked as returned, and its address as undeliverable where the report speaks of the address.

Reports can be forged by who knows a Message-ID, that is by who got the mail or carried it: all that such a report does is to
mark that recipient's own address, until the next mail gets through. Nothing in a report is shown, logged or kept but the
status code. What is no report (answers of people, notices of delay) is passed over.

A report is parsed within limits of processor time and depth; what goes beyond them is passed over, without a word that the
mail server could hand on to its sender.

Exit codes are those of sysexits.h: 0 also for what is passed over, as nobody answers a report; 75 to try again later.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import re
import signal
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.registry.mail.addresses import mark_undeliverable
from services.registry.mail.bouncing import Cause, enhanced_status, speaks_of_the_address
from services.registry.mail.tables import outgoing_mails
from services.runtime import clock, logging, settings
from services.runtime.database import Database

_log = logging.get_logger(__name__)

TEMPFAIL = 75
LARGEST = 10_000_000
"""Bytes read of a report: it may hold the whole mail returned."""
PROCESSOR_SECONDS = 5.0
"""An honest report with a whole mail takes a tenth of it; the parser's time grows with the square of a crafted header."""
_VERP = re.compile(r"\+([0-9a-f]{32})@")
_MESSAGE_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")


@dataclass(frozen=True)
class Report:
    """What a report says of one mail: given up for good, with this status where one is stated."""

    mail_id: str
    status: str | None


def read_report(raw: bytes, recipient: str | None = None) -> Report | None:
    """The report in a message sent to `recipient`; None where it reports no failure of a mail of ours."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    failures = [fields for fields in _per_recipient(message) if _word(fields, "Action") == "failed"]
    if not failures:
        return None
    mail_id = _named_by(recipient) or next(_named_in(message), None)
    if mail_id is None:
        return None
    return Report(mail_id, enhanced_status(_word(failures[0], "Status")))


class TooMuchWork(Exception):
    """A message that takes longer to parse than any report does."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TooMuchWork` in the block once it has used so much processor time. For the main thread of a process."""

    def stop(*_: object) -> None:
        raise TooMuchWork

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _read_within_limits(raw: bytes, recipient: str | None) -> Report | None:
    """The report, or None where there is none or the parser gives up: nobody answers for what a stranger crafted."""
    try:
        with limited(PROCESSOR_SECONDS):
            return read_report(raw, recipient)
    except Exception as error:  # noqa: BLE001 - whatever a parser raises over a stranger's bytes, it is no report
        _log.warning("bounce_unreadable", error=type(error).__name__, bytes=len(raw))
        return None


def record_report(connection: Connection, report: Report, *, now: datetime) -> bool:
    """Mark mail and address; answers whether such a mail has been sent. Twice is as once for the mail."""
    mails = outgoing_mails
    sent = connection.execute(
        sa.select(mails.c.recipient_lookup, mails.c.state)
        .where(mails.c.mail_id == report.mail_id, mails.c.state.in_(("sent", "returned")))
        .with_for_update()
    ).one_or_none()
    if sent is None:
        return False
    if sent.state == "sent":
        connection.execute(
            mails.update().where(mails.c.mail_id == report.mail_id).values(state="returned", last_error="Returned")
        )
        if speaks_of_the_address(report.status):
            mark_undeliverable(connection, bytes(sent.recipient_lookup), Cause.RETURNED, report.status, now=now)
    return True


def _per_recipient(message: Message) -> Iterator[Message]:
    """The groups of fields of a delivery report (RFC 3464), one for the mail and one a recipient."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    for part in _parts(message):
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            groups = part.get_payload()
            if isinstance(groups, list):
                yield from (group for group in groups if isinstance(group, Message))


def _named_by(recipient: str | None) -> str | None:
    found = _VERP.search((recipient or "").lower())
    return str(uuid.UUID(found.group(1))) if found else None


def _named_in(message: Message) -> Iterator[str]:
    """IDs of mails in the part that returns the mail or its headers."""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/global"):
            headers = " ".join(str(returned.get("Message-ID", "")) for returned in _parts(part))
        elif kind in ("text/rfc822-headers", "message/global-headers"):
            headers = str(part.get_payload())
        else:
            continue
        yield from _MESSAGE_ID.findall(headers.lower())


def _parts(message: Message) -> list[Message]:
    parts = message.get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def _word(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip().lower()


def main(arguments: list[str], source: BinaryIO | None = None) -> int:
    """The command; answers its exit code."""
    parser = argparse.ArgumentParser(prog="bounces", description=__doc__)
    parser.add_argument("--recipient", help="the address that the report was sent to, as the mail server knows it")
    asked = parser.parse_args(arguments)
    loaded = settings.load("registry")
    logging.configure("bounces", loaded.optional("LOG_LEVEL") or "INFO")
    raw = (source or sys.stdin.buffer).read(LARGEST)
    report = _read_within_limits(raw, asked.recipient)
    if report is None:
        _log.info("bounce_passed_over", bytes=len(raw))
        return 0
    try:
        database = Database(loaded.text("DATABASE_URL"), pool_size=1, name="bounces")
        try:
            with database.transaction() as connection:
                known = record_report(connection, report, now=clock.now())
        finally:
            database.close()
    except sa.exc.SQLAlchemyError as error:
        _log.error("bounce_not_recorded", error=type(error).__name__)
        return TEMPFAIL
    _log.info("bounce_recorded" if known else "bounce_of_unknown_mail", mail_id=report.mail_id, status=report.status)
    return 0
