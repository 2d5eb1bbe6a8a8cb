"""Entrypoints of complaints (CMP-12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.compliance.cases.domain.files import CaseSettings
from services.compliance.complaints.domain.reasons import ComplaintReason
from services.compliance.complaints.usecases import answering, ending, handling, registers, showing
from services.compliance.conduct.domain.openings import DemandSettings
from services.compliance.service.periods import HOUR
from services.contracts import compliance
from services.contracts.caller import Role
from services.contracts.errors import ErrorCode
from services.known_places import known_places
from services.own_text import own_places
from services.runtime.entrypoints import Asker, NoAnswer, every, serve
from services.runtime.refusal import Refusal
from services.runtime.settings import Settings as ServiceSettings
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {
    ComplaintReason.UNKNOWN_COMPLAINT: ErrorCode.NOT_FOUND,
    ComplaintReason.UNKNOWN_ORGANIZATION: ErrorCode.NOT_FOUND,
    ComplaintReason.UNKNOWN_OFFICE: ErrorCode.UNKNOWN_CODE,
    ComplaintReason.UNKNOWN_REGISTER_DEMAND: ErrorCode.NOT_FOUND,
    ComplaintReason.UNKNOWN_CASE: ErrorCode.NOT_FOUND,
    ComplaintReason.OUT_OF_ORDER: ErrorCode.COMPLAINT_OUT_OF_ORDER,
    ComplaintReason.CHANGED: ErrorCode.COMPLAINT_CHANGED,
    ComplaintReason.DAY_TO_COME: ErrorCode.DAY_IN_FUTURE,
    ComplaintReason.DUE_DAY_UNFIT: ErrorCode.DUE_DAY_UNFIT,
    ComplaintReason.HANDED_IN_ALREADY: ErrorCode.REGISTER_HANDED_IN,
    ComplaintReason.PERIOD_REVERSED: ErrorCode.PERIOD_REVERSED,
    ComplaintReason.NOT_HANDED_IN: ErrorCode.REGISTER_NOT_HANDED_IN,
    ComplaintReason.DEMAND: ErrorCode.PERSONAL_DATA_DEMANDED,
    ComplaintReason.PERSONAL_DATA: ErrorCode.PERSONAL_DATA_IN_COMPLAINT,
    ComplaintReason.NOT_CHECKED: ErrorCode.COMPLAINT_NOT_CHECKED,
}
OWN_PLACES = "own_places"


@dataclass(frozen=True)
class ComplaintSettings:
    """How long the registry may take to say whether a complaint holds its writer's own name, in seconds (MSG-8)."""

    own_name_seconds: float = 1.0


def complaint_settings(settings: ServiceSettings) -> ComplaintSettings:
    """As `deploy/config/compliance.yaml` gives them."""
    return ComplaintSettings(settings.number("OWN_NAME_SECONDS", ComplaintSettings.own_name_seconds))


class Answering(Protocol):
    """A service that takes answers to complaints."""

    demand_settings: DemandSettings


def answer_checked(service: Answering, work: Work, request: dict[str, Any]) -> dict[str, Any]:
    """The step of an organization with its text looked at; a demand in it is counted in a transaction of its own (MSG-8)."""
    answering.refuse_demands(work, request, service.demand_settings)
    return request


class Checking(Protocol):
    """A service that can ask the registry."""

    asker: Asker
    complaint_settings: ComplaintSettings


def own_name_looked_for(service: Checking, work: Work, request: dict[str, Any]) -> dict[str, Any]:
    """The request with the places of the seeker's own name and address in words that the organization will read (MSG-8).

    The register shows it the seeker's number beside them. Without the registry's word nothing is taken; words to the authority alone
    are, which knows who complains. No transaction is open while the registry is asked.
    """
    if work.caller.role is not Role.SEEKER:
        return {**request, OWN_PLACES: ()}
    concerned = handling.read_by_organization(work, request)
    work.close()
    if not concerned:
        return {**request, OWN_PLACES: ()}
    text = request["content"] if "content" in request else request["text"]
    try:
        found = own_places(service.asker, work, text, service.complaint_settings.own_name_seconds)
    except NoAnswer:
        raise Refusal(ComplaintReason.NOT_CHECKED) from None
    return {**request, OWN_PLACES: found}


class Complaints:
    """Complaints of seekers and employers, registers of organizations, what staff do with them (CMP-12)."""

    case_settings: CaseSettings

    @serve(compliance.FILE_COMPLAINT, beforehand=own_name_looked_for)
    def file_complaint(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12, SEE-7."""
        return handling.file_complaint(work, request, known_places(), request[OWN_PLACES])

    @serve(compliance.LIST_MY_COMPLAINTS)
    def list_my_complaints(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12, SEE-7."""
        return showing.list_mine(work, request)

    @serve(compliance.SHOW_MY_COMPLAINT)
    def show_my_complaint(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12, SEE-7."""
        return showing.show_mine(work, request["complaint_id"])

    @serve(compliance.PURSUE_COMPLAINT, beforehand=own_name_looked_for)
    def pursue_complaint(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12, SEE-7."""
        return handling.pursue(work, request, known_places(), request[OWN_PLACES])

    @serve(compliance.RECORD_COMPLAINT)
    def record_complaint(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return handling.record_complaint(work, request, known_places())

    @serve(compliance.LIST_COMPLAINTS)
    def list_complaints(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return showing.list_register(work, request)

    @serve(compliance.SHOW_COMPLAINT)
    def show_complaint(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return showing.show_entry(work, request["complaint_id"])

    @serve(compliance.ANSWER_COMPLAINT, beforehand=answer_checked)
    def answer_complaint(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return handling.answer(work, request, known_places())

    @serve(compliance.LIST_OWN_REGISTER_DEMANDS)
    def list_own_register_demands(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return registers.list_own_demands(work, request)

    @serve(compliance.HAND_IN_REGISTER)
    def hand_in_register(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return registers.hand_in(work, request["demand_id"])

    @serve(compliance.RECORD_COMPLAINT_AT_DESK)
    def record_complaint_at_desk(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return handling.record_at_desk(work, request, known_places())

    @serve(compliance.LIST_STAFF_COMPLAINTS)
    def list_staff_complaints(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return showing.list_with_authority(work, request)

    @serve(compliance.SHOW_STAFF_COMPLAINT)
    def show_staff_complaint(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return showing.show_with_authority(work, request["complaint_id"])

    @serve(compliance.HANDLE_COMPLAINT)
    def handle_complaint(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return handling.handle_as_staff(work, request, self.case_settings.longest_due_days)

    @every(HOUR)
    def end_facts_closed(self, work: Work) -> int:
        """CMP-12: organizations learn on the next working day that a complainant has closed what facts are asked for."""
        return ending.end_facts_closed(work)

    @serve(compliance.LINK_COMPLAINT)
    def link_complaint(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return handling.link_case(work, request)

    @serve(compliance.DEMAND_REGISTER)
    def demand_register(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return registers.demand_register(work, request, self.case_settings.longest_due_days)

    @serve(compliance.LIST_REGISTER_DEMANDS)
    def list_register_demands(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return registers.list_demands(work, request)

    @serve(compliance.SHOW_HANDED_IN_REGISTER)
    def show_handed_in_register(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-12."""
        return registers.show_handed_in(work, request)
