"""What the owner of an account changes of it: password and address; what the bureau does in the owner's place (AUT-1, AUT-6)."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    ACCOUNT_EMAIL_CHANGED,
    CANCEL_EMAIL_CHANGE,
    CHANGE_ACCOUNT_EMAIL,
    CHANGE_PASSWORD,
    CONFIRM_EMAIL_CHANGE,
    PASSWORD_CHANGED,
    REQUEST_AUTHENTICATION_KEY,
    REQUEST_EMAIL_CHANGE,
    SET_PASSWORD,
    SHOW_EMAIL_CHANGE,
)
from services.registry.accounts import storage
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.tables import account_helps, email_change_entries, email_changes
from services.runtime.identifiers import new_id
from tests.contract.at_once import together
from tests.contract.registry.conftest import OSAKA, TOKYO, Registry, staff
from tests.contract.registry.examples import EMAIL, PASSWORD
from tests.contract.served import Refused

NEW_PASSWORD = "a new and long password"
NEW_EMAIL = "new.address@example.jp"
SESSION = new_id()


def main_account(registry: Registry, email: str = EMAIL, password: str = PASSWORD) -> Caller:
    identity = registry.log_in(email, password)
    return Caller(Role(identity["role"]), identity["account_id"], identity["organization_id"])


@pytest.fixture
def owner(registry: Registry) -> Caller:
    registry.approved()
    return main_account(registry)


def refusal(registry: Registry, *arguments: Any, **request: Any) -> ErrorCode:
    with pytest.raises(Refused) as refused:
        registry.call(*arguments, **request)
    return refused.value.code


# Password


def change_password(registry: Registry, owner: Caller, current: str = PASSWORD) -> dict[str, Any]:
    request = {"current_password": current, "password": NEW_PASSWORD, "session_id": SESSION}
    return registry.call(CHANGE_PASSWORD, owner, **request)


def test_who_is_logged_in_changes_the_password_with_the_old_one(registry: Registry, owner: Caller) -> None:
    """AUT-6: all sessions but this one end, and the owner is told by e-mail."""
    change_password(registry, owner)
    assert main_account(registry, password=NEW_PASSWORD).account_id == owner.account_id
    assert refusal(registry, CHANGE_PASSWORD, owner, current_password=PASSWORD, password="x" * 12, session_id=SESSION)
    told = {"account_id": owner.account_id, "except_session_id": SESSION, "password_version": 1}
    assert registry.published(PASSWORD_CHANGED) == [told]
    assert (registry.mails()[-1].kind, registry.mails()[-1].to) == ("password_changed", EMAIL)


def test_who_found_an_open_session_can_not_guess_the_password_for_ever(registry: Registry, owner: Caller) -> None:
    """AUT-6: five times, then the right one is refused alike; the owner can still log in."""
    for _ in range(5):
        request = {"current_password": "wrong", "password": NEW_PASSWORD, "session_id": SESSION}
        assert refusal(registry, CHANGE_PASSWORD, owner, **request) is ErrorCode.CURRENT_PASSWORD_WRONG
    request["current_password"] = PASSWORD
    assert refusal(registry, CHANGE_PASSWORD, owner, **request) is ErrorCode.CURRENT_PASSWORD_WRONG
    assert registry.log_in(EMAIL)
    registry.pass_by(minutes=30)
    change_password(registry, owner)


def test_a_password_of_eleven_characters_is_too_short(registry: Registry, owner: Caller) -> None:
    assert "password" in CHANGE_PASSWORD.request.validate(
        {"current_password": PASSWORD, "password": "x" * 11, "session_id": SESSION}
    )


# Address


def ask(registry: Registry, owner: Caller, new_email: str = NEW_EMAIL) -> dict[str, str]:
    """The keys by the address they were mailed to."""
    registry.call(REQUEST_EMAIL_CHANGE, owner, current_password=PASSWORD, new_email=new_email)
    mails = registry.mails()[-2:]
    assert {mail.kind for mail in mails} == {"email_change_new", "email_change_old"}
    assert all(mail.secret for mail in mails)
    return {mail.to: mail.parameters["key"] for mail in mails}


def confirm(registry: Registry, owner: Caller, key: str) -> dict[str, Any]:
    return registry.call(CONFIRM_EMAIL_CHANGE, owner, key=key, session_id=SESSION)


@pytest.mark.parametrize("order", [(EMAIL, NEW_EMAIL), (NEW_EMAIL, EMAIL)], ids=["old first", "new first"])
def test_the_address_changes_once_both_addresses_have_confirmed(
    registry: Registry, owner: Caller, order: tuple[str, str]
) -> None:
    """AUT-1: in any order; both are told, and sessions on other browsers end."""
    keys = ask(registry, owner)
    assert confirm(registry, owner, keys[order[0]])["changed"] is False
    assert registry.log_in(EMAIL)["account_id"] == owner.account_id
    assert confirm(registry, owner, keys[order[1]]) == {"new_confirmed": True, "old_confirmed": True, "changed": True}
    assert registry.log_in(NEW_EMAIL)["account_id"] == owner.account_id
    with pytest.raises(Refused):
        registry.log_in(EMAIL)
    told = {mail.to: mail.kind for mail in registry.mails()[-2:]}
    assert told == {EMAIL: "email_changed_old", NEW_EMAIL: "email_changed_new"}
    assert registry.published(ACCOUNT_EMAIL_CHANGED) == [{"account_id": owner.account_id, "except_session_id": SESSION}]
    assert registry.count(email_changes) == 0


def test_a_key_mailed_to_the_address_left_opens_nothing_of_who_takes_that_address_next(
    registry: Registry, owner: Caller
) -> None:
    """AUT-1, AUT-6: within its thirty minutes it would set the password of somebody else's account."""
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=EMAIL)
    key = registry.mails()[-1].parameters["key"]
    keys = ask(registry, owner)
    for address in (EMAIL, NEW_EMAIL):
        confirm(registry, owner, keys[address])
    account = Account(new_id(), Role.BUREAU_STAFF, AccountState.OPEN, "東京労働局", bureau_code=TOKYO)
    with registry.database.transaction() as connection:
        storage.insert_account(
            connection,
            account,
            email=EMAIL,
            password_hash="$argon2id$none",
            now=registry.now,
            personal_data=registry.personal_data,
        )
    request = {"email": EMAIL, "key": key, "password": NEW_PASSWORD}
    assert refusal(registry, SET_PASSWORD, ANONYMOUS, **request) is ErrorCode.AUTHENTICATION_KEY_INVALID


@pytest.mark.parametrize("address", [EMAIL, NEW_EMAIL])
def test_one_address_alone_changes_nothing_however_often_it_confirms(
    registry: Registry, owner: Caller, address: str
) -> None:
    """AUT-1."""
    keys = ask(registry, owner)
    for _ in range(3):
        assert confirm(registry, owner, keys[address])["changed"] is False
    shown = registry.call(SHOW_EMAIL_CHANGE, owner)
    assert (shown["new_confirmed"], shown["old_confirmed"]) == (address == NEW_EMAIL, address == EMAIL)
    assert registry.log_in(EMAIL)


def test_both_confirmations_at_once_change_the_address_once(registry: Registry, owner: Caller) -> None:
    """AUT-1: the row is locked, so the second one sees the first."""
    keys = ask(registry, owner)
    together(*(partial(confirm, registry, owner, key) for key in keys.values()))
    assert registry.log_in(NEW_EMAIL)
    assert len(registry.published(ACCOUNT_EMAIL_CHANGED)) == 1


def test_a_change_of_address_needs_the_password(registry: Registry, owner: Caller) -> None:
    """AUT-1, AUT-6: a session somebody left open is not enough."""
    request = {"current_password": "wrong", "new_email": NEW_EMAIL}
    assert refusal(registry, REQUEST_EMAIL_CHANGE, owner, **request) is ErrorCode.CURRENT_PASSWORD_WRONG
    assert registry.count(email_changes) == 0


def test_keys_of_a_change_are_good_for_24_hours(registry: Registry, owner: Caller) -> None:
    keys = ask(registry, owner)
    confirm(registry, owner, keys[EMAIL])
    registry.pass_by(hours=24)
    assert (
        refusal(registry, CONFIRM_EMAIL_CHANGE, owner, key=keys[NEW_EMAIL], session_id=SESSION) is ErrorCode.NOT_FOUND
    )
    assert refusal(registry, SHOW_EMAIL_CHANGE, owner) is ErrorCode.NOT_FOUND
    with registry.work() as work:
        registry.service.forget_old_attempts(work)
    assert registry.count(email_changes) == 0


def test_a_change_given_up_or_replaced_leaves_keys_that_open_nothing(registry: Registry, owner: Caller) -> None:
    first = ask(registry, owner)
    second = ask(registry, owner, "another@example.jp")
    for key in first.values():
        code = refusal(registry, CONFIRM_EMAIL_CHANGE, owner, key=key, session_id=SESSION)
        assert code is ErrorCode.AUTHENTICATION_KEY_INVALID
    registry.call(CANCEL_EMAIL_CHANGE, owner)
    assert refusal(registry, CANCEL_EMAIL_CHANGE, owner) is ErrorCode.NOT_FOUND
    code = refusal(registry, CONFIRM_EMAIL_CHANGE, owner, key=second[EMAIL], session_id=SESSION)
    assert code is ErrorCode.NOT_FOUND


def test_another_accounts_key_confirms_nothing_of_mine(registry: Registry, owner: Caller) -> None:
    keys = ask(registry, owner)
    registry.approved(email="other@example.jp", name="別の団体")
    other = main_account(registry, "other@example.jp")
    ask(registry, other, "others.new@example.jp")
    for key in keys.values():
        code = refusal(registry, CONFIRM_EMAIL_CHANGE, other, key=key, session_id=SESSION)
        assert code is ErrorCode.AUTHENTICATION_KEY_INVALID


@pytest.mark.parametrize("written", ["OTHER@example.jp", "other@EXAMPLE.jp"])
def test_to_an_address_in_use_no_key_goes_and_only_the_mailbox_learns_why(
    registry: Registry, owner: Caller, written: str
) -> None:
    """REG-11, AUT-6, decision 305: however it is written."""
    registry.approved(email="other@example.jp", name="別の団体")
    registry.call(REQUEST_EMAIL_CHANGE, owner, current_password=PASSWORD, new_email=written)
    sent = [(mail.kind, mail.to) for mail in registry.mails()[-2:]]
    assert sorted(sent) == [("email_change_old", EMAIL), ("email_change_to_address_in_use", written)]


def test_an_address_that_somebody_took_meanwhile_is_refused_at_the_end(registry: Registry, owner: Caller) -> None:
    """AUT-1, REG-11: looked at again under its lock; nothing has changed then."""
    keys = ask(registry, owner)
    confirm(registry, owner, keys[EMAIL])
    registry.register(email=NEW_EMAIL, name="別の団体")
    code = refusal(registry, CONFIRM_EMAIL_CHANGE, owner, key=keys[NEW_EMAIL], session_id=SESSION)
    assert code is ErrorCode.EMAIL_ALREADY_USED
    assert registry.log_in(EMAIL)


def test_a_key_mailed_to_the_old_address_sets_no_password_any_more(registry: Registry, owner: Caller) -> None:
    """AUT-1: who has the old mailbox has nothing."""
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=EMAIL)
    old_key = registry.mails()[-1].parameters["key"]
    for key in ask(registry, owner).values():
        confirm(registry, owner, key)
    request = {"email": EMAIL, "key": old_key, "password": NEW_PASSWORD}
    assert refusal(registry, SET_PASSWORD, ANONYMOUS, **request) is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_the_wanted_address_is_sealed(registry: Registry, owner: Caller) -> None:
    """SEE-2."""
    keys = ask(registry, owner)
    text = registry.everything_in_clear()
    assert not [secret for secret in (NEW_EMAIL, *keys.values()) if secret in text]


# The bureau


def help_out(registry: Registry, caller: Caller, **changes: Any) -> dict[str, Any]:
    request = {
        "email": EMAIL,
        "new_email": NEW_EMAIL,
        "requested_on": registry.today.isoformat(),
        "ground": "メールアドレスの解約による書面の申出。",
        **changes,
    }
    return registry.call(CHANGE_ACCOUNT_EMAIL, caller, **request)


def test_the_bureau_changes_the_address_of_who_can_not_log_in_any_more(registry: Registry, owner: Caller) -> None:
    """AUT-1: on a recorded ground; both addresses are told, every session ends."""
    caller = staff(TOKYO)
    help_out(registry, caller)
    assert registry.log_in(NEW_EMAIL)["account_id"] == owner.account_id
    told = {mail.to: mail.parameters["way"] for mail in registry.mails()[-2:]}
    assert told == dict.fromkeys((EMAIL, NEW_EMAIL), "労働局での手続による変更")
    assert registry.published(ACCOUNT_EMAIL_CHANGED) == [{"account_id": owner.account_id, "except_session_id": None}]
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(account_helps)).one()
    assert (row.done, row.done_by, row.requested_on) == ("email_changed", caller.account_id, registry.today)


def test_another_bureau_changes_no_address(registry: Registry, owner: Caller) -> None:
    """AUT-7."""
    with pytest.raises(Refused) as refused:
        help_out(registry, staff(OSAKA))
    assert refused.value.code is ErrorCode.NOT_FOUND
    assert registry.log_in(EMAIL)


def test_where_two_persons_decide_both_enter_the_change_from_the_paper(registry: Registry, owner: Caller) -> None:
    """AUT-1, REG-10, decision 114: nobody hands an account over alone, and a slip of one is not the other's."""
    tools = registry.service.tools
    registry.service.tools = replace(tools, desk=replace(tools.desk, four_eyes=True))
    first, second, day = staff(TOKYO), staff(TOKYO), registry.today.isoformat()

    def enter(caller: Caller, new_email: str = NEW_EMAIL) -> bool:
        return bool(help_out(registry, caller, new_email=new_email, requested_on=day)["changed"])

    assert not enter(first)
    with pytest.raises(Refused) as refused:
        enter(first)
    assert refused.value.code is ErrorCode.SECOND_PERSON_NEEDED
    assert not enter(second, "slip@example.jp")
    assert not enter(first), "another's entry stood in its place"
    registry.pass_by(days=7)
    assert not enter(second), "entered too long ago"
    assert registry.published(ACCOUNT_EMAIL_CHANGED) == []
    assert NEW_EMAIL not in registry.everything_in_clear()
    assert enter(first)
    assert registry.log_in(NEW_EMAIL)["account_id"] == owner.account_id
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(account_helps)).one()
    assert (row.entered_by, row.done_by) == (second.account_id, first.account_id)
    assert registry.count(email_change_entries) == 0


def test_owner_and_bureau_who_change_the_address_at_once_wait_for_each_other_and_never_both(
    registry: Registry, owner: Caller
) -> None:
    """AUT-1: one order of locks; the bureau comes first here, and the owner is told that nothing waits any more."""
    keys = ask(registry, owner)
    confirm(registry, owner, keys[NEW_EMAIL])
    told: dict[str, Any] = {}

    def attempt(name: str, step: Callable[[], Any]) -> threading.Thread:
        def run() -> None:
            try:
                told[name] = step()["changed"]
            except Refused as refused:
                told[name] = refused.code

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    waiting = sa.text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
        " WHERE NOT granted AND datname = current_database()"
    )
    steps = {
        "bureau": lambda: help_out(registry, staff(TOKYO), new_email="bureau@example.jp"),
        "owner": lambda: confirm(registry, owner, keys[EMAIL]),
    }
    threads = []
    with registry.database.transaction() as holding:
        storage.lock_email(holding, registry.personal_data.lookup(EMAIL))
        for number, (name, step) in enumerate(steps.items(), 1):
            threads.append(attempt(name, step))
            while holding.execute(waiting).scalar_one() < number:
                time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert told == {"bureau": True, "owner": ErrorCode.NOT_FOUND}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"requested_on": "2026-04-23"}, ErrorCode.DAY_IN_FUTURE),
        ({"email": "nobody@example.jp"}, ErrorCode.NOT_FOUND),
        ({"new_email": EMAIL}, ErrorCode.EMAIL_ALREADY_USED),
    ],
    ids=["requested tomorrow", "unknown", "in use"],
)
def test_a_confused_official_is_refused(
    registry: Registry, owner: Caller, changes: dict[str, str], code: ErrorCode
) -> None:
    with pytest.raises(Refused) as refused:
        help_out(registry, staff(TOKYO), **changes)
    assert refused.value.code is code
    assert registry.count(account_helps) == 0
