"""What may be decided on an organization, by whom, and why: the words of measures (CMP-1 to CMP-10).

What each ground leads to stands in one table, `services.compliance.cases.domain.section_8`.
"""

from __future__ import annotations

from enum import StrEnum


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
    """In whose name somebody acts."""

    BUREAU = "bureau"
    """管轄労働局."""
    MINISTRY = "ministry"
    """厚生労働省: may what a bureau may, for every organization (001 3, 4)."""
    OPERATIONS = "operations"
    """運用管理組織, by 001 14 alone."""
    ORGANIZATION = "organization"
    """The organization itself, on its own cases."""
    CALENDAR = "calendar"
    """The system, where a date decides (CMP-6)."""


class Ground(StrEnum):
    """Why a case is kept, and a measure taken."""

    SUSPECTED_OFFENCE = "suspected_offence"
    """Of a case alone: no measure rests on it (CMP-1)."""
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
    MANY_BLOCKS = "many_blocks"
    """Of a case alone: it is checked and guided, and goes on under another ground where a breach is found (CMP-11)."""


GROUNDS_OF_MEASURES = tuple(ground for ground in Ground if ground not in {Ground.SUSPECTED_OFFENCE, Ground.MANY_BLOCKS})
