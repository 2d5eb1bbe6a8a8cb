"""What search answers and tells: finding seekers, reading a record."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.audit import ByWhom
from services.contracts.caller import ORGANIZATION, Role
from services.contracts.events import Event
from services.contracts.fields import Id, Instant, SeekerNumber, Strict, Text, Truth, Whole, code, codes, no_doubles
from services.contracts.operations import Operation
from services.contracts.registry import Nothing
from services.contracts.seeker_record import (
    DAYS_OFF,
    DRIVING_LICENCES,
    EDUCATION_LEVELS,
    EMPLOYMENT_FORMS,
    JIS_PLACE,
    OCCUPATION_SMALL,
    TIME_OF_DAY,
    TURNS,
    TWO_DAY_WEEKENDS,
    SeekerRecord,
)

SERVICE = "search"
SORTS = {"newest": "新着順", "changed": "更新順", "income": "希望収入の低い順"}
PAGE_SIZES = (10, 20, 30, 50)


class FreeWords(Strict):
    """Words to be found anywhere in the record's texts, width and case folded (SRC-1): all, any and none of them."""

    all = fields.List(Text(longest=100, shortest=1), load_default=list, validate=validate.Length(max=10))
    any = fields.List(Text(longest=100, shortest=1), load_default=list, validate=validate.Length(max=10))
    none = fields.List(Text(longest=100, shortest=1), load_default=list, validate=validate.Length(max=10))


class ExperienceWanted(Strict):
    """Experience in a small class of occupation, for at least so many years."""

    occupation_code = code(OCCUPATION_SMALL, required=True)
    at_least_years = Whole(low=0, high=60, load_default=0)


class LicencesWanted(Strict):
    """Licences by code, all or any of them."""

    codes = codes(20, required=True)
    match = fields.String(load_default="any", validate=validate.OneOf(["all", "any"]))


class SeekerQuery(Strict):
    """Conditions of a search for seekers (SRC-1); those not given do not narrow it.

    Several codes of one condition widen it (any of them); different conditions narrow it (all of them). Places and
    occupations of a higher level mean everything below. Income: what is offered; found are seekers who want no more.
    """

    occupation_codes = codes(20, r"^([A-Z]|[0-9]{2,3})\Z", load_default=list)
    industry_codes = codes(20, r"^([A-Z]|[0-9]{2})\Z", load_default=list)
    place_codes = codes(60, JIS_PLACE, load_default=list)
    employment_forms = fields.List(
        fields.String(validate=validate.OneOf(EMPLOYMENT_FORMS)), load_default=list, validate=no_doubles
    )
    wants_regular_employment = Truth(allow_none=True, load_default=None)
    dispatch_acceptable = Truth(allow_none=True, load_default=None)
    contract_work_acceptable = Truth(allow_none=True, load_default=None)
    monthly_income_at_least = Whole(low=0, high=100_000_000, allow_none=True, load_default=None)
    monthly_income_at_most = Whole(low=0, high=100_000_000, allow_none=True, load_default=None)
    hourly_income_at_least = Whole(low=0, high=1_000_000, allow_none=True, load_default=None)
    hourly_income_at_most = Whole(low=0, high=1_000_000, allow_none=True, load_default=None)
    hours_from = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(TIME_OF_DAY))
    hours_to = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(TIME_OF_DAY))
    days_off = fields.List(fields.String(validate=validate.OneOf(DAYS_OFF)), load_default=list, validate=no_doubles)
    two_day_weekend = fields.List(
        fields.String(validate=validate.OneOf(TWO_DAY_WEEKENDS)), load_default=list, validate=no_doubles
    )
    education_at_least = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(EDUCATION_LEVELS))
    licences = fields.Nested(LicencesWanted, allow_none=True, load_default=None)
    driving_licences = fields.List(
        fields.String(validate=validate.OneOf(DRIVING_LICENCES)), load_default=list, validate=no_doubles
    )
    experience = fields.Nested(ExperienceWanted, allow_none=True, load_default=None)
    turns = fields.List(fields.String(validate=validate.OneOf(TURNS)), load_default=list, validate=no_doubles)
    can_move = Truth(allow_none=True, load_default=None)
    wider_area_place_codes = codes(20, JIS_PLACE, load_default=list)
    words = fields.Nested(FreeWords, allow_none=True, load_default=None)
    registered_within_days = Whole(low=1, high=3650, allow_none=True, load_default=None)
    changed_within_days = Whole(low=1, high=3650, allow_none=True, load_default=None)


class SearchSeekersRequest(Strict):
    """One page of a search; `cursor` continues it."""

    query = fields.Nested(SeekerQuery, required=True)
    sort = fields.String(load_default="newest", validate=validate.OneOf(SORTS))
    page_size = fields.Integer(load_default=20, strict=True, validate=validate.OneOf(PAGE_SIZES))
    cursor = Text(longest=200, allow_none=True, load_default=None)


class Mark(Schema):
    """Where words were found: the field, and half-open spans of its characters."""

    field = fields.String(required=True)
    spans = fields.List(fields.List(fields.Integer()), required=True)


class Hit(Schema):
    """One seeker found: what the list shows, and where the words stand."""

    seeker_number = SeekerNumber(required=True)
    registered_at = Instant(required=True)
    changed_at = Instant(required=True)
    summary = fields.Dict(required=True)
    marks = fields.List(fields.Nested(Mark), required=True)


class FacetCount(Schema):
    """How many of the hits would stay with this code chosen."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    count = fields.Integer(required=True)


class Facets(Schema):
    """Counts by prefecture, occupation (major class) and form of employment; a facet ignores its own condition."""

    places = fields.List(fields.Nested(FacetCount), required=True)
    occupations = fields.List(fields.Nested(FacetCount), required=True)
    employment_forms = fields.List(fields.Nested(FacetCount), required=True)


class SearchSeekersAnswer(Schema):
    """Exact total, one page and, on the first page only, the facets (SRC-2)."""

    total = fields.Integer(required=True)
    hits = fields.List(fields.Nested(Hit), required=True)
    cursor = fields.String(allow_none=True)
    facets = fields.Nested(Facets, allow_none=True)


class ShowSeekerRequest(Strict):
    """Reads one record whole: an acquisition (SRC-7)."""

    seeker_number = SeekerNumber(required=True)


class ShowSeekerAnswer(Schema):
    """The record, the field names it carries in Japanese, and when it was first acquired by this organization."""

    record = fields.Nested(SeekerRecord, required=True)
    acquired_at = Instant(required=True)


class IndexState(Schema):
    """How the index does: changes not yet in it, and when its follower was last seen at work (None: never)."""

    changes_behind = fields.Integer(required=True)
    seen_at = Instant(allow_none=True, required=True)


class SeekerRecordAcquired(ByWhom):
    """An organization has acquired a record (取得): first view, export or guidance (SRC-7)."""

    organization_id = Id(required=True)
    account_id = Id(allow_none=True, required=True)
    seeker_number = SeekerNumber(required=True)
    acquired_at = Instant(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(["view", "export", "guidance"]))


SEARCH_SEEKERS = Operation(SERVICE, "search_seekers", SearchSeekersRequest(), SearchSeekersAnswer(), ORGANIZATION)
SHOW_SEEKER = Operation(
    SERVICE,
    "show_seeker",
    ShowSeekerRequest(),
    ShowSeekerAnswer(),
    ORGANIZATION,
    changes=True,
    unaudited="an acquisition (SRC-7) is entered by compliance, of later views search enters one a day for each account and seeker",
)
INDEX_STATE = Operation(SERVICE, "index_state", Nothing(), IndexState(), frozenset({Role.SYSTEM}))

SEEKER_RECORD_ACQUIRED = Event("seeker_record_acquired", 1, SERVICE, "fact", SeekerRecordAcquired())
