"""The one clock (architecture.md, decision 9): the machine's time plus an offset that demo and tests may set.

The offset, in seconds, stands in the file that `HW_CLOCK_OFFSET_FILE` names; the file is read anew when it changes. It is
refused outside demo and test, so that nobody moves a legal day in production.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
OFFSET_FILE = "HW_CLOCK_OFFSET_FILE"
MODE = "HW_MODE"
MODES_WITH_OFFSET = frozenset({"demo", "test"})


class OffsetRefused(RuntimeError):
    """A clock offset is set in a mode that must not have one."""


_read: tuple[str, int, float] | None = None


def _offset() -> float:
    path = os.environ.get(OFFSET_FILE)
    if not path:
        return 0.0
    if os.environ.get(MODE) not in MODES_WITH_OFFSET:
        raise OffsetRefused(f"{OFFSET_FILE} is set, but {MODE} is not one of {sorted(MODES_WITH_OFFSET)}: unset it")
    global _read
    changed = Path(path).stat().st_mtime_ns
    if _read is None or _read[:2] != (path, changed):
        _read = (path, changed, float(Path(path).read_text().strip()))
    return _read[2]


def now() -> dt.datetime:
    """The instant now, aware, in UTC."""
    return dt.datetime.fromtimestamp(time.time() + _offset(), tz=dt.UTC)  # noqa: TID251 - this is the clock


def japanese_day(instant: dt.datetime) -> dt.date:
    """The Japanese day (CAL-1) an aware instant falls on."""
    return instant.astimezone(JAPAN).date()


def today() -> dt.date:
    """The Japanese day now."""
    return japanese_day(now())
