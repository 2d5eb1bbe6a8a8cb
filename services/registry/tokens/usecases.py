"""What is done with tokens (AUT-8): made, listed, changed for new ones, revoked, and shown by machine clients."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM, Caller
from services.legal_calendar import japanese_day
from services.registry.accounts.storage import main_account
from services.registry.accounts.usecases import consents
from services.registry.organizations.storage import organization, services_open
from services.registry.tokens import storage
from services.registry.tokens.domain.token import (
    Token,
    TokenReason,
    TokenSettings,
    TokenState,
    expiry,
    objection_to_use,
    rotated,
    state_of,
)
from services.registry.tokens.mails import TokenMails
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.logging import get_logger
from services.runtime.refusal import Refusal

log = get_logger(__name__)

TOLD_A_BATCH = 200
_BEGINNING = "hwt_"
_SHOWN = 12
"""So many letters of a token are kept to know it by: 48 of its 256 bits."""


def make_token(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    settings: TokenSettings,
    mails: TokenMails,
) -> dict[str, Any]:
    """Make a token; the answer shows it, and nothing ever does again. Two at once are counted one after the other.

    As of every change of tokens the main account is told by e-mail: who has got into it can't make one unseen.
    """
    organization_id = _own(caller)
    standing = _standing(connection, organization_id)
    expires_at = expiry(now, request["days"], settings)
    if isinstance(expires_at, TokenReason):
        raise Refusal(expires_at, "/days", days_at_most=settings.days_at_most)
    storage.lock_tokens(connection, organization_id)
    _refuse_too_many(connection, organization_id, now, settings.tokens_at_most)
    made, token = _new(
        organization_id, request["name"], tuple(request["scopes"]), tuple(request["networks"]), now, expires_at
    )
    storage.insert(connection, made, token_hash=_hashed(token), made_by=str(caller.account_id))
    mails.made(made)
    return {**_told(made, standing, now), "token": token}


def list_tokens(connection: Connection, *, caller: Caller, now: dt.datetime) -> dict[str, Any]:
    """All tokens of the caller's organization."""
    organization_id = _own(caller)
    standing = _standing(connection, organization_id)
    return {"tokens": [_told(token, standing, now) for token in storage.tokens_of(connection, organization_id)]}


def rotate_token(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    settings: TokenSettings,
    mails: TokenMails,
) -> dict[str, Any]:
    """A new token for the same; the old one is good for the overlap, so that clients are changed over without a gap.

    A token is replaced once; with its successors an organization may have twice as many as it may make.
    """
    organization_id = _own(caller)
    standing = _standing(connection, organization_id)
    storage.lock_tokens(connection, organization_id)
    old = _known(connection, request["token_id"], organization_id)
    if state_of(old, standing, now) is not TokenState.USABLE or old.replaced_by is not None:
        raise Refusal(TokenReason.NOT_USABLE, "/token_id")
    _refuse_too_many(connection, organization_id, now, 2 * settings.tokens_at_most)
    asked = request["overlap_hours"]
    overlap = settings.overlap_hours if asked is None else asked
    expires_at, old_expires_at = rotated(old, now, overlap, settings)
    made, token = _new(organization_id, old.name, old.scopes, old.networks, now, expires_at)
    storage.insert(connection, made, token_hash=_hashed(token), made_by=str(caller.account_id))
    storage.replace(connection, old.token_id, replaced_by=made.token_id, expires_at=old_expires_at)
    mails.rotated(made, old, old_expires_at)
    return {**_told(made, standing, now), "token": token}


def revoke_token(
    connection: Connection, request: Mapping[str, Any], *, caller: Caller, now: dt.datetime, mails: TokenMails
) -> dict[str, Any]:
    """End a token at once, in whatever standing; revoked already, it stays as it was."""
    organization_id = _own(caller)
    storage.lock_tokens(connection, organization_id)
    token = _known(connection, request["token_id"], organization_id)
    if token.revoked_at is None:
        storage.revoke(connection, token.token_id, now)
        mails.revoked(token)
        token = _known(connection, request["token_id"], organization_id)
    return _told(token, _standing(connection, organization_id), now)


def tell_of_expiry(
    connection: Connection,
    *,
    now: dt.datetime,
    trace: str,
    settings: TokenSettings,
    mails: TokenMails,
    limit: int = TOLD_A_BATCH,
) -> int:
    """Tell organizations of tokens that end soon, of each once; answers how many.

    A duty: what a missed day left is told on the next. Who has a new token in the old one's place, or made one for a
    shorter time than the notice, knows.
    """
    ending = storage.to_be_told_of_expiry(connection, now, settings.notice, limit)
    for token in ending:
        mails.expires_soon(token)
    audit.record_all(
        connection,
        action="registry.tell_of_token_expiry",
        subjects=[("token", token.token_id) for token in ending],
        caller=SYSTEM,
        now=now,
        trace=trace,
    )
    if ending:
        log.info("token_expiries_told", tokens=len(ending))
    return len(ending)


def authenticate_token(
    connection: Connection, request: Mapping[str, Any], *, now: dt.datetime, today: dt.date, trace: str
) -> dict[str, Any]:
    """Whose token this is, if it may be used from there, now (AUT-8).

    Asked for every request of a machine client: what is revoked or suspended is so from the next request on. Its first use
    of a day is use by its organization, for which the main account consents to the terms then in force (REG-15).
    """
    found = storage.token_by_hash(connection, bytes.fromhex(request["token_hash"]))
    if found is None:
        raise Refusal(TokenReason.INVALID)
    token, standing = found
    objection = objection_to_use(token, standing, request["address"], now)
    if objection is not None:
        log.info("token_refused", reason=objection.code, token_id=token.token_id)
        raise Refusal(objection)
    if token.last_used_at is None or japanese_day(token.last_used_at) != today:
        main = main_account(connection, token.organization_id)
        if main is not None:
            consents.by_use(connection, main, now=now, today=today, trace=trace)
    storage.note_use(connection, token, now)
    return {"token_id": token.token_id, "organization_id": token.organization_id, "scopes": list(token.scopes)}


def show_own_token(connection: Connection, *, caller: Caller, now: dt.datetime) -> dict[str, Any]:
    """The token that the calling machine client shows, told to itself."""
    organization_id = _own(caller)
    token = _known(connection, str(caller.account_id), organization_id)
    return _told(token, _standing(connection, organization_id), now)


def show_own_registration(connection: Connection, *, caller: Caller) -> dict[str, Any]:
    """What the caller's organization is registered with, without what is closed (REG-3)."""
    row = organization(connection, _own(caller))
    if row is None:
        raise Refusal(TokenReason.ORGANIZATION_NOT_ACTIVE)
    return {**row._mapping, "services": services_open(row)}


def _new(
    organization_id: str,
    name: str,
    scopes: tuple[str, ...],
    networks: tuple[str, ...],
    now: dt.datetime,
    expires_at: dt.datetime,
) -> tuple[Token, str]:
    token = _BEGINNING + secrets.token_urlsafe(32)
    return Token(new_id(), organization_id, name, token[:_SHOWN], scopes, networks, now, expires_at), token


def _refuse_too_many(connection: Connection, organization_id: str, now: dt.datetime, most: int) -> None:
    if storage.usable(connection, organization_id, now) >= most:
        raise Refusal(TokenReason.TOO_MANY, tokens_at_most=most)


def _own(caller: Caller) -> str:
    if caller.organization_id is None:
        raise Refusal(TokenReason.ORGANIZATION_NOT_ACTIVE)
    return caller.organization_id


def _standing(connection: Connection, organization_id: str) -> str:
    row = organization(connection, organization_id)
    if row is None:
        raise Refusal(TokenReason.ORGANIZATION_NOT_ACTIVE)
    return str(row.standing)


def _known(connection: Connection, token_id: str, organization_id: str) -> Token:
    token = storage.token(connection, token_id, organization_id)
    if token is None:
        raise Refusal(TokenReason.NO_SUCH_TOKEN, "/token_id")
    return token


def _told(token: Token, standing: str, now: dt.datetime) -> dict[str, Any]:
    return {**vars(token), "state": state_of(token, standing, now)}


def _hashed(token: str) -> bytes:
    """What is kept of a token: it is 256 random bits, so that a plain hash suffices."""
    return hashlib.sha256(token.encode()).digest()
