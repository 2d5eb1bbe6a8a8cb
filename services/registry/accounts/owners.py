"""Whether an e-mail address is anybody's: one account an address, and none by the address of a job seeker (REG-11, SEE-7)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.engine import Connection

from services.registry.accounts import storage
from services.registry.seekers.persons import holders_of_emails


def email_is_anybodys(
    connection: Connection,
    lookup: bytes,
    today: dt.date,
    *,
    but_for_account: str | None = None,
    but_for_seeker: str | None = None,
) -> bool:
    """Whether an account has an address or it is reserved, or it is a seeker's, who opens My Page by it (decision 305).

    To be asked under the address's lock wherever an account gets an address for good, but for one account and seeker,
    whose own it may be. An office may bring a seeker's address at any moment after, as it may after the commit.
    """
    held = storage.email_is_held(connection, lookup, today, but_for=but_for_account)
    seekers = is_another_seekers(connection, lookup, but_for_seeker)  # asked in any case: the statements tell nothing
    return held or seekers


def is_another_seekers(connection: Connection, lookup: bytes, seeker_number: str | None = None) -> bool:
    """Whether an address is a seeker's, other than the one with this number."""
    return holders_of_emails(connection, [lookup]).get(lookup) not in (None, seeker_number)
