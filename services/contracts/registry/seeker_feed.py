"""The feed of job seekers as events (SEE-1): what the Hello Work system tells, and what it is answered. See docs/feed.md."""

from __future__ import annotations

from marshmallow import fields, validate

from services.contracts.events import Event
from services.contracts.fields import Id, Strict, Text, Truth, Whole
from services.contracts.registry.words import SERVICE

HELLO_WORK = "hellowork"
"""The sender, an outside system; its events come over an exchange of its own, `hellowork.events`."""
MOST_STATEMENTS = 200


class SeekersStated(Strict):
    """Up to 200 statements, each with the columns of the feed's file as JSON.

    Each is checked and refused alone, so that one wrong statement does not hold back the others: whatever stands in it
    is left for that check.
    """

    statements = fields.List(
        fields.Raw(allow_none=True), required=True, validate=validate.Length(min=1, max=MOST_STATEMENTS)
    )


class RefusedStatement(Strict):
    """A statement that was not taken: its place in the event from 0, why, and where. Never the value, nor whose it was.

    `narrowed`: whether what it says of who may find the seeker took effect all the same, as that is fewer (SEE-4).
    """

    position = Whole(low=0, high=MOST_STATEMENTS - 1, required=True)
    reason = fields.String(required=True)
    column = fields.String(required=True)
    detail = Text(longest=500, required=True)
    narrowed = Truth(load_default=False)


class StatementsAnswered(Strict):
    """What became of the statements of one event, which `event_id` names by its envelope's ID."""

    event_id = Id(required=True)
    created = Whole(low=0, required=True)
    changed = Whole(low=0, required=True)
    ended = Whole(low=0, required=True)
    unchanged = Whole(low=0, required=True)
    refused = fields.List(fields.Nested(RefusedStatement), required=True)


SEEKERS_STATED = Event("seekers_stated", 1, HELLO_WORK, "state", SeekersStated())
SEEKER_STATEMENTS_ANSWERED = Event("seeker_statements_answered", 1, SERVICE, "fact", StatementsAnswered())
