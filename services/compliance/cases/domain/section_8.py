"""Section 8 of the terms as a table: what each ground leads to, who decides, what ends it, what a repetition means.

A row a paragraph of seed 001, 8 (and 14), in its order; the text is the paragraph's own. Seed 001 binds the private class; what
stands in its place for the municipal class is in `municipal`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from services.compliance.standing.domain.grounds import Authority, Ground, MeasureKind


class Repeat(StrEnum):
    """When the paragraph adds a termination to its suspension."""

    NONE = "none"
    ANY_BREACH = "any_breach"
    """利用再開後、再度利用規約違反行為を行った場合: any breach of the terms, this paragraph's or another's."""
    SAME_OR_UNMENDED = "same_or_unmended"
    """停止後６か月を過ぎても改善されない場合、又は利用再開後に直ちに同種の違反行為を行った場合 (CMP-6)."""


@dataclass(frozen=True)
class Provision:
    """A row: rule of domain.md, article and text of seed 001, and what follows.

    `request`: whether a correction request (是正要請) goes with the suspension. `breach`: whether it is a 利用規約違反行為, which
    counts as a repetition. `by_date`: whether the suspension also runs by the calendar, without a decision of staff.
    """

    rule: str
    article: str
    text: str
    request: bool
    measures: frozenset[MeasureKind]
    repeat: Repeat = Repeat.NONE
    breach: bool = True
    by_date: bool = False
    authority: Authority = Authority.BUREAU

    @property
    def after_suspension(self) -> bool:
        """Whether its termination presupposes a suspension on the same ground that has run (利用再開後、停止後)."""
        return self.repeat is not Repeat.NONE


_NONE: frozenset[MeasureKind] = frozenset()
_TERM, _UNTIL_CORRECTED = MeasureKind.WITH_TERM, MeasureKind.UNTIL_CORRECTED
_PROVISIONAL, _TERMINATION = MeasureKind.PROVISIONAL, MeasureKind.TERMINATION

SECTION_8: Mapping[Ground, Provision] = MappingProxyType(
    {
        Ground.SUSPECTED_OFFENCE: Provision(
            "CMP-1", "８(1)", "職業安定法違反の疑いがある行為を把握した場合は、需給調整事業担当に必要な対応を依頼する。",
            request=False, measures=_NONE, breach=False,
        ),
        Ground.ORDER: Provision(
            "CMP-2", "８(1)", "許可の取消し、事業停止命令、改善命令を行った場合は、是正が確認されるまでの間、停止を行う。",
            request=False, measures=frozenset({_UNTIL_CORRECTED}), breach=False,
        ),
        Ground.OFFER_INFORMATION: Provision(
            "CMP-3", "８(2)①", "求人情報の利用が不適切：是正要請とともに６か月停止。利用再開後、再度の違反は利用解除。",
            request=True, measures=frozenset({_TERM, _TERMINATION}), repeat=Repeat.ANY_BREACH,
        ),
        Ground.ADVERTISING: Provision(
            "CMP-4", "８(2)②", "宣伝、他サービスへの誘導等：是正要請とともに６か月停止。",
            request=True, measures=frozenset({_TERM}),
        ),
        Ground.EXCESSIVE_SOLICITATION: Provision(
            "CMP-5", "８(2)③", "過剰な営業活動：是正要請、是正が確認されるまで停止。利用再開後、再度の違反は利用解除。",
            request=True, measures=frozenset({_UNTIL_CORRECTED, _TERMINATION}),
            repeat=Repeat.ANY_BREACH,
        ),
        Ground.OVERDUE: Provision(
            "CMP-6", "８(2)④ａ", "翌日から１か月を過ぎても手続き、報告がない：６か月停止。改善されない又は同種の違反は利用解除。",
            request=False, measures=frozenset({_TERM, _TERMINATION}),
            repeat=Repeat.SAME_OR_UNMENDED, by_date=True,
        ),
        Ground.MALICE: Provision(
            "CMP-7", "８(2)④ｂ", "虚偽の内容を報告する、求職情報を不正に取得・利用する等の悪質性が高いと判断される場合は、利用解除。",
            request=False, measures=frozenset({_TERMINATION}),
        ),
        Ground.OTHER_BREACH: Provision(
            "CMP-8", "８(2)⑤ａ", "その他の違反：是正要請を行い、是正が確認されるまでの間、停止する。",
            request=True, measures=frozenset({_UNTIL_CORRECTED}),
        ),
        Ground.MALICIOUS_BREACH: Provision(
            "CMP-8", "８(2)⑤ｂ", "その他の違反で悪質性が高いと判断される場合は、利用解除。",
            request=False, measures=frozenset({_TERMINATION}),
        ),
        Ground.LABOUR_LAW: Provision(
            "CMP-2", "８(3)", "労働関係法令違反に係る行政指導等を受けた場合、事案に応じ、停止又は利用解除をする。",
            request=False, measures=frozenset({_TERM, _UNTIL_CORRECTED, _TERMINATION}),
            breach=False,
        ),
        Ground.FACTS_UNCLEAR: Provision(
            "CMP-10", "８(3)", "事実関係の確認に時間を要する場合には、事実が確認されるまでの間、一時的に停止することがある。",
            request=False, measures=frozenset({_PROVISIONAL}), breach=False,
        ),
        Ground.SECURITY_DEMAND: Provision(
            "CMP-10", "14", "連絡責任者が運用管理組織の措置要求に応じない場合は、停止することができる。",
            request=False, measures=frozenset({_UNTIL_CORRECTED}), breach=False,
            authority=Authority.OPERATIONS,
        ),
        Ground.MANY_BLOCKS: Provision(
            "CMP-11", "８(3)", "受信拒否をしている求職者数が一定数を超えた場合は、利用状況の確認や指導を行う（000）。",
            request=False, measures=_NONE, breach=False,
        ),
    }
)  # fmt: skip
