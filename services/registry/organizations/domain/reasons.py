"""Why an application is refused or a step on it is not possible, each reason with the rule it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Reason(Enum):
    """A reason of the rules of organizations; `code` is stable, `rule` the ID in domain.md."""

    # what the kind may use
    OFFERS_NOT_FOR_KIND = ("offers_not_for_kind", "REG-1")
    SEEKERS_NOT_FOR_KIND = ("seekers_not_for_kind", "REG-1")
    NO_SERVICE_CHOSEN = ("no_service_chosen", "REG-1")
    SCHOOL_KIND_MISSING = ("school_kind_missing", "REG-1")
    SCHOOL_KIND_NOT_FOR_KIND = ("school_kind_not_for_kind", "REG-1")
    SCHOOL_NOT_COVERED = ("school_not_covered", "REG-1")
    RECOGNITION_MISSING = ("recognition_missing", "REG-1")
    COMMISSIONED_AGENCY_MISSING = ("commissioned_agency_missing", "REG-1")
    COMMISSIONED_AGENCY_NOT_FOR_KIND = ("commissioned_agency_not_for_kind", "REG-1")
    COLLECTS_MONEY = ("collects_money", "REG-1")
    PERMISSION_NUMBER_MISSING = ("permission_number_missing", "REG-4")
    PERMISSION_NUMBER_OF_OTHER_KIND = ("permission_number_of_other_kind", "REG-4")
    PERMISSION_NUMBER_NOT_FOR_KIND = ("permission_number_not_for_kind", "REG-4")
    MAIN_ESTABLISHMENT_APPLIES = ("main_establishment_applies", "REG-4")
    COMMISSIONED_NUMBER_OF_NO_AGENCY = ("commissioned_number_of_no_agency", "REG-1")
    PERMISSION_TERM_NOT_FOR_KIND = ("permission_term_not_for_kind", "REG-16")
    PERMISSION_TERM_MISSING = ("permission_term_missing", "REG-16")
    PERMISSION_TERM_ENDED = ("permission_term_ended", "REG-16")
    # what the applicant has done and named
    NO_REGULAR_PLACEMENT = ("no_regular_placement", "REG-3")
    CONTACT_MANAGER_MISSING = ("contact_manager_missing", "REG-12")
    CONTACT_MANAGER_WITHOUT_SERVICE = ("contact_manager_without_service", "REG-12")
    MANAGER_NOT_FULL_TIME = ("manager_not_full_time", "REG-12")
    MANDATORY_INFORMATION_MISSING = ("mandatory_information_missing", "MSG-2")
    MARK_HOLDER_MISSING = ("mark_holder_missing", "REG-8")
    MARK_HOLDER_UNFIT = ("mark_holder_unfit", "REG-8")
    CERTIFICATES_DIFFER = ("certificates_differ", "REG-14")
    NOTIFIED_IN_FUTURE = ("notified_in_future", "MSG-10")
    SECURITY_NOT_DECLARED = ("security_not_declared", "OPS-5")
    TERMS_NOT_CURRENT = ("terms_not_current", "REG-15")
    # how the applicant stands
    BUSINESS_ORDER = ("business_order", "REG-2")
    BARRED = ("barred", "CMP-9")
    SUSPENSION_RUNS_ON = ("suspension_runs_on", "CMP-14")
    SUSPENSION_NOT_LIFTED = ("suspension_not_lifted", "CMP-14")
    EMAIL_HELD = ("email_held", "REG-11")
    ESTABLISHMENT_REGISTERED = ("establishment_registered", "REG-4")
    ORGANIZATION_ENDED = ("organization_ended", "AUT-9")
    # what an organization asks for later
    KIND_CHANGED = ("kind_changed", "REG-4")
    SERVICE_REMOVED = ("service_removed", "REG-5")
    SERVICE_WITHDRAWN_MEANWHILE = ("service_withdrawn_meanwhile", "REG-5")
    NOTHING_CHANGED = ("nothing_changed", "REG-13")
    CHANGED_SINCE = ("changed_since", "REG-13")
    RENEWED_SINCE = ("renewed_since", "REG-16")
    NOTHING_TO_RENEW = ("nothing_to_renew", "REG-16")
    RENEWAL_NOT_OPEN = ("renewal_not_open", "REG-16")
    CONTENT_NOT_CONFIRMED = ("content_not_confirmed", "REG-16")
    SERVICE_NOT_USED = ("service_not_used", "REG-5")
    # steps
    NOT_POSSIBLE_IN_STATE = ("not_possible_in_state", "REG-5")
    FORM_NOT_RECEIVED = ("form_not_received", "REG-10")
    CARRIED_CHANGE_NOT_RECEIVED = ("carried_change_not_received", "REG-16")
    CARRIED_CHANGE_FAILED = ("carried_change_failed", "REG-16")
    REPLACED = ("replaced", "REG-6")
    EMAIL_TAKEN_SINCE = ("email_taken_since", "REG-7")
    EMAIL_TAKEN_BEFORE_APPROVAL = ("email_taken_before_approval", "REG-11")
    ANOTHER_IS_OPEN = ("another_is_open", "REG-6")
    RECEIVED_BEFORE_REGISTRATION = ("received_before_registration", "REG-7")
    RECEIVED_IN_FUTURE = ("received_in_future", "REG-7")
    FORM_TOO_LATE = ("form_too_late", "REG-7")
    FORM_NOT_YET_DUE = ("form_not_yet_due", "REG-7")
    EXPLANATION_MISSING = ("explanation_missing", "REG-8")
    TERMS_CONSENT_MISSING = ("terms_consent_missing", "REG-8")
    MARK_CERTIFICATE_MISSING = ("mark_certificate_missing", "REG-8")
    DOCUMENT_NOT_ON_FILE = ("document_not_on_file", "REG-8")
    CORRECTION_REASON_MISSING = ("correction_reason_missing", "REG-8")
    RECEIPT_UNCHANGED = ("receipt_unchanged", "REG-8")
    ENTERED_WITH_ITS_DAY = ("entered_with_its_day", "REG-9")
    ENTRY_TAKEN_BACK = ("entry_taken_back", "REG-9")
    ENTRY_TOO_OLD = ("entry_too_old", "REG-9")
    EMAIL_TAKEN_SINCE_REFUSAL = ("email_taken_since_refusal", "REG-11")
    APPROVAL_STANDS = ("approval_stands", "REG-5")
    DECIDED_SINCE_WITHDRAWAL = ("decided_since_withdrawal", "REG-13")
    CHANGE_WAITS_SINCE_WITHDRAWAL = ("change_waits_since_withdrawal", "REG-13")
    TERMINATED_SINCE_WITHDRAWAL = ("terminated_since_withdrawal", "CMP-9")
    ESTABLISHMENT_IN_USE_SINCE = ("establishment_in_use_since", "REG-4")
    ID_RESERVED_NO_MORE = ("id_reserved_no_more", "REG-11")
    TERM_NOT_KEPT = ("term_not_kept", "REG-16")
    REFUSAL_REASON_MISSING = ("refusal_reason_missing", "REG-10")
    OTHER_BUREAU = ("other_bureau", "AUT-7")

    def __init__(self, code: str, rule: str) -> None:
        self.code = code
        self.rule = rule


@dataclass(frozen=True)
class Objection:
    """A reason, and where it lies: a JSON pointer into the application or the step ("" is the whole of it)."""

    reason: Reason
    pointer: str = ""
    about: str = ""
    """What it is about, in words for the applicant, where the reason alone does not say it."""
    value: int | date | None = None
    """The amount or the day that its text names, where a setting or the facts decide it."""


Objections = tuple[Objection, ...]
"""Everything that stands against a step; never empty where it is an answer."""
