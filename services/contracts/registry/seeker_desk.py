"""The seekers' desk of an office: choices made there, applications accepted, extended, ended, records joined (SEE-1, SEE-4, SEE-6)."""

from __future__ import annotations

from marshmallow import fields, validate

from services.contracts.fields import Day, SeekerNumber, Strict, Truth, code
from services.contracts.operations import Operation
from services.contracts.registry.seekers import MyRecord
from services.contracts.registry.words import END_REASONS, OFFICE, PROVISION_CHOICES, SERVICE

HELLO_WORK_ID = r"^[0-9A-Z-]{1,20}\Z"
"""Hello Work's own ID of a person."""


class FindSeekerRequest(Strict):
    """The person's ID at Hello Work: seekers are never looked for by name."""

    source_id = code(HELLO_WORK_ID, required=True)


class ChangeChoicesRequest(Strict):
    """What the seeker says at the desk; what is left out stays as it is."""

    seeker_number = SeekerNumber(required=True)
    provision_choice = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(PROVISION_CHOICES))
    open_to_employers = Truth(allow_none=True, load_default=None)


class ExtendApplicationRequest(Strict):
    """The new last day of an application for work."""

    seeker_number = SeekerNumber(required=True)
    valid_until = Day(required=True)


class EndApplicationRequest(Strict):
    """The day and the reason of an application's end."""

    seeker_number = SeekerNumber(required=True)
    ended_on = Day(required=True)
    end_reason = fields.String(required=True, validate=validate.OneOf(END_REASONS))


class TakeEndBackRequest(Strict):
    """Whose application was ended at the desk by mistake."""

    seeker_number = SeekerNumber(required=True)


class AcceptApplicationRequest(Strict):
    """An online registrant, by the number that the person names, and the ID under which Hello Work keeps the person."""

    seeker_number = SeekerNumber(required=True)
    source_id = code(HELLO_WORK_ID, required=True)


class CorrectHelloWorkIdRequest(Strict):
    """The right ID of an accepted seeker; `person_compared` where staff have made sure that the person is who has it there."""

    seeker_number = SeekerNumber(required=True)
    source_id = code(HELLO_WORK_ID, required=True)
    person_compared = Truth(load_default=False)


class JoinSeekersRequest(Strict):
    """An online registrant, and the ID under which Hello Work keeps the person, in a second record here.

    `person_compared` where staff have made sure that both are the same person, though reading or day of birth differ.
    `my_page_ends`: where the second record has a My Page of its own, the person agrees that it ends; both are needed then.
    """

    seeker_number = SeekerNumber(required=True)
    source_id = code(HELLO_WORK_ID, required=True)
    person_compared = Truth(load_default=False)
    my_page_ends = Truth(load_default=False)


FIND_SEEKER_AT_OFFICE = Operation(
    SERVICE, "find_seeker_at_office", FindSeekerRequest(), MyRecord(), OFFICE, changes=True
)
CHANGE_CHOICES_AT_OFFICE = Operation(
    SERVICE, "change_choices_at_office", ChangeChoicesRequest(), MyRecord(), OFFICE, changes=True
)
EXTEND_APPLICATION_FOR_WORK = Operation(
    SERVICE, "extend_application_for_work", ExtendApplicationRequest(), MyRecord(), OFFICE, changes=True
)
END_APPLICATION_FOR_WORK = Operation(
    SERVICE, "end_application_for_work", EndApplicationRequest(), MyRecord(), OFFICE, changes=True
)
TAKE_BACK_END_OF_APPLICATION = Operation(
    SERVICE, "take_back_end_of_application", TakeEndBackRequest(), MyRecord(), OFFICE, changes=True
)
ACCEPT_ONLINE_APPLICATION = Operation(
    SERVICE, "accept_online_application", AcceptApplicationRequest(), MyRecord(), OFFICE, changes=True
)
CORRECT_HELLO_WORK_ID = Operation(
    SERVICE, "correct_hello_work_id", CorrectHelloWorkIdRequest(), MyRecord(), OFFICE, changes=True
)
JOIN_SEEKERS = Operation(SERVICE, "join_seekers", JoinSeekersRequest(), MyRecord(), OFFICE, changes=True)
