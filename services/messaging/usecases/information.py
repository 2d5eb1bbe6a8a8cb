"""A change of mandatory information reaches every open conversation (MSG-3): noted at once, told in short transactions.

The telling is a chain of events from messaging to itself: each step tells one batch of conversations and publishes the next
step in the same transaction. So it goes on wherever a process was stopped, whatever fails is tried again as any event is,
and nobody holds a lock for longer than a batch takes.
"""

from __future__ import annotations

import datetime as dt

from services.contracts.messaging import INFORMATION_CHANGE_NOTED, INFORMATION_CHANGE_SENT
from services.japanese_calendar import in_era
from services.messaging.domain.guidance import CodeNames
from services.messaging.domain.information_change import change_body
from services.messaging.storage import conversations, copies, dispatch, information
from services.messaging.storage.copies import Organization
from services.messaging.usecases.guidance import message_sent
from services.runtime.outbox import publish
from services.runtime.work import Work

CONVERSATIONS_AT_ONCE = 200
"""As many as one `information_change_sent` may carry."""


def note_change(
    work: Work, before: Organization | None, after: Organization, changed_on: dt.date | None, names: CodeNames
) -> None:
    """Note what seekers are to be told of between two states of an organization, and begin to tell it.

    Right under concurrency: the caller holds the organization back, so that every conversation begun with the old text is
    committed, and whoever begins one after this has the new text. Versions that came in between, or come later than this
    one, are part of what is told here: the difference is from what seekers were told to what holds now.
    """
    if _is_change(before, after) and before is not None:
        assert before.mandatory_information is not None
        assert after.mandatory_information is not None
        assert after.information_version is not None
        body = change_body(
            before.mandatory_information, after.mandatory_information, in_era(changed_on or work.today), names
        )
        if body is not None:
            text_id = dispatch.keep_text(work.connection, after.organization_id, body)
            information.note(work.connection, after.organization_id, after.information_version, text_id, work.now)
    if _may_be_told(after) and information.anything_to_tell(work.connection, after.organization_id):
        _go_on(work, after.organization_id)


def tell_change(work: Work, organization_id: str) -> None:
    """Tell the next conversations of the organization's oldest untold change, and see to it that the rest follows.

    While the organization may not send, nothing is told: it goes on when `note_change` sees that it may again. Right under
    concurrency: the organization's row, shared as by whoever sends, keeps a block from getting in between; the change's row
    lets one step at a time through, however many chains have begun.
    """
    organization = copies.organization_that_sends(work.connection, organization_id)
    if organization is None or not _may_be_told(organization):
        return
    change = information.lock_oldest(work.connection, organization_id)
    if change is None:
        return
    waiting = information.next_to_tell(work.connection, change, work.today, CONVERSATIONS_AT_ONCE)
    if waiting:
        unread = conversations.waiting_for_seekers(work.connection, [one.conversation_id for one in waiting])
        message_ids = information.tell(work.connection, change, waiting, work.now, work.today)
        sent = [
            message_sent(work, message_id, {"organization_id": organization_id, **vars(one)}, unread)
            for message_id, one in zip(message_ids, waiting, strict=True)
        ]
        publish(
            work.connection,
            INFORMATION_CHANGE_SENT,
            subject=organization_id,
            data={"sent": sent},
            now=work.now,
            trace=work.trace,
        )
    finished = len(waiting) < CONVERSATIONS_AT_ONCE
    information.advance(work.connection, change, len(waiting), work.now if finished else None)
    if information.anything_to_tell(work.connection, organization_id):
        _go_on(work, organization_id)


def tell_missed(work: Work, organization_id: str) -> None:
    """Tell the newest change to those conversations of the organization that missed it: blocked, or thought to be over."""
    if information.open_newest_again(work.connection, organization_id):
        _go_on(work, organization_id)


def _is_change(before: Organization | None, after: Organization) -> bool:
    """An approved change since what seekers were told; where no version was kept yet, the texts alone decide."""
    if before is None or before.mandatory_information is None or after.mandatory_information is None:
        return False
    if after.information_version is None:
        return False
    return before.information_version is None or before.information_version < after.information_version


def _may_be_told(organization: Organization) -> bool:
    return organization.standing == "active" and "seekers" in organization.services


def _go_on(work: Work, organization_id: str) -> None:
    publish(
        work.connection,
        INFORMATION_CHANGE_NOTED,
        subject=organization_id,
        data={"organization_id": organization_id},
        now=work.now,
        trace=work.trace,
    )
