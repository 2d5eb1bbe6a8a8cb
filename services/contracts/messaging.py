"""What messaging answers and tells: guidance, questions and answers, blocks, applications and acceptances."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION, Role
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, SeekerNumber, Strict, Text, Truth, Whole
from services.contracts.operations import Operation
from services.contracts.registry import CLASSES, Nothing

SERVICE = "messaging"

MESSAGE_KINDS = {
    "guidance": "利用案内",
    "question": "求職者からのメッセージ",
    "reply": "利用団体からの返信",
}
MESSAGE_STATES = {"queued": "送信待ち", "delivered": "配信済み", "read": "既読", "blocked": "受信拒否"}
GUIDANCE_RESULTS = {
    "sent": "送信しました。",
    "already_guided": "すでに利用案内を送信しています。",
    "blocked_by_seeker": "求職者が受信を拒否しています。",
    "seeker_not_available": "求職情報は現在提供されていません。",
    "daily_cap_reached": "本日送信できる件数の上限に達しました。",
    "given_twice": "同じ求職者が二度指定されています。",
}


class SendGuidanceRequest(Strict):
    """Guidance to one or several seekers (MSG-1). Its text is made by the system (MSG-2)."""

    seeker_numbers = fields.List(SeekerNumber(), required=True, validate=validate.Length(min=1, max=1_000))


class DispatchAllowance(Schema):
    """What is left of the day's dispatches, and when the count opens again (MSG-4)."""

    limit = fields.Integer(required=True)
    used = fields.Integer(required=True)
    remaining = fields.Integer(required=True)
    day = Day(required=True)
    opens_again_at = Instant(required=True)


class GuidanceResult(Schema):
    """What became of the guidance to one seeker; `conversation_id` where one exists."""

    seeker_number = SeekerNumber(required=True)
    result = fields.String(required=True, validate=validate.OneOf(GUIDANCE_RESULTS))
    conversation_id = Id(allow_none=True)


class SendGuidanceAnswer(Schema):
    """A result a seeker, in the order asked, and the allowance after it."""

    results = fields.List(fields.Nested(GuidanceResult), required=True)
    sent = fields.Integer(required=True)
    allowance = fields.Nested(DispatchAllowance, required=True)


class PreviewGuidanceAnswer(Schema):
    """Exactly what a seeker would get."""

    body = fields.String(required=True)


class ListConversationsRequest(Strict):
    """The caller's own conversations, newest activity first."""

    limit = Whole(low=1, high=100, load_default=20)
    cursor = Text(longest=100, allow_none=True, load_default=None)
    unread_only = Truth(load_default=False)


class ConversationSummary(Schema):
    """A conversation as its list shows it; `counterpart` is the seeker number or the organization's name.

    `open_until`: the last day on which the organization may use it (MSG-12).
    """

    conversation_id = Id(required=True)
    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    counterpart = fields.String(required=True)
    last_message_at = Instant(required=True)
    unread = fields.Integer(required=True)
    blocked = fields.Boolean(required=True)
    open_until = Day(required=True)
    applied_on = Day(allow_none=True)
    accepted_on = Day(allow_none=True)


class ConversationList(Schema):
    """A page of conversations; `cursor` is None on the last one."""

    conversations = fields.List(fields.Nested(ConversationSummary), required=True)
    cursor = fields.String(allow_none=True)


class ConversationIdRequest(Strict):
    """Names a conversation of the caller's own."""

    conversation_id = Id(required=True)


class Message(Schema):
    """A message as it was sent (MSG-14)."""

    message_id = Id(required=True)
    kind = fields.String(required=True)
    sent_at = Instant(required=True)
    state = fields.String(required=True)
    body = fields.String(required=True)


class Conversation(ConversationSummary):
    """A conversation with its messages, oldest first. Reading it marks the other side's messages as read.

    An organization gets no message from before a block, and none after `open_until`: they are kept, closed to it (MSG-11).
    """

    messages = fields.List(fields.Nested(Message), required=True)


class WriteMessageRequest(Strict):
    """A seeker's question or an organization's reply (MSG-6)."""

    conversation_id = Id(required=True)
    body = Text(longest=4_000, shortest=1, lines=True, required=True)


class MessageWritten(Schema):
    """The message, and for organizations the allowance after it."""

    message_id = Id(required=True)
    sent_at = Instant(required=True)
    allowance = fields.Nested(DispatchAllowance, allow_none=True)


class BlockRequest(Strict):
    """Names the organization to block or unblock (MSG-7)."""

    organization_id = Id(required=True)


class BlockState(Schema):
    """Whether the seeker blocks the organization now."""

    organization_id = Id(required=True)
    blocked = fields.Boolean(required=True)


class BlockedOrganization(Schema):
    """An organization that the seeker blocks now."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    blocked_at = Instant(required=True)


class BlockList(Schema):
    """The organizations that the seeker blocks now, the newest first (SEE-7)."""

    blocks = fields.List(fields.Nested(BlockedOrganization), required=True)


class RecordApplicationRequest(Strict):
    """The seeker applied to the organization outside the site (MSG-13)."""

    conversation_id = Id(required=True)
    applied_on = Day(required=True)


class RecordAcceptanceRequest(Strict):
    """The organization accepted the application (求職受理, MSG-13)."""

    conversation_id = Id(required=True)
    accepted_on = Day(required=True)


class PlacementRecord(Schema):
    """What is recorded of a conversation's application and acceptance."""

    conversation_id = Id(required=True)
    applied_on = Day(allow_none=True)
    accepted_on = Day(allow_none=True)


SEEKER = frozenset({Role.SEEKER})

PREVIEW_GUIDANCE = Operation(SERVICE, "preview_guidance", Nothing(), PreviewGuidanceAnswer(), ORGANIZATION)
SEND_GUIDANCE = Operation(
    SERVICE, "send_guidance", SendGuidanceRequest(), SendGuidanceAnswer(), ORGANIZATION, changes=True
)
SHOW_ALLOWANCE = Operation(SERVICE, "show_allowance", Nothing(), DispatchAllowance(), ORGANIZATION)
LIST_CONVERSATIONS = Operation(
    SERVICE, "list_conversations", ListConversationsRequest(), ConversationList(), ORGANIZATION | SEEKER
)
READ_CONVERSATION = Operation(
    SERVICE, "read_conversation", ConversationIdRequest(), Conversation(), ORGANIZATION | SEEKER, changes=True
)
ASK = Operation(SERVICE, "ask", WriteMessageRequest(), MessageWritten(), SEEKER, changes=True)
REPLY = Operation(SERVICE, "reply", WriteMessageRequest(), MessageWritten(), ORGANIZATION, changes=True)
BLOCK_ORGANIZATION = Operation(SERVICE, "block_organization", BlockRequest(), BlockState(), SEEKER, changes=True)
UNBLOCK_ORGANIZATION = Operation(SERVICE, "unblock_organization", BlockRequest(), BlockState(), SEEKER, changes=True)
LIST_BLOCKS = Operation(SERVICE, "list_blocks", Nothing(), BlockList(), SEEKER)
RECORD_APPLICATION = Operation(
    SERVICE, "record_application", RecordApplicationRequest(), PlacementRecord(), ORGANIZATION, changes=True
)
RECORD_ACCEPTANCE = Operation(
    SERVICE, "record_acceptance", RecordAcceptanceRequest(), PlacementRecord(), ORGANIZATION, changes=True
)


class MessageSent(Strict):
    """A message went into a conversation; its text stays in messaging."""

    message_id = Id(required=True)
    conversation_id = Id(required=True)
    organization_id = Id(required=True)
    organization_class = fields.String(required=True, validate=validate.OneOf(CLASSES))
    account_id = Id(allow_none=True, required=True)
    seeker_number = SeekerNumber(required=True)
    sent_at = Instant(required=True)
    day = Day(required=True)


class GuidanceSent(Strict):
    """Guidance went out, up to 200 seekers in one event; each is an acquisition of the record too (SRC-7)."""

    sent = fields.List(fields.Nested(MessageSent), required=True, validate=validate.Length(min=1, max=200))


class BlockChanged(Strict):
    """Whether a seeker blocks an organization: state of the pair, so that block and unblock can't be mixed up (MSG-7)."""

    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    version = Whole(low=1, required=True)
    blocked = Truth(required=True)
    changed_at = Instant(required=True)
    day = Day(required=True)


class PlacementChanged(Strict):
    """Application received and its acceptance, as the organization recorded them: state of the conversation (MSG-13)."""

    conversation_id = Id(required=True)
    version = Whole(low=1, required=True)
    organization_id = Id(required=True)
    organization_class = fields.String(required=True, validate=validate.OneOf(CLASSES))
    seeker_number = SeekerNumber(required=True)
    applied_on = Day(allow_none=True, required=True)
    accepted_on = Day(allow_none=True, required=True)
    recorded_at = Instant(required=True)
    day = Day(required=True)


GUIDANCE_SENT = Event("guidance_sent", 1, SERVICE, "fact", GuidanceSent())
QUESTION_ASKED = Event("question_asked", 1, SERVICE, "fact", MessageSent())
REPLY_SENT = Event("reply_sent", 1, SERVICE, "fact", MessageSent())
BLOCK_CHANGED = Event("block_changed", 1, SERVICE, "state", BlockChanged())
PLACEMENT_CHANGED = Event("placement_changed", 1, SERVICE, "state", PlacementChanged())
