"""The text of a guidance (利用案内), made by the system from the approved registration (MSG-2; seed 001, 7(2)①カ)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MARK_NAMES = {"privacy_mark": "プライバシーマーク", "excellent_agency_mark": "職業紹介優良事業者マーク"}


@dataclass(frozen=True)
class CodeNames:
    """Names of the codes in the mandatory information, from the reference data (REG-17)."""

    occupations: Mapping[str, str]
    industries: Mapping[str, str]
    areas: Mapping[str, str]


@dataclass(frozen=True)
class MandatoryInformation:
    """The mandatory information (必須情報) of one organization, as approved."""

    organization_name: str
    placement_record: str
    occupation_codes: Sequence[str]
    industry_codes: Sequence[str]
    area_codes: Sequence[str]
    fees_for_seekers: str
    support_offered: str
    marks_held: Sequence[str]
    privacy_manager_name: str
    privacy_manager_contact: str


_OPENING = """\
このご案内は、ハローワーク求人・求職情報提供サービスを利用する団体が、あなたの求職情報を見てお送りするものです。
団体が労働局に登録した内容をもとに、システムが自動的に作成しています。"""

_CLOSING = """\
ご質問は、このサイトからお名前を出さずに送ることができます。氏名、電話番号、住所、メールアドレスなどの個人情報は書かないでください。
求職申込みをご希望の場合は、このサイトではなく、団体が示す連絡先に直接お申し込みください。
この団体からのメッセージを今後受け取りたくない場合は、いつでも受信を拒否することができます。"""

_OWN_TEXT = """\
――――――――――――――――
■ 団体からのメッセージ
（ここから下は、システムではなく、団体が作成した文章です。）"""


@dataclass(frozen=True)
class Section:
    """An item of the mandatory information as people read it; `entries` where it is a list, else its text."""

    heading: str
    text: str
    entries: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return f"■ {self.heading}\n{self.text or 'なし'}"


def guidance_body(information: MandatoryInformation, names: CodeNames, own_text: str | None = None) -> str:
    """The whole text that a seeker gets: every item of the mandatory information, codes by their names.

    A text of the organization's own stands below all that the system made, under a heading that says whose it is: nothing
    in it can pass for the system's.
    """
    own = [] if own_text is None else [f"{_OWN_TEXT}\n{own_text}"]
    return "\n\n".join([_OPENING, *map(str, sections(information, names)), _CLOSING, *own])


def sections(information: MandatoryInformation, names: CodeNames) -> tuple[Section, ...]:
    """Every item of the mandatory information, in the order of the guidance.

    A code without a name in the present reference data stands as itself, so that nothing registered is left out.
    """
    return (
        Section("団体の名称", information.organization_name),
        Section("職業紹介の実績", information.placement_record),
        _listed("取り扱っている求人の職種", information.occupation_codes, names.occupations),
        _listed("取り扱っている求人の業種", information.industry_codes, names.industries),
        _listed("取り扱っている求人の地域", information.area_codes, names.areas),
        Section("求職者の方からいただく手数料", information.fees_for_seekers),
        Section("ご提供する支援", information.support_offered),
        _listed("第三者機関の認証", information.marks_held, MARK_NAMES),
        Section(
            "個人情報管理・苦情処理責任者",
            f"{information.privacy_manager_name}\n{information.privacy_manager_contact}".strip(),
        ),
    )


def _listed(heading: str, codes: Sequence[str], names: Mapping[str, str]) -> Section:
    entries = tuple(names.get(code, code) for code in codes)
    return Section(heading, "、".join(entries), entries)
