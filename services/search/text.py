"""Japanese text as free words see it: folded, cut into bigrams, found again in the original (SRC-1, SRC-2).

Folding is NFKC, then case folding, so that ﾊﾝｸﾞﾙ, ハングル and ＥＸＣＥＬ, Excel meet. Every text of a record is joined into one
string by `SEPARATOR`, and that string is cut at every character into the bigram that begins there. A word of n
characters is found where its bigrams stand at consecutive positions: exactly where it is a substring of one text.
No word holds the separator, so no word is found across two texts. Words of one character have a list of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SEPARATOR = "\ufdd0"
_NONCHARACTER = re.compile("[\ufdd0-\ufdef]")
_BLANKS = dict(zip(" \t\n\r\x0b\x0c", "\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6", strict=True))
"""Bigrams are handed to the index parted by blanks; a blank inside one is spelled as a noncharacter."""


def fold(text: str) -> str:
    """Fold width and case, so that texts equal to a reader are equal here; noncharacters become U+FFFD."""
    if text.isascii():
        return text.casefold()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _NONCHARACTER.sub("\ufffd", folded)


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
            before = text[begin:end]
            joined = fold(before + here) != fold(before) + fold(here)
        if not joined:
            yield begin, end
            begin = end
    if text:
        yield begin, len(text)


def folded_whole(texts: Iterable[str]) -> str:
    """All texts of a record folded, with a separator between them."""
    return SEPARATOR.join(fold(text) for text in texts if text)


def bigrams(folded: str) -> str:
    """Every two neighbouring characters in their order, parted by blanks: the i-th stands at position i."""
    spelled = _spelled(folded)
    return " ".join(map(str.__add__, spelled, spelled[1:]))


def characters(folded: str) -> str:
    """Every different character once, parted by blanks: where words of one character are looked up."""
    return " ".join(set(_spelled(folded)) - {SEPARATOR})


def phrase(word: str) -> list[tuple[int, str]]:
    """Bigrams that prove the folded `word`, of two characters or more, with their offsets in it.

    Every second one covers the word, as the i-th bigram stands at position i; an odd word needs its last one too.
    """
    if len(word) < 2:
        raise ValueError("a word of one character has no bigram")
    spelled = _spelled(word)
    offsets = sorted({*range(0, len(word) - 1, 2), len(word) - 2})
    return [(offset, spelled[offset : offset + 2]) for offset in offsets]


def character(word: str) -> str:
    """A folded word of one character, spelled as `characters` lists it."""
    return _spelled(word)


def _spelled(folded: str) -> str:
    for blank, stand_in in _BLANKS.items():
        folded = folded.replace(blank, stand_in)  # six of these take a tenth of one str.translate
    return folded
