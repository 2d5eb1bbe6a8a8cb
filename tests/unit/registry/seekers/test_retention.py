"""How long a person's data is kept after the end of the last application (SEE-2, CAL-3)."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.legal_calendar import day_after, end_of_period
from services.registry.seekers.domain.settings import retention_over_for_ends_before


@pytest.mark.parametrize(
    ("ended", "kept_to"),
    [
        (date(2021, 3, 31), date(2026, 3, 31)),
        (date(2023, 2, 28), date(2028, 2, 29)),
        (date(2024, 2, 28), date(2029, 2, 28)),
        (date(2024, 2, 29), date(2029, 2, 28)),
    ],
)
def test_five_years_count_from_the_day_after_the_end(ended: date, kept_to: date) -> None:
    """SEE-2, CAL-3: the last day is kept, the day after it erases."""
    assert ended >= retention_over_for_ends_before(kept_to, 5)
    assert ended < retention_over_for_ends_before(day_after(kept_to), 5)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(-3, 3), st.integers(1, 9))
@example(date(2023, 2, 28), 1, 5)
def test_who_is_erased_is_who_the_civil_code_keeps_no_longer(ended: date, off: int, years: int) -> None:
    """SEE-2, CAL-3."""
    last_day = end_of_period(day_after(ended), years=years)
    today = date.fromordinal(last_day.toordinal() + off)
    assert (ended < retention_over_for_ends_before(today, years)) == (today > last_day)
