"""What staff of the competent bureau do with applications (REG-7 to REG-10)."""

from __future__ import annotations

from gateway.answers import answer_pdf
from gateway.routing import rpc
from services.contracts import registry
from services.contracts.caller import ORGANIZATION
from services.contracts.registry import BUREAU

_ONE = "/api/staff/applications/<uuid:application_id>"

ROUTES = (
    rpc("GET", "/api/staff/applications", registry.LIST_APPLICATIONS, BUREAU, "管轄する申請の一覧を見る",
        description="登録の古い順に表示します。続きがあるときは next の値を after に指定してください。"),
    rpc("GET", _ONE, registry.SHOW_APPLICATION, BUREAU, "申請の内容と経過を見る"),
    rpc("POST", f"{_ONE}/receipt", registry.RECORD_FORM, BUREAU, "申請書の到着を記録する",
        description="提出期限を守ったかどうかは、記録した日ではなく、到着した日（received_on）で決まります。"
        "郵送又は持参のときは、事前に行った説明の記録が必要です。"),
    rpc("POST", f"{_ONE}/receipt/correction", registry.CORRECT_FORM, BUREAU, "申請書の受付の記録を訂正する",
        description="承認又は不承認とする前に限ります。正しい内容の全てと、訂正の理由を指定してください。受付日を訂正したときは、"
        "申請者へメールで通知されます。紙の申請書から登録した申請の受付日は訂正できません。受付を取り消し、改めて登録してください。"),
    rpc("POST", f"{_ONE}/receipt/withdrawal", registry.TAKE_FORM_BACK, BUREAU, "誤って記録した申請書の受付を取り消す",
        description="承認又は不承認とする前に限ります。申請は、申請書の提出を待つ状態に戻り、提出期限を過ぎているときは削除されます。"
        "紙の申請書から登録した申請は、削除されます。理由は、申請者へメールで通知されます。"),
    rpc("POST", f"{_ONE}/approval", registry.APPROVE_APPLICATION, BUREAU, "申請を承認する",
        description="承認すると、利用団体へ完了のメールが送信され、サービスの利用が始まります。"),
    rpc("POST", f"{_ONE}/approval/withdrawal", registry.TAKE_WITHDRAWAL_BACK, BUREAU, "誤った退会の承認を取り消す",
        description="退会申請に限ります。退会はなかったものとなり、サービス、利用期限、連絡責任者及びＩＤは、退会の前に戻ります。"
        "退会申請は、申請書を受け付けた状態に戻り、改めて承認又は不承認とします。退会の後に、別の変更申請又は退会申請が承認され、"
        "同じ事業所が登録され、又は利用解除となっているときなどは、取り消すことができません。理由は、利用団体へメールで通知されます。"),
    rpc("POST", f"{_ONE}/refusal", registry.REFUSE_APPLICATION, BUREAU, "申請を不承認とする",
        description="理由は、申請者へメールで通知されます。"),
    rpc("POST", f"{_ONE}/refusal/withdrawal", registry.TAKE_REFUSAL_BACK, BUREAU, "誤った不承認を取り消す",
        description="申請は、申請書を受け付けた状態に戻り、改めて承認又は不承認とします。理由は、申請者へメールで通知されます。"),
    rpc("GET", "/api/applications/<uuid:application_id>/acceptance-letter", registry.GET_ACCEPTANCE_LETTER,
        BUREAU | ORGANIZATION, "利用承諾書（PDF）を受け取る", respond=answer_pdf, media_type="application/pdf"),
)  # fmt: skip
