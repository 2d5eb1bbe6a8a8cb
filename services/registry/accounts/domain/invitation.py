"""Invitations to an additional account (追加アカウント): mailed, good once and for a time, and can be taken back (REG-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True)
class InvitationSettings:
    """Amounts; not from the seeds."""

    valid_hours: int = 72
    email_change_hours: int = 24

    @property
    def valid(self) -> timedelta:
        """How long an invitation can be accepted."""
        return timedelta(hours=self.valid_hours)

    @property
    def email_change_valid(self) -> timedelta:
        """How long a change of address waits for both confirmations (AUT-1)."""
        return timedelta(hours=self.email_change_hours)


class InvitationState(StrEnum):
    """What became of an invitation; an open one may be past its time."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RECALLED = "recalled"


@dataclass(frozen=True)
class Invitation:
    """An invitation as the rules see it; its key is compared elsewhere, in constant time."""

    state: InvitationState
    valid_until: datetime


def may_be_accepted(invitation: Invitation, now: datetime) -> bool:
    """Whether a key that fits makes an account: once, in time, and not taken back."""
    return invitation.state is InvitationState.OPEN and now < invitation.valid_until


def may_be_sent_again(invitation: Invitation) -> bool:
    """Whether it can be resent, also when its time is over, or taken back."""
    return invitation.state is InvitationState.OPEN
