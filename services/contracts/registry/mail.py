"""Mail as its recipients and staff see it: doing without some of it, and addresses that take none."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.fields import Id, Instant, Strict, Text, Whole
from services.contracts.operations import Operation
from services.contracts.registry.words import BUREAU, GATEWAY, OFFICE, SERVICE

MAIL_TROUBLES = {
    "refused": "受取を拒否された",
    "returned": "届かずに返送された",
    "unsupported": "メールアドレスの形式に送信側が対応していない",
}
"""Why an address takes no mail."""


class UnsubscriptionRequest(Strict):
    """The last part of the link in a mail that may be stopped."""

    token = Text(longest=300, shortest=1, required=True)


class UnsubscriptionAnswer(Schema):
    """Which mails the link is about, and whether they are stopped."""

    subject = fields.String(required=True)
    unsubscribed = fields.Boolean(required=True)


class MailTroublesRequest(Strict):
    """Asks for a page of those whose address takes no mail; `after` is the `next` of the page before."""

    after = Text(longest=40, shortest=1, allow_none=True, load_default=None)
    limit = Whole(low=1, high=200, load_default=50)


class MailTrouble(Schema):
    """Whom mail does not reach: an account, or a seeker without one; the address itself is not told.

    A seeker is named by number and ID at Hello Work, an employer by its establishment.
    """

    account_id = Id(allow_none=True, required=True)
    display_name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    organization_id = Id(allow_none=True, required=True)
    seeker_number = fields.String(allow_none=True, required=True)
    source_id = fields.String(allow_none=True, required=True)
    establishment_id = Id(allow_none=True, required=True)
    cause = fields.String(required=True, validate=validate.OneOf(MAIL_TROUBLES))
    status = fields.String(allow_none=True, required=True, metadata={"example": "5.1.1"})
    since = Instant(required=True)
    last_at = Instant(required=True)
    times = fields.Integer(required=True)


class MailTroublesAnswer(Schema):
    """A page of them."""

    accounts = fields.List(fields.Nested(MailTrouble), required=True)
    next = fields.String(allow_none=True, required=True)


SHOW_UNSUBSCRIPTION = Operation(
    SERVICE, "show_unsubscription", UnsubscriptionRequest(), UnsubscriptionAnswer(), GATEWAY | {Role.ANYONE}
)
UNSUBSCRIBE = Operation(
    SERVICE, "unsubscribe", UnsubscriptionRequest(), UnsubscriptionAnswer(), GATEWAY | {Role.ANYONE}, changes=True
)
SUBSCRIBE_AGAIN = Operation(
    SERVICE, "subscribe_again", UnsubscriptionRequest(), UnsubscriptionAnswer(), GATEWAY | {Role.ANYONE}, changes=True
)
LIST_MAIL_TROUBLES = Operation(
    SERVICE, "list_mail_troubles", MailTroublesRequest(), MailTroublesAnswer(), BUREAU | OFFICE | {Role.OPERATIONS}
)
