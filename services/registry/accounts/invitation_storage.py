"""Queries of invitations to additional accounts, the invited address sealed on its way (REG-11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.registry.accounts.domain.invitation import Invitation, InvitationState
from services.registry.accounts.tables import account_invitations
from services.registry.personal_data import PersonalData, Sealed

_table = account_invitations


@dataclass(frozen=True)
class StoredInvitation:
    """An invitation with what the rules do not ask about."""

    invitation_id: str
    organization_id: str
    label: str
    email: str
    key_hash: bytes
    made_at: dt.datetime
    sent_at: dt.datetime
    facts: Invitation


def _about(invitation_id: str) -> str:
    return f"account_invitations.email:{invitation_id}"


def insert_invitation(connection: Connection, invitation: StoredInvitation, personal_data: PersonalData) -> None:
    """Write a new invitation."""
    sealed = personal_data.seal(invitation.email, _about(invitation.invitation_id))
    connection.execute(
        _table.insert().values(
            invitation_id=invitation.invitation_id,
            organization_id=invitation.organization_id,
            label=invitation.label,
            email_sealed=sealed.ciphertext,
            email_key_id=sealed.key_id,
            key_hash=invitation.key_hash,
            state=invitation.facts.state,
            made_at=invitation.made_at,
            sent_at=invitation.sent_at,
            valid_until=invitation.facts.valid_until,
        )
    )


def invitation(connection: Connection, invitation_id: str, personal_data: PersonalData) -> StoredInvitation | None:
    """An invitation, its row locked: of two steps at once the second sees the first."""
    query = sa.select(_table).where(_table.c.invitation_id == invitation_id).with_for_update()
    row = connection.execute(query).first()
    return None if row is None else _stored(row, personal_data)


def open_invitations(
    connection: Connection, organization_id: str, personal_data: PersonalData
) -> list[StoredInvitation]:
    """An organization's invitations that were neither accepted nor taken back, the newest first."""
    where = (_table.c.organization_id == organization_id) & (_table.c.state == InvitationState.OPEN)
    rows = connection.execute(sa.select(_table).where(where).order_by(_table.c.invitation_id.desc()))
    return [_stored(row, personal_data) for row in rows]


def send_again(
    connection: Connection, invitation_id: str, *, key_hash: bytes, now: dt.datetime, valid_until: dt.datetime
) -> None:
    """Put a new key in the older one's place, good for its whole time."""
    connection.execute(
        _table.update()
        .where(_table.c.invitation_id == invitation_id)
        .values(key_hash=key_hash, sent_at=now, valid_until=valid_until)
    )


def end_invitation(
    connection: Connection, invitation_id: str, state: InvitationState, account_id: str | None = None
) -> None:
    """It was taken back, or became an account."""
    connection.execute(
        _table.update().where(_table.c.invitation_id == invitation_id).values(state=state, account_id=account_id)
    )


def _stored(row: Row[Any], personal_data: PersonalData) -> StoredInvitation:
    return StoredInvitation(
        invitation_id=row.invitation_id,
        organization_id=row.organization_id,
        label=row.label,
        email=personal_data.open(Sealed(row.email_key_id, bytes(row.email_sealed)), _about(row.invitation_id)),
        key_hash=bytes(row.key_hash),
        made_at=row.made_at,
        sent_at=row.sent_at,
        facts=Invitation(InvitationState(row.state), row.valid_until),
    )
