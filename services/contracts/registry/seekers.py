"""Job seekers: the own registration on My Page, and the provided state that others follow (SEE)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Nothing, SeekerNumber, Strict, Text, Truth, Whole, code
from services.contracts.operations import Operation
from services.contracts.registry.words import CLASSES, PROVISION_CHOICES, SERVICE
from services.contracts.seeker_record import SeekerRecord

LONGEST_TEXT = 4_000
"""Characters of a text that one question may bring: a message's (MSG-6)."""


class ChangeProvisionChoiceRequest(Strict):
    """The seeker's choice, with effect at once (SEE-4)."""

    provision_choice = fields.String(required=True, validate=validate.OneOf(PROVISION_CHOICES))


class ChangeOpennessRequest(Strict):
    """The seeker's consent to be shown to employers, with effect at once (SEE-4b)."""

    open_to_employers = Truth(required=True)


class AgreeToTermsRequest(Strict):
    """The version of the seekers' terms that the seeker has read and agrees to (SEE-4, REG-15)."""

    terms_version = Text(longest=20, shortest=1, required=True)


class ShownFields(Schema):
    """What of the record is shown now: names of its fields (SEE-3)."""

    organizations = fields.List(fields.String(), required=True)
    employers = fields.List(fields.String(), required=True)


class MyRecord(Schema):
    """What a seeker sees of the own registration on My Page, and an office of its seekers (SEE-7).

    `accepted_at_office` is not so of who has registered online alone; then the record is the seeker's own to change.
    """

    seeker_number = SeekerNumber(required=True)
    provision_choice = fields.String(required=True)
    provided_to = fields.List(fields.String(), required=True)
    open_to_employers = fields.Boolean(required=True)
    shown_to_employers = fields.Boolean(required=True)
    shown_fields = fields.Nested(ShownFields, required=True)
    accepted_at_office = fields.Boolean(required=True)
    office_code = fields.String(required=True)
    application_valid = fields.Boolean(required=True)
    valid_until = Day(required=True)
    ended_on = Day(allow_none=True, required=True)
    terms_version = fields.String(allow_none=True, required=True)
    record = fields.Nested(SeekerRecord, required=True)


class VisibilityRule(Schema):
    """One rule: whether it is fulfilled, in a sentence; since when it is as said, and the last day by date alone."""

    ground = fields.String(required=True)
    rule = fields.String(required=True)
    fulfilled = fields.Boolean(required=True)
    text = fields.String(required=True)
    since = Day(allow_none=True, required=True)
    until = Day(allow_none=True, required=True)


class VisibilityToReader(Schema):
    """A kind of reader, whether it finds the seeker, and every rule that this rests on; all must be fulfilled.

    `note`: whom of that kind the rules do not tell of, the blocked ones (SRC-3); None of employers.
    """

    reader = fields.String(required=True)
    reader_name = fields.String(required=True)
    finds_me = fields.Boolean(required=True)
    note = fields.String(required=True, allow_none=True)
    rules = fields.List(fields.Nested(VisibilityRule), required=True)


class MyVisibility(Schema):
    """Why the seeker is visible on a day, and to whom (SEE-7)."""

    day = Day(required=True)
    readers = fields.List(fields.Nested(VisibilityToReader), required=True)


SHOW_MY_RECORD = Operation(SERVICE, "show_my_record", Nothing(), MyRecord(), frozenset({Role.SEEKER}))
CHANGE_PROVISION_CHOICE = Operation(
    SERVICE,
    "change_provision_choice",
    ChangeProvisionChoiceRequest(),
    MyRecord(),
    frozenset({Role.SEEKER}),
    changes=True,
)
CHANGE_OPENNESS = Operation(
    SERVICE, "change_openness", ChangeOpennessRequest(), MyRecord(), frozenset({Role.SEEKER}), changes=True
)
AGREE_TO_SEEKER_TERMS = Operation(
    SERVICE, "agree_to_seeker_terms", AgreeToTermsRequest(), MyRecord(), frozenset({Role.SEEKER}), changes=True
)
SHOW_MY_VISIBILITY = Operation(SERVICE, "show_my_visibility", Nothing(), MyVisibility(), frozenset({Role.SEEKER}))


class OwnText(Strict):
    """A text of the calling seeker's, in which the own name and address are looked for (MSG-8)."""

    text = Text(longest=LONGEST_TEXT, lines=True, required=True)


class OwnPlace(Schema):
    """A half-open place in the text as it came, in code points, and the kind of personal data that stands there."""

    kind = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class OwnPlaces(Schema):
    """Where the own name and address stand; neither is told."""

    places = fields.List(fields.Nested(OwnPlace), required=True)


FIND_IN_OWN_TEXT = Operation(
    SERVICE, "find_in_own_text", OwnText(), OwnPlaces(), frozenset({Role.SEEKER}), changes=True, keyed=False
)
"""Asked by messaging and compliance, in the seeker's name. It changes nothing but what is written down of the reading (SEE-2)."""


class SeekerState(Strict):
    """The whole provided state of one seeker. `record` is None when nobody may see it (SEE-4).

    `provided_to`: the classes of organization that may find the seeker now: a valid application, a My Page, consent
    and the provision choice taken together; after `valid_until` nobody may, whatever it says (SEE-6). `at_an_office`: an
    office has accepted the application; of who has registered online alone it is not so.
    `joined_numbers`: second records that were joined into this one (SEE-1); with the state, so that no reader who is blocked under one
    of them sees it meanwhile (SRC-3).
    `open_to_employers` is the seeker's consent (SEE-4b); employers find who has given it and whose record is there.
    """

    seeker_number = SeekerNumber(required=True)
    version = Whole(low=1, required=True)
    application_id = Id(required=True)
    office_code = code(required=True)
    bureau_code = code(required=True)
    provision_choice = fields.String(required=True, validate=validate.OneOf(PROVISION_CHOICES))
    provided_to = fields.List(fields.String(validate=validate.OneOf(CLASSES)), required=True)
    has_my_page = Truth(required=True)
    at_an_office = Truth(load_default=True)
    open_to_employers = Truth(required=True)
    applied_on = Day(required=True)
    valid_until = Day(required=True)
    ended_on = Day(allow_none=True, required=True)
    joined_numbers = fields.List(SeekerNumber(), load_default=list)
    record = fields.Nested(SeekerRecord, allow_none=True, required=True)


class SeekersChanged(Strict):
    """Up to 200 seekers in one event, as bulk needs it (architecture.md 7); each applied if newer, by its number."""

    seekers = fields.List(fields.Nested(SeekerState), required=True, validate=validate.Length(min=1, max=200))


SEEKERS_CHANGED = Event("seekers_changed", 1, SERVICE, "state", SeekersChanged())


class SeekersJoined(Strict):
    """A second record of a person, `joined_number`, is none any more: what is known of it is the seeker's (SEE-1)."""

    seeker_number = SeekerNumber(required=True)
    joined_number = SeekerNumber(required=True)


SEEKERS_JOINED = Event("seekers_joined", 1, SERVICE, "fact", SeekersJoined())
