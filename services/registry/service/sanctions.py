"""Entrypoints of sanctions: what compliance tells of standings, cases and orders."""

from __future__ import annotations

from services.contracts import compliance, reporting
from services.registry.sanctions import usecases
from services.registry.sanctions.case_mails import tell_case_step, tell_of_order, tell_of_referral, tell_of_waiting
from services.registry.sanctions.complaint_mails import tell_of_complaint, tell_of_demand
from services.registry.sanctions.mails import tell_that_it_was_withdrawn, tell_that_one_ended
from services.registry.sanctions.overdue_mails import prompt_bureau, remind_of_reports
from services.registry.tools import Tools
from services.runtime.entrypoints import on
from services.runtime.work import ReceivedEvent, Work


class Sanctions:
    """Standings of organizations and orders against numbers, as compliance decides and records them (REG-2, CMP-9)."""

    tools: Tools

    @on(compliance.ORGANIZATION_STANDING_CHANGED)
    def on_organization_standing_changed(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-9, CMP-14."""
        usecases.keep_standing(
            work.connection,
            event.data,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            reservation=self.tools.reservation,
        )

    @on(compliance.SUSPENSION_ENDED)
    def on_suspension_ended(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-13, CMP-14."""
        tell_that_one_ended(work, event.data, self.tools.personal_data)

    @on(compliance.DECISION_WITHDRAWN)
    def on_decision_withdrawn(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-13."""
        tell_that_it_was_withdrawn(work, event.data, self.tools.personal_data)

    @on(compliance.CASE_ADVANCED)
    def on_case_advanced(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-13."""
        tell_case_step(work, event.data, self.tools.personal_data)

    @on(compliance.CASE_REFERRED)
    def on_case_referred(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-1."""
        tell_of_referral(work, event.data, self.tools.personal_data)

    @on(compliance.STAFF_PROMPTED)
    def on_staff_prompted(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-13, OPS-4."""
        tell_of_waiting(work, event.data, self.tools.personal_data)

    @on(compliance.ORDER_FOLLOWED)
    def on_order_followed(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-2."""
        tell_of_order(work, event.data, self.tools.personal_data)

    @on(compliance.COMPLAINT_ADVANCED)
    def on_complaint_advanced(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-12."""
        tell_of_complaint(work, event.data, self.tools.personal_data, window=self.tools.notice_window)

    @on(compliance.REGISTER_DEMANDED)
    def on_register_demanded(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-12."""
        tell_of_demand(work, event.data, self.tools.personal_data)

    @on(compliance.BUREAU_PROMPTED)
    def on_bureau_prompted(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-6."""
        prompt_bureau(work, event.data, self.tools.personal_data)

    @on(reporting.REPORT_REMINDED)
    def on_report_reminded(self, work: Work, event: ReceivedEvent) -> None:
        """RPT-2."""
        remind_of_reports(work, event.data, self.tools.personal_data)

    @on(compliance.BUSINESS_ORDER_CHANGED)
    def on_business_order_changed(self, work: Work, event: ReceivedEvent) -> None:
        """REG-2."""
        usecases.keep_orders(work.connection, event.data)
