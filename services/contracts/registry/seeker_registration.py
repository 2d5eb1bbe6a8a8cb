"""Online registration of job seekers (オンライン登録者), and what of it is the seeker's own to change (SEE-1, SEE-5)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.fields import Day, Email, Nothing, SeekerNumber, Strict, Text, Truth, Written, code
from services.contracts.operations import Operation
from services.contracts.registry.accounts import Accepted, RequestAuthenticationKeyRequest, Ticket
from services.contracts.registry.seekers import MyRecord
from services.contracts.registry.words import END_REASONS, PHONE, PROVISION_CHOICES, PUBLIC, PUPILS, SERVICE, SEXES
from services.contracts.seeker_record import JIS_PLACE, SeekerRecord

SEEKER = frozenset({Role.SEEKER})


class OwnRecord(SeekerRecord):
    """Of the provided record, what the seeker writes: SEE-A and SEE-B without number and days, which the system gives."""

    class Meta(Strict.Meta):
        """What the system gives."""

        exclude = ("seeker_number", "applied_on", "valid_until", "registered_at", "changed_at")


class PersonColumns(Strict):
    """Who the person is (SEE-2): sealed at once, never provided. As the offices' system has it, with its own characters (外字)."""

    family_name = Text(longest=40, shortest=1, required=True)
    given_name = Text(longest=40, shortest=1, required=True)
    family_name_kana = Text(longest=60, shortest=1, required=True)
    given_name_kana = Text(longest=60, shortest=1, required=True)
    birth_date = Day(required=True)
    sex = fields.String(required=True, validate=validate.OneOf(SEXES))
    postal_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{3}-[0-9]{4}\Z"))
    municipality_code = code(JIS_PLACE, required=True)
    address = Text(longest=200, shortest=1, required=True)
    phone = fields.String(required=True, validate=validate.Regexp(PHONE))
    email = Email(required=True)


class RegisterSeekerRequest(PersonColumns):
    """A person's registration, with the key that was mailed to the address and consent to the seekers' terms.

    Names and address are typed here, by who is to be found by them later: only what is read as it is kept (decision 301).
    """

    family_name = Written(longest=40, shortest=1, required=True)
    given_name = Written(longest=40, shortest=1, required=True)
    family_name_kana = Written(longest=60, shortest=1, required=True)
    given_name_kana = Written(longest=60, shortest=1, required=True)
    address = Written(longest=200, shortest=1, required=True)
    key = Text(longest=64, shortest=1, required=True)
    ticket = Ticket(allow_none=True, load_default=None)
    password = Text(longest=128, shortest=12, required=True)
    terms_version = Text(longest=20, shortest=1, required=True)
    provision_choice = fields.String(required=True, validate=validate.OneOf(PROVISION_CHOICES))
    open_to_employers = Truth(required=True)
    pupil_of = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(PUPILS))
    graduates_on = Day(allow_none=True, load_default=None)
    record = fields.Nested(OwnRecord, required=True)


class RegisteredSeeker(Schema):
    """The registration; the competent office accepts it when the person comes there with the number."""

    seeker_number = SeekerNumber(required=True)
    office_code = fields.String(required=True)
    valid_until = Day(required=True)


class ChangeMyRecordRequest(Strict):
    """The whole record anew (SEE-A, SEE-B)."""

    record = fields.Nested(OwnRecord, required=True)


class EndMyApplicationRequest(Strict):
    """Why the seeker takes back the application made online."""

    end_reason = fields.String(required=True, validate=validate.OneOf(END_REASONS))


REQUEST_REGISTRATION_KEY = Operation(
    SERVICE, "request_registration_key", RequestAuthenticationKeyRequest(), Accepted(), PUBLIC, changes=True
)
REGISTER_SEEKER = Operation(
    SERVICE, "register_seeker", RegisterSeekerRequest(), RegisteredSeeker(), PUBLIC, changes=True, keyed=False
)
CHANGE_MY_RECORD = Operation(SERVICE, "change_my_record", ChangeMyRecordRequest(), MyRecord(), SEEKER, changes=True)
APPLY_AGAIN = Operation(SERVICE, "apply_again", Nothing(), MyRecord(), SEEKER, changes=True)
END_MY_APPLICATION = Operation(
    SERVICE, "end_my_application", EndMyApplicationRequest(), MyRecord(), SEEKER, changes=True
)
