"""AUT-1, AUT-6, REG-5, REG-11: who may log in, and what the others are told."""

from dataclasses import replace

import pytest

from services.registry.accounts.domain.account import Account, AccountState, objection_to_login
from services.registry.accounts.domain.reasons import AccountReason

ACCOUNT = Account("1", "organization_main", AccountState.OPEN, "株式会社東京")


def test_an_open_account_with_its_password_may_log_in() -> None:
    assert objection_to_login(ACCOUNT, password_fits=True) is None


@pytest.mark.parametrize("state", AccountState)
def test_a_wrong_password_is_told_alike_in_every_state(state: AccountState) -> None:
    objection = objection_to_login(replace(ACCOUNT, state=state), password_fits=False)
    assert objection is AccountReason.WRONG_EMAIL_OR_PASSWORD


def test_an_unknown_account_is_told_like_a_wrong_password() -> None:
    assert objection_to_login(None, password_fits=True) is AccountReason.WRONG_EMAIL_OR_PASSWORD


def test_the_services_open_on_approval_and_until_then_the_right_password_looks_wrong() -> None:
    """REG-5, decision 194."""
    issued = replace(ACCOUNT, state=AccountState.ISSUED)
    assert objection_to_login(issued, password_fits=True) is AccountReason.WRONG_EMAIL_OR_PASSWORD


def test_after_a_withdrawal_an_account_still_opens_what_is_left_to_do() -> None:
    """AUT-9, REG-11."""
    assert objection_to_login(replace(ACCOUNT, state=AccountState.CLOSED), password_fits=True) is None


def test_an_account_that_is_no_more_looks_like_none() -> None:
    ended = replace(ACCOUNT, state=AccountState.RELEASED)
    assert objection_to_login(ended, password_fits=True) is AccountReason.WRONG_EMAIL_OR_PASSWORD
