"""Entrypoints of the seekers' desk of an office, of erasure, and of who has read what of a person (SEE-2, SEE-4, SEE-6)."""

from __future__ import annotations

from typing import Any

from services.contracts import registry
from services.registry.seekers.usecases import erasure, joining, office, readings
from services.registry.seekers.usecases.office import Desk
from services.registry.tools import Tools
from services.runtime.entrypoints import serve
from services.runtime.work import Work


class SeekerDesk:
    """What staff do for seekers."""

    tools: Tools

    def _desk(self, work: Work) -> Desk:
        return Desk(
            work.connection,
            work.caller,
            work.now,
            work.today,
            work.trace,
            self.tools.personal_data,
            self.tools.seekers.validity_months,
        )

    @serve(registry.FIND_SEEKER_AT_OFFICE)
    def find_seeker_at_office(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-4, AUT-7."""
        return office.find_seeker(self._desk(work), request)

    @serve(registry.CHANGE_CHOICES_AT_OFFICE)
    def change_choices_at_office(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-4, SEE-4b."""
        return office.change_choices(self._desk(work), request)

    @serve(registry.EXTEND_APPLICATION_FOR_WORK)
    def extend_application_for_work(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-6."""
        return office.extend_application(self._desk(work), request)

    @serve(registry.END_APPLICATION_FOR_WORK)
    def end_application_for_work(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-6."""
        return office.end_application(self._desk(work), request)

    @serve(registry.TAKE_BACK_END_OF_APPLICATION)
    def take_back_end_of_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-6."""
        return office.take_back_end(self._desk(work), request)

    @serve(registry.ACCEPT_ONLINE_APPLICATION)
    def accept_online_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-1, SEE-4."""
        return office.accept_application(self._desk(work), request)

    @serve(registry.CORRECT_HELLO_WORK_ID)
    def correct_hello_work_id(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-1."""
        return office.correct_hello_work_id(self._desk(work), request)

    @serve(registry.JOIN_SEEKERS)
    def join_seekers(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-1."""
        return joining.join_seekers(self._desk(work), request)

    @serve(registry.ASK_ERASURE)
    def ask_erasure(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-2."""
        return erasure.ask(
            work.connection,
            request["seeker_number"],
            request["identity_checked"],
            caller=work.caller,
            now=work.now,
        )

    @serve(registry.DECIDE_ERASURE)
    def decide_erasure(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-2."""
        return erasure.decide(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            told_within=self.tools.seekers.erasure_told_within,
        )

    @serve(registry.LIST_ERASURES)
    def list_erasures(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-2."""
        return erasure.list_demands(work.connection, request, caller=work.caller)

    @serve(registry.SEARCH_PERSONAL_DATA_READINGS)
    def search_personal_data_readings(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-2, OPS-3."""
        return readings.search(work.connection, request, caller=work.caller, now=work.now, trace=work.trace)
