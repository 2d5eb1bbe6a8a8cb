"""Mails to an erased person (SEE-2): sent, waiting or failed, none is left; nor what is known of the address."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from services.registry.mail.tables import mail_addresses, mail_unsubscriptions, outgoing_mails


def forget(connection: Connection, lookup: bytes) -> None:
    """Delete all mails to an address, its bounces and what it does without. A mail that a mailer has in hand is waited for."""
    for table in (outgoing_mails, mail_addresses, mail_unsubscriptions):
        connection.execute(table.delete().where(table.c.recipient_lookup == lookup))


def forget_account(connection: Connection, account_id: str) -> None:
    """Delete all mails about an account, whatever address they went to."""
    connection.execute(outgoing_mails.delete().where(outgoing_mails.c.account_id == account_id))


def forget_waiting_keys(connection: Connection, account_id: str) -> None:
    """Delete keys of an account that are still to be sent: it has ended, and they open nothing any more."""
    waiting = outgoing_mails.c.secret & (outgoing_mails.c.state == "queued")
    connection.execute(outgoing_mails.delete().where((outgoing_mails.c.account_id == account_id) & waiting))
