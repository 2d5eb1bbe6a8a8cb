"""Explanation, wish and consent before anything is charged to a seeker (MSG-10)."""

from __future__ import annotations

from gateway.routes.guidance import messaging_rpc
from gateway.routing import rpc
from services.contracts import messaging
from services.contracts.caller import ORGANIZATION
from services.contracts.messaging import SEEKER

_ALL = "/api/conversations/<uuid:conversation_id>/explanations"

ROUTES = (
    messaging_rpc("GET", _ALL, messaging.LIST_EXPLANATIONS, ORGANIZATION | SEEKER, "説明の記録と回答の一覧を見る"),
    messaging_rpc("POST", _ALL, messaging.RECORD_EXPLANATION, ORGANIZATION, "説明を記録し、求職者に確認する", status=201,
        description="職業紹介に伴う手数料など（placement_charges）、職業紹介以外の有料の就職支援サービス（paid_support）、新規大学"
        "卒業者等に対する有料サービス（graduate_service。管轄労働局に届け出たものに限ります。）について、説明した日と方法、内容を"
        "記録します。求職者には、確認のメッセージが届きます。メッセージを送ってきた求職者に限ります。ただし、手数料などの説明は、求職の申込みを"
        "受けた求職者についても、メッセージを送らずに記録できます（期間の経過、受信拒否、削除の確認の後や、利用停止中を含みます。）。有料のサービスを希望しない、又は承諾しないと回答した求職者には、その回答が"
        "改められるまで、ほかの有料のサービスについても確認できません。メッセージを送るものは、１日の送信件数に数えます。"),
    rpc("PUT", f"{_ALL}/<uuid:explanation_id>/answer", messaging.ANSWER_EXPLANATION, SEEKER, "説明についての確認に回答する",
        description="希望する、承諾する、又は説明を受けたときは agreed に true を、そうでないときは false を指定してください。"
        "回答は後から変えることができます。"),
)  # fmt: skip
