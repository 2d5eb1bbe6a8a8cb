"""What is told of measures and orders (CMP)."""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.error_codes import ErrorCode
from services.contracts.error_texts.error_text import ErrorText

TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.OTHER_BUREAUS_ORGANIZATION: ErrorText(403, "他の労働局が管轄する利用団体です。", "AUT-7"),
    ErrorCode.OTHER_AUTHORITYS_MEASURE: ErrorText(
        403, "この根拠による措置を決定し、又は終了させる権限がありません。", "CMP-10"
    ),
    ErrorCode.ORGANIZATION_TERMINATED: ErrorText(409, "既に利用解除となった利用団体です。", "CMP-9"),
    ErrorCode.ORGANIZATION_WITHDRAWN: ErrorText(409, "既に退会した利用団体です。", "REG-5"),
    ErrorCode.DECISION_NOT_OF_TODAY: ErrorText(
        409, "措置は決定と同時に効力を生じます。決定日には本日の日付を指定してください。", "CMP-14"
    ),
    ErrorCode.GROUND_NOT_FOR_MEASURE: ErrorText(409, "この根拠では、選択した措置をとることができません。", "CMP-8"),
    ErrorCode.MEASURE_IN_FORCE: ErrorText(409, "同じ根拠による措置が、既に行われています。", "CMP-14"),
    ErrorCode.STANDING_CHANGED: ErrorText(
        409, "他の職員の決定などにより、利用状況が変わっています。最新の内容をご確認ください。", "CMP-14"
    ),
    ErrorCode.TERMINATION_PREMATURE: ErrorText(
        409, "この根拠による利用解除は、同じ根拠による停止の期間の満了後又は利用再開後に限り、決定できます。", "CMP-6"
    ),
    ErrorCode.MEASURE_ENDED: ErrorText(409, "この措置は、既に終了しています。", "CMP-14"),
    ErrorCode.MENDED_ALREADY: ErrorText(409, "是正は、既に確認されています。停止は期間の満了まで続きます。", "CMP-6"),
    ErrorCode.TERM_RUNS_IN_FULL: ErrorText(409, "期間の定めのある停止は、期間の満了まで続きます。", "CMP-14"),
    ErrorCode.TERMINATION_FINAL: ErrorText(
        409,
        "利用解除は、是正の確認によって終了するものではありません。決定に誤りがあったときは、措置の決定を取り消してください。",
        "CMP-9",
    ),
    ErrorCode.DECISION_WITHDRAWN_ALREADY: ErrorText(409, "この措置の決定は、既に取り消されています。", "CMP-14"),
    ErrorCode.OTHER_BUREAUS_NUMBER: ErrorText(403, "他の労働局が所管する許可・届出番号です。", "AUT-7"),
    ErrorCode.ORDER_RECORDED_ALREADY: ErrorText(409, "同じ日付の同じ命令が、既に記録されています。", "CMP-2"),
    ErrorCode.ORDER_CHANGED: ErrorText(
        409, "他の職員により、命令の記録が変更されています。最新の内容をご確認ください。", "CMP-2"
    ),
    ErrorCode.ORDER_VOID: ErrorText(409, "この命令の記録は、取り消されています。", "CMP-2"),
    ErrorCode.ORDER_DAY_UNFIT: ErrorText(409, "日付が、将来の日付であるか、命令の日付より前になっています。", "CMP-2"),
    ErrorCode.ORDER_TERM_UNFIT: ErrorText(
        409, "期間は事業停止命令の場合に限り指定できます。初日は命令の日以後、末日は初日以後としてください。", "CMP-2"
    ),
    ErrorCode.ORDER_NOT_TO_BE_MET: ErrorText(409, "改善の確認は、改善命令に限り記録できます。", "CMP-2"),
}
