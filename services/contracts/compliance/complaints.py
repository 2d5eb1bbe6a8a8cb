"""Complaints (苦情) about organizations: made by seekers and employers, kept in a register, taken to the authority (CMP-12)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION, Role
from services.contracts.compliance.words import (
    COMPLAINANTS,
    COMPLAINT_EVENTS,
    COMPLAINT_SIDES,
    COMPLAINT_STATES,
    COMPLAINT_TOLD,
    SERVICE,
)
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, SeekerNumber, Strict, Truth, Whole, Written, code
from services.contracts.operations import Operation

COMPLAINANT = frozenset({Role.SEEKER, Role.EMPLOYER})
COMPLAINT_STAFF = frozenset({Role.BUREAU_STAFF, Role.OFFICE_STAFF, Role.MINISTRY})
LOCAL_STAFF = frozenset({Role.BUREAU_STAFF, Role.OFFICE_STAFF})
REGISTER_READERS = frozenset({Role.BUREAU_STAFF, Role.MINISTRY})
BUREAU = frozenset({Role.BUREAU_STAFF})
COMPLAINANT_STEPS = ("add", "take_to_authority", "close")
ORGANIZATION_STEPS = ("answer", "note", "report_facts", "close")
STAFF_STEPS = ("request_facts", "reply", "note", "close")


def _content() -> Written:
    return Written(longest=2_000, shortest=1, lines=True, required=True)


class FileComplaintRequest(Strict):
    """A complaint of the caller's: to the organization's privacy manager, or straight to the authority where that is hard.

    `office_code`: an office that is to deal with it; without one the organization's competent bureau does.
    """

    organization_id = Id(required=True)
    to_authority = Truth(load_default=False)
    office_code = code(allow_none=True, load_default=None)
    content = _content()


class RecordComplaintRequest(Strict):
    """A complaint that reached the organization otherwise, for its register: who complained, when, what."""

    complainant = fields.String(required=True, validate=validate.OneOf(COMPLAINANTS))
    received_on = Day(required=True)
    content = _content()


class RecordAtDeskRequest(RecordComplaintRequest):
    """A complaint that somebody has brought to an office or bureau."""

    organization_id = Id(required=True)


class ComplaintRequest(Strict):
    """Names a complaint."""

    complaint_id = Id(required=True)


class ComplaintStepRequest(ComplaintRequest):
    """A step. `seen_version`: of the complaint as it was seen."""

    seen_version = Whole(low=1, required=True)
    text = _content()


class StepOfComplainantRequest(ComplaintStepRequest):
    """More words, taking it to the authority, or closing it."""

    event = fields.String(required=True, validate=validate.OneOf(COMPLAINANT_STEPS))
    office_code = code(allow_none=True, load_default=None)


class StepOfOrganizationRequest(ComplaintStepRequest):
    """An answer, a note of the course, the facts that were asked for, or closing it."""

    event = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_STEPS))


class StepOfStaffRequest(ComplaintStepRequest):
    """A request for facts or correction with its day, a reply to the complainant, a note of one's own, or closing it."""

    event = fields.String(required=True, validate=validate.OneOf(STAFF_STEPS))
    due_on = Day(allow_none=True, load_default=None)


class LinkCaseRequest(ComplaintStepRequest):
    """The case that the complaint has led to."""

    case_id = Id(required=True)


class ListComplaintsRequest(Strict):
    """Complaints, the newest first."""

    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class ListStaffComplaintsRequest(ListComplaintsRequest):
    """Complaints with the authority, the newest first; of one organization, or all that concern the caller."""

    organization_id = Id(allow_none=True, load_default=None)
    open_only = Truth(load_default=False)


class ComplaintStep(Schema):
    """A step as one side sees it."""

    version = fields.Integer(required=True)
    at = Instant(required=True)
    event = fields.String(required=True, validate=validate.OneOf(COMPLAINT_EVENTS))
    side = fields.String(required=True, validate=validate.OneOf(COMPLAINT_SIDES))
    text = fields.String(required=True)
    due_on = Day(required=True, allow_none=True)


class MyComplaint(Schema):
    """A complaint as who made it sees it. The first step holds what was said; what others note for themselves is left out.

    `version` counts what is shown here; so in the register of an organization.
    """

    complaint_id = Id(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(COMPLAINT_STATES))
    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    received_on = Day(required=True)
    with_authority = fields.Boolean(required=True)
    office_code = fields.String(required=True, allow_none=True)
    steps = fields.List(fields.Nested(ComplaintStep), required=True)


class RegisterEntry(Schema):
    """A complaint as its organization sees it. Of one made to the authority alone: what was asked, and neither who, when nor what.

    It looks as if it had begun when facts were asked: `complaint_id` is another than others have, `received_on` that day,
    `version` counts only what is shown here, and `complainant` is always "other".
    """

    complaint_id = Id(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(COMPLAINT_STATES))
    complainant = fields.String(required=True, validate=validate.OneOf(COMPLAINANTS))
    seeker_number = fields.String(required=True, allow_none=True)
    to_organization = fields.Boolean(required=True)
    with_authority = fields.Boolean(required=True)
    received_on = Day(required=True)
    facts_due_on = Day(required=True, allow_none=True)
    steps = fields.List(fields.Nested(ComplaintStep), required=True)


class StaffComplaint(RegisterEntry):
    """A complaint as staff see it."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    bureau_code = fields.String(required=True)
    office_code = fields.String(required=True, allow_none=True)
    case_id = Id(required=True, allow_none=True)


class MyComplaints(Schema):
    """A page of the caller's complaints."""

    complaints = fields.List(fields.Nested(MyComplaint), required=True)
    next = Id(allow_none=True, required=True)


class Register(Schema):
    """A page of an organization's register."""

    complaints = fields.List(fields.Nested(RegisterEntry), required=True)
    next = Id(allow_none=True, required=True)


class StaffComplaints(Schema):
    """A page of complaints with the authority."""

    complaints = fields.List(fields.Nested(StaffComplaint), required=True)
    next = Id(allow_none=True, required=True)


class DemandRegisterRequest(Strict):
    """The bureau, or an office that deals with a complaint, demands the register of a period until a day (001 15(2))."""

    organization_id = Id(required=True)
    first_day = Day(required=True)
    last_day = Day(required=True)
    due_on = Day(required=True)
    text = Written(longest=1_000, shortest=1, lines=True, required=True)


class RegisterDemandRequest(Strict):
    """Names a demand for a register."""

    demand_id = Id(required=True)


class HandedInRequest(RegisterDemandRequest):
    """A page of a register that was handed in."""

    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class RegisterDemand(Schema):
    """A demand for a register; `late` from the day after `due_on`, until it is handed in."""

    demand_id = Id(required=True)
    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    first_day = Day(required=True)
    last_day = Day(required=True)
    due_on = Day(required=True)
    text = fields.String(required=True)
    demanded_at = Instant(required=True)
    handed_in_at = Instant(required=True, allow_none=True)
    late = fields.Boolean(required=True)


class StaffRegisterDemand(RegisterDemand):
    """A demand as staff see it. `office_code`: of the office that demanded; None: the bureau. The organization is not told."""

    office_code = code(required=True, allow_none=True)


class StaffRegisterDemands(Schema):
    """A page of demands."""

    demands = fields.List(fields.Nested(StaffRegisterDemand), required=True)
    next = Id(allow_none=True, required=True)


class RegisterDemands(Schema):
    """A page of demands."""

    demands = fields.List(fields.Nested(RegisterDemand), required=True)
    next = Id(allow_none=True, required=True)


def _mine(name: str, request: Schema, answer: Schema, *, changes: bool = False) -> Operation:
    return Operation(SERVICE, name, request, answer, COMPLAINANT, changes=changes)


def _own(name: str, request: Schema, answer: Schema, *, changes: bool = False) -> Operation:
    return Operation(SERVICE, name, request, answer, ORGANIZATION, changes=changes)


FILE_COMPLAINT = _mine("file_complaint", FileComplaintRequest(), MyComplaint(), changes=True)
LIST_MY_COMPLAINTS = _mine("list_my_complaints", ListComplaintsRequest(), MyComplaints())
SHOW_MY_COMPLAINT = _mine("show_my_complaint", ComplaintRequest(), MyComplaint())
PURSUE_COMPLAINT = _mine("pursue_complaint", StepOfComplainantRequest(), MyComplaint(), changes=True)

RECORD_COMPLAINT = _own("record_complaint", RecordComplaintRequest(), RegisterEntry(), changes=True)
LIST_COMPLAINTS = _own("list_complaints", ListComplaintsRequest(), Register())
SHOW_COMPLAINT = _own("show_complaint", ComplaintRequest(), RegisterEntry())
ANSWER_COMPLAINT = _own("answer_complaint", StepOfOrganizationRequest(), RegisterEntry(), changes=True)
LIST_OWN_REGISTER_DEMANDS = _own("list_own_register_demands", ListComplaintsRequest(), RegisterDemands())
HAND_IN_REGISTER = _own("hand_in_register", RegisterDemandRequest(), RegisterDemand(), changes=True)

RECORD_COMPLAINT_AT_DESK = Operation(
    SERVICE, "record_complaint_at_desk", RecordAtDeskRequest(), StaffComplaint(), LOCAL_STAFF, changes=True
)
LIST_STAFF_COMPLAINTS = Operation(
    SERVICE, "list_staff_complaints", ListStaffComplaintsRequest(), StaffComplaints(), COMPLAINT_STAFF
)
SHOW_STAFF_COMPLAINT = Operation(SERVICE, "show_staff_complaint", ComplaintRequest(), StaffComplaint(), COMPLAINT_STAFF)
HANDLE_COMPLAINT = Operation(
    SERVICE, "handle_complaint", StepOfStaffRequest(), StaffComplaint(), COMPLAINT_STAFF, changes=True
)
LINK_COMPLAINT = Operation(
    SERVICE, "link_complaint", LinkCaseRequest(), StaffComplaint(), REGISTER_READERS, changes=True
)
DEMAND_REGISTER = Operation(
    SERVICE, "demand_register", DemandRegisterRequest(), StaffRegisterDemand(), LOCAL_STAFF, changes=True
)
LIST_REGISTER_DEMANDS = Operation(
    SERVICE, "list_register_demands", ListComplaintsRequest(), StaffRegisterDemands(), COMPLAINT_STAFF
)
SHOW_HANDED_IN_REGISTER = Operation(SERVICE, "show_handed_in_register", HandedInRequest(), Register(), COMPLAINT_STAFF)


class ComplaintAdvanced(Strict):
    """Somebody is to be told by mail that a complaint waits for them, with nothing of what it says (CMP-12).

    `told`: the organization, the authority, or the complainant: a seeker by number, or an employer's account. `office_code`: the
    office that deals with it beside the bureau.
    """

    complaint_id = Id(required=True)
    organization_id = Id(required=True)
    bureau_code = code(required=True)
    office_code = code(allow_none=True, load_default=None)
    event = fields.String(required=True, validate=validate.OneOf(COMPLAINT_EVENTS))
    told = fields.String(required=True, validate=validate.OneOf(COMPLAINT_TOLD))
    seeker_number = SeekerNumber(required=True, allow_none=True)
    account_id = Id(required=True, allow_none=True)
    due_on = Day(required=True, allow_none=True)


class ComplaintChanged(Strict):
    """Whether a complaint is dealt with: state of the complaint. Until it is closed, no message of its organization is erased
    (MSG-14). Never open is what an organization has written down itself: it alone would decide for how long."""

    complaint_id = Id(required=True)
    version = Whole(low=1, required=True)
    organization_id = Id(required=True)
    open = Truth(required=True)


COMPLAINT_CHANGED = Event("complaint_changed", 1, SERVICE, "state", ComplaintChanged())
COMPLAINT_ADVANCED = Event("complaint_advanced", 1, SERVICE, "fact", ComplaintAdvanced())


class RegisterDemanded(Strict):
    """An organization is to be told that its register of complaints is demanded (CMP-12); by whom, it is not told (decision 244)."""

    demand_id = Id(required=True)
    organization_id = Id(required=True)
    due_on = Day(required=True)


REGISTER_DEMANDED = Event("register_demanded", 1, SERVICE, "fact", RegisterDemanded())
