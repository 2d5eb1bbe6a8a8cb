"""Saved searches (検索条件の保存) and the notice of new hits, one mail a day at most an account (SRC-6)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Nothing, Strict, Truth, Whole, Written
from services.contracts.operations import Operation
from services.contracts.search.seekers import SERVICE, SORTS, SeekerQuery


class SavedSearchContent(Strict):
    """A search under a name of the account's own; `notify`: whether a mail tells of new hits."""

    name = Written(longest=60, shortest=1, required=True)
    query = fields.Nested(SeekerQuery, required=True)
    sort = fields.String(load_default="newest", validate=validate.OneOf(SORTS))
    notify = Truth(load_default=False)


class ChangeSavedSearchRequest(SavedSearchContent):
    """Another content for a saved search; it is looked at for new hits from now on where the conditions are others."""

    saved_search_id = Id(required=True)


class SavedSearchIdRequest(Strict):
    """Names a saved search of the caller's own."""

    saved_search_id = Id(required=True)


class SavedSearch(Schema):
    """A saved search. `new_hits`, `changed_hits`: what the look of `looked_on` found; of hits known before, the changed ones."""

    saved_search_id = Id(required=True)
    name = fields.String(required=True)
    query = fields.Nested(SeekerQuery, required=True)
    sort = fields.String(required=True, validate=validate.OneOf(SORTS))
    notify = fields.Boolean(required=True)
    saved_at = Instant(required=True)
    looked_on = Day(required=True)
    new_hits = fields.Integer(required=True)
    changed_hits = fields.Integer(required=True)


class SavedSearchesAnswer(Schema):
    """The caller's saved searches, by name."""

    saved_searches = fields.List(fields.Nested(SavedSearch), required=True)


SAVE_SEARCH = Operation(SERVICE, "save_search", SavedSearchContent(), SavedSearch(), ORGANIZATION, changes=True)
CHANGE_SAVED_SEARCH = Operation(
    SERVICE, "change_saved_search", ChangeSavedSearchRequest(), SavedSearch(), ORGANIZATION, changes=True
)
DELETE_SAVED_SEARCH = Operation(
    SERVICE, "delete_saved_search", SavedSearchIdRequest(), Nothing(), ORGANIZATION, changes=True
)
LIST_SAVED_SEARCHES = Operation(SERVICE, "list_saved_searches", Nothing(), SavedSearchesAnswer(), ORGANIZATION)


class NewHitsCounted(Strict):
    """Saved searches of an account have new hits: counts and nothing else, neither names nor conditions (SRC-6)."""

    account_id = Id(required=True)
    organization_id = Id(required=True)
    day = Day(required=True)
    searches = Whole(low=1, required=True)
    new_hits = Whole(low=0, required=True)
    changed_hits = Whole(low=0, required=True)


NEW_HITS_COUNTED = Event("new_hits_counted", 1, SERVICE, "fact", NewHitsCounted())
