"""What goes into the audit log (OPS-3, AUT-6): one fact event a source, `audit_recorded`, which compliance chains.

Who did or saw what, when and from where. `action` is `<source>.<what>`, for a request the operation's own routing key;
`details` are few and short: codes, numbers, dates and IDs, never a text that a person typed and never personal data (SEE-2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError, fields, validate

from services.contracts.caller import Role
from services.contracts.events import Event
from services.contracts.fields import Id, Strict

SOURCES = ("registry", "search", "messaging", "compliance", "reporting", "gateway")
"""Who records."""

ACTION = r"^[a-z]+\.[a-z][a-z0-9_]{0,79}\Z"
_DETAIL = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VALUE = re.compile(r"[0-9A-Za-z_.:,+/ -]{0,200}")
MOST_DETAILS = 20


def small(details: Mapping[str, Any]) -> None:
    """Refuse details with room for sentences, names or addresses: codes, numbers, dates and IDs are all they hold."""
    if len(details) > MOST_DETAILS:
        raise ValidationError(f"at most {MOST_DETAILS} details")
    for name, value in details.items():
        if not isinstance(name, str) or not _DETAIL.fullmatch(name):
            raise ValidationError("a detail has a name in lower case")
        if value is not None and not isinstance(value, int) and not _is_code(value):
            raise ValidationError(f"{name} holds more than a code, a number, a date or an ID")


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and _VALUE.fullmatch(value) is not None


class ByWhom(Strict):
    """In which role and from where the account that an event names has acted, for the log; None where it is not known."""

    role = fields.Enum(Role, by_value=True, allow_none=True, load_default=None)
    network_address = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=45))


class AuditRecorded(Strict):
    """Something was done or seen. When, and in which trace, stands in the envelope."""

    action = fields.String(required=True, validate=validate.Regexp(ACTION))
    subject_kind = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z_]{0,39}\Z"))
    subject_id = fields.String(required=True, validate=validate.Regexp(r"^[0-9A-Za-z_.:-]{1,128}\Z"))
    role = fields.Enum(Role, by_value=True, required=True)
    account_id = Id(required=True, allow_none=True)
    organization_id = Id(required=True, allow_none=True)
    bureau_code = fields.String(required=True, allow_none=True, validate=validate.Length(max=8))
    network_address = fields.String(required=True, allow_none=True, validate=validate.Length(max=45))
    details = fields.Dict(required=True, validate=small)


AUDIT_RECORDED: Mapping[str, Event] = MappingProxyType(
    {source: Event("audit_recorded", 1, source, "fact", AuditRecorded()) for source in SOURCES}
)
"""The event of each source."""
