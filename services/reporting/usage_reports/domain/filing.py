"""What a usage report must hold: small rules in a list, the first that objects is told (RPT-1, RPT-2; seed 001, 19)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from services.reporting.usage_reports.domain.years import Reporter, owed_years, services_used


class FilingReason(Enum):
    """Why a report can't be filed so."""

    UNKNOWN_ORGANIZATION = "no organization is known here"
    UNKNOWN_REPORT = "no report of that year"
    NOT_OWED = "RPT-1: no report of that year is owed, or the year is not over"
    NOT_USED = "RPT-1: the service was not open in that year"
    SECTION_MISSING = "RPT-1: a service that was open is not reported"
    NOTHING_AND_SOMETHING = "RPT-1: nothing to report, and something reported"
    FEES_MISSING = "RPT-1: a paid agency reports its fees"
    FEES_NOT_FOR_KIND = "RPT-1: only a paid agency reports fees"
    FEES_DISAGREE = "RPT-1: a number of fees without a sum, or the other way round"
    CHANGED_MEANWHILE = "RPT-2: somebody has filed meanwhile"
    REASON_MISSING = "RPT-2: a correction says why"


@dataclass(frozen=True)
class OfferUsage:
    """What came of offer information in a year; fees in yen, None where they are not reported."""

    hires: int
    fees_yen: int | None = None


@dataclass(frozen=True)
class SeekerUsage:
    """What came of seeker information in a year; fees as number and sum in yen, None where they are not reported."""

    new_applications: int
    hires: int
    seeker_fees: int | None = None
    seeker_fees_yen: int | None = None
    employer_fees: int | None = None
    employer_fees_yen: int | None = None


@dataclass(frozen=True)
class Filing:
    """What an organization wants to file."""

    fiscal_year: int
    seen_version: int
    nothing_to_report: bool
    offers: OfferUsage | None
    seekers: SeekerUsage | None
    reason: str = ""


@dataclass(frozen=True)
class Matter:
    """What a rule looks at. `newest`: the newest version filed, 0 where there is none."""

    filing: Filing
    reporter: Reporter
    newest: int
    today: date


Objection = tuple[FilingReason, str] | None
"""Why not, and the place in the request."""
Rule = Callable[[Matter], Objection]


def the_year_is_owed(it: Matter) -> Objection:
    """RPT-1."""
    owed = it.filing.fiscal_year in owed_years(it.reporter, it.today)
    return None if owed else (FilingReason.NOT_OWED, "/fiscal_year")


def nobody_has_filed_meanwhile(it: Matter) -> Objection:
    """RPT-2: a correction is made of what was seen."""
    return None if it.filing.seen_version == it.newest else (FilingReason.CHANGED_MEANWHILE, "/seen_version")


def a_correction_says_why(it: Matter) -> Objection:
    """RPT-2."""
    return (FilingReason.REASON_MISSING, "/reason") if it.newest and not it.filing.reason else None


def the_sections_are_those_of_the_services(it: Matter) -> Objection:
    """RPT-1: each service that was open, with nothing to report as well, and no other."""
    used = services_used(it.reporter, it.filing.fiscal_year)
    for service, section in (("offers", it.filing.offers), ("seekers", it.filing.seekers)):
        if it.filing.nothing_to_report:
            if section is not None:
                return FilingReason.NOTHING_AND_SOMETHING, f"/{service}"
        elif section is None and service in used:
            return FilingReason.SECTION_MISSING, f"/{service}"
        elif section is not None and service not in used:
            return FilingReason.NOT_USED, f"/{service}"
    return None


def paid_agencies_and_nobody_else_report_fees(it: Matter) -> Objection:
    """RPT-1; seed 001, 19(1)①②: 有料職業紹介事業者については."""
    asked = it.reporter.asks_for_fees
    for place, given in _fees(it.filing):
        if (given is not None) is not asked:
            return FilingReason.FEES_MISSING if asked else FilingReason.FEES_NOT_FOR_KIND, place
    return None


def numbers_and_sums_of_fees_agree(it: Matter) -> Objection:
    """RPT-1: no sum without a fee, no fee without a sum."""
    offers, seekers = it.filing.offers, it.filing.seekers
    if offers is not None and offers.fees_yen and not offers.hires:
        return FilingReason.FEES_DISAGREE, "/offers/fees_yen"
    if seekers is None:
        return None
    for payer, number, total in (
        ("seeker", seekers.seeker_fees, seekers.seeker_fees_yen),
        ("employer", seekers.employer_fees, seekers.employer_fees_yen),
    ):
        if bool(number) is not bool(total):
            return FilingReason.FEES_DISAGREE, f"/seekers/{payer}_fees_yen"
    return None


RULES: tuple[Rule, ...] = (
    the_year_is_owed,
    nobody_has_filed_meanwhile,
    a_correction_says_why,
    the_sections_are_those_of_the_services,
    paid_agencies_and_nobody_else_report_fees,
    numbers_and_sums_of_fees_agree,
)


def objection_to(it: Matter) -> Objection:
    """Why the report can't be filed so; None where it can."""
    return next((objection for rule in RULES if (objection := rule(it)) is not None), None)


def _fees(filing: Filing) -> list[tuple[str, int | None]]:
    found: list[tuple[str, int | None]] = []
    if filing.offers is not None:
        found.append(("/offers/fees_yen", filing.offers.fees_yen))
    if filing.seekers is not None:
        names = ("seeker_fees", "seeker_fees_yen", "employer_fees", "employer_fees_yen")
        found += [(f"/seekers/{name}", getattr(filing.seekers, name)) for name in names]
    return found
