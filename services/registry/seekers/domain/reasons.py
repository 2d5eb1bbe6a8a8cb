"""Why a request about a seeker is refused, each reason with the rule it rests on."""

from __future__ import annotations

from enum import Enum


class SeekerReason(Enum):
    """A reason of the rules of seekers; `code` is stable, `rule` the ID in domain.md."""

    UNKNOWN_SEEKER = ("unknown_seeker", "SEE-1")
    APPLICATION_NOT_VALID = ("application_not_valid", "SEE-6")
    APPLICATION_STILL_VALID = ("application_still_valid", "SEE-6")
    END_OUT_OF_PERIOD = ("end_out_of_period", "SEE-6")
    DAY_OUT_OF_PERIOD = ("day_out_of_period", "SEE-6")
    END_NOT_RECORDED_HERE = ("end_not_recorded_here", "SEE-6")
    RECORD_KEPT_BY_OFFICE = ("record_kept_by_office", "SEE-1")
    NOT_REGISTERED_ONLINE = ("not_registered_online", "SEE-1")
    SOURCE_ID_IN_USE = ("source_id_in_use", "SEE-1")
    SOURCE_ID_CONFIRMED = ("source_id_confirmed", "SEE-1")
    SAME_SEEKER = ("same_seeker", "SEE-1")
    DUPLICATE_HAS_MY_PAGE = ("duplicate_has_my_page", "SEE-7")
    PERSONS_DIFFER = ("persons_differ", "SEE-1")
    NOT_ELIGIBLE_YET = ("not_eligible_yet", "SEE-5")
    UNKNOWN_CODE = ("unknown_code", "REG-17")
    PERSONAL_DATA_IN_TEXT = ("personal_data_in_text", "SEE-2")
    VALUE_NOT_POSSIBLE = ("value_not_possible", "SEE-3")
    EMAIL_IN_USE = ("email_in_use", "AUT-6")
    TERMS_NOT_CURRENT = ("terms_not_current", "REG-15")
    REASON_MISSING = ("reason_missing", "SEE-2")
    UNKNOWN_ERASURE = ("unknown_erasure", "SEE-2")
    ERASURE_DECIDED = ("erasure_decided", "SEE-2")
    STALE_CURSOR = ("stale_cursor", "OPS-3")
    ERASURE_WAITS = ("erasure_waits", "SEE-2")
    ERASURE_NEEDS_ANOTHER = ("erasure_needs_another", "SEE-2")

    def __init__(self, code: str, rule: str) -> None:
        self.code = code
        self.rule = rule
