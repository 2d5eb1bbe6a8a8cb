"""What the owner of an account, and staff in the owner's place, change of it: password and address (AUT-1, AUT-6)."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.contracts.caller import LOGGED_IN, Role
from services.contracts.fields import Day, Email, Id, Instant, Nothing, Strict, Text, Written
from services.contracts.operations import Operation
from services.contracts.registry.accounts import Accepted
from services.contracts.registry.words import BUREAU, SERVICE

HELPERS = frozenset({Role.BUREAU_STAFF, Role.OFFICE_STAFF, Role.MINISTRY, Role.OPERATIONS})


class ChangePasswordRequest(Strict):
    """Another password in the current one's place; the session named goes on, all others end."""

    current_password = Text(longest=128, shortest=1, required=True)
    password = Text(longest=128, shortest=12, required=True)
    session_id = Id(required=True)


class RequestEmailChangeRequest(Strict):
    """Another address in the account's own one's place, to be confirmed at both (AUT-1)."""

    current_password = Text(longest=128, shortest=1, required=True)
    new_email = Email(required=True)


class EmailChange(Schema):
    """A change of address that waits for its confirmations."""

    new_email = fields.String(required=True)
    made_at = Instant(required=True)
    valid_until = Instant(required=True)
    new_confirmed = fields.Boolean(required=True)
    old_confirmed = fields.Boolean(required=True)


class ConfirmEmailChangeRequest(Strict):
    """The key mailed to either address; the session named goes on when the address changes."""

    key = Text(longest=64, shortest=1, required=True)
    session_id = Id(required=True)


class EmailChangeConfirmed(Schema):
    """Which address has confirmed, and whether the address is changed."""

    new_confirmed = fields.Boolean(required=True)
    old_confirmed = fields.Boolean(required=True)
    changed = fields.Boolean(required=True)


class UnlockAccountRequest(Strict):
    """Lifts the lock of the account with this address, on a ground that is recorded (AUT-6)."""

    email = Email(required=True)
    ground = Written(longest=1_000, shortest=1, lines=True, required=True)


class VoidAccountPasswordRequest(UnlockAccountRequest):
    """Makes the password of the account with this address void, as it may be in other hands, on a recorded ground (AUT-6)."""


class AccountHelped(Schema):
    """Which account it was."""

    account_id = Id(required=True)


class AccountEmailChanged(AccountHelped):
    """Which account it was, and whether its address is changed; else a second person must enter the same (REG-10)."""

    changed = fields.Boolean(required=True)


class ChangeAccountEmailRequest(Strict):
    """Changes the address of an account whose owner can't log in any more, after a request on paper (AUT-1)."""

    email = Email(required=True)
    new_email = Email(required=True)
    requested_on = Day(required=True)
    ground = Written(longest=1_000, shortest=1, lines=True, required=True)


CHANGE_PASSWORD = Operation(
    SERVICE, "change_password", ChangePasswordRequest(), Accepted(), LOGGED_IN, changes=True, keyed=False
)
REQUEST_EMAIL_CHANGE = Operation(
    SERVICE, "request_email_change", RequestEmailChangeRequest(), EmailChange(), LOGGED_IN, changes=True, keyed=False
)
SHOW_EMAIL_CHANGE = Operation(SERVICE, "show_email_change", Nothing(), EmailChange(), LOGGED_IN)
CONFIRM_EMAIL_CHANGE = Operation(
    SERVICE,
    "confirm_email_change",
    ConfirmEmailChangeRequest(),
    EmailChangeConfirmed(),
    LOGGED_IN,
    changes=True,
    keyed=False,
)
CANCEL_EMAIL_CHANGE = Operation(SERVICE, "cancel_email_change", Nothing(), Accepted(), LOGGED_IN, changes=True)
UNLOCK_ACCOUNT = Operation(SERVICE, "unlock_account", UnlockAccountRequest(), AccountHelped(), HELPERS, changes=True)
VOID_ACCOUNT_PASSWORD = Operation(
    SERVICE, "void_account_password", VoidAccountPasswordRequest(), AccountHelped(), HELPERS, changes=True
)
CHANGE_ACCOUNT_EMAIL = Operation(
    SERVICE, "change_account_email", ChangeAccountEmailRequest(), AccountEmailChanged(), BUREAU, changes=True
)
