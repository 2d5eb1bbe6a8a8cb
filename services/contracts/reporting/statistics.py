"""The statistics of the service, and what each figure counts (RPT-4, RPT-5)."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.contracts.caller import Role
from services.contracts.fields import Day, Strict, Text, Whole, code
from services.contracts.operations import Operation
from services.contracts.reporting.words import SERVICE


class StatisticsRequest(Strict):
    """The statistics of one Japanese day, nationwide or of one bureau. Bureau staff get their own bureau's alone."""

    day = Day(required=True)
    bureau_code = code(allow_none=True, load_default=None)


class Figure(Schema):
    """A published figure: what it counts, its value, and its share of `share_of` in tenths of a percent, where it has one.

    `value` is None where a small cell is suppressed (RPT-5).
    """

    code = fields.String(required=True)
    name = fields.String(required=True)
    counts = fields.String(required=True)
    value = fields.Integer(allow_none=True)
    share_permille = fields.Integer(allow_none=True)
    share_of = fields.String(allow_none=True)


class Statistics(Schema):
    """RPT-4 for a day: organizations by class and kind, seekers by provision choice, and what happened that day."""

    day = Day(required=True)
    bureau_code = fields.String(allow_none=True)
    organizations = fields.List(fields.Nested(Figure), required=True)
    seekers = fields.List(fields.Nested(Figure), required=True)
    activity = fields.List(fields.Nested(Figure), required=True)
    suppressed_below = fields.Integer(required=True)


class TraceFigureRequest(Strict):
    """Asks what a figure of a day counts, one by one."""

    figure_code = Text(longest=60, shortest=1, required=True)
    day = Day(required=True)
    bureau_code = code(allow_none=True, load_default=None)
    limit = Whole(low=1, high=1_000, load_default=200)
    after = Text(longest=100, allow_none=True, load_default=None)


class FigureTrace(Schema):
    """IDs of what the figure counts: as many as its value. `next` is None on the last page."""

    code = fields.String(required=True)
    counts = fields.String(required=True)
    subjects = fields.List(fields.String(), required=True)
    next = fields.String(allow_none=True)


STATISTICS_OF_DAY = Operation(
    SERVICE,
    "statistics_of_day",
    StatisticsRequest(),
    Statistics(),
    frozenset({Role.MINISTRY, Role.OPERATIONS, Role.BUREAU_STAFF}),
)
TRACE_FIGURE = Operation(SERVICE, "trace_figure", TraceFigureRequest(), FigureTrace(), frozenset({Role.MINISTRY}))
