"""How far an operation reaches for staff: which subjects those of a bureau or an office may see and change by it (AUT-7).

"Bureau staff see their bureau, offices their office": a table, as with standings, so that it can be read, generated into
docs/roles.md and walked by a test. A service decides by the bureau or office in the caller; what stands here is what it
is held to. The ministry and operations act for the whole country, except in what is their own account's.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from services.contracts.caller import LOGGED_IN, Role
from services.contracts.operations import Operation

LOCAL_STAFF = frozenset({Role.BUREAU_STAFF, Role.OFFICE_STAFF})
STAFF = LOCAL_STAFF | {Role.MINISTRY, Role.OPERATIONS}


class Reach(StrEnum):
    """Whose subjects an operation is about, for staff."""

    OWN_AREA = "own_area"
    """Those of the own bureau, of the own office: another's are refused, or look as if there were none."""
    WHO_COMES = "who_comes"
    """Those of the own office, and a person who has come to it with something that nobody else knows."""
    OWN_ACCOUNT = "own_account"
    """The caller's own account."""
    ANYBODYS = "anybodys"
    """What anybody may ask, in the same words: it rests on no office."""
    NATIONWIDE = "nationwide"
    """All of the country's."""


REACH_NAMES = {
    Reach.OWN_AREA: "管轄",
    Reach.WHO_COMES: "管轄と来所者",
    Reach.OWN_ACCOUNT: "本人",
    Reach.ANYBODYS: "共通",
    Reach.NATIONWIDE: "全国",
}

_OWN_AREA = (
    "compliance.advance_case",
    "compliance.announce_hearing",
    "compliance.correct_order",
    "compliance.demand_register",
    "compliance.demand_reports",
    "compliance.get_certificate",
    "compliance.handle_complaint",
    "compliance.lift_measure",
    "compliance.link_complaint",
    "compliance.list_cases",
    "compliance.list_certificates",
    "compliance.list_late_duties",
    "compliance.list_late_organizations",
    "compliance.list_orders",
    "compliance.list_prompts",
    "compliance.list_register_demands",
    "compliance.list_staff_complaints",
    "compliance.meet_order",
    "compliance.open_case",
    "compliance.reclassify_case",
    "compliance.record_order",
    "compliance.request_correction",
    "compliance.set_case_day",
    "compliance.show_case",
    "compliance.show_handed_in_register",
    "compliance.show_staff_complaint",
    "compliance.show_standing",
    "compliance.suspend_in_case",
    "compliance.suspend_organization",
    "compliance.terminate_in_case",
    "compliance.withdraw_decision",
    "messaging.list_conversations_in_case",
    "messaging.read_conversation_in_case",
    "registry.approve_application",
    "registry.ask_erasure",
    "registry.change_account_email",
    "registry.change_choices_at_office",
    "registry.change_establishment",
    "registry.close_establishment",
    "registry.confirm_decision",
    "registry.confirm_employer",
    "registry.correct_hello_work_id",
    "registry.decide_erasure",
    "registry.end_application_for_work",
    "registry.enter_paper_application",
    "registry.enter_paper_procedure",
    "registry.extend_application_for_work",
    "registry.find_seeker_at_office",
    "registry.join_seekers",
    "registry.get_acceptance_letter",
    # Anybody may ask these with the key of the completion page; staff without one, for their own bureau.
    "registry.get_application_form",
    "registry.get_terms_consent",
    "registry.get_document",
    "registry.list_documents",
    "registry.upload_document",
    "registry.list_applications",
    "registry.list_employer_applications",
    "registry.list_erasures",
    "registry.list_establishments",
    "registry.list_mail_troubles",
    "registry.list_proposals",
    "registry.list_staff_accounts",
    "registry.open_employer_page",
    "registry.propose_decision",
    "registry.record_form",
    "registry.correct_form",
    "registry.take_form_back",
    "registry.take_refusal_back",
    "registry.take_withdrawal_back",
    "registry.record_letter",
    "registry.correct_letter",
    "registry.refuse_application",
    "registry.refuse_employer",
    "registry.register_establishment",
    "registry.search_applications",
    "registry.send_bureau_address",
    "registry.show_application",
    "registry.show_desk",
    "registry.show_employer_application",
    "registry.show_establishment",
    "registry.take_back_end_of_application",
    "registry.unlock_account",
    "registry.void_account_password",
    "registry.withdraw_proposal",
    "reporting.list_usage_reports",
    "reporting.show_usage_report",
    "reporting.statistics_of_day",
)
_WHO_COMES = ("compliance.record_complaint_at_desk", "registry.accept_online_application")
_OWN_ACCOUNT = (
    "registry.cancel_email_change",
    "registry.change_password",
    "registry.confirm_email_change",
    "registry.request_email_change",
    "registry.show_email_change",
)
_ANYBODYS = (
    "registry.accept_invitation",
    "registry.compare_terms",
    "registry.check_employer",
    "registry.current_terms",
    "registry.get_blank_form",
    "registry.list_terms",
    "registry.register_application",
    "registry.register_employer",
    "registry.register_seeker",
    "registry.request_authentication_key",
    "registry.request_registration_key",
    "registry.set_password",
    "registry.show_invitation",
    "registry.show_public_list",
    "registry.show_terms",
)
REACHES: Mapping[str, Reach] = MappingProxyType(
    {
        **dict.fromkeys(_OWN_AREA, Reach.OWN_AREA),
        **dict.fromkeys(_WHO_COMES, Reach.WHO_COMES),
        **dict.fromkeys(_OWN_ACCOUNT, Reach.OWN_ACCOUNT),
        **dict.fromkeys(_ANYBODYS, Reach.ANYBODYS),
    }
)
"""By routing key, of every operation that staff of bureaus or offices may ask."""


def reach_of(operation: Operation, role: Role) -> Reach | None:
    """How far an operation reaches for staff of a role; None where they may not ask it, or it is not declared."""
    if role not in STAFF & operation.roles:
        return None
    declared = REACHES.get(operation.routing_key)
    if role in LOCAL_STAFF:
        return declared
    own = operation.roles >= LOGGED_IN and Role.ANYONE not in operation.roles
    if own or declared is Reach.ANYBODYS:
        return declared
    return Reach.NATIONWIDE
