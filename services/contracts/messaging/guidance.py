"""Guidance (利用案内) and the day's allowance of dispatches (MSG-1, MSG-2, MSG-4)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.audit import ByWhom
from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Nothing, SeekerNumber, Strict, Truth, Whole
from services.contracts.messaging.allowance import DispatchAllowance, WithAllowance
from services.contracts.messaging.words import GUIDANCE_RESULTS, SERVICE
from services.contracts.operations import Operation
from services.contracts.registry import CLASSES


class ChosenTemplate(Strict):
    """A template of the organization's own, in the version that it was shown, so that nothing else is sent than was seen."""

    template_id = Id(required=True)
    version = Whole(low=1, required=True)


class SendGuidanceRequest(Strict):
    """Guidance to one or several seekers (MSG-1). Its text is made by the system; a setting allows an own one beside (MSG-2)."""

    seeker_numbers = fields.List(SeekerNumber(), required=True, validate=validate.Length(min=1, max=1_000))
    template = fields.Nested(ChosenTemplate(), allow_none=True, load_default=None)


class PreviewToSeekerRequest(Strict):
    """Names the seeker, and the template whose text would stand beside."""

    seeker_number = SeekerNumber(required=True)
    template_id = Id(allow_none=True, load_default=None)


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


class GuidancePreview(GuidanceResult, WithAllowance):
    """Exactly what this seeker would get now, and what would become of it; nothing is sent and nothing used up.

    `template_version` is to be named when the guidance is sent.
    """

    body = fields.String(required=True)
    template_version = fields.Integer(allow_none=True)


PREVIEW_GUIDANCE = Operation(SERVICE, "preview_guidance", Nothing(), PreviewGuidanceAnswer(), ORGANIZATION)
PREVIEW_GUIDANCE_TO_SEEKER = Operation(
    SERVICE, "preview_guidance_to_seeker", PreviewToSeekerRequest(), GuidancePreview(), ORGANIZATION
)
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


class GuidanceSent(ByWhom):
    """Guidance of one account went out, up to 200 seekers in one event; each is an acquisition of the record too (SRC-7)."""

    sent = fields.List(fields.Nested(MessageSent), required=True, validate=validate.Length(min=1, max=200))


GUIDANCE_SENT = Event("guidance_sent", 1, SERVICE, "fact", GuidanceSent())
