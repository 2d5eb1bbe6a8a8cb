"""Cases: opened and decided by staff, answered by the organization, with a timeline for both (CMP-13)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import compliance, messaging
from services.contracts.caller import ORGANIZATION, Role
from services.contracts.compliance import SUPERVISORS
from services.contracts.messaging import READERS_IN_CASES

_ALL = "/api/staff/cases"
_ONE = f"{_ALL}/<uuid:case_id>"
_SEEN = "事案の version の値を seen_version に指定してください。"

ROUTES = (
    rpc("GET", _ALL, compliance.LIST_CASES, SUPERVISORS, "事案の一覧を見る",
        description="新しいものから順に表示します。労働局の職員には、管轄する利用団体の事案を示します。続きがあるときは next の値を "
        "after に指定してください。"),
    rpc("POST", _ALL, compliance.OPEN_CASE, SUPERVISORS, "事案を登録する", status=201,
        description="利用規約の違反などの疑いを把握したときに登録します。text は利用団体へメールで通知され、note は職員だけに示されます。"
        "期間内に手続又は報告が行われないこと（overdue）を根拠とするときは、行われていないものとその期限を overdue に"
        "指定してください。それ以外のときは、行為のあった日を happened_on に指定するか、分からないときは day_unknown を true として"
        "ください。"),
    rpc("POST", "/api/staff/security-demands", compliance.DEMAND_SECURITY_MEASURES, frozenset({Role.OPERATIONS}),
        "連絡責任者に安全確保などの措置を求める", status=201,
        description="事案を登録し、利用規約に基づく措置要求を行います。利用団体の連絡責任者にメールで通知されます。期限を省くと、初期設定では翌日から"
        "起算して14日以内となります。応じない場合は、回答の後又は期限の経過後に、事案により利用停止を決定できます。"),
    rpc("GET", _ONE, compliance.SHOW_CASE, SUPERVISORS, "事案とその経過を見る",
        description="terminable は、意見を聴いた上で利用解除とすることができる根拠です。"),
    rpc("POST", f"{_ONE}/correction-request", compliance.REQUEST_CORRECTION, SUPERVISORS, "是正要請をする",
        description="回答の期限を省くと、初期設定では翌日から起算して14日以内となります。回答が十分でないときは、改めて要請できます。年度の利用状況の"
        f"報告が行われていないときは、提出依頼として記録します。{_SEEN}"),
    rpc("POST", f"{_ONE}/suspension", compliance.SUSPEND_IN_CASE, SUPERVISORS, "事案により利用停止を決定する",
        description="決定と同時に効力を生じます。事実の確認に時間を要する間は provisional_suspension を指定してください。是正要請を伴う"
        f"根拠では、是正要請の後に決定できます。{_SEEN}"),
    rpc("POST", f"{_ONE}/hearing", compliance.ANNOUNCE_HEARING, SUPERVISORS, "利用解除の前に意見を述べる機会を通知する",
        description="利用規約が利用解除を定めている場合に限ります。その時点の行為のあった日が、経過に示されます。求職者からの通報による"
        "事案では利用団体に示されないため、必要な範囲で text に記載してください。期限を省くと、初期設定では翌日から起算して14日以内と"
        "なります。"
        f"{_SEEN}"),
    rpc("POST", f"{_ONE}/termination", compliance.TERMINATE_IN_CASE, SUPERVISORS, "利用解除を決定する",
        description="利用団体が意見を述べた後、又はその期限が過ぎた後に決定できます。決定と同時に効力を生じます。利用解除の日から"
        f"起算して一定の期間（初期設定では３年間）は新しい申請ができず、その間、利用解除となった利用団体の一覧に掲載されます。{_SEEN}"),
    rpc("POST", f"{_ONE}/ground", compliance.RECLASSIFY_CASE, SUPERVISORS, "事案の根拠を改める",
        description=f"確認した事実により、別の根拠によることとなったときに使います。利用解除の前に意見を述べる機会を通知した後に改めると、"
        f"その機会は終わり、改めて通知する必要があります。{_SEEN}"),
    rpc("POST", f"{_ONE}/day", compliance.SET_CASE_DAY, SUPERVISORS, "事案の行為のあった日を改める",
        description="利用再開後に再度違反があったとして利用解除とすることができるか（terminable）は、行為のあった日によって定まります。"
        "通報による事案では、通報されたメッセージの送信日を行為のあった日としています。確認した事実によりその日が異なるときに使います。"
        "分からないときは day_unknown を true としてください。利用解除の前に意見を述べる機会を通知した後に改めると、その機会は"
        "終わり、改めて通知する必要があります。"
        f"期間内に手続又は報告が行われないことを根拠とする事案では、改められません。{_SEEN}"),
    rpc("POST", f"{_ONE}/steps", compliance.ADVANCE_CASE, SUPERVISORS, "事案のその他の手続を記録する",
        description="event には、refer（職業安定法違反の疑いの需給調整事業担当への依頼）、end_provisional（一時的な停止の終了）、"
        f"confirm（是正、手続又は報告の確認）、close（措置によらない終了）のいずれかを指定してください。{_SEEN}"),
    rpc("GET", f"{_ONE}/conversations", messaging.LIST_CONVERSATIONS_IN_CASE, READERS_IN_CASES,
        "事案に係る利用団体のやりとりの一覧を見る",
        description="終了していない事案に限り、見ることができます。期間内に手続又は報告が行われないこと、運用管理組織の措置要求及び"
        "受信拒否の多さを根拠とする事案では、見ることができません。見たことは監査記録に残ります。続きがあるときは next の値を after に"
        "指定してください。"),
    rpc("GET", f"{_ONE}/conversations/<uuid:conversation_id>", messaging.READ_CONVERSATION_IN_CASE, READERS_IN_CASES,
        "事案に係るやりとりを読む",
        description="送信された全てのメッセージを、その状態とともに示します。終了していない事案に限り、読むことができます。読んだことは"
        "監査記録に残り、相手の既読の表示は変わりません。"),
    rpc("GET", "/api/cases", compliance.LIST_OWN_CASES, ORGANIZATION, "自らの事案の一覧を見る",
        description="停止中及び利用解除の後も見ることができます。職業安定法違反の疑いについて確認しているだけの事案は含みません。"
        "続きがあるときは next の値を after に指定してください。"),
    rpc("GET", "/api/cases/<uuid:case_id>", compliance.SHOW_OWN_CASE, ORGANIZATION, "自らの事案とその経過を見る",
        description="awaited は、回答又は意見が求められているときの、その期限です。"),
    rpc("POST", "/api/cases/<uuid:case_id>/answer", compliance.ANSWER_CASE, ORGANIZATION, "是正要請に回答し、又は意見を述べる",
        description="求められているもの（awaited）への回答として記録されます。期限を過ぎた後も、次の決定があるまでは回答できます。"
        f"{_SEEN}"),
)  # fmt: skip
