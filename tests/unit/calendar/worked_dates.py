"""Worked dates: what the law makes of a day, typed out by hand, each with its reading. Read it as a book of cases."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Worked:
    """A case: the day of the act, how it counts (a key of `test_worked_dates.COUNTING`), what comes out, and why."""

    counting: str
    act: str
    outcome: str
    reading: str


WORKED = (
    # REG-7: 14 days from the day after registration, moved earlier (seed 001, 10)
    Worked(
        "form", "2025-12-20", "2025-12-26", "14th day 3 January; closed from 29 December, and 27 and 28 are a weekend"
    ),
    Worked(
        "form", "2025-12-12", "2025-12-26", "14th day is 26 December itself, a Friday: the last open day of the year"
    ),
    Worked("form", "2025-12-15", "2025-12-26", "14th day 29 December, the first closed one; before it a weekend"),
    Worked("form", "2025-12-22", "2026-01-05", "14th day 5 January, a Monday and the first open day"),
    Worked("form", "2025-12-21", "2025-12-26", "14th day 4 January, a Sunday: back over the whole turn of the year"),
    Worked("form", "2026-04-15", "2026-04-28", "14th day 29 April, 昭和の日, a Wednesday: the Tuesday before"),
    Worked("form", "2026-04-16", "2026-04-30", "14th day 30 April, a Thursday between holidays, but open"),
    Worked("form", "2026-04-17", "2026-05-01", "14th day 1 May, a Friday: open"),
    Worked("form", "2026-04-18", "2026-05-01", "14th day 2 May, a Saturday"),
    Worked(
        "form", "2026-04-22", "2026-05-01", "14th day 6 May, substitute of 3 May (a Sunday): back over five closed days"
    ),
    Worked("form", "2026-04-23", "2026-05-07", "14th day 7 May, open again"),
    Worked(
        "form",
        "2026-09-09",
        "2026-09-18",
        "14th day 23 September; 22 is a citizens' holiday, 21 敬老の日, 19 and 20 a weekend",
    ),
    Worked("form", "2026-09-08", "2026-09-18", "14th day 22 September, a citizens' holiday between two others"),
    Worked("form", "2026-09-10", "2026-09-24", "14th day 24 September, a Thursday: open"),
    Worked("form", "2019-04-22", "2019-04-26", "14th day 6 May; ten closed days in a row from 27 April (accession)"),
    Worked("form", "2021-07-09", "2021-07-21", "14th day 23 July, スポーツの日 as moved for the games; 22 is 海の日"),
    Worked("form", "2021-07-26", "2021-08-06", "14th day 9 August, substitute of 8 August; before it a weekend"),
    Worked("form", "2024-09-09", "2024-09-20", "14th day 23 September, substitute of the equinox on a Sunday"),
    Worked("form", "2027-03-08", "2027-03-19", "14th day 22 March, substitute of 21 March; before it a weekend"),
    Worked("form", "2022-12-19", "2022-12-28", "14th day 2 January 2023, substitute of 1 January and closed anyway"),
    Worked("form", "2028-02-15", "2028-02-29", "14th day 29 February of a leap year, a Tuesday"),
    Worked("form", "2026-02-14", "2026-02-27", "14th day 28 February, a Saturday"),
    Worked("form", "2026-11-08", "2026-11-20", "14th day 22 November, a Sunday before 勤労感謝の日: the Friday"),
    Worked("form", "2026-06-01", "2026-06-15", "14th day 15 June, a Monday: nothing moves"),
    # CMP-6: one month from the day after the due date, moved earlier (seed 001, 8(2)④a)
    Worked("grace", "2026-04-20", "2026-05-20", "counts from 21 April, ends 20 May, a Wednesday"),
    Worked("grace", "2023-04-20", "2023-05-19", "ends 20 May, a Saturday: 19 May, suspended from 20 May"),
    Worked(
        "grace",
        "2025-04-20",
        "2025-05-20",
        "20 April is a Sunday, but a fixed date: it stays, and the month counts from 21 April",
    ),
    Worked("grace", "2024-04-20", "2024-05-20", "20 April is a Saturday and stays; 20 May is a Monday"),
    Worked(
        "grace", "2026-01-30", "2026-02-27", "counts from 31 January; February has none: ends 28 February, a Saturday"
    ),
    Worked("grace", "2027-01-30", "2027-02-26", "ends 28 February, a Sunday: the Friday before"),
    Worked("grace", "2028-01-30", "2028-02-29", "the leap year's February ends on the 29th, a Tuesday"),
    Worked(
        "grace",
        "2028-01-28",
        "2028-02-28",
        "counts from 29 January: corresponds to 29 February, ends the day before it",
    ),
    Worked("grace", "2026-03-31", "2026-04-30", "counts from 1 April, ends with April, a Thursday between holidays"),
    Worked("grace", "2026-04-05", "2026-05-01", "ends 5 May, こどもの日: back over the holidays in a row"),
    Worked("grace", "2026-04-06", "2026-05-01", "ends 6 May, the substitute holiday behind them"),
    Worked("grace", "2026-11-30", "2026-12-28", "counts from 1 December, ends 31 December: closed from 29"),
    Worked("grace", "2026-12-03", "2026-12-28", "ends 3 January, the last of the closed days and a Sunday"),
    Worked("grace", "2026-12-04", "2027-01-04", "ends 4 January, a Monday: open"),
    Worked("grace", "2026-08-22", "2026-09-18", "ends 22 September, a citizens' holiday"),
    # the same month before CAL-4
    Worked(
        "month",
        "2026-01-30",
        "2026-02-28",
        "permission ends 30 January: counts from 31 January, no 31 February, its last day",
    ),
    Worked("month", "2026-01-29", "2026-02-28", "counts from 30 January: none either, its last day"),
    Worked("month", "2026-01-28", "2026-02-28", "counts from 29 January: none either in a common year"),
    Worked(
        "month", "2026-01-27", "2026-02-27", "counts from 28 January: corresponds to 28 February, ends the day before"
    ),
    Worked("month", "2026-05-30", "2026-06-30", "counts from 31 May: no 31 June, its last day; not the 29th"),
    Worked("month", "2026-02-28", "2026-03-31", "counts from 1 March: the whole month, never clamped to 28"),
    # CMP-3, CMP-4, CMP-6: six months' suspension, moved earlier
    Worked(
        "suspension",
        "2026-06-10",
        "2026-12-10",
        "suspended at 15:00: counts from 11 June, ends 10 December, a Thursday",
    ),
    Worked(
        "suspension", "2026-08-30", "2027-02-26", "counts from 31 August: February has none, 28 February is a Sunday"
    ),
    Worked("suspension", "2026-07-02", "2026-12-28", "ends 2 January: back to the last open day of the year"),
    Worked("suspension", "2026-11-05", "2027-04-30", "ends 5 May 2027, こどもの日: 3 and 4 too, 1 and 2 a weekend"),
    Worked(
        "suspension at midnight",
        "2026-06-10",
        "2026-12-09",
        "takes effect at 00:00: that day itself counts (140, proviso)",
    ),
    # CMP-9: three years from the day of termination itself, moved earlier
    Worked("bar", "2025-10-01", "2028-09-29", "counts that day, ends 30 September 2028, a Saturday"),
    Worked("bar", "2024-02-29", "2027-02-26", "2027 has no 29 February: ends 28 February, a Sunday, so the Friday"),
    Worked("bar", "2026-01-01", "2028-12-28", "ends 31 December 2028, a Sunday in the closed days"),
    Worked("bar", "2023-05-08", "2026-05-07", "ends 7 May, the first open day after the holidays in a row"),
    Worked("bar", "2023-05-07", "2026-05-01", "ends 6 May, the last of them"),
    # REG-11: five years from the day after, never moved
    Worked("reservation", "2025-12-31", "2030-12-31", "counts from 1 January 2026, whole years; closed, but not moved"),
    Worked("reservation", "2024-02-28", "2029-02-28", "counts from 29 February; 2029 has none: its last day"),
    Worked("reservation", "2026-05-02", "2031-05-02", "counts from 3 May 2026, a holiday: it counts all the same"),
    # REG-3: three months counted back from the day of application, that day included, never moved
    Worked("lookback", "2026-05-15", "2026-02-16", "corresponds to 15 February: from the day after it"),
    Worked("lookback", "2026-05-31", "2026-03-01", "no 31 February: from 1 March"),
    Worked("lookback", "2026-05-29", "2026-03-01", "no 29 February in 2026: from 1 March"),
    Worked("lookback", "2028-05-29", "2028-03-01", "29 February 2028 exists: from the day after it, 1 March"),
    Worked("lookback", "2028-05-28", "2028-02-29", "the day after 28 February 2028"),
    Worked("lookback", "2026-03-31", "2026-01-01", "corresponds to 31 December"),
    Worked("lookback", "2026-01-04", "2025-10-05", "a Sunday among closed days: look-backs are never moved"),
    # REG-16: twelve months of seeker information from the day after approval, never moved
    Worked("term", "2026-03-31", "2027-03-31", "counts from 1 April: the fiscal year"),
    Worked(
        "term", "2027-02-28", "2028-02-29", "counts from 1 March 2027, ends before 1 March 2028: the leap day is in it"
    ),
    Worked("term", "2028-02-28", "2029-02-28", "counts from 29 February 2028; 2029 has none: its last day"),
    Worked("term", "2025-05-03", "2026-05-03", "ends on 憲法記念日, a Sunday: the end of a term is not moved"),
    # REG-9: three days from the day after registration, closed ones not counted
    Worked("bureau address", "2025-12-26", "2026-01-07", "a Friday; counts 5, 6 and 7 January"),
    Worked("bureau address", "2026-04-30", "2026-05-08", "1 May counts, then 7 and 8 May"),
    Worked("bureau address", "2026-09-17", "2026-09-25", "18 counts, then 24 and 25: five closed days between"),
    Worked("bureau address", "2026-06-06", "2026-06-10", "registered on a Saturday: counts 8, 9 and 10 June"),
    # DRQ-3: seven days from the day after the request, never moved
    Worked("direct request", "2026-06-01", "2026-06-08", "through 8 June 24:00"),
    Worked("direct request", "2025-12-27", "2026-01-03", "ends among closed days: not moved"),
    # MSG-12 and SEE-6: the end of the month after the next, never moved
    Worked("month after next", "2026-01-15", "2026-03-31", "acquired in January: through March"),
    Worked("month after next", "2027-12-31", "2028-02-29", "December: through the leap year's February"),
    Worked("month after next", "2026-12-01", "2027-02-28", "ends on a Sunday: not moved"),
    Worked("month after next", "2025-10-31", "2025-12-31", "ends among closed days: not moved"),
    # MSG-12: a year from the first day of the fiscal year after that of acceptance
    Worked("kept", "2025-06-10", "2027-03-31", "accepted in fiscal 2025: the year of fiscal 2026"),
    Worked("kept", "2026-03-31", "2027-03-31", "the last day of fiscal 2025"),
    Worked("kept", "2026-04-01", "2028-03-31", "the first day of fiscal 2026"),
)
