"""Compliance's lists of values, with what they are called in Japanese."""

from __future__ import annotations

from services.contracts.caller import Role

SERVICE = "compliance"

DUTY_GROUNDS = {
    "block": "求職者による受信拒否",
    "demand": "求職者からの求め",
    "period_over": "保有期間の満了",
    "service_ended": "利用停止、利用解除又は退会",
}
"""Why a record must be deleted (MSG-11, MSG-12)."""

SUSPENSION_KINDS = {
    "suspension_with_term": "一定期間の利用停止",
    "suspension_until_corrected": "是正が確認されるまでの利用停止",
    "provisional_suspension": "事実が確認されるまでの一時的な利用停止",
}
MEASURE_KINDS = {**SUSPENSION_KINDS, "termination": "利用解除"}
"""What may be decided on an organization (CMP-3 to CMP-10)."""

GROUNDS = {
    "order": "職業安定法に基づく命令",
    "labour_law": "労働関係法令の違反に係る行政指導等",
    "offer_information": "求人情報の不適切な利用",
    "advertising": "宣伝、他のサービスへの誘導等",
    "excessive_solicitation": "過剰な営業活動",
    "overdue": "期間内に手続き又は報告が行われないこと",
    "malice": "虚偽の報告、求職情報の不正な取得や利用等",
    "other_breach": "その他の利用規約違反",
    "malicious_breach": "悪質性の高い利用規約違反",
    "facts_unclear": "違反の疑いに係る事実関係の確認",
    "security_demand": "運用管理組織による措置要求への不対応",
}
"""Why a measure is taken; each stands for a rule and, in the private class, for an article of the terms."""

MEASURE_ENDS = {
    "term_over": "期間の満了",
    "corrected": "是正の確認",
    "facts_established": "事実関係の確認",
    "terminated": "利用解除",
}
ORGANIZATION_STANDINGS = {"active": "利用中", "suspended": "停止中", "terminated": "利用解除"}
"""How an organization stands by its measures; whether it has withdrawn is the registry's to say."""

ORDER_KINDS = {"revocation": "許可の取消し", "business_suspension": "事業停止命令", "improvement": "改善命令"}
"""Orders under the Employment Security Act (CMP-2)."""

BUREAU_STAFF = frozenset({Role.BUREAU_STAFF})
AUTHORITIES = frozenset({Role.BUREAU_STAFF, Role.OPERATIONS})
"""Who decides on measures: the competent bureau; operations by article 14 alone (CMP-10)."""
SUPERVISORS = frozenset({Role.BUREAU_STAFF, Role.MINISTRY, Role.OPERATIONS})
"""Who may read measures and orders."""
