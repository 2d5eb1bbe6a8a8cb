"""Applications that are in order, to be changed by each test in the one thing it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.registry.organizations.domain.application import (
    Applicant,
    ApplicationContent,
    CommissionedAgency,
    Manager,
    MandatoryInformation,
    Mark,
    SecurityDeclaration,
)
from services.registry.organizations.domain.decisions import Application, Document, Receipt, ReceiptWay
from services.registry.organizations.domain.eligibility import Circumstances
from services.registry.organizations.domain.kinds import KINDS, OrganizationKind, Service
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.schools import SchoolKind
from services.registry.organizations.domain.settings import ApplicationSettings

SETTINGS = ApplicationSettings()
CIRCUMSTANCES = Circumstances(current_terms="2021-12-01")
TODAY = date(2026, 5, 15)
TOKYO = "13"
DECLARED = SecurityDeclaration(True, True, True, True, True, True)


def a_manager(**changes: Any) -> Manager:
    """A full-time manager."""
    manager = Manager("山田 花子", "人材紹介部", "03-1234-5678", "hanako.yamada@example.jp", full_time=True)
    return replace(manager, **changes)


def an_applicant(kind: OrganizationKind = OrganizationKind.PAID_AGENCY, **changes: Any) -> Applicant:
    """An applicant of a kind, with all that its kind asks for."""
    rules = KINDS[kind]
    applicant = Applicant(
        kind=kind,
        name="株式会社東京キャリアサポート",
        name_kana="カブシキガイシャトウキョウキャリアサポート",
        representative_title="代表取締役",
        representative_name="佐藤 一郎",
        postal_code="100-0001",
        municipality_code="131016",
        address="東京都千代田区千代田１丁目１番１号",
        phone="03-1234-5678",
        permission_number=f"13-{rules.number_mark}-123456" if rules.number_mark else None,
        permission_valid_until=date(2028, 3, 31) if rules.permission else None,
        recognized_on=date(2024, 4, 1) if rules.needs_recognition else None,
        commissioned_agency_number="13-ユ-654321" if rules.commissions else None,
        collects_money=False,
        handles_subsidies=True,
        school_kind=SchoolKind.UNIVERSITY if kind is OrganizationKind.SCHOOL else None,
    )
    return replace(applicant, **changes)


def an_agency(**changes: Any) -> CommissionedAgency:
    """An agency that a municipality commissions, with its own managers."""
    agency = CommissionedAgency("株式会社さくらキャリア", a_manager(name="伊藤 四郎"), a_manager(name="渡辺 五月"))
    return replace(agency, **changes)


def mandatory_information(**changes: Any) -> MandatoryInformation:
    """Mandatory information of an agency in Tokyo."""
    information = MandatoryInformation(
        placement_record="令和７年度の常用就職は128件です。",
        occupation_codes=("25", "256"),
        industry_codes=("G", "39"),
        area_codes=("130001",),
        fees_for_seekers="求職者の方から手数料はいただきません。",
        support_offered="応募書類の添削、面接の練習を行います。",
        marks_held=frozenset({Mark.PRIVACY}),
    )
    return replace(information, **changes)


def content(kind: OrganizationKind = OrganizationKind.PAID_AGENCY, **changes: Any) -> ApplicationContent:
    """An application for all services that its kind may use, placed on `TODAY` or soon after."""
    services = changes.get("services", KINDS[kind].services)
    filled = ApplicationContent(
        applicant=an_applicant(kind),
        services=services,
        contact_managers={service: a_manager() for service in services},
        privacy_manager=a_manager(),
        mandatory_information=mandatory_information() if Service.SEEKERS in services else None,
        security_declaration=DECLARED,
        terms_version="2021-12-01",
        latest_regular_placement_on=date(2026, 5, 1) if KINDS[kind].needs_placement else None,
        marks_held=frozenset({Mark.PRIVACY}),
        commissioned_agency=an_agency() if KINDS[kind].commissions else None,
    )
    return replace(filled, **changes)


def application(kind: OrganizationKind = OrganizationKind.PAID_AGENCY, **changes: Any) -> Application:
    """An application registered on 15 May 2026 (a Friday) at the bureau of Tokyo: its form is due on the 29th."""
    registered = Application(
        content=content(kind),
        bureau_code=TOKYO,
        registered_on=TODAY,
        form_due_on=date(2026, 5, 29),
        state=ApplicationState.REGISTERED,
    )
    return replace(registered, **changes)


def a_receipt(**changes: Any) -> Receipt:
    """A form received by post after an explanation, with every document on paper."""
    receipt = Receipt(date(2026, 5, 20), ReceiptWay.POST, "電話で説明あり", documents=frozenset(Document))
    return replace(receipt, **changes)


def received(kind: OrganizationKind = OrganizationKind.PAID_AGENCY, **changes: Any) -> Application:
    """An application whose form has arrived."""
    state = {"state": ApplicationState.FORM_RECEIVED, "receipt": a_receipt()}
    return application(kind, **(state | changes))
