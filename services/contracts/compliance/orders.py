"""Orders under the Employment Security Act against a permission or notification number (CMP-2, REG-2)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.compliance.words import (
    BUREAU_STAFF,
    ORDER_KINDS,
    ORDER_STATES,
    ORGANIZATION_STANDINGS,
    SERVICE,
    SUPERVISORS,
)
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Strict, Truth, Whole, Written, code
from services.contracts.operations import Operation
from services.contracts.registry.words import PERMISSION_NUMBER


class OrderContent(Strict):
    """What was ordered, and when. `starts_on` and `ends_on`: the term of a business suspension, and of nothing else."""

    kind = fields.String(required=True, validate=validate.OneOf(ORDER_KINDS))
    issued_on = Day(required=True)
    starts_on = Day(allow_none=True, load_default=None)
    ends_on = Day(allow_none=True, load_default=None)
    summary = Written(longest=1_000, shortest=1, lines=True, required=True)


class RecordOrderRequest(OrderContent):
    """An order against a number; a branch in it is dropped, as the order stands against the business (REG-2)."""

    number = fields.String(
        required=True, validate=validate.Regexp(PERMISSION_NUMBER), metadata={"example": "13-ユ-123456"}
    )


class CorrectOrderRequest(OrderContent):
    """The record as it should have been; `void` takes back one made by mistake. `seen_version`: of the record corrected."""

    order_id = Id(required=True)
    seen_version = Whole(low=1, required=True)
    met_on = Day(allow_none=True, load_default=None)
    void = Truth(load_default=False)
    note = Written(longest=1_000, shortest=1, lines=True, required=True)


class MeetOrderRequest(Strict):
    """The ordered improvement was confirmed as made on a day (CMP-2)."""

    order_id = Id(required=True)
    met_on = Day(required=True)
    note = Written(longest=1_000, lines=True, load_default="")


class ListOrdersRequest(Strict):
    """Orders, the newest first; of one number, or of all that concern the caller."""

    number = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(PERMISSION_NUMBER))
    standing_only = Truth(load_default=False)
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class OrderStep(Schema):
    """One change of a record, with its author."""

    at = Instant(required=True)
    account_id = Id(required=True, allow_none=True)
    event = fields.String(required=True)
    note = fields.String(required=True)


class ConcernedOrganization(Schema):
    """An organization that acts under the number, alone or as the commissioned agency: staff decide on it (CMP-2)."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    bureau_code = fields.String(required=True)
    standing = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_STANDINGS))


class Order(Schema):
    """An order as recorded. `stands`: whether new applications under the number are refused today (REG-2)."""

    order_id = Id(required=True)
    version = Whole(required=True)
    number = fields.String(required=True)
    bureau_code = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORDER_KINDS))
    issued_on = Day(required=True)
    starts_on = Day(required=True, allow_none=True)
    ends_on = Day(required=True, allow_none=True)
    met_on = Day(required=True, allow_none=True)
    void = fields.Boolean(required=True)
    stands = fields.Boolean(required=True)
    summary = fields.String(required=True)
    steps = fields.List(fields.Nested(OrderStep), required=True)
    organizations = fields.List(fields.Nested(ConcernedOrganization), required=True)


class OrderList(Schema):
    """A page of orders; `next` is None on the last one."""

    orders = fields.List(fields.Nested(Order), required=True)
    next = Id(allow_none=True)


RECORD_ORDER = Operation(SERVICE, "record_order", RecordOrderRequest(), Order(), BUREAU_STAFF, changes=True)
CORRECT_ORDER = Operation(SERVICE, "correct_order", CorrectOrderRequest(), Order(), BUREAU_STAFF, changes=True)
MEET_ORDER = Operation(SERVICE, "meet_order", MeetOrderRequest(), Order(), BUREAU_STAFF, changes=True)
LIST_ORDERS = Operation(SERVICE, "list_orders", ListOrdersRequest(), OrderList(), SUPERVISORS)


class OrderTold(Strict):
    """An order that stands against new applications from a day on; `until` is None where no last day is known (REG-2)."""

    order_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORDER_KINDS))
    since = Day(required=True)
    until = Day(allow_none=True, required=True)


class BusinessOrders(Strict):
    """All orders against one number without its branch, those taken back left out."""

    main_number = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{2}-[ユム特地学]-[0-9]{6}\Z"))
    version = Whole(low=1, required=True)
    orders = fields.List(fields.Nested(OrderTold), required=True)


BUSINESS_ORDER_CHANGED = Event("business_order_changed", 1, SERVICE, "state", BusinessOrders())


class OrderFollowed(Strict):
    """An order stands against the number of an organization, was met or was taken back; with its case and competent bureau (CMP-2)."""

    case_id = Id(required=True)
    organization_id = Id(required=True)
    bureau_code = code(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORDER_KINDS))
    issued_on = Day(required=True)
    state = fields.String(required=True, validate=validate.OneOf(ORDER_STATES))


ORDER_FOLLOWED = Event("order_followed", 1, SERVICE, "fact", OrderFollowed())
