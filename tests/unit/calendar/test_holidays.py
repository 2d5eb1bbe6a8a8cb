"""CAL-2: the calendar's holidays against the literal table of the hard cases, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services import legal_calendar as cal
from tests.law import civil_code, official_holidays

ONE_DAY = timedelta(days=1)
YEARS = sorted(official_holidays.BY_YEAR)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + n * ONE_DAY for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_a_year_is_open_or_closed_as_the_law_has_it(year: int) -> None:
    """CAL-2."""
    wrong = [str(day) for day in days_of(year) if cal.is_administrative_holiday(day) is not civil_code.closed(day)]
    assert not wrong


@pytest.mark.parametrize("year", range(2019, 2031))
def test_the_substitute_holidays_of_a_year_are_those_of_the_law_and_no_others(year: int) -> None:
    """CAL-2."""
    told = {holiday.day for holiday in cal.holidays_of(year) if holiday.kind is cal.HolidayKind.SUBSTITUTE}
    # 2 January is closed at the turn of the year as well; as a substitute holiday (2023) it is told as that.
    assert told == {day for day in official_holidays.SUBSTITUTE if day.year == year}


@pytest.mark.parametrize("year", YEARS)
def test_the_citizens_holidays_of_a_year_are_those_of_the_law_and_no_others(year: int) -> None:
    """CAL-2."""
    told = {holiday.day for holiday in cal.holidays_of(year) if holiday.kind is cal.HolidayKind.CITIZENS}
    assert told == {day for day in official_holidays.CITIZENS if day.year == year}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2019-05-01", "天皇の即位の日"),
        ("2019-10-22", "即位礼正殿の儀"),
        ("2020-07-23", "海の日"),  # moved to the eve of the games
        ("2020-07-24", "スポーツの日"),
        ("2020-08-10", "山の日"),
        ("2021-07-22", "海の日"),  # and moved again with them
        ("2021-07-23", "スポーツの日"),
        ("2021-08-08", "山の日"),
        ("2022-10-10", "スポーツの日"),  # back in its place
    ],
)
def test_the_days_of_the_accession_and_of_the_games_have_their_names(day: str, name: str) -> None:
    """CAL-2."""
    wanted = date.fromisoformat(day)
    assert [holiday.name for holiday in cal.holidays_of(wanted.year) if holiday.day == wanted] == [name]


@pytest.mark.parametrize("usual", ["2020-07-20", "2020-08-11", "2020-10-12", "2021-07-19", "2021-08-11", "2021-10-11"])
def test_a_moved_holiday_leaves_its_usual_day_open(usual: str) -> None:
    """CAL-2."""
    assert not cal.is_administrative_holiday(date.fromisoformat(usual))


def test_there_was_no_birthday_of_the_emperor_in_2019() -> None:
    """CAL-2."""
    assert not cal.is_administrative_holiday(date(2019, 12, 23))
    assert date(2019, 2, 23) not in {holiday.day for holiday in cal.holidays_of(2019)}


@pytest.mark.parametrize("year", YEARS)
def test_organs_are_closed_from_29_december_to_3_january_and_those_days_are_told(year: int) -> None:
    """CAL-2."""
    told = {holiday.day for holiday in cal.holidays_of(year)}
    turn = [
        date(year, 1, 1),
        date(year, 1, 2),
        date(year, 1, 3),
        date(year, 12, 29),
        date(year, 12, 30),
        date(year, 12, 31),
    ]
    assert told.issuperset(turn)
    assert all(cal.is_administrative_holiday(day) for day in turn)
    assert told == official_holidays.BY_YEAR[year] | set(turn)


def test_holidays_are_told_once_each_and_in_their_order() -> None:
    """CAL-2."""
    days = [holiday.day for holiday in cal.holidays_of(2023)]
    assert days == sorted(set(days))
    assert cal.holidays_of(2023)[0] == cal.Holiday(date(2023, 1, 1), "元日", cal.HolidayKind.NATIONAL)
    assert cal.holidays_of(2023)[2] == cal.Holiday(date(2023, 1, 3), "年末年始の休日", cal.HolidayKind.TURN_OF_YEAR)


def test_a_year_is_computed_until_the_gazette_has_published_its_equinoxes() -> None:
    """CAL-2."""
    assert cal.basis_of_holidays(2019) is cal.Basis.PUBLISHED
    assert cal.basis_of_holidays(cal.LAST_PUBLISHED_YEAR) is cal.Basis.PUBLISHED
    assert cal.basis_of_holidays(cal.LAST_PUBLISHED_YEAR + 1) is cal.Basis.COMPUTED
    assert cal.basis_of_holidays(2032) is cal.Basis.COMPUTED


def test_a_year_called_published_was_compared_with_the_table_of_the_tests() -> None:
    """CAL-2."""
    assert cal.LAST_PUBLISHED_YEAR in official_holidays.BY_YEAR, (
        f"type the holidays of {cal.LAST_PUBLISHED_YEAR} into tests/law/official_holidays.py from the gazette"
    )


@pytest.mark.parametrize("year", [1948, 2200])
def test_a_year_without_known_holidays_is_not_answered_with_guesses(year: int) -> None:
    """CAL-2."""
    with pytest.raises(ValueError, match="from 1949 to 2199"):
        cal.holidays_of(year)
