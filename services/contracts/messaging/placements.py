"""Applications that organizations received, and what came of them (MSG-13)."""

from __future__ import annotations

from marshmallow import fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, SeekerNumber, Strict, Whole
from services.contracts.messaging.allowance import WithAllowance
from services.contracts.messaging.words import SERVICE
from services.contracts.operations import Operation
from services.contracts.registry import CLASSES


class RecordApplicationRequest(Strict):
    """The seeker applied to the organization outside the site (MSG-13)."""

    conversation_id = Id(required=True)
    applied_on = Day(required=True)


class RecordAcceptanceRequest(Strict):
    """The organization accepted the application (求職受理, MSG-13)."""

    conversation_id = Id(required=True)
    accepted_on = Day(required=True)


class PlacementRecord(WithAllowance):
    """What is recorded of a conversation's application and acceptance."""

    conversation_id = Id(required=True)
    applied_on = Day(allow_none=True)
    accepted_on = Day(allow_none=True)


RECORD_APPLICATION = Operation(
    SERVICE, "record_application", RecordApplicationRequest(), PlacementRecord(), ORGANIZATION, changes=True
)
RECORD_ACCEPTANCE = Operation(
    SERVICE, "record_acceptance", RecordAcceptanceRequest(), PlacementRecord(), ORGANIZATION, changes=True
)


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


PLACEMENT_CHANGED = Event("placement_changed", 1, SERVICE, "state", PlacementChanged())
