"""Custody of acquired records and the duties to delete them, as organizations and seekers see them (MSG-11, MSG-12)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION, Role
from services.contracts.compliance.words import (
    ACQUISITION_REASONS,
    CONFIRMATION_RESULTS,
    DELETION_URGENCIES,
    DEMAND_OUTCOMES,
    DUTY_GROUNDS,
    KEEP_BASES,
    SERVICE,
)
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Nothing, SeekerNumber, Strict, Text, Truth, Whole
from services.contracts.operations import Operation

SEEKER = frozenset({Role.SEEKER})
CONFIRMED_AT_ONCE = 1_000
"""How many deletions may be confirmed in one request."""

_GROUND = validate.OneOf(DUTY_GROUNDS)
_URGENCY = validate.OneOf(DELETION_URGENCIES)
_REASON = validate.OneOf(ACQUISITION_REASONS)


class ListDutiesRequest(Strict):
    """The caller's deletion duties. `late`: only those still open after the day that `confirm_by` tells."""

    state = fields.String(load_default="open", validate=validate.OneOf(["open", "confirmed", "all"]))
    ground = fields.String(allow_none=True, load_default=None, validate=_GROUND)
    urgency = fields.String(allow_none=True, load_default=None, validate=_URGENCY)
    late = Truth(load_default=False)
    sort = fields.String(load_default="oldest", validate=validate.OneOf(["oldest", "newest", "confirm_by"]))
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class Duty(Schema):
    """A duty to delete what was acquired of one seeker's record.

    `accepted_on`: the organization has accepted the seeker's application; that application is its own and not part of
    the duty (MSG-11). `acquired_by`: the account that acquired it; None where it was not told. `demanded_at`: the seeker
    demanded the deletion, so that it is due at once and the seeker is told. `confirm_by`: the last day on which it is not
    called late; a yardstick, no term. `deleted_on`: as the organization says.
    """

    duty_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    ground = fields.String(required=True, validate=_GROUND)
    rule = fields.String(required=True)
    urgency = fields.String(required=True, validate=_URGENCY)
    opened_at = Instant(required=True)
    confirm_by = Day(required=True)
    days_late = Whole(required=True)
    acquired_at = Instant(required=True)
    acquired_by = Id(required=True, allow_none=True)
    reason = fields.String(required=True, validate=_REASON)
    accepted_on = Day(allow_none=True)
    demanded_at = Instant(allow_none=True)
    confirmed_at = Instant(allow_none=True)
    confirmed_by = Id(allow_none=True)
    deleted_on = Day(allow_none=True)


class DutyList(Schema):
    """A page of duties; `next` is None on the last one. `covers` and `leaves`: what every duty covers and what not."""

    duties = fields.List(fields.Nested(Duty), required=True)
    next = Id(allow_none=True)
    covers = fields.String(required=True)
    leaves = fields.String(required=True)


class ConfirmDutyRequest(Strict):
    """The organization has deleted the record: on `deleted_on`, or today."""

    duty_id = Id(required=True)
    deleted_on = Day(allow_none=True, load_default=None)


class ConfirmDutiesRequest(Strict):
    """As for one, several at once: each has a result of its own."""

    duty_ids = fields.List(Id(), required=True, validate=validate.Length(min=1, max=CONFIRMED_AT_ONCE))
    deleted_on = Day(allow_none=True, load_default=None)


class ConfirmationResult(Schema):
    """What became of one confirmation."""

    duty_id = Id(required=True)
    result = fields.String(required=True, validate=validate.OneOf(CONFIRMATION_RESULTS))
    explanation = fields.String(required=True)
    confirmed_at = Instant(allow_none=True)


class ConfirmationResults(Schema):
    """A result a duty, in the order asked, and how many were confirmed now."""

    results = fields.List(fields.Nested(ConfirmationResult), required=True)
    confirmed = Whole(required=True)


class ListCustodyRequest(Strict):
    """The records the caller's organization holds. `state`: those that may still be held, those to be deleted, or both."""

    state = fields.String(load_default="all", validate=validate.OneOf(["held", "due", "all"]))
    accepted = Truth(allow_none=True, load_default=None)
    ending_within_days = Whole(high=1_000, allow_none=True, load_default=None)
    sort = fields.String(load_default="keep_until", validate=validate.OneOf(["keep_until", "acquired"]))
    limit = Whole(low=1, high=100, load_default=50)
    cursor = Text(longest=100, allow_none=True, load_default=None)


class Holding(Schema):
    """One acquired record with the last day it may be kept without acceptance, or with it (MSG-12).

    `days_left`: full days after today on which it may still be kept; None where it must be deleted, by the duty named.
    `acquired_by`: the account that acquired it; None where it was not told. `keep_rule`: the rule behind `keep_until`, in words.
    """

    seeker_number = SeekerNumber(required=True)
    acquired_at = Instant(required=True)
    acquired_by = Id(required=True, allow_none=True)
    reason = fields.String(required=True, validate=_REASON)
    keep_until = Day(required=True)
    keep_basis = fields.String(required=True, validate=validate.OneOf(KEEP_BASES))
    keep_rule = fields.String(required=True)
    days_left = Whole(required=True, allow_none=True)
    accepted_on = Day(allow_none=True)
    duty_id = Id(required=True, allow_none=True)
    ground = fields.String(required=True, allow_none=True, validate=_GROUND)


class HoldingList(Schema):
    """A page of holdings; `cursor` is None on the last one."""

    holdings = fields.List(fields.Nested(Holding), required=True)
    cursor = fields.String(allow_none=True)


class DutyCount(Schema):
    """How many open duties rest on a ground."""

    ground = fields.String(required=True, validate=_GROUND)
    ground_name = fields.String(required=True)
    count = Whole(required=True)


class CustodyCounts(Schema):
    """What the caller's organization holds, in numbers.

    `ending_soon`: to be deleted within `ending_soon_days` without acceptance or extension. `due`: open duties, `at_once` and
    `late` of them.
    """

    held = Whole(required=True)
    accepted = Whole(required=True)
    ending_soon = Whole(required=True)
    ending_soon_days = Whole(required=True)
    due = Whole(required=True)
    at_once = Whole(required=True)
    late = Whole(required=True)
    confirmed = Whole(required=True)
    grounds = fields.List(fields.Nested(DutyCount), required=True)


class Holder(Schema):
    """An organization that has acquired the seeker's record: since when, why, until when, and what of its deletion (SEE-7).

    Where it held several records of the person at one time (SEE-1): since the first, until the last, deleted when all are. `ground` and
    `due_since` while deletion is due; `demanded_at`: the seeker demanded it; `deleted_at`: when the organization
    confirmed it, `deleted_on`: the day it says it was done.
    """

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    acquired_at = Instant(required=True)
    reason = fields.String(required=True, validate=_REASON)
    keep_until = Day(required=True)
    accepted_on = Day(required=True, allow_none=True)
    deletion_due = fields.Boolean(required=True)
    ground = fields.String(required=True, allow_none=True, validate=_GROUND)
    due_since = Instant(required=True, allow_none=True)
    demanded_at = Instant(required=True, allow_none=True)
    deleted_at = Instant(allow_none=True)
    deleted_on = Day(allow_none=True)


class HolderList(Schema):
    """Who has acquired the caller's record, the newest first."""

    holders = fields.List(fields.Nested(Holder), required=True)


class DemandDeletionRequest(Strict):
    """Names the organization of which deletion is demanded."""

    organization_id = Id(required=True)


class DeletionDemand(Schema):
    """What the demand led to; `accepted_on`: the organization has accepted the seeker's application, which is not covered.

    `deleted_at`: where nothing is held, when the organization last confirmed a deletion.
    """

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(DEMAND_OUTCOMES))
    explanation = fields.String(required=True)
    demanded_at = Instant(required=True, allow_none=True)
    accepted_on = Day(required=True, allow_none=True)
    deleted_at = Instant(required=True, allow_none=True)
    covers = fields.String(required=True)
    leaves = fields.String(required=True)
    hint = fields.String(required=True)


LIST_DUTIES = Operation(SERVICE, "list_duties", ListDutiesRequest(), DutyList(), ORGANIZATION)
CONFIRM_DUTY = Operation(SERVICE, "confirm_duty", ConfirmDutyRequest(), Duty(), ORGANIZATION, changes=True)
CONFIRM_DUTIES = Operation(
    SERVICE, "confirm_duties", ConfirmDutiesRequest(), ConfirmationResults(), ORGANIZATION, changes=True
)
LIST_CUSTODY = Operation(SERVICE, "list_custody", ListCustodyRequest(), HoldingList(), ORGANIZATION)
COUNT_CUSTODY = Operation(SERVICE, "count_custody", Nothing(), CustodyCounts(), ORGANIZATION)
LIST_HOLDERS = Operation(SERVICE, "list_holders", Nothing(), HolderList(), SEEKER)
DEMAND_DELETION = Operation(SERVICE, "demand_deletion", DemandDeletionRequest(), DeletionDemand(), SEEKER, changes=True)


class RecordDeleted(Strict):
    """An organization has confirmed that it deleted what it held of a seeker's record (MSG-11).

    `demanded_at`: when the seeker demanded it, who is then told.
    """

    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    ground = fields.String(required=True, validate=_GROUND)
    confirmed_at = Instant(required=True)
    demanded_at = Instant(allow_none=True, load_default=None)


class DeletionDemanded(Strict):
    """A seeker has demanded that an organization delete what it holds (MSG-11); the organization is told."""

    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    demanded_at = Instant(required=True)


class PairCustody(Strict):
    """What an organization may still do with a seeker's record: the state of the pair, in versions.

    Without `acquired_at` it holds none. `due_since`: the record must be deleted since then, and is closed to it; so it is
    after `keep_until`. `deleted_at`: it confirmed a deletion; what it acquired until then is gone.
    """

    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    version = Whole(low=1, required=True)
    acquired_at = Instant(required=True, allow_none=True)
    keep_until = Day(required=True, allow_none=True)
    due_since = Instant(required=True, allow_none=True)
    deleted_at = Instant(required=True, allow_none=True)


class CustodyChanged(Strict):
    """States of pairs, up to 200 in one event."""

    pairs = fields.List(fields.Nested(PairCustody), required=True, validate=validate.Length(min=1, max=200))


RECORD_DELETED = Event("record_deleted", 1, SERVICE, "fact", RecordDeleted())
DELETION_DEMANDED = Event("deletion_demanded", 1, SERVICE, "fact", DeletionDemanded())
CUSTODY_CHANGED = Event("custody_changed", 1, SERVICE, "state", CustodyChanged())
