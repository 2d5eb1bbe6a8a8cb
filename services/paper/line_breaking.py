"""Breaking of Japanese text into lines (禁則処理): no line starts with a closing mark or ends with an opening one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset(
    "、。，．・：；？！ー～）］｝〕〉》」』】々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％℃°,.:;?!)]}%"
)
NEVER_LAST = frozenset("（［｛〔〈《「『【￥＄＃＠〒([{$#@")

# A word of Latin letters and digits stays whole; every other character may stand alone.
_WORDS = re.compile(r"[A-Za-z0-9_@/+&'=-][A-Za-z0-9_@/+&'=.,:-]*|.", re.DOTALL)


def broken(text: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """The lines of a text at a width, in the unit that `width_of` measures strings in; nothing is lost or added.

    Line breaks of the text stay. A word wider than a line is broken where the line ends.
    """
    return [line for paragraph in text.splitlines() or [""] for line in _lines(paragraph, width, width_of)]


def _lines(paragraph: str, width: float, width_of: Callable[[str], float]) -> Iterator[str]:
    if width_of(paragraph) <= width:  # as most are
        yield paragraph
        return
    line: list[str] = []
    used = 0.0
    for piece in _pieces(paragraph, width, width_of):
        piece_width = width_of(piece)
        if line and used + piece_width > width:
            carried = _carried(line, piece)
            yield "".join(line[: len(line) - carried])
            line = line[len(line) - carried :]
            used = sum(width_of(kept) for kept in line)
        line.append(piece)
        used += piece_width
    yield "".join(line)


def _pieces(paragraph: str, width: float, width_of: Callable[[str], float]) -> Iterator[str]:
    for word in _WORDS.findall(paragraph):
        yield from (word,) if width_of(word) <= width else word


def _carried(line: list[str], following: str) -> int:
    """How many pieces at the end of a full line go over to the next one together with the piece that follows."""
    carried = 0
    while carried < len(line) - 1:
        first = following if carried == 0 else line[-carried]
        last = line[-carried - 1]
        if first[0] not in NEVER_FIRST and last[-1] not in NEVER_LAST:
            return carried
        carried += 1
    return 0
