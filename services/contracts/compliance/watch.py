"""What is overdue, as the bureau is prompted to deal with it (CMP-6)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.compliance.words import BUREAU_STAFF, OVERDUE_ITEMS, SERVICE, SUPERVISORS, WATCH_PROMPTS
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Strict, Whole, Written, code
from services.contracts.operations import Operation


class ListPromptsRequest(Strict):
    """What staff are prompted to do, the newest first; of one kind, or of all."""

    prompt = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(WATCH_PROMPTS))
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class WatchPrompt(Schema):
    """Something overdue with what is to be done about it in its case. `grace_until`: the end of the month of CMP-6."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    bureau_code = fields.String(required=True)
    prompt = fields.String(required=True, validate=validate.OneOf(WATCH_PROMPTS))
    item = fields.String(required=True, validate=validate.OneOf(OVERDUE_ITEMS))
    due_on = Day(required=True)
    grace_until = Day(required=True)
    case_id = Id(required=True)
    case_version = Whole(required=True)


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
