"""AUT-6, AUT-7: a password that may be in other hands is made void by who may help the account, and every login of it ends."""

from __future__ import annotations

import pytest

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.registry.accounts.tables import account_helps
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import OSAKA, Registry, staff
from tests.contract.registry.examples import EMAIL, PASSWORD
from tests.contract.registry.staff_accounts import TARO, made, ministry, operations, set_password
from tests.contract.registry.test_locks import lock, tried
from tests.contract.registry.test_own_account import SESSION, ask, main_account, refusal
from tests.contract.registry_people.conftest import PASSWORD as SEEKERS_PASSWORD
from tests.contract.registry_people.conftest import at_office, register, registration
from tests.contract.served import Refused

GROUND = "パスワードが漏えいしたおそれがあるとの電話があり、本人を確認した。"


def void(registry: Registry, by: Caller, email: str = EMAIL) -> ErrorCode | None:
    try:
        registry.call(contract.VOID_ACCOUNT_PASSWORD, by, email=email, ground=GROUND)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("by", [staff(), operations()], ids=["its bureau", "operations"])
def test_an_organizations_password_is_made_void_and_its_owner_sets_another(registry: Registry, by: Caller) -> None:
    """AUT-6: who has the password has nothing, whether the login was locked or not."""
    registry.approved()
    account_id = registry.log_in(EMAIL)["account_id"]
    lock(registry)
    assert void(registry, by) is None
    assert tried(registry, password=PASSWORD) is ErrorCode.LOGIN_FAILED
    assert [event["account_id"] for event in registry.published(contract.PASSWORD_CHANGED)] == [account_id]
    assert (registry.mails()[-1].kind, registry.mails()[-1].to) == ("staff_password_voided", EMAIL)
    assert registry.count(account_helps, account_helps.c.done == "password_voided") == 1
    set_password(registry, EMAIL, "another long password")
    assert tried(registry, password="another long password") is None


def test_what_waited_when_the_password_was_made_void_opens_and_changes_nothing(registry: Registry) -> None:
    """AUT-1, AUT-6: neither a key that was mailed before nor a change of address that whoever had the password asked for."""
    registry.approved()
    owner = main_account(registry)
    registry.call(contract.REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=EMAIL)
    key = registry.mails()[-1].parameters["key"]
    keys = ask(registry, owner)
    assert void(registry, staff()) is None
    new = {"email": EMAIL, "key": key, "password": "another long password"}
    refused = refusal(registry, contract.SET_PASSWORD, ANONYMOUS, **new)
    assert refused is ErrorCode.AUTHENTICATION_KEY_INVALID
    for one in keys.values():
        refused = refusal(registry, contract.CONFIRM_EMAIL_CHANGE, owner, key=one, session_id=SESSION)
        assert refused is ErrorCode.NOT_FOUND
    waiting = {mail.kind for mail in registry.mails() if mail.secret}
    assert not waiting & {"authentication_key", "email_change_new", "email_change_old"}, "nor is it mailed any more"


def test_a_seekers_is_made_void_by_the_own_office_alone(registry: Registry) -> None:
    """AUT-7: to another office, a bureau and the ministry there is no such account."""
    number = register(registry)
    email = registration()["email"]
    own = at_office("X1301")
    for other in (
        at_office("X1302"),
        at_office("X2701", OSAKA),
        Caller(Role.OFFICE_STAFF, new_id()),
        staff(),
        ministry(),
    ):
        assert void(registry, other, email) is ErrorCode.NOT_FOUND
    assert registry.log_in(email, SEEKERS_PASSWORD)["seeker_number"] == number
    assert void(registry, own, email) is None
    assert tried(registry, email, SEEKERS_PASSWORD) is ErrorCode.LOGIN_FAILED


def test_who_may_not_help_learns_nothing_of_an_account(registry: Registry) -> None:
    """AUT-6, AUT-7: another bureau's, the ministry's own, and nobody's are refused alike."""
    registry.approved()
    made(registry, TARO, Role.MINISTRY)
    assert void(registry, staff(OSAKA)) is ErrorCode.NOT_FOUND
    assert void(registry, at_office("X1301")) is ErrorCode.NOT_FOUND
    assert void(registry, ministry()) is ErrorCode.NOT_FOUND
    assert void(registry, operations(), TARO) is ErrorCode.NOT_FOUND, "operations administer no account of the ministry"
    assert void(registry, operations(), "nobody@example.jp") is ErrorCode.NOT_FOUND
    assert registry.published(contract.PASSWORD_CHANGED) == []
    assert void(registry, ministry(), TARO) is None
