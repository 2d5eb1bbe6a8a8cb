"""The labelled texts of `tests/data`: a folder a half, a file a kind, an object a line; demands have a folder of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from services.known_places import known_places
from services.recognition import Kind, OwnData, Span, recognize, recognize_demands

FOLDER = Path(__file__).parents[1] / "data" / "personal_data"
DEMANDS = Path(__file__).parents[1] / "data" / "demands"
HALVES = ("development", "held_apart")


@dataclass(frozen=True)
class Labelled:
    """A text, what stands in it, and whose it is where that matters."""

    text: str
    spans: tuple[Span, ...]
    own: OwnData | None
    organizations: bool = False
    """Whether an organization writes it: then demands are looked for, and no data."""

    def found(self) -> tuple[Span, ...]:
        """What the recognizers find in the text."""
        if self.organizations:
            return recognize_demands(self.text)
        return recognize(self.text, known_places(), self.own)


def read(half: str) -> list[Labelled]:
    """All texts of a half that may hold personal data. A line that breaks the layout is refused by its place."""
    return _read(FOLDER / half)


def read_demands(half: str) -> list[Labelled]:
    """All texts of a half that may demand personal data."""
    return [replace(one, organizations=True) for one in _read(DEMANDS / half)]


def of_kind(half: str, kind: Kind) -> list[Labelled]:
    """The texts of a half that a kind is counted on."""
    return read_demands(half) if kind is Kind.DEMAND else read(half)


def _read(folder: Path) -> list[Labelled]:
    texts = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                texts.append(_labelled(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from error
    return texts


def _labelled(row: dict[str, object]) -> Labelled:
    text, listed, named = row["text"], row["spans"], row.get("name")
    assert isinstance(text, str)
    assert isinstance(listed, list)
    spans = tuple(Span(span["start"], span["end"], Kind(span["kind"])) for span in listed)
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            raise ValueError(f"span {span.start} to {span.end} lies outside the text")
    own = OwnData(**named) if isinstance(named, dict) else None
    return Labelled(text, spans, own)
