"""A seeker's blocks of organizations (受信拒否, MSG-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from services.contracts.messaging import BLOCK_CHANGED
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import blocks, copies, joined
from services.messaging.storage.blocks import Block
from services.messaging.usecases.information import tell_missed
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def set_block(work: Work, organization_id: str, *, blocked: bool) -> None:
    """Block or unblock an organization, whether or not it has written; what stands already is left as it is.

    It is of every record of the seeker (SEE-1). Right under concurrency: no record joins meanwhile; then the organization is held
    back, so that whatever it is sending is committed before the block, and whatever comes later sees it.
    """
    seeker_number = work.caller.seeker_number
    if seeker_number is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/organization_id")
    joined.records.lock(work.connection, seeker_number)
    if copies.organization_held_back(work.connection, organization_id) is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/organization_id")
    _set_for_all(work, organization_id, joined.records.all_of(work.connection, seeker_number), blocked=blocked)


def join_records(work: Work, pairs: Collection[tuple[str, str]]) -> None:
    """Records turn out to be second ones of seekers' (SEE-1): who is blocked under one number is under the other (MSG-7).

    `pairs`: the number joined, and the one that stays. The conversations are the seeker's from now on. Right under concurrency as
    `set_block` is, with all persons locked before any organization is held back, and both in one order; told twice it changes nothing.
    """
    joined.records.lock(work.connection, *(number for pair in pairs for number in pair))
    for joined_number, seeker_number in pairs:
        joined.records.keep(work.connection, joined_number, seeker_number)
    persons = {numbers[0]: numbers for _, one in pairs for numbers in [joined.records.all_of(work.connection, one)]}
    blocked = {stays: joined.blocked_by_any(work.connection, numbers) for stays, numbers in persons.items()}
    for organization_id in sorted({one for several in blocked.values() for one in several}):
        copies.organization_held_back(work.connection, organization_id)
    for stays, several in blocked.items():
        for organization_id in several:
            _set_for_all(work, organization_id, persons[stays], blocked=True)


def _set_for_all(work: Work, organization_id: str, seeker_numbers: Sequence[str], *, blocked: bool) -> None:
    """Put the state of each pair. A block is told of the record that stays, the first, which is the person's by now.

    An end is told of each: under the other numbers blocks of before the joining were told. That of the record that stays comes last.
    """
    changed = [number for number in seeker_numbers if _set(work, organization_id, number, blocked=blocked)]
    if changed and not blocked:
        tell_missed(work, organization_id)
    for number in reversed(changed):
        if not blocked or number == seeker_numbers[0]:
            _tell(work, organization_id, number)


def _set(work: Work, organization_id: str, seeker_number: str, *, blocked: bool) -> bool:
    """Put the state of a pair; answers whether it was another."""
    present = blocks.block_of(work.connection, organization_id, seeker_number)
    if present.blocked == blocked:
        return False
    block = Block(present.version + 1, blocked)
    blocks.keep_block(work.connection, organization_id, seeker_number, block, work.now)
    if blocked:
        blocks.leave_unread_undelivered(work.connection, organization_id, seeker_number, work.now)
    return True


def _tell(work: Work, organization_id: str, seeker_number: str) -> None:
    block = blocks.block_of(work.connection, organization_id, seeker_number)
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
