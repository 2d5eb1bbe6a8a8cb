"""Cases (事案): opened, corrected, answered, sanctioned step by step, with a timeline that both sides see (CMP-1 to CMP-14)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION, Role
from services.contracts.compliance.words import (
    CASE_DUTIES,
    CASE_EVENTS,
    CASE_GROUNDS,
    CASE_ORIGINS,
    CASE_SIDES,
    CASE_STATES,
    MEASURE_ENDS,
    OVERDUE_ITEMS,
    SERVICE,
    SIMPLE_CASE_EVENTS,
    SUPERVISORS,
    SUSPENSION_KINDS,
    TERMINATION_GROUNDS,
)
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Strict, Text, Truth, Whole, Written, code
from services.contracts.messaging.words import REFUSAL_GROUNDS, TAKE_BACK_REASONS
from services.contracts.operations import Operation


class OverdueFacts(Strict):
    """What is missing, and the last day on which it would have been in time (CMP-6)."""

    item = fields.String(required=True, validate=validate.OneOf(OVERDUE_ITEMS))
    due_on = Day(required=True)


class OpenCaseRequest(Strict):
    """A case on an organization. `overdue` with its ground and no other; else the day of the conduct, or that it is not known.

    Neither is asked for in a demand for security measures (OPS-4), which is about no conduct.

    `text` goes to the organization, `note` stays with the staff; so in every step.
    """

    organization_id = Id(required=True)
    ground = fields.String(required=True, validate=validate.OneOf(CASE_GROUNDS))
    origin = fields.String(load_default="staff", validate=validate.OneOf(CASE_ORIGINS))
    happened_on = Day(allow_none=True, load_default=None)
    day_unknown = Truth(load_default=False)
    overdue = fields.Nested(OverdueFacts, allow_none=True, load_default=None)
    text = Written(longest=1_000, shortest=1, lines=True, required=True)
    note = Written(longest=2_000, lines=True, load_default="")


class DemandSecurityRequest(Strict):
    """A demand of operations for security measures to the contact manager (001 14): opens its case with a day for the answer."""

    organization_id = Id(required=True)
    due_on = Day(allow_none=True, load_default=None)
    text = Written(longest=1_000, shortest=1, lines=True, required=True)
    note = Written(longest=2_000, lines=True, load_default="")


class CaseStepRequest(Strict):
    """A step of a case. `seen_version`: of the case as staff saw it; who comes second is told (CMP-13)."""

    case_id = Id(required=True)
    seen_version = Whole(low=1, required=True)
    text = Written(longest=1_000, shortest=1, lines=True, required=True)
    note = Written(longest=2_000, lines=True, load_default="")


class SimpleStepRequest(CaseStepRequest):
    """A step that needs nothing but its name: referral, end of a provisional suspension, confirmation, closing."""

    event = fields.String(required=True, validate=validate.OneOf(SIMPLE_CASE_EVENTS))


class ReclassifyRequest(CaseStepRequest):
    """The facts show another ground (CMP-1, CMP-7)."""

    ground = fields.String(required=True, validate=validate.OneOf(CASE_GROUNDS))


class SetCaseDayRequest(CaseStepRequest):
    """The conduct was on another day than was thought, or nobody knows on which: what counts after a resumption hangs on it (CMP-3, CMP-5).

    A hearing that was announced is over with it.
    """

    happened_on = Day(allow_none=True, load_default=None)
    day_unknown = Truth(load_default=False)


class AskOrganizationRequest(CaseStepRequest):
    """The organization is asked for something until a day; 14 days from the day after where none is given (CMP-13)."""

    due_on = Day(allow_none=True, load_default=None)


class SuspendInCaseRequest(CaseStepRequest):
    """A suspension, in force from now (CMP-14). `text` is its public reason; `decided_on`, where given, is today."""

    kind = fields.String(required=True, validate=validate.OneOf(SUSPENSION_KINDS))
    text = Written(longest=300, shortest=1, required=True)
    decided_on = Day(allow_none=True, load_default=None)


class TerminateInCaseRequest(CaseStepRequest):
    """Termination after the hearing (CMP-9). `basis`: the ground it rests on, one of the case's `terminable`."""

    basis = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(TERMINATION_GROUNDS))
    text = Written(longest=300, shortest=1, required=True)
    decided_on = Day(allow_none=True, load_default=None)


class AnswerCaseRequest(Strict):
    """The organization's answer to a correction request, or its view in a hearing: whichever is awaited."""

    case_id = Id(required=True)
    seen_version = Whole(low=1, required=True)
    text = Written(longest=4_000, shortest=1, lines=True, required=True)


class CaseRequest(Strict):
    """Names a case."""

    case_id = Id(required=True)


class ListCasesRequest(Strict):
    """Cases, the newest first; of one organization, on one ground and in one state, or all that concern the caller.

    `late`: those alone that await an answer or a view whose day is over. Left out where it is not asked for, as versions before do
    not know it.
    """

    organization_id = Id(allow_none=True, load_default=None)
    ground = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(CASE_GROUNDS))
    state = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(CASE_STATES))
    open_only = Truth(load_default=False)
    late = Truth()
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class ListOwnCasesRequest(Strict):
    """The cases of the caller's organization, the newest first."""

    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class CaseAwaited(Schema):
    """What is awaited of the organization, and its last day; `late` from the day after."""

    kind = fields.String(required=True, validate=validate.OneOf(CASE_DUTIES))
    due_on = Day(required=True)
    late = fields.Boolean(required=True)


class OwnCaseStep(Schema):
    """A step as the organization sees it. `side`: who took it. `ground`: what the case rested on then.

    `happened_on`: the day of the conduct that the case was opened with, that was set, or that the hearing is about; None in other
    steps, where nobody knows it, and where reports of seekers are the case's origin.
    """

    at = Instant(required=True)
    event = fields.String(required=True, validate=validate.OneOf(CASE_EVENTS))
    side = fields.String(required=True, validate=validate.OneOf(CASE_SIDES))
    ground = fields.String(required=True, validate=validate.OneOf(CASE_GROUNDS))
    due_on = Day(required=True, allow_none=True)
    happened_on = Day(required=True, allow_none=True)
    measure_id = Id(required=True, allow_none=True)
    text = fields.String(required=True)


class CaseStep(OwnCaseStep):
    """A step as staff see it, with its author; no author: the calendar."""

    account_id = Id(required=True, allow_none=True)
    note = fields.String(required=True)


class CaseHead(Schema):
    """A case without its timeline. `happened_on`: None where nobody knows it (`day_unknown`), and where reports of seekers are the case's
    origin, as the day might tell who reported."""

    case_id = Id(required=True)
    version = Whole(required=True)
    state = fields.String(required=True, validate=validate.OneOf(CASE_STATES))
    ground = fields.String(required=True, validate=validate.OneOf(CASE_GROUNDS))
    rule = fields.String(required=True)
    article = fields.String(required=True)
    opened_at = Instant(required=True)
    happened_on = Day(required=True, allow_none=True)
    day_unknown = fields.Boolean(required=True)
    overdue = fields.Nested(OverdueFacts, required=True, allow_none=True)
    awaited = fields.Nested(CaseAwaited, required=True, allow_none=True)


class SuspensionInCase(Schema):
    """A suspension decided in the case, and its end: by its term, by a confirmation, or otherwise (CMP-13, CMP-14).

    `last_day`: of its term; `end` and `ended_at` are None while it is in force; `annulled_at` where it was taken back.
    """

    measure_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(SUSPENSION_KINDS))
    since = Instant(required=True)
    last_day = Day(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)
    end = fields.String(required=True, allow_none=True, validate=validate.OneOf(MEASURE_ENDS))
    annulled_at = Instant(required=True, allow_none=True)


class OwnCase(CaseHead):
    """A case as its organization sees it (CMP-13)."""

    suspensions = fields.List(fields.Nested(SuspensionInCase), required=True)
    steps = fields.List(fields.Nested(OwnCaseStep), required=True)


class StaffCaseHead(CaseHead):
    """A case without its timeline, as staff see it, with the day of what was reported too."""

    origin = fields.String(required=True, validate=validate.OneOf(CASE_ORIGINS))
    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    bureau_code = fields.String(required=True)


class ReportInCase(Schema):
    """A message that a seeker reported (MSG-9); messaging shows it with its conversation. No reason: none was given.

    `message_day`: on which the organization sent it; None of reports from before it was told.
    """

    message_id = Id(required=True)
    conversation_id = Id(required=True)
    reason = fields.String(required=True, allow_none=True)
    reported_at = Instant(required=True)
    message_day = Day(required=True, allow_none=True)


class DemandInCase(Schema):
    """A text that was refused as it demands personal data (MSG-8); no conversation: it was for several seekers."""

    conversation_id = Id(required=True, allow_none=True)
    refused_at = Instant(required=True)


class RefusalInCase(Schema):
    """What the organization recorded of an application that it had refused (MSG-13): the refusal, or a correction of it.

    No day and no ground: it was taken back, for a reason.
    """

    conversation_id = Id(required=True)
    refused_on = Day(required=True, allow_none=True)
    ground = fields.String(required=True, allow_none=True, validate=validate.OneOf(REFUSAL_GROUNDS))
    reason = fields.String(required=True, allow_none=True, validate=validate.OneOf(TAKE_BACK_REASONS))
    recorded_at = Instant(required=True)


class Predecessor(Schema):
    """Who withdrew under the organization's number before it was approved: its measures count for repetitions (CMP-3, CMP-5)."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    withdrawn_on = Day(required=True)


class OpenCase(Schema):
    """A case that is open beside what is shown."""

    case_id = Id(required=True)
    ground = fields.String(required=True, validate=validate.OneOf(CASE_GROUNDS))
    state = fields.String(required=True, validate=validate.OneOf(CASE_STATES))


class Case(StaffCaseHead):
    """A case as staff see it. `terminable`: on which grounds it may end in termination today, after a hearing.

    `others_on_ground`: the organization's other open cases on its ground in which nothing is confirmed: one suspension a ground is in
    force at a time, so that what ends it here suspends for none of them (CMP-2, CMP-5, CMP-8).

    `suspensions`: decided in it. `reports` and `demands` that it is about: the organization is not told of them one by one.
    `refusals` of applications that it is about, with their corrections.
    """

    terminable = fields.List(fields.String(validate=validate.OneOf(TERMINATION_GROUNDS)), required=True)
    suspensions = fields.List(fields.Nested(SuspensionInCase), required=True)
    predecessors = fields.List(fields.Nested(Predecessor), required=True)
    others_on_ground = fields.List(fields.Nested(OpenCase), required=True)
    steps = fields.List(fields.Nested(CaseStep), required=True)
    reports = fields.List(fields.Nested(ReportInCase), required=True)
    demands = fields.List(fields.Nested(DemandInCase), required=True)
    refusals = fields.List(fields.Nested(RefusalInCase), required=True)


class CasesAnswer(Schema):
    """A page of cases."""

    cases = fields.List(fields.Nested(StaffCaseHead), required=True)
    next = Id(allow_none=True, required=True)


class OwnCasesAnswer(Schema):
    """A page of the organization's cases."""

    cases = fields.List(fields.Nested(CaseHead), required=True)
    next = Id(allow_none=True, required=True)


def _step(name: str, request: Schema) -> Operation:
    return Operation(SERVICE, name, request, Case(), SUPERVISORS, changes=True)


OPEN_CASE = _step("open_case", OpenCaseRequest())
DEMAND_SECURITY_MEASURES = Operation(
    SERVICE,
    "demand_security_measures",
    DemandSecurityRequest(),
    Case(),
    frozenset({Role.OPERATIONS}),
    changes=True,
)
ADVANCE_CASE = _step("advance_case", SimpleStepRequest())
RECLASSIFY_CASE = _step("reclassify_case", ReclassifyRequest())
SET_CASE_DAY = _step("set_case_day", SetCaseDayRequest())
REQUEST_CORRECTION = _step("request_correction", AskOrganizationRequest())
ANNOUNCE_HEARING = _step("announce_hearing", AskOrganizationRequest())
SUSPEND_IN_CASE = _step("suspend_in_case", SuspendInCaseRequest())
TERMINATE_IN_CASE = _step("terminate_in_case", TerminateInCaseRequest())
LIST_CASES = Operation(SERVICE, "list_cases", ListCasesRequest(), CasesAnswer(), SUPERVISORS)
SHOW_CASE = Operation(SERVICE, "show_case", CaseRequest(), Case(), SUPERVISORS)
LIST_OWN_CASES = Operation(SERVICE, "list_own_cases", ListOwnCasesRequest(), OwnCasesAnswer(), ORGANIZATION)
SHOW_OWN_CASE = Operation(SERVICE, "show_own_case", CaseRequest(), OwnCase(), ORGANIZATION)
ANSWER_CASE = Operation(SERVICE, "answer_case", AnswerCaseRequest(), OwnCase(), ORGANIZATION, changes=True)


class CaseAdvanced(Strict):
    """A step of a case that the organization is to be told of by mail; measures are told by the standing (CMP-13)."""

    case_id = Id(required=True)
    organization_id = Id(required=True)
    event = fields.String(required=True, validate=validate.OneOf(CASE_EVENTS))
    rule = Text(longest=10, shortest=1, required=True)
    article = Text(longest=40, required=True)
    # What the case rests on, and what is missing where that is overdue; may be absent in events of before they were told.
    ground = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(CASE_GROUNDS))
    overdue_item = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(OVERDUE_ITEMS))
    due_on = Day(allow_none=True, required=True)
    # Longer than what staff write, as the system adds to it (CMP-9).
    text = Text(longest=1_200, shortest=1, lines=True, required=True)
    # Also to the contact managers themselves (OPS-4); may be absent in events of before it was told.
    contact_managers = Truth(load_default=False)


CASE_ADVANCED = Event("case_advanced", 1, SERVICE, "fact", CaseAdvanced())


class CaseReferred(Strict):
    """A case was passed to the supply-demand section of the competent bureau (CMP-1). What it is about stands in the case alone."""

    case_id = Id(required=True)
    organization_id = Id(required=True)
    bureau_code = code(required=True)
    ground = fields.String(required=True, validate=validate.OneOf(CASE_GROUNDS))
    article = Text(longest=40, required=True)
    referred_on = Day(required=True)


CASE_REFERRED = Event("case_referred", 1, SERVICE, "fact", CaseReferred())


class CaseChanged(Strict):
    """Whether a case is open, and on what: state of the case. While it is, no message of its organization is erased, and staff
    may read what they need of them, where the ground is one on which messages say anything (MSG-14)."""

    case_id = Id(required=True)
    version = Whole(low=1, required=True)
    organization_id = Id(required=True)
    open = Truth(required=True)
    # May be absent in events of before it was told.
    ground = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(CASE_GROUNDS))


CASE_CHANGED = Event("case_changed", 1, SERVICE, "state", CaseChanged())
