"""Why a document is not filed or not shown, each reason with the rule it rests on."""

from __future__ import annotations

from enum import Enum


class DocumentReason(Enum):
    """A reason of the rules of documents; `code` is stable, `rule` the ID in domain.md."""

    TOO_LARGE = ("too_large", "REG-8")
    UNKNOWN_TYPE = ("unknown_type", "REG-8")
    UNREADABLE = ("unreadable", "REG-8")
    ENCRYPTED = ("encrypted", "REG-8")
    ACTIVE_CONTENT = ("active_content", "REG-8")
    DAMAGED = ("damaged", "REG-8")
    NAME_NOT_ALLOWED = ("name_not_allowed", "REG-8")
    NAME_OF_OTHER_TYPE = ("name_of_other_type", "REG-8")
    TOO_MANY = ("too_many", "REG-8")
    FILED_ALREADY = ("filed_already", "REG-8")
    APPLICATION_CLOSED = ("application_closed", "REG-8")
    NO_SUCH_DOCUMENT = ("no_such_document", "REG-8")
    INSPECTION_BUSY = ("inspection_busy", "REG-8")

    def __init__(self, code: str, rule: str) -> None:
        self.code = code
        self.rule = rule
