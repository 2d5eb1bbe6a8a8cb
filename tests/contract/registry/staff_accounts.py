"""Accounts of staff, and what the tests of them ask for."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.operations import Operation
from services.registry.accounts.usecases.staff import create_staff_account
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.served import Refused

PASSWORD = "a long password of staff"
TARO, HANAKO = "taro@tokyo-roudou.example.jp", "hanako@tokyo-roudou.example.jp"
GROUND = "令和８年４月の人事異動による。"
PLACES = {
    Role.BUREAU_STAFF: {"bureau_code": "13"},
    Role.OFFICE_STAFF: {"bureau_code": "13", "office_code": "X1301"},
    Role.MINISTRY: {},
    Role.OPERATIONS: {},
}
ACTS = [
    (contract.END_STAFF_ACCOUNT, {}),
    (contract.MOVE_STAFF_ACCOUNT, {"bureau_code": "27"}),
    (contract.VOID_STAFF_PASSWORD, {}),
]


def made(registry: Registry, email: str = TARO, role: Role = Role.BUREAU_STAFF, **place: str) -> str:
    """An account as the command makes it."""
    with registry.database.transaction() as connection:
        return create_staff_account(
            connection,
            role=role,
            email=email,
            password_hash=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD),
            now=registry.now,
            today=registry.today,
            personal_data=registry.personal_data,
            **(place or PLACES[role]),
        ).account_id


def ministry() -> Caller:
    return Caller(role=Role.MINISTRY, account_id=new_id())


def operations() -> Caller:
    return Caller(role=Role.OPERATIONS, account_id=new_id())


def handle(registry: Registry, operation: Operation, account_id: str, by: Caller | None = None, **more: Any) -> Any:
    return registry.call(operation, by or operations(), account_id=account_id, ground=GROUND, **more)


def refusal(registry: Registry, operation: Operation, by: Caller, **request: Any) -> tuple[ErrorCode, str | None]:
    with pytest.raises(Refused) as refused:
        registry.call(operation, by, **request)
    return refused.value.code, refused.value.pointer


def listed(registry: Registry, by: Caller | None = None, **wanted: Any) -> list[str]:
    page = registry.call(contract.LIST_STAFF_ACCOUNTS, by or operations(), **wanted)
    return [account["account_id"] for account in page["accounts"]]


def set_password(registry: Registry, email: str, password: str = PASSWORD) -> None:
    registry.call(contract.REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    key = registry.mails()[-1].parameters["key"]
    registry.call(contract.SET_PASSWORD, ANONYMOUS, email=email, key=key, password=password)


def issue(registry: Registry, by: Caller | None = None, **changes: Any) -> Any:
    asked = {"role": "bureau_staff", "bureau_code": "13", "email": TARO, "ground": GROUND, **changes}
    return registry.call(contract.ISSUE_STAFF_ACCOUNT, by or operations(), **asked)
