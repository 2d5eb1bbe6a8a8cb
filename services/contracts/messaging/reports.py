"""Messages that seekers report to the bureau by one click (MSG-9)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Strict
from services.contracts.messaging.words import REPORT_REASONS, SEEKER, SERVICE
from services.contracts.operations import Operation
from services.contracts.registry import CLASSES

_REASON = validate.OneOf(REPORT_REASONS)


class ReportMessageRequest(Strict):
    """A message of the organization's in the seeker's own conversation. The reason may be left out."""

    conversation_id = Id(required=True)
    message_id = Id(required=True)
    reason = fields.String(allow_none=True, load_default=None, validate=_REASON)


class MessageReport(Schema):
    """The report as it was received: the first one, where the message was reported before."""

    message_id = Id(required=True)
    reported_at = Instant(required=True)
    reason = fields.String(required=True, allow_none=True, validate=_REASON)


REPORT_MESSAGE = Operation(SERVICE, "report_message", ReportMessageRequest(), MessageReport(), SEEKER, changes=True)


class MessageReported(Strict):
    """A seeker reported a message; who it was is messaging's to know, and text there is none.

    `day` of the report; `message_day` of the message, which is when the organization did what is reported: versions before leave
    it out.
    """

    message_id = Id(required=True)
    conversation_id = Id(required=True)
    organization_id = Id(required=True)
    organization_class = fields.String(required=True, validate=validate.OneOf(CLASSES))
    reason = fields.String(required=True, allow_none=True, validate=_REASON)
    reported_at = Instant(required=True)
    day = Day(required=True)
    message_day = Day(allow_none=True, load_default=None)


MESSAGE_REPORTED = Event("message_reported", 1, SERVICE, "fact", MessageReported())
