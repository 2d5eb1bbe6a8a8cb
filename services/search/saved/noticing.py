"""The daily look at saved searches: one event, and so one mail, a day at most an account, with counts alone (SRC-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import EXCLUDE

from services.contracts.caller import Caller, Role
from services.contracts.search import NEW_HITS_COUNTED, SeekerQuery
from services.runtime.clock import JAPAN
from services.runtime.logging import failure, get_logger
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.turns import NoMoreTurns, take_turns
from services.runtime.work import Work
from services.search.index.conditions import Reader
from services.search.index.news import News
from services.search.index.reader import IndexNotReady, SeekerIndex
from services.search.saved import storage
from services.search.saved.storage import SavedSearch
from services.search.saved.usecases import SavedSearchSettings
from services.search.standing import reader_of

_log = get_logger(__name__)

ACCOUNTS_AT_ONCE = 200
SECONDS_AT_ONCE = 20.0
"""How long one run looks. What is left comes with the next run, a minute later."""
_QUERY = SeekerQuery(unknown=EXCLUDE)

Look = Callable[[SeekerIndex, Mapping[str, Any], Reader, int, dt.date], News]


def tell_of_new_hits(work: Work, index: SeekerIndex, settings: SavedSearchSettings, look: Look) -> int:
    """Look at the saved searches that were not looked at today, from the hour of the setting on; answers of how many accounts.

    All of an account's searches are one event. Run for a day twice it finds nothing more to do; days that were missed are
    looked at in one, as the look goes from where the last one ended (CAL-6). `look`: how the index is asked.

    A transaction an account, so that who changes a search or ends an account's use waits for no other. One that can't be
    looked at is logged as an error and comes again the next day, so that it holds up nobody else.
    """
    if work.now.astimezone(JAPAN).time() < settings.told_from:
        return 0
    due = storage.due_accounts(work.connection, work.day, ACCOUNTS_AT_ONCE)
    return take_turns(work, due, lambda part, one: _turn(part, index, one, look), _put_off, seconds=SECONDS_AT_ONCE)


def _turn(work: Work, index: SeekerIndex, account_id: str, look: Look) -> int:
    try:
        return _look_for(work, index, account_id, look)
    except IndexNotReady as waiting:
        _log.info("saved_searches_wait", why="the index is being built")
        raise NoMoreTurns from waiting


def _put_off(work: Work, account_id: str, error: Exception) -> None:
    _log.error("saved_searches_not_looked_at", account_id=account_id, **failure(error))
    storage.put_off(work.connection, account_id, work.today)


def _look_for(work: Work, index: SeekerIndex, account_id: str, look: Look) -> int:
    """An organization that may not search now is not looked for, and misses nothing: news go on from where they were."""
    due = storage.due_of(work.connection, account_id, work.today)
    found: list[SavedSearch] = []
    for saved in due:
        try:
            reader = reader_of(work.connection, Caller(Role.SYSTEM, organization_id=saved.organization_id))
        except Refusal:
            storage.change(work.connection, storage.looked_at(saved, saved.looked_up_to, work.today, 0, 0))
            continue
        seen = look(index, _QUERY.load(saved.query), reader, saved.looked_up_to, work.today)
        after = storage.looked_at(saved, seen.reached, work.today, seen.new, seen.changed)
        storage.change(work.connection, after)
        if seen.new or seen.changed:
            found.append(after)
    if not found:
        return 0
    data = {
        "account_id": account_id,
        "organization_id": found[0].organization_id,
        "day": work.today,
        "searches": len(found),
        "new_hits": sum(one.new_hits for one in found),
        "changed_hits": sum(one.changed_hits for one in found),
    }
    publish(work.connection, NEW_HITS_COUNTED, subject=account_id, data=data, now=work.now, trace=work.trace)
    return 1
