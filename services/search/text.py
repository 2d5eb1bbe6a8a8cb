"""Japanese text as free words see it: folded, cut into bigrams, found again in the original (SRC-1, SRC-2).

Texts are folded as `services.folded_text` says. Every text of a record is joined into one
string by `SEPARATOR`, and that string is cut at every character into the bigram that begins there. A word of n
characters is found where its bigrams stand at consecutive positions: exactly where it is a substring of one text.
No word holds the separator, so no word is found across two texts. Words of one character have a list of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.folded_text import FoldedText, fold

__all__ = ["SEPARATOR", "FoldedText", "bigrams", "character", "characters", "fold", "folded_whole", "phrase"]

SEPARATOR = "\ufdd0"
_BLANKS = dict(zip(" \t\n\r\x0b\x0c", "\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6", strict=True))
"""Bigrams are handed to the index parted by blanks; a blank inside one is spelled as a noncharacter."""


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
