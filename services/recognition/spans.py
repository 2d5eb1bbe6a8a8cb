"""What is found in a text, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Place = tuple[int, int]
"""A half-open piece of a text, in code points."""


class Kind(StrEnum):
    """What is found: a kind of personal data, or a demand for it (MSG-8); `label` is its name for people."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    POSTAL_CODE = "postal_code"
    ADDRESS = "address"
    SNS = "sns"
    URL = "url"
    NAME = "name"
    DEMAND = "demand"
    """No datum itself: what asks the reader for one."""

    @property
    def label(self) -> str:
        """Japanese name."""
        return _LABELS[self]


_LABELS = {
    Kind.TELEPHONE: "電話番号",
    Kind.EMAIL: "メールアドレス",
    Kind.POSTAL_CODE: "郵便番号",
    Kind.ADDRESS: "住所",
    Kind.SNS: "他のサービスのアカウント",
    Kind.URL: "ウェブサイトのアドレス",
    Kind.NAME: "氏名",
    Kind.DEMAND: "個人情報を求める記述",
}


@dataclass(frozen=True, order=True)
class Span:
    """A half-open piece of the original text, in code points, and what stands there."""

    start: int
    end: int
    kind: Kind


def in_utf16(places: Iterable[Place], text: str) -> list[Place]:
    """The same places counted in UTF-16 code units, as JavaScript counts the characters of a string: 😀 and 𠮷 are two."""
    if not text or max(text) < "\U00010000":
        return list(places)
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if character > "\uffff" else 1))
    return [(units[start], units[end]) for start, end in places]


def as_told(found: Sequence[Span], text: str) -> list[dict[str, Any]]:
    """Places for the page to mark: kind, its Japanese name, and a half-open span in UTF-16 code units (decision 221)."""
    places = in_utf16(((span.start, span.end) for span in found), text)
    return [
        {"kind": span.kind.value, "label": span.kind.label, "start": start, "end": end}
        for span, (start, end) in zip(found, places, strict=True)
    ]


def united(spans: Sequence[Span]) -> list[Span]:
    """Spans ascending, those of a kind that share a character made one."""
    found: list[Span] = []
    for kind in Kind:
        own = [(span.start, span.end) for span in spans if span.kind is kind]
        found += [Span(start, end, kind) for start, end in merged(own)]
    return sorted(found)


def merged(places: Iterable[Place]) -> list[Place]:
    """Places ascending, overlapping ones made one, empty ones dropped."""
    found: list[Place] = []
    for start, end in sorted(place for place in places if place[0] < place[1]):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(places: Iterable[Place], others: Iterable[Place]) -> list[Place]:
    """Those of these places that overlap none of the others; both ascending and without overlaps of their own."""
    kept: list[Place] = []
    barred = iter(others)
    bar = next(barred, None)
    for start, end in places:
        while bar is not None and bar[1] <= start:
            bar = next(barred, None)
        if bar is None or bar[0] >= end:
            kept.append((start, end))
    return kept
