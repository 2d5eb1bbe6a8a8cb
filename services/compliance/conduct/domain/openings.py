"""On what a report of a seeker opens a case, and how many refused demands do (MSG-8 to MSG-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from services.compliance.standing.domain.grounds import Ground

_GROUNDS_OF_REPORTS: Mapping[str | None, Ground] = MappingProxyType(
    {
        None: Ground.ADVERTISING,
        "advertising": Ground.ADVERTISING,
        "dispatch_registration": Ground.ADVERTISING,
        "money": Ground.SUSPECTED_OFFENCE,
        "harassment": Ground.OTHER_BREACH,
        "other": Ground.OTHER_BREACH,
    }
)
"""What a report's reason is before the facts are known; staff reclassify the case when they show something else.

Advertising is MSG-9's own matter, and what a click without a reason is taken for; registration for dispatch is a leading to
another service (seed 001, 7(2)②オ, 8(2)②: CMP-4). Money taken of seekers beside the fees that the law allows is an offence
(職業安定法32条の3; CMP-1). The rest is another breach (CMP-8)."""

GROUND_OF_DEMANDS = Ground.OTHER_BREACH
"""Who exchanges personal data on the site breaks seed 001, 7(2)①ク, which section 8 has no paragraph of its own for (CMP-8)."""


@dataclass(frozen=True)
class DemandSettings:
    """In so many conversations may demands be refused within so many days, that one included, before a case is opened.

    Not from the seeds. Some, as a demand can be found where none was meant (docs/benchmarks.md).
    """

    tolerated: int = 5
    days: int = 30


@dataclass(frozen=True)
class Demand:
    """A refused demand and its day: the conversation it was for, None for a text to several seekers, as a template is."""

    demand_id: str
    conversation_id: str | None
    day: date


def ground_of_report(reason: str | None) -> Ground:
    """On what a case opens for a report; a reason that this version does not know is another breach."""
    return _GROUNDS_OF_REPORTS.get(reason, Ground.OTHER_BREACH)


def counted_from(day: date, settings: DemandSettings) -> date:
    """The first day whose refused demands still count on a day."""
    return day - timedelta(days=settings.days - 1)


def conversations_with_demands(demands: Iterable[Demand]) -> int:
    """In how many conversations: who tries again in one has not asked another seeker. Texts to several count once a day."""
    return len({demand.conversation_id or demand.day for demand in demands})


def opens_a_case(demands: Iterable[Demand], settings: DemandSettings) -> bool:
    """Whether the demands refused within the days are more than is tolerated (MSG-8)."""
    return conversations_with_demands(demands) > settings.tolerated
