"""Compliance's entrypoints: load, use case, dump. A module a subject, put together here."""

from __future__ import annotations

from typing import Any, cast

from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.cases.domain.files import CaseSettings
from services.compliance.conduct.domain.openings import DemandSettings
from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.service import audit, cases, complaints, custody, standing
from services.compliance.service.audit import Audit
from services.compliance.service.blocks import Blocks, block_settings
from services.compliance.service.cases import Cases, case_settings
from services.compliance.service.complaints import Complaints, ComplaintSettings, complaint_settings
from services.compliance.service.conduct import Conduct, demand_settings
from services.compliance.service.custody import Custody, ageing_settings
from services.compliance.service.deletions import Deletions
from services.compliance.service.order_cases import OrderCases
from services.compliance.service.periods import HOUR
from services.compliance.service.standing import Standing, standing_settings
from services.compliance.service.watch import Watch, watch_settings
from services.compliance.standing.domain.measures import StandingSettings
from services.compliance.watch.settings import WatchSettings
from services.contracts import compliance
from services.contracts.errors import ErrorCode
from services.runtime.entrypoints import Asker, AskingProvider, DatabaseProvider, SettingsProvider, every
from services.runtime.housekeeping import forget_old_keys
from services.runtime.work import Work

REFUSALS: dict[Any, ErrorCode] = {
    **audit.REFUSALS,
    **custody.REFUSALS,
    **standing.REFUSALS,
    **cases.REFUSALS,
    **complaints.REFUSALS,
}
"""The contract's code for every reason of compliance's rules; a test checks that none is missing."""


class ComplianceService(Custody, Deletions, Cases, Conduct, Standing, OrderCases, Watch, Blocks, Complaints, Audit):
    """Custody of acquired records; cases, orders and the standing of organizations; the audit log."""

    name = compliance.SERVICE
    database = DatabaseProvider()
    standing_settings = cast(StandingSettings, SettingsProvider(standing_settings))
    case_settings = cast(CaseSettings, SettingsProvider(case_settings))
    ageing = cast(AgeingSettings, SettingsProvider(ageing_settings))
    block_settings = cast(BlockSettings, SettingsProvider(block_settings))
    watch_settings = cast(WatchSettings, SettingsProvider(watch_settings))
    demand_settings = cast(DemandSettings, SettingsProvider(demand_settings))
    complaint_settings = cast(ComplaintSettings, SettingsProvider(complaint_settings))
    asker = cast(Asker, AskingProvider())
    refusals = REFUSALS

    @every(HOUR)
    def forget_old_keys(self, work: Work) -> int:
        """Drop the message IDs and idempotency keys that nobody can repeat any more."""
        return forget_old_keys(work)
