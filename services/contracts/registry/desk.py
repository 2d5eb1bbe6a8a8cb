"""The desk of a bureau: queues, search, decisions of two persons, paper applications, addresses and letters (REG-5 to REG-10)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.fields import (
    Day,
    Email,
    Id,
    Instant,
    Nothing,
    OneOfSeveral,
    Strict,
    Text,
    Whole,
    Written,
    no_doubles,
)
from services.contracts.operations import Operation
from services.contracts.registry.application_content import ApplicationContent
from services.contracts.registry.applications import ApplicationIdRequest
from services.contracts.registry.applications import ApplicationState as ApplicationStateAnswer
from services.contracts.registry.procedures import (
    RegisterChangeRequest,
    RegisterRenewalRequest,
    RegisterWithdrawalRequest,
)
from services.contracts.registry.words import (
    APPLICATION_KINDS,
    APPLICATION_STATES,
    BUREAU,
    DESK_QUEUES,
    ORGANIZATION_KINDS,
    PROPOSED_DECISIONS,
    RECEIPT_WAYS,
    SERVICE,
)

MINISTRY = frozenset({Role.MINISTRY})


class QueueCount(Schema):
    """How many stand in one queue."""

    queue = fields.String(required=True, validate=validate.OneOf(DESK_QUEUES))
    applications = fields.Integer(required=True)


class Desk(Schema):
    """A bureau's desk on a day: every queue with its count."""

    day = Day(required=True)
    queues = fields.List(fields.Nested(QueueCount), required=True)
    four_eyes = fields.Boolean(required=True)


class SearchApplicationsRequest(Strict):
    """What is looked for among the caller's bureau's applications; several conditions must all be met."""

    queue = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(DESK_QUEUES))
    registration_number = fields.String(
        allow_none=True, load_default=None, validate=validate.Regexp(r"^[0-9]{8}-[0-9]{6,12}\Z")
    )
    name = Text(longest=120, shortest=1, allow_none=True, load_default=None)
    permission_number = Text(longest=40, shortest=1, allow_none=True, load_default=None)
    kind = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(ORGANIZATION_KINDS))
    application_kind = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(APPLICATION_KINDS))
    state = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(APPLICATION_STATES))
    registered_from = Day(allow_none=True, load_default=None)
    registered_to = Day(allow_none=True, load_default=None)
    received_from = Day(allow_none=True, load_default=None)
    received_to = Day(allow_none=True, load_default=None)
    due_from = Day(allow_none=True, load_default=None)
    due_to = Day(allow_none=True, load_default=None)
    limit = Whole(low=1, high=100, load_default=50)
    cursor = Text(longest=60, shortest=1, allow_none=True, load_default=None)


class DeskLine(Schema):
    """One application as the desk lists it."""

    application_id = Id(required=True)
    registration_number = fields.String(required=True)
    application_kind = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True)
    registered_on = Day(required=True)
    form_due_on = Day(required=True)
    form_received_on = Day(required=True, allow_none=True)
    form_uploaded_at = Instant(required=True, allow_none=True)
    bureau_address_due_on = Day(required=True, allow_none=True)
    bureau_address_mailed_at = Instant(required=True, allow_none=True)
    decided_on = Day(required=True, allow_none=True)
    letter_posted_on = Day(required=True, allow_none=True)
    proposal_id = Id(required=True, allow_none=True)
    proposed_decision = fields.String(required=True, allow_none=True)
    proposed_by = Id(required=True, allow_none=True)


class DeskPage(Schema):
    """A page of applications; `cursor` is None on the last one."""

    applications = fields.List(fields.Nested(DeskLine), required=True)
    cursor = fields.String(required=True, allow_none=True)


class ApplicationCount(Schema):
    """How many applications of one kind of organization and of application stand in a state."""

    kind = fields.String(required=True)
    application_kind = fields.String(required=True)
    state = fields.String(required=True)
    applications = fields.Integer(required=True)


class BureauCounts(Schema):
    """One bureau's work, in numbers."""

    bureau_code = fields.String(required=True)
    counts = fields.List(fields.Nested(ApplicationCount), required=True)
    queues = fields.List(fields.Nested(QueueCount), required=True)


class ApplicationCounts(Schema):
    """All bureaus' work, in numbers and no more (AUT-7)."""

    day = Day(required=True)
    bureaus = fields.List(fields.Nested(BureauCounts), required=True)


class ProposeDecisionRequest(Strict):
    """A decision to be confirmed by a second person."""

    application_id = Id(required=True)
    decision = fields.String(required=True, validate=validate.OneOf(PROPOSED_DECISIONS))
    reason = Written(longest=1_000, shortest=1, lines=True, allow_none=True, load_default=None)
    letter_posted_on = Day(allow_none=True, load_default=None)


class ProposalRequest(Strict):
    """The proposal that was read: if another one has taken its place, nothing is done."""

    application_id = Id(required=True)
    proposal_id = Id(required=True)


class Proposal(Schema):
    """A proposal, and what became of it."""

    proposal_id = Id(required=True)
    decision = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    letter_posted_on = Day(required=True, allow_none=True)
    state = fields.String(required=True)
    proposed_by = Id(required=True)
    proposed_at = Instant(required=True)
    closed_by = Id(required=True, allow_none=True)
    closed_at = Instant(required=True, allow_none=True)


class ProposalList(Schema):
    """Every proposal on an application, oldest first."""

    proposals = fields.List(fields.Nested(Proposal), required=True)


class RecordLetterRequest(Strict):
    """The letter of acceptance was posted (REG-10)."""

    application_id = Id(required=True)
    posted_on = Day(required=True)


class CorrectLetterRequest(Strict):
    """The day on which the letter was posted, as it should have been recorded; None: it was not posted yet (REG-10)."""

    application_id = Id(required=True)
    posted_on = Day(required=True, allow_none=True)
    reason = Written(longest=400, shortest=1, lines=True, required=True)


class LetterCorrected(Schema):
    """The day kept; None: the letter waits to be posted."""

    application_id = Id(required=True)
    letter_posted_on = Day(required=True, allow_none=True)


class LetterRecorded(Schema):
    """The day kept."""

    application_id = Id(required=True)
    letter_posted_on = Day(required=True)


class SendAddressRequest(Strict):
    """Mails the bureau's address for applications (REG-9); without one, that of the reference data."""

    application_id = Id(required=True)
    email = Email(allow_none=True, load_default=None)


class AddressSent(Schema):
    """When it was mailed, and to how many contact managers."""

    application_id = Id(required=True)
    mailed_at = Instant(required=True)
    contact_managers = fields.Integer(required=True)


class PaperApplication(ApplicationContent):
    """A new application that came on paper: without a password, which nobody but the applicant sets."""

    email = Email(required=True)


class PaperReceipt(Strict):
    """How a paper form came, of whatever kind of application: its day of receipt is the day of application (REG-9)."""

    received_on = Day(required=True)
    way = fields.String(required=True, validate=validate.OneOf(RECEIPT_WAYS))
    explanation = Written(longest=400, lines=True, load_default="")
    documents = fields.List(
        fields.String(validate=validate.OneOf(["terms_consent", "privacy_mark", "excellent_agency_mark"])),
        load_default=list,
        validate=no_doubles,
    )


class EnterPaperApplicationRequest(PaperReceipt):
    """A paper application as the bureau enters it (REG-9)."""

    application = fields.Nested(PaperApplication, required=True)


class PaperChange(RegisterChangeRequest):
    """A change application on paper (REG-13)."""


class PaperRenewal(RegisterRenewalRequest):
    """A renewal on paper, with the change that came with it (REG-16)."""


class PaperWithdrawal(RegisterWithdrawalRequest):
    """A withdrawal on paper."""


class EnterPaperProcedureRequest(PaperReceipt, OneOfSeveral):
    """A change, renewal or withdrawal that an organization handed in on paper: exactly one of them (REG-9; seed 000, Q2)."""

    alternatives = {"change": "変更", "renewal": "更新", "withdrawal": "退会"}  # noqa: RUF012
    organization_id = Id(required=True)
    change = fields.Nested(PaperChange, allow_none=True, load_default=None)
    renewal = fields.Nested(PaperRenewal, allow_none=True, load_default=None)
    withdrawal = fields.Nested(PaperWithdrawal, allow_none=True, load_default=None)


class PaperApplicationEntered(Schema):
    """The registration made of it; ID and authentication key go to the applicant by e-mail alone."""

    application_id = Id(required=True)
    registration_number = fields.String(required=True)
    registered_on = Day(required=True)
    state = fields.String(required=True)


class PaperProcedureEntered(Schema):
    """The registration made of it, with its form received. `placement_met`: whether a renewal meets REG-3."""

    application_id = Id(required=True)
    registration_number = fields.String(required=True)
    application_kind = fields.String(required=True)
    registered_on = Day(required=True)
    state = fields.String(required=True)
    placement_met = fields.Boolean(required=True, allow_none=True)
    carried_change_id = Id(required=True, allow_none=True)


SHOW_DESK = Operation(SERVICE, "show_desk", Nothing(), Desk(), BUREAU)
SEARCH_APPLICATIONS = Operation(SERVICE, "search_applications", SearchApplicationsRequest(), DeskPage(), BUREAU)
COUNT_APPLICATIONS = Operation(SERVICE, "count_applications", Nothing(), ApplicationCounts(), MINISTRY)
PROPOSE_DECISION = Operation(SERVICE, "propose_decision", ProposeDecisionRequest(), Proposal(), BUREAU, changes=True)
CONFIRM_DECISION = Operation(
    SERVICE, "confirm_decision", ProposalRequest(), ApplicationStateAnswer(), BUREAU, changes=True
)
WITHDRAW_PROPOSAL = Operation(SERVICE, "withdraw_proposal", ProposalRequest(), Proposal(), BUREAU, changes=True)
LIST_PROPOSALS = Operation(SERVICE, "list_proposals", ApplicationIdRequest(), ProposalList(), BUREAU)
RECORD_LETTER = Operation(SERVICE, "record_letter", RecordLetterRequest(), LetterRecorded(), BUREAU, changes=True)
CORRECT_LETTER = Operation(SERVICE, "correct_letter", CorrectLetterRequest(), LetterCorrected(), BUREAU, changes=True)
SEND_BUREAU_ADDRESS = Operation(
    SERVICE, "send_bureau_address", SendAddressRequest(), AddressSent(), BUREAU, changes=True
)
ENTER_PAPER_APPLICATION = Operation(
    SERVICE, "enter_paper_application", EnterPaperApplicationRequest(), PaperApplicationEntered(), BUREAU, changes=True
)
ENTER_PAPER_PROCEDURE = Operation(
    SERVICE, "enter_paper_procedure", EnterPaperProcedureRequest(), PaperProcedureEntered(), BUREAU, changes=True
)
