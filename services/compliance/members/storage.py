"""Organizations as the registry told of them: what decisions on them rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.compliance.cases.domain.periods import BarredTime
from services.compliance.members.tables import organizations
from services.contracts.registry import ProceduresBarred


@dataclass(frozen=True)
class Member:
    """An organization of the service."""

    organization_id: str
    name: str
    class_: str
    bureau_code: str
    withdrawn: bool
    barred: tuple[BarredTime, ...]
    """When it could hand in no form, as a withdrawal stood that was taken back (CMP-6)."""


@dataclass(frozen=True)
class Predecessor:
    """Who withdrew under the number of an organization before that was approved."""

    organization_id: str
    organization_name: str
    withdrawn_on: dt.date


PROCEDURES_BARRED = ProceduresBarred(many=True)
_KNOWN = organizations.c.bureau_code.is_not(None)


def keep_organization(connection: Connection, state: Mapping[str, Any]) -> bool:
    """Take over an organization's state if it is not older: the same one again, where columns were added since.

    Answers whether nothing newer was known.
    """
    values = {
        "organization_id": state["organization_id"],
        "version": state["version"],
        "name": state["name"],
        "class": state["class_"],
        "bureau_code": state["bureau_code"],
        "main_numbers": state["main_numbers"],
        "approved_on": state["approved_on"],
        "ended_on": state["ended_on"],
        "withdrawn": state["standing"] == "withdrawn",
    }
    barred = state["procedures_barred"]
    if barred is not None:  # else its sender does not know, and says nothing of what was told before
        values["procedures_barred"] = PROCEDURES_BARRED.dump(barred)
    insert = pg.insert(organizations).values(values)
    kept = connection.execute(
        insert.on_conflict_do_update(
            index_elements=[organizations.c.organization_id],
            set_={name: insert.excluded[name] for name in values if name != "organization_id"},
            where=organizations.c.version <= insert.excluded.version,
        )
    )
    return kept.rowcount == 1


def member(connection: Connection, organization_id: str | None) -> Member | None:
    """An organization by its ID; None for one never told of whole."""
    query = sa.select(organizations).where(organizations.c.organization_id == organization_id, _KNOWN)
    row = connection.execute(query).first()
    return None if row is None else _member(row)


def name_of(connection: Connection, organization_id: str) -> str | None:
    """The name of an organization ever told of."""
    query = sa.select(organizations.c.name).where(organizations.c.organization_id == organization_id)
    return connection.execute(query).scalar()


def members_under(connection: Connection, main_numbers: Sequence[str]) -> dict[str, list[Member]]:
    """By number, the organizations that act under it, alone or through their commissioned agency."""
    query = (
        sa.select(organizations)
        .where(organizations.c.main_numbers.overlap(list(main_numbers)), _KNOWN)
        .order_by(organizations.c.organization_id)
    )
    found: dict[str, list[Member]] = {number: [] for number in main_numbers}
    for row in connection.execute(query):
        for number in found.keys() & set(row.main_numbers):
            found[number].append(_member(row))
    return found


def predecessors(connection: Connection, organization_id: str) -> list[Predecessor]:
    """Who withdrew under the same number, without its branch, before an organization was approved (CMP-3, CMP-5, CMP-6).

    Of the private class alone, where the number says who it is (decision 089).
    """
    own, other = organizations.alias("own"), organizations.alias("other")
    query = (
        sa.select(other.c.organization_id, other.c.name, other.c.ended_on)
        .where(
            own.c.organization_id == organization_id,
            other.c.organization_id != organization_id,
            own.c["class"] == "private",
            other.c["class"] == "private",
            other.c.main_numbers.overlap(own.c.main_numbers),
            other.c.withdrawn,
            other.c.ended_on <= own.c.approved_on,
        )
        .order_by(other.c.ended_on, other.c.organization_id)
    )
    return [Predecessor(*row) for row in connection.execute(query)]


def numbers_of_bureau(bureau_code: str) -> sa.Select[Any]:
    """The numbers under which a bureau's organizations act, as a subquery."""
    return sa.select(sa.func.unnest(organizations.c.main_numbers)).where(organizations.c.bureau_code == bureau_code)


def _member(row: Row[Any]) -> Member:
    columns = row._mapping
    return Member(
        row.organization_id,
        row.name,
        columns["class"],
        row.bureau_code,
        row.withdrawn,
        barred_times(row.procedures_barred),
    )


def barred_times(told: Sequence[Mapping[str, Any]]) -> tuple[BarredTime, ...]:
    """What was told of when an organization could hand in nothing, as it is kept."""
    times = PROCEDURES_BARRED.load(told)
    return tuple(BarredTime(time["since"], time["until"], frozenset(time["kinds"])) for time in times)
