"""Why a step on an establishment or a request for a My Page is refused, each reason with the rule it rests on."""

from __future__ import annotations

from enum import Enum


class EmployerReason(Enum):
    """A reason of the rules of employers; `code` is stable, `rule` the ID in domain.md."""

    UNKNOWN_ESTABLISHMENT = ("unknown_establishment", "AUT-7")
    UNKNOWN_APPLICATION = ("unknown_application", "AUT-7")
    OTHER_OFFICE = ("other_office", "AUT-7")
    UNKNOWN_CODE = ("unknown_code", "REG-17")
    CORPORATE_NUMBER_WRONG = ("corporate_number_wrong", "OFR-1")
    MORE_HERE_THAN_IN_TOTAL = ("more_here_than_in_total", "OFR-1")
    ALREADY_REGISTERED = ("already_registered", "OFR-1")
    ESTABLISHMENT_CLOSED = ("establishment_closed", "OFR-1")
    CHANGED_MEANWHILE = ("changed_meanwhile", "OFR-1")
    ALREADY_DECIDED = ("already_decided", "OFR-1")
    HAS_MY_PAGE = ("has_my_page", "OFR-1")
    EMAIL_HELD = ("email_held", "REG-11")

    def __init__(self, code: str, rule: str) -> None:
        self.code = code
        self.rule = rule
