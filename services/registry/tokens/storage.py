"""Queries of tokens; rows to facts and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.legal_calendar import japanese_day
from services.registry.organizations.tables import organizations
from services.registry.tokens.domain.token import Token
from services.registry.tokens.tables import EXPIRY_UNTOLD
from services.registry.tokens.tables import machine_tokens as rows

USED_EVERY = dt.timedelta(minutes=1)
"""A token's last use is written at most this often."""


def lock_tokens(connection: Connection, organization_id: str) -> None:
    """Let one transaction at a time make or end tokens of an organization, until commit: so they are counted one by one."""
    key = sa.func.hashtextextended(f"tokens:{organization_id}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def insert(connection: Connection, token: Token, *, token_hash: bytes, made_by: str) -> None:
    """Keep a new token by its hash."""
    values = {**vars(token), "scopes": list(token.scopes), "networks": list(token.networks)}
    connection.execute(rows.insert().values(**values, token_hash=token_hash, made_by=made_by))


def tokens_of(connection: Connection, organization_id: str) -> list[Token]:
    """All tokens of an organization, the newest first."""
    query = sa.select(rows).where(rows.c.organization_id == organization_id)
    query = query.order_by(rows.c.made_at.desc(), rows.c.token_id.desc())
    return [_token(row) for row in connection.execute(query)]


def token(connection: Connection, token_id: str, organization_id: str) -> Token | None:
    """A token of the organization's own."""
    where = (rows.c.token_id == token_id) & (rows.c.organization_id == organization_id)
    row = connection.execute(sa.select(rows).where(where)).first()
    return None if row is None else _token(row)


def token_by_hash(connection: Connection, token_hash: bytes) -> tuple[Token, str] | None:
    """The token of a hash, with its organization's standing."""
    query = sa.select(rows, organizations.c.standing).join(organizations).where(rows.c.token_hash == token_hash)
    row = connection.execute(query).first()
    return None if row is None else (_token(row), row.standing)


def usable(connection: Connection, organization_id: str, now: dt.datetime) -> int:
    """How many tokens of an organization are neither revoked nor over."""
    where = (rows.c.organization_id == organization_id) & rows.c.revoked_at.is_(None) & (rows.c.expires_at > now)
    return connection.execute(sa.select(sa.func.count()).where(where)).scalar_one()


def revoke(connection: Connection, token_id: str, now: dt.datetime) -> None:
    """End a token at once."""
    connection.execute(rows.update().where(rows.c.token_id == token_id).values(revoked_at=now))


def revoke_all(
    connection: Connection, organization_id: str, now: dt.datetime, *, made_by: dt.datetime | None = None
) -> list[Token]:
    """End every token of an organization that is neither revoked nor over; answers them, the newest first.

    `made_by`: none that was made later.
    """
    where = (rows.c.organization_id == organization_id) & rows.c.revoked_at.is_(None) & (rows.c.expires_at > now)
    if made_by is not None:
        where &= rows.c.made_at <= made_by
    ended = connection.execute(rows.update().where(where).values(revoked_at=now).returning(rows))
    return sorted(map(_token, ended), key=lambda token: (token.made_at, token.token_id), reverse=True)


def replace(connection: Connection, token_id: str, *, replaced_by: str, expires_at: dt.datetime) -> None:
    """Let a token end earlier, as another has taken its place."""
    values = {"replaced_by": replaced_by, "expires_at": expires_at}
    connection.execute(rows.update().where(rows.c.token_id == token_id).values(values))


def to_be_told_of_expiry(connection: Connection, now: dt.datetime, notice: dt.timedelta, limit: int) -> list[Token]:
    """Tokens of organizations in use of the service that end within the notice and were made for longer, not yet told of.

    Each is noted as told; another process passes over them.
    """
    query = (
        sa.select(rows.c.token_id)
        .join(organizations)
        .where(sa.text(EXPIRY_UNTOLD), rows.c.expires_at > now, rows.c.expires_at <= now + notice)
        .where(rows.c.expires_at - rows.c.made_at > notice, organizations.c.standing.in_(("active", "suspended")))
        .order_by(rows.c.expires_at)
        .limit(limit)
        .with_for_update(of=rows, skip_locked=True)
    )
    chosen = connection.execute(query).scalars().all()
    noted = rows.update().where(rows.c.token_id.in_(chosen)).values(expiry_told_at=now).returning(rows)
    return [_token(row) for row in connection.execute(noted)]


def note_use(connection: Connection, token: Token, now: dt.datetime) -> None:
    """Note that a token was used, unless that was noted a moment ago. Whose row another is writing is left to that one.

    The first use of a Japanese day is always noted, as it alone is looked at for consent (decision 118).
    """
    last = token.last_used_at
    if last is not None and now - last < USED_EVERY and japanese_day(last) == japanese_day(now):
        return
    free = sa.select(rows.c.token_id).where(rows.c.token_id == token.token_id).with_for_update(skip_locked=True)
    connection.execute(rows.update().where(rows.c.token_id.in_(free)).values(last_used_at=now))


def _token(row: Row[Any]) -> Token:
    return Token(
        token_id=row.token_id,
        organization_id=row.organization_id,
        name=row.name,
        beginning=row.beginning,
        scopes=tuple(row.scopes),
        networks=tuple(row.networks),
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        replaced_by=row.replaced_by,
    )
