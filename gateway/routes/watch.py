"""What staff are prompted to do about what is overdue (CMP-6), orders (CMP-2) and other cases (CMP-13), and what became of it."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import compliance
from services.contracts.compliance import BUREAU_STAFF, SUPERVISORS

ROUTES = (
    rpc("GET", "/api/staff/overdue", compliance.LIST_PROMPTS, SUPERVISORS,
        "期限を過ぎた手続及び報告、命令並びに対応を待っている事案について、行うべきこととその結果を見る",
        description="prompt は、利用状況の報告の提出依頼（demand）、停止の期間が満了しても手続又は報告がないとき（unmended）及び"
        "利用再開後に再び猶予の期間が満了したとき（repeated）の利用解除の検討、並びに命令があったとき（order_issued）の利用停止の決定、"
        "命令に係る改善が確認されたとき（order_met）の是正の確認及び命令の記録が取り消されたとき（order_void）の事案の見直し、並びにその他の"
        "事案について、通報、システムによる検知などによる登録（case_opened）、対応を始めた後の新しい通報など（case_joined）、利用団体の回答"
        "（answered）、回答の期限の経過（answer_late）、利用解除の前の意見（view_stated）及びその期限の経過（view_late）のいずれかです。"
        "state を done とすると、対応が済んだもの又は不要となったものを、その日（ended_on）と結果（became）とともに示します。all とすると、"
        "全てを示します。労働局の職員には、管轄する利用団体のものを示します。続きがあるときは next の値を after に指定してください。"),
    rpc("POST", "/api/staff/overdue/report-demands", compliance.DEMAND_REPORTS, BUREAU_STAFF,
        "期限を過ぎた利用状況の報告の提出依頼をまとめて記録する", status=201,
        description="管轄する利用団体のうち、報告がなく、提出依頼をまだ記録していないもの全てに、提出依頼を行います。一度に100件までで、"
        "more が true のときは、続けて行ってください。回答の期限を省くと、初期設定では翌日から起算して14日以内となります。"),
)  # fmt: skip
