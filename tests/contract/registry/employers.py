"""Establishments and their people as they arrive from the site, in order, and the staff of offices."""

from __future__ import annotations

from typing import Any

from services.contracts.caller import Caller, Role
from services.runtime.identifiers import new_id

CONTACT_EMAIL = "saiyo@midori.example.jp"
TOKYO_OFFICE, OSAKA_OFFICE = "X1301", "X2701"
OSAKA_CITY = "271004"


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
