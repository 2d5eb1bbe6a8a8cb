"""Japanese text folded so that what is equal to a reader is equal here, with the way back to the original. Pure.

Folding is NFKC, then case folding: ﾊﾝｸﾞﾙ and ハングル, ＥＸＣＥＬ and Excel meet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_NONCHARACTER = re.compile("[\ufdd0-\ufdef]")
_JOINING = re.compile("[^\x00-\x7f、。「」ぁ-ゖァ-ヺー一-\u9fff]+")
"""All but what NFKC leaves as it is and never joins to what stands before: nearly all of a Japanese text."""
_MOST_MARKS = 30
"""So many combining marks in a row at most (UAX 15, Stream-Safe Text Format): sorting them takes the square of their number."""


def fold(text: str) -> str:
    """Fold width and case; noncharacters become U+FFFD, and a run of marks is parted by U+034F where it is too long."""
    if text.isascii():
        return text.casefold()
    # Of every run that is too long, one character stands at one of these places.
    safe = _parted(text) if any(map(unicodedata.combining, text[_MOST_MARKS :: _MOST_MARKS + 1])) else text
    folded = unicodedata.normalize("NFKC", _compatible(safe).casefold())
    return _NONCHARACTER.sub("\ufffd", folded)


def _compatible(text: str) -> str:
    """NFKC of the few characters that it may change, each run with the one before it, which it may compose with."""
    pieces: list[str] = []
    done = 0
    for match in _JOINING.finditer(text):
        start = max(done, match.start() - 1)
        pieces += (text[done:start], unicodedata.normalize("NFKC", text[start : match.end()]))
        done = match.end()
    return "".join((*pieces, text[done:]))


def _parted(text: str) -> str:
    parted: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > _MOST_MARKS:
            parted.append("\u034f")
            run = 1
        parted.append(character)
    return "".join(parted)


@dataclass(frozen=True)
class FoldedText:
    """A folded text with the way back: `starts[i]` and `ends[i]` bound what the i-th folded character came from.

    Half-open spans of the original: ㈱ becomes (株), three characters that all came from one; ｶﾞ becomes ガ, one that
    came from two.
    """

    folded: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> FoldedText:
        """Fold piece by piece, a piece being what folds the same alone as within the text."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for begin, end in _pieces(original):
            piece = fold(original[begin:end])
            pieces.append(piece)
            starts += [begin] * len(piece)
            ends += [end] * len(piece)
        return cls("".join(pieces), tuple(starts), tuple(ends))

    def spans_of(self, words: Iterable[str]) -> list[tuple[int, int]]:
        """Half-open spans of the original in which any of the folded `words` stands, ascending, overlaps merged."""
        found: list[tuple[int, int]] = []
        for word in words:
            at = self.folded.find(word)
            while at >= 0 and word:
                found.append((self.starts[at], self.ends[at + len(word) - 1]))
                at = self.folded.find(word, at + 1)
        merged: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            else:
                merged.append((start, end))
        return merged


def _pieces(text: str) -> Iterable[tuple[int, int]]:
    """Cut where nothing before changes what comes after: combining marks and what composes stay with their base."""
    begin = 0
    for end in range(1, len(text)):
        here = text[end]
        if here.isascii() or "ぁ" <= here <= "ゖ" or "ァ" <= here <= "ヺ" or "一" <= here <= "\u9fff":
            joined = False  # letters, kana and kanji, nearly all there is, never join what stands before
        elif unicodedata.combining(unicodedata.normalize("NFKD", here)[0]):
            joined = True
        else:
            before = text[max(begin, end - _MOST_MARKS - 2) : end]  # all that a character can compose with
            joined = fold(before + here) != fold(before) + fold(here)
        if not joined:
            yield begin, end
            begin = end
    if text:
        yield begin, len(text)
