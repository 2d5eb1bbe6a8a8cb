"""Accounts of staff: listed, issued, ended, enabled again, moved to another area, their password made void (AUT-7, AUT-6)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.events import Event
from services.contracts.fields import Day, Email, Id, Instant, Strict, Whole, Written, code
from services.contracts.operations import Operation
from services.contracts.registry.accounts import AccountEvent, AccountIdRequest
from services.contracts.registry.organization_accounts import ACCOUNT_STATES
from services.contracts.registry.words import SERVICE

STAFF_ROLES = {
    Role.BUREAU_STAFF: "労働局の職員",
    Role.OFFICE_STAFF: "公共職業安定所の職員",
    Role.MINISTRY: "厚生労働省",
    Role.OPERATIONS: "運用管理組織",
}
ADMINISTRATORS = frozenset({Role.MINISTRY, Role.OPERATIONS})


class Ground(Written):
    """Why it is done; kept with the account."""

    def __init__(self) -> None:
        super().__init__(longest=1_000, shortest=1, lines=True, required=True)


class ListStaffAccountsRequest(Strict):
    """Accounts of staff, the oldest first; of a role, bureau or office, in a state, or without a login since a day."""

    role = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(sorted(STAFF_ROLES)))
    bureau_code = code(allow_none=True, load_default=None)
    office_code = code(allow_none=True, load_default=None)
    state = fields.String(load_default="active", validate=validate.OneOf(ACCOUNT_STATES, ACCOUNT_STATES.values()))
    not_logged_in_since = Day(allow_none=True, load_default=None)
    after = Id(allow_none=True, load_default=None)
    limit = Whole(low=1, high=100, load_default=50)


class StaffAccount(Schema):
    """An account of staff, as who administers it sees it."""

    account_id = Id(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    bureau_code = fields.String(required=True, allow_none=True)
    office_code = fields.String(required=True, allow_none=True)
    display_name = fields.String(required=True)
    email = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(ACCOUNT_STATES, ACCOUNT_STATES.values()))
    locked = fields.Boolean(required=True)
    made_at = Instant(required=True)
    last_login_at = Instant(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)


class StaffAccountList(Schema):
    """A page of accounts; `next` is None on the last one."""

    accounts = fields.List(fields.Nested(StaffAccount), required=True)
    next = Id(required=True, allow_none=True)


class IssueStaffAccountRequest(Strict):
    """A new account; its owner sets the password with a key that is mailed to the address."""

    role = fields.String(required=True, validate=validate.OneOf(sorted(STAFF_ROLES)))
    bureau_code = code(allow_none=True, load_default=None)
    office_code = code(allow_none=True, load_default=None)
    display_name = Written(longest=60, allow_none=True, load_default=None)
    email = Email(required=True)
    ground = Ground()


class HandleStaffAccountRequest(AccountIdRequest):
    """Names an account of staff, and why it is ended, enabled again, or its password made void."""

    ground = Ground()


class MoveStaffAccountRequest(HandleStaffAccountRequest):
    """The bureau, or bureau and office, that the account acts for from now on. `display_name`: else the new area's name."""

    bureau_code = code(required=True)
    office_code = code(allow_none=True, load_default=None)
    display_name = Written(longest=60, allow_none=True, load_default=None)


class StaffAccountHandled(Schema):
    """The account after it. `left`: how many accounts the bureau, office or body that it left still has; 0: none."""

    account = fields.Nested(StaffAccount, required=True)
    left = fields.Integer(required=True, allow_none=True)


_READERS = ADMINISTRATORS | {Role.BUREAU_STAFF}

LIST_STAFF_ACCOUNTS = Operation(
    SERVICE, "list_staff_accounts", ListStaffAccountsRequest(), StaffAccountList(), _READERS
)
ISSUE_STAFF_ACCOUNT = Operation(
    SERVICE, "issue_staff_account", IssueStaffAccountRequest(), StaffAccountHandled(), ADMINISTRATORS, changes=True
)
END_STAFF_ACCOUNT = Operation(
    SERVICE, "end_staff_account", HandleStaffAccountRequest(), StaffAccountHandled(), ADMINISTRATORS, changes=True
)
ENABLE_STAFF_ACCOUNT = Operation(
    SERVICE, "enable_staff_account", HandleStaffAccountRequest(), StaffAccountHandled(), ADMINISTRATORS, changes=True
)
MOVE_STAFF_ACCOUNT = Operation(
    SERVICE, "move_staff_account", MoveStaffAccountRequest(), StaffAccountHandled(), ADMINISTRATORS, changes=True
)
VOID_STAFF_PASSWORD = Operation(
    SERVICE, "void_staff_password", HandleStaffAccountRequest(), StaffAccountHandled(), ADMINISTRATORS, changes=True
)

STAFF_ACCOUNT_MOVED = Event("staff_account_moved", 1, SERVICE, "fact", AccountEvent())
