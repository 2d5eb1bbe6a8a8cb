"""The consent to the terms of use (利用規約の同意書) that the municipal class hands in with its application (REG-8).

Seed 000, STEP 1 and 2: downloaded from the site, filled in, signed or sealed, and handed in with the application form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from services.contracts.help_desk import HelpDesk
from services.contracts.registry.words import DOCUMENT_KINDS
from services.japanese_calendar import in_era
from services.paper.layout import (
    Letterhead,
    body,
    boxes_begun,
    gap,
    heading,
    labelled,
    numbered,
    printed,
    right,
    title,
    together,
)
from services.registry.forms.application_form import SERVICE_NAME
from services.registry.forms.particulars import edition, identity_rows, ticked
from services.registry.organizations.domain.application import ApplicationContent

PAPER = DOCUMENT_KINDS["terms_consent"]
_BOX = 12 * mm
"""Room for a seal."""
FOR_WHOM = "（地方自治体等用）"
AGREED = (
    "サイトに掲載された利用規約の全ての内容を確認し、これに同意します。",
    "職業安定法その他の関係法令及び利用規約を遵守します。",
    "サイト上のやりとり、職業紹介及び関連サービスは、全て利用団体の責任において実施します。",
    "法令又は利用規約に違反した場合、利用停止又は利用解除となることを承知しています。",
)
"""What the terms ask for first (seed 000, 利用に当たっての注意事項 <利用規約>)."""


@dataclass(frozen=True)
class TermsConsent:
    """What the paper is made from."""

    registration_number: str
    bureau_name: str
    """Name of the competent bureau (管轄労働局), such as 東京労働局."""
    content: ApplicationContent
    terms_title: str
    terms_in_force_from: date
    form_due_on: date
    made_at: datetime
    help_desk: HelpDesk = field(default_factory=HelpDesk)


def terms_consent(consent: TermsConsent) -> bytes:
    """The consent as PDF, addressed to the head of the competent bureau, to be dated and signed by hand (REG-8, REG-15)."""
    letterhead = Letterhead(
        title=f"{SERVICE_NAME} {PAPER}",
        author=consent.content.applicant.name,
        footer=f"{PAPER}　登録番号 {consent.registration_number}",
        made_at=consent.made_at,
    )
    return printed(list(_story(consent)), letterhead)


def _story(consent: TermsConsent) -> Iterator[Flowable]:
    yield right(f"登録番号　{consent.registration_number}")
    yield body(f"{consent.bureau_name}長　殿")
    yield gap(3)
    yield title(f"{SERVICE_NAME}\n{PAPER}{FOR_WHOM}")
    yield gap(3)
    yield body(f"　{SERVICE_NAME}の利用を申請するに当たり、次のとおり同意します。")
    yield from heading("１　同意する利用規約")
    yield labelled(
        [
            ("名称", consent.terms_title),
            ("版", edition(consent.content.terms_version)),
            ("施行日", in_era(consent.terms_in_force_from)),
        ]
    )
    yield from heading("２　利用申請者")
    yield labelled([*identity_rows(consent.content), ("利用するサービス", ticked(consent.content.services))])
    yield from heading("３　同意する事項")
    yield numbered([(f"({number})", sentence) for number, sentence in enumerate(AGREED, 1)])
    yield together([*_signatures(consent), gap(2), numbered(_notes(consent), small=True)])


def _signatures(consent: TermsConsent) -> Iterator[Flowable]:
    yield from heading("４　署名又は記名押印")
    yield signature_boxes(joint=consent.content.joint)


def signature_boxes(*, joint: bool) -> Flowable:
    """The day of the consent, and who agrees."""
    who = [("利用申請者の代表者\n（役職・氏名）", "", "㊞")]
    if joint:
        who.append(("連名申請者（委託先）の代表者\n（役職・氏名）", "", "㊞"))
    return boxes_begun([("同意した日", "令和　　　年　　　月　　　日", ""), *who], _BOX)


def _notes(consent: TermsConsent) -> list[tuple[str, str]]:
    who = "利用申請者の代表者"
    if consent.content.joint:
        who += "及び連名申請者（委託先）の代表者"
    desk = consent.help_desk
    return [
        ("（注１）", f"同意した日を記入し、{who}が署名又は記名押印をしてください。署名の場合、押印は不要です。"),
        (
            "（注２）",
            (
                f"申請書とともに、{in_era(consent.form_due_on)}までに{consent.bureau_name}へ"
                "持参又は郵送等により提出してください。"
            ),
        ),
        ("（注３）", f"お問い合わせ先　{desk.name}\n電話 {desk.phone}　{desk.hours}\nメール {desk.email}"),
    ]
