"""A seeker's blocks of organizations (受信拒否, MSG-7)."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Nothing, SeekerNumber, Strict, Truth, Whole
from services.contracts.messaging.words import SEEKER, SERVICE
from services.contracts.operations import Operation


class BlockRequest(Strict):
    """Names the organization to block or unblock (MSG-7)."""

    organization_id = Id(required=True)


class BlockState(Schema):
    """Whether the seeker blocks the organization now."""

    organization_id = Id(required=True)
    blocked = fields.Boolean(required=True)


class BlockedOrganization(Schema):
    """An organization that the seeker blocks now."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    blocked_at = Instant(required=True)


class BlockList(Schema):
    """The organizations that the seeker blocks now, the newest first (SEE-7)."""

    blocks = fields.List(fields.Nested(BlockedOrganization), required=True)


BLOCK_ORGANIZATION = Operation(SERVICE, "block_organization", BlockRequest(), BlockState(), SEEKER, changes=True)
UNBLOCK_ORGANIZATION = Operation(SERVICE, "unblock_organization", BlockRequest(), BlockState(), SEEKER, changes=True)
LIST_BLOCKS = Operation(SERVICE, "list_blocks", Nothing(), BlockList(), SEEKER)


class BlockChanged(Strict):
    """Whether a seeker blocks an organization: state of the pair, so that block and unblock can't be mixed up (MSG-7)."""

    organization_id = Id(required=True)
    seeker_number = SeekerNumber(required=True)
    version = Whole(low=1, required=True)
    blocked = Truth(required=True)
    changed_at = Instant(required=True)
    day = Day(required=True)


BLOCK_CHANGED = Event("block_changed", 1, SERVICE, "state", BlockChanged())
