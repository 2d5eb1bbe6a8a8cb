"""The versions of the terms of use (利用規約) by audience and date of force (REG-15).

Of the municipal and the seekers' terms the seeds hold no text and no date: those versions are illustrative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TermsVersion:
    """One version; it holds from `in_force_from` until the day before the next one of its audience."""

    audience: str
    version: str
    in_force_from: date
    title: str
    illustrative: bool = False


VERSIONS: tuple[TermsVersion, ...] = (
    # Seed 001, 24: 令和３年12月１日から施行する.
    TermsVersion(
        "private",
        "2021-12-01",
        date(2021, 12, 1),
        "ハローワーク求人・求職情報提供サービス利用規約（民間職業紹介事業者等）",
    ),
    TermsVersion(
        "municipal",
        "2021-12-01",
        date(2021, 12, 1),
        "ハローワーク求人・求職情報提供サービス利用規約（地方自治体等用）",
        illustrative=True,
    ),
    TermsVersion(
        "seeker",
        "2021-12-01",
        date(2021, 12, 1),
        "ハローワーク求職情報提供サービス利用規約（求職者用）",
        illustrative=True,
    ),
)


def in_force(audience: str, today: date, versions: tuple[TermsVersion, ...] = VERSIONS) -> TermsVersion:
    """The version in force for an audience on a day. Raises LookupError before the first one."""
    candidates = [terms for terms in versions if terms.audience == audience and terms.in_force_from <= today]
    if not candidates:
        raise LookupError(f"no terms for {audience} are in force on {today}")
    return max(candidates, key=lambda terms: terms.in_force_from)
