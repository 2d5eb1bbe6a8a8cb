"""Organizations as others know them, and as they see themselves (REG)."""

from __future__ import annotations

from marshmallow import fields, validate

from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Strict, Text, Whole, code
from services.contracts.registry.application_content import MandatoryInformation, NotifiedService
from services.contracts.registry.words import CLASSES, ORGANIZATION_KINDS, SERVICE, SERVICES, STANDINGS


class ProceduresBarred(Strict):
    """A time in which an organization could hand in no change, or no renewal, as a withdrawal stood that was taken back (CMP-6).

    From the day of its approval to that of the taking back.
    """

    since = Day(required=True)
    until = Day(required=True)
    kinds = fields.List(fields.String(validate=validate.OneOf(("change", "renewal"))), required=True)


class OrganizationState(Strict):
    """The whole state of an organization that others may know; no personal data but the privacy manager's contact.

    `class_` decides terms, meaning of the provision choice and statistics (REG-1). The privacy manager's name and
    contact are part of the mandatory information by 001 7(2)①カ and go to every seeker who is guided.

    `services` are those open now. `mandatory_information_version` rises with every approved change of what guidance says,
    the privacy manager included (MSG-3). What CMP-6 looks at: the terms' ends (None: none, or unknown to the version of the
    sender), and when the form of an application came that renews seeker information or changes the permission's term, as
    long as it is not refused and the term not renewed; and how many of each kind are refused (None: unknown to the version of the
    sender), which tells a form that was refused from one whose receipt was taken back (decision 306).
    `seeker_information_closed_on`: its term ended after a renewal failed, and withdrawal from it is due (REG-3). `ended_on`: the day of
    withdrawal (REG-11). `procedures_barred`: None from a sender of before it was told.
    `standing_since`: since when it is suspended or terminated (CMP-14); None otherwise.
    """

    organization_id = Id(required=True)
    version = Whole(low=1, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_KINDS))
    class_ = fields.String(required=True, data_key="class", validate=validate.OneOf(CLASSES))
    name = Text(longest=120, required=True)
    bureau_code = code(required=True)
    # Without branches, its own and its commissioned agency's; may be absent in events of before it was told.
    main_numbers = fields.List(Text(longest=20, shortest=1), load_default=list)
    services = fields.List(fields.String(validate=validate.OneOf(SERVICES)), required=True)
    standing = fields.String(required=True, validate=validate.OneOf(STANDINGS))
    approved_on = Day(required=True)
    mandatory_information = fields.Nested(MandatoryInformation, allow_none=True, required=True)
    privacy_manager_name = Text(longest=60, allow_none=True, required=True)
    privacy_manager_contact = Text(longest=300, allow_none=True, required=True)
    mandatory_information_version = Whole(low=1, allow_none=True, load_default=None)
    mandatory_information_changed_on = Day(allow_none=True, load_default=None)
    notified_services = fields.List(fields.Nested(NotifiedService), load_default=list)
    permission_valid_until = Day(allow_none=True, load_default=None)
    permission_change_received_on = Day(allow_none=True, load_default=None)
    permission_changes_refused = Whole(low=0, allow_none=True, load_default=None)
    seeker_information_until = Day(allow_none=True, load_default=None)
    renewal_received_on = Day(allow_none=True, load_default=None)
    renewals_refused = Whole(low=0, allow_none=True, load_default=None)
    seeker_information_closed_on = Day(allow_none=True, load_default=None)
    ended_on = Day(allow_none=True, load_default=None)
    procedures_barred = fields.List(fields.Nested(ProceduresBarred), allow_none=True, load_default=None)
    standing_since = Instant(allow_none=True, load_default=None)


ORGANIZATION_CHANGED = Event("organization_changed", 1, SERVICE, "state", OrganizationState())
