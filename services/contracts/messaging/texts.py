"""Texts looked at before they are sent, and what organizations tried to send that asks for personal data (MSG-8)."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Strict, Text
from services.contracts.messaging.allowance import WithAllowance
from services.contracts.messaging.words import SEEKER, SERVICE
from services.contracts.operations import Operation

LONGEST_MESSAGE = 4_000
"""Characters of a message (MSG-6)."""


class CheckMessageRequest(Strict):
    """A text as the caller would send it."""

    body = Text(longest=LONGEST_MESSAGE, shortest=1, lines=True, required=True)


class FoundPlace(Schema):
    """A half-open place of the text, in UTF-16 code units as JavaScript counts them, without blanks at its borders.

    `kind` of personal data, `demand`, or what is wrong with the characters; `label` is its Japanese name.
    """

    kind = fields.String(required=True)
    label = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class CheckedMessage(WithAllowance):
    """Whether the text could be sent as far as it is looked at, and the places that stand against it."""

    acceptable = fields.Boolean(required=True)
    found = fields.List(fields.Nested(FoundPlace), required=True)


CHECK_MESSAGE = Operation(SERVICE, "check_message", CheckMessageRequest(), CheckedMessage(), ORGANIZATION | SEEKER)


class DemandRefused(Strict):
    """An organization's text was refused because it asks for personal data; its text is kept nowhere (MSG-8).

    `demand_id` is the same for a request that is repeated; `conversation_id` None for a text to several seekers.
    """

    demand_id = Id(required=True)
    organization_id = Id(required=True)
    conversation_id = Id(allow_none=True, required=True)
    account_id = Id(allow_none=True, required=True)
    refused_at = Instant(required=True)
    day = Day(required=True)


DEMAND_REFUSED = Event("demand_refused", 1, SERVICE, "fact", DemandRefused())
