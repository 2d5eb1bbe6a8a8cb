"""Why a step on an account is refused, each reason with the rule it rests on."""

from __future__ import annotations

from enum import Enum


class AccountReason(Enum):
    """A reason of the rules of accounts; `code` is stable, `rule` the ID in domain.md."""

    WRONG_EMAIL_OR_PASSWORD = ("wrong_email_or_password", "AUT-1")
    UNKNOWN_ACCOUNT = ("unknown_account", "AUT-7")
    KEY_INVALID = ("key_invalid", "AUT-6")
    CURRENT_PASSWORD_WRONG = ("current_password_wrong", "AUT-6")
    EMAIL_HELD = ("email_held", "REG-11")
    NO_SUCH_INVITATION = ("no_such_invitation", "REG-11")
    INVITATION_OVER = ("invitation_over", "REG-11")
    MAIN_ACCOUNT_STAYS = ("main_account_stays", "REG-11")
    ORGANIZATION_ENDED = ("organization_ended", "REG-11")
    NO_EMAIL_CHANGE = ("no_email_change", "AUT-1")
    REQUESTED_IN_FUTURE = ("requested_in_future", "AUT-1")
    SECOND_PERSON_NEEDED = ("second_person_needed", "REG-10")
    NO_SUCH_REPORT = ("no_such_report", "REG-11")
    REPORT_HANDLED = ("report_handled", "REG-11")
    OTHER_AUTHORITYS_ACCOUNT = ("other_authoritys_account", "AUT-7")
    OWN_ACCOUNT = ("own_account", "AUT-7")
    ACCOUNT_ENDED = ("account_ended", "AUT-7")
    ACCOUNT_NOT_ENDED = ("account_not_ended", "AUT-7")
    CHANGED_MEANWHILE = ("changed_meanwhile", "AUT-7")
    AREA_UNFIT = ("area_unfit", "AUT-7")
    TERMS_NOT_CURRENT = ("terms_not_current", "REG-15")

    def __init__(self, code: str, rule: str) -> None:
        self.code = code
        self.rule = rule
