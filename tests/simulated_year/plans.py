"""Lives of organizations, drawn so that they meet the law at its edges: the last day, the day after, year end, May.

What the draw may not decide (whether a form came in time, a renewal is open yet, REG-3 is met) the oracle says.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.law.civil_code import first_of_months_back
from tests.simulated_year.oracle import (
    Filing,
    Life,
    came_in_time,
    first_day_to_renew,
    last_day_for_the_form,
    last_day_of_grace,
    last_day_of_term,
)

FIRST_DAY = date(2026, 4, 1)
"""The year runs from here to `LAST_DAY`; those whose terms end in it were approved in the year before."""
LAST_DAY = date(2027, 3, 31)

_EDGES = (
    date(2026, 4, 15),
    date(2026, 4, 22),
    date(2026, 9, 9),
    date(2026, 12, 12),
    date(2026, 12, 20),
    date(2027, 3, 8),
)


def lives(applications: int, seed: int = 1) -> list[Life]:
    """Lives that make at least so many applications together: as many old organizations as new ones."""
    draw = random.Random(seed)
    made: list[Life] = []
    count = 0
    while count < applications:
        life = _old(draw) if len(made) % 2 else _new(draw)
        count += 1 + len(life.renewals)
        made.append(life)
    return made


def _new(draw: random.Random) -> Life:
    """Registers within the year."""
    any_day = FIRST_DAY + timedelta(draw.randrange((LAST_DAY - FIRST_DAY).days - 60))
    registered = draw.choice(_EDGES) if draw.random() < 0.2 else any_day
    return Life(_filing(draw, registered, _placed(draw, registered, met=True)))


def _old(draw: random.Random) -> Life:
    """Was approved in the year before, on a day whose term ends within the year; renews, or does not."""
    approved = date(2025, 4, 1) + timedelta(draw.randrange(364))
    registered = approved - timedelta(draw.randrange(3, 12))
    received = min(registered + timedelta(draw.randrange(3)), last_day_for_the_form(registered), approved)
    new = Filing(registered, _placed(draw, registered, met=True), received, max(received, registered), approved)
    end = last_day_of_term(approved)
    if draw.random() < 0.2:
        return Life(new)
    first = _renewal(draw, _day_to_renew(draw, end))
    renewals = [first]
    over = _over(first)
    failed = first.decided is None or first.refused
    if over is not None and failed and draw.random() < 0.6:
        again = max(over + timedelta(1 + draw.randrange(20)), first_day_to_renew(end))
        if again <= LAST_DAY - timedelta(40):
            renewals.append(_renewal(draw, again))
    return Life(new, tuple(renewals))


def _day_to_renew(draw: random.Random, end: date) -> date:
    opens, grace = first_day_to_renew(end), last_day_of_grace(end)
    edges = (opens, opens + timedelta(1), end, end + timedelta(1), grace, grace + timedelta(1))
    day = draw.choice(edges) if draw.random() < 0.4 else opens + timedelta(draw.randrange((grace - opens).days + 20))
    return min(max(day, opens, FIRST_DAY), max(opens, LAST_DAY - timedelta(40)))


def _renewal(draw: random.Random, registered: date) -> Filing:
    return _filing(draw, registered, _placed(draw, registered, met=draw.random() < 0.75))


def _placed(draw: random.Random, applied: date, *, met: bool) -> date:
    """A placement inside the three months, or outside; often on the first day of them or the day before."""
    first = first_of_months_back(applied, 3)
    if not met:
        return first - timedelta(1 if draw.random() < 0.5 else draw.randrange(1, 200))
    return first if draw.random() < 0.5 else first + timedelta(draw.randrange((applied - first).days + 1))


def _filing(draw: random.Random, registered: date, placed: date) -> Filing:
    """Its form comes in time, on the last day, too late or never; it is recorded at once or after the deletion."""
    limit = last_day_for_the_form(registered)
    chance = draw.random()
    if chance < 0.2:
        return Filing(registered, placed)
    if chance < 0.35:
        received = limit + timedelta(draw.choice((1, 1, 2, 10)))
    elif chance < 0.65:
        received = limit
    else:
        received = registered + timedelta(draw.randrange((limit - registered).days + 1))
    recorded = received if draw.random() < 0.7 else received + timedelta(draw.randrange(1, 21))
    filing = Filing(registered, placed, received, recorded)
    if not came_in_time(filing) or draw.random() < 0.1:
        return filing
    decided = recorded + timedelta(draw.randrange(15))
    refused = not filing.meets_reg_3 or draw.random() < 0.1
    return Filing(registered, placed, received, recorded, decided, refused)


def _over(filing: Filing) -> date | None:
    """The day by which an application is out of the way of the next one; None where it stays."""
    if came_in_time(filing):
        return filing.decided
    return max(last_day_for_the_form(filing.registered), filing.recorded or filing.registered)
