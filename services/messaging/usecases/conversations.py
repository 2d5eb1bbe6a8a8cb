"""Conversations: each side reads its own; seekers ask, organizations reply (MSG-1, MSG-6, MSG-14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Any

from services.contracts.caller import Role
from services.contracts.events import Event
from services.contracts.messaging import QUESTION_ASKED, REPLY_SENT
from services.messaging.domain.dispatch import Allowance, DispatchSettings
from services.messaging.domain.reading import Reading, organization_reads
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import conversations, dispatch
from services.messaging.storage.conversations import ConversationRow, MessageRow, Side
from services.messaging.storage.searching import searchable
from services.messaging.usecases.guidance import allowance, cap_reached, lock_count, message_sent
from services.messaging.usecases.standing import acting_organization, reporting_organization
from services.messaging.usecases.texts import CheckedText
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def side_of(work: Work, *, reporting: bool = False) -> Side:
    """The caller's side of conversations. An organization must be one that may see seekers (AUT-9), or `reporting` is enough."""
    if work.caller.role is Role.SEEKER:
        return Side(None, work.caller.seeker_number, work.today)
    if not reporting:
        return Side(acting_organization(work, changes=False).organization_id, None, work.today)
    organization = reporting_organization(work, changes=False)
    reads = organization_reads(organization.standing, organization.services) is Reading.READS
    return Side(organization.organization_id, None, work.today, reads=reads)


def own_conversation(work: Work, conversation_id: str, side: Side) -> ConversationRow:
    """A conversation of the side's own, locked; other people's do not exist for it."""
    found = conversations.lock(work.connection, conversation_id, side)
    if found is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/conversation_id")
    return found


def read_conversation(work: Work, conversation_id: str) -> tuple[ConversationRow, Sequence[MessageRow]]:
    """A conversation with the messages that the caller may read, which it has then read (MSG-14).

    What is read once stays read for the other side, whatever the reader notes for itself afterwards.
    An organization gets none of what a seeker's block or the end of the period has closed to it (MSG-11, MSG-12).
    """
    side = side_of(work)
    conversation = own_conversation(work, conversation_id, side)
    found = conversations.messages_of(work.connection, conversation_id, side)
    read = conversations.mark_read(work.connection, [message.message_id for message in found], side, work.now)
    if read or conversation.marked_unread:
        conversations.note_reading(work.connection, conversation_id, side, work.now)
    messages = [replace(message, read_at=work.now) if message.message_id in read else message for message in found]
    if side.organization_id is None:  # which template a text was made from is the organization's own business (MSG-2)
        messages = [replace(message, template_id=None) for message in messages]
    else:  # who reported what is between the seeker and the bureau (MSG-9)
        messages = [replace(message, reported_at=None, report_reason=None) for message in messages]
    return replace(conversation, unread=0, marked_unread=False), messages


def ask(work: Work, conversation_id: str, body: CheckedText) -> str:
    """A seeker's message to the organization, without a name (MSG-6); answers its ID.

    Refused while the seeker blocks it, and where it would never read it; a suspended one reads it when it is resumed.
    """
    side = side_of(work)
    conversation = own_conversation(work, conversation_id, side)
    still_open(work, conversation)
    return write_message(work, conversation, "question", body.text, QUESTION_ASKED)


def reply(work: Work, conversation_id: str, body: CheckedText, settings: DispatchSettings) -> tuple[str, Allowance]:
    """An organization's reply to a seeker who has written; counts as a dispatch (MSG-1, MSG-4, MSG-7).

    Answers the message's ID and the allowance after it. Locks as `send_guidance` does, for the same reasons.
    """
    organization = acting_organization(work, changes=True)
    used = lock_count(work, organization, settings)
    conversation = own_conversation(work, conversation_id, Side(organization.organization_id, None, work.today))
    still_open(work, conversation)
    if not conversations.has_question(work.connection, conversation_id):
        raise Refusal(MessagingReason.NOTHING_TO_REPLY_TO, "/conversation_id")
    before = allowance(work, used, settings)
    if before.remaining == 0:
        raise cap_reached(before)
    dispatch.count(work.connection, organization.organization_id, work.today, 1)
    return write_message(work, conversation, "reply", body.text, REPLY_SENT), allowance(work, used + 1, settings)


def not_open(work: Work, conversation: ConversationRow) -> MessagingReason | None:
    """A conversation goes on until a block or the end of MSG-12, whatever becomes of the seeker's choice (SEE-4)."""
    from_seeker = work.caller.role is Role.SEEKER
    if conversation.blocked:
        return MessagingReason.ORGANIZATION_BLOCKED if from_seeker else MessagingReason.BLOCKED_BY_SEEKER
    reads = organization_reads(conversation.organization_standing, conversation.organization_services)
    if from_seeker and reads is Reading.ENDED:
        return MessagingReason.ORGANIZATION_READS_NO_MORE
    return MessagingReason.CONVERSATION_CLOSED if work.today > conversation.open_until else None


def still_open(work: Work, conversation: ConversationRow) -> None:
    """Refuses what would be written into a conversation that `not_open` gives a reason for."""
    if (reason := not_open(work, conversation)) is not None:
        raise Refusal(reason, "/conversation_id")


def write_message(
    work: Work,
    conversation: ConversationRow,
    kind: str,
    body: str,
    event: Event,
    told: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """Write a message into a conversation, whose lock the caller holds, and tell of it by an event; answers its ID.

    `told`: what the event says beside who wrote to whom.
    """
    message_id = new_id()
    from_seeker = kind in conversations.FROM_SEEKER
    find = conversations.waiting_for_organization if from_seeker else conversations.waiting_for_seekers
    waiting = find(work.connection, [conversation.conversation_id])
    conversations.add_message(
        work.connection,
        {
            "message_id": message_id,
            "conversation_id": conversation.conversation_id,
            "kind": kind,
            "account_id": work.caller.account_id,
            "body": body,
            "sent_at": work.now,
            "day": work.today,
            **searchable(conversation.organization_id, body),
        },
    )
    publish(
        work.connection,
        event,
        subject=conversation.conversation_id,
        data={**message_sent(work, message_id, asdict(conversation), waiting), **told},
        now=work.now,
        trace=work.trace,
    )
    return message_id
