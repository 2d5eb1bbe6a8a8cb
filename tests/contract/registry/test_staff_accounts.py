"""AUT-7: accounts of staff are issued, ended, enabled again, moved; who may, what ends with it, and who is told."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, SYSTEM, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.operations import Operation
from services.registry.accounts.tables import account_helps, accounts, mailed_keys
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry, staff
from tests.contract.registry.examples import EMAIL
from tests.contract.registry.staff_accounts import (
    ACTS,
    GROUND,
    HANAKO,
    PASSWORD,
    TARO,
    handle,
    issue,
    made,
    ministry,
    operations,
    refusal,
    set_password,
)
from tests.contract.registry.test_locks import lock, tried
from tests.contract.served import Refused

# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("operation", "more"), ACTS, ids=[operation.name for operation, _ in ACTS])
def test_operations_administer_all_but_the_ministry_and_nobody_the_own_account(
    registry: Registry, operation: Operation, more: dict[str, str]
) -> None:
    """AUT-7."""
    theirs = made(registry, role=Role.MINISTRY)
    asked = {"account_id": theirs, "ground": GROUND, **more}
    code = refusal(registry, operation, operations(), **asked)
    assert code == (ErrorCode.OTHER_AUTHORITYS_ACCOUNT, "/account_id")
    own = Caller(role=Role.MINISTRY, account_id=theirs)
    assert refusal(registry, operation, own, **asked)[0] is ErrorCode.OWN_ACCOUNT_STAYS
    member = registry.approved() and registry.log_in(EMAIL)["account_id"]
    asked_of_a_member = {"account_id": member, "ground": GROUND, **more}
    assert refusal(registry, operation, ministry(), **asked_of_a_member)[0] is ErrorCode.NOT_FOUND
    unknown = {"account_id": new_id(), "ground": GROUND, **more}
    assert refusal(registry, operation, ministry(), **unknown)[0] is ErrorCode.NOT_FOUND


def test_the_ministry_administers_its_own_people_too(registry: Registry) -> None:
    """AUT-7: never the caller's own, so one account of the ministry stays."""
    account_id = made(registry, role=Role.MINISTRY)
    assert handle(registry, contract.END_STAFF_ACCOUNT, account_id, ministry())["account"]["state"] == "ended"
    handle(registry, contract.ENABLE_STAFF_ACCOUNT, account_id, ministry())


def test_administrators_alone_issue_and_each_only_what_it_administers() -> None:
    """AUT-7."""
    for operation, _ in [*ACTS, (contract.ISSUE_STAFF_ACCOUNT, {}), (contract.ENABLE_STAFF_ACCOUNT, {})]:
        assert operation.roles == {Role.MINISTRY, Role.OPERATIONS}


# Issued ---------------------------------------------------------------------------------------------------------------


def test_who_is_issued_an_account_sets_the_password_with_a_key_from_the_own_mailbox(registry: Registry) -> None:
    """AUT-7, AUT-6: nobody who issues it ever knows one."""
    account = issue(registry)["account"]
    (mail,) = registry.mails()
    assert (mail.kind, mail.to, mail.parameters["area"]) == ("staff_account_issued", TARO, "東京労働局")
    assert not mail.secret
    set_password(registry, TARO)
    identity = registry.log_in(TARO, PASSWORD)
    assert (identity["account_id"], identity["bureau_code"]) == (account["account_id"], "13")


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"bureau_code": None}, ErrorCode.AREA_UNFIT, "/bureau_code"),
        ({"bureau_code": "48"}, ErrorCode.AREA_UNFIT, "/bureau_code"),
        ({"office_code": "X1301"}, ErrorCode.AREA_UNFIT, "/bureau_code"),
        ({"role": "office_staff", "office_code": "X2701"}, ErrorCode.AREA_UNFIT, "/bureau_code"),
        ({"role": "ministry"}, ErrorCode.OTHER_AUTHORITYS_ACCOUNT, "/role"),
        ({"email": EMAIL}, ErrorCode.EMAIL_ALREADY_USED, "/email"),
        ({"email": EMAIL.upper()}, ErrorCode.EMAIL_ALREADY_USED, "/email"),
    ],
    ids=["no bureau", "no such bureau", "an office", "another bureau's office", "ministry", "in use", "in use, large"],
)
def test_an_account_that_can_not_be_is_not_issued(
    registry: Registry, changes: dict[str, Any], code: ErrorCode, pointer: str
) -> None:
    """AUT-7, REG-11."""
    registry.register()
    with pytest.raises(Refused) as refused:
        issue(registry, **changes)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


# Ended and enabled again ----------------------------------------------------------------------------------------------


def test_an_ended_account_logs_in_no_more_is_told_and_every_login_of_it_ends(registry: Registry) -> None:
    """AUT-7, OPS-3."""
    account_id, by = made(registry), operations()
    registry.call(contract.REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=TARO)
    ended = handle(registry, contract.END_STAFF_ACCOUNT, account_id, by)["account"]
    assert (ended["state"], ended["ended_at"]) == ("ended", "2026-04-22T01:00:00Z")
    assert tried(registry, TARO, PASSWORD) is ErrorCode.LOGIN_FAILED
    assert [event["account_id"] for event in registry.published(contract.ACCOUNT_CLOSED)] == [account_id]
    assert registry.count(mailed_keys) == 0, "a key that was mailed before opens nothing"
    assert [(mail.kind, mail.to) for mail in registry.mails()] == [("staff_account_ended", TARO)]
    (entry,) = [entry for entry in registry.audited() if entry["action"] == "registry.end_staff_account"]
    assert (entry["subject_id"], entry["account_id"]) == (account_id, by.account_id)
    details = {"role": "bureau_staff", "bureau_code": "13", "office_code": None, "left": 0}
    assert entry["details"] == details
    assert registry.count(account_helps, account_helps.c.done == "ended", account_helps.c.ground == GROUND) == 1


def test_a_login_that_was_under_way_gets_no_one_time_password(registry: Registry) -> None:
    """AUT-2, AUT-7: ended or moved between password and one-time password."""
    account_id = made(registry)
    code = {"code": "123456", "valid_until": "2026-04-22T01:30:00Z"}
    tokyo = {"account_id": account_id, "role": "bureau_staff", "bureau_code": "13", "office_code": None, **code}
    registry.call(contract.MAIL_ONE_TIME_PASSWORD, SYSTEM, **tokyo)
    handle(registry, contract.MOVE_STAFF_ACCOUNT, account_id, bureau_code="27")
    assert refusal(registry, contract.MAIL_ONE_TIME_PASSWORD, SYSTEM, **tokyo)[0] is ErrorCode.NOT_FOUND
    registry.call(contract.MAIL_ONE_TIME_PASSWORD, SYSTEM, **{**tokyo, "bureau_code": "27"})
    handle(registry, contract.END_STAFF_ACCOUNT, account_id)
    asked = {"account_id": account_id, **code}
    assert refusal(registry, contract.MAIL_ONE_TIME_PASSWORD, SYSTEM, **asked)[0] is ErrorCode.NOT_FOUND


def test_a_bureaus_last_account_can_be_ended_and_the_answer_says_so(registry: Registry) -> None:
    """AUT-7: accounts of its offices are no accounts of the bureau."""
    first, second = made(registry), made(registry, HANAKO)
    made(registry, "office@example.jp", Role.OFFICE_STAFF)
    assert handle(registry, contract.END_STAFF_ACCOUNT, first)["left"] == 1
    assert handle(registry, contract.END_STAFF_ACCOUNT, second)["left"] == 0


def test_of_two_that_are_ended_at_once_one_is_told_that_it_was_the_last(registry: Registry) -> None:
    """AUT-7: the accounts of the bureau are locked before they are counted."""
    ids, left, errors = (made(registry), made(registry, HANAKO)), [], []
    barrier = threading.Barrier(2)

    def end(account_id: str) -> None:
        barrier.wait()
        try:
            left.append(handle(registry, contract.END_STAFF_ACCOUNT, account_id)["left"])
        except Refused as refused:
            errors.append(refused.code)

    threads = [threading.Thread(target=end, args=(account_id,)) for account_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(left), errors) == ([0, 1], [])


def test_an_ended_account_is_not_ended_moved_or_voided_again(registry: Registry) -> None:
    """AUT-7."""
    account_id = made(registry)
    handle(registry, contract.END_STAFF_ACCOUNT, account_id)
    for operation, more in ACTS:
        asked = {"account_id": account_id, "ground": GROUND, **more}
        assert refusal(registry, operation, operations(), **asked)[0] is ErrorCode.ACCOUNT_ENDED


def test_an_account_enabled_again_needs_a_new_password(registry: Registry) -> None:
    """AUT-7, AUT-6: for what it acted for; the old password opens nothing."""
    account_id = made(registry)
    handle(registry, contract.END_STAFF_ACCOUNT, account_id)
    enabled = handle(registry, contract.ENABLE_STAFF_ACCOUNT, account_id)["account"]
    assert (enabled["state"], enabled["ended_at"], enabled["bureau_code"]) == ("active", None, "13")
    assert tried(registry, TARO, PASSWORD) is ErrorCode.LOGIN_FAILED
    assert registry.mails()[-1].kind == "staff_account_enabled"
    set_password(registry, TARO, "quite another password")
    assert tried(registry, TARO, "quite another password") is None
    asked = {"account_id": account_id, "ground": GROUND}
    assert refusal(registry, contract.ENABLE_STAFF_ACCOUNT, operations(), **asked)[0] is ErrorCode.ACCOUNT_NOT_ENDED


def test_the_address_of_an_ended_account_goes_on_to_the_next_person(registry: Registry) -> None:
    """AUT-7, REG-11: then the old account can't come back to it."""
    first = made(registry)
    handle(registry, contract.END_STAFF_ACCOUNT, first)
    issue(registry, email=TARO.upper())
    asked = {"account_id": first, "ground": GROUND}
    code = refusal(registry, contract.ENABLE_STAFF_ACCOUNT, operations(), **asked)
    assert code == (ErrorCode.EMAIL_ALREADY_USED, "/account_id")


# Moved ----------------------------------------------------------------------------------------------------------------


def test_who_is_moved_acts_for_the_new_office_alone_and_logs_in_anew(registry: Registry) -> None:
    """AUT-7: bureau to office of another bureau, with the same ID and password."""
    account_id = made(registry)
    made(registry, HANAKO)
    moved = handle(registry, contract.MOVE_STAFF_ACCOUNT, account_id, bureau_code="27", office_code="X2701")
    shown = moved["account"]
    assert (shown["role"], shown["bureau_code"], shown["office_code"]) == ("office_staff", "27", "X2701")
    assert moved["left"] == 1
    assert [event["account_id"] for event in registry.published(contract.STAFF_ACCOUNT_MOVED)] == [account_id]
    mail = registry.mails()[-1]
    assert (mail.kind, mail.parameters["area_before"]) == ("staff_account_moved", "東京労働局")
    identity = registry.log_in(TARO, PASSWORD)
    assert (identity["role"], identity["office_code"], identity["bureau_code"]) == ("office_staff", "X2701", "27")
    assert identity["display_name"] == mail.parameters["area"]
    back = handle(registry, contract.MOVE_STAFF_ACCOUNT, account_id, bureau_code="13", display_name="東京　需給調整")
    assert (back["account"]["role"], back["account"]["display_name"]) == ("bureau_staff", "東京　需給調整")
    assert back["left"] == 0, "the office has nobody left"


@pytest.mark.parametrize(
    ("role", "place", "pointer"),
    [
        (Role.BUREAU_STAFF, {"bureau_code": "13"}, "/bureau_code"),
        (Role.BUREAU_STAFF, {"bureau_code": "48"}, "/bureau_code"),
        (Role.BUREAU_STAFF, {"bureau_code": "13", "office_code": "X2701"}, "/office_code"),
        (Role.OFFICE_STAFF, {"bureau_code": "13", "office_code": "X1301"}, "/office_code"),
        (Role.MINISTRY, {"bureau_code": "13"}, "/bureau_code"),
        (Role.OPERATIONS, {"bureau_code": "13"}, "/bureau_code"),
    ],
)
def test_nobody_is_moved_to_where_one_is_to_nowhere_or_out_of_ministry_and_operations(
    registry: Registry, role: Role, place: dict[str, str], pointer: str
) -> None:
    """AUT-7."""
    asked = {"account_id": made(registry, role=role), "ground": GROUND, **place}
    code = refusal(registry, contract.MOVE_STAFF_ACCOUNT, ministry(), **asked)
    assert code == (ErrorCode.AREA_UNFIT, pointer)


# Passwords and locks --------------------------------------------------------------------------------------------------


def test_a_password_made_void_ends_every_login_and_lifts_the_lock(registry: Registry) -> None:
    """AUT-6, AUT-7: the owner sets a new one with a key; whoever else has the old one has nothing."""
    account_id = made(registry)
    lock(registry, TARO)
    assert registry.call(contract.LIST_STAFF_ACCOUNTS, operations())["accounts"][0]["locked"]
    voided = handle(registry, contract.VOID_STAFF_PASSWORD, account_id)
    assert (voided["account"]["locked"], voided["left"]) == (False, None)
    assert tried(registry, TARO, PASSWORD) is ErrorCode.LOGIN_FAILED
    assert [event["account_id"] for event in registry.published(contract.PASSWORD_CHANGED)] == [account_id]
    assert registry.mails()[-1].kind == "staff_password_voided"
    set_password(registry, TARO)
    assert tried(registry, TARO, PASSWORD) is None


def test_a_void_password_costs_a_login_as_much_as_any(registry: Registry) -> None:
    """AUT-6: it is the hash of a password that nobody knows."""
    account_id = made(registry)
    handle(registry, contract.VOID_STAFF_PASSWORD, account_id)
    with registry.database.transaction() as connection:
        kept = connection.execute(sa.select(accounts.c.password_hash)).scalar_one()
    assert len(kept) > 80
    assert kept.startswith("$argon2id$v=19$m=")


def test_the_ministry_and_operations_lift_locks_of_staff_and_a_bureau_does_not(registry: Registry) -> None:
    """AUT-6, AUT-7; the ministry for staff alone."""
    made(registry)
    registry.approved()
    asked = {"email": TARO, "ground": "電話で本人を確認した。"}
    for by in (ministry(), operations()):
        lock(registry, TARO)
        registry.call(contract.UNLOCK_ACCOUNT, by, **asked)
        assert tried(registry, TARO, PASSWORD) is None
    assert refusal(registry, contract.UNLOCK_ACCOUNT, staff(), **asked)[0] is ErrorCode.NOT_FOUND
    of_a_member = {**asked, "email": EMAIL}
    assert refusal(registry, contract.UNLOCK_ACCOUNT, ministry(), **of_a_member)[0] is ErrorCode.NOT_FOUND
