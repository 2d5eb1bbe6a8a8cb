"""Lists of accounts of staff, and who has read them (AUT-7, OPS-3)."""

from __future__ import annotations

import datetime as dt

from services.contracts import registry as contract
from services.contracts.caller import Caller, Role
from services.contracts.gateway import LOGIN_COMPLETED
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry, staff
from tests.contract.registry.staff_accounts import (
    ACTS,
    HANAKO,
    TARO,
    handle,
    listed,
    made,
    ministry,
    operations,
)


def test_the_list_tells_who_has_not_logged_in_for_long(registry: Registry) -> None:
    """AUT-7: by the last login, or where there was none by the making of the account."""
    first, second = made(registry), made(registry, HANAKO)
    registry.pass_by(days=30)
    new = made(registry, "new@example.jp")
    registry.receive(LOGIN_COMPLETED, {"account_id": second})
    assert listed(registry) == [first, second, new]
    assert listed(registry, not_logged_in_since="2026-05-01") == [first]
    by_id = {one["account_id"]: one for one in registry.call(contract.LIST_STAFF_ACCOUNTS, operations())["accounts"]}
    assert by_id[second]["last_login_at"] == "2026-05-22T01:00:00Z"
    assert by_id[first]["last_login_at"] is None


def test_the_list_is_narrowed_and_goes_on_where_its_page_ended(registry: Registry) -> None:
    """AUT-7."""
    bureau, office = made(registry), made(registry, HANAKO, Role.OFFICE_STAFF)
    osaka = made(registry, "osaka@example.jp", bureau_code="27")
    body = made(registry, "honsho@example.jp", Role.MINISTRY)
    registry.approved()
    assert listed(registry) == [bureau, office, osaka, body], "no account of organizations"
    assert listed(registry, role="office_staff") == listed(registry, office_code="X1301") == [office]
    assert listed(registry, bureau_code="27") == [osaka]
    page = registry.call(contract.LIST_STAFF_ACCOUNTS, operations(), limit=3)
    assert listed(registry, after=page["next"], limit=3) == [body]
    handle(registry, contract.END_STAFF_ACCOUNT, osaka)
    assert (listed(registry, state="ended"), osaka in listed(registry)) == ([osaka], False)


def test_a_bureau_sees_its_own_accounts_and_its_offices(registry: Registry) -> None:
    """AUT-7: to tell who has left."""
    bureau, office = made(registry), made(registry, HANAKO, Role.OFFICE_STAFF)
    made(registry, "osaka@example.jp", bureau_code="27")
    made(registry, "honsho@example.jp", Role.MINISTRY)
    assert listed(registry, staff()) == [bureau, office]
    assert listed(registry, staff(), bureau_code="27") == []
    assert listed(registry, Caller(role=Role.BUREAU_STAFF, account_id=new_id())) == []


def test_whose_addresses_somebody_read_stands_in_the_audit_log(registry: Registry) -> None:
    """OPS-3, SEE-2: an entry an account that was shown."""
    shown, reader = [made(registry), made(registry, HANAKO, bureau_code="13")], ministry()
    made(registry, "jiro@osaka-roudou.example.jp", bureau_code="27")
    assert sorted(listed(registry, reader, bureau_code="13")) == sorted(shown)
    expected = [(f"account:{account_id}", reader.account_id) for account_id in sorted(shown)]
    assert registry.readings(contract.LIST_STAFF_ACCOUNTS) == expected


def test_no_address_of_staff_stands_in_audit_log_or_events(registry: Registry) -> None:
    """SEE-2, OPS-3."""
    account_id = made(registry)
    for operation, more in [*ACTS[1:], *ACTS[:1], (contract.ENABLE_STAFF_ACCOUNT, {})]:
        handle(registry, operation, account_id, **more)
    assert TARO not in registry.everything_in_clear()


def test_days_of_a_list_are_japanese(registry: Registry) -> None:
    """CAL-1: made on 22 April at 23:59 in Japan."""
    registry.now = dt.datetime(2026, 4, 22, 14, 59, tzinfo=dt.UTC)
    account_id = made(registry)
    assert listed(registry, not_logged_in_since="2026-04-22") == []
    assert listed(registry, not_logged_in_since="2026-04-23") == [account_id]
