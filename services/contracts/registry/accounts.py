"""Accounts: login, one-time passwords by mail, authentication keys, terms of use (AUT, REG-15)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.events import Event
from services.contracts.fields import Day, Email, Id, Instant, Strict, Text, Whole
from services.contracts.operations import Operation
from services.contracts.registry.words import GATEWAY, PUBLIC, SERVICE, TERMS_AUDIENCES


class VerifyPasswordRequest(Strict):
    """Login, first step (AUT-1). What is no address is refused like an address nobody has (AUT-6)."""

    email = Text(longest=254, shortest=3, required=True)
    password = Text(longest=128, shortest=1, required=True)
    # Of a browser that has logged in with this address before, told apart from all others (AUT-6).
    browser = Text(longest=64, shortest=1, allow_none=True, load_default=None)


class AccountIdentity(Schema):
    """Who an account is; what the gateway keeps in its session."""

    account_id = Id(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    organization_id = Id(allow_none=True)
    bureau_code = fields.String(allow_none=True)
    office_code = fields.String(allow_none=True)
    seeker_number = fields.String(allow_none=True)
    display_name = fields.String(required=True)
    password_version = fields.Integer(load_default=0)


class CodeToMail(Strict):
    """The code made by the gateway, and until when it opens the login."""

    code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6,8}\Z"))
    valid_until = Instant(required=True)


class BeginLoginRequest(VerifyPasswordRequest):
    """Login, first step, with the code to be mailed where the password is right (AUT-1).

    `one_time_password`: None where none is to be mailed yet. `spared`: accounts for which the browser that asks omits it
    (AUT-3). `only_roles`: who may log in just now; None: everybody (OPS-1).
    """

    one_time_password = fields.Nested(CodeToMail(), allow_none=True, load_default=None)
    spared = fields.List(Id(), load_default=[], validate=validate.Length(max=100))
    only_roles = fields.List(fields.Enum(Role, by_value=True), allow_none=True, load_default=None)


class BegunLogin(AccountIdentity):
    """Whose password it is, and whether the code is on its way.

    `consent_due`: the first use of the service after this login is to be told with `record_use` (REG-15). A registry of before
    leaves it out: it has recorded the consent already.
    """

    one_time_password_mailed = fields.Boolean(required=True)
    consent_due = fields.Boolean(load_default=False)


class MailOneTimePasswordRequest(Strict):
    """The code made by the gateway, to be mailed to the account's own address (AUT-1).

    `bureau_code`, `office_code`: for what the account logs in, with `role`; refused where it acts for something else by now.
    `password_version`: of the password that was right; refused where there is another by now.
    """

    account_id = Id(required=True)
    role = fields.Enum(Role, by_value=True, allow_none=True, load_default=None)
    bureau_code = fields.String(allow_none=True, load_default=None)
    office_code = fields.String(allow_none=True, load_default=None)
    password_version = Whole(low=0, allow_none=True, load_default=None)
    code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6,8}\Z"))
    valid_until = Instant(required=True)


class AccountIdRequest(Strict):
    """Names an account."""

    account_id = Id(required=True)


class Accepted(Schema):
    """The request was taken; says no more than that (AUT-6)."""

    accepted = fields.Boolean(required=True)


class Ticket(fields.String):
    """SHA-256 of what tells the browser that asks for a key; the gateway keeps it there as a cookie."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Regexp(r"^[0-9a-f]{64}\Z"), **options)


class RequestAuthenticationKeyRequest(Strict):
    """Asks that an authentication key (認証キー) be mailed, to open My Page or set a password; same answer always."""

    email = Email(required=True)
    ticket = Ticket(required=True)


class SetPasswordRequest(Strict):
    """Opens My Page or sets a password with the mailed key. A seeker agrees to the terms by it."""

    email = Email(required=True)
    key = Text(longest=64, shortest=1, required=True)
    password = Text(longest=128, shortest=12, required=True)
    terms_version = Text(longest=20, allow_none=True, load_default=None)
    # Of the browser that tries; none where it has never asked for a key.
    ticket = Ticket(allow_none=True, load_default=None)


class TermsRequest(Strict):
    """Asks for the terms now in force for an audience (REG-15)."""

    audience = fields.String(required=True, validate=validate.OneOf(TERMS_AUDIENCES))


class Terms(Schema):
    """A version of the terms of use."""

    audience = fields.String(required=True)
    version = fields.String(required=True)
    in_force_from = Day(required=True)
    title = fields.String(required=True)


VERIFY_PASSWORD = Operation(SERVICE, "verify_password", VerifyPasswordRequest(), AccountIdentity(), GATEWAY)
BEGIN_LOGIN = Operation(
    SERVICE,
    "begin_login",
    BeginLoginRequest(),
    BegunLogin(),
    GATEWAY,
    changes=True,
    keyed=False,
    unaudited="the gateway, in whose login it is a step, records the login",
)
SHOW_ACCOUNT = Operation(SERVICE, "show_account", AccountIdRequest(), AccountIdentity(), GATEWAY)
MAIL_ONE_TIME_PASSWORD = Operation(
    SERVICE,
    "mail_one_time_password",
    MailOneTimePasswordRequest(),
    Accepted(),
    GATEWAY,
    changes=True,
    keyed=False,
    unaudited="the gateway, in whose login it is a step, records the login",
)
REQUEST_AUTHENTICATION_KEY = Operation(
    SERVICE,
    "request_authentication_key",
    RequestAuthenticationKeyRequest(),
    Accepted(),
    PUBLIC,
    changes=True,
)
SET_PASSWORD = Operation(SERVICE, "set_password", SetPasswordRequest(), Accepted(), PUBLIC, changes=True, keyed=False)
CURRENT_TERMS = Operation(SERVICE, "current_terms", TermsRequest(), Terms(), PUBLIC)


class AccountEvent(Strict):
    """Names an account whose sessions and remembered browsers end."""

    account_id = Id(required=True)
    # The session in which its owner asked for it goes on.
    except_session_id = Id(allow_none=True, load_default=None)


class PasswordChanged(AccountEvent):
    """An account has another password: whoever logged in with an earlier one is logged out.

    `password_version`: of the new one, so that who has already logged in with it stays, however late this comes.
    """

    password_version = Whole(low=0, allow_none=True, load_default=None)


PASSWORD_CHANGED = Event("password_changed", 1, SERVICE, "fact", PasswordChanged())
ACCOUNT_EMAIL_CHANGED = Event("account_email_changed", 1, SERVICE, "fact", AccountEvent())
ACCOUNT_CLOSED = Event("account_closed", 1, SERVICE, "fact", AccountEvent())
