"""Each side's overview of its own conversations: lists, search, what waits, and what it notes for itself (MSG-6)."""

from __future__ import annotations

from dataclasses import replace

from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import conversations, listing, searching
from services.messaging.storage.conversations import ConversationRow
from services.messaging.storage.listing import CursorInvalid, Wanted
from services.messaging.usecases.conversations import own_conversation, side_of
from services.runtime.refusal import Refusal
from services.runtime.work import Work

FOLDED_AT_ONCE = 1_000
"""Texts that a run of the duty makes searchable at most."""


def list_conversations(
    work: Work, *, limit: int, cursor: str | None, unread_only: bool, sort: str, archived: bool, words: str
) -> tuple[list[ConversationRow], str | None]:
    """The caller's conversations in or outside the archive, and the cursor of the next page.

    An organization that is suspended, or that seeker information is closed to, finds by it what it still has to report (MSG-13):
    numbers and days, no message and no record; its search looks at numbers alone, as a word found would tell of a message.
    """
    side = side_of(work, reporting=True)
    wanted = Wanted(limit, sort, cursor, unread_only, archived, searching.words_of(words))
    try:
        return listing.page(work.connection, side, wanted, work.now)
    except CursorInvalid:
        raise Refusal(MessagingReason.STALE_CURSOR, "/cursor") from None


def show_unread(work: Work) -> tuple[int, int]:
    """In how many conversations something waits for the caller, and how many messages; those in the archive left out."""
    return listing.unread_in_all(work.connection, side_of(work))


def mark_unread(work: Work, conversation_id: str, *, unread: bool) -> ConversationRow:
    """Hold a conversation for unread until it is opened again, or no longer: a note of the caller's own side.

    It changes nothing of what the other side is told: what was read stays read.
    """
    side = side_of(work)
    conversation = own_conversation(work, conversation_id, side)
    if conversation.marked_unread != unread:
        conversations.mark(work.connection, conversation_id, side, "marked_at", work.now if unread else None)
    return replace(conversation, marked_unread=unread)


def archive(work: Work, conversation_id: str, *, archived: bool) -> ConversationRow:
    """Put a conversation away or take it back, for the caller's own side; whatever is written later brings it back.

    Right under concurrency: the conversation's lock lets a message come before, which stays in sight as it is later than
    the request, or after, which takes the conversation out again.
    """
    side = side_of(work)
    conversation = own_conversation(work, conversation_id, side)
    if conversation.archived == archived:
        return conversation
    conversations.mark(work.connection, conversation_id, side, "archived_at", work.now if archived else None)
    return own_conversation(work, conversation_id, side)


def fold_the_unfolded(work: Work) -> int:
    """Make searchable what a version before search has written; answers how many texts were."""
    return searching.fold_the_unfolded(work.connection, FOLDED_AT_ONCE)
