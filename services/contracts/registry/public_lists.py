"""The public lists of organizations (利用団体一覧), read by anybody (REG-14)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.fields import Day, Id, Strict, Text, Truth, Whole, code
from services.contracts.operations import Operation
from services.contracts.registry.words import CLASSES, ORGANIZATION_KINDS, PUBLIC, SERVICE, SERVICES

PUBLIC_LISTS = {"current": "利用団体一覧", "terminated": "利用解除となった利用団体の一覧"}
MOST_ENTRIES = 2_000
"""Entries of one answer."""


class NarrowedList(Strict):
    """Which part of a list, and as of which day; without one, as it is now."""

    as_of = Day(allow_none=True, load_default=None)
    bureau_code = code(r"^[0-9]{2}\Z", allow_none=True, load_default=None)
    prefecture_code = code(r"^[0-9]{6}\Z", allow_none=True, load_default=None)
    kind = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(ORGANIZATION_KINDS))
    service = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(SERVICES))
    suspended = Truth(allow_none=True, load_default=None)
    name = Text(longest=100, allow_none=True, load_default=None)


class PublicListRequest(NarrowedList):
    """A page of a list, in the order of bureau and reading of the name."""

    list = fields.String(required=True, validate=validate.OneOf(PUBLIC_LISTS))
    limit = Whole(low=1, high=MOST_ENTRIES, load_default=100)
    cursor = Text(longest=1_000, allow_none=True, load_default=None)


class ListedOrganization(Strict):
    """Who stands on a list: what both have in common."""

    organization_id = Id(required=True)
    name = fields.String(required=True)
    department = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_KINDS))
    class_ = fields.String(required=True, data_key="class", validate=validate.OneOf(CLASSES))
    bureau_code = fields.String(required=True)
    municipality_code = fields.String(required=True)
    municipality_name = fields.String(required=True)
    address = fields.String(required=True)
    permission_number = fields.String(required=True, allow_none=True)
    # Who applied jointly (連名申請者): by it two commissions of one city are told apart (REG-4).
    commissioned_agency_name = fields.String(required=True, allow_none=True)
    commissioned_agency_number = fields.String(required=True, allow_none=True)


class CurrentOrganization(ListedOrganization):
    """An organization in use. `suspended`: 停止中; why and until when is told in the municipal class alone (seed 000)."""

    services = fields.List(fields.String(validate=validate.OneOf(SERVICES)), required=True)
    handles_subsidies = Truth(required=True)
    privacy_mark = Truth(required=True)
    excellent_agency_mark = Truth(required=True)
    other_certificates = fields.List(fields.String(), required=True)
    suspended = Truth(required=True)
    suspension_reason = fields.String(required=True, allow_none=True)
    suspended_on = Day(required=True, allow_none=True)
    suspended_until = Day(required=True, allow_none=True)


class TerminatedOrganization(ListedOrganization):
    """An organization whose use was terminated, listed for the years of its bar (CMP-9)."""

    terminated_on = Day(required=True)
    listed_until = Day(required=True)


class PublicListPage(Schema):
    """A page as it crosses the bus, entries as they are kept. `digest`: another one exactly when the list is, all pages of it."""

    as_of = Day(required=True, allow_none=True)
    total = Whole(required=True)
    digest = fields.String(required=True)
    entries = fields.List(fields.Dict(), required=True)
    cursor = fields.String(required=True, allow_none=True)


SHOW_PUBLIC_LIST = Operation(SERVICE, "show_public_list", PublicListRequest(), PublicListPage(), PUBLIC)
