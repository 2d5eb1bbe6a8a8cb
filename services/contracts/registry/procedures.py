"""What an approved organization applies for, and how it sees its applications and its registration (REG-5, REG-13, REG-16)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION, Role
from services.contracts.fields import Day, Id, Nothing, Strict, Text, Truth, Whole, no_doubles
from services.contracts.operations import Operation
from services.contracts.registry.application_content import ApplicationContent, SecurityDeclaration
from services.contracts.registry.applications import ApplicationDetail, ApplicationIdRequest, ApplicationSummary
from services.contracts.registry.words import SERVICE, SERVICES

MAIN_ACCOUNT = frozenset({Role.ORGANIZATION_MAIN})


class RegisterChangeRequest(Strict):
    """A change application (変更申請): the whole content as it is to be; `replaces` names a wrong one (REG-6, REG-13)."""

    content = fields.Nested(ApplicationContent, required=True)
    replaces = Id(allow_none=True, load_default=None)


class RegisterRenewalRequest(Strict):
    """A renewal (更新申請) of seeker information. Changed content comes with it as `change` (REG-3, REG-16).

    `content_unchanged` states that nothing has changed; it is not needed beside a change, here or under way.
    """

    latest_regular_placement_on = Day(allow_none=True, load_default=None)
    content_unchanged = Truth(load_default=False)
    change = fields.Nested(ApplicationContent, allow_none=True, load_default=None)
    security_declaration = fields.Nested(SecurityDeclaration, required=True)
    terms_version = Text(longest=20, shortest=1, required=True)
    replaces = Id(allow_none=True, load_default=None)


class RegisterWithdrawalRequest(Strict):
    """A withdrawal (退会申請) from one service or all."""

    services = fields.List(
        fields.String(validate=validate.OneOf(SERVICES)),
        required=True,
        validate=[validate.Length(min=1, max=2), no_doubles],
    )
    replaces = Id(allow_none=True, load_default=None)


class ProcedureRegistered(Schema):
    """What the completion page shows. `placement_met`: whether a renewal meets REG-3 as of today."""

    application_id = Id(required=True)
    registration_number = fields.String(required=True)
    application_kind = fields.String(required=True)
    registered_on = Day(required=True)
    form_due_on = Day(required=True)
    bureau_code = fields.String(required=True)
    bureau_name = fields.String(required=True)
    placement_met = fields.Boolean(allow_none=True)
    carried_change_id = Id(allow_none=True)


class ListOwnApplicationsRequest(Strict):
    """The organization's own applications, oldest first."""

    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class OwnApplicationList(Schema):
    """A page of applications; `next` is None on the last one."""

    applications = fields.List(fields.Nested(ApplicationSummary), required=True)
    next = Id(allow_none=True)


class NextStep(Schema):
    """What an organization has to do next: from when, and by when."""

    step = fields.String(required=True)
    name = fields.String(required=True)
    from_on = Day(allow_none=True)
    due_on = Day(required=True)
    application_id = Id(allow_none=True)


class OwnProcedures(Schema):
    """An organization as it is registered: what is in force, its terms, and what is to be done (REG-16)."""

    organization_id = Id(required=True)
    standing = fields.String(required=True)
    bureau_code = fields.String(required=True)
    bureau_name = fields.String(required=True)
    approved_on = Day(required=True)
    services = fields.List(fields.String(), required=True)
    permission_valid_until = Day(allow_none=True)
    seeker_information_until = Day(allow_none=True)
    renewal_opens_on = Day(allow_none=True)
    seeker_information_closed_on = Day(allow_none=True)
    withdrawn_on = Day(allow_none=True)
    content = fields.Dict(required=True)
    next_steps = fields.List(fields.Nested(NextStep), required=True)


REGISTER_CHANGE = Operation(
    SERVICE, "register_change", RegisterChangeRequest(), ProcedureRegistered(), MAIN_ACCOUNT, changes=True
)
REGISTER_RENEWAL = Operation(
    SERVICE, "register_renewal", RegisterRenewalRequest(), ProcedureRegistered(), MAIN_ACCOUNT, changes=True
)
REGISTER_WITHDRAWAL = Operation(
    SERVICE, "register_withdrawal", RegisterWithdrawalRequest(), ProcedureRegistered(), MAIN_ACCOUNT, changes=True
)
LIST_OWN_APPLICATIONS = Operation(
    SERVICE, "list_own_applications", ListOwnApplicationsRequest(), OwnApplicationList(), ORGANIZATION
)
SHOW_OWN_APPLICATION = Operation(
    SERVICE, "show_own_application", ApplicationIdRequest(), ApplicationDetail(), ORGANIZATION
)
SHOW_PROCEDURES = Operation(SERVICE, "show_procedures", Nothing(), OwnProcedures(), ORGANIZATION)
