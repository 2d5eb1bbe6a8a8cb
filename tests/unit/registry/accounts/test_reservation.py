"""REG-11: how long an ID stays reserved."""

from datetime import date

import pytest

from services.registry.accounts.domain.reservation import ReservationSettings, reserved_until

FIVE_YEARS = ReservationSettings()


@pytest.mark.parametrize(
    ("ended_on", "last_day"),
    [
        (date(2026, 4, 22), date(2031, 4, 22)),
        # Counted from 1 January: ends with the year, though 31 December is a holiday of CAL-2.
        (date(2025, 12, 31), date(2030, 12, 31)),
        # Counted from 29 February: 2029 has none, so the month's last day itself.
        (date(2024, 2, 28), date(2029, 2, 28)),
        (date(2024, 2, 29), date(2029, 2, 28)),
    ],
)
def test_an_id_is_reserved_for_5_years_from_the_day_after_and_no_holiday_shortens_it(
    ended_on: date, last_day: date
) -> None:
    """CAL-3 without CAL-4."""
    assert reserved_until(ended_on, FIVE_YEARS) == last_day


def test_the_years_are_a_setting() -> None:
    assert reserved_until(date(2026, 4, 22), ReservationSettings(years=1)) == date(2027, 4, 22)
