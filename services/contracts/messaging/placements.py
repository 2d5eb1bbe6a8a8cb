"""Applications that organizations received, and what came of them (MSG-13)."""

from __future__ import annotations

from marshmallow import fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, SeekerNumber, Strict, Truth, Whole
from services.contracts.messaging.allowance import WithAllowance
from services.contracts.messaging.conversations import ConversationIdRequest
from services.contracts.messaging.words import (
    EMPLOYMENT_TERMS,
    PLACEMENT_RECORDS,
    REFUSAL_GROUNDS,
    SERVICE,
    TAKE_BACK_REASONS,
)
from services.contracts.operations import Operation
from services.contracts.registry import CLASSES

MOST_YEN = 100_000_000
"""More than any fee for one placement."""


class RecordApplicationRequest(Strict):
    """The seeker applied to the organization outside the site (MSG-13)."""

    conversation_id = Id(required=True)
    applied_on = Day(required=True)


class RecordAcceptanceRequest(Strict):
    """The organization accepted the application (求職受理, MSG-13).

    `charges`: whether charges for the placement arise for the seeker, which must have been explained before (MSG-10).
    """

    conversation_id = Id(required=True)
    accepted_on = Day(required=True)
    charges = Truth(load_default=False)


class RecordRefusalRequest(Strict):
    """The organization did not accept the application, which every organization must (MSG-13)."""

    conversation_id = Id(required=True)
    refused_on = Day(required=True)
    ground = fields.String(required=True, validate=validate.OneOf(REFUSAL_GROUNDS))


class TakeBackRecordRequest(Strict):
    """What was recorded by mistake is taken back, with the reason: of another seeker, or of what never happened (MSG-13)."""

    conversation_id = Id(required=True)
    record = fields.String(required=True, validate=validate.OneOf(PLACEMENT_RECORDS))
    reason = fields.String(required=True, validate=validate.OneOf(TAKE_BACK_REASONS))


class RecordResultRequest(Strict):
    """The whole of what came of an accepted application; it takes the place of what was recorded before (MSG-13).

    `employment_term` and `seasonal` go with a hire, and with nothing else. Fees in yen, of paid agencies alone; None: none taken.
    """

    conversation_id = Id(required=True)
    hired_on = Day(allow_none=True, load_default=None)
    employment_term = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(EMPLOYMENT_TERMS))
    seasonal = Truth(allow_none=True, load_default=None)
    fee_from_seeker = Whole(low=1, high=MOST_YEN, allow_none=True, load_default=None)
    fee_from_employer = Whole(low=1, high=MOST_YEN, allow_none=True, load_default=None)


class PlacementRecord(WithAllowance):
    """What is recorded of a conversation. `regular`: whether the hire is a regular placement (常用就職)."""

    conversation_id = Id(required=True)
    applied_on = Day(allow_none=True)
    accepted_on = Day(allow_none=True)
    charges = fields.Boolean(allow_none=True)
    refused_on = Day(allow_none=True)
    refusal_ground = fields.String(allow_none=True, validate=validate.OneOf(REFUSAL_GROUNDS))
    hired_on = Day(allow_none=True)
    employment_term = fields.String(allow_none=True, validate=validate.OneOf(EMPLOYMENT_TERMS))
    seasonal = fields.Boolean(allow_none=True)
    regular = fields.Boolean(allow_none=True)
    fee_from_seeker = fields.Integer(allow_none=True)
    fee_from_employer = fields.Integer(allow_none=True)


RECORD_APPLICATION = Operation(
    SERVICE, "record_application", RecordApplicationRequest(), PlacementRecord(), ORGANIZATION, changes=True
)
RECORD_ACCEPTANCE = Operation(
    SERVICE, "record_acceptance", RecordAcceptanceRequest(), PlacementRecord(), ORGANIZATION, changes=True
)
RECORD_REFUSAL = Operation(
    SERVICE, "record_refusal", RecordRefusalRequest(), PlacementRecord(), ORGANIZATION, changes=True
)
RECORD_RESULT = Operation(
    SERVICE, "record_result", RecordResultRequest(), PlacementRecord(), ORGANIZATION, changes=True
)
TAKE_BACK_RECORD = Operation(
    SERVICE, "take_back_record", TakeBackRecordRequest(), PlacementRecord(), ORGANIZATION, changes=True
)
SHOW_PLACEMENT = Operation(SERVICE, "show_placement", ConversationIdRequest(), PlacementRecord(), ORGANIZATION)


class PlacementChanged(Strict):
    """Application received, its acceptance and its result, as the organization recorded them: state of the conversation (MSG-13).

    From `refused_on` on, members may be absent in events of before they were told. Fees in yen.
    """

    conversation_id = Id(required=True)
    version = Whole(low=1, required=True)
    organization_id = Id(required=True)
    organization_class = fields.String(required=True, validate=validate.OneOf(CLASSES))
    seeker_number = SeekerNumber(required=True)
    applied_on = Day(allow_none=True, required=True)
    accepted_on = Day(allow_none=True, required=True)
    recorded_at = Instant(required=True)
    day = Day(required=True)
    refused_on = Day(allow_none=True, load_default=None)
    hired_on = Day(allow_none=True, load_default=None)
    regular = Truth(allow_none=True, load_default=None)
    fee_from_seeker = Whole(low=1, high=MOST_YEN, allow_none=True, load_default=None)
    fee_from_employer = Whole(low=1, high=MOST_YEN, allow_none=True, load_default=None)


class ApplicationRefused(Strict):
    """An organization did not accept an application: compliance opens a case (MSG-13)."""

    conversation_id = Id(required=True)
    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    refused_on = Day(required=True)
    ground = fields.String(required=True, validate=validate.OneOf(REFUSAL_GROUNDS))
    recorded_at = Instant(required=True)


class RefusalCorrected(Strict):
    """A refusal that was told before was recorded otherwise, or taken back: compliance puts it into the refusal's case (MSG-13).

    `refused_on` and `ground`: as they stand now; None where it was taken back, for a `reason`.
    """

    conversation_id = Id(required=True)
    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    refused_on = Day(required=True, allow_none=True)
    ground = fields.String(required=True, allow_none=True, validate=validate.OneOf(REFUSAL_GROUNDS))
    reason = fields.String(required=True, allow_none=True, validate=validate.OneOf(TAKE_BACK_REASONS))
    recorded_at = Instant(required=True)


class UnexplainedFeeRecorded(Strict):
    """A fee was taken from a seeker though no explanation before the acceptance is on record: compliance opens a case (MSG-10)."""

    conversation_id = Id(required=True)
    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    accepted_on = Day(required=True)
    recorded_at = Instant(required=True)


UNEXPLAINED_FEE_RECORDED = Event("unexplained_fee_recorded", 1, SERVICE, "fact", UnexplainedFeeRecorded())
APPLICATION_REFUSED = Event("application_refused", 1, SERVICE, "fact", ApplicationRefused())
REFUSAL_CORRECTED = Event("refusal_corrected", 1, SERVICE, "fact", RefusalCorrected())
PLACEMENT_CHANGED = Event("placement_changed", 1, SERVICE, "state", PlacementChanged())
