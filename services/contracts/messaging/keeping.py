"""Messages as staff read them in an open case: every one as it was sent (MSG-14)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.fields import Day, Id, Instant, SeekerNumber, Strict, Whole
from services.contracts.messaging.words import MESSAGE_KINDS, MESSAGE_STATES, REPORT_REASONS, SERVICE
from services.contracts.operations import Operation


class ListConversationsInCaseRequest(Strict):
    """The conversations of the organization that a case is about; with one seeker alone where one is named."""

    case_id = Id(required=True)
    seeker_number = SeekerNumber(allow_none=True, load_default=None)
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class ReadConversationInCaseRequest(Strict):
    """Names a case and a conversation of its organization."""

    case_id = Id(required=True)
    conversation_id = Id(required=True)


class KeptConversation(Schema):
    """A conversation as staff see it. `erased_at`: its messages were erased when their time was over."""

    conversation_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    started_on = Day(required=True)
    open_until = Day(required=True)
    last_message_at = Instant(required=True)
    deleted_at = Instant(required=True, allow_none=True)
    erased_at = Instant(required=True, allow_none=True)


class KeptConversationList(Schema):
    """A page of conversations; `next` is None on the last one."""

    conversations = fields.List(fields.Nested(KeptConversation), required=True)
    next = Id(allow_none=True, required=True)


class KeptMessage(Schema):
    """A message as it was sent, with what has become of it, and whether its seeker has reported it (MSG-9)."""

    message_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(MESSAGE_KINDS))
    sent_at = Instant(required=True)
    state = fields.String(required=True, validate=validate.OneOf(MESSAGE_STATES))
    read_at = Instant(required=True, allow_none=True)
    blocked_at = Instant(required=True, allow_none=True)
    reported_at = Instant(required=True, allow_none=True)
    report_reason = fields.String(required=True, allow_none=True, validate=validate.OneOf(REPORT_REASONS))
    body = fields.String(required=True)


class KeptConversationWhole(KeptConversation):
    """A conversation with all its messages, oldest first."""

    messages = fields.List(fields.Nested(KeptMessage), required=True)


READERS_IN_CASES = frozenset({Role.BUREAU_STAFF, Role.OPERATIONS})
"""Who reads messages in a case: the competent bureau, and operations; nobody outside one."""

LIST_CONVERSATIONS_IN_CASE = Operation(
    SERVICE,
    "list_conversations_in_case",
    ListConversationsInCaseRequest(),
    KeptConversationList(),
    READERS_IN_CASES,
)
READ_CONVERSATION_IN_CASE = Operation(
    SERVICE,
    "read_conversation_in_case",
    ReadConversationInCaseRequest(),
    KeptConversationWhole(),
    READERS_IN_CASES,
)
