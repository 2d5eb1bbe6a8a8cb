"""Why a step on an account is refused, each reason with the rule it rests on."""

from __future__ import annotations

from enum import Enum


class AccountReason(Enum):
    """A reason of the rules of accounts; `code` is stable, `rule` the ID in domain.md."""

    WRONG_EMAIL_OR_PASSWORD = ("wrong_email_or_password", "AUT-1")
    NOT_OPEN_YET = ("not_open_yet", "REG-5")
    UNKNOWN_ACCOUNT = ("unknown_account", "AUT-7")
    KEY_INVALID = ("key_invalid", "AUT-6")
    TERMS_NOT_CURRENT = ("terms_not_current", "REG-15")

    def __init__(self, code: str, rule: str) -> None:
        self.code = code
        self.rule = rule
