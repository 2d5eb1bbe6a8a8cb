"""What a benchmark hands back: tables, for the terminal and for docs/benchmarks.md."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Figures of one run, as texts.

    The first column names the row, all others are figures. `goal` says in words what was to be reached, "" where nothing
    was; `reached` whether it was, None without a goal. `notes` are sentences below the table.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    goal: str = ""
    reached: bool | None = None
    notes: Sequence[str] = ()

    @property
    def verdict(self) -> str:
        """The goal and whether it was reached, in one line; "" without a goal."""
        return f"Goal: {self.goal} – {'reached' if self.reached else 'NOT reached'}." if self.goal else ""

    def as_text(self) -> str:
        """For the terminal."""
        lines = [list(self.columns), *map(list, self.rows)]
        widths = [max(_width(line[place]) for line in lines) for place in range(len(self.columns))]
        texts = ["  ".join(_padded(cell, widths[place], place) for place, cell in enumerate(line)) for line in lines]
        texts.insert(1, "  ".join("─" * width for width in widths))
        return "\n".join([self.title, "", *texts, *self._remarks()])

    def as_markdown(self) -> str:
        """For the document, below a heading of level 3."""
        head = [_row(self.columns), _row([":--", *["--:"] * (len(self.columns) - 1)])]
        body = "\n".join([*head, *map(_row, self.rows)])
        return "\n\n".join([f"### {self.title}", body, *self._remarks()])

    def _remarks(self) -> list[str]:
        return [text for text in (self.verdict, *self.notes) if text]


def whole(number: float) -> str:
    """A count: 12,345."""
    return f"{number:,.0f}"


def tenths(number: float) -> str:
    """A time in milliseconds or seconds, or a size: 1,234.5."""
    return f"{number:,.1f}"


def ratio(number: float) -> str:
    """A figure against its peer's: 0.57."""
    return f"{number:.2f}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "FW" else 1 for character in text)


def _padded(text: str, width: int, place: int) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if place else text + blanks


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
