"""The search service on the bus: load, use case, dump."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from eventlet import tpool
from nameko.containers import WorkerContext
from nameko.extensions import DependencyProvider

from services.contracts import compliance, messaging, registry, search
from services.contracts.errors import ErrorCode
from services.runtime.entrypoints import DatabaseProvider, SettingsProvider, every, on, serve
from services.runtime.housekeeping import forget_old_keys
from services.runtime.settings import Settings
from services.runtime.work import ReceivedEvent, Work
from services.search import ledger, projections, queries, storage, usecases
from services.search.index import news
from services.search.index import page as pages
from services.search.index.conditions import Reader
from services.search.index.reader import SeekerIndex
from services.search.reasons import SearchReason
from services.search.saved import noticing
from services.search.saved import storage as saved_storage
from services.search.saved import usecases as saved
from services.search.saved.usecases import SavedSearchSettings


def find_in_thread(index: SeekerIndex, question: pages.Question) -> pages.Page:
    """Ask the index in a thread of its own, so that the loop goes round meanwhile: tantivy lets go of the GIL."""
    found: pages.Page = tpool.execute(pages.find, index, question)
    return found


def look_in_thread(
    index: SeekerIndex, query: Mapping[str, Any], reader: Reader, since: int, today: dt.date
) -> news.News:
    """Count the news of a saved search in a thread of its own, as `find_in_thread`."""
    seen: news.News = tpool.execute(news.look, index, query, reader, since, today)
    return seen


def saved_search_settings(settings: Settings) -> SavedSearchSettings:
    """The amounts of SRC-6 as `deploy/config/search.yaml` gives them."""
    return SavedSearchSettings(
        most_an_account=int(settings.number("SAVED_SEARCHES_PER_ACCOUNT")),
        told_from=dt.time(int(settings.number("SAVED_SEARCHES_TOLD_FROM_HOUR"))),
    )


NOT_EXPORTED = {SearchReason.NOT_FOUND: "not_found", SearchReason.TO_BE_DELETED: "to_be_deleted"}


def _exported(seeker_number: str, outcome: usecases.Shown | SearchReason) -> dict[str, Any]:
    if isinstance(outcome, SearchReason):
        refused = {"result": NOT_EXPORTED[outcome], "record": None, "acquired_at": None}
        return {"seeker_number": seeker_number, **refused}
    return {"seeker_number": seeker_number, "result": "exported", **_told(outcome)}


def _told(shown: usecases.Shown) -> dict[str, Any]:
    return {"record": shown.record, "acquired_at": shown.acquired_at}


class SeekerIndexProvider(DependencyProvider):
    """The index in the folder that the setting INDEX_FOLDER names."""

    def setup(self) -> None:
        """Remember the folder; the index is opened at the first search."""
        self.index = SeekerIndex(Path(self.container.config["INDEX_FOLDER"]))

    def get_dependency(self, worker_ctx: WorkerContext) -> SeekerIndex:
        """The same index for every worker."""
        return self.index


class SearchService:
    """Finds seekers, shows their records, and keeps the read model up to date."""

    name = search.SERVICE
    database = DatabaseProvider()
    index: Any = SeekerIndexProvider()
    saved_searches = cast(SavedSearchSettings, SettingsProvider(saved_search_settings))
    refusals = {  # noqa: RUF012
        SearchReason.UNKNOWN_CODE: ErrorCode.UNKNOWN_CODE,
        SearchReason.STALE_CURSOR: ErrorCode.STALE_CURSOR,
        SearchReason.NO_SEEKER_INFORMATION: ErrorCode.NO_SEEKER_INFORMATION,
        SearchReason.ORGANIZATION_NOT_ACTIVE: ErrorCode.ORGANIZATION_NOT_ACTIVE,
        SearchReason.NOT_FOUND: ErrorCode.NOT_FOUND,
        SearchReason.NAME_TAKEN: ErrorCode.SAVED_SEARCH_NAME_TAKEN,
        SearchReason.TOO_MANY_SAVED: ErrorCode.TOO_MANY_SAVED_SEARCHES,
        SearchReason.TO_BE_DELETED: ErrorCode.RECORD_TO_BE_DELETED,
        SearchReason.INDEX_NOT_READY: ErrorCode.SERVICE_UNAVAILABLE,
    }

    @serve(search.SEARCH_SEEKERS)
    def search_seekers(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SRC-1, SRC-2."""
        return queries.search_seekers(
            work.connection, self.index, work.caller, request, today=work.today, find=find_in_thread
        )

    @serve(search.SHOW_SEEKER)
    def show_seeker(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SRC-7."""
        return _told(
            usecases.show_seeker(
                work.connection, work.caller, request["seeker_number"], now=work.now, today=work.today, trace=work.trace
            )
        )

    @serve(search.EXPORT_SEEKERS)
    def export_seekers(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SRC-7."""
        numbers = request["seeker_numbers"]
        outcomes = usecases.export_seekers(
            work.connection, work.caller, numbers, now=work.now, today=work.today, trace=work.trace
        )
        results = [_exported(number, outcome) for number, outcome in zip(numbers, outcomes, strict=True)]
        return {"results": results, "exported": sum(one["result"] == "exported" for one in results)}

    @serve(search.INDEX_STATE)
    def index_state(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """How far the index is behind the table, for readiness."""
        return vars(storage.follower_state(work.connection))

    @serve(search.SAVE_SEARCH)
    def save_search(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SRC-6."""
        return vars(saved.save(work, self.index, request, self.saved_searches))

    @serve(search.CHANGE_SAVED_SEARCH)
    def change_saved_search(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SRC-6."""
        return vars(saved.change(work, self.index, request))

    @serve(search.DELETE_SAVED_SEARCH)
    def delete_saved_search(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SRC-6."""
        saved.delete(work, request["saved_search_id"])
        return {}

    @serve(search.LIST_SAVED_SEARCHES)
    def list_saved_searches(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SRC-6."""
        return {"saved_searches": [vars(one) for one in saved.list_own(work)]}

    @on(registry.SEEKERS_CHANGED)
    def on_seekers_changed(self, work: Work, event: ReceivedEvent) -> None:
        """SEE-4, SRC-3."""
        projections.project_seekers(work.connection, event.data["seekers"])

    @on(registry.ORGANIZATION_CHANGED)
    def on_organization_changed(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-14, SRC-6: what was saved ends with the organization; where it is in use again by now, what was saved since stays."""
        newest = projections.project_organization(work.connection, event.data)
        if event.data["standing"] in {"terminated", "withdrawn"}:
            until = None if newest else event.occurred_at
            saved_storage.delete_of_organization(work.connection, event.data["organization_id"], saved_until=until)

    @on(registry.ACCOUNT_CLOSED)
    def on_account_closed(self, work: Work, event: ReceivedEvent) -> None:
        """SRC-6: nobody is told any more."""
        saved_storage.delete_of_account(work.connection, event.data["account_id"])

    @on(messaging.BLOCK_CHANGED)
    def on_block_changed(self, work: Work, event: ReceivedEvent) -> None:
        """SRC-3, MSG-7."""
        projections.project_block(work.connection, event.data)

    @on(messaging.GUIDANCE_SENT)
    def on_guidance_sent(self, work: Work, event: ReceivedEvent) -> None:
        """SRC-7: guidance is an acquisition."""
        usecases.acquire_by_guidance(work.connection, event.data, now=work.now, trace=work.trace)

    @on(compliance.CUSTODY_CHANGED)
    def on_custody_changed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-11, MSG-12."""
        projections.project_custody(work.connection, event.data["pairs"])

    @every(60)
    def tell_of_new_hits(self, work: Work) -> int:
        """SRC-6: owners of saved searches are told of new hits in the morning, a bounded part a run."""
        return noticing.tell_of_new_hits(work, self.index, self.saved_searches, look_in_thread)

    @every(3_600)
    def forget_old_keys(self, work: Work) -> int:
        """Drop the message IDs and idempotency keys that nobody can repeat any more, and who saw what on days that are over."""
        return forget_old_keys(work) + ledger.forget_views_before(work.connection, work.today)
