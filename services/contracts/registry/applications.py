"""Applications: registering, the form, the bureau's decision (REG-5 to REG-10)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.fields import Day, Id, Instant, Strict, Text, Whole, Written, no_doubles
from services.contracts.operations import Operation
from services.contracts.registry.application_content import NewApplication
from services.contracts.registry.words import (
    APPLICATION_KINDS,
    APPLICATION_STATES,
    BUREAU,
    CLASSES,
    PUBLIC,
    RECEIPT_WAYS,
    SERVICE,
    STANDINGS,
)


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
    """The applicant's key to its own papers, given at registration; its organization and staff need none."""

    application_id = Id(required=True)
    download_key = Text(longest=64, allow_none=True, load_default=None)


class BlankFormRequest(Strict):
    """Which application is to be made on paper, and by an applicant of which class."""

    kind = fields.String(required=True, validate=validate.OneOf(APPLICATION_KINDS))
    class_ = fields.String(load_default="private", data_key="class", validate=validate.OneOf(CLASSES))


class PdfDocument(Schema):
    """A PDF, base64 encoded as JSON has no bytes."""

    file_name = fields.String(required=True)
    content = fields.String(required=True)


class ApplicationSummary(Schema):
    """One line of a bureau's queue."""

    application_id = Id(required=True)
    registration_number = fields.String(required=True)
    application_kind = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    registered_on = Day(required=True)
    form_due_on = Day(required=True)
    form_received_on = Day(allow_none=True)
    decided_on = Day(allow_none=True)


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


class ContentChange(Schema):
    """One thing that a change application changes: its place in the content, and its value before and after."""

    pointer = fields.String(required=True)
    value_before = fields.Raw(allow_none=True)
    value_after = fields.Raw(allow_none=True)


class EarlierOrganization(Schema):
    """An organization that left the service under the number, or as the municipality, of who applies anew (REG-2, CMP-14)."""

    organization_id = Id(required=True)
    name = fields.String(required=True)
    department = fields.String(required=True)
    bureau_code = fields.String(required=True)
    standing = fields.String(required=True, validate=validate.OneOf(STANDINGS))
    approved_on = Day(required=True)
    withdrawn_on = Day(required=True, allow_none=True)


class FormReceipt(Schema):
    """How the signed form came, as it was recorded (REG-8): what staff see before they decide, or put a slip right."""

    received_on = Day(required=True)
    way = fields.String(required=True, validate=validate.OneOf(RECEIPT_WAYS))
    explanation = fields.String(required=True)
    documents = fields.List(fields.String(), required=True)


class ApplicationDetail(ApplicationSummary):
    """An application as the bureau reads it: what was registered, without the password, and every step.

    `changes` of a change application, `withdrawn_services` of a withdrawal, `carried_change_id` of a renewal whose content
    changes as well (REG-13, REG-16).
    """

    application = fields.Dict(required=True)
    changes = fields.List(fields.Nested(ContentChange), required=True)
    withdrawn_services = fields.List(fields.String(), required=True)
    carried_change_id = Id(allow_none=True)
    # A renewal whose change is refused or has lapsed can't be approved.
    carried_change_state = fields.String(allow_none=True, validate=validate.OneOf(APPLICATION_STATES))
    transitions = fields.List(fields.Nested(Transition), required=True)
    # For the bureau alone; None before the form has come, and from a registry of before it was told.
    receipt = fields.Nested(FormReceipt, allow_none=True)
    # For the bureau alone, of a new application or a change.
    earlier_organizations = fields.List(fields.Nested(EarlierOrganization), required=True)
    organization_id = Id(allow_none=True)


class RecordFormRequest(Strict):
    """The signed form arrived (REG-7, REG-8). The day of receipt decides, not the day of recording."""

    application_id = Id(required=True)
    received_on = Day(required=True)
    way = fields.String(required=True, validate=validate.OneOf(RECEIPT_WAYS))
    explanation = Written(longest=400, lines=True, load_default="")
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
    reason = Written(longest=1_000, shortest=1, lines=True, required=True)


class CorrectFormRequest(RecordFormRequest):
    """What was recorded of the form, as it should have been, with the reason (REG-7, REG-8)."""

    reason = Written(longest=400, shortest=1, lines=True, required=True)


class TakeBackRequest(Strict):
    """What was recorded or decided by mistake is taken back, with the reason (REG-5, REG-7, REG-10)."""

    application_id = Id(required=True)
    reason = Written(longest=400, shortest=1, lines=True, required=True)


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
GET_BLANK_FORM = Operation(SERVICE, "get_blank_form", BlankFormRequest(), PdfDocument(), PUBLIC)
GET_TERMS_CONSENT = Operation(SERVICE, "get_terms_consent", ApplicationFormRequest(), PdfDocument(), PUBLIC)
LIST_APPLICATIONS = Operation(SERVICE, "list_applications", ListApplicationsRequest(), ApplicationList(), BUREAU)
SHOW_APPLICATION = Operation(SERVICE, "show_application", ApplicationIdRequest(), ApplicationDetail(), BUREAU)
RECORD_FORM = Operation(SERVICE, "record_form", RecordFormRequest(), ApplicationState(), BUREAU, changes=True)
CORRECT_FORM = Operation(SERVICE, "correct_form", CorrectFormRequest(), ApplicationState(), BUREAU, changes=True)
TAKE_FORM_BACK = Operation(SERVICE, "take_form_back", TakeBackRequest(), ApplicationState(), BUREAU, changes=True)
TAKE_WITHDRAWAL_BACK = Operation(
    SERVICE, "take_withdrawal_back", TakeBackRequest(), ApplicationState(), BUREAU, changes=True
)
TAKE_REFUSAL_BACK = Operation(SERVICE, "take_refusal_back", TakeBackRequest(), ApplicationState(), BUREAU, changes=True)
APPROVE_APPLICATION = Operation(
    SERVICE, "approve_application", ApproveApplicationRequest(), ApplicationState(), BUREAU, changes=True
)
REFUSE_APPLICATION = Operation(
    SERVICE, "refuse_application", RefuseApplicationRequest(), ApplicationState(), BUREAU, changes=True
)
GET_ACCEPTANCE_LETTER = Operation(
    SERVICE, "get_acceptance_letter", ApplicationIdRequest(), PdfDocument(), BUREAU | ORGANIZATION
)
