"""Who calls: the identity that travels with every request on the bus (architecture.md, decision 8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from marshmallow import Schema, fields, post_load, validate


class Role(StrEnum):
    """Who may call what (AUT-7). `ANYONE` is a caller who has not logged in."""

    ANYONE = "anyone"
    ORGANIZATION_MAIN = "organization_main"
    ORGANIZATION_ADDITIONAL = "organization_additional"
    SEEKER = "seeker"
    EMPLOYER = "employer"
    BUREAU_STAFF = "bureau_staff"
    OFFICE_STAFF = "office_staff"
    MINISTRY = "ministry"
    OPERATIONS = "operations"
    SITE_STAFF = "site_staff"
    MACHINE = "machine"
    # The system's own processes: the gateway on behalf of nobody, commands, scheduled duties.
    SYSTEM = "system"


ORGANIZATION = frozenset({Role.ORGANIZATION_MAIN, Role.ORGANIZATION_ADDITIONAL})
LOGGED_IN = frozenset(Role) - {Role.ANYONE, Role.SYSTEM, Role.MACHINE}


@dataclass(frozen=True)
class Caller:
    """The account in whose name a request is made; the IDs not fitting its role are None.

    `scopes`: what a machine client's token is for, with blanks between (AUT-8); its token's ID stands as the account's.
    `address`: the network address that the request came from, as the gateway saw it and never as a client says (OPS-3).
    """

    role: Role
    account_id: str | None = None
    organization_id: str | None = None
    bureau_code: str | None = None
    office_code: str | None = None
    seeker_number: str | None = None
    address: str | None = None
    scopes: str | None = None


ANONYMOUS = Caller(role=Role.ANYONE)
SYSTEM = Caller(role=Role.SYSTEM)


class CallerSchema(Schema):
    """`Caller` as it crosses the bus."""

    role = fields.Enum(Role, by_value=True, required=True)
    account_id = fields.UUID(allow_none=True, load_default=None)
    organization_id = fields.UUID(allow_none=True, load_default=None)
    bureau_code = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=8))
    office_code = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=8))
    seeker_number = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=16))
    address = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(r"^[0-9A-Fa-f:.]{2,45}\Z"))
    scopes = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=400))

    @post_load
    def make(self, data: dict[str, object], **_: object) -> Caller:
        """Build the dataclass; UUIDs stay strings, as everywhere in the services."""
        texts = {key: None if value is None else str(value) for key, value in data.items() if key != "role"}
        return Caller(role=data["role"], **texts)  # type: ignore[arg-type]
