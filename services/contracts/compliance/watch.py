"""What the bureau is prompted to do: about what is overdue (CMP-6), orders (CMP-2) and other cases (CMP-13); and what became of it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.compliance.words import (
    BUREAU_STAFF,
    CASE_GROUNDS,
    ORDER_KINDS,
    ORDER_STATES,
    OVERDUE_ITEMS,
    PROMPT_LISTS,
    PROMPT_OUTCOMES,
    PROMPT_STATES,
    PROMPTS,
    SERVICE,
    SUPERVISORS,
)
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Strict, Whole, Written, code
from services.contracts.operations import Operation


class ListPromptsRequest(Strict):
    """What staff are prompted to do, the newest first; of one kind, or of all. `state`: what waits, what is done, or both."""

    prompt = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(PROMPTS))
    state = fields.String(load_default="open", validate=validate.OneOf(PROMPT_LISTS))
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class PromptingOrder(Schema):
    """The order that a prompt is about, as it is now. `met_on`: the day of the improvement."""

    order_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORDER_KINDS))
    issued_on = Day(required=True)
    state = fields.String(required=True, validate=validate.OneOf(ORDER_STATES))
    met_on = Day(required=True, allow_none=True)


class WatchPrompt(Schema):
    """What is to be done in a case, and what became of it.

    `item`, `due_on`, `grace_until` (the end of the month of CMP-6): of what is overdue; `due_on` also of an answer or a view whose day
    is over. `order`: of a case on an order.
    `raised_on`: since when; `ended_on` and `became`: when it was done or needed no more, and by what.
    """

    prompt_id = Id(required=True)
    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    bureau_code = fields.String(required=True)
    prompt = fields.String(required=True, validate=validate.OneOf(PROMPTS))
    item = fields.String(required=True, allow_none=True, validate=validate.OneOf(OVERDUE_ITEMS))
    due_on = Day(required=True, allow_none=True)
    grace_until = Day(required=True, allow_none=True)
    order = fields.Nested(PromptingOrder, required=True, allow_none=True)
    ground = fields.String(required=True, validate=validate.OneOf(CASE_GROUNDS))
    case_id = Id(required=True)
    case_version = Whole(required=True)
    state = fields.String(required=True, validate=validate.OneOf(PROMPT_STATES))
    raised_on = Day(required=True)
    ended_on = Day(required=True, allow_none=True)
    became = fields.String(required=True, allow_none=True, validate=validate.OneOf(PROMPT_OUTCOMES))


class PromptsAnswer(Schema):
    """A page of prompts; `next` is None on the last one."""

    prompts = fields.List(fields.Nested(WatchPrompt), required=True)
    next = Id(allow_none=True, required=True)


class DemandReportsRequest(Strict):
    """Demand every overdue report of the bureau's organizations of which none was demanded yet (提出依頼).

    `due_on`: until when they answer; 14 days from the day after where none is given. `text` goes to each organization.
    """

    due_on = Day(allow_none=True, load_default=None)
    text = Written(longest=1_000, shortest=1, lines=True, required=True)
    note = Written(longest=2_000, lines=True, load_default="")


class DemandedReports(Schema):
    """How many demands were recorded now, with their cases, and whether more wait for the next call."""

    demanded = Whole(required=True)
    case_ids = fields.List(Id(), required=True)
    more = fields.Boolean(required=True)


LIST_PROMPTS = Operation(SERVICE, "list_prompts", ListPromptsRequest(), PromptsAnswer(), SUPERVISORS)
DEMAND_REPORTS = Operation(
    SERVICE, "demand_reports", DemandReportsRequest(), DemandedReports(), BUREAU_STAFF, changes=True
)


class BureauPrompted(Strict):
    """A bureau has something new to do about what is overdue: how much waits in all, by kind."""

    bureau_code = code(required=True)
    day = Day(required=True)
    demand = Whole(required=True)
    unmended = Whole(required=True)
    repeated = Whole(required=True)


BUREAU_PROMPTED = Event("bureau_prompted", 1, SERVICE, "fact", BureauPrompted())


class StaffPrompted(Strict):
    """Cases newly wait for staff: how many in all, by kind of prompt; for a bureau, or for operations where `bureau_code` is None."""

    bureau_code = code(required=True, allow_none=True)
    day = Day(required=True)
    case_opened = Whole(required=True)
    case_joined = Whole(required=True)
    answered = Whole(required=True)
    answer_late = Whole(required=True)
    view_stated = Whole(required=True)
    view_late = Whole(required=True)


STAFF_PROMPTED = Event("staff_prompted", 1, SERVICE, "fact", StaffPrompted())
