"""The application forms with nothing filled in, for who applies on paper (REG-6 to REG-8; seed 000, STEP 1 and Q2).

What a form made from a registration states is asked for here, under the same labels, section by section; one for each kind
of application and each class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak

from services.contracts.help_desk import HelpDesk
from services.contracts.registry.words import CLASSES, DOCUMENT_KINDS, EXCELLENT_AGENCY_CERTIFICATE, SCHOOL_KINDS
from services.japanese_calendar import in_era
from services.legal_calendar import JAPAN
from services.paper.layout import (
    LABELS,
    WIDTH,
    Letterhead,
    body,
    boxes_to_fill,
    gap,
    heading,
    labelled_to_fill,
    listed,
    listed_to_fill,
    numbered,
    printed,
    right,
    title,
)
from services.registry.accounts.domain.reservation import ReservationSettings
from services.registry.forms.application_form import (
    DELETION,
    MEASURES,
    OTHER_WAY,
    REQUESTS,
    SERVICE_NAME,
    TITLES,
    after_withdrawal,
    sentences,
    under_numbers,
)
from services.registry.forms.particulars import MARKS, SERVICES, edition, ticked
from services.registry.forms.terms_consent import AGREED, FOR_WHOM, signature_boxes
from services.registry.forms.terms_consent import PAPER as CONSENT
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.kinds import KINDS, OrganizationClass, OrganizationKind
from services.registry.organizations.domain.schools import COVERED

_LINE, _TALL, _LONG = 9 * mm, 14 * mm, 20 * mm
"""Room for a line of handwriting, for two, for an answer of several."""
_DAY = "令和　　　年　　　月　　　日"
_YES_NO = "□　有　　　□　無"
_NUMBER = "　　　　－　　　－"
_MEANT_ALONE = "（該当する場合）"


@dataclass(frozen=True)
class BlankForm:
    """What a form with nothing filled in depends on."""

    kind: ApplicationKind
    class_: OrganizationClass
    terms_version: str
    """The version in force: who signs agrees to it (REG-15)."""
    terms_title: str
    terms_in_force_from: date
    help_desk: HelpDesk = field(default_factory=HelpDesk)
    id_reserved_years: int = ReservationSettings.years

    @property
    def municipal(self) -> bool:
        """Whether it is the form of the municipal class."""
        return self.class_ is OrganizationClass.MUNICIPAL

    @property
    def name(self) -> str:
        """The paper's name (利用申請書（地方自治体等用） …)."""
        return f"{TITLES[self.kind]}（{CLASSES[self.class_]}用）"


@lru_cache(maxsize=32)
def blank_form(form: BlankForm) -> bytes:
    """The form as PDF. Its only time is the terms' first day of force, so that the same form is the same file on every day."""
    letterhead = Letterhead(
        title=f"{SERVICE_NAME} {form.name}",
        author="厚生労働省",
        footer=form.name,
        made_at=datetime.combine(form.terms_in_force_from, time(), JAPAN),
    )
    return printed(list(_story(form)), letterhead)


def _story(form: BlankForm) -> Iterator[Flowable]:
    yield right("登録番号　　　　　　　　　　　　　（労働局記入欄）")
    yield right(_DAY)
    yield body("　　　　　　労働局長　殿")
    yield gap(3)
    yield title(f"{SERVICE_NAME}\n{form.name}")
    yield gap(3)
    consent = f"{SERVICE_NAME}利用規約（{edition(form.terms_version)}）に同意の上、"
    if form.kind is ApplicationKind.WITHDRAWAL:
        consent = ""
    yield body(f"　{consent}{SERVICE_NAME}{REQUESTS[form.kind]}について、下記のとおり申請します。")
    yield gap(1)
    yield from under_numbers(_sections(form), _signature(form))
    if form.municipal and form.kind is ApplicationKind.NEW:
        yield PageBreak()
        yield from _consent(form)


def _consent(form: BlankForm) -> Iterator[Flowable]:
    """The consent to the terms that goes with it (REG-8, REG-15; seed 000, STEP 1)."""
    yield body("　　　　　　労働局長　殿")
    yield gap(3)
    yield title(f"{SERVICE_NAME}\n{CONSENT}{FOR_WHOM}")
    yield gap(3)
    yield body(f"　{SERVICE_NAME}の利用を申請するに当たり、次のとおり同意します。")
    yield from heading("１　同意する利用規約")
    in_force = ("施行日", in_era(form.terms_in_force_from), _LINE)
    yield labelled_to_fill([("名称", form.terms_title, _LINE), ("版", edition(form.terms_version), _LINE), in_force])
    yield from heading("２　利用申請者")
    agency: _Row = ("連名申請者（委託先）", "（職業紹介事業を委託する場合）\n名称\n　", _TALL)
    yield labelled_to_fill([("名称", "", _TALL), ("代表者の役職・氏名", "", _LINE), agency])
    yield from heading("３　同意する事項")
    yield sentences(AGREED)
    yield from heading("４　署名又は記名押印")
    yield signature_boxes(joint=True)
    yield gap(2)
    note = "同意した日を記入し、代表者が署名又は記名押印をしてください。署名の場合、押印は不要です。"
    yield numbered(
        [("（注）", f"{note}連名申請者（委託先）の欄は、職業紹介事業を委託する場合に記入してください。")], small=True
    )


def _sections(form: BlankForm) -> Iterator[tuple[str, list[Flowable]]]:
    if form.kind is ApplicationKind.NEW:
        yield "利用申請者", [labelled_to_fill([*_identity(form), *_place(form), _ID])]
        yield "申請の内容", [labelled_to_fill([("利用するサービス", ticked(frozenset()), _TALL), *_placement(form)])]
        yield "責任者", [_managers(form)]
        yield "必須情報（最初の案内に自動的に記載される情報）", [labelled_to_fill(_information())]
        yield "新規大学卒業者等に対する有料サービス（届出済み）", [_notified_services()]
        yield "セキュリティ対策等（利用規約13）", [_measures()]
        return
    yield "利用申請者（現在の登録内容）", [labelled_to_fill([*_identity(form), _ID])]
    if form.kind is ApplicationKind.CHANGE:
        yield "変更の内容", [_changes()]
        yield "セキュリティ対策等（利用規約13）", [_measures()]
    elif form.kind is ApplicationKind.RENEWAL:
        carried = ("登録内容の変更", "□　有（変更申請書を添付してください。）　　　□　無", _LINE)
        until = ("現在の利用期限", _DAY, _LINE)
        yield (
            "更新の内容",
            [
                labelled_to_fill(
                    [("更新するサービス", "求職情報提供サービス", _LINE), until, *_placement(form), carried]
                )
            ],
        )
        yield "セキュリティ対策等（利用規約13）", [_measures()]
    else:
        yield "退会の内容", [labelled_to_fill([("退会するサービス", ticked(frozenset()), _TALL)])]
        yield "求職情報の削除・廃棄についての申告（求職情報提供サービスを退会する場合）", [sentences(DELETION)]
        yield "確認事項", [sentences(after_withdrawal(form.id_reserved_years, municipal=form.municipal))]


_Row = tuple[str, str, float]
_ID: _Row = ("ＩＤ（メールアドレス）", "", _LINE)


def _identity(form: BlankForm) -> Iterator[_Row]:
    kinds = [kind for kind, rules in KINDS.items() if rules.class_ is form.class_]
    yield "利用団体の種類", "\n".join(map(_kind, kinds)), _TALL
    if OrganizationKind.SCHOOL in kinds:
        yield "学校の種類", _schools(), _TALL
    yield "名称", "（フリガナ）\n　", _TALL
    yield "申請する部署", "", _LINE
    yield "代表者の役職・氏名", "", _LINE
    yield "許可・届出番号", f"{_NUMBER}\n□　枝番号のある番号により、主たる事業所として申請します。", _TALL
    if form.municipal:
        yield "連名申請者（委託先）", f"（職業紹介事業を委託する場合）\n名称\n許可・届出番号{_NUMBER}", _LONG


def _schools() -> str:
    """Those that the service covers (REG-1): no box invites to apply in vain."""
    boxes = [f"□　{name}" for kind, name in SCHOOL_KINDS.items() if kind in COVERED]
    return "\n".join(["（学校等の場合）", "　".join(boxes)])


def _kind(kind: OrganizationKind) -> str:
    rules = KINDS[kind]
    return f"□　{rules.name}" + (f"（職業安定法{rules.legal_ground}）" if rules.legal_ground else "")


def _place(form: BlankForm) -> Iterator[_Row]:
    yield "所在地の市区町村等", "", _LINE
    yield "所在地", "〒　　　　－", _TALL
    yield "電話番号", "", _LINE
    yield "許可の有効期限", f"{_DAY}{_MEANT_ALONE}", _LINE
    if form.municipal:
        yield "職業安定局長の認定日", f"{_DAY}（指定団体等の場合）", _LINE
        yield "求人者・求職者からの\n金銭の徴収", f"{_YES_NO}　（職業紹介事業を委託する場合）", _LINE
    yield "雇用関係助成金の取扱い", _YES_NO, _LINE


def _placement(form: BlankForm) -> Iterator[_Row]:
    asked = f"{_DAY}（１件以上）"
    if form.kind is ApplicationKind.NEW:
        asked += "\n（求職情報提供サービスを利用する場合）"
    if form.municipal:
        asked += f"\n委託先の実績のときは、その許可・届出番号{_NUMBER}"
    yield "直近の常用就職の実績", asked, _LINE


def _managers(form: BlankForm) -> Flowable:
    who = [
        *(f"連絡責任者\n（{name}）" for name in SERVICES.values()),
        "個人情報管理・\n苦情処理責任者",
        *(("委託先の連絡責任者", "委託先の個人情報管理・\n苦情処理責任者") if form.municipal else ()),
    ]
    rows = [(role, "氏名\n所属", "電話\nメール", "□") for role in who]
    widths = (LABELS, 46 * mm, WIDTH - LABELS - 61 * mm, 15 * mm)
    return listed_to_fill(("区分", "氏名・所属", "連絡先", "常勤"), rows, widths, _TALL, labelled=True)


def _information() -> list[_Row]:
    marks = "\n".join(f"□　{name}" for name in MARKS.values())
    return [
        ("職業紹介の実績", "", _LONG),
        ("取扱職種", "", _LONG),
        ("取扱業種", "", _LONG),
        ("取扱地域", "", _LONG),
        ("求職者の手数料", "", _LONG),
        ("就職支援等の内容", "", 3 * _LONG),
        (
            "個人情報の取扱い・\n苦情の連絡先",
            "個人情報管理・苦情処理責任者の氏名、電話番号及びメールアドレスのとおり",
            _LINE,
        ),
        ("第三者機関の認証", f"{marks}\n□　その他（　　　　　　　　　　　　　　　　　　）", _LINE),
    ]


def _notified_services() -> Flowable:
    widths = (52 * mm, WIDTH - 86 * mm, 34 * mm)
    return listed_to_fill(("サービスの名称", "料金等", "届出日"), [("", "", "")] * 3, widths, _LINE)


def _measures() -> Flowable:
    rows = [(f"({number})", measure, "□　講じる") for number, measure in enumerate(MEASURES, 1)]
    return listed(rows, (10 * mm, WIDTH - 34 * mm, 24 * mm))


def _changes() -> Flowable:
    labels = 36 * mm
    widths = (labels, (WIDTH - labels) / 2, (WIDTH - labels) / 2)
    return listed_to_fill(("変更する項目", "変更前", "変更後"), [("", "", "")] * 8, widths, _TALL)


def _signature(form: BlankForm) -> list[Flowable]:
    boxes = ["申請者（利用団体の代表者）氏名"]
    how = "申請者（利用団体の代表者）の氏名を記入してください。署名又は記名押印は不要です。"
    way, beforehand = "メールにより", OTHER_WAY
    if form.municipal:
        boxes.append("連名申請者（委託先の代表者）氏名")
        how = (
            "申請者（利用団体の代表者）が署名又は記名押印をしてください。職業紹介事業を委託する場合は、"
            "連名申請者（委託先）の代表者も、同様に署名又は記名押印をしてください。"
        )
        way, beforehand = "持参又は郵送等により", ""
    desk = form.help_desk
    notes = [
        "該当する□にレ印又は■を付けてください。書き切れないときは、別の紙に記入して添付してください。",
        how,
        f"この申請書は、所在地を管轄する労働局へ{way}提出してください。{beforehand}",
        *_registration(form),
        *_documents(form),
        f"お問い合わせ先　{desk.name}\n電話 {desk.phone}　{desk.hours}\nメール {desk.email}",
    ]
    return [
        *heading("申請者確認欄"),
        body("　上記の内容に相違ありません。"),
        gap(1),
        boxes_to_fill(boxes, 13 * mm),
        gap(2),
        numbered(
            [(f"（注{number}）", text) for number, text in zip("１２３４５６７", notes, strict=False)], small=True
        ),
    ]


def _registration(form: BlankForm) -> Iterator[str]:
    """Seed 000, STEP 1: the ID comes by mail when the bureau has entered the form (REG-9)."""
    if form.kind is ApplicationKind.NEW:
        yield (
            "必須情報は、求職情報提供サービスを利用する場合に記入してください。"
            "ただし、第三者機関の認証は、全ての場合に記入してください。"
        )
        yield "労働局が申請書の内容を登録した時に、ＩＤとパスワードの設定の方法を、記入したメールアドレスへお知らせします。"


def _documents(form: BlankForm) -> Iterator[str]:
    """What the municipal class hands in with the form (REG-8; seed 000, STEP 2)."""
    if not form.municipal or form.kind in (ApplicationKind.RENEWAL, ApplicationKind.WITHDRAWAL):
        return
    consent = [f"{CONSENT}（この様式の末尾にあります。）"] if form.kind is ApplicationKind.NEW else []
    mark = f"{DOCUMENT_KINDS['privacy_mark']}又はその写し（取得している場合）"
    agency = f"{EXCELLENT_AGENCY_CERTIFICATE}又はその写し（取得している場合。委託先のものを含む。）"
    which = "" if form.kind is ApplicationKind.NEW else "新たに取得した認証があるときは、"
    documents = "\n".join(f"・{name}" for name in [*consent, mark, agency])
    yield f"この申請書とともに、{which}次の書類を提出してください。\n{documents}"
