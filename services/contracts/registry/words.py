"""The registry's lists of values, with what they are called in Japanese."""

from __future__ import annotations

from services.contracts.caller import LOGGED_IN, Role

SERVICE = "registry"

ORGANIZATION_KINDS = {
    "paid_agency": "有料職業紹介事業者",
    "free_agency": "無料職業紹介事業者",
    "school": "学校等",
    "special_corporation": "特別の法人",
    "municipality_own": "地方自治体（自ら職業紹介事業を行うもの）",
    "municipality_commissioning": "地方自治体（職業紹介事業を委託するもの）",
    "municipality_informing": "地方自治体（就職支援の周知・広報を行うもの）",
    "designated_body": "指定団体等",
}
"""Kinds of organization (REG-1). The first four are the private class, the others the municipal class."""

PRIVATE_KINDS = frozenset({"paid_agency", "free_agency", "school", "special_corporation"})
CLASSES = {"private": "民間職業紹介事業者等", "municipal": "地方自治体等"}
SERVICES = {"offers": "求人情報提供サービス", "seekers": "求職情報提供サービス"}
PROVISION_CHOICES = {
    "both": "自治体、民間人材ビジネス共に可",
    "municipal_only": "自治体のみ可",
    "private_only": "民間人材ビジネスのみ可",
    "none": "不可",
}
"""Provision choice (求職情報提供の可否) of a seeker (SEE-4)."""
STANDINGS = {"active": "利用中", "suspended": "停止中", "terminated": "利用解除", "withdrawn": "退会"}
RECEIPT_WAYS = {"email": "メール", "post": "郵送", "in_person": "持参"}
APPLICATION_STATES = {
    "registered": "登録済み（申請書の提出待ち）",
    "form_received": "申請書受付済み",
    "approved": "承認",
    "refused": "不承認",
    "lapsed": "期限経過により削除",
}
TERMS_AUDIENCES = {"private": "民間職業紹介事業者等", "municipal": "地方自治体等", "seeker": "求職者"}

PHONE = r"^0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}\Z"
PERMISSION_NUMBER = r"^[0-9]{2}-[ユム特地学]-[0-9]{6}(-[0-9]{1,3})?\Z"
"""Permission or notification number: prefecture, kind, six digits, branch (REG-4)."""

PUBLIC = frozenset({Role.ANYONE}) | LOGGED_IN
BUREAU = frozenset({Role.BUREAU_STAFF})
GATEWAY = frozenset({Role.SYSTEM})
