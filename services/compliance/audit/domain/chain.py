"""The chain of hashes (OPS-3): each entry's hash covers the hash before it, so that no entry changes or goes unseen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

GENESIS = bytes(32)
"""What stands before the first entry."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Who did or saw what, when and from where; `source` is the service that says so."""

    entry_id: str
    occurred_at: dt.datetime
    source: str
    action: str
    subject_kind: str
    subject_id: str
    role: str
    account_id: str | None
    organization_id: str | None
    bureau_code: str | None
    network_address: str | None
    trace: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """An entry at its place in the chain, as it is kept."""

    position: int
    entry: Entry
    previous_hash: bytes
    hash: bytes


class Fault(StrEnum):
    """What is wrong with a chain at a position."""

    MISSING = "an entry is missing"
    OTHER_PREDECESSOR = "it does not follow from the entry before it"
    CHANGED = "the entry was changed"
    CUT_OFF = "the chain ends before a head that was kept elsewhere"
    OTHER_HEAD = "the chain is another than the one whose head was kept elsewhere"


@dataclass(frozen=True)
class BrokenLink:
    """The first place at which a chain can't be believed."""

    position: int
    fault: Fault


def canonical(position: int, entry: Entry) -> bytes:
    """An entry as one sequence of bytes: JSON in ASCII, members by name, instants in UTC to the microsecond."""
    members = {
        **vars(entry),
        "position": position,
        "occurred_at": entry.occurred_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "details": dict(entry.details),
    }
    return json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def hash_of(previous_hash: bytes, position: int, entry: Entry) -> bytes:
    """SHA-256 over the hash before and the entry."""
    return hashlib.sha256(previous_hash + canonical(position, entry)).digest()


def linked(entries: Iterable[Entry], *, after: int = 0, previous_hash: bytes = GENESIS) -> list[Link]:
    """Entries in order, linked on after a position and its hash."""
    links = []
    for position, entry in enumerate(entries, start=after + 1):
        link = Link(position, entry, previous_hash, hash_of(previous_hash, position, entry))
        links.append(link)
        previous_hash = link.hash
    return links


class Verification:
    """Walks a chain link by link, in order, against the heads that were kept elsewhere: hash by position."""

    def __init__(self, heads: Mapping[int, bytes] | None = None) -> None:
        self._heads = dict(heads or {})
        self.entries = 0
        self.head = GENESIS

    def look_at(self, link: Link) -> BrokenLink | None:
        """The next link; answers what is wrong with it, if anything."""
        expected = self.entries + 1
        if link.position != expected:
            return BrokenLink(expected, Fault.MISSING)
        if link.previous_hash != self.head:
            return BrokenLink(expected, Fault.OTHER_PREDECESSOR)
        if hash_of(link.previous_hash, link.position, link.entry) != link.hash:
            return BrokenLink(expected, Fault.CHANGED)
        if self._heads.get(expected, link.hash) != link.hash:
            return BrokenLink(expected, Fault.OTHER_HEAD)
        self.entries, self.head = expected, link.hash
        return None

    def end(self) -> BrokenLink | None:
        """After the last link: whether there were more when a head was kept."""
        if any(position > self.entries for position in self._heads):
            return BrokenLink(self.entries + 1, Fault.CUT_OFF)
        return None
