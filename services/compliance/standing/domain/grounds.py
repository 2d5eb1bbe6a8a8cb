"""On what a measure may rest: the articles of seed 001 as a table of what each allows and to whom (CMP-2 to CMP-10).

Seed 001 binds the private class; the terms of the municipal class are known from seed 000 alone, which has no articles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class MeasureKind(StrEnum):
    """What may be decided on an organization."""

    WITH_TERM = "suspension_with_term"
    """一定期間（６か月）の停止."""
    UNTIL_CORRECTED = "suspension_until_corrected"
    """是正が確認されるまでの停止."""
    PROVISIONAL = "provisional_suspension"
    """事実が確認されるまでの一時的な停止 (CMP-10)."""
    TERMINATION = "termination"
    """利用解除 (CMP-9)."""


class Authority(StrEnum):
    """Who decides."""

    BUREAU = "bureau"
    """管轄労働局."""
    OPERATIONS = "operations"
    """運用管理組織, by 001 14 alone."""


class Ground(StrEnum):
    """Why a measure is taken."""

    ORDER = "order"
    LABOUR_LAW = "labour_law"
    OFFER_INFORMATION = "offer_information"
    ADVERTISING = "advertising"
    EXCESSIVE_SOLICITATION = "excessive_solicitation"
    OVERDUE = "overdue"
    MALICE = "malice"
    OTHER_BREACH = "other_breach"
    MALICIOUS_BREACH = "malicious_breach"
    FACTS_UNCLEAR = "facts_unclear"
    SECURITY_DEMAND = "security_demand"


@dataclass(frozen=True)
class GroundRules:
    """One row: the rule ID of domain.md, the article of 001, the measures it bears, and who decides."""

    rule: str
    article: str
    kinds: frozenset[MeasureKind]
    authority: Authority = Authority.BUREAU
    after_suspension: bool = False
    """Whether its termination presupposes a suspension on the same ground that has run (利用再開後、停止後)."""


_TERM, _CORRECTED = MeasureKind.WITH_TERM, MeasureKind.UNTIL_CORRECTED
_PROVISIONAL, _TERMINATION = MeasureKind.PROVISIONAL, MeasureKind.TERMINATION

GROUNDS: Mapping[Ground, GroundRules] = MappingProxyType(
    {
        Ground.ORDER: GroundRules("CMP-2", "8(1)", frozenset({_CORRECTED})),
        Ground.LABOUR_LAW: GroundRules("CMP-2", "8(3)", frozenset({_TERM, _CORRECTED, _TERMINATION})),
        Ground.OFFER_INFORMATION: GroundRules(
            "CMP-3", "8(2)①", frozenset({_TERM, _TERMINATION}), after_suspension=True
        ),
        Ground.ADVERTISING: GroundRules("CMP-4", "8(2)②", frozenset({_TERM})),
        Ground.EXCESSIVE_SOLICITATION: GroundRules(
            "CMP-5", "8(2)③", frozenset({_CORRECTED, _TERMINATION}), after_suspension=True
        ),
        Ground.OVERDUE: GroundRules("CMP-6", "8(2)④ａ", frozenset({_TERM, _TERMINATION}), after_suspension=True),
        Ground.MALICE: GroundRules("CMP-7", "8(2)④ｂ", frozenset({_TERMINATION})),
        Ground.OTHER_BREACH: GroundRules("CMP-8", "8(2)⑤ａ", frozenset({_CORRECTED})),
        Ground.MALICIOUS_BREACH: GroundRules("CMP-8", "8(2)⑤ｂ", frozenset({_TERMINATION})),
        Ground.FACTS_UNCLEAR: GroundRules("CMP-10", "8(3)", frozenset({_PROVISIONAL})),
        Ground.SECURITY_DEMAND: GroundRules("CMP-10", "14", frozenset({_CORRECTED}), authority=Authority.OPERATIONS),
    }
)


def article_of(ground: Ground, organization_class: str) -> str:
    """The article as it is told; "" for the municipal class, whose terms are known without articles (seed 000)."""
    return f"利用規約{GROUNDS[ground].article}" if organization_class == "private" else ""
