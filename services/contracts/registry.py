"""What the registry answers and tells: accounts, organizations, applications, seekers."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.contracts.caller import LOGGED_IN, ORGANIZATION, Role
from services.contracts.events import Event
from services.contracts.fields import (
    Day,
    Id,
    Instant,
    SeekerNumber,
    Strict,
    Text,
    Truth,
    Whole,
    code,
    codes,
    no_doubles,
)
from services.contracts.operations import Operation
from services.contracts.seeker_record import JIS_PLACE, SeekerRecord

SERVICE = "registry"

ORGANIZATION_KINDS = {
    "paid_agency": "有料職業紹介事業者",
    "free_agency": "無料職業紹介事業者",
    "school": "学校等",
    "special_corporation": "特別の法人",
    "municipality_own": "地方自治体（自ら職業紹介事業を行うもの）",
    "municipality_commissioning": "地方自治体（職業紹介事業を委託するもの）",
    "municipality_informing": "地方自治体（就職支援の周知・広報を行うもの）",
    "designated_body": "指定団体等",
}
"""Kinds of organization (REG-1). The first four are the private class, the others the municipal class."""

PRIVATE_KINDS = frozenset({"paid_agency", "free_agency", "school", "special_corporation"})
CLASSES = {"private": "民間職業紹介事業者等", "municipal": "地方自治体等"}
SERVICES = {"offers": "求人情報提供サービス", "seekers": "求職情報提供サービス"}
PROVISION_CHOICES = {
    "both": "自治体、民間人材ビジネス共に可",
    "municipal_only": "自治体のみ可",
    "private_only": "民間人材ビジネスのみ可",
    "none": "不可",
}
"""Provision choice (求職情報提供の可否) of a seeker (SEE-4)."""
STANDINGS = {"active": "利用中", "suspended": "停止中", "terminated": "利用解除", "withdrawn": "退会"}
RECEIPT_WAYS = {"email": "メール", "post": "郵送", "in_person": "持参"}
APPLICATION_STATES = {
    "registered": "登録済み（申請書の提出待ち）",
    "form_received": "申請書受付済み",
    "approved": "承認",
    "refused": "不承認",
    "lapsed": "期限経過により削除",
}
TERMS_AUDIENCES = {"private": "民間職業紹介事業者等", "municipal": "地方自治体等", "seeker": "求職者"}

PHONE = r"^0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}\Z"
PERMISSION_NUMBER = r"^[0-9]{2}-[ユム特地学]-[0-9]{6}(-[0-9]{1,3})?\Z"
"""Permission or notification number: prefecture, kind, six digits, branch (REG-4)."""


class Nothing(Strict):
    """No members."""


class Email(Text):
    """An e-mail address as typed; its normal form is the registry's business."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=254, shortest=3, **options)


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


class RegisterApplicationRequest(Strict):
    """The application, confirmed by the applicant (確定)."""

    application = fields.Nested(NewApplication, required=True)


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


class VerifyPasswordRequest(Strict):
    """Login, first step (AUT-1)."""

    email = Email(required=True)
    password = Text(longest=128, shortest=1, required=True)


class AccountIdentity(Schema):
    """Who an account is; what the gateway keeps in its session."""

    account_id = Id(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    organization_id = Id(allow_none=True)
    bureau_code = fields.String(allow_none=True)
    office_code = fields.String(allow_none=True)
    seeker_number = fields.String(allow_none=True)
    display_name = fields.String(required=True)


class MailOneTimePasswordRequest(Strict):
    """The code made by the gateway, to be mailed to the account's own address (AUT-1)."""

    account_id = Id(required=True)
    code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6,8}\Z"))
    valid_until = Instant(required=True)


class AccountIdRequest(Strict):
    """Names an account."""

    account_id = Id(required=True)


class Accepted(Schema):
    """The request was taken; says no more than that (AUT-6)."""

    accepted = fields.Boolean(required=True)


class RequestAuthenticationKeyRequest(Strict):
    """Asks that an authentication key (認証キー) be mailed, to open My Page or set a password; same answer always."""

    email = Email(required=True)


class SetPasswordRequest(Strict):
    """Opens My Page or sets a password with the mailed key. A seeker agrees to the terms by it."""

    email = Email(required=True)
    key = Text(longest=64, shortest=1, required=True)
    password = Text(longest=128, shortest=12, required=True)
    terms_version = Text(longest=20, allow_none=True, load_default=None)


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


class TermsRequest(Strict):
    """Asks for the terms now in force for an audience (REG-15)."""

    audience = fields.String(required=True, validate=validate.OneOf(TERMS_AUDIENCES))


class Terms(Schema):
    """A version of the terms of use."""

    audience = fields.String(required=True)
    version = fields.String(required=True)
    in_force_from = Day(required=True)
    title = fields.String(required=True)


PUBLIC = frozenset({Role.ANYONE}) | LOGGED_IN
BUREAU = frozenset({Role.BUREAU_STAFF})
GATEWAY = frozenset({Role.SYSTEM})

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
VERIFY_PASSWORD = Operation(SERVICE, "verify_password", VerifyPasswordRequest(), AccountIdentity(), GATEWAY)
SHOW_ACCOUNT = Operation(SERVICE, "show_account", AccountIdRequest(), AccountIdentity(), GATEWAY)
MAIL_ONE_TIME_PASSWORD = Operation(
    SERVICE, "mail_one_time_password", MailOneTimePasswordRequest(), Accepted(), GATEWAY, changes=True
)
REQUEST_AUTHENTICATION_KEY = Operation(
    SERVICE,
    "request_authentication_key",
    RequestAuthenticationKeyRequest(),
    Accepted(),
    PUBLIC,
    changes=True,
)
SET_PASSWORD = Operation(SERVICE, "set_password", SetPasswordRequest(), Accepted(), PUBLIC, changes=True)
SHOW_MY_RECORD = Operation(SERVICE, "show_my_record", Nothing(), MyRecord(), frozenset({Role.SEEKER}))
CHANGE_PROVISION_CHOICE = Operation(
    SERVICE,
    "change_provision_choice",
    ChangeProvisionChoiceRequest(),
    MyRecord(),
    frozenset({Role.SEEKER}),
    changes=True,
)
CURRENT_TERMS = Operation(SERVICE, "current_terms", TermsRequest(), Terms(), PUBLIC)


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


ORGANIZATION_CHANGED = Event("organization_changed", 1, SERVICE, "state", OrganizationState())
SEEKERS_CHANGED = Event("seekers_changed", 1, SERVICE, "state", SeekersChanged())


class AccountEvent(Strict):
    """Names an account whose sessions and remembered browsers end."""

    account_id = Id(required=True)


PASSWORD_CHANGED = Event("password_changed", 1, SERVICE, "fact", AccountEvent())
ACCOUNT_CLOSED = Event("account_closed", 1, SERVICE, "fact", AccountEvent())
