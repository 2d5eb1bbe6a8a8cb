"""Queries of the public lists: as of an instant, narrowed, in one fixed order."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.registry.public_list.domain.entry import Entry, ListName
from services.registry.public_list.tables import public_entries

_table = public_entries.c
_ORDER = (_table.bureau_code, _table.name_kana, _table.organization_id)


@dataclass(frozen=True)
class Narrowed:
    """What of a list is asked for; None narrows nothing. `prefecture`: the first two digits of its code."""

    list: ListName
    bureau_code: str | None = None
    prefecture: str | None = None
    kind: str | None = None
    service: str | None = None
    suspended: bool | None = None
    name: str | None = None


@dataclass(frozen=True)
class Digest:
    """A list as a whole: how many entries, and a hash that is another one whenever any entry is."""

    total: int
    high: int
    low: int

    def written(self) -> str:
        """As text, for an ETag."""
        return f"{self.total:x}-{self.high & (2**64 - 1):016x}{self.low & (2**64 - 1):016x}"


def fold(text: str) -> str:
    """Width and case folded, for finding parts of names."""
    return unicodedata.normalize("NFKC", text).casefold()


def latest(connection: Connection, organization_id: str) -> Row[Any] | None:
    """The newest row of an organization, whether it is still shown or not."""
    query = sa.select(public_entries).where(_table.organization_id == organization_id)
    return connection.execute(query.order_by(_table.shown_from.desc(), _table.entry_id.desc()).limit(1)).first()


def end_entry(connection: Connection, entry_id: int, at: dt.datetime) -> None:
    """Show an entry no longer."""
    connection.execute(public_entries.update().where(_table.entry_id == entry_id).values(shown_until=at))


def forget_entry(connection: Connection, entry_id: int) -> None:
    """Drop an entry that came in the same instant as what takes its place, and so was never shown."""
    connection.execute(public_entries.delete().where(_table.entry_id == entry_id))


def add_entry(connection: Connection, entry: Entry, *, name_kana: str, shown_from: dt.datetime) -> None:
    """Show an entry from an instant on."""
    content = entry.content
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).digest()
    connection.execute(
        public_entries.insert().values(
            organization_id=content["organization_id"],
            list=entry.list,
            shown_from=shown_from,
            shown_until=entry.shown_until,
            bureau_code=content["bureau_code"],
            name_kana=name_kana,
            municipality_code=content["municipality_code"],
            kind=content["kind"],
            services=list(content.get("services", ())),
            suspended=content.get("suspended", False),
            folded="\n".join(map(fold, (content["name"], content["department"], name_kana))),
            entry=content,
            digest_high=int.from_bytes(digest[:8], "big", signed=True),
            digest_low=int.from_bytes(digest[8:16], "big", signed=True),
        )
    )


def first_shown(connection: Connection) -> dt.datetime | None:
    """When the first entry of all was shown."""
    return connection.execute(sa.select(sa.func.min(_table.shown_from))).scalar()


def digest(connection: Connection, narrowed: Narrowed, at: dt.datetime) -> Digest:
    """The list as it was just before an instant, taken together; rows are different, so that no two cancel out."""
    query = sa.select(
        sa.func.count(),
        sa.func.coalesce(sa.func.bit_xor(_table.digest_high), 0),
        sa.func.coalesce(sa.func.bit_xor(_table.digest_low), 0),
    ).where(*_where(narrowed, at))
    return Digest(*connection.execute(query).one())


def entries(
    connection: Connection, narrowed: Narrowed, at: dt.datetime, *, after: tuple[str, str, str] | None, limit: int
) -> list[Row[Any]]:
    """Entries as shown just before an instant, by bureau, name and ID, from after one of them."""
    query = sa.select(public_entries).where(*_where(narrowed, at))
    if after is not None:
        query = query.where(sa.tuple_(*_ORDER) > sa.tuple_(*after))
    return list(connection.execute(query.order_by(*_ORDER).limit(limit)))


def unlisted(connection: Connection, organizations: sa.Table, limit: int) -> list[str]:
    """Organizations in use that have never had an entry."""
    known = sa.exists().where(_table.organization_id == organizations.c.organization_id)
    query = (
        sa.select(organizations.c.organization_id)
        .where(~known, organizations.c.standing.in_(("active", "suspended")))
        .order_by(organizations.c.organization_id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def without_agency(connection: Connection, organizations: sa.Table, limit: int) -> list[str]:
    """Organizations that stand on the list, without the agency that they commission."""
    query = (
        sa.select(organizations.c.organization_id)
        .join(public_entries, _table.organization_id == organizations.c.organization_id)
        .where(
            organizations.c.commissioned_agency_name.is_not(None),
            _table.shown_until.is_(None),
            ~_table.entry.has_key("commissioned_agency_name"),
        )
        .order_by(organizations.c.organization_id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def _where(narrowed: Narrowed, at: dt.datetime) -> list[sa.ColumnElement[bool]]:
    equal: Mapping[Any, Any] = {
        _table.list: narrowed.list,
        _table.bureau_code: narrowed.bureau_code,
        _table.kind: narrowed.kind,
        _table.suspended: narrowed.suspended,
    }
    where = [column == value for column, value in equal.items() if value is not None]
    where += [_table.shown_from < at, _table.shown_until.is_(None) | (_table.shown_until >= at)]
    if narrowed.prefecture is not None:
        where.append(_table.municipality_code.startswith(narrowed.prefecture, autoescape=True))
    if narrowed.service is not None:
        where.append(_table.services.contains([narrowed.service]))
    if narrowed.name:
        where.append(_table.folded.contains(fold(narrowed.name), autoescape=True))
    return where
