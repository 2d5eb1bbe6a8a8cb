"""Names of prefectures, counties and municipalities, by which an address is known."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.folded_text import fold

_LAST = re.compile("[都道府県郡市区町村]")


class Places:
    """Names found in a text where they end: every name ends in 都, 道, 府, 県, 郡, 市, 区, 町 or 村."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names`: of prefectures, counties, municipalities and wards as they are written in an address."""
        folded = {fold(name) for name in names}
        # ケ and ヶ are written for each other.
        self._names = (
            folded | {name.replace("ケ", "ヶ") for name in folded} | {name.replace("ヶ", "ケ") for name in folded}
        )
        self._longest = max(map(len, self._names), default=0)

    def ends_in(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Places of names between two positions of a text, by their ends, of each end the longest name."""
        found = []
        for match in _LAST.finditer(text, start, end):
            for length in range(min(self._longest, match.end() - start), 1, -1):
                if text[match.end() - length : match.end()] in self._names:
                    found.append((match.end() - length, match.end()))
                    break
        return found
