"""What a person does to log in; one function a use case, each change of the database one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from gateway.availability.maintenance import WORKS_MEANWHILE
from gateway.login import browser_storage, entries, rules, storage, tokens
from gateway.login.attempts import count_attempts, refused_after_counting
from gateway.login.occasion import Logins, Occasion
from gateway.login.rules import OneTimePasswordDecision
from gateway.login.sessions import SessionOpened, open_session
from services.contracts import registry
from services.contracts.caller import SYSTEM, Caller, Role
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime.identifiers import new_id

REFUSALS = {
    OneTimePasswordDecision.WRONG: ErrorCode.ONE_TIME_PASSWORD_WRONG,
    OneTimePasswordDecision.EXPIRED: ErrorCode.ONE_TIME_PASSWORD_EXPIRED,
    OneTimePasswordDecision.USED_UP: ErrorCode.ONE_TIME_PASSWORD_USED_UP,
}


@dataclass(frozen=True)
class ChallengeSent:
    """A one-time password is on its way; `token` ties it to this browser."""

    token: str
    expires_at: dt.datetime


def begin_login(
    logins: Logins,
    *,
    email: str,
    password: str,
    browser_identifiers: Iterable[str],
    occasion: Occasion,
    known_browsers: Iterable[str] = (),
    closed: CallRefused | None = None,
) -> ChallengeSent | SessionOpened:
    """Verify the password, then send a one-time password, or spare it to a browser that is remembered (AUT-1, AUT-3).

    A browser that has logged in with this e-mail before (`known_browsers`: what it kept) is counted apart, so that who
    tries passwords elsewhere can't keep its owner out (AUT-6, decision 110).
    `closed`: what all but operations are told while the site is closed (OPS-1), who they are being known by the password.
    Raises `CallRefused`: LOGIN_FAILED alike for unknown accounts and wrong passwords, TOO_MANY_REQUESTS.
    """
    limits = logins.settings
    email_key = tokens.limit_key(logins.secret, email)
    browser = tokens.known_browser(logins.secret, email_key, known_browsers)
    window_key = tokens.window_key(email_key, browser)
    count_attempts(
        logins,
        [
            ("login_by_address", tokens.limit_key(logins.secret, occasion.address), limits.logins_per_address),
            ("login_by_email", window_key, limits.logins_per_email),
        ],
        occasion,
    )
    try:
        caller, version = _verify_password(logins, email, password, browser, occasion)
    except CallRefused as refusal:
        with logins.database.gathering() as connection:
            entries.password_refused(connection, email_key, occasion, refusal.code.value)
        raise
    _stay_outside(caller, closed)
    hashes = [tokens.digest(identifier) for identifier in browser_identifiers]
    account_key = tokens.limit_key(logins.secret, str(caller.account_id))
    limit = ("one_time_password_by_account", account_key, limits.one_time_passwords_per_account)
    with logins.database.gathering() as connection:
        remembered_until = browser_storage.remembered_until(connection, str(caller.account_id), hashes)
        if remembered_until is not None and rules.omission_holds(remembered_until, occasion.now):
            storage.forget_windows(connection, ("login_by_email", window_key))
            entries.login_completed(connection, caller, occasion, omitted=True)
            opened = open_session(connection, logins, caller, occasion, omission_asked=False, password_version=version)
            return replace(opened, email_key=None if browser else email_key)
        too_many = refused_after_counting(connection, [limit], occasion)
        if too_many is None:
            sent, counter = _challenge(connection, logins, caller, version, email_key, browser, occasion)
    if too_many is not None:
        raise too_many
    _mail_one_time_password(logins, caller, version, counter, sent.expires_at, occasion)
    return sent


def complete_login(
    logins: Logins,
    *,
    challenge_token: str,
    code: str,
    omission_asked: bool,
    occasion: Occasion,
    closed: CallRefused | None = None,
) -> SessionOpened:
    """Take the one-time password and open a session (AUT-2).

    Right under parallel guesses: each locks the challenge's row before it looks, so the fifth wrong one is the last that is
    compared, and two right ones can't both open a session.
    Raises `CallRefused`: ONE_TIME_PASSWORD_WRONG with how many attempts remain, …_EXPIRED, …_USED_UP (also where this
    browser has no login under way).
    """
    now = occasion.now
    with logins.database.gathering() as connection:
        challenge = storage.lock_challenge(connection, tokens.digest(challenge_token))
        if challenge is None:
            raise CallRefused(ErrorCode.ONE_TIME_PASSWORD_USED_UP)
        _stay_outside(challenge.caller, closed)
        account_id = str(challenge.caller.account_id)
        expected = tokens.one_time_password(logins.secret, account_id, challenge.counter)
        decision, facts = rules.judge_one_time_password(
            challenge.facts, matches=tokens.same(code, expected), now=now, settings=logins.settings
        )
        storage.save_challenge(connection, challenge.challenge_id, facts, now)
        if decision is OneTimePasswordDecision.ACCEPTED:
            window_key = tokens.window_key(challenge.email_key, challenge.browser)
            account_key = tokens.limit_key(logins.secret, account_id)
            storage.forget_windows(
                connection, ("login_by_email", window_key), ("one_time_password_by_account", account_key)
            )
            entries.login_completed(connection, challenge.caller, occasion, omitted=False)
            opened = open_session(
                connection,
                logins,
                challenge.caller,
                occasion,
                omission_asked=omission_asked,
                password_version=challenge.password_version,
            )
            return replace(opened, email_key=None if challenge.browser else challenge.email_key)
        if challenge.facts.wrong_attempts < logins.settings.wrong_one_time_passwords:  # later ones would fill the log
            entries.one_time_password_refused(connection, challenge.caller, occasion, REFUSALS[decision].value)
    remaining = rules.attempts_left(facts, logins.settings)
    details = {"remaining": remaining} if decision is OneTimePasswordDecision.WRONG else {}
    raise CallRefused(REFUSALS[decision], details=details)


def _stay_outside(caller: Caller, closed: CallRefused | None) -> None:
    if closed is not None and caller.role not in WORKS_MEANWHILE:
        raise closed


def _verify_password(logins: Logins, email: str, password: str, browser: str, occasion: Occasion) -> tuple[Caller, int]:
    """Whose password it is, and which of the account's passwords."""
    request = {"email": email, "password": password, "browser": browser or None}
    identity: Mapping[str, Any] = logins.services.call(registry.VERIFY_PASSWORD, request, SYSTEM, trace=occasion.trace)
    caller = Caller(
        role=Role(identity["role"]),
        account_id=identity["account_id"],
        organization_id=identity.get("organization_id"),
        bureau_code=identity.get("bureau_code"),
        office_code=identity.get("office_code"),
        seeker_number=identity.get("seeker_number"),
    )
    return caller, identity.get("password_version", 0)


def _challenge(
    connection: Connection,
    logins: Logins,
    caller: Caller,
    password_version: int,
    email_key: bytes,
    browser: str,
    occasion: Occasion,
) -> tuple[ChallengeSent, int]:
    """A challenge for this browser, with the counter that its one-time password is made from."""
    token = tokens.new_token()
    facts = rules.Challenge(expires_at=occasion.now + logins.settings.one_time_password_lasts)
    counter = storage.next_counter(connection, str(caller.account_id))
    storage.add_challenge(
        connection,
        challenge_id=new_id(),
        token_hash=tokens.digest(token),
        caller=caller,
        email_key=email_key,
        browser=browser,
        password_version=password_version,
        counter=counter,
        facts=facts,
    )
    entries.one_time_password_sent(connection, caller, occasion)
    return ChallengeSent(token, facts.expires_at), counter


def _mail_one_time_password(
    logins: Logins,
    caller: Caller,
    password_version: int,
    counter: int,
    valid_until: dt.datetime,
    occasion: Occasion,
) -> None:
    account_id = str(caller.account_id)
    request = registry.MAIL_ONE_TIME_PASSWORD.request.dump(
        {
            "account_id": account_id,
            "role": caller.role,
            "bureau_code": caller.bureau_code,
            "office_code": caller.office_code,
            "password_version": password_version,
            "code": tokens.one_time_password(logins.secret, account_id, counter),
            "valid_until": valid_until,
        }
    )
    try:
        logins.services.call(
            registry.MAIL_ONE_TIME_PASSWORD, request, SYSTEM, trace=occasion.trace, idempotency_key=new_id()
        )
    except CallRefused as refusal:
        if refusal.code is not ErrorCode.NOT_FOUND:
            raise
        raise CallRefused(ErrorCode.LOGIN_FAILED) from refusal  # ended, moved or changed since it was right
