"""Job seekers: the own registration on My Page, and the provided state that others follow (SEE)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Nothing, SeekerNumber, Strict, Truth, Whole, code
from services.contracts.operations import Operation
from services.contracts.registry.words import CLASSES, PROVISION_CHOICES, SERVICE
from services.contracts.seeker_record import SeekerRecord


class ChangeProvisionChoiceRequest(Strict):
    """The seeker's choice, with effect at once (SEE-4)."""

    provision_choice = fields.String(required=True, validate=validate.OneOf(PROVISION_CHOICES))


class MyRecord(Schema):
    """What a seeker sees of the own registration on My Page (SEE-7)."""

    seeker_number = SeekerNumber(required=True)
    provision_choice = fields.String(required=True)
    provided_to = fields.List(fields.String(), required=True)
    valid_until = Day(required=True)
    record = fields.Nested(SeekerRecord, required=True)


SHOW_MY_RECORD = Operation(SERVICE, "show_my_record", Nothing(), MyRecord(), frozenset({Role.SEEKER}))
CHANGE_PROVISION_CHOICE = Operation(
    SERVICE,
    "change_provision_choice",
    ChangeProvisionChoiceRequest(),
    MyRecord(),
    frozenset({Role.SEEKER}),
    changes=True,
)


class SeekerState(Strict):
    """The whole provided state of one seeker. `record` is None when nobody may see it (SEE-4).

    `provided_to`: the classes of organization that may find the seeker now: a valid application, a My Page, consent
    and the provision choice taken together; after `valid_until` nobody may, whatever it says (SEE-6).
    """

    seeker_number = SeekerNumber(required=True)
    version = Whole(low=1, required=True)
    application_id = Id(required=True)
    office_code = code(required=True)
    bureau_code = code(required=True)
    provision_choice = fields.String(required=True, validate=validate.OneOf(PROVISION_CHOICES))
    provided_to = fields.List(fields.String(validate=validate.OneOf(CLASSES)), required=True)
    has_my_page = Truth(required=True)
    open_to_employers = Truth(required=True)
    applied_on = Day(required=True)
    valid_until = Day(required=True)
    ended_on = Day(allow_none=True, required=True)
    record = fields.Nested(SeekerRecord, allow_none=True, required=True)


class SeekersChanged(Strict):
    """Up to 200 seekers in one event, as bulk needs it (architecture.md 7); each applied if newer, by its number."""

    seekers = fields.List(fields.Nested(SeekerState), required=True, validate=validate.Length(min=1, max=200))


SEEKERS_CHANGED = Event("seekers_changed", 1, SERVICE, "state", SeekersChanged())
