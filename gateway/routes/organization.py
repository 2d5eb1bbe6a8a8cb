"""What an organization sees of itself and applies for later (REG-5, REG-13, REG-16)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import registry
from services.contracts.caller import ORGANIZATION
from services.contracts.registry import MAIN_ACCOUNT

_AFTER = (
    "登録だけでは内容は変わりません。回答に示す提出期限（form_due_on）までに、申請書を管轄"
    "労働局へ提出してください。期間の末日が閉庁日に当たるときは、その前の開庁日が提出期限です。"
)
_WRONG = "申請書の提出を待っている誤った登録があるときは、その申請のIDを replaces に指定すると、新しい登録に置き換えられます。"

ROUTES = (
    rpc("GET", "/api/organization/procedures", registry.SHOW_PROCEDURES, ORGANIZATION, "自団体の登録内容と次の手続を見る",
        description="登録されている内容、許可と求職情報提供サービスの期限、次に必要な手続とその期限を表示します。"),
    rpc("GET", "/api/organization/applications", registry.LIST_OWN_APPLICATIONS, ORGANIZATION,
        "自団体の申請の一覧を見る",
        description="登録の古い順に表示します。続きがあるときは next の値を after に指定してください。"),
    rpc("GET", "/api/organization/applications/<uuid:application_id>", registry.SHOW_OWN_APPLICATION, ORGANIZATION,
        "自団体の申請の内容と経過を見る"),
    rpc("POST", "/api/organization/applications/change", registry.REGISTER_CHANGE, MAIN_ACCOUNT,
        "変更申請を登録する", status=201,
        description=f"変更後の内容の全体を指定してください。{_AFTER}{_WRONG}"),
    rpc("POST", "/api/organization/applications/renewal", registry.REGISTER_RENEWAL, MAIN_ACCOUNT,
        "更新申請を登録する", status=201,
        description="求職情報提供サービスの利用期限を更新します。登録内容に変更があるときは、変更後の内容の全体を change に"
        f"指定すると、変更申請が併せて登録されます。変更がないときは content_unchanged を指定してください。{_AFTER}{_WRONG}"),
    rpc("POST", "/api/organization/applications/withdrawal", registry.REGISTER_WITHDRAWAL, MAIN_ACCOUNT,
        "退会申請を登録する", status=201,
        description="一部又は全部のサービスの利用をやめます。全部のサービスから退会すると、ＩＤ（メールアドレス）は、初期設定では５年間"
        f"再び登録できません。{_AFTER}{_WRONG}"),
)  # fmt: skip
