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
    """A day in the Japanese calendar: 15 May 2026 is 令和8年5月15日, 1 May 2019 令和元年5月1日.

    Days before the era 昭和, which people type by mistake alone, are written as 西暦: a form shows what was registered.
    """
    for first_day, era in _ERAS:
        if day >= first_day:
            year = day.year - first_day.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"西暦{day.year}年{day.month}月{day.day}日"


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def in_wide_digits(number: int) -> str:
    """A number as it stands within a sentence: 12 is １２."""
    return str(number).translate(_WIDE)


def with_time(instant: datetime) -> str:
    """An aware instant to the minute, in Japanese time: 令和8年5月15日 10時05分."""
    local = instant.astimezone(JAPAN)
    return f"{in_era(local.date())} {local.hour}時{local.minute:02}分"
