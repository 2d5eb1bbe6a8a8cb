"""Permission and notification numbers as people write them, read as the one form in which they are kept (REG-4)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DASHES = re.compile(r"[-‐‑‒–—―−ー－ｰ_\s]+")
_WRITTEN = re.compile(r"([0-9]{2})-?([ユム特地学])-?([0-9]{6})(?:-?([0-9]{1,3}))?")


@dataclass(frozen=True)
class WrittenNumber:
    """A number without its branch, and the branch where one was written."""

    main: str
    branch: str | None

    @property
    def whole(self) -> str:
        """The number as it is kept."""
        return self.main if self.branch is None else f"{self.main}-{self.branch}"


def read_number(text: str) -> WrittenNumber | None:
    """`１３ーﾕー１２３４５６` is `13-ユ-123456`; None for what is no such number."""
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", text).strip()).strip("-")
    match = _WRITTEN.fullmatch(folded)
    return WrittenNumber("-".join(match.group(1, 2, 3)), match.group(4)) if match else None
