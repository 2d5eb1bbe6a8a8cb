"""Sparing a browser the one-time password (AUT-3 to AUT-5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gateway.login import browser_storage, entries, rules, session_storage, tokens
from gateway.login.occasion import Logins, Occasion
from gateway.login.session_storage import StoredSession
from services.contracts.caller import Caller
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime.identifiers import new_id


@dataclass(frozen=True)
class BrowserRemembered:
    """An omission; `identifier` is what the cookie carries beside the expiry."""

    identifier: str
    expires_at: dt.datetime


def accept_omission(logins: Logins, session: StoredSession, occasion: Occasion) -> BrowserRemembered:
    """Remember this browser for this account, once its user has accepted the risks (AUT-3, AUT-4).

    Raises `CallRefused` with OMISSION_NOT_ASKED where the box was not ticked when this session was opened.
    """
    identifier, now = tokens.new_token(), occasion.now
    expires_at = rules.omission_expires_at(now, logins.settings)
    with logins.database.transaction() as connection:
        if not session_storage.take_omission_asked(connection, session.session_id):
            raise CallRefused(ErrorCode.OMISSION_NOT_ASKED)
        browser_storage.remember_browser(
            connection,
            browser_id=new_id(),
            identifier_hash=tokens.digest(identifier),
            caller=session.caller,
            now=now,
            expires_at=expires_at,
        )
        entries.omission_set(connection, session.caller, occasion)
    return BrowserRemembered(identifier, expires_at)


def has_omission(logins: Logins, account_id: str, now: dt.datetime) -> bool:
    """Whether any browser omits the one-time password for this account (AUT-5)."""
    with logins.database.transaction() as connection:
        return browser_storage.has_remembered_browser(connection, account_id, now)


def end_omissions(logins: Logins, caller: Caller, occasion: Occasion) -> None:
    """Ask for the one-time password again on every browser (AUT-5)."""
    with logins.database.transaction() as connection:
        browser_storage.forget_browsers(connection, str(caller.account_id))
        entries.omissions_ended(connection, caller, occasion)
