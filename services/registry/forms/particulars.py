"""What stands on an application, as rows of a label and an answer: the same rows in full, and side by side in a change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.contracts.registry.words import MARK_HOLDERS, SCHOOL_KINDS
from services.japanese_calendar import in_era
from services.registry.organizations.domain.application import (
    ApplicationContent,
    CommissionedAgency,
    Manager,
    Mark,
)
from services.registry.organizations.domain.kinds import KINDS, Service, has_branch

SERVICES = {Service.OFFERS: "求人情報提供サービス", Service.SEEKERS: "求職情報提供サービス"}
MARKS = {Mark.PRIVACY: "プライバシーマーク", Mark.EXCELLENT_AGENCY: "職業紹介優良事業者マーク"}
NONE = "－"

Row = tuple[str, str]


@dataclass(frozen=True)
class Particulars:
    """Content of an application. Codes come with their names, each as it is to be printed (`25 一般事務の職業`)."""

    content: ApplicationContent
    occupations: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    municipality: str = ""
    """The municipality of the applicant's place, by which the competent bureau is found; "" where it is not shown."""


def rows(particulars: Particulars) -> Iterator[Row]:
    """Everything that a change application can change, in the order of the form (REG-13)."""
    yield from applicant_rows(particulars)
    yield from service_rows(particulars.content)
    yield from manager_rows(particulars.content)
    yield from information_rows(particulars)
    yield from notified_service_rows(particulars.content)


def changed(before: Particulars, after: Particulars) -> list[tuple[str, str, str]]:
    """The rows that differ, as (label, before, after); what stands on one side alone is a dash on the other."""
    old, new = dict(rows(before)), dict(rows(after))
    # In the order of the form, rows of the old one that the new one lacks at the end of it.
    labels = [*new, *(label for label in old if label not in new)]
    return [
        (label, old.get(label, NONE), new.get(label, NONE))
        for label in labels
        if old.get(label, NONE) != new.get(label, NONE)
    ]


def identity_rows(content: ApplicationContent) -> Iterator[Row]:
    """Who applies, as far as it tells an organization from another."""
    applicant = content.applicant
    rules = KINDS[applicant.kind]
    ground = f"（職業安定法{rules.legal_ground}）" if rules.legal_ground else ""
    yield "利用団体の種類", rules.name + ground
    if applicant.school_kind is not None:
        yield "学校の種類", SCHOOL_KINDS[applicant.school_kind]
    yield "名称", f"{applicant.name}\n（{applicant.name_kana}）"
    if applicant.department:
        yield "申請する部署", applicant.department
    yield "代表者の役職・氏名", f"{applicant.representative_title}　{applicant.representative_name}".strip()
    yield "許可・届出番号", _number(applicant.permission_number)
    if content.joint:
        yield "連名申請者（委託先）", _agency(applicant.commissioned_agency_number, content.commissioned_agency)


def applicant_rows(particulars: Particulars) -> Iterator[Row]:
    """Who applies."""
    content = particulars.content
    applicant = content.applicant
    rules = KINDS[applicant.kind]
    yield from identity_rows(content)
    if particulars.municipality:
        yield "所在地の市区町村等", particulars.municipality
    yield "所在地", f"〒{applicant.postal_code}\n{applicant.address}"
    yield "電話番号", applicant.phone
    yield "許可の有効期限", in_era(applicant.permission_valid_until) if applicant.permission_valid_until else NONE
    if rules.needs_recognition and applicant.recognized_on:
        yield "職業安定局長の認定日", in_era(applicant.recognized_on)
    if content.joint:
        yield "求人者・求職者からの\n金銭の徴収", yes_no(applicant.collects_money)
    yield "雇用関係助成金の取扱い", yes_no(applicant.handles_subsidies)
    if content.mandatory_information is None:
        yield _certificates(content)


def service_rows(content: ApplicationContent) -> Iterator[Row]:
    """What is applied for."""
    yield "利用するサービス", ticked(content.services)
    if Service.SEEKERS in content.services and KINDS[content.applicant.kind].needs_placement:
        yield "直近の常用就職の実績", placement(content)


def placement(content: ApplicationContent) -> str:
    """REG-3: the latest regular placement, and whose it is where an agency is commissioned."""
    placed_on = content.latest_regular_placement_on
    agency = content.applicant.commissioned_agency_number
    whose = f"委託先 {agency} の実績、" if agency else ""
    return f"{in_era(placed_on)}（{whose}１件以上）" if placed_on else NONE


def managers(content: ApplicationContent) -> Iterator[tuple[str, Manager]]:
    """Everybody who is named, with what for (REG-12)."""
    for service, name in SERVICES.items():
        if service in content.contact_managers:
            yield f"連絡責任者\n（{name}）", content.contact_managers[service]
    yield "個人情報管理・\n苦情処理責任者", content.privacy_manager
    if content.commissioned_agency is not None:
        yield "委託先の連絡責任者", content.commissioned_agency.contact_manager
        yield "委託先の個人情報管理・\n苦情処理責任者", content.commissioned_agency.privacy_manager


def manager_rows(content: ApplicationContent) -> Iterator[Row]:
    """The same as rows, for a comparison."""
    for label, manager in managers(content):
        who = (manager.name, manager.department, manager.phone, manager.email, employment(manager))
        yield label, "\n".join(filter(None, who))


def information_rows(particulars: Particulars) -> Iterator[Row]:
    """The mandatory information (必須情報, MSG-2)."""
    content = particulars.content
    information = content.mandatory_information
    if information is None:
        return
    manager = content.privacy_manager
    yield "職業紹介の実績", information.placement_record
    yield "取扱職種", "、".join(particulars.occupations) or NONE
    yield "取扱業種", "、".join(particulars.industries) or NONE
    yield "取扱地域", "、".join(particulars.areas) or NONE
    yield "求職者の手数料", information.fees_for_seekers
    yield "就職支援等の内容", information.support_offered
    yield "個人情報の取扱い・\n苦情の連絡先", f"{manager.name}（電話 {manager.phone}、メール {manager.email}）"
    yield _certificates(content)


def notified_service_rows(content: ApplicationContent) -> Iterator[Row]:
    """Paid services beside placement, notified to the bureau beforehand (MSG-10)."""
    if content.notified_services:
        told = (
            f"{service.name}（届出日 {in_era(service.notified_on)}）\n{service.fees}"
            for service in content.notified_services
        )
        yield "届出済みの有料サービス", "\n".join(told)


def ticked(services: frozenset[Service]) -> str:
    """Both services with their boxes."""
    return "\n".join(f"{'■' if service in services else '□'}　{name}" for service, name in SERVICES.items())


def edition(version: str) -> str:
    """A version of the terms as papers call it, by its day in the Japanese calendar: 2021-12-01 is 令和３年12月１日版 (REG-15)."""
    return f"{in_era(date.fromisoformat(version))}版"


def employment(manager: Manager) -> str:
    """Full-time or not (REG-12)."""
    return "常勤" if manager.full_time else "非常勤"


def yes_no(answer: bool) -> str:
    """As forms say it."""
    return "有" if answer else "無"


def _certificates(content: ApplicationContent) -> Row:
    """What third parties certify (REG-14; seed 001, 5)."""
    holder = content.excellent_agency_mark_of
    whose = {Mark.EXCELLENT_AGENCY: f"（{MARK_HOLDERS[holder]}のもの）" if holder else ""}
    marks = [f"{name}{whose.get(mark, '')}" for mark, name in MARKS.items() if mark in content.marks_held]
    return "第三者機関の認証", "、".join([*marks, *content.other_certificates]) or "なし"


def _number(number: str | None) -> str:
    """Its own number; who applies under one with a branch signs that it is the main establishment (REG-4; seed 002, Q1)."""
    if number is None:
        return NONE
    return number if not has_branch(number) else f"{number}\n（主たる事業所として申請）"


def _agency(number: str | None, agency: CommissionedAgency | None) -> str:
    return "\n".join(filter(None, (agency.name if agency else "", number or ""))) or NONE
