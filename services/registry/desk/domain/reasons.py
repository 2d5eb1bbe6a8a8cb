"""Why a step at the desk is refused, each reason with the rule it rests on."""

from __future__ import annotations

from enum import Enum


class DeskReason(Enum):
    """A reason of the rules of the desk; `code` is stable, `rule` the ID in domain.md."""

    SECOND_PERSON_NEEDED = ("second_person_needed", "REG-10")
    SAME_PERSON = ("same_person", "REG-10")
    PROPOSED_ALREADY = ("proposed_already", "REG-10")
    NOTHING_PROPOSED = ("nothing_proposed", "REG-10")
    OTHER_PROPOSAL = ("other_proposal", "REG-10")
    REASON_MISSING = ("reason_missing", "REG-10")
    LETTER_NOT_POSTED_IN_CLASS = ("letter_not_posted_in_class", "REG-10")
    WITHDRAWAL_WITHOUT_LETTER = ("withdrawal_without_letter", "REG-10")
    LETTER_BEFORE_APPROVAL = ("letter_before_approval", "REG-10")
    LETTER_IN_FUTURE = ("letter_in_future", "REG-10")
    LETTER_RECORDED_ALREADY = ("letter_recorded_already", "REG-10")
    LETTER_NOT_RECORDED = ("letter_not_recorded", "REG-10")
    LETTER_UNCHANGED = ("letter_unchanged", "REG-10")
    NOT_APPROVED = ("not_approved", "REG-10")
    ADDRESS_UNKNOWN = ("address_unknown", "REG-9")
    ADDRESS_SENT_ALREADY = ("address_sent_already", "REG-9")
    APPLICATION_OVER = ("application_over", "REG-9")
    RECEIVED_TOO_LONG_AGO = ("received_too_long_ago", "REG-9")
    RECEIVED_IN_FUTURE = ("received_in_future", "REG-9")
    RECEIVED_BEFORE_APPROVAL = ("received_before_approval", "REG-9")
    PLACE_OF_OTHER_BUREAU = ("place_of_other_bureau", "AUT-7")
    NUMBER_UNREADABLE = ("number_unreadable", "REG-4")
    CURSOR_UNREADABLE = ("cursor_unreadable", "AUT-7")

    def __init__(self, code: str, rule: str) -> None:
        self.code = code
        self.rule = rule
