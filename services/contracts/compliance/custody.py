"""Custody of acquired records and the duties to delete them (MSG-11, MSG-12)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION, Role
from services.contracts.compliance.words import DUTY_GROUNDS, SERVICE
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Nothing, SeekerNumber, Strict, Text, Whole
from services.contracts.operations import Operation


class ListDutiesRequest(Strict):
    """The caller's deletion duties, the oldest first."""

    state = fields.String(load_default="open", validate=validate.OneOf(["open", "confirmed", "all"]))
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class Duty(Schema):
    """A duty to delete what was acquired of one seeker's record.

    `accepted_on`: the organization has accepted the seeker's application; that application is its own and not part of
    the duty (MSG-11).
    """

    duty_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    ground = fields.String(required=True)
    rule = fields.String(required=True)
    opened_at = Instant(required=True)
    accepted_on = Day(allow_none=True)
    confirmed_at = Instant(allow_none=True)


class DutyList(Schema):
    """A page of duties; `next` is None on the last one."""

    duties = fields.List(fields.Nested(Duty), required=True)
    next = Id(allow_none=True)


class ConfirmDutyRequest(Strict):
    """The organization has deleted the record."""

    duty_id = Id(required=True)


class ListCustodyRequest(Strict):
    """The records the caller's organization holds, the first due first."""

    limit = Whole(low=1, high=100, load_default=50)
    cursor = Text(longest=100, allow_none=True, load_default=None)


class Holding(Schema):
    """One acquired record with the last day it may be kept without acceptance, or with it (MSG-12)."""

    seeker_number = SeekerNumber(required=True)
    acquired_at = Instant(required=True)
    reason = fields.String(required=True)
    keep_until = Day(required=True)
    accepted_on = Day(allow_none=True)


class HoldingList(Schema):
    """A page of holdings; `cursor` is None on the last one."""

    holdings = fields.List(fields.Nested(Holding), required=True)
    cursor = fields.String(allow_none=True)


class Holder(Schema):
    """An organization that has acquired the seeker's record, and whether it must delete it or has done so (SEE-7)."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    acquired_at = Instant(required=True)
    reason = fields.String(required=True)
    deletion_due = fields.Boolean(required=True)
    deleted_at = Instant(allow_none=True)


class HolderList(Schema):
    """Who has acquired the caller's record, the newest first."""

    holders = fields.List(fields.Nested(Holder), required=True)


LIST_DUTIES = Operation(SERVICE, "list_duties", ListDutiesRequest(), DutyList(), ORGANIZATION)
CONFIRM_DUTY = Operation(SERVICE, "confirm_duty", ConfirmDutyRequest(), Duty(), ORGANIZATION, changes=True)
LIST_CUSTODY = Operation(SERVICE, "list_custody", ListCustodyRequest(), HoldingList(), ORGANIZATION)
LIST_HOLDERS = Operation(SERVICE, "list_holders", Nothing(), HolderList(), frozenset({Role.SEEKER}))


class RecordDeleted(Strict):
    """An organization has confirmed that it deleted what it held of a seeker's record (MSG-11)."""

    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    ground = fields.String(required=True, validate=validate.OneOf(DUTY_GROUNDS))
    confirmed_at = Instant(required=True)


RECORD_DELETED = Event("record_deleted", 1, SERVICE, "fact", RecordDeleted())
