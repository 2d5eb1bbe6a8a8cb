"""Keeping and showing the public lists (REG-14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection, Row

from services.contracts import reference
from services.contracts.registry import PRIVATE_KINDS
from services.legal_calendar import japanese_day, start_of_day
from services.registry.organizations.storage import certificates_in_force, lock_organization, services_open
from services.registry.organizations.tables import organizations
from services.registry.public_list import storage
from services.registry.public_list.domain.entry import Facts, ListName, Suspension, complete, entry_of
from services.registry.public_list.domain.position import Position, read
from services.registry.public_list.domain.reasons import PublicListReason
from services.registry.public_list.storage import Narrowed
from services.registry.sanctions.storage import standing_told
from services.runtime.logging import get_logger
from services.runtime.refusal import Refusal

_log = get_logger(__name__)

_INSTANT = dt.timedelta(microseconds=1)
"""The shortest time the database tells apart: what was shown until now is shown just before one of it later."""
ORGANIZATIONS_A_RUN = 500


def keep_entry(connection: Connection, organization_id: str, *, now: dt.datetime) -> None:
    """Bring an organization's entry to what it is now, and keep what it was; does nothing where nothing changed.

    To be called in the transaction that changes the organization. Right under concurrency: the organization's row is
    locked, so that of two changes the second sees the first's entry. A change that began earlier and commits later still
    goes on from there: its entry takes the place of one that was not shown before its instant.
    """
    row = lock_organization(connection, organization_id)
    if row is None:
        raise LookupError("an entry of an unknown organization")
    entry = entry_of(_facts(connection, row))
    latest = storage.latest(connection, organization_id)
    shown_from = now
    if latest is not None and (latest.shown_until is None or latest.shown_until > now):
        if entry is not None and (latest.list, complete(latest.entry)) == (entry.list, entry.content):
            return
        if latest.shown_from >= now:
            storage.forget_entry(connection, latest.entry_id)
            shown_from = latest.shown_from
        else:
            storage.end_entry(connection, latest.entry_id, now)
    if entry is not None and (entry.shown_until is None or entry.shown_until > shown_from):
        storage.add_entry(connection, entry, name_kana=row.name_kana, shown_from=shown_from)


def list_unlisted(connection: Connection, *, now: dt.datetime, limit: int = ORGANIZATIONS_A_RUN) -> int:
    """Put organizations in use on the list that have no entry, or none that names the agency they commission.

    They are of before the list was kept, or told that. Answers how many.
    """
    found = storage.unlisted(connection, organizations, limit)
    found += storage.without_agency(connection, organizations, limit - len(found))
    for organization_id in found:
        keep_entry(connection, organization_id, now=now)
    if found:
        _log.info("organizations_listed", organizations=len(found))
    return len(found)


def show_list(
    connection: Connection, request: Mapping[str, Any], *, now: dt.datetime, today: dt.date
) -> dict[str, Any]:
    """A page of a list as of a day, or as it is now; the list of a day is the one at its end.

    All pages of one list are of one instant, which the cursor carries: whatever changes meanwhile, no entry is shown
    twice or left out.
    """
    narrowed, at = _narrowed(request), _instant(connection, request["as_of"], now, today)
    past_day = request["as_of"] is not None and request["as_of"] < today
    position = _position(request["cursor"], now, exactly=at if past_day else None) or Position(at, None)
    limit = request["limit"]
    rows = storage.entries(connection, narrowed, position.at, after=position.after, limit=limit + 1)
    page, following = rows[:limit], None
    if len(rows) > limit:
        last = page[-1]
        following = Position(position.at, (last.bureau_code, last.name_kana, last.organization_id)).written()
    digest = storage.digest(connection, narrowed, position.at)
    return {
        "as_of": request["as_of"],
        "total": digest.total,
        "digest": digest.written(),
        "entries": [complete(row.entry) for row in page],
        "cursor": following,
    }


def _instant(connection: Connection, as_of: dt.date | None, now: dt.datetime, today: dt.date) -> dt.datetime:
    """Just before which instant the list of a day is shown; today's is the one now."""
    if as_of is None:
        return now + _INSTANT
    first = storage.first_shown(connection)
    first_day = today if first is None else japanese_day(first)
    if as_of > today:
        raise Refusal(PublicListReason.DAY_TO_COME, "/as_of", today=today.isoformat())
    if as_of < first_day:
        raise Refusal(PublicListReason.BEFORE_FIRST_DAY, "/as_of", first_day=first_day.isoformat())
    return min(start_of_day(as_of + dt.timedelta(days=1)), now + _INSTANT)


def _position(cursor: str | None, now: dt.datetime, exactly: dt.datetime | None) -> Position | None:
    """Where a cursor is; refused where it is of another day's list, of one to come, or of none at all."""
    if cursor is None:
        return None
    position = read(cursor)
    if position is None or position.at > now + _INSTANT or (exactly is not None and position.at != exactly):
        raise Refusal(PublicListReason.STALE_CURSOR, "/cursor")
    return position


def _narrowed(request: Mapping[str, Any]) -> Narrowed:
    bureau, prefecture = request["bureau_code"], request["prefecture_code"]
    if bureau is not None and bureau not in reference.bureaus():
        raise Refusal(PublicListReason.UNKNOWN_CODE, "/bureau_code")
    places = reference.places()
    if prefecture is not None and (prefecture not in places or places[prefecture].level != "prefecture"):
        raise Refusal(PublicListReason.UNKNOWN_CODE, "/prefecture_code")
    return Narrowed(
        ListName(request["list"]),
        bureau,
        prefecture[:2] if prefecture else None,
        request["kind"],
        request["service"],
        request["suspended"],
        request["name"],
    )


def _facts(connection: Connection, row: Row[Any]) -> Facts:
    told = standing_told(connection, row.organization_id)
    certificates = certificates_in_force(connection, row.content_application_id)
    suspension = None
    if row.standing == "suspended" and told is not None:
        reasons = tuple(dict.fromkeys(measure["reason"] for measure in told.measures))
        suspension = Suspension(reasons, told.since, told.until)
    return Facts(
        organization_id=row.organization_id,
        name=row.name,
        department=row.department,
        kind=row.kind,
        class_="private" if row.kind in PRIVATE_KINDS else "municipal",
        bureau_code=row.bureau_code,
        municipality_code=row.municipality_code,
        municipality_name=reference.place_name(row.municipality_code),
        address=row.address,
        permission_number=row.permission_number,
        services=services_open(row),
        handles_subsidies=row.handles_subsidies,
        marks_held=certificates["marks_held"],
        other_certificates=certificates["other_certificates"],
        standing=row.standing,
        suspension=suspension,
        terminated_at=told.since if told is not None and row.standing == "terminated" else None,
        bar_until=told.bar_until if told is not None else None,
        commissioned_agency_name=row.commissioned_agency_name,
        commissioned_agency_number=row.commissioned_agency_number,
    )
