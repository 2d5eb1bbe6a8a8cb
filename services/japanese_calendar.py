"""How days, instants and numbers are written on official papers and in mails: in the Japanese calendar, in Japanese time."""

from __future__ import annotations

from datetime import date, datetime

from services.legal_calendar import JAPAN

_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
)


def in_era(day: date) -> str:
    """A day in the Japanese calendar: 15 May 2026 is 令和８年５月15日, 1 May 2019 令和元年５月１日.

    Days before the era 昭和, which people type by mistake alone, are written as 西暦: a form shows what was registered.
    """
    for first_day, era in _ERAS:
        if day >= first_day:
            year = day.year - first_day.year + 1
            return f"{era}{'元' if year == 1 else in_sentence(year)}年{in_year(day)}"
    return f"西暦{in_sentence(day.year)}年{in_year(day)}"


def fiscal_year_in_era(year: int) -> str:
    """A fiscal year in the Japanese calendar, by its first year: 2025 is 令和７年度.

    By the era of its 1 May: the year in which the era 令和 began, 2019, is called 令和元年度 as a whole.
    """
    era_and_year, _, _ = in_era(date(year, 5, 1)).partition("年")
    return f"{era_and_year}年度"


def in_year(day: date) -> str:
    """A day whose year needs no telling: ５月15日."""
    return f"{in_sentence(day.month)}月{in_sentence(day.day)}日"


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def in_sentence(number: int) -> str:
    """A number as it stands within a sentence of an official text: a digit alone is wide, several are narrow (６, 12)."""
    written = str(number)
    return written.translate(_WIDE) if len(written) == 1 else written


def with_time(instant: datetime) -> str:
    """An aware instant to the minute, in Japanese time: 令和８年５月15日 10時05分."""
    local = instant.astimezone(JAPAN)
    return f"{in_era(local.date())} {in_sentence(local.hour)}時{local.minute:02}分"
