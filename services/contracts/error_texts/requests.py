"""What is told of any request, and of the site while it is closed or crowded (OPS)."""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.error_codes import ErrorCode
from services.contracts.error_texts.error_text import ErrorText

TEXTS: Mapping[ErrorCode, ErrorText] = {
    # any request
    ErrorCode.MALFORMED_REQUEST: ErrorText(400, "送信された内容を読み取れません。形式をご確認ください。"),
    ErrorCode.INVALID_REQUEST: ErrorText(422, "入力内容に誤りがあります。該当する項目をご確認ください。"),
    # what is of the right form and still can't be
    ErrorCode.DAY_IN_FUTURE: ErrorText(422, "将来の日付は指定できません。"),
    ErrorCode.DAY_TOO_EARLY: ErrorText(422, "指定できる期間より前の日付です。日付をご確認ください。"),
    ErrorCode.REASON_MISSING: ErrorText(422, "理由を入力してください。", "REG-10"),
    ErrorCode.NUMBER_UNREADABLE: ErrorText(
        422, "許可・届出番号の形式が正しくありません。番号をご確認ください。", "REG-4"
    ),
    ErrorCode.MORE_HERE_THAN_IN_TOTAL: ErrorText(
        422, "この事業所の従業員数が、企業全体の従業員数を超えています。", "OFR-1"
    ),
    ErrorCode.VALUE_NOT_POSSIBLE: ErrorText(422, "この値は指定できません。他の項目との関係をご確認ください。", "SEE-3"),
    ErrorCode.UNKNOWN_CODE: ErrorText(422, "指定されたコードは登録されていません。", "REG-17"),
    ErrorCode.UNKNOWN_OPERATION: ErrorText(404, "お探しのページは見つかりません。"),
    ErrorCode.NOT_LOGGED_IN: ErrorText(401, "ログインしてください。", "AUT-1"),
    ErrorCode.FORBIDDEN: ErrorText(403, "この操作を行う権限がありません。", "AUT-7"),
    ErrorCode.NOT_FOUND: ErrorText(404, "指定された情報は見つかりません。"),
    ErrorCode.IDEMPOTENCY_KEY_REUSED: ErrorText(
        422, "同じ受付キーが、内容の異なる別の依頼に使われています。新しいキーを指定してください。"
    ),
    ErrorCode.ALREADY_DONE: ErrorText(409, "この依頼は、既に受け付けています。"),
    ErrorCode.REQUEST_TOO_LARGE: ErrorText(413, "送信された内容が大きすぎます。"),
    ErrorCode.METHOD_NOT_ALLOWED: ErrorText(405, "この方法では利用できません。"),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: ErrorText(415, "送信された内容の形式には対応していません。"),
    ErrorCode.NOT_ACCEPTABLE: ErrorText(406, "指定された形式では回答できません。"),
    ErrorCode.CSRF_TOKEN_MISSING: ErrorText(
        403, "画面の有効期限が切れました。もう一度ログインからやり直してください。"
    ),
    ErrorCode.TOO_MANY_REQUESTS: ErrorText(
        429, "短い時間に多くの操作がありました。しばらく待ってからやり直してください。", "AUT-6"
    ),
    ErrorCode.DEADLINE_EXCEEDED: ErrorText(
        504, "時間内に処理が終了しませんでした。しばらく待ってからやり直してください。"
    ),
    ErrorCode.SERVICE_UNAVAILABLE: ErrorText(503, "ただいま利用できません。しばらく待ってからやり直してください。"),
    ErrorCode.INTERNAL: ErrorText(
        500, "処理中に問題が発生しました。時間をおいても続く場合はヘルプデスクへご連絡ください。"
    ),
    # maintenance and access limits (OPS)
    ErrorCode.MAINTENANCE: ErrorText(503, "ただいまメンテナンスのため、ご利用いただけません。", "OPS-1"),
    ErrorCode.ACCESS_LIMITED: ErrorText(
        429,
        "アクセスが集中しているため、お受けできる件数を制限しています。しばらく待ってからやり直してください。",
        "OPS-2",
    ),
    ErrorCode.LIMITED_ORGANIZATION_UNFIT: ErrorText(
        422, "利用団体は、特定の利用団体を対象とする制限の場合にのみ、必ず指定してください。", "OPS-2"
    ),
    ErrorCode.NOTICE_TOO_SHORT: ErrorText(
        422, "アクセス制限は、関係する利用団体への通知に必要な時間を空けて開始してください。", "OPS-2"
    ),
    ErrorCode.BEGINS_IN_THE_PAST: ErrorText(422, "開始の日時には、これからの日時を指定してください。", "OPS-1"),
    ErrorCode.ENDS_BEFORE_IT_BEGINS: ErrorText(422, "終了の日時には、開始より後の日時を指定してください。", "OPS-1"),
}
