"""The year that is played, and draws of days in it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

FIRST_DAY = date(2026, 4, 1)
"""The year runs from here to `LAST_DAY`; those whose terms end in it were approved in the year before."""
LAST_DAY = date(2027, 3, 31)
LAST_TO_APPLY = LAST_DAY - timedelta(40)
"""Who applies later does not see the end of it within the year."""

EDGES = (
    date(2026, 4, 15),
    date(2026, 4, 22),
    date(2026, 9, 9),
    date(2026, 12, 12),
    date(2026, 12, 20),
    date(2026, 12, 26),
    date(2027, 2, 28),
    date(2027, 3, 8),
)
"""Days of application whose periods end in holidays, at the year's end, or with a month."""


def chance(draw: random.Random, share: float) -> bool:
    """Whether something of this share of cases happens."""
    return draw.random() < share


def between(draw: random.Random, first: date, last: date) -> date:
    """Some day of these, both included; the first one where there is none."""
    return first + timedelta(draw.randrange(max((last - first).days, 0) + 1))


def near(draw: random.Random, edges: Sequence[date], first: date, last: date) -> date:
    """Often one of the edges, else some day from first to last."""
    return draw.choice(edges) if chance(draw, 0.4) else between(draw, first, last)
