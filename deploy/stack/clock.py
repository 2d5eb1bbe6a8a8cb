"""Sets the clock of a stack's processes: the offset file that ``services.runtime.clock`` reads."""

import datetime as dt
import os
import time
from pathlib import Path
from zoneinfo import ZoneInfo

# A Wednesday that is no holiday (OPS-1 and the legal periods depend on the day), the same in every run.
STARTS = dt.datetime(2026, 5, 13, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def set_clock(file: Path, to: dt.datetime) -> None:
    """Let the stack's clock show ``to`` (aware) now; it goes on from there. Processes see it at their next look."""
    offset = to.timestamp() - time.time()  # noqa: TID251 - the offset is against the machine's own clock
    draft = file.with_suffix(".part")
    draft.write_text(f"{offset:.3f}\n")
    os.replace(draft, file)
