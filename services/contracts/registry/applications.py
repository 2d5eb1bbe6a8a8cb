"""Organizations and their applications: registering, the form, the bureau's decision (REG)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Email, Id, Instant, Strict, Text, Truth, Whole, code, codes, no_doubles
from services.contracts.operations import Operation
from services.contracts.registry.words import (
    APPLICATION_STATES,
    BUREAU,
    CLASSES,
    ORGANIZATION_KINDS,
    PERMISSION_NUMBER,
    PHONE,
    PUBLIC,
    RECEIPT_WAYS,
    SERVICE,
    SERVICES,
    STANDINGS,
)
from services.contracts.seeker_record import JIS_PLACE


class Manager(Strict):
    """Contact manager or privacy manager (REG-12)."""

    name = Text(longest=60, shortest=1, required=True)
    department = Text(longest=100, load_default="")
    phone = fields.String(required=True, validate=validate.Regexp(PHONE))
    email = Email(required=True)
    full_time = Truth(required=True)


class MandatoryInformation(Strict):
    """What the system puts into every guidance (必須情報, MSG-2; seed 001 7(2)①カ)."""

    placement_record = Text(longest=1_000, shortest=1, lines=True, required=True)
    occupation_codes = codes(30, r"^([A-Z]|[0-9]{2,3})\Z", required=True)
    industry_codes = codes(30, r"^([A-Z]|[0-9]{2})\Z", load_default=list)
    area_codes = codes(60, JIS_PLACE, required=True)
    fees_for_seekers = Text(longest=1_000, shortest=1, lines=True, required=True)
    support_offered = Text(longest=1_000, shortest=1, lines=True, required=True)
    marks_held = fields.List(
        fields.String(validate=validate.OneOf(["privacy_mark", "excellent_agency_mark"])),
        load_default=list,
        validate=no_doubles,
    )


class SecurityDeclaration(Strict):
    """The measures of seed 001, 13 (1) to (6), each declared (OPS-5)."""

    blocks_malware = Truth(required=True)
    keeps_definitions_current = Truth(required=True)
    keeps_software_patched = Truth(required=True)
    scans_files_regularly = Truth(required=True)
    prevents_leaks = Truth(required=True)
    prevents_unauthorized_access = Truth(required=True)


class NewApplication(Strict):
    """A new application (利用申請) as registered on the site (REG-5); once confirmed it can't be edited (REG-6)."""

    kind = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_KINDS))
    services = fields.List(
        fields.String(validate=validate.OneOf(SERVICES)),
        required=True,
        validate=[validate.Length(min=1, max=2), no_doubles],
    )
    name = Text(longest=120, shortest=1, required=True)
    name_kana = Text(longest=200, shortest=1, required=True)
    representative_title = Text(longest=60, load_default="")
    representative_name = Text(longest=60, shortest=1, required=True)
    postal_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{3}-[0-9]{4}\Z"))
    municipality_code = code(JIS_PLACE, required=True)
    address = Text(longest=200, shortest=1, required=True)
    phone = fields.String(required=True, validate=validate.Regexp(PHONE))
    permission_number = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(PERMISSION_NUMBER),
        metadata={"example": "13-ユ-123456"},
    )
    permission_valid_until = Day(allow_none=True, load_default=None)
    recognized_on = Day(allow_none=True, load_default=None)
    commissioned_agency_number = fields.String(
        allow_none=True, load_default=None, validate=validate.Regexp(PERMISSION_NUMBER)
    )
    collects_money = Truth(load_default=False)
    handles_subsidies = Truth(load_default=False)
    latest_regular_placement_on = Day(allow_none=True, load_default=None)
    contact_managers = fields.Dict(
        keys=fields.String(validate=validate.OneOf(SERVICES)), values=fields.Nested(Manager), required=True
    )
    privacy_manager = fields.Nested(Manager, required=True)
    mandatory_information = fields.Nested(MandatoryInformation, allow_none=True, load_default=None)
    security_declaration = fields.Nested(SecurityDeclaration, required=True)
    terms_version = Text(longest=20, shortest=1, required=True)
    email = Email(required=True)
    password = Text(longest=128, shortest=12, required=True)


class EarlierRegistration(Strict):
    """A registration that waits for its form, with the key that its applicant was given."""

    application_id = Id(required=True)
    download_key = Text(longest=64, shortest=1, required=True)


class RegisterApplicationRequest(Strict):
    """The application, confirmed by the applicant (確定); `replaces` names a wrong one whose place it takes (REG-6)."""

    application = fields.Nested(NewApplication, required=True)
    replaces = fields.Nested(EarlierRegistration, allow_none=True, load_default=None)


class ApplicationRegistered(Schema):
    """What the completion page shows: registration number, the day by which the form must arrive, the bureau."""

    application_id = Id(required=True)
    registration_number = fields.String(required=True)
    registered_on = Day(required=True)
    form_due_on = Day(required=True)
    bureau_code = fields.String(required=True)
    bureau_name = fields.String(required=True)
    download_key = fields.String(required=True)


class ApplicationFormRequest(Strict):
    """The applicant's key to its own form, given at registration; staff need none."""

    application_id = Id(required=True)
    download_key = Text(longest=64, allow_none=True, load_default=None)


class PdfDocument(Schema):
    """A PDF, base64 encoded as JSON has no bytes."""

    file_name = fields.String(required=True)
    content = fields.String(required=True)


class ApplicationSummary(Schema):
    """One line of a bureau's queue."""

    application_id = Id(required=True)
    registration_number = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    registered_on = Day(required=True)
    form_due_on = Day(required=True)
    form_received_on = Day(allow_none=True)


class ListApplicationsRequest(Strict):
    """Applications of the caller's bureau, oldest first."""

    state = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(APPLICATION_STATES))
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class ApplicationList(Schema):
    """A page of applications; `next` is None on the last one."""

    applications = fields.List(fields.Nested(ApplicationSummary), required=True)
    next = Id(allow_none=True)


class ApplicationIdRequest(Strict):
    """Names an application."""

    application_id = Id(required=True)


class Transition(Schema):
    """One step of an application, with author and time."""

    at = Instant(required=True)
    event = fields.String(required=True)
    state = fields.String(required=True)
    account_id = Id(allow_none=True)
    note = fields.String(required=True)


class ApplicationDetail(ApplicationSummary):
    """An application as the bureau reads it: what was registered, without the password, and every step."""

    application = fields.Dict(required=True)
    transitions = fields.List(fields.Nested(Transition), required=True)
    organization_id = Id(allow_none=True)


class RecordFormRequest(Strict):
    """The signed form arrived (REG-7, REG-8). The day of receipt decides, not the day of recording."""

    application_id = Id(required=True)
    received_on = Day(required=True)
    way = fields.String(required=True, validate=validate.OneOf(RECEIPT_WAYS))
    explanation = Text(longest=400, lines=True, load_default="")
    documents = fields.List(
        fields.String(validate=validate.OneOf(["terms_consent", "privacy_mark", "excellent_agency_mark"])),
        load_default=list,
        validate=no_doubles,
    )


class ApplicationState(Schema):
    """Where the application stands after the step."""

    application_id = Id(required=True)
    state = fields.String(required=True)
    organization_id = Id(allow_none=True)


class ApproveApplicationRequest(Strict):
    """Approval by the competent bureau (REG-10)."""

    application_id = Id(required=True)
    letter_posted_on = Day(allow_none=True, load_default=None)


class RefuseApplicationRequest(Strict):
    """Refusal with its reason (REG-10)."""

    application_id = Id(required=True)
    reason = Text(longest=1_000, shortest=1, lines=True, required=True)


REGISTER_APPLICATION = Operation(
    SERVICE,
    "register_application",
    RegisterApplicationRequest(),
    ApplicationRegistered(),
    PUBLIC,
    changes=True,
    answer_kept=False,
)
GET_APPLICATION_FORM = Operation(SERVICE, "get_application_form", ApplicationFormRequest(), PdfDocument(), PUBLIC)
LIST_APPLICATIONS = Operation(SERVICE, "list_applications", ListApplicationsRequest(), ApplicationList(), BUREAU)
SHOW_APPLICATION = Operation(SERVICE, "show_application", ApplicationIdRequest(), ApplicationDetail(), BUREAU)
RECORD_FORM = Operation(SERVICE, "record_form", RecordFormRequest(), ApplicationState(), BUREAU, changes=True)
APPROVE_APPLICATION = Operation(
    SERVICE, "approve_application", ApproveApplicationRequest(), ApplicationState(), BUREAU, changes=True
)
REFUSE_APPLICATION = Operation(
    SERVICE, "refuse_application", RefuseApplicationRequest(), ApplicationState(), BUREAU, changes=True
)
GET_ACCEPTANCE_LETTER = Operation(
    SERVICE, "get_acceptance_letter", ApplicationIdRequest(), PdfDocument(), BUREAU | ORGANIZATION
)


class OrganizationState(Strict):
    """The whole state of an organization that others may know; no personal data but the privacy manager's contact.

    `class_` decides terms, meaning of the provision choice and statistics (REG-1). The privacy manager's name and
    contact are part of the mandatory information by 001 7(2)①カ and go to every seeker who is guided.
    """

    organization_id = Id(required=True)
    version = Whole(low=1, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_KINDS))
    class_ = fields.String(required=True, data_key="class", validate=validate.OneOf(CLASSES))
    name = Text(longest=120, required=True)
    bureau_code = code(required=True)
    services = fields.List(fields.String(validate=validate.OneOf(SERVICES)), required=True)
    standing = fields.String(required=True, validate=validate.OneOf(STANDINGS))
    approved_on = Day(required=True)
    mandatory_information = fields.Nested(MandatoryInformation, allow_none=True, required=True)
    privacy_manager_name = Text(longest=60, allow_none=True, required=True)
    privacy_manager_contact = Text(longest=300, allow_none=True, required=True)


ORGANIZATION_CHANGED = Event("organization_changed", 1, SERVICE, "state", OrganizationState())
