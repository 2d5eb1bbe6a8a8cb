"""Conversations: questions and answers, each side with its own read state (MSG-6, MSG-14)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Nothing, SeekerNumber, Strict, Text, Truth, Whole
from services.contracts.messaging.allowance import WithAllowance
from services.contracts.messaging.guidance import MessageSent
from services.contracts.messaging.texts import LONGEST_MESSAGE
from services.contracts.messaging.words import (
    CONVERSATION_ORDERS,
    MESSAGE_KINDS,
    MESSAGE_STATES,
    READERS,
    SEEKER,
    SERVICE,
)
from services.contracts.operations import Operation


class ListConversationsRequest(Strict):
    """The caller's own conversations, what waits to be read first, unless another order is asked for.

    `words`: all of them are to be found in the number or name of the other side, or in what the caller may read.
    """

    limit = Whole(low=1, high=100, load_default=20)
    cursor = Text(longest=200, allow_none=True, load_default=None)
    sort = fields.String(validate=validate.OneOf(CONVERSATION_ORDERS), load_default="unread_first")
    unread_only = Truth(load_default=False)
    archived = Truth(load_default=False)
    words = Text(longest=100, load_default="")


class ConversationSummary(Schema):
    """A conversation as its list shows it; `counterpart` is the seeker number or the organization's name.

    `organization_reads`: whether the organization can read what is written now; a suspended one reads it when it is resumed.
    `open_until`: the last day on which the organization may use it (MSG-12). `marked_unread` and `archived` are the caller's
    own side's notes, which the other side is not told.
    """

    conversation_id = Id(required=True)
    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    counterpart = fields.String(required=True)
    organization_reads = fields.String(required=True, validate=validate.OneOf(READERS))
    last_message_at = Instant(required=True)
    unread = fields.Integer(required=True)
    marked_unread = fields.Boolean(required=True)
    archived = fields.Boolean(required=True)
    blocked = fields.Boolean(required=True)
    open_until = Day(required=True)
    applied_on = Day(allow_none=True)
    accepted_on = Day(allow_none=True)


class ConversationList(WithAllowance):
    """A page of conversations; `cursor` is None on the last one."""

    conversations = fields.List(fields.Nested(ConversationSummary), required=True)
    cursor = fields.String(allow_none=True)


class UnreadTotals(WithAllowance):
    """In how many conversations outside the archive something waits for the caller, and how many messages do."""

    conversations = fields.Integer(required=True)
    messages = fields.Integer(required=True)


class ConversationNoted(ConversationSummary, WithAllowance):
    """The conversation after what the caller noted of it for its own side."""


class ConversationIdRequest(Strict):
    """Names a conversation of the caller's own."""

    conversation_id = Id(required=True)


class Message(Schema):
    """A message as it was sent (MSG-14).

    `reported_at`: when the seeker reported it (MSG-9), told to the seeker alone. `template_id`: of the own text beside it
    (MSG-2), told to its organization alone.
    """

    message_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(MESSAGE_KINDS))
    sent_at = Instant(required=True)
    state = fields.String(required=True, validate=validate.OneOf(MESSAGE_STATES))
    reported_at = Instant(allow_none=True)
    body = fields.String(required=True)
    template_id = Id(allow_none=True)


class Conversation(ConversationSummary, WithAllowance):
    """A conversation with its messages, oldest first. Reading it marks the other side's messages as read.

    An organization gets no message from before a block, and none after `open_until`: they are kept, closed to it (MSG-11).
    """

    messages = fields.List(fields.Nested(Message), required=True)


class WriteMessageRequest(Strict):
    """A seeker's question or an organization's reply (MSG-6)."""

    conversation_id = Id(required=True)
    body = Text(longest=LONGEST_MESSAGE, shortest=1, lines=True, required=True)


class MessageWritten(WithAllowance):
    """The message, and for organizations the allowance after it."""

    message_id = Id(required=True)
    sent_at = Instant(required=True)


LIST_CONVERSATIONS = Operation(
    SERVICE, "list_conversations", ListConversationsRequest(), ConversationList(), ORGANIZATION | SEEKER
)
SHOW_UNREAD = Operation(SERVICE, "show_unread", Nothing(), UnreadTotals(), ORGANIZATION | SEEKER)
MARK_UNREAD = Operation(
    SERVICE, "mark_unread", ConversationIdRequest(), ConversationNoted(), ORGANIZATION | SEEKER, changes=True
)
UNMARK_UNREAD = Operation(
    SERVICE, "unmark_unread", ConversationIdRequest(), ConversationNoted(), ORGANIZATION | SEEKER, changes=True
)
ARCHIVE_CONVERSATION = Operation(
    SERVICE, "archive_conversation", ConversationIdRequest(), ConversationNoted(), ORGANIZATION | SEEKER, changes=True
)
RESTORE_CONVERSATION = Operation(
    SERVICE, "restore_conversation", ConversationIdRequest(), ConversationNoted(), ORGANIZATION | SEEKER, changes=True
)
READ_CONVERSATION = Operation(
    SERVICE, "read_conversation", ConversationIdRequest(), Conversation(), ORGANIZATION | SEEKER, changes=True
)
ASK = Operation(SERVICE, "ask", WriteMessageRequest(), MessageWritten(), SEEKER, changes=True)
REPLY = Operation(SERVICE, "reply", WriteMessageRequest(), MessageWritten(), ORGANIZATION, changes=True)

QUESTION_ASKED = Event("question_asked", 1, SERVICE, "fact", MessageSent())
REPLY_SENT = Event("reply_sent", 1, SERVICE, "fact", MessageSent())
