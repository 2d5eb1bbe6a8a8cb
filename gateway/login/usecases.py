"""What a person does to log in; one function a use case, each change of the database one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from gateway.availability.maintenance import WORKS_MEANWHILE
from gateway.login import browser_storage, entries, rules, storage, tokens
from gateway.login.attempts import AttemptLimit, Counted, count_and_lay_by, give_back, refused_after_counting, use
from gateway.login.occasion import Logins, Occasion
from gateway.login.rules import OneTimePasswordDecision
from gateway.login.sessions import SessionOpened, open_session
from gateway.login.storage import StoredChallenge
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
    """Verify the password and send a one-time password, or spare it to a browser that is remembered (AUT-1, AUT-3).

    The registry is asked once, for both (decision 203); a second time where the code's limit had no room beforehand, or the
    browser was remembered until just now. A browser that has logged in with this e-mail before (`known_browsers`: what it kept) is
    counted apart, so that who tries passwords elsewhere can't keep its owner out (AUT-6, decision 110).
    `closed`: what all but operations are told while the site is closed (OPS-1), who they are being known by the password.
    Raises `CallRefused`: LOGIN_FAILED alike for unknown accounts and wrong passwords, TOO_MANY_REQUESTS.
    """
    limits = logins.settings
    email_key = tokens.limit_key(logins.secret, email)
    browser = tokens.known_browser(logins.secret, email_key, known_browsers)
    login = _Login(
        tokens.new_token(),
        email_key,
        browser,
        [tokens.digest(identifier) for identifier in browser_identifiers],
        ("one_time_password_by_email", email_key, limits.one_time_passwords_per_account),
        occasion.now + limits.one_time_password_lasts,
    )
    counted = count_and_lay_by(
        logins,
        [
            ("login_by_address", tokens.limit_key(logins.secret, occasion.address), limits.logins_per_address),
            ("login_by_email", login.window_key, limits.logins_per_email),
        ],
        login.code_limit,
        occasion,
    )
    request = {
        "email": email,
        "password": password,
        "browser": browser or None,
        "one_time_password": login.code(logins.secret) if counted.laid_by is not None else None,
        "spared": browser_storage.accounts_remembered(logins.database, login.identifier_hashes, occasion.now),
        "only_roles": None if closed is None else sorted(WORKS_MEANWHILE),
    }
    try:
        begun = _ask_registry(logins, request, occasion)
        _stay_outside(begun.caller, closed)
    except CallRefused as refusal:
        with logins.database.gathering() as connection:
            entries.password_refused(connection, email_key, occasion, refusal.code.value)
            give_back(connection, counted)
        raise
    return _go_on(logins, login, begun, counted, occasion)


@dataclass(frozen=True)
class _Login:
    """A login that begins: `token` ties it to its browser, `browser` and `identifier_hashes` are what that kept of earlier ones."""

    token: str
    email_key: bytes
    browser: str
    identifier_hashes: list[bytes]
    code_limit: AttemptLimit
    expires_at: dt.datetime

    @property
    def window_key(self) -> bytes:
        return tokens.window_key(self.email_key, self.browser)

    def code(self, secret: bytes) -> dict[str, Any]:
        return {"code": tokens.one_time_password(secret, self.token), "valid_until": self.expires_at}


def _go_on(
    logins: Logins, login: _Login, begun: _Begun, counted: Counted, occasion: Occasion
) -> ChallengeSent | SessionOpened:
    """The password was right: a challenge, or a session where this browser omits the one-time password."""
    too_many = None
    with logins.database.gathering() as connection:
        if not begun.mailed and _omits(connection, begun.caller, login.identifier_hashes, occasion.now):
            return _opened_without(connection, logins, login, begun, counted, occasion)
        if counted.laid_by is not None:
            use(connection, counted.laid_by, occasion)
        else:
            too_many = refused_after_counting(connection, [login.code_limit], occasion)
        if too_many is None:
            storage.add_challenge(
                connection,
                challenge_id=new_id(),
                token_hash=tokens.challenge_digest(login.token),
                caller=begun.caller,
                email_key=login.email_key,
                browser=login.browser,
                password_version=begun.password_version,
                consent_due=begun.consent_due,
                begun_at=counted.at,
                facts=rules.Challenge(login.expires_at),
            )
            entries.one_time_password_sent(connection, begun.caller, occasion)
    if too_many is not None:
        raise too_many
    if not begun.mailed:
        _mail_one_time_password(logins, login, begun, occasion)
    return ChallengeSent(login.token, login.expires_at)


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
        challenge = storage.lock_challenge(
            connection, tokens.challenge_digest(challenge_token), former_hash=tokens.digest(challenge_token)
        )
        if challenge is None or challenge.ended:
            raise CallRefused(ErrorCode.ONE_TIME_PASSWORD_USED_UP)
        _stay_outside(challenge.caller, closed)
        expected = _expected(logins, challenge, challenge_token)
        decision, facts = rules.judge_one_time_password(
            challenge.facts, matches=tokens.same(code, expected), now=now, settings=logins.settings
        )
        storage.save_challenge(connection, challenge.challenge_id, facts, now)
        if decision is OneTimePasswordDecision.ACCEPTED:
            window_key = tokens.window_key(challenge.email_key, challenge.browser)
            storage.forget_windows(
                connection, ("login_by_email", window_key), ("one_time_password_by_email", challenge.email_key)
            )
            entries.login_completed(connection, challenge.caller, occasion, omitted=False)
            opened = open_session(
                connection,
                logins,
                challenge.caller,
                occasion,
                omission_asked=omission_asked,
                password_version=challenge.password_version,
                consent_due=challenge.consent_due,
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


def _expected(logins: Logins, challenge: StoredChallenge, token: str) -> str:
    if challenge.former_counter is None:
        return tokens.one_time_password(logins.secret, token)
    return tokens.former_one_time_password(logins.secret, str(challenge.caller.account_id), challenge.former_counter)


@dataclass(frozen=True)
class _Begun:
    """Whose password it was and which of the account's passwords, and whether the one-time password is on its way.

    `consent_due`: the first use after the login is to be told; a registry of before has recorded it and says nothing (REG-15).
    """

    caller: Caller
    password_version: int
    mailed: bool
    consent_due: bool


def _ask_registry(logins: Logins, request: Mapping[str, Any], occasion: Occasion) -> _Begun:
    identity: Mapping[str, Any] = logins.services.call(
        registry.BEGIN_LOGIN,
        registry.BEGIN_LOGIN.request.dump(request),
        SYSTEM,
        trace=occasion.trace,
        idempotency_key=new_id(),
    )
    caller = Caller(
        role=Role(identity["role"]),
        account_id=identity["account_id"],
        organization_id=identity.get("organization_id"),
        bureau_code=identity.get("bureau_code"),
        office_code=identity.get("office_code"),
        seeker_number=identity.get("seeker_number"),
    )
    return _Begun(
        caller,
        identity.get("password_version", 0),
        identity["one_time_password_mailed"],
        identity.get("consent_due", False),
    )


def _omits(connection: Connection, caller: Caller, identifier_hashes: list[bytes], now: dt.datetime) -> bool:
    until = browser_storage.remembered_until(connection, str(caller.account_id), identifier_hashes)
    return until is not None and rules.omission_holds(until, now)


def _opened_without(
    connection: Connection, logins: Logins, login: _Login, begun: _Begun, counted: Counted, occasion: Occasion
) -> SessionOpened:
    """A session without a one-time password (AUT-3). Windows are touched in the order in which attempts are counted."""
    storage.forget_windows(connection, ("login_by_email", login.window_key))
    give_back(connection, counted)
    entries.login_completed(connection, begun.caller, occasion, omitted=True)
    opened = open_session(
        connection,
        logins,
        begun.caller,
        occasion,
        omission_asked=False,
        password_version=begun.password_version,
        consent_due=begun.consent_due,
    )
    return replace(opened, email_key=None if login.browser else login.email_key)


def _mail_one_time_password(logins: Logins, login: _Login, begun: _Begun, occasion: Occasion) -> None:
    """By a call of its own. Who was ended, moved or changed since the password was right is told that the login failed."""
    request = registry.MAIL_ONE_TIME_PASSWORD.request.dump(
        {
            "account_id": str(begun.caller.account_id),
            "role": begun.caller.role,
            "bureau_code": begun.caller.bureau_code,
            "office_code": begun.caller.office_code,
            "password_version": begun.password_version,
            **login.code(logins.secret),
        }
    )
    try:
        logins.services.call(
            registry.MAIL_ONE_TIME_PASSWORD, request, SYSTEM, trace=occasion.trace, idempotency_key=new_id()
        )
    except CallRefused as refusal:
        gone = refusal.code is ErrorCode.NOT_FOUND
        told = CallRefused(ErrorCode.LOGIN_FAILED) if gone else refusal
        with logins.database.gathering() as connection:
            entries.password_refused(connection, login.email_key, occasion, told.code.value)
        raise told from (refusal if gone else None)
