"""The audit log as operations search it, and its head as others keep it (OPS-3)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.audit import ACTION, SOURCES
from services.contracts.caller import Role
from services.contracts.compliance.words import SERVICE
from services.contracts.events import Event
from services.contracts.fields import Id, Instant, Strict, Text, Whole
from services.contracts.operations import Operation

SHA256 = r"^[0-9a-f]{64}\Z"


class SearchAuditEntriesRequest(Strict):
    """What entries to look for; all that is given must fit. `since` is the first instant, `until` the first after."""

    since = Instant(allow_none=True, load_default=None)
    until = Instant(allow_none=True, load_default=None)
    source = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(SOURCES))
    action = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(ACTION),
        metadata={"example": "registry.approve_application"},
    )
    subject_kind = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(r"^[a-z][a-z_]{0,39}\Z"),
        metadata={"example": "application"},
    )
    subject_id = fields.String(
        allow_none=True, load_default=None, validate=validate.Regexp(r"^[0-9A-Za-z_.:-]{1,128}\Z")
    )
    account_id = Id(allow_none=True, load_default=None)
    organization_id = Id(allow_none=True, load_default=None)
    network_address = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(r"^[0-9A-Fa-f:.]{2,45}\Z"),
        metadata={"example": "203.0.113.7"},
    )
    limit = Whole(low=1, high=200, load_default=50)
    cursor = Text(longest=100, allow_none=True, load_default=None)


class AuditEntry(Schema):
    """One entry: who did or saw what, when and from where; `hash` covers it and the entry before it."""

    position = Whole(required=True)
    entry_id = Id(required=True)
    occurred_at = Instant(required=True)
    source = fields.String(required=True)
    action = fields.String(required=True)
    subject_kind = fields.String(required=True)
    subject_id = fields.String(required=True)
    role = fields.String(required=True)
    account_id = Id(allow_none=True)
    organization_id = Id(allow_none=True)
    bureau_code = fields.String(allow_none=True)
    network_address = fields.String(allow_none=True)
    trace = fields.String(required=True)
    details = fields.Dict(required=True)
    hash = fields.String(required=True, metadata={"example": "9f" * 32})


class AuditEntryList(Schema):
    """A page of entries, the newest first; `cursor` is None on the last one."""

    entries = fields.List(fields.Nested(AuditEntry), required=True)
    cursor = fields.String(allow_none=True)


SEARCH_AUDIT_ENTRIES = Operation(
    SERVICE,
    "search_audit_entries",
    SearchAuditEntriesRequest(),
    AuditEntryList(),
    frozenset({Role.OPERATIONS}),
    changes=True,
)


class AuditLogSealed(Strict):
    """The head of the audit log's chain at a moment: how many entries it has and the newest one's hash."""

    position = Whole(low=1, required=True)
    hash = fields.String(required=True, validate=validate.Regexp(SHA256))
    sealed_at = Instant(required=True)


AUDIT_LOG_SEALED = Event("audit_log_sealed", 1, SERVICE, "fact", AuditLogSealed())
