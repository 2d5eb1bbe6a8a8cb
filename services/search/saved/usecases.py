"""What an account does with its saved searches (SRC-6): each account has its own, also within an organization."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from services.contracts.search import SeekerQuery
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.runtime.work import Work
from services.search.index import news
from services.search.index.reader import IndexNotReady, SeekerIndex
from services.search.queries import check_codes
from services.search.reasons import SearchReason
from services.search.saved import storage
from services.search.saved.storage import SavedSearch
from services.search.standing import reader_of

_QUERY = SeekerQuery()


@dataclass(frozen=True)
class SavedSearchSettings:
    """How many searches an account may save, and from which hour of the day new hits are told of (Japanese time)."""

    most_an_account: int = 50
    told_from: dt.time = dt.time(7)


def save(work: Work, index: SeekerIndex, content: Mapping[str, Any], settings: SavedSearchSettings) -> SavedSearch:
    """Keep a search under its name; what is found from now on is news."""
    reader = reader_of(work.connection, work.caller)
    account_id = _account(work)
    check_codes(content["query"])
    storage.lock_account(work.connection, account_id)
    present = storage.saved_by(work.connection, account_id)
    if len(present) >= settings.most_an_account:
        raise Refusal(SearchReason.TOO_MANY_SAVED, most=settings.most_an_account)
    saved = SavedSearch(
        saved_search_id=new_id(),
        organization_id=reader.organization_id,
        account_id=account_id,
        **_content(content, present),
        saved_at=work.now,
        looked_up_to=_reached(index),
        looked_on=work.today,
    )
    storage.add(work.connection, saved)
    return saved


def change(work: Work, index: SeekerIndex, content: Mapping[str, Any]) -> SavedSearch:
    """Write another content. With other conditions, or notices asked for anew, news begin now; else nothing is missed."""
    reader_of(work.connection, work.caller)
    account_id, saved_search_id = _account(work), content["saved_search_id"]
    check_codes(content["query"])
    storage.lock_account(work.connection, account_id)
    present = storage.saved_by(work.connection, account_id, lock=True)
    known = next((one for one in present if one.saved_search_id == saved_search_id), None)
    if known is None:
        raise Refusal(SearchReason.NOT_FOUND, "/saved_search_id")
    others = [one for one in present if one is not known]
    changed = replace(known, **_content(content, others))
    if changed.query != known.query or (changed.notify and not known.notify):
        changed = storage.looked_at(changed, _reached(index), work.today, 0, 0)
    storage.change(work.connection, changed)
    return changed


def delete(work: Work, saved_search_id: str) -> None:
    """Delete a saved search."""
    reader_of(work.connection, work.caller)
    if not storage.delete(work.connection, _account(work), saved_search_id):
        raise Refusal(SearchReason.NOT_FOUND, "/saved_search_id")


def list_own(work: Work) -> list[SavedSearch]:
    """The caller's own, by name."""
    reader_of(work.connection, work.caller)
    return storage.saved_by(work.connection, _account(work))


def _content(content: Mapping[str, Any], others: list[SavedSearch]) -> dict[str, Any]:
    if any(one.name == content["name"] for one in others):
        raise Refusal(SearchReason.NAME_TAKEN, "/name")
    query = _QUERY.dump(content["query"])
    return {"name": content["name"], "query": query, "sort": content["sort"], "notify": content["notify"]}


def _account(work: Work) -> str:
    if work.caller.account_id is None:
        raise Refusal(SearchReason.NOT_FOUND)
    return work.caller.account_id


def _reached(index: SeekerIndex) -> int:
    try:
        return news.reached(index)
    except IndexNotReady:
        raise Refusal(SearchReason.INDEX_NOT_READY) from None
