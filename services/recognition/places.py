"""Names of prefectures, counties and municipalities, by which an address is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from services.folded_text import fold
from services.recognition.romaji import romanizations

_LAST = re.compile("[都道府県郡市区町村]")
_KANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(ord("ぁ"), ord("ゖ") + 1)} | {"ヶ": "ケ"})
_LAST_READ = {
    "市": "シ",
    "区": "ク",
    "郡": "グン",
    "県": "ケン",
    "府": "フ",
    "都": "ト",
    "町": "チョウ",
    "村": "ムラ",
    "道": "ドウ",
}
_AS_TOLD = re.compile("(?:シ|ク|グン|ケン|フ|ト|チョウ|マチ|ムラ|ソン)$")
_ROMAN_ENDS = re.compile("-?(?:shi|ku|ken|fu|to|gun|cho|machi|mura|son)$")
_ENGLISH = frozenset(
    ["date", "mine", "tome", "sake", "kama", "bizen", "oita", "chino", "kami", "make", "more", "same", "take"]
)


class Places:
    """Names found in a text where they end: every name ends in 都, 道, 府, 県, 郡, 市, 区, 町 or 村."""

    def __init__(self, names: Iterable[str], readings: Iterable[str] = ()) -> None:
        """`names`: of prefectures, counties, municipalities and wards as an address has them; their katakana `readings`."""
        folded = {fold(name) for name in names}
        # ケ and ヶ are written for each other.
        self._names = (
            folded | {name.replace("ケ", "ヶ") for name in folded} | {name.replace("ヶ", "ケ") for name in folded}
        )
        self._longest = max(map(len, self._names), default=0)
        self._readings = frozenset(name.replace("ヶ", "ケ") for name in readings if len(name) > 2)
        self._longest_reading = max(map(len, self._readings), default=0)

    def ends_in(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Places of names between two positions of a text, by their ends, of each end the longest name."""
        found = []
        for match in _LAST.finditer(text, start, end):
            for length in range(min(self._longest, match.end() - start), 1, -1):
                if text[match.end() - length : match.end()] in self._names:
                    found.append((match.end() - length, match.end()))
                    break
        return found

    def read_at(self, text: str, start: int, end: int) -> int | None:
        """Where the longest name ends that a text has in kana at a place, the last character perhaps written: つるみ区."""
        for stop in range(min(start + self._longest_reading, end), start + 2, -1):
            read = text[start:stop].translate(_KANA)
            last = _LAST_READ.get(read[-1])
            if read in self._readings or (last is not None and read[:-1] + last in self._readings):
                return stop
        return None

    def are_read_in_roman(self, word: str) -> bool:
        """Whether a word in Roman letters is a name's reading, with its last part or without: yokohama-shi, yokohama."""
        return word in self._roman or _ROMAN_ENDS.sub("", word) in self._roman

    @cached_property
    def _roman(self) -> frozenset[str]:
        stems = {_AS_TOLD.sub("", reading) for reading in self._readings}
        return frozenset(word for stem in stems for word in romanizations(stem) if len(word) >= 4) - _ENGLISH
