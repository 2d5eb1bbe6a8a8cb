"""What becomes of one application: its form comes in time, on the last day, too late or never; it is decided or lies."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from tests.simulated_year.oracle.filings import Filing, What, came_in_time, meets_reg_3
from tests.simulated_year.oracle.kinds import Kind
from tests.simulated_year.oracle.periods import (
    ONE_DAY,
    first_day_of_lookback,
    last_day_for_the_address,
    last_day_for_the_form,
)
from tests.simulated_year.plans.days import between, chance


def placed(draw: random.Random, applied: date, *, met: bool) -> date:
    """A placement inside the three months, or outside; often on the first day of them or the day before."""
    first = first_day_of_lookback(applied)
    if not met:
        return first - timedelta(1 if chance(draw, 0.5) else draw.randrange(1, 200))
    return first if chance(draw, 0.5) else between(draw, first, applied)


def comes(draw: random.Random, kind: Kind, filing: Filing) -> Filing:
    """The application with its form, and the decision on it; a sixth of all are entered from paper (REG-9)."""
    if chance(draw, 1 / 6):
        entered = filing.applied + timedelta(draw.choice((0, 0, 1, 3, 20)))
        return decided(draw, kind, replace(filing, on_paper=True, received=filing.applied, recorded=entered))
    limit = last_day_for_the_form(filing.applied)
    how = draw.random()
    if how < 0.2:
        return filing
    if how < 0.35:
        received = limit + timedelta(draw.choice((1, 1, 2, 10)))
    elif how < 0.65:
        received = limit
    else:
        received = between(draw, filing.applied, limit)
    recorded = received if chance(draw, 0.7) else received + timedelta(draw.randrange(1, 21))
    filing = replace(filing, received=received, recorded=recorded)
    return decided(draw, kind, filing) if came_in_time(filing) else filing


def decided(draw: random.Random, kind: Kind, filing: Filing) -> Filing:
    """The decision on a form that came in time; of some there is none within the year."""
    if chance(draw, 0.1):
        return filing
    assert filing.recorded is not None
    unmet = filing.what is What.RENEWAL and not meets_reg_3(kind, filing)
    day = filing.recorded + timedelta(draw.randrange(15))
    return replace(filing, decided=day, refused=unmet or chance(draw, 0.1))


def with_address(draw: random.Random, filing: Filing) -> Filing:
    """When staff mail the bureau's address to a new applicant: within its days, on the last, just after, or not at all."""
    if chance(draw, 0.4):
        return filing
    last = last_day_for_the_address(filing.registered)
    mailed = draw.choice((filing.registered, last, last + ONE_DAY, last + ONE_DAY + ONE_DAY))
    # Who was decided on, or deleted, is not to be written to any more.
    over = filing.decided if filing.decided is not None else last_day_for_the_form(filing.applied)
    return replace(filing, address_mailed=mailed) if mailed < over else filing
