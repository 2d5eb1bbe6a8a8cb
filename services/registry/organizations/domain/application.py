"""What an organization applies for, as it stands on the form: applicant, services, managers, mandatory information."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from services.registry.organizations.domain.kinds import (
    OrganizationClass,
    OrganizationKind,
    Service,
    class_of,
    main_number,
)
from services.registry.organizations.domain.schools import SchoolKind


class ApplicationKind(StrEnum):
    """Kinds of application (REG-5)."""

    NEW = "new"
    """利用申請."""
    CHANGE = "change"
    """変更申請."""
    RENEWAL = "renewal"
    """更新申請."""
    WITHDRAWAL = "withdrawal"
    """退会申請."""


class Mark(StrEnum):
    """Certificates of third parties that an organization may hold (seed 001, 5)."""

    PRIVACY = "privacy_mark"
    """プライバシーマーク."""
    EXCELLENT_AGENCY = "excellent_agency_mark"
    """職業紹介優良事業者マーク."""


class MarkHolder(StrEnum):
    """Whose the excellent-agency mark is (REG-8; seed 000, STEP 2: 職業紹介事業の委託先が…取得している場合)."""

    OWN = "own"
    COMMISSIONED_AGENCY = "commissioned_agency"


@dataclass(frozen=True)
class Manager:
    """A contact manager (連絡責任者) or the privacy manager (個人情報管理・苦情処理責任者), REG-12."""

    name: str
    department: str
    phone: str
    email: str
    full_time: bool


@dataclass(frozen=True)
class CommissionedAgency:
    """The agency that a municipality commissions (委託先), with managers of its own (REG-12; seed 000)."""

    name: str
    contact_manager: Manager
    privacy_manager: Manager


@dataclass(frozen=True)
class NotifiedService:
    """A paid service towards new graduates, notified to the bureau beforehand (MSG-10; seed 001, 7(2)①ケ)."""

    name: str
    fees: str
    notified_on: date


@dataclass(frozen=True)
class MandatoryInformation:
    """What the system puts into every guidance (必須情報, MSG-2; seed 001, 7(2)①カ).

    The privacy manager's name and contact belong to it as well and are taken from the application.
    """

    placement_record: str
    occupation_codes: tuple[str, ...]
    industry_codes: tuple[str, ...]
    area_codes: tuple[str, ...]
    fees_for_seekers: str
    support_offered: str
    marks_held: frozenset[Mark]
    other_certificates: tuple[str, ...] = ()
    """With the marks, a copy of what the organization states of itself."""


@dataclass(frozen=True)
class SecurityDeclaration:
    """The measures of seed 001, 13 (1) to (6), in their order (OPS-5)."""

    blocks_malware: bool
    keeps_definitions_current: bool
    keeps_software_patched: bool
    scans_files_regularly: bool
    prevents_leaks: bool
    prevents_unauthorized_access: bool

    def missing(self) -> tuple[str, ...]:
        """Names of the measures that are not declared."""
        return tuple(measure.name for measure in fields(self) if not getattr(self, measure.name))


@dataclass(frozen=True)
class Applicant:
    """Who applies: the organization and its representative (利用団体の代表者)."""

    kind: OrganizationKind
    name: str
    name_kana: str
    representative_title: str
    representative_name: str
    postal_code: str
    municipality_code: str
    address: str
    phone: str
    permission_number: str | None
    permission_valid_until: date | None
    recognized_on: date | None
    commissioned_agency_number: str | None
    collects_money: bool
    handles_subsidies: bool
    department: str = ""
    """The department (部署) that applies on its own; empty where the whole establishment does (REG-4)."""
    school_kind: SchoolKind | None = None
    """What school a school is (REG-1); None for other kinds."""
    main_establishment: bool = False
    """That it applies as the main establishment (主たる事業所) of a number with branches (REG-4)."""

    def main_numbers(self) -> tuple[str, ...]:
        """Its number and its joint applicant's, without branches: what bar and orders are checked on (REG-2)."""
        numbers = (self.permission_number, self.commissioned_agency_number)
        return tuple(main_number(number) for number in numbers if number is not None)

    def agency(self) -> str | None:
        """The number of the agency it commissions, without its branch; None where it commissions none (REG-4)."""
        return main_number(self.commissioned_agency_number) if self.commissioned_agency_number is not None else None


@dataclass(frozen=True)
class ApplicationContent:
    """What is applied for; fixed once confirmed (REG-6)."""

    applicant: Applicant
    services: frozenset[Service]
    contact_managers: Mapping[Service, Manager]
    privacy_manager: Manager
    mandatory_information: MandatoryInformation | None
    security_declaration: SecurityDeclaration
    terms_version: str
    latest_regular_placement_on: date | None
    """The latest regular placement (常用就職) it made as an agency, or its commissioned agency made (REG-3)."""
    marks_held: frozenset[Mark] = frozenset()
    other_certificates: tuple[str, ...] = ()
    """Of other third parties (第三者機関の認証), as they stand on the public list (REG-14)."""
    commissioned_agency: CommissionedAgency | None = None
    notified_services: tuple[NotifiedService, ...] = ()
    excellent_agency_mark_of: MarkHolder | None = None
    """Whose excellent-agency mark is held; None where there is none, or none but its own could be meant."""

    @property
    def joint(self) -> bool:
        """Whether an agency applies with it (連名申請), of whatever kind it is itself (REG-4; seed 002)."""
        return self.commissioned_agency is not None or self.applicant.commissioned_agency_number is not None

    @property
    def municipal(self) -> bool:
        """Whether it is of the municipal class (地方自治体等): other papers, signed or sealed, and posted letters (REG-1)."""
        return class_of(self.applicant.kind) is OrganizationClass.MUNICIPAL

    def excellent_agency(self) -> tuple[MarkHolder, str | None]:
        """Who holds the excellent-agency mark, where there is one: itself, or the agency of this number (REG-8)."""
        if self.excellent_agency_mark_of is MarkHolder.COMMISSIONED_AGENCY:
            return MarkHolder.COMMISSIONED_AGENCY, self.applicant.agency()
        return MarkHolder.OWN, None
