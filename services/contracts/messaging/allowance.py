"""The day's allowance of dispatches, as every answer of messaging to an organization tells it (MSG-4)."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.contracts.fields import Day, Instant


class DispatchAllowance(Schema):
    """What is left of the day's dispatches, and when the count opens again (MSG-4)."""

    limit = fields.Integer(required=True)
    used = fields.Integer(required=True)
    remaining = fields.Integer(required=True)
    day = Day(required=True)
    opens_again_at = Instant(required=True)


class WithAllowance(Schema):
    """Part of every answer to an organization that may send; None for seekers, and while nothing may be sent at all.

    So nobody has to ask for it beside. Refusals tell the same in their details, under the same name.
    """

    allowance = fields.Nested(DispatchAllowance, allow_none=True)
