"""Readings of personal data as operations look them up (SEE-2, OPS-3): whose, what, when, why and by whom."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import Role
from services.contracts.fields import Id, Instant, SeekerNumber, Strict, Whole
from services.contracts.operations import Operation
from services.contracts.registry.words import SERVICE

PERSONAL_COLUMNS = {
    "family_name": "姓",
    "given_name": "名",
    "family_name_kana": "姓（カナ）",
    "given_name_kana": "名（カナ）",
    "birth_date": "生年月日",
    "sex": "性別",
    "postal_code": "郵便番号",
    "municipality_code": "市区町村",
    "address": "住所",
    "phone": "電話番号",
    "email": "メールアドレス",
}
"""What is known of a person (SEE-2), each read for itself."""
PURPOSE = r"^[a-z][a-z_]{0,59}\Z"


class SearchReadingsRequest(Strict):
    """Which readings to look for; all that is given must fit. `since` is the first instant, `until` the first after.

    `after`: the `next` of the page before.
    """

    seeker_number = SeekerNumber(allow_none=True, load_default=None)
    account_id = Id(allow_none=True, load_default=None)
    column = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(PERSONAL_COLUMNS))
    purpose = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(PURPOSE))
    since = Instant(allow_none=True, load_default=None)
    until = Instant(allow_none=True, load_default=None)
    limit = Whole(low=1, high=200, load_default=50)
    after = Id(allow_none=True, load_default=None)


class PersonalDataReading(Schema):
    """One column of a person that was opened. `purpose`: for what, such as the name of the mail that went to the address.

    `account_id`: in whose name; None where the system did it by itself.
    """

    reading_id = Id(required=True)
    read_at = Instant(required=True)
    seeker_number = SeekerNumber(required=True)
    column = fields.String(required=True, validate=validate.OneOf(PERSONAL_COLUMNS))
    purpose = fields.String(required=True)
    account_id = Id(allow_none=True, required=True)
    trace = fields.String(required=True)


class ReadingList(Schema):
    """A page of readings, the newest first; `next` is None on the last one."""

    readings = fields.List(fields.Nested(PersonalDataReading), required=True)
    next = Id(allow_none=True, required=True)


SEARCH_PERSONAL_DATA_READINGS = Operation(
    SERVICE,
    "search_personal_data_readings",
    SearchReadingsRequest(),
    ReadingList(),
    frozenset({Role.OPERATIONS}),
    changes=True,
)
