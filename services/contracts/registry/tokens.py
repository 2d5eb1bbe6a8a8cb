"""Tokens of machine clients (AUT-8): made, listed, changed for new ones and revoked by an organization's main account."""

from __future__ import annotations

import ipaddress

from marshmallow import Schema, ValidationError, fields, validate

from services.contracts.caller import ORGANIZATION, Role
from services.contracts.fields import Day, Id, Instant, Nothing, Strict, Whole, Written, no_doubles
from services.contracts.operations import Operation
from services.contracts.registry.words import GATEWAY, ORGANIZATION_KINDS, SERVICE

SCOPES = {
    "organization:read": "利用団体の登録内容の確認",
    "offers:data": "求人情報のデータ提供",
    "offers:api": "求人情報のAPIによる提供",
}
"""What a token may be used for. Seekers are provided to persons who log in, and to no machine."""

TOKEN_STATES = {
    "usable": "利用可能",
    "closed": "利用停止中のため利用不可",
    "expired": "有効期限切れ",
    "revoked": "失効",
    "ended": "利用終了のため失効",
}
TOKEN = r"^hwt_[A-Za-z0-9_-]{43}\Z"  # noqa: S105
"""Form of a token: 256 random bits behind a beginning by which a leaked one is recognized."""

MOST_NETWORKS = 20
BROADEST = {4: 24, 6: 48}
"""A client's address is fixed (OFR-4): a network has at least so many bits in common."""


def a_network(text: str) -> None:
    """Refuse what is no network of addresses in its own notation, or one that is as good as everybody."""
    try:
        network = ipaddress.ip_network(text)
        if "%" in text:  # a zone of one machine, no address of the net
            raise ValueError
    except ValueError:
        raise ValidationError("アドレスは 203.0.113.7 又は 203.0.113.0/28 の形で指定してください。") from None
    if network.prefixlen < BROADEST[network.version]:
        raise ValidationError("範囲が広すぎます。IPv4は/24、IPv6は/48より狭い範囲で指定してください。")


class MakeTokenRequest(Strict):
    """A new token: what for, from where, and for how many days."""

    name = Written(shortest=1, longest=60, required=True, metadata={"example": "求人取込みサーバー"})
    scopes = fields.List(
        fields.String(validate=validate.OneOf(SCOPES)),
        required=True,
        validate=[validate.Length(min=1, max=len(SCOPES)), no_doubles],
    )
    networks = fields.List(
        fields.String(validate=[validate.Length(max=49), a_network]),
        required=True,
        validate=[validate.Length(min=1, max=MOST_NETWORKS), no_doubles],
        metadata={"example": ["203.0.113.7", "2001:db8:12::/64"]},
    )
    days = Whole(low=1, high=3_650, required=True)


class TokenIdRequest(Strict):
    """Names a token of the caller's organization."""

    token_id = Id(required=True)


class RotateTokenRequest(TokenIdRequest):
    """A new token in the place of an old one, which is good for so many hours more; None: as long as is usual."""

    overlap_hours = Whole(low=0, high=720, allow_none=True, load_default=None)


class Token(Schema):
    """A token as it is listed: by its first letters, never whole."""

    token_id = Id(required=True)
    name = fields.String(required=True)
    beginning = fields.String(required=True, metadata={"example": "hwt_Zk3vQ9aX"})
    state = fields.String(required=True, validate=validate.OneOf(TOKEN_STATES))
    scopes = fields.List(fields.String(), required=True)
    networks = fields.List(fields.String(), required=True)
    made_at = Instant(required=True)
    expires_at = Instant(required=True)
    last_used_at = Instant(required=True, allow_none=True)
    replaced_by = Id(required=True, allow_none=True)


class NewToken(Token):
    """A token just made, with itself: shown this once and kept nowhere."""

    token = fields.String(required=True, metadata={"example": "hwt_Zk3vQ9aXb7Yc1Nn5Tq8Rw2Ue6Io0Pa4Sd7Fg9Hj3Kl5Mz1Xc"})


class TokenList(Schema):
    """The tokens of the caller's organization, the newest first, those without use any more as well."""

    tokens = fields.List(fields.Nested(Token), required=True)


class AuthenticateTokenRequest(Strict):
    """Asks whose token has this SHA-256, shown from this address. The token itself does not cross the bus."""

    token_hash = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    address = fields.String(required=True, allow_none=True, validate=validate.Length(max=45))


class TokenIdentity(Schema):
    """Who a machine client is."""

    token_id = Id(required=True)
    organization_id = Id(required=True)
    scopes = fields.List(fields.String(), required=True)


class OwnRegistration(Schema):
    """What an organization is registered with, as it stands now (REG-16: until when).

    `services`: those that it may use; seeker information no more once it is closed, with the day (REG-3).
    """

    organization_id = Id(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_KINDS))
    services = fields.List(fields.String(), required=True)
    standing = fields.String(required=True)
    bureau_code = fields.String(required=True)
    permission_number = fields.String(required=True, allow_none=True)
    permission_valid_until = Day(required=True, allow_none=True)
    approved_on = Day(required=True)
    seeker_information_until = Day(required=True, allow_none=True)
    seeker_information_closed_on = Day(required=True, allow_none=True)


_MAIN = frozenset({Role.ORGANIZATION_MAIN})
_MACHINE = frozenset({Role.MACHINE})

MAKE_TOKEN = Operation(SERVICE, "make_token", MakeTokenRequest(), NewToken(), _MAIN, changes=True, answer_kept=False)
LIST_TOKENS = Operation(SERVICE, "list_tokens", Nothing(), TokenList(), _MAIN)
ROTATE_TOKEN = Operation(
    SERVICE, "rotate_token", RotateTokenRequest(), NewToken(), _MAIN, changes=True, answer_kept=False
)
REVOKE_TOKEN = Operation(SERVICE, "revoke_token", TokenIdRequest(), Token(), _MAIN, changes=True)
AUTHENTICATE_TOKEN = Operation(SERVICE, "authenticate_token", AuthenticateTokenRequest(), TokenIdentity(), GATEWAY)
SHOW_OWN_TOKEN = Operation(SERVICE, "show_own_token", Nothing(), Token(), _MACHINE)
SHOW_OWN_REGISTRATION = Operation(
    SERVICE,
    "show_own_registration",
    Nothing(),
    OwnRegistration(),
    ORGANIZATION | _MACHINE,
    scope="organization:read",
)
