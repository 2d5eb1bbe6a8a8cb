"""The accounts of an organization: invited, listed, ended, and reported as misused (REG-11)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION, Role
from services.contracts.events import Event
from services.contracts.fields import Email, Id, Instant, Nothing, Strict, Text, Truth, Whole, Written
from services.contracts.operations import Operation
from services.contracts.registry.accounts import Accepted, AccountIdRequest, Terms
from services.contracts.registry.words import PUBLIC, SERVICE

MAIN = frozenset({Role.ORGANIZATION_MAIN})
OPERATIONS = frozenset({Role.OPERATIONS})
ACCOUNT_STATES = {"active": "利用中", "ended": "終了"}


class InviteAccountRequest(Strict):
    """Invites somebody to an additional account; `label`: what the organization calls it."""

    email = Email(required=True)
    label = Written(longest=60, shortest=1, required=True)


class InvitationIdRequest(Strict):
    """Names an invitation."""

    invitation_id = Id(required=True)


class InvitationShown(Schema):
    """An invitation that waits, as the one who invited sees it."""

    invitation_id = Id(required=True)
    label = fields.String(required=True)
    email = fields.String(required=True)
    made_at = Instant(required=True)
    valid_until = Instant(required=True)


class ShowInvitationRequest(Strict):
    """The key that was mailed with the invitation."""

    invitation_id = Id(required=True)
    key = Text(longest=64, shortest=1, required=True)


class InvitationReceived(Schema):
    """An invitation as the one who is invited sees it, with the terms to agree to (REG-15)."""

    organization_name = fields.String(required=True)
    label = fields.String(required=True)
    email = fields.String(required=True)
    valid_until = Instant(required=True)
    terms = fields.Nested(Terms, required=True)


class AcceptInvitationRequest(ShowInvitationRequest):
    """Makes the additional account, with a password and consent to the terms."""

    password = Text(longest=128, shortest=12, required=True)
    terms_version = Text(longest=20, required=True)


class OrganizationAccount(Schema):
    """An account as its organization's main account sees it."""

    account_id = Id(required=True)
    main = fields.Boolean(required=True)
    label = fields.String(required=True)
    email = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(ACCOUNT_STATES, ACCOUNT_STATES.values()))
    locked = fields.Boolean(required=True)
    made_at = Instant(required=True)
    last_login_at = Instant(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)


class OrganizationAccounts(Schema):
    """All accounts of an organization, and the invitations that wait."""

    accounts = fields.List(fields.Nested(OrganizationAccount), required=True)
    invitations = fields.List(fields.Nested(InvitationShown), required=True)


class ReportMisuseRequest(Strict):
    """What makes an organization think that an account of its is misused."""

    description = Written(longest=4_000, shortest=1, lines=True, required=True)


class MisuseReportReceived(Schema):
    """The report's number, and how many tokens of the organization's systems were revoked with it."""

    report_id = Id(required=True)
    reported_at = Instant(required=True)
    tokens_revoked = fields.Integer(required=True)


class ListMisuseReportsRequest(Strict):
    """Reports that wait, or those handled."""

    handled = Truth(load_default=False)
    after = Id(allow_none=True, load_default=None)
    limit = Whole(low=1, high=100, load_default=50)


class MisuseReport(Schema):
    """A report as operations see it."""

    report_id = Id(required=True)
    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    reported_by = Id(required=True)
    reporter = fields.String(required=True)
    reported_at = Instant(required=True)
    description = fields.String(required=True)
    handled_at = Instant(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)


class MisuseReports(Schema):
    """A page of reports."""

    reports = fields.List(fields.Nested(MisuseReport), required=True)
    next = Id(required=True, allow_none=True)


class HandleMisuseReportRequest(Strict):
    """What came of a report."""

    report_id = Id(required=True)
    outcome = Written(longest=2_000, shortest=1, lines=True, required=True)


class MisuseReported(Strict):
    """Every session and remembered browser of the organization ends; its tokens are revoked already."""

    organization_id = Id(required=True)
    report_id = Id(required=True)


INVITE_ACCOUNT = Operation(SERVICE, "invite_account", InviteAccountRequest(), InvitationShown(), MAIN, changes=True)
RESEND_INVITATION = Operation(
    SERVICE, "resend_invitation", InvitationIdRequest(), InvitationShown(), MAIN, changes=True
)
RECALL_INVITATION = Operation(SERVICE, "recall_invitation", InvitationIdRequest(), Accepted(), MAIN, changes=True)
SHOW_INVITATION = Operation(SERVICE, "show_invitation", ShowInvitationRequest(), InvitationReceived(), PUBLIC)
ACCEPT_INVITATION = Operation(
    SERVICE, "accept_invitation", AcceptInvitationRequest(), Accepted(), PUBLIC, changes=True, keyed=False
)
LIST_ACCOUNTS = Operation(SERVICE, "list_accounts", Nothing(), OrganizationAccounts(), MAIN)
END_ACCOUNT = Operation(SERVICE, "end_account", AccountIdRequest(), Accepted(), MAIN, changes=True)
REPORT_MISUSE = Operation(
    SERVICE, "report_misuse", ReportMisuseRequest(), MisuseReportReceived(), ORGANIZATION, changes=True
)
LIST_MISUSE_REPORTS = Operation(SERVICE, "list_misuse_reports", ListMisuseReportsRequest(), MisuseReports(), OPERATIONS)
HANDLE_MISUSE_REPORT = Operation(
    SERVICE, "handle_misuse_report", HandleMisuseReportRequest(), Accepted(), OPERATIONS, changes=True
)

MISUSE_REPORTED = Event("misuse_reported", 1, SERVICE, "fact", MisuseReported())
