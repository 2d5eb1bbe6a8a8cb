"""What seed 000 says of the municipal class in the place of section 8: what each ground leads to there (decision 154).

労働局またはハローワークは、利用自治体などに職業安定法違反や利用規約の違反行為が確認された場合には、是正要請を行うとともに、一定期間
利用自治体などのサービス利用を停止する措置をとります。また、再度、利用規約の違反行為が行われた場合や、悪質性が高いと判断される事案に
ついては、利用自治体などのサービスの利用を解除します。

One sentence for every breach, where section 8 has paragraphs: so the kind of suspension is staff's to choose
(停止期間が定まっている場合は、その期間が記載されます), and any breach after a suspension by any breach opens the termination.
What 000 is silent on is as in section 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from services.compliance.cases.domain.section_8 import SECTION_8, Provision, Repeat
from services.compliance.standing.domain.grounds import Ground, MeasureKind

_SUSPENDED = frozenset({MeasureKind.WITH_TERM, MeasureKind.UNTIL_CORRECTED})
_SUSPENSION = "是正要請を行うとともに、一定期間サービス利用を停止する。再度の利用規約違反行為は利用解除。"
_MALICE = "悪質性が高いと判断される事案については、利用解除。"


def _breach(ground: Ground) -> Provision:
    """利用規約の違反行為が確認された場合."""
    return replace(
        SECTION_8[ground],
        text=_SUSPENSION,
        request=True,
        measures=_SUSPENDED | {MeasureKind.TERMINATION},
        repeat=Repeat.ANY_BREACH,
    )


def _against_the_law(ground: Ground) -> Provision:
    """職業安定法違反が確認された場合; 再度 is said of breaches of the terms alone."""
    return replace(
        SECTION_8[ground],
        text="職業安定法違反が確認された場合は、是正要請を行うとともに、一定期間サービス利用を停止する。",
        request=True,
        measures=_SUSPENDED,
    )


MUNICIPAL: Mapping[Ground, Provision] = MappingProxyType(
    {
        **SECTION_8,
        Ground.ORDER: _against_the_law(Ground.ORDER),
        Ground.OFFER_INFORMATION: _breach(Ground.OFFER_INFORMATION),
        Ground.ADVERTISING: _breach(Ground.ADVERTISING),
        Ground.EXCESSIVE_SOLICITATION: _breach(Ground.EXCESSIVE_SOLICITATION),
        # By date it suspends for the class's own months (CMP-6), and goes on; again is any breach.
        Ground.OVERDUE: replace(SECTION_8[Ground.OVERDUE], repeat=Repeat.ANY_BREACH),
        Ground.MALICE: replace(SECTION_8[Ground.MALICE], text=_MALICE),
        Ground.OTHER_BREACH: _breach(Ground.OTHER_BREACH),
        Ground.MALICIOUS_BREACH: replace(SECTION_8[Ground.MALICIOUS_BREACH], text=_MALICE),
        Ground.LABOUR_LAW: _against_the_law(Ground.LABOUR_LAW),
    }
)
