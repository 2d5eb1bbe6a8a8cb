"""A seeker's blocks of organizations (受信拒否, MSG-7)."""

from __future__ import annotations

import datetime as dt

from services.contracts.messaging import BLOCK_CHANGED
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import blocks, copies
from services.messaging.storage.blocks import Block
from services.messaging.usecases.information import tell_missed
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def set_block(work: Work, organization_id: str, *, blocked: bool) -> None:
    """Block or unblock an organization, whether or not it has written; what stands already is left as it is.

    Right under concurrency: the organization is held back first, so that whatever it is sending is committed before the
    block, and whatever comes later sees it.
    """
    seeker_number = work.caller.seeker_number
    if seeker_number is None or copies.organization_held_back(work.connection, organization_id) is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/organization_id")
    present = blocks.block_of(work.connection, organization_id, seeker_number)
    if present.blocked == blocked:
        return
    block = Block(present.version + 1, blocked)
    blocks.keep_block(work.connection, organization_id, seeker_number, block, work.now)
    if blocked:
        blocks.leave_unread_undelivered(work.connection, organization_id, seeker_number, work.now)
    else:
        tell_missed(work, organization_id)
    publish(
        work.connection,
        BLOCK_CHANGED,
        subject=f"{organization_id}:{seeker_number}",
        data={
            "organization_id": organization_id,
            "seeker_number": seeker_number,
            "version": block.version,
            "blocked": block.blocked,
            "changed_at": work.now,
            "day": work.today,
        },
        now=work.now,
        trace=work.trace,
    )


def list_blocks(work: Work) -> list[tuple[str, str, dt.datetime]]:
    """The organizations that the calling seeker blocks now: ID, name, since when; the newest first (SEE-7)."""
    return blocks.blocked_organizations(work.connection, work.caller.seeker_number or "")
