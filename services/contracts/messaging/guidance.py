"""Guidance (利用案内) and the day's allowance of dispatches (MSG-1, MSG-2, MSG-4)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Nothing, SeekerNumber, Strict, Truth
from services.contracts.messaging.allowance import DispatchAllowance, WithAllowance
from services.contracts.messaging.words import GUIDANCE_RESULTS, SERVICE
from services.contracts.operations import Operation
from services.contracts.registry import CLASSES


class SendGuidanceRequest(Strict):
    """Guidance to one or several seekers (MSG-1). Its text is made by the system (MSG-2)."""

    seeker_numbers = fields.List(SeekerNumber(), required=True, validate=validate.Length(min=1, max=1_000))


class GuidanceResult(Schema):
    """What became of the guidance to one seeker; `conversation_id` where one exists."""

    seeker_number = SeekerNumber(required=True)
    result = fields.String(required=True, validate=validate.OneOf(GUIDANCE_RESULTS))
    conversation_id = Id(allow_none=True)


class SendGuidanceAnswer(WithAllowance):
    """A result a seeker, in the order asked, and the allowance after it."""

    results = fields.List(fields.Nested(GuidanceResult), required=True)
    sent = fields.Integer(required=True)


class PreviewGuidanceAnswer(WithAllowance):
    """Exactly what a seeker would get."""

    body = fields.String(required=True)


PREVIEW_GUIDANCE = Operation(SERVICE, "preview_guidance", Nothing(), PreviewGuidanceAnswer(), ORGANIZATION)
SEND_GUIDANCE = Operation(
    SERVICE, "send_guidance", SendGuidanceRequest(), SendGuidanceAnswer(), ORGANIZATION, changes=True
)
SHOW_ALLOWANCE = Operation(SERVICE, "show_allowance", Nothing(), DispatchAllowance(), ORGANIZATION)


class MessageSent(Strict):
    """A message went into a conversation; its text stays in messaging.

    `already_waiting`: whether the receiver had not yet read an earlier one there, and so knows that something waits (MSG-6).
    """

    message_id = Id(required=True)
    conversation_id = Id(required=True)
    organization_id = Id(required=True)
    organization_class = fields.String(required=True, validate=validate.OneOf(CLASSES))
    account_id = Id(allow_none=True, required=True)
    seeker_number = SeekerNumber(required=True)
    sent_at = Instant(required=True)
    day = Day(required=True)
    already_waiting = Truth(load_default=False)


class GuidanceSent(Strict):
    """Guidance went out, up to 200 seekers in one event; each is an acquisition of the record too (SRC-7)."""

    sent = fields.List(fields.Nested(MessageSent), required=True, validate=validate.Length(min=1, max=200))


GUIDANCE_SENT = Event("guidance_sent", 1, SERVICE, "fact", GuidanceSent())
