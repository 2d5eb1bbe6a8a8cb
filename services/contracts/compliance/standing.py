"""The standing of organizations: what staff decide, what others are told of it (CMP-3 to CMP-10, CMP-14)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.compliance.cases import OpenCase, OverdueFacts
from services.contracts.compliance.words import (
    AUTHORITIES,
    BUREAU_STAFF,
    GROUNDS,
    MEASURE_KINDS,
    ORGANIZATION_STANDINGS,
    SERVICE,
    SUPERVISORS,
    SUSPENSION_KINDS,
)
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Nothing, Strict, Text, Truth, Whole, Written, code
from services.contracts.operations import Operation


class OrganizationRequest(Strict):
    """Names an organization."""

    organization_id = Id(required=True)


class SuspendRequest(Strict):
    """A suspension, in force from now (CMP-14): opens its case, with the correction request that goes with it (CMP-13).

    `decided_on`, where given, is today: nothing is dated back. `seen_version`: of the standing that staff saw; who comes second
    is told. `public_reason` goes to the organization, in the municipal class also to the public list; `note` stays with the
    staff. `overdue` with its ground and no other (CMP-6), else the day of the conduct or `day_unknown`; `correction_due_on`: until
    when the correction request is answered.
    """

    organization_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(SUSPENSION_KINDS))
    ground = fields.String(required=True, validate=validate.OneOf(GROUNDS))
    public_reason = Written(longest=300, shortest=1, required=True)
    note = Written(longest=2_000, lines=True, load_default="")
    seen_version = Whole(required=True)
    decided_on = Day(allow_none=True, load_default=None)
    happened_on = Day(allow_none=True, load_default=None)
    day_unknown = Truth(load_default=False)
    overdue = fields.Nested(OverdueFacts, allow_none=True, load_default=None)
    correction_due_on = Day(allow_none=True, load_default=None)


class LiftRequest(Strict):
    """What a measure waits for has been confirmed: the correction, the facts, or what was overdue (CMP-2, CMP-6, CMP-10)."""

    measure_id = Id(required=True)
    note = Written(longest=2_000, shortest=1, lines=True, required=True)


class WithdrawDecisionRequest(Strict):
    """A measure was wrongly decided (職権取消し): it is taken back, and counts as if it had not been (CMP-9, CMP-14).

    `reason` goes to the organization; `note` stays with the staff.
    """

    measure_id = Id(required=True)
    reason = Written(longest=1_000, shortest=1, lines=True, required=True)
    note = Written(longest=2_000, lines=True, load_default="")


class OwnMeasure(Schema):
    """A measure as its organization sees it. `until` is None where it has no term; `case_id` where no case was kept."""

    measure_id = Id(required=True)
    case_id = Id(required=True, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(MEASURE_KINDS))
    ground = fields.String(required=True, validate=validate.OneOf(GROUNDS))
    rule = fields.String(required=True)
    article = fields.String(required=True)
    reason = fields.String(required=True)
    bureau_code = fields.String(required=True, allow_none=True)
    since = Instant(required=True)
    until = Day(required=True, allow_none=True)


class OwnStanding(Schema):
    """How the caller's organization stands, with reason and period."""

    standing = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_STANDINGS))
    since = Instant(required=True, allow_none=True)
    until = Day(required=True, allow_none=True)
    bar_until = Day(required=True, allow_none=True)
    measures = fields.List(fields.Nested(OwnMeasure), required=True)


class Measure(OwnMeasure):
    """A measure as staff see it, with its steps and their authors; no author: the calendar.

    `annulled_at` and what follows: it was taken back, which ended it, or came after its end (`WithdrawDecisionRequest`).
    """

    note = fields.String(required=True)
    decided_by = Id(required=True, allow_none=True)
    in_force = fields.Boolean(required=True)
    last_day = Day(required=True, allow_none=True)
    bar_until = Day(required=True, allow_none=True)
    mended_at = Instant(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)
    ended_by = Id(required=True, allow_none=True)
    end = fields.String(required=True, allow_none=True)
    end_note = fields.String(required=True)
    annulled_at = Instant(required=True, allow_none=True)
    annulled_by = Id(required=True, allow_none=True)
    annul_reason = fields.String(required=True, allow_none=True)
    annul_note = fields.String(required=True, allow_none=True)


class StandingShown(Schema):
    """An organization's standing and every measure on it, the newest first. `version` goes into the next decision.

    `open_cases`: in which nothing is confirmed yet, the oldest first; what lifts a measure is not the end of them.
    """

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    bureau_code = fields.String(required=True)
    withdrawn = fields.Boolean(required=True)
    standing = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_STANDINGS))
    version = Whole(required=True)
    since = Instant(required=True, allow_none=True)
    until = Day(required=True, allow_none=True)
    bar_until = Day(required=True, allow_none=True)
    measures = fields.List(fields.Nested(Measure), required=True)
    open_cases = fields.List(fields.Nested(OpenCase), required=True)


SHOW_STANDING = Operation(SERVICE, "show_standing", OrganizationRequest(), StandingShown(), SUPERVISORS)
SUSPEND_ORGANIZATION = Operation(
    SERVICE, "suspend_organization", SuspendRequest(), StandingShown(), BUREAU_STAFF, changes=True
)
LIFT_MEASURE = Operation(SERVICE, "lift_measure", LiftRequest(), StandingShown(), AUTHORITIES, changes=True)
WITHDRAW_DECISION = Operation(
    SERVICE, "withdraw_decision", WithdrawDecisionRequest(), StandingShown(), SUPERVISORS, changes=True
)
SHOW_OWN_STANDING = Operation(SERVICE, "show_own_standing", Nothing(), OwnStanding(), ORGANIZATION)


class MeasureTold(Strict):
    """A measure in force, as others are told of it."""

    measure_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(MEASURE_KINDS))
    rule = Text(longest=10, shortest=1, required=True)
    # May be absent in events of before it was told; so below.
    ground = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(GROUNDS))
    article = Text(longest=40, required=True)
    reason = Text(longest=300, shortest=1, required=True)
    since = Instant(required=True)
    until = Day(allow_none=True, required=True)


class OrganizationStanding(Strict):
    """The whole standing of one organization by its measures. `until`: None where a suspension in force has no term.

    `bar_until`: after a termination, the last day on which a new application is barred (CMP-9).
    """

    organization_id = Id(required=True)
    version = Whole(low=1, required=True)
    standing = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_STANDINGS))
    since = Instant(allow_none=True, required=True)
    until = Day(allow_none=True, required=True)
    bar_until = Day(allow_none=True, required=True)
    measures = fields.List(fields.Nested(MeasureTold), required=True)


ORGANIZATION_STANDING_CHANGED = Event("organization_standing_changed", 1, SERVICE, "state", OrganizationStanding())


class SuspensionGoingOn(Strict):
    """A suspension that goes on when another one has ended. `until`: its last day, where it has a known one."""

    kind = fields.String(required=True, validate=validate.OneOf(MEASURE_KINDS))
    ground = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(GROUNDS))
    article = Text(longest=40, required=True)
    until = Day(allow_none=True, required=True)


class SuspensionEnded(Strict):
    """The term of one suspension is over while others go on, so that no resumption is told (CMP-13, CMP-14).

    `article` of the terms, "" in the municipal class; `last_day` of its term; `case_id` where a case was kept.
    """

    measure_id = Id(required=True)
    case_id = Id(allow_none=True, required=True)
    organization_id = Id(required=True)
    bureau_code = code(required=True)
    ground = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(GROUNDS))
    article = Text(longest=40, required=True)
    last_day = Day(required=True)
    going_on = fields.List(fields.Nested(SuspensionGoingOn), required=True, validate=validate.Length(min=1))


SUSPENSION_ENDED = Event("suspension_ended", 1, SERVICE, "fact", SuspensionEnded())


class DecisionWithdrawn(Strict):
    """A measure that no case was kept of was taken back; of others their case tells (CMP-13). `reason` is the organization's to read."""

    measure_id = Id(required=True)
    organization_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(MEASURE_KINDS))
    ground = fields.String(required=True, validate=validate.OneOf(GROUNDS))
    article = Text(longest=40, required=True)
    decided_on = Day(required=True)
    withdrawn_on = Day(required=True)
    reason = Text(longest=1_000, shortest=1, lines=True, required=True)


DECISION_WITHDRAWN = Event("decision_withdrawn", 1, SERVICE, "fact", DecisionWithdrawn())
