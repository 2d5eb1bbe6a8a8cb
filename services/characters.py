"""Which characters a text of people may hold: what is read is what was sent (MSG-14), and nothing hides in it (MSG-8). Pure.

Of messages (services/messaging), and of every other text that people write and others read (`contracts.fields.Written`; decisions
211 and 281).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.recognition import in_utf16

MOST_MARKS = 8
"""So many combining marks on one letter at most: more than any writing needs, and far fewer than run over other lines."""
MOST_FAULTS = 100
"""So many are told of one text."""

# Nearly all that people write: ASCII, Latin letters, punctuation, kana, kanji, full and half width.
_COMMON = re.compile(
    "[\t\n\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2100-\u27ff\u3000-\u3029\u3030-\u3098\u309b-\u30ff"
    "\u3200-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff9f\uffe0-\uffee]*"
)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters, symbols and marks that show nothing, though their category does not say so.
_SHOWN_AS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc") | {
    chr(c) for c in range(0x180B, 0x1810)
}
_SEPARATORS = "\u2028\u2029"
_ZERO_WIDTH_JOINER = "\u200d"
_NONCHARACTER_ENDS = (0xFFFE, 0xFFFF)


class Fault(StrEnum):
    """What is wrong with a character where it stands; `label` says so to people."""

    DIRECTION = "direction"
    """It changes the direction of writing: what stands there is read in another order than it is kept."""
    INVISIBLE = "invisible"
    """It shows nothing, so that a word or a number can be parted by it unseen."""
    NOT_SHARED = "not_shared"
    """A private character (外字) or none at all: the other side sees another one, or none."""
    MARKS = "marks"
    """Combining marks without a letter, or too many on one."""
    NOTHING_TO_READ = "nothing_to_read"
    """The whole text shows nothing."""

    @property
    def label(self) -> str:
        """Japanese."""
        return _LABELS[self]


_LABELS = {
    Fault.DIRECTION: "文字の並ぶ向きを変える文字",
    Fault.INVISIBLE: "表示されない文字",
    Fault.NOT_SHARED: "相手の画面に同じように表示されない文字（外字など）",
    Fault.MARKS: "文字に付いていない記号、又は一つの文字に重なりすぎた記号",
    Fault.NOTHING_TO_READ: "表示される文字がありません",
}


@dataclass(frozen=True)
class Found:
    """A fault and its half-open span, in code points."""

    fault: Fault
    start: int
    end: int


def as_kept(text: str) -> str:
    """A text as it is kept: line ends as one character each, and nothing else changed.

    No width, case or composition is folded: a message is kept as sent (MSG-14).
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def faults_as_told(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The text as it is kept, and what of it can't be read so: kind, its Japanese name, and where.

    Places count the UTF-16 code units of the text with its line ends as one each (decision 221).
    """
    kept = as_kept(text)
    found = faults_of(kept)
    places = in_utf16(((one.start, one.end) for one in found), kept)
    told = [
        {"kind": one.fault.value, "label": one.fault.label, "start": start, "end": end}
        for one, (start, end) in zip(found, places, strict=True)
    ]
    return kept, told


def faults_of(text: str) -> list[Found]:
    """All that is wrong with a text, in order, neighbours of a kind as one; at most `MOST_FAULTS`. Empty where it may be sent.

    Takes time in proportion to the text, whatever it holds.
    """
    if _COMMON.fullmatch(text):
        return [] if text.strip() else [Found(Fault.NOTHING_TO_READ, 0, len(text))]
    found: list[Found] = []
    for at, fault in _faults(text):
        if found and (found[-1].fault, found[-1].end) == (fault, at):
            found[-1] = Found(fault, found[-1].start, at + 1)
        elif len(found) == MOST_FAULTS:
            return found
        else:
            found.append(Found(fault, at, at + 1))
    if not found and not any(map(_is_visible, text)):
        return [Found(Fault.NOTHING_TO_READ, 0, len(text))]
    return found


def without_hidden(text: str) -> str:
    """A text without what shows nothing or only turns the direction of writing; separators of lines become line ends.

    For texts that come from another system, whose senders can't be asked (decision 301): nothing that is read is changed,
    so characters that show another thing elsewhere (`NOT_SHARED`) and piled marks stay.
    """
    if _COMMON.fullmatch(text):
        return text
    hidden = {at for at, fault in _faults(text) if fault in (Fault.DIRECTION, Fault.INVISIBLE)}
    return "".join(
        character if at not in hidden else "\n" if character in _SEPARATORS else "" for at, character in enumerate(text)
    )


def _faults(text: str) -> Iterator[tuple[int, Fault]]:
    marks = MOST_MARKS  # as if the text began after a full letter: a mark at its start has none to stand on
    for at, character in enumerate(text):
        category = unicodedata.category(character)
        if character in _BIDI:
            yield at, Fault.DIRECTION
        elif character == _ZERO_WIDTH_JOINER and _joins_emoji(text, at):
            continue
        elif category in {"Cf", "Zl", "Zp"} or character in _SHOWN_AS_NOTHING:
            yield at, Fault.INVISIBLE
        elif category == "Co" or _is_noncharacter(character):
            yield at, Fault.NOT_SHARED
        elif category in {"Mn", "Me"}:
            marks += 1
            if marks > MOST_MARKS:
                yield at, Fault.MARKS
        else:
            marks = MOST_MARKS if category in {"Zs", "Cc"} else 0


def _joins_emoji(text: str, at: int) -> bool:
    """Whether a joiner stands between two symbols, as in the picture of a family."""
    before, after = text[max(at - 2, 0) : at].rstrip("\ufe0f"), text[at + 1 : at + 2]
    symbols = {"So", "Sk"}
    return bool(before and after) and {unicodedata.category(before[-1]), unicodedata.category(after)} <= symbols


def _is_noncharacter(character: str) -> bool:
    code = ord(character)
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFF in _NONCHARACTER_ENDS


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS"
