"""Establishments and their people as they arrive from the site, in order, and the staff of offices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.served import Refused

CONTACT_EMAIL = "saiyo@midori.example.jp"
TOKYO_OFFICE, OSAKA_OFFICE = "X1301", "X2701"
OSAKA_CITY = "271004"
PASSWORD = "midori no mori de"


def an_establishment(**changes: Any) -> dict[str, Any]:
    return {
        "name": "株式会社みどり製作所　本社工場",
        "name_kana": "カブシキガイシャミドリセイサクショ　ホンシャコウジョウ",
        "corporate_number": "7000012050002",
        "postal_code": "100-0001",
        "municipality_code": "131016",
        "address": "千代田１丁目１番１号",
        "phone": "03-1234-5678",
        "industry_code": "24",
        "employees_total": 120,
        "employees_here": 45,
        **changes,
    }


def a_contact(**changes: Any) -> dict[str, Any]:
    return {"name": "山本 恵子", "department": "総務部", "phone": "03-9876-5432", "email": CONTACT_EMAIL, **changes}


def office(code: str = TOKYO_OFFICE) -> Caller:
    return Caller(role=Role.OFFICE_STAFF, account_id=new_id(), bureau_code=code[1:3], office_code=code)


def ask(registry: Registry, contact: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    request = {"establishment": an_establishment(**changes), "contact": contact or a_contact()}
    return registry.call(contract.REGISTER_EMPLOYER, ANONYMOUS, **request)


def confirm(registry: Registry, application_id: str, caller: Caller | None = None, **more: Any) -> dict[str, Any]:
    return registry.call(contract.CONFIRM_EMPLOYER, caller or office(), application_id=application_id, **more)


def register(registry: Registry, caller: Caller | None = None, **changes: Any) -> dict[str, Any]:
    with_my_page = changes.pop("with_my_page", False)
    contact = changes.pop("contact", a_contact())
    return registry.call(
        contract.REGISTER_ESTABLISHMENT,
        caller or office(),
        establishment=an_establishment(**changes),
        contact=contact,
        with_my_page=with_my_page,
    )


def open_page(registry: Registry, email: str = CONTACT_EMAIL) -> Caller:
    """The key is mailed, the password set, and the employer logged in."""
    registry.call(contract.REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    key = registry.mails()[-1].parameters["key"]
    registry.call(contract.SET_PASSWORD, ANONYMOUS, email=email, key=key, password=PASSWORD)
    identity = registry.log_in(email, PASSWORD)
    return Caller(role=Role(identity["role"]), account_id=identity["account_id"])


def refusal(action: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value
