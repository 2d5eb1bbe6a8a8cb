"""The letter of acceptance (利用承諾書) that an organization gets on approval (REG-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from reportlab.platypus import Flowable, KeepTogether

from services.contracts.help_desk import HelpDesk
from services.japanese_calendar import in_era, in_sentence
from services.paper.layout import Letterhead, body, centre, gap, labelled, note, numbered, printed, right, title
from services.registry.forms.application_form import REQUESTS, SERVICE_NAME
from services.registry.forms.particulars import SERVICES, edition
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.kinds import KINDS, OrganizationClass, OrganizationKind, Service

_AUDIENCES = {OrganizationClass.PRIVATE: "民間職業紹介事業者等", OrganizationClass.MUNICIPAL: "地方自治体等"}


_TITLES = {
    ApplicationKind.NEW: "利用承諾書",
    ApplicationKind.CHANGE: "変更承諾書",
    ApplicationKind.RENEWAL: "更新承諾書",
}
"""Of what is accepted with a letter: a withdrawal opens nothing, and has none (REG-10)."""

_BEGINNINGS = {
    ApplicationKind.NEW: "利用開始日",
    ApplicationKind.CHANGE: "変更日",
    ApplicationKind.RENEWAL: "更新の承諾日",
}


@dataclass(frozen=True)
class AcceptanceLetter:
    """What the letter is made from. `daily_cap` is the number of dispatches a day (MSG-4)."""

    registration_number: str
    registered_on: date
    approved_on: date
    bureau_name: str
    kind: OrganizationKind
    name: str
    representative_title: str
    representative_name: str
    permission_number: str | None
    services: frozenset[Service]
    terms_version: str
    made_at: datetime
    daily_cap: int = 1_000
    help_desk: HelpDesk = field(default_factory=HelpDesk)
    application_kind: ApplicationKind = ApplicationKind.NEW
    department: str = ""
    commissioned_agency_name: str | None = None
    commissioned_agency_number: str | None = None
    seeker_information_until: date | None = None
    """The last day of the term of seeker information; None also where it was not kept with the decision."""

    @property
    def paper(self) -> str:
        """The paper's name (利用承諾書 …)."""
        return _TITLES[self.application_kind]


def acceptance_letter(letter: AcceptanceLetter) -> bytes:
    """The letter as PDF, from the head of the competent bureau to the organization's representative (REG-10)."""
    letterhead = Letterhead(
        title=f"{SERVICE_NAME} {letter.paper}",
        author=letter.bureau_name,
        footer=f"{letter.paper}　登録番号 {letter.registration_number}",
        made_at=letter.made_at,
    )
    return printed(list(_story(letter)), letterhead)


def _story(letter: AcceptanceLetter) -> Iterator[Flowable]:
    yield right(f"登録番号　{letter.registration_number}")
    yield right(in_era(letter.approved_on))
    yield gap(4)
    yield body(_applicant(letter))
    yield body(f"{letter.representative_title}　{letter.representative_name}　殿".strip())
    yield gap(6)
    yield right(f"{letter.bureau_name}長")
    yield right("（公印省略）")
    yield gap(8)
    yield title(f"{SERVICE_NAME}\n{letter.paper}")
    yield gap(8)
    about = f"{SERVICE_NAME}{REQUESTS[letter.application_kind]}"
    yield body(f"　{in_era(letter.registered_on)}付けで申請のあった{about}について、下記のとおり承諾します。")
    yield gap(4)
    yield centre("記")
    yield gap(3)
    yield labelled(_rows(letter))
    yield gap(5)
    yield KeepTogether([*_conditions(letter), gap(2), right("以上"), gap(6), _contact(letter)])


def _applicant(letter: AcceptanceLetter) -> str:
    return f"{letter.name}　{letter.department}".strip()


def _rows(letter: AcceptanceLetter) -> list[tuple[str, str]]:
    rules = KINDS[letter.kind]
    ground = f"（職業安定法{rules.legal_ground}）" if rules.legal_ground else ""
    agency = "\n".join(filter(None, (letter.commissioned_agency_name, letter.commissioned_agency_number)))
    until = letter.seeker_information_until
    services = "\n".join(name for service, name in SERVICES.items() if service in letter.services)
    return [
        ("利用団体の名称", letter.name),
        *([("利用する部署", letter.department)] if letter.department else []),
        ("利用団体の種類", rules.name + ground),
        ("許可・届出番号", letter.permission_number or "－"),
        *([("連名申請者（委託先）", agency)] if agency else []),
        ("利用を承諾するサービス", services),
        (_BEGINNINGS[letter.application_kind], in_era(letter.approved_on)),
        *([("求職情報提供サービスの\n利用期限", in_era(until))] if until else []),
        ("適用される利用規約", f"{SERVICE_NAME}利用規約（{_AUDIENCES[rules.class_]}）{edition(letter.terms_version)}"),
    ]


def _conditions(letter: AcceptanceLetter) -> Iterator[Flowable]:
    """What the organization must mind: MSG-4, REG-13, RPT-1 and the terms."""
    conditions = ["利用に当たっては、職業安定法その他の関係法令及び利用規約を遵守してください。"]
    if Service.SEEKERS in letter.services:
        conditions.append(f"求職者に案内送信等ができる件数は、総数で１日当たり{letter.daily_cap:,}件が上限です。")
    conditions.append("責任者、必須情報又は許可の有効期限を変更するときは、速やかに変更申請をしてください。")
    conditions.append("年度の利用状況を、利用実績がない場合も、翌年度の４月20日までに報告してください。")
    yield body("（留意事項）")
    yield numbered([(f"{in_sentence(number)}．", condition) for number, condition in enumerate(conditions, 1)])


def _contact(letter: AcceptanceLetter) -> Flowable:
    desk = letter.help_desk
    return note(
        f"サイトの操作方法等のお問い合わせ先\n{desk.name}\n電話 {desk.phone}　{desk.hours}\nメール {desk.email}"
    )
