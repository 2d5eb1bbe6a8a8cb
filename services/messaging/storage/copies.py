"""Copies of what the registry, search and compliance own: organizations, seekers, acquisitions, custody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.legal_calendar import japanese_day, start_of_day
from services.messaging.domain.explanations import NotifiedService
from services.messaging.domain.guidance import MandatoryInformation
from services.messaging.tables import acquisitions, custody, organizations, seekers


@dataclass(frozen=True)
class Organization:
    """An organization as messaging knows it."""

    organization_id: str
    class_: str
    name: str
    services: frozenset[str]
    standing: str
    suspended_on: dt.date | None
    """The first day of the suspension that lasts, where it is known; None where none does."""
    closed_on: dt.date | None
    """The first day on which seeker information was closed to it, where that is known; None where it is open."""
    mandatory_information: MandatoryInformation | None
    information_version: int | None
    """Of the mandatory information; None where it was told before versions were."""
    kind: str
    """Of REG-1; "" where it was told before kinds were kept."""
    bureau_code: str
    """Of the competent bureau; "" where it was told before bureaus were kept."""
    notified_services: tuple[NotifiedService, ...]
    """Paid services towards new graduates, as notified (MSG-10)."""


def organization(connection: Connection, organization_id: str | None) -> Organization | None:
    """The copy of an organization, unlocked."""
    return _organization(connection, organization_id, sa.select(organizations))


def organization_that_sends(connection: Connection, organization_id: str | None) -> Organization | None:
    """The copy, locked so that until commit no seeker's block and no change of the organization gets in between."""
    return _organization(connection, organization_id, sa.select(organizations).with_for_update(read=True))


def organization_held_back(connection: Connection, organization_id: str) -> Organization | None:
    """The copy, locked against sending: waits until what is being sent has been committed, and holds what comes next."""
    return _organization(connection, organization_id, sa.select(organizations).with_for_update(key_share=True))


def _organization(connection: Connection, organization_id: str | None, query: sa.Select[Any]) -> Organization | None:
    row = connection.execute(query.where(organizations.c.organization_id == organization_id)).first()
    if row is None:
        return None
    information = row.mandatory_information and MandatoryInformation(
        organization_name=row.name,
        privacy_manager_name=row.privacy_manager_name or "",
        privacy_manager_contact=row.privacy_manager_contact or "",
        **row.mandatory_information,
    )
    return Organization(
        row.organization_id,
        row.organization_class,
        row.name,
        frozenset(row.services),
        row.standing,
        row.suspended_on,
        row.closed_on,
        information or None,
        row.mandatory_information_version,
        row.kind or "",
        row.bureau_code or "",
        tuple(
            NotifiedService(one["name"], one["fees"], dt.date.fromisoformat(one["notified_on"]))
            for one in row.notified_services or ()
        ),
    )


def keep_organization(connection: Connection, state: Mapping[str, Any], told_on: dt.date) -> bool:
    """Take over an organization's state if it is newer than the copy; answers whether it was.

    `told_on`: the day on which it was told. It is that of the closing where the state names none and the copy was open until then:
    seeker information given up alone, by a change. One that was closed on a day that nobody told stays so.
    """
    information = state["mandatory_information"]
    is_open = "seekers" in state["services"]
    since = state.get("standing_since") if state["standing"] == "suspended" else None
    insert = pg.insert(organizations).values(
        organization_id=state["organization_id"],
        version=state["version"],
        organization_class=state["class_"],
        name=state["name"],
        services=state["services"],
        standing=state["standing"],
        mandatory_information=information and {name: information[name] for name in _INFORMATION},
        privacy_manager_name=state["privacy_manager_name"],
        privacy_manager_contact=state["privacy_manager_contact"],
        suspended_on=None if since is None else japanese_day(since),
        closed_on=None if is_open else state["ended_on"] or state["seeker_information_closed_on"],
        mandatory_information_version=state["mandatory_information_version"],
        kind=state["kind"],
        bureau_code=state["bureau_code"],
        notified_services=[
            {**one, "notified_on": one["notified_on"].isoformat()} for one in state["notified_services"]
        ],
    )
    newer: dict[str, sa.ColumnElement[Any]] = {
        column.name: insert.excluded[column.name] for column in organizations.c if not column.primary_key
    }
    # Where one measure ends and another lasts, the suspension is still the one that began with the first.
    newer["suspended_on"] = sa.case(
        (insert.excluded.standing != "suspended", None),
        (
            organizations.c.standing == "suspended",
            sa.func.least(organizations.c.suspended_on, insert.excluded.suspended_on),
        ),
        else_=insert.excluded.suspended_on,
    )
    # And where it was closed before, it is closed since then; what is open is closed on no day.
    if not is_open:
        was_open = organizations.c.services.contains(["seekers"])
        closed_now = sa.case(
            (was_open, sa.func.coalesce(insert.excluded.closed_on, told_on)), else_=insert.excluded.closed_on
        )
        newer["closed_on"] = sa.func.least(organizations.c.closed_on, closed_now)
    kept = connection.execute(
        insert.on_conflict_do_update(
            index_elements=[organizations.c.organization_id],
            set_=newer,
            where=organizations.c.version < insert.excluded.version,
        ).returning(organizations.c.organization_id)
    )
    return kept.first() is not None


_INFORMATION = (
    "placement_record",
    "occupation_codes",
    "industry_codes",
    "area_codes",
    "fees_for_seekers",
    "support_offered",
    "marks_held",
)


def keep_seekers(connection: Connection, states: Sequence[Mapping[str, Any]]) -> None:
    """Take over the seekers' states that are newer than the copies; rows are locked in the order of their numbers."""
    newest = {state["seeker_number"]: state for state in sorted(states, key=lambda state: state["version"])}
    columns = [column.name for column in seekers.c]
    rows = [{name: newest[number][name] for name in columns} for number in sorted(newest)]
    insert = pg.insert(seekers)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[seekers.c.seeker_number],
            set_={name: insert.excluded[name] for name in columns if name != "seeker_number"},
            where=seekers.c.version < insert.excluded.version,
        ),
        rows,
    )


def keep_acquisition(
    connection: Connection, organization_id: str, seeker_number: str, acquired_at: dt.datetime
) -> None:
    """Remember a day on which the organization acquired the record, with the last time it did on that day."""
    insert = pg.insert(acquisitions).values(
        organization_id=organization_id,
        seeker_number=seeker_number,
        acquired_on=japanese_day(acquired_at),
        acquired_at=acquired_at,
    )
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[
                acquisitions.c.organization_id,
                acquisitions.c.seeker_number,
                acquisitions.c.acquired_on,
            ],
            set_={"acquired_at": sa.func.greatest(acquisitions.c.acquired_at, insert.excluded.acquired_at)},
        )
    )


def keep_custody(connection: Connection, pairs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Take over what compliance tells of pairs, if newer; answers those that were."""
    insert = pg.insert(custody)
    newer = []
    for pair in pairs:
        values = {
            name: pair[name] for name in ("organization_id", "seeker_number", "version", "due_since", "deleted_at")
        }
        kept = insert.values(values).on_conflict_do_update(
            index_elements=[custody.c.organization_id, custody.c.seeker_number],
            set_={name: insert.excluded[name] for name in ("version", "due_since", "deleted_at")},
            where=custody.c.version < insert.excluded.version,
        )
        if connection.execute(kept.returning(custody.c.version)).first() is not None:
            newer.append(pair)
    return newer


def acquisition_days(
    connection: Connection, organization_id: str, seeker_numbers: Sequence[str]
) -> dict[str, list[dt.date]]:
    """The days on which the organization acquired what it holds of each of the seekers, where any are known.

    What it acquired until it last confirmed a deletion is gone, and counts no more (MSG-11).
    """
    pair = (custody.c.organization_id == acquisitions.c.organization_id) & (
        custody.c.seeker_number == acquisitions.c.seeker_number
    )
    found = connection.execute(
        sa.select(acquisitions, custody.c.deleted_at)
        .select_from(acquisitions.outerjoin(custody, pair))
        .where(
            acquisitions.c.organization_id == organization_id,
            acquisitions.c.seeker_number == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))),
        )
    )
    days: dict[str, list[dt.date]] = {}
    for row in found:
        if row.deleted_at is None or (row.acquired_at or start_of_day(row.acquired_on)) > row.deleted_at:
            days.setdefault(row.seeker_number, []).append(row.acquired_on)
    return days
