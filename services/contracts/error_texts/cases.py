"""What is told of cases, complaints and usage reports (CMP-12, CMP-13, RPT)."""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.error_codes import ErrorCode
from services.contracts.error_texts.error_text import ErrorText

TEXTS: Mapping[ErrorCode, ErrorText] = {
    # cases (CMP-13)
    ErrorCode.CASE_CLOSED: ErrorText(409, "この事案は、既に終了しています。", "CMP-13"),
    ErrorCode.CASE_WITHOUT_READING: ErrorText(
        409, "この事案の根拠では、利用団体のやりとりを読むことはできません。", "MSG-14"
    ),
    ErrorCode.CASE_OUT_OF_ORDER: ErrorText(
        409, "この事案は、その手続を行う段階にありません。これまでの経過をご確認ください。", "CMP-13"
    ),
    ErrorCode.CASE_CHANGED: ErrorText(
        409, "表示した後に、この事案の手続が進んでいます。最新の内容をご確認ください。", "CMP-13"
    ),
    ErrorCode.CASE_DAY_UNFIT: ErrorText(422, "行為の日付が将来の日付であるか、期限がまだ過ぎていません。", "CMP-13"),
    ErrorCode.CASE_DAY_UNSTATED: ErrorText(
        422,
        "行為のあった日か、その日が分からないことの、いずれか一方を指定してください。",
        "CMP-13",
    ),
    ErrorCode.CASE_GROUND_UNFIT: ErrorText(409, "この事案は、既にその根拠によるものです。", "CMP-13"),
    ErrorCode.CASE_MEASURE_TAKEN: ErrorText(
        409, "この事案では、既に措置が決定されているため、この操作はできません。", "CMP-13"
    ),
    ErrorCode.OVERDUE_UNFIT: ErrorText(
        422,
        "行われていない手続又は報告とその期限は、期間内に行われないことを根拠とする場合は必ず指定し、"
        "それ以外の場合は指定しないでください。",
        "CMP-6",
    ),
    ErrorCode.NOT_TO_BE_REFERRED: ErrorText(
        409, "需給調整事業担当への依頼は、職業安定法違反の疑いがある場合に限り、記録できます。", "CMP-1"
    ),
    ErrorCode.DUE_DAY_UNFIT: ErrorText(
        422, "期限には、明日以後の、定められた日までの日付を指定してください。", "CMP-13"
    ),
    ErrorCode.CORRECTION_NOT_REQUESTED: ErrorText(
        409, "この根拠による利用停止には、是正要請（報告の場合は前日までの提出依頼）が必要です。", "CMP-13"
    ),
    ErrorCode.SECURITY_DEMAND_PENDING: ErrorText(
        409,
        "措置要求をしていないか、その回答又は期限を待っています。応じない場合に限り、利用停止を決定できます。",
        "OPS-4",
    ),
    ErrorCode.GRACE_NOT_OVER: ErrorText(409, "期限の翌日からの猶予の期間が、まだ満了していません。", "CMP-6"),
    ErrorCode.FACTS_ALREADY_ESTABLISHED: ErrorText(
        409, "既に利用停止が決定されているため、一時的な停止はできません。", "CMP-10"
    ),
    ErrorCode.NOTHING_TO_CONFIRM: ErrorText(
        409, "是正要請も利用停止も行われていないため、確認するものがありません。", "CMP-13"
    ),
    ErrorCode.TERMINATION_NOT_PROVIDED: ErrorText(
        409, "利用規約では、この事案について利用解除は定められていません。", "CMP-9"
    ),
    ErrorCode.ORGANIZATION_NOT_HEARD: ErrorText(
        409, "利用解除の前に、利用団体の意見を聴くか、意見を述べる期限が過ぎるのを待つ必要があります。", "CMP-9"
    ),
    # complaints (CMP-12)
    ErrorCode.COMPLAINT_OUT_OF_ORDER: ErrorText(
        409, "この苦情は、その操作を行う段階にありません。これまでの経過をご確認ください。", "CMP-12"
    ),
    ErrorCode.COMPLAINT_CHANGED: ErrorText(
        409, "表示した後に、この苦情への対応が進んでいます。最新の内容をご確認ください。", "CMP-12"
    ),
    ErrorCode.PERSONAL_DATA_IN_COMPLAINT: ErrorText(
        422, "文章に、個人を特定できる情報が含まれています。該当する部分を除いてください。", "MSG-8"
    ),
    ErrorCode.COMPLAINT_NOT_CHECKED: ErrorText(
        503,
        "文章に個人情報が含まれていないかを確認できないため、受け付けていません。しばらく待ってからやり直してください。"
        "お急ぎのときは、労働局又は公共職業安定所に申し出ることができます。",
        "MSG-8",
    ),
    ErrorCode.PERIOD_REVERSED: ErrorText(422, "期間の終わりの日は、始まりの日以後の日を指定してください。", "CMP-12"),
    ErrorCode.REGISTER_HANDED_IN: ErrorText(409, "この苦情の記録は、既に提出されています。", "CMP-12"),
    ErrorCode.REGISTER_NOT_HANDED_IN: ErrorText(409, "この苦情の記録は、まだ提出されていません。", "CMP-12"),
    # usage reports (RPT)
    ErrorCode.REPORT_NOT_OWED: ErrorText(409, "この年度は、まだ終了していないか、報告の対象ではありません。", "RPT-1"),
    ErrorCode.REPORT_SECTIONS_UNFIT: ErrorText(
        422, "その年度に利用したサービスごとに報告してください。実績がない場合は、実績なしとしてください。", "RPT-1"
    ),
    ErrorCode.REPORT_FEES_UNFIT: ErrorText(
        422,
        "手数料は、有料職業紹介事業者の場合は必ず、件数と合計額が合うように報告し、それ以外の場合は報告しないでください。",
        "RPT-1",
    ),
    ErrorCode.REPORT_CHANGED: ErrorText(
        409, "表示した後に、この年度の報告が提出又は訂正されています。最新の内容をご確認ください。", "RPT-2"
    ),
}
