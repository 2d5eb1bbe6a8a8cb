"""The application form (利用申請書 and its kin), made from a registration for the applicant to hand in (REG-8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether

from services.registry.forms.paper import (
    LABELS,
    WIDTH,
    Letterhead,
    body,
    box_to_fill,
    gap,
    heading,
    labelled,
    labelled_at_length,
    listed,
    numbered,
    printed,
    right,
    title,
)
from services.registry.help_desk import HelpDesk
from services.registry.japanese_calendar import in_era
from services.registry.organizations.domain.application import ApplicationContent, ApplicationKind, Manager, Mark
from services.registry.organizations.domain.kinds import KINDS, OrganizationClass, Service

SERVICE_NAME = "ハローワーク求人・求職情報提供サービス"

_TITLES = {
    ApplicationKind.NEW: "利用申請書",
    ApplicationKind.CHANGE: "変更申請書",
    ApplicationKind.RENEWAL: "更新申請書",
    ApplicationKind.WITHDRAWAL: "退会申請書",
}
_REQUESTS = {
    ApplicationKind.NEW: "の利用",
    ApplicationKind.CHANGE: "に係る登録内容の変更",
    ApplicationKind.RENEWAL: "の利用期限の更新",
    ApplicationKind.WITHDRAWAL: "からの退会",
}
_SERVICES = {Service.OFFERS: "求人情報提供サービス", Service.SEEKERS: "求職情報提供サービス"}
_MARKS = {Mark.PRIVACY: "プライバシーマーク", Mark.EXCELLENT_AGENCY: "職業紹介優良事業者マーク"}
_MEASURES = (
    "不正プログラムとして検知されたファイルを実行し、又は読み込ませないこと",
    "不正プログラムの定義ファイルを最新の状態に保ち、自動検査機能を有効にすること",
    "脆弱性への対応が行われていないＯＳ、閲覧ソフト等を用いないこと",
    "全ての電子ファイルについて、不正プログラムの有無を定期的に確認すること",
    "提供される求人・求職情報の漏えい、滅失、き損、改ざん等を行わせないこと",
    "接続している情報処理機器に対する不正アクセス行為を行わせないこと",
)
"""The measures of seed 001, 13 (1) to (6), in the order of `SecurityDeclaration`."""


@dataclass(frozen=True)
class ApplicationForm:
    """What the form is made from. Codes come with their names, each as it is to be printed (`25 一般事務の職業`)."""

    kind: ApplicationKind
    registration_number: str
    registered_on: date
    form_due_on: date
    bureau_name: str
    """Name of the competent bureau (管轄労働局), such as 東京労働局."""
    content: ApplicationContent
    account_email: str
    occupations: tuple[str, ...]
    industries: tuple[str, ...]
    areas: tuple[str, ...]
    made_at: datetime
    help_desk: HelpDesk = field(default_factory=HelpDesk)

    @property
    def name(self) -> str:
        """The paper's name (利用申請書 …)."""
        return _TITLES[self.kind]


def application_form(form: ApplicationForm) -> bytes:
    """The form as PDF, addressed to the head of the competent bureau, with a line for the applicant's name (REG-8)."""
    letterhead = Letterhead(
        title=f"{SERVICE_NAME} {form.name}",
        author=form.content.applicant.name,
        footer=f"{form.name}　登録番号 {form.registration_number}",
        made_at=form.made_at,
    )
    return printed(list(_story(form)), letterhead)


def _story(form: ApplicationForm) -> Iterator[Flowable]:
    yield from _opening(form)
    yield from _applicant(form)
    yield from _services(form)
    yield from _managers(form.content)
    yield from _mandatory_information(form)
    yield from _declaration(form)
    yield from _signature(form)


def _opening(form: ApplicationForm) -> Iterator[Flowable]:
    yield right(f"登録番号　{form.registration_number}")
    yield right(in_era(form.registered_on))
    yield gap(2)
    yield body(f"{form.bureau_name}長　殿")
    yield gap(5)
    yield title(f"{SERVICE_NAME}\n{form.name}")
    yield gap(5)
    yield body(
        f"　{SERVICE_NAME}利用規約（{form.content.terms_version}版）に同意の上、"
        f"{SERVICE_NAME}{_REQUESTS[form.kind]}について、下記のとおり申請します。"
    )
    yield gap(1)


def _applicant(form: ApplicationForm) -> Iterator[Flowable]:
    applicant = form.content.applicant
    rules = KINDS[applicant.kind]
    ground = f"（職業安定法{rules.legal_ground}）" if rules.legal_ground else ""
    rows = [
        ("利用団体の種類", rules.name + ground),
        ("名称", f"{applicant.name}\n（{applicant.name_kana}）"),
        ("代表者の役職・氏名", f"{applicant.representative_title}　{applicant.representative_name}".strip()),
        ("所在地", f"〒{applicant.postal_code}\n{applicant.address}"),
        ("電話番号", applicant.phone),
        ("許可・届出番号", applicant.permission_number or "－"),
        ("許可の有効期限", in_era(applicant.permission_valid_until) if applicant.permission_valid_until else "－"),
    ]
    if rules.needs_recognition and applicant.recognized_on:
        rows.append(("職業安定局長の認定日", in_era(applicant.recognized_on)))
    if rules.commissions:
        rows.append(("連名申請者（委託先）の許可・届出番号", applicant.commissioned_agency_number or "－"))
        rows.append(("求人者・求職者からの金銭の徴収", _yes_no(applicant.collects_money)))
    rows.append(("雇用関係助成金の取扱い", _yes_no(applicant.handles_subsidies)))
    rows.append(("ＩＤ（メールアドレス）", form.account_email))
    yield from heading("１　利用申請者")
    yield labelled(rows)


def _services(form: ApplicationForm) -> Iterator[Flowable]:
    content = form.content
    chosen = [f"{'■' if service in content.services else '□'}　{name}" for service, name in _SERVICES.items()]
    rows = [("利用するサービス", "\n".join(chosen))]
    if Service.SEEKERS in content.services and KINDS[content.applicant.kind].needs_placement:
        placed_on = content.latest_regular_placement_on
        rows.append(("直近の常用就職の実績", f"{in_era(placed_on)}（１件以上）" if placed_on else "－"))
    yield from heading("２　申請の内容")
    yield labelled(rows)


def _managers(content: ApplicationContent) -> Iterator[Flowable]:
    rows: list[tuple[str, ...]] = [("区分", "氏名・所属", "連絡先", "常勤")]
    for service, name in _SERVICES.items():
        if service in content.contact_managers:
            rows.append(_manager_row(f"連絡責任者\n（{name}）", content.contact_managers[service]))
    rows.append(_manager_row("個人情報管理・\n苦情処理責任者", content.privacy_manager))
    yield from heading("３　責任者")
    yield listed(rows, (LABELS, 46 * mm, WIDTH - LABELS - 61 * mm, 15 * mm), header=True)


def _manager_row(role: str, manager: Manager) -> tuple[str, ...]:
    who = f"{manager.name}\n{manager.department}".strip()
    return (role, who, f"{manager.phone}\n{manager.email}", "常勤" if manager.full_time else "非常勤")


def _mandatory_information(form: ApplicationForm) -> Iterator[Flowable]:
    information = form.content.mandatory_information
    if information is None:
        return
    privacy_manager = form.content.privacy_manager
    contact = f"{privacy_manager.name}（電話 {privacy_manager.phone}、メール {privacy_manager.email}）"
    marks = [name for mark, name in _MARKS.items() if mark in information.marks_held]
    yield from heading("４　必須情報（最初の案内に自動的に記載される情報）")
    yield labelled_at_length(
        [
            ("職業紹介の実績", information.placement_record),
            ("取扱職種", "、".join(form.occupations) or "－"),
            ("取扱業種", "、".join(form.industries) or "－"),
            ("取扱地域", "、".join(form.areas) or "－"),
            ("求職者の手数料", information.fees_for_seekers),
            ("就職支援等の内容", information.support_offered),
            ("個人情報管理・\n苦情処理責任者", contact),
            ("第三者機関の認証", "、".join(marks) or "なし"),
        ]
    )


def _declaration(form: ApplicationForm) -> Iterator[Flowable]:
    missing = form.content.security_declaration.missing()
    declared = form.content.security_declaration.__dataclass_fields__
    rows = [
        (f"({number})", measure, "－" if name in missing else "講じる")
        for number, (name, measure) in enumerate(zip(declared, _MEASURES, strict=True), 1)
    ]
    section = "５" if form.content.mandatory_information else "４"
    table = listed(rows, (12 * mm, WIDTH - 32 * mm, 20 * mm))
    yield KeepTogether([*heading(f"{section}　セキュリティ対策等（利用規約13）"), table])


def _signature(form: ApplicationForm) -> Iterator[Flowable]:
    private = KINDS[form.content.applicant.kind].class_ is OrganizationClass.PRIVATE
    how = (
        "申請者（利用団体の代表者）の氏名を記入してください。署名又は記名押印は不要です。"
        if private
        else "申請者（利用団体の代表者）が署名又は記名押印をしてください。"
    )
    way = "メールにより" if private else "持参又は郵送等により"
    desk = form.help_desk
    notes = [
        ("（注１）", how),
        (
            "（注２）",
            (
                f"この申請書は、{in_era(form.form_due_on)}までに{form.bureau_name}へ{way}提出してください。"
                "同日までに提出がない場合、登録された内容は自動的に削除されます。"
            ),
        ),
        ("（注３）", f"お問い合わせ先　{desk.name}\n電話 {desk.phone}　{desk.hours}\nメール {desk.email}"),
    ]
    yield KeepTogether(
        [
            *heading("申請者確認欄"),
            body("　上記の内容に相違ありません。"),
            gap(2),
            box_to_fill("申請者（利用団体の代表者）氏名", 15 * mm),
            gap(3),
            numbered(notes, small=True),
        ]
    )


def _yes_no(answer: bool) -> str:
    return "有" if answer else "無"
