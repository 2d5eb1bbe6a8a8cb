"""Changes of mandatory information, told to every open conversation (MSG-3)."""

from __future__ import annotations

from marshmallow import fields, validate

from services.contracts.events import Event
from services.contracts.fields import Id, Strict
from services.contracts.messaging.guidance import MessageSent
from services.contracts.messaging.words import SERVICE


class InformationChangeNoted(Strict):
    """A change is noted and not told to all open conversations of an organization; messaging's word to itself."""

    organization_id = Id(required=True)


class InformationChangeSent(Strict):
    """A change was told to seekers, up to 200 in one event; no dispatch (MSG-4) and no acquisition (SRC-7)."""

    sent = fields.List(fields.Nested(MessageSent), required=True, validate=validate.Length(min=1, max=200))


INFORMATION_CHANGE_NOTED = Event("information_change_noted", 1, SERVICE, "fact", InformationChangeNoted())
INFORMATION_CHANGE_SENT = Event("information_change_sent", 1, SERVICE, "fact", InformationChangeSent())
