"""Entrypoints of what messaging tells of how organizations treat seekers."""

from __future__ import annotations

from services.compliance.conduct import usecases
from services.compliance.conduct.domain.openings import DemandSettings
from services.contracts import messaging
from services.runtime.entrypoints import on
from services.runtime.settings import Settings
from services.runtime.work import ReceivedEvent, Work


def demand_settings(settings: Settings) -> DemandSettings:
    """How many refused demands open a case (MSG-8)."""
    default = DemandSettings()
    return DemandSettings(
        tolerated=int(settings.number("DEMANDS_TOLERATED", default.tolerated)),
        days=int(settings.number("DEMANDS_COUNTED_DAYS", default.days)),
    )


class Conduct:
    """Reports by seekers, refused demands and refused applications (MSG-8, MSG-9, MSG-13)."""

    demand_settings: DemandSettings

    @on(messaging.MESSAGE_REPORTED)
    def on_message_reported(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-9."""
        usecases.keep_report(work, event.data)

    @on(messaging.DEMAND_REFUSED)
    def on_demand_refused(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-8."""
        usecases.keep_demand(work, event.data, self.demand_settings)

    @on(messaging.APPLICATION_REFUSED)
    def on_application_refused(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-13."""
        usecases.keep_refusal(work, event.data)

    @on(messaging.REFUSAL_CORRECTED)
    def on_refusal_corrected(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-13."""
        usecases.keep_correction_of_refusal(work, event.data)
