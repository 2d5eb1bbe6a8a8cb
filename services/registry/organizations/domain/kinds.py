"""Kinds of organization and what each may use: the table of REG-1 as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Service(StrEnum):
    """The two services an organization may apply for."""

    OFFERS = "offers"
    """求人情報提供サービス: job-offer information."""
    SEEKERS = "seekers"
    """求職情報提供サービス: seeker information."""


class OrganizationClass(StrEnum):
    """Decides the terms, the meaning of the provision choice, and statistics (REG-1)."""

    PRIVATE = "private"
    """民間職業紹介事業者等."""
    MUNICIPAL = "municipal"
    """地方自治体等."""


class OrganizationKind(StrEnum):
    """Kinds of organization (利用団体の種類, REG-1)."""

    PAID_AGENCY = "paid_agency"
    FREE_AGENCY = "free_agency"
    SCHOOL = "school"
    SPECIAL_CORPORATION = "special_corporation"
    MUNICIPALITY_OWN = "municipality_own"
    MUNICIPALITY_COMMISSIONING = "municipality_commissioning"
    MUNICIPALITY_INFORMING = "municipality_informing"
    DESIGNATED_BODY = "designated_body"


@dataclass(frozen=True)
class KindRules:
    """One row of the table of REG-1."""

    name: str
    """As written on the form."""
    legal_ground: str
    """Article of the Employment Security Act (職業安定法), empty where there is none."""
    class_: OrganizationClass
    services: frozenset[Service]
    needs_placement: bool
    """Whether seeker information needs a recent regular placement, the agency's where one is commissioned (REG-3)."""
    number_mark: str | None
    """The mark in its permission or notification number; None for a kind that has no number of its own."""
    permission: bool = False
    """Whether it acts under a permission (許可) with a term; notified bodies (届出) have none (REG-16)."""
    commissions: bool = False
    """Whether a commissioned agency applies with it (連名申請)."""
    may_commission: bool = False
    """Whether an agency may be commissioned beside its own placement, by change application too (seed 002)."""
    local_government: bool = False
    """Whether it is a municipality or prefecture itself, known by its JIS X 0402 code (REG-17)."""
    needs_recognition: bool = False
    """Whether the director-general's recognition (職業安定局長の認定) is recorded."""


_BOTH = frozenset(Service)
_OFFERS = frozenset({Service.OFFERS})
_SEEKERS = frozenset({Service.SEEKERS})
_PRIVATE = OrganizationClass.PRIVATE
_MUNICIPAL = OrganizationClass.MUNICIPAL

KINDS: Mapping[OrganizationKind, KindRules] = MappingProxyType(
    {
        OrganizationKind.PAID_AGENCY: KindRules(
            "有料職業紹介事業者", "第30条第１項", _PRIVATE, _BOTH, True, "ユ", permission=True
        ),
        OrganizationKind.FREE_AGENCY: KindRules(
            "無料職業紹介事業者", "第33条第１項", _PRIVATE, _BOTH, True, "ム", permission=True
        ),
        OrganizationKind.SCHOOL: KindRules(
            "学校等", "第33条の２第１項第１号及び第２号", _PRIVATE, _OFFERS, False, "学"
        ),
        OrganizationKind.SPECIAL_CORPORATION: KindRules("特別の法人", "第33条の３第１項", _PRIVATE, _BOTH, True, "特"),
        OrganizationKind.MUNICIPALITY_OWN: KindRules(
            "地方自治体（自ら職業紹介事業を行うもの）",
            "第29条第１項",
            _MUNICIPAL,
            _BOTH,
            True,
            "地",
            may_commission=True,
            local_government=True,
        ),
        OrganizationKind.MUNICIPALITY_COMMISSIONING: KindRules(
            "地方自治体（職業紹介事業を委託するもの）",
            "",
            _MUNICIPAL,
            _BOTH,
            True,
            None,
            commissions=True,
            local_government=True,
        ),
        OrganizationKind.MUNICIPALITY_INFORMING: KindRules(
            "地方自治体（就職支援の周知・広報を行うもの）", "", _MUNICIPAL, _SEEKERS, False, None, local_government=True
        ),
        OrganizationKind.DESIGNATED_BODY: KindRules(
            "指定団体等", "第33条第１項", _MUNICIPAL, _BOTH, True, "ム", permission=True, needs_recognition=True
        ),
    }
)
"""REG-1. Municipalities stand under 29条1項 now, under 33条の4 in older seeds."""


AGENCY_MARKS = frozenset(
    rules.number_mark
    for rules in KINDS.values()
    if rules.number_mark and Service.SEEKERS in rules.services and not rules.local_government
)
"""Marks in the number of whom a municipality may commission: an agency (seed 002: 許可・届出のある職業紹介事業者) that may use
seeker information itself (REG-1); a school places its own students alone, and a municipality is no agency."""


def class_of(kind: OrganizationKind) -> OrganizationClass:
    """The class of a kind (REG-1)."""
    return KINDS[kind].class_


def main_number(number: str) -> str:
    """A permission or notification number without its branch: `13-ユ-123456-2` gives `13-ユ-123456` (REG-2, REG-4)."""
    return "-".join(number.split("-")[:3])


def has_branch(number: str) -> bool:
    """Whether a number has a branch, as those of several establishments under one number do (REG-4)."""
    return number != main_number(number)


def number_mark(number: str) -> str:
    """The mark of the kind in a permission or notification number: `ユ` of `13-ユ-123456`."""
    return number.split("-")[1]
