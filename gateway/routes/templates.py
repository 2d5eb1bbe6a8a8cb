"""Templates of an organization's own texts (MSG-2)."""

from __future__ import annotations

from gateway.routes.guidance import messaging_rpc
from services.contracts import messaging
from services.contracts.caller import ORGANIZATION

_ONE = "/api/message-templates/<uuid:template_id>"

ROUTES = (
    messaging_rpc("GET", "/api/message-templates", messaging.LIST_TEMPLATES, ORGANIZATION, "ひな形の一覧を見る",
        description="差し込むことのできる項目も示します。項目に求職情報は含まれません。"),
    messaging_rpc("POST", "/api/message-templates", messaging.CREATE_TEMPLATE, ORGANIZATION, "ひな形を登録する", status=201,
        description="差し込む項目は {{団体名}} のように書きます。個人情報を求める文章は登録できません。利用案内に添える文章の"
        "ひな形は、運用管理組織が認めている場合に限り、登録できます。"),
    messaging_rpc("PUT", _ONE, messaging.CHANGE_TEMPLATE, ORGANIZATION, "ひな形を書き換える",
        description="表示したときの版（version）を指定してください。その後にほかの人が書き換えていた場合は、変更されません。"),
    messaging_rpc("DELETE", _ONE, messaging.DELETE_TEMPLATE, ORGANIZATION, "ひな形を削除する",
        description="送信済みのメッセージは変わりません。"),
    messaging_rpc("GET", "/api/conversations/<uuid:conversation_id>/filled-templates/<uuid:template_id>",
        messaging.FILL_TEMPLATE, ORGANIZATION, "返信のひな形に差し込んだ文章を見る",
        description="このやりとりの内容を差し込んだ文章と、今は返信できない場合にはその理由を示します。送信はされません。"),
)  # fmt: skip
