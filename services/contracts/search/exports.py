"""Taking records out of the site, several at once: each an acquisition as a view is (SRC-7, decision 290)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.fields import Instant, SeekerNumber, Strict, no_doubles
from services.contracts.operations import Operation
from services.contracts.search.seekers import SERVICE
from services.contracts.seeker_record import SeekerRecord

MOST_EXPORTED = 100
EXPORT_RESULTS = {
    "exported": "出力",
    "not_found": "見つからないか、現在は提供されていない求職者",
    "to_be_deleted": "削除の報告が必要な求職情報",
}
"""What becomes of each number asked for: no more than a view of it would tell."""


class ExportSeekersRequest(Strict):
    """Up to `MOST_EXPORTED` seekers whose whole records are wanted, each once."""

    seeker_numbers = fields.List(
        SeekerNumber(), required=True, validate=[validate.Length(min=1, max=MOST_EXPORTED), no_doubles]
    )


class ExportedSeeker(Schema):
    """What became of one number; `record` and `acquired_at`, the first acquisition, where it is `exported`."""

    seeker_number = SeekerNumber(required=True)
    result = fields.String(required=True, validate=validate.OneOf(EXPORT_RESULTS))
    record = fields.Nested(SeekerRecord, required=True, allow_none=True)
    acquired_at = Instant(required=True, allow_none=True)


class ExportSeekersAnswer(Schema):
    """A result a seeker, in the order asked."""

    results = fields.List(fields.Nested(ExportedSeeker), required=True)
    exported = fields.Integer(required=True)


EXPORT_SEEKERS = Operation(
    SERVICE,
    "export_seekers",
    ExportSeekersRequest(),
    ExportSeekersAnswer(),
    ORGANIZATION,
    changes=True,
    # Asking again acquires nothing anew, and must not give out what has been closed meanwhile.
    keyed=False,
)
