"""What a person does to log in and out; one function a use case, each change of the database one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.calls import Services
from gateway.login import rules, storage, tokens
from gateway.login.rules import Limit, LoginSettings, OneTimePasswordDecision
from services.contracts import registry
from services.contracts.caller import SYSTEM, Caller, Role
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime.database import Database
from services.runtime.identifiers import new_id

REFUSALS = {
    OneTimePasswordDecision.WRONG: ErrorCode.ONE_TIME_PASSWORD_WRONG,
    OneTimePasswordDecision.EXPIRED: ErrorCode.ONE_TIME_PASSWORD_EXPIRED,
    OneTimePasswordDecision.USED_UP: ErrorCode.ONE_TIME_PASSWORD_USED_UP,
}


@dataclass(frozen=True)
class Logins:
    """What the use cases work with."""

    database: Database
    services: Services
    secret: bytes
    settings: LoginSettings


@dataclass(frozen=True)
class Occasion:
    """When and from where something is asked for."""

    now: dt.datetime
    address: str
    trace: str


@dataclass(frozen=True)
class ChallengeSent:
    """A one-time password is on its way; `token` ties it to this browser."""

    token: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class SessionOpened:
    """A session, with the token that only the browser keeps."""

    token: str
    caller: Caller
    expires_at: dt.datetime
    omission_asked: bool


@dataclass(frozen=True)
class BrowserRemembered:
    """An omission; `identifier` is what the cookie carries beside the expiry."""

    identifier: str
    expires_at: dt.datetime


def begin_login(
    logins: Logins, *, email: str, password: str, browser_identifiers: Iterable[str], occasion: Occasion
) -> ChallengeSent | SessionOpened:
    """Verify the password, then send a one-time password, or spare it to a browser that is remembered (AUT-1, AUT-3).

    Raises `CallRefused`: LOGIN_FAILED alike for unknown accounts and wrong passwords, TOO_MANY_REQUESTS.
    """
    limits = logins.settings
    count_attempts(
        logins,
        [
            ("login_by_address", occasion.address, limits.logins_per_address),
            ("login_by_email", email, limits.logins_per_email),
        ],
        occasion,
    )
    caller = _verify_password(logins, email, password, occasion)
    email_key = tokens.limit_key(logins.secret, email)
    hashes = [tokens.digest(identifier) for identifier in browser_identifiers]
    with logins.database.transaction() as connection:
        remembered_until = storage.remembered_until(connection, str(caller.account_id), hashes)
        if remembered_until is not None and rules.omission_holds(remembered_until, occasion.now):
            storage.forget_window(connection, "login_by_email", email_key)
            return _open_session(connection, logins, caller, occasion.now, omission_asked=False)
    count_attempts(
        logins,
        [("one_time_password_by_account", str(caller.account_id), limits.one_time_passwords_per_account)],
        occasion,
    )
    return _send_challenge(logins, caller, email_key, occasion)


def complete_login(
    logins: Logins, *, challenge_token: str, code: str, omission_asked: bool, occasion: Occasion
) -> SessionOpened:
    """Take the one-time password and open a session (AUT-2).

    Right under parallel guesses: each locks the challenge's row before it looks, so the fifth wrong one is the last that is
    compared, and two right ones can't both open a session.
    Raises `CallRefused`: ONE_TIME_PASSWORD_WRONG with how many attempts remain, …_EXPIRED, …_USED_UP (also where this
    browser has no login under way).
    """
    now = occasion.now
    with logins.database.transaction() as connection:
        challenge = storage.lock_challenge(connection, tokens.digest(challenge_token))
        if challenge is None:
            raise CallRefused(ErrorCode.ONE_TIME_PASSWORD_USED_UP)
        account_id = str(challenge.caller.account_id)
        expected = tokens.one_time_password(logins.secret, account_id, challenge.counter)
        decision, facts = rules.judge_one_time_password(
            challenge.facts, matches=tokens.same(code, expected), now=now, settings=logins.settings
        )
        storage.save_challenge(connection, challenge.challenge_id, facts, now)
        if decision is OneTimePasswordDecision.ACCEPTED:
            account_key = tokens.limit_key(logins.secret, account_id)
            storage.forget_window(connection, "login_by_email", challenge.email_key)
            storage.forget_window(connection, "one_time_password_by_account", account_key)
            return _open_session(connection, logins, challenge.caller, now, omission_asked=omission_asked)
    remaining = rules.attempts_left(facts, logins.settings)
    details = {"remaining": remaining} if decision is OneTimePasswordDecision.WRONG else {}
    raise CallRefused(REFUSALS[decision], details=details)


def accept_omission(logins: Logins, session: storage.StoredSession, now: dt.datetime) -> BrowserRemembered:
    """Remember this browser for this account, once its user has accepted the risks (AUT-3, AUT-4).

    Raises `CallRefused` with OMISSION_NOT_ASKED where the box was not ticked when this session was opened.
    """
    identifier = tokens.new_token()
    expires_at = rules.omission_expires_at(now, logins.settings)
    with logins.database.transaction() as connection:
        if not storage.take_omission_asked(connection, session.session_id):
            raise CallRefused(ErrorCode.OMISSION_NOT_ASKED)
        storage.remember_browser(
            connection,
            browser_id=new_id(),
            identifier_hash=tokens.digest(identifier),
            caller=session.caller,
            now=now,
            expires_at=expires_at,
        )
    return BrowserRemembered(identifier, expires_at)


def find_session(logins: Logins, token: str, now: dt.datetime) -> storage.StoredSession | None:
    """The living session of a token; notes its use. Every request asks this, so it mostly is one SELECT."""
    with logins.database.reading() as connection:
        session = storage.find_session(connection, tokens.digest(token))
    if session is None or not rules.session_holds(
        seen_at=session.seen_at, expires_at=session.expires_at, now=now, settings=logins.settings
    ):
        return None
    if now - session.seen_at >= storage.SEEN_EVERY:
        with logins.database.transaction() as connection:
            storage.touch_session(connection, session.session_id, now)
    return session


def end_session(logins: Logins, token: str) -> None:
    """Log out."""
    with logins.database.transaction() as connection:
        storage.end_session(connection, tokens.digest(token))


def has_omission(logins: Logins, account_id: str, now: dt.datetime) -> bool:
    """Whether any browser omits the one-time password for this account (AUT-5)."""
    with logins.database.transaction() as connection:
        return storage.has_remembered_browser(connection, account_id, now)


def end_omissions(logins: Logins, account_id: str) -> None:
    """Ask for the one-time password again on every browser (AUT-5)."""
    with logins.database.transaction() as connection:
        storage.forget_browsers(connection, account_id)


def count_attempts(logins: Logins, attempts: Iterable[tuple[str, str, Limit]], occasion: Occasion) -> None:
    """Count an attempt against each limit, as (kind, whose, limit); the order of kinds is the order of locks.

    Raises `CallRefused` with TOO_MANY_REQUESTS and when it opens again (AUT-6).
    """
    refused: list[rules.Attempt] = []
    with logins.database.transaction() as connection:
        for kind, whose, limit in attempts:
            key = tokens.limit_key(logins.secret, whose)
            window = storage.lock_window(connection, kind, key, occasion.now)
            attempt, window = rules.count_attempt(window, limit, occasion.now)
            storage.save_window(connection, kind, key, window)
            if not attempt.allowed:
                refused.append(attempt)
    if refused:
        opens_again_at = max(attempt.opens_again_at for attempt in refused)
        details = {"remaining": 0, "opens_again_at": opens_again_at.isoformat().replace("+00:00", "Z")}
        raise CallRefused(ErrorCode.TOO_MANY_REQUESTS, details=details)


def _verify_password(logins: Logins, email: str, password: str, occasion: Occasion) -> Caller:
    request = {"email": email, "password": password}
    identity: Mapping[str, Any] = logins.services.call(registry.VERIFY_PASSWORD, request, SYSTEM, trace=occasion.trace)
    return Caller(
        role=Role(identity["role"]),
        account_id=identity["account_id"],
        organization_id=identity.get("organization_id"),
        bureau_code=identity.get("bureau_code"),
        office_code=identity.get("office_code"),
        seeker_number=identity.get("seeker_number"),
    )


def _send_challenge(logins: Logins, caller: Caller, email_key: bytes, occasion: Occasion) -> ChallengeSent:
    token, account_id = tokens.new_token(), str(caller.account_id)
    facts = rules.Challenge(expires_at=occasion.now + logins.settings.one_time_password_lasts)
    with logins.database.transaction() as connection:
        counter = storage.next_counter(connection, account_id)
        storage.add_challenge(
            connection,
            challenge_id=new_id(),
            token_hash=tokens.digest(token),
            caller=caller,
            email_key=email_key,
            counter=counter,
            facts=facts,
        )
    request = registry.MAIL_ONE_TIME_PASSWORD.request.dump(
        {
            "account_id": account_id,
            "code": tokens.one_time_password(logins.secret, account_id, counter),
            "valid_until": facts.expires_at,
        }
    )
    logins.services.call(
        registry.MAIL_ONE_TIME_PASSWORD, request, SYSTEM, trace=occasion.trace, idempotency_key=new_id()
    )
    return ChallengeSent(token, facts.expires_at)


def _open_session(
    connection: Any, logins: Logins, caller: Caller, now: dt.datetime, *, omission_asked: bool
) -> SessionOpened:
    opened = SessionOpened(
        tokens.new_token(), caller, now + logins.settings.session_lasts, omission_asked=omission_asked
    )
    storage.add_session(
        connection,
        session_id=new_id(),
        token_hash=tokens.digest(opened.token),
        caller=caller,
        now=now,
        expires_at=opened.expires_at,
        omission_asked=omission_asked,
    )
    return opened
