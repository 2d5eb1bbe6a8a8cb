"""Erasure of a person's data (SEE-2): demanded by the person, done once a second person has confirmed it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.fields import Id, Instant, Nothing, SeekerNumber, Strict, Truth, Whole, Written
from services.contracts.operations import Operation
from services.contracts.registry.words import ERASURE_STATES, SERVICE

ERASERS = frozenset({Role.OFFICE_STAFF, Role.OPERATIONS})


class AskErasureRequest(Strict):
    """A person's demand, put in by staff who have made sure that it is the person's own."""

    seeker_number = SeekerNumber(required=True)
    identity_checked = fields.String(required=True, validate=validate.OneOf(["in_person", "documents"]))


class DecideErasureRequest(Strict):
    """The decision of a second person. An erasure can't be undone; `reason`: why it is declined, told to the person, and
    given just then."""

    erasure_id = Id(required=True)
    erase = Truth(required=True)
    reason = Written(longest=1_000, shortest=1, lines=True, allow_none=True, load_default=None)


class ListErasuresRequest(Strict):
    """Demands of the caller's office, or of all for operations, the oldest first."""

    state = fields.String(load_default="asked", validate=validate.OneOf(ERASURE_STATES))
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class Erasure(Schema):
    """A demand for erasure and what became of it."""

    erasure_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    ground = fields.String(required=True)
    identity_checked = fields.String(allow_none=True, required=True)
    state = fields.String(required=True)
    asked_at = Instant(required=True)
    decided_at = Instant(allow_none=True, required=True)
    reason = fields.String(allow_none=True, required=True)
    office_code = fields.String(required=True)


class ErasureList(Schema):
    """A page of demands; `next` is None on the last one."""

    erasures = fields.List(fields.Nested(Erasure), required=True)
    next = Id(allow_none=True, required=True)


DEMAND_MY_ERASURE = Operation(
    SERVICE, "demand_my_erasure", Nothing(), Erasure(), frozenset({Role.SEEKER}), changes=True
)
SHOW_MY_ERASURE = Operation(SERVICE, "show_my_erasure", Nothing(), Erasure(), frozenset({Role.SEEKER}))
ASK_ERASURE = Operation(SERVICE, "ask_erasure", AskErasureRequest(), Erasure(), ERASERS, changes=True)
DECIDE_ERASURE = Operation(SERVICE, "decide_erasure", DecideErasureRequest(), Erasure(), ERASERS, changes=True)
LIST_ERASURES = Operation(SERVICE, "list_erasures", ListErasuresRequest(), ErasureList(), ERASERS)
