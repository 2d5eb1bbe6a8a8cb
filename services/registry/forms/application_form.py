"""The application form (利用申請書 and its kin), made from a registration for the applicant to hand in (REG-5, REG-8).

A new application states everything; a change what is in force beside what is to take its place, and nothing else; a renewal
and a withdrawal what they are about. Each kind is a list of sections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from services.contracts.help_desk import HelpDesk
from services.japanese_calendar import in_era, in_sentence
from services.paper.layout import (
    LABELS,
    WIDTH,
    Letterhead,
    body,
    boxes_to_fill,
    compared,
    gap,
    heading,
    is_short,
    labelled,
    labelled_at_length,
    listed,
    numbered,
    printed,
    right,
    title,
    together,
)
from services.registry.accounts.domain.reservation import ReservationSettings
from services.registry.forms.particulars import (
    NONE,
    Particulars,
    applicant_rows,
    changed,
    edition,
    employment,
    identity_rows,
    information_rows,
    managers,
    placement,
    service_rows,
    ticked,
)
from services.registry.organizations.domain.application import ApplicationContent, ApplicationKind
from services.registry.organizations.domain.kinds import KINDS, Service

SERVICE_NAME = "ハローワーク求人・求職情報提供サービス"

TITLES = {
    ApplicationKind.NEW: "利用申請書",
    ApplicationKind.CHANGE: "変更申請書",
    ApplicationKind.RENEWAL: "更新申請書",
    ApplicationKind.WITHDRAWAL: "退会申請書",
}
REQUESTS = {
    ApplicationKind.NEW: "の利用",
    ApplicationKind.CHANGE: "に係る登録内容の変更",
    ApplicationKind.RENEWAL: "の利用期限の更新",
    ApplicationKind.WITHDRAWAL: "からの退会",
}
MEASURES = (
    "検知された不正プログラムのファイルを実行又はアプリケーションで読み込ませないこと",
    "不正プログラムの定義ファイルを常に最新に維持し、自動検査機能を有効にすること",
    "セキュリティの脆弱性への対応を行っていないＯＳや閲覧ソフト等を用いないこと",
    "定期的に全ての電子ファイルに対して、不正プログラムの有無を確認すること",
    "提供される求人・求職情報の漏えい、滅失、き損、改ざん等を行わせないようにすること",
    "接続している情報処理機器に対する不正アクセス行為を行わせないようにすること",
)
"""The measures of seed 001, 13 (1) to (6), short, in the order of `SecurityDeclaration`."""


OTHER_WAY = "郵送又は持参による場合は、事前に電話等で事情を説明してください。"
"""In the private class, whose way is e-mail: what the bureau records of post or in person (REG-8; seed 001, 10 注3)."""


DELETION = (
    "求職情報提供サービスにより提供を受けた全ての求職情報を、遅滞なく削除・廃棄し、削除したことをサイトで報告します。",
    "削除・廃棄を終えるまでの間、利用申請の際に申告したセキュリティ対策等を引き続き講じます。",
)
"""What is declared of seekers' information with a withdrawal (OPS-5, MSG-11)."""


def after_withdrawal(id_reserved_years: int, *, municipal: bool) -> list[str]:
    """What the organization must know before it signs (RPT-1, REG-11, CMP-3, CMP-14)."""
    notes = [
        "退会した年度の利用状況も、翌年度の４月20日までに報告してください。",
        (
            f"全てのサービスを退会したときは、退会した日の翌日から{in_sentence(id_reserved_years)}年間、"
            "同じＩＤ（メールアドレス）では申請できません。"
        ),
        (
            "利用の停止を受けている間に退会した場合は、停止の期間が満了し、又は是正等が確認されるまで、"
            "改めて利用申請をすることはできません。"
        ),
    ]
    if not municipal:  # decision 089
        notes.append(
            "退会した後に同じ許可・届出番号（枝番号を除く。）により改めて利用するときは、退会の前に受けた利用の停止も、"
            "再度の利用規約違反に当たるかどうかの判断に含まれます。"
        )
    return notes


def sentences(told: Sequence[str]) -> Flowable:
    """Sentences under their numbers."""
    return numbered([(f"({number})", sentence) for number, sentence in enumerate(told, 1)])


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
    before: Particulars | None = None
    """What was in force at registration: what a change is compared with (REG-13)."""
    withdrawn_services: frozenset[Service] = frozenset()
    seeker_information_until: date | None = None
    """The end of the term that a renewal follows on (REG-16)."""
    carried_change_number: str | None = None
    """The registration number of the change application that a renewal carries (REG-16)."""
    municipality: str = ""
    """The municipality of the applicant's place, with its code (`131016 東京都千代田区`)."""
    documents: tuple[str, ...] = ()
    """What is to be handed in with the form, each as it is called (REG-8)."""
    id_reserved_years: int = ReservationSettings.years
    """How long no other application may be made with the same ID after the end (REG-11)."""

    @property
    def name(self) -> str:
        """The paper's name (利用申請書 …)."""
        return TITLES[self.kind]

    @property
    def particulars(self) -> Particulars:
        """What is applied for."""
        return Particulars(self.content, self.occupations, self.industries, self.areas, self.municipality)


Section = Callable[[ApplicationForm], tuple[str, list[Flowable]] | None]
"""The heading of a section and what stands under it; None where the form has no such section."""


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
    sections = filter(None, (section(form) for section in _SECTIONS[form.kind]))
    yield from under_numbers(sections, _signature(form))


def under_numbers(sections: Iterable[tuple[str, list[Flowable]]], close: Sequence[Flowable]) -> Iterator[Flowable]:
    """Sections one after another, each under its number and name, and what the form closes with.

    That stays on one page with the last section, which is short in every form: who confirms what stands above has some of it in
    sight, and a page with a name alone could be put under any form.
    """
    numbered_sections = list(zip("１２３４５６７８９", sections, strict=False))
    for number, (name, flowables) in numbered_sections:
        first, *others = flowables
        parts = [*heading(f"{number}　{name}"), first]
        if number == numbered_sections[-1][0]:
            yield together([*parts, *others, *close])
            return
        # What is short stays together with its heading; long tables are broken by themselves.
        yield from [together(parts)] if is_short(first) else parts
        yield from others


def _opening(form: ApplicationForm) -> Iterator[Flowable]:
    yield right(f"登録番号　{form.registration_number}")
    yield right(in_era(form.registered_on))
    yield body(f"{form.bureau_name}長　殿")
    yield gap(4)
    yield title(f"{SERVICE_NAME}\n{form.name}")
    yield gap(4)
    consent = f"{SERVICE_NAME}利用規約（{edition(form.content.terms_version)}）に同意の上、"
    if form.kind is ApplicationKind.WITHDRAWAL:
        consent = ""
    yield body(f"　{consent}{SERVICE_NAME}{REQUESTS[form.kind]}について、下記のとおり申請します。")
    yield gap(1)


def _applicant(form: ApplicationForm) -> tuple[str, list[Flowable]]:
    return "利用申請者", [labelled([*applicant_rows(form.particulars), ("ＩＤ（メールアドレス）", form.account_email)])]


def _identity(form: ApplicationForm) -> tuple[str, list[Flowable]]:
    """In force at registration, so that the bureau finds whom it concerns also where the name changes."""
    content = form.before.content if form.before else form.content
    name = "利用申請者（現在の登録内容）" if form.before else "利用申請者"
    return name, [labelled([*identity_rows(content), ("ＩＤ（メールアドレス）", form.account_email)])]


def _services(form: ApplicationForm) -> tuple[str, list[Flowable]]:
    return "申請の内容", [labelled(list(service_rows(form.content)))]


def _changes(form: ApplicationForm) -> tuple[str, list[Flowable]]:
    rows = changed(form.before or Particulars(form.content), form.particulars)
    return "変更の内容", [compared(rows or [(NONE, NONE, NONE)], ("変更する項目", "変更前", "変更後"))]


def _renewal(form: ApplicationForm) -> tuple[str, list[Flowable]]:
    carried = form.carried_change_number
    until = form.seeker_information_until
    rows = [
        ("更新するサービス", "求職情報提供サービス"),
        *([("現在の利用期限", in_era(until))] if until else []),
        ("登録内容の変更", f"有（変更申請　登録番号 {carried}）" if carried else "無"),
    ]
    if KINDS[form.content.applicant.kind].needs_placement:
        rows.insert(-1, ("直近の常用就職の実績", placement(form.content)))
    return "更新の内容", [labelled(rows)]


def _withdrawal(form: ApplicationForm) -> tuple[str, list[Flowable]]:
    return "退会の内容", [labelled([("退会するサービス", ticked(form.withdrawn_services))])]


def _after_withdrawal(form: ApplicationForm) -> tuple[str, list[Flowable]]:
    return "確認事項", [sentences(after_withdrawal(form.id_reserved_years, municipal=form.content.municipal))]


def _declaration_of_deletion(form: ApplicationForm) -> tuple[str, list[Flowable]] | None:
    """What is declared with a withdrawal in place of the measures to come (OPS-5, MSG-11; seed 001, 7(2)①オ(エ) and 13)."""
    if Service.SEEKERS not in form.withdrawn_services:
        return None
    return "求職情報の削除・廃棄についての申告", [sentences(DELETION)]


def _managers(form: ApplicationForm) -> tuple[str, list[Flowable]]:
    rows: list[tuple[str, ...]] = [("区分", "氏名・所属", "連絡先", "常勤")]
    for role, manager in managers(form.content):
        who = f"{manager.name}\n{manager.department}".strip()
        rows.append((role, who, f"{manager.phone}\n{manager.email}", employment(manager)))
    return "責任者", [listed(rows, (LABELS, 46 * mm, WIDTH - LABELS - 61 * mm, 15 * mm), header=True)]


def _mandatory_information(form: ApplicationForm) -> tuple[str, list[Flowable]] | None:
    rows = list(information_rows(form.particulars))
    return ("必須情報（最初の案内に自動的に記載される情報）", [labelled_at_length(rows)]) if rows else None


def _notified_services(form: ApplicationForm) -> tuple[str, list[Flowable]] | None:
    """Seed 001, 7(2)①ケ: towards new graduates of universities and the like only what was notified beforehand (MSG-10)."""
    services = form.content.notified_services
    if not services:
        return None
    rows = [("サービスの名称", "料金等", "届出日")]
    rows += [(service.name, service.fees, in_era(service.notified_on)) for service in services]
    widths = (52 * mm, WIDTH - 86 * mm, 34 * mm)
    return "新規大学卒業者等に対する有料サービス（届出済み）", [listed(rows, widths, header=True)]


def _declaration(form: ApplicationForm) -> tuple[str, list[Flowable]]:
    missing = form.content.security_declaration.missing()
    declared = form.content.security_declaration.__dataclass_fields__
    rows = [
        (f"({number})", measure, NONE if name in missing else "講じる")
        for number, (name, measure) in enumerate(zip(declared, MEASURES, strict=True), 1)
    ]
    return "セキュリティ対策等（利用規約13）", [listed(rows, (10 * mm, WIDTH - 26 * mm, 16 * mm))]


_SECTIONS: Mapping[ApplicationKind, tuple[Section, ...]] = MappingProxyType(
    {
        ApplicationKind.NEW: (
            _applicant,
            _services,
            _managers,
            _mandatory_information,
            _notified_services,
            _declaration,
        ),
        ApplicationKind.CHANGE: (_identity, _changes, _declaration),
        ApplicationKind.RENEWAL: (_identity, _renewal, _declaration),
        ApplicationKind.WITHDRAWAL: (_identity, _withdrawal, _declaration_of_deletion, _after_withdrawal),
    }
)


def _signature(form: ApplicationForm) -> list[Flowable]:
    municipal = form.content.municipal
    how = (
        "申請者（利用団体の代表者）が署名又は記名押印をしてください。"
        if municipal
        else "申請者（利用団体の代表者）の氏名を記入してください。署名又は記名押印は不要です。"
    )
    joint = form.content.joint
    if joint:
        how += "連名申請者（委託先）の代表者も、同様に署名又は記名押印をしてください。"
    way = "持参又は郵送等により" if municipal else "メールにより"
    desk = form.help_desk
    notes = [
        how,
        (
            f"この申請書は、{in_era(form.form_due_on)}までに{form.bureau_name}へ{way}提出してください。"
            f"{'' if municipal else OTHER_WAY}同日までに提出がない場合、登録は自動的に削除されます。"
        ),
    ]
    if form.documents:
        notes.append(
            "\n".join(["この申請書とともに、次の書類を提出してください。", *(f"・{name}" for name in form.documents)])
        )
    notes.append(f"お問い合わせ先　{desk.name}\n電話 {desk.phone}　{desk.hours}\nメール {desk.email}")
    boxes = ["申請者（利用団体の代表者）氏名", *(["連名申請者（委託先の代表者）氏名"] if joint else [])]
    return [
        *heading("申請者確認欄"),
        body("　上記の内容に相違ありません。"),
        gap(1),
        boxes_to_fill(boxes, 13 * mm),
        gap(2),
        numbered([(f"（注{number}）", text) for number, text in zip("１２３４", notes, strict=False)], small=True),
    ]
