"""Where a reader of a list is: the list as of one instant, and the last entry seen. Pages of one list never shift."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Position:
    """`at`: what was shown just before this instant. `after`: sort key of the last entry seen, None at the beginning."""

    at: datetime
    after: tuple[str, str, str] | None

    def written(self) -> str:
        """As a cursor."""
        text = json.dumps([self.at.isoformat(), self.after], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str) -> Position | None:
    """The position of a cursor; None for what is none."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        at, after = json.loads(raw.decode())
        instant = datetime.fromisoformat(at)
        known = after is None or (
            isinstance(after, list) and len(after) == 3 and all(isinstance(a, str) for a in after)
        )
        if instant.tzinfo is None or not known:
            return None
        if any("\x00" in part for part in after or ()):
            return None
        return Position(instant, None if after is None else (after[0], after[1], after[2]))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
