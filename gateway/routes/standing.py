"""Measures on organizations and orders against numbers: what staff decide, what an organization sees of it (CMP)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import compliance
from services.contracts.caller import ORGANIZATION
from services.contracts.compliance import AUTHORITIES, BUREAU_STAFF, SUPERVISORS

_ONE = "/api/staff/organizations/<uuid:organization_id>"
_ORDERS = "/api/staff/business-orders"

ROUTES = (
    rpc("GET", f"{_ONE}/standing", compliance.SHOW_STANDING, SUPERVISORS, "利用団体の利用状況と措置を見る",
        description="労働局の職員は、管轄する利用団体に限り見ることができます。新しい措置を決定するときは、version の値を "
        "seen_version に指定してください。"),
    rpc("POST", f"{_ONE}/suspensions", compliance.SUSPEND_ORGANIZATION, BUREAU_STAFF, "利用停止を決定する", status=201,
        description="事案を登録し、根拠により是正要請を伴うときはそれも行い、利用停止を決定します。決定と同時に効力を生じ、利用団体へ"
        "メールで通知されます。行為のあった日を happened_on に指定するか、分からないときは day_unknown を true としてください。"
        "期間の定めのある停止の末日は、利用規約により計算され、"
        "期間が満了すると自動的に終了します。"),
    rpc("POST", "/api/staff/measures/<uuid:measure_id>/lifting", compliance.LIFT_MEASURE, AUTHORITIES,
        "是正又は事実関係を確認し、利用停止を終了する",
        description="是正が確認されるまでの停止と一時的な停止は、直ちに終了します。期間の定めのある停止は期間の満了まで続きますが、"
        "手続又は報告の遅れによるものは、確認を記録しないと満了後も続きます。"),
    rpc("POST", "/api/staff/measures/<uuid:measure_id>/withdrawal", compliance.WITHDRAW_DECISION, SUPERVISORS,
        "誤ってされた措置の決定を取り消す",
        description="利用停止又は利用解除の決定に誤りがあったときに、理由を示して取り消します。効力は直ちに失われ、再度の違反による"
        "利用解除の前提となる利用停止としても数えません。利用解除の取消しにより、再び利用の申請をすることができない期間も終わり、"
        "利用解除となった利用団体の一覧から除かれます。この措置によって既に生じた求職情報の削除の義務と、利用解除によって終了した"
        "ほかの利用停止は、元に戻りません。利用団体へメールで通知されます。"),
    rpc("GET", "/api/standing", compliance.SHOW_OWN_STANDING, ORGANIZATION, "自らの利用状況を見る",
        description="停止中又は利用解除のときは、その根拠、理由及び期間を示します。"),
    rpc("GET", _ORDERS, compliance.LIST_ORDERS, SUPERVISORS, "職業安定法に基づく命令の一覧を見る",
        description="新しく記録されたものから順に表示します。労働局の職員には、自らの労働局が所管する番号と、管轄する利用団体の番号に"
        "対する命令を示します。続きがあるときは next の値を after に指定してください。"),
    rpc("POST", _ORDERS, compliance.RECORD_ORDER, BUREAU_STAFF, "職業安定法に基づく命令を記録する", status=201,
        description="記録すると、その番号による新しい申請は登録も承認もできなくなります。利用中の利用団体の停止は、organizations に"
        "示される利用団体ごとに決定してください。"),
    rpc("PUT", f"{_ORDERS}/<uuid:order_id>", compliance.CORRECT_ORDER, BUREAU_STAFF, "命令の記録を訂正する",
        description="記録の全体を指定してください。誤って記録したものは、void に true を指定すると取り消されます。"),
    rpc("POST", f"{_ORDERS}/<uuid:order_id>/met", compliance.MEET_ORDER, BUREAU_STAFF, "改善命令の改善を確認する",
        description="確認した日から、その番号による新しい申請ができるようになります。"),
)  # fmt: skip
