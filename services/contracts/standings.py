"""What an organization may still do when it is suspended, terminated or withdrawn (AUT-9): a table, and nothing beside it.

Each service holds its own organizations to it, from its own copy of their standing. What stands in no line here is for
active organizations alone; so is all that shows a seeker's record, a message or an offer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from services.contracts.caller import LOGGED_IN, ORGANIZATION, Caller, Role
from services.contracts.operations import Operation
from services.contracts.registry.words import STANDINGS

ACTIVE = frozenset({"active"})
WHILE_USING = frozenset({"active", "suspended"})
UNLESS_TERMINATED = frozenset(STANDINGS) - {"terminated"}
ALWAYS = frozenset(STANDINGS)


@dataclass(frozen=True)
class Permission:
    """In which standings something may be done, and what duty needs it."""

    standings: frozenset[str]
    reason: str


PERMITTED: Mapping[str, Permission] = MappingProxyType(
    {
        "compliance.list_duties": Permission(ALWAYS, "削除の確認（MSG-11）"),
        "compliance.confirm_duty": Permission(ALWAYS, "削除の確認（MSG-11）"),
        "compliance.confirm_duties": Permission(ALWAYS, "削除の確認（MSG-11）"),
        "compliance.list_custody": Permission(ALWAYS, "削除すべきものの確認（MSG-11、MSG-12）"),
        "compliance.count_custody": Permission(ALWAYS, "削除すべきものの確認（MSG-11、MSG-12）"),
        "compliance.issue_certificate": Permission(ALWAYS, "削除・廃棄証明書の受取り（MSG-11）"),
        "compliance.list_own_certificates": Permission(ALWAYS, "削除・廃棄証明書の受取り（MSG-11）"),
        "compliance.get_certificate": Permission(ALWAYS, "削除・廃棄証明書の受取り（MSG-11）"),
        "compliance.show_own_standing": Permission(ALWAYS, "通知の確認（CMP-13）"),
        "compliance.list_own_cases": Permission(ALWAYS, "是正要請などの確認（CMP-13）"),
        "compliance.show_own_case": Permission(ALWAYS, "是正要請などの確認（CMP-13）"),
        "compliance.answer_case": Permission(UNLESS_TERMINATED, "是正要請への回答と、利用解除の前の意見（CMP-13）"),
        **dict.fromkeys(
            (
                "compliance.answer_complaint",
                "compliance.hand_in_register",
                "compliance.list_complaints",
                "compliance.list_own_register_demands",
                "compliance.record_complaint",
                "compliance.show_complaint",
            ),
            Permission(ALWAYS, "苦情への対応とその記録の提出（CMP-12）"),
        ),
        "messaging.list_conversations": Permission(WHILE_USING, "停止前の求職受理を記録する相手の確認（MSG-13）"),
        "messaging.record_application": Permission(WHILE_USING, "停止前に受けた求職申込みの記録（MSG-13）"),
        "messaging.record_acceptance": Permission(WHILE_USING, "停止前の求職受理の記録（MSG-12、MSG-13）"),
        "messaging.record_explanation": Permission(WHILE_USING, "停止前に行った手数料の説明の記録（MSG-10、MSG-13）"),
        "messaging.record_refusal": Permission(WHILE_USING, "停止前に受けた求職申込みの記録（MSG-13）"),
        "messaging.take_back_record": Permission(WHILE_USING, "誤って行った求職申込みなどの記録の取消し（MSG-13）"),
        "messaging.record_result": Permission(
            WHILE_USING, "停止前に受理した求職者の就職と手数料の記録（MSG-13、RPT-1）"
        ),
        "messaging.show_placement": Permission(WHILE_USING, "停止前の求職申込みについての記録の確認（MSG-13）"),
        "registry.get_acceptance_letter": Permission(ALWAYS, "利用承諾書の受取り（REG-10）"),
        "registry.show_own_registration": Permission(ALWAYS, "登録内容と利用状況の確認"),
        "registry.show_procedures": Permission(ALWAYS, "登録内容と残っている手続の確認（REG-16）"),
        "registry.list_own_applications": Permission(ALWAYS, "申請の経過の確認（REG-5）"),
        "registry.show_own_application": Permission(ALWAYS, "申請の経過の確認（REG-5）"),
        "registry.register_change": Permission(WHILE_USING, "変更申請（REG-13、CMP-6）"),
        "registry.register_renewal": Permission(WHILE_USING, "更新申請（REG-16、CMP-6）"),
        "registry.register_withdrawal": Permission(WHILE_USING, "退会申請（REG-5）"),
        "registry.list_accounts": Permission(ALWAYS, "アカウントの管理（REG-11）"),
        "registry.end_account": Permission(ALWAYS, "アカウントの管理（REG-11）"),
        "registry.recall_invitation": Permission(ALWAYS, "アカウントの管理（REG-11）"),
        "registry.invite_account": Permission(WHILE_USING, "報告や通知の確認を行う担当者の追加（REG-11）"),
        "registry.resend_invitation": Permission(WHILE_USING, "報告や通知の確認を行う担当者の追加（REG-11）"),
        "registry.report_misuse": Permission(ALWAYS, "不正利用のおそれの報告（REG-11）"),
        "registry.list_tokens": Permission(ALWAYS, "トークンの管理（AUT-8）"),
        "registry.revoke_token": Permission(ALWAYS, "トークンの失効（AUT-8）"),
        "reporting.file_usage_report": Permission(ALWAYS, "年度の利用状況の報告（RPT-1、CMP-6）"),
        "reporting.list_owed_reports": Permission(ALWAYS, "年度の利用状況の報告（RPT-1、CMP-6）"),
        "reporting.show_own_usage_report": Permission(ALWAYS, "年度の利用状況の報告（RPT-1、RPT-2）"),
    }
)
"""By routing key."""


def standings_for(operation: Operation) -> frozenset[str] | None:
    """In which standings an organization may ask this; None where it matters not: what anybody may ask, or all who log in."""
    if not operation.roles & (ORGANIZATION | {Role.MACHINE}):
        return None
    if Role.ANYONE in operation.roles or operation.roles >= LOGGED_IN:
        return None
    found = PERMITTED.get(operation.routing_key)
    return ACTIVE if found is None else found.standings


def depends_on_standing(operation: Operation, caller: Caller) -> bool:
    """Whether the caller is an organization whose standing has to be looked up for this."""
    standings = standings_for(operation)
    return caller.role in ORGANIZATION | {Role.MACHINE} and standings is not None and standings != ALWAYS
