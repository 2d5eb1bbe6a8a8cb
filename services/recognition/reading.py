"""A text as recognizers read it: folded, dashes and blanks of every kind made one, what can't be seen left out."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

from services.folded_text import FoldedText, fold

BOUNDARY = "\x1f"
"""Stands for a bullet or number of a list, so that "①090…" is not read as "1090…"."""

_LIST_NUMBER = re.compile("(?<![⓪①-⑳])[①-⑳㉑-㉟㊱-㊿❶-❿➀-➓](?![⓪①-⑳])")
_BULLET = re.compile("(?<![0-9０-９○◯〇])[○◯〇●](?=[0０])")
_DASHES = "‐‑‒–—―−─━╌╴╶⁃~〜〰⸺⸻᠆⎯➖"
_BLANKS = "\u3164\u115f\u1160\u2800\t\v\f\u0085\u2028"
_KANJI_ONE = re.compile(r"(?<=[0-9])一(?=[0-9])")
_LETTER_O = re.compile(r"(?<=[0-9])o(?=[0-9-])|(?<![a-z0-9])o(?=[5-9]o[-0-9])")
_DIGITS = str.maketrans("〇零○◯一二三四五六七八九壱弌壹弐貳参參ー", "00001234567891112233-")


@cache
def _plain() -> dict[int, str]:
    """Characters that are read as others, or not at all: of a folded text."""
    table: dict[int, str] = {}
    for code in range(0x20, sys.maxunicode + 1):
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Nd" and code > 0x7F:
            table[code] = str(unicodedata.decimal(character))
        elif category == "Pd" or character in _DASHES:
            table[code] = "-"
        elif category == "Zs" or character in _BLANKS:
            table[code] = " "
        elif category in ("Cf", "Mn", "Me") or category == "Co":
            table[code] = ""
    return table | {ord(character): " " for character in _BLANKS} | {0x0D: "", 0x2029: "\n"}


@dataclass(frozen=True)
class Reading:
    """`text` as it is read; `folded` with the way back to the original, where it was asked for."""

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @classmethod
    def without_places(cls, original: str) -> Reading:
        """The reading alone, ten times as quick: for the many texts in which nothing is found."""
        return cls(fold(_marked(original)).translate(_plain()))

    @classmethod
    def of(cls, original: str) -> Reading:
        """The reading with what each of its characters came from: `original[starts[i]:ends[i]]`."""
        folded = FoldedText.of(_marked(original))
        table = _plain()
        characters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for character, start, end in zip(folded.folded, folded.starts, folded.ends, strict=True):
            read = table.get(ord(character), character)
            if not read and ends and unicodedata.category(character) in ("Mn", "Me"):
                ends[-1] = max(ends[-1], end)  # a mark belongs to what it stands on
            if read:
                characters.append(read)
                starts.append(start)
                ends.append(end)
        return cls("".join(characters), tuple(starts), tuple(ends))

    @cached_property
    def digits(self) -> str:
        """The reading with kanji numerals, round zeros and the letter o among digits as digits; of the same length."""
        return _KANJI_ONE.sub("-", _LETTER_O.sub(_as_zeros, self.text)).translate(_DIGITS)

    def original_place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original a half-open, not empty place of the reading stands."""
        return self.starts[start], max(self.ends[start:end])


def _as_zeros(match: re.Match[str]) -> str:
    return "0" * len(match[0])


def _marked(original: str) -> str:
    """Bullets and numbers of lists replaced, one character by one."""
    return _BULLET.sub(BOUNDARY, _LIST_NUMBER.sub(BOUNDARY, original))
