"""Entrypoints of what others tell: organizations, seekers, acquisitions, deletions."""

from __future__ import annotations

from services.contracts import compliance, messaging, registry, reporting, search
from services.messaging.service.guidance import code_names
from services.messaging.usecases import blocks, copies, information
from services.runtime.entrypoints import on
from services.runtime.work import ReceivedEvent, Work


class Copies:
    """What messaging takes over from other services."""

    @on(registry.ORGANIZATION_CHANGED)
    def on_organization_changed(self, work: Work, event: ReceivedEvent) -> None:
        """AUT-9, MSG-2, MSG-3."""
        copies.keep_organization(work, event.data, code_names())

    @on(messaging.INFORMATION_CHANGE_NOTED)
    def on_information_change_noted(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-3."""
        information.tell_change(work, event.data["organization_id"])

    @on(registry.SEEKERS_CHANGED)
    def on_seekers_changed(self, work: Work, event: ReceivedEvent) -> None:
        """SEE-4."""
        copies.keep_seekers(work, event.data["seekers"])

    @on(registry.SEEKERS_JOINED)
    def on_seekers_joined(self, work: Work, event: ReceivedEvent) -> None:
        """SEE-1, MSG-7."""
        blocks.join_records(work, [(event.data["joined_number"], event.data["seeker_number"])])

    @on(search.SEEKER_RECORD_ACQUIRED)
    def on_seeker_record_acquired(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-12."""
        copies.keep_acquisition(work, event.data)

    @on(compliance.CUSTODY_CHANGED)
    def on_custody_changed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-11, MSG-12."""
        copies.keep_custody(work, event.data["pairs"])

    @on(reporting.REPORT_FILED)
    def on_report_filed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-13, RPT-2."""
        copies.keep_report(work, event.data)

    @on(compliance.RECORD_DELETED)
    def on_record_deleted(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-11."""
        copies.close_deleted(work, event.data)
