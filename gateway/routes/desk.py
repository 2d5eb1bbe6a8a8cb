"""The desk of a bureau: queues and search, decisions of two persons, paper, addresses and letters (REG-5 to REG-10)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import registry
from services.contracts.registry import BUREAU, MINISTRY

_ONE = "/api/staff/applications/<uuid:application_id>"

ROUTES = (
    rpc("GET", "/api/staff/desk", registry.SHOW_DESK, BUREAU, "窓口の一覧ごとの件数を見る",
        description="届いた申請書、提出期限の近いもの、最近削除されたものなど、自局の申請の件数を一度に示します。"),
    rpc("GET", "/api/staff/applications/search", registry.SEARCH_APPLICATIONS, BUREAU, "管轄する申請を探す",
        description="queue に一覧の種類を指定すると、急ぐものから順に表示します。指定した条件を全て満たすものに絞ります。"
        "続きがあるときは、回答の cursor を指定してください。"),
    rpc("POST", "/api/staff/paper-applications", registry.ENTER_PAPER_APPLICATION, BUREAU,
        "紙の利用申請書の内容を登録する", status=201,
        description="受付日が申請日になります。ＩＤと、パスワードを設定するための認証キーは、申請者へメールで送信されます。"
        "記入されていない様式は、GET /api/application-forms で受け取れます。"),
    rpc("POST", "/api/staff/paper-procedures", registry.ENTER_PAPER_PROCEDURE, BUREAU,
        "紙の変更・更新・退会申請書の内容を登録する", status=201,
        description="自局が管轄する利用団体の申請に限ります。受付日が申請日になります。更新申請書と併せて変更申請書を受け付けたときは、"
        "renewal の change に変更後の内容を指定してください。"),
    rpc("GET", f"{_ONE}/proposals", registry.LIST_PROPOSALS, BUREAU, "承認又は不承認の提案の経過を見る"),
    rpc("POST", f"{_ONE}/proposal", registry.PROPOSE_DECISION, BUREAU, "承認又は不承認を提案する", status=201,
        description="同じ労働局の別の職員が確認すると、承認又は不承認となります。"),
    rpc("POST", f"{_ONE}/proposal/confirmation", registry.CONFIRM_DECISION, BUREAU, "提案を確認し、承認又は不承認とする",
        description="提案した職員自身は確認できません。確認する間に提案が取り下げられ、又は代わったときは、何も行いません。"),
    rpc("POST", f"{_ONE}/proposal/withdrawal", registry.WITHDRAW_PROPOSAL, BUREAU, "提案を取り下げる",
        description="提案した職員のほか、同じ労働局の職員が差し戻すこともできます。"),
    rpc("POST", f"{_ONE}/letter", registry.RECORD_LETTER, BUREAU, "承諾書を郵送した日を記録する",
        description="地方自治体等の利用申請、変更申請及び更新申請に限ります。退会申請に承諾書はありません。"),
    rpc("POST", f"{_ONE}/letter/correction", registry.CORRECT_LETTER, BUREAU, "承諾書を郵送した日を訂正する",
        description="郵送していないのに記録したときは、posted_on に null を指定してください。郵送を待つ一覧に戻ります。"),
    rpc("POST", f"{_ONE}/bureau-address", registry.SEND_BUREAU_ADDRESS, BUREAU,
        "申請書の提出先となるメールアドレスを送付する",
        description="連絡責任者へ送付します。期限は、初期設定では登録の翌日から３日以内（閉庁日を除く。）です。"),
    rpc("GET", "/api/ministry/applications", registry.COUNT_APPLICATIONS, MINISTRY, "申請の件数を労働局ごとに見る",
        description="件数だけを示します。個々の申請は、管轄労働局だけが見ることができます。"),
)  # fmt: skip
