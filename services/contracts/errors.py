"""The fixed list of error codes that cross the bus, each with its HTTP status, Japanese text and rule.

Codes are never deleted or renamed (style.md, habit 8). Nothing else crosses: what is not in this list is `INTERNAL`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ErrorCode(StrEnum):
    """A stable code of a refusal or failure."""

    # any request
    MALFORMED_REQUEST = "malformed_request"
    INVALID_REQUEST = "invalid_request"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_OPERATION = "unknown_operation"
    NOT_LOGGED_IN = "not_logged_in"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    ALREADY_DONE = "already_done"
    REQUEST_TOO_LARGE = "request_too_large"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    NOT_ACCEPTABLE = "not_acceptable"
    CSRF_TOKEN_MISSING = "csrf_token_missing"  # noqa: S105
    TOO_MANY_REQUESTS = "too_many_requests"
    DEADLINE_EXCEEDED = "deadline_exceeded"
    SERVICE_UNAVAILABLE = "service_unavailable"
    INTERNAL = "internal"
    # login (AUT)
    LOGIN_FAILED = "login_failed"
    ONE_TIME_PASSWORD_WRONG = "one_time_password_wrong"  # noqa: S105
    ONE_TIME_PASSWORD_EXPIRED = "one_time_password_expired"  # noqa: S105
    ONE_TIME_PASSWORD_USED_UP = "one_time_password_used_up"  # noqa: S105
    OMISSION_NOT_ASKED = "omission_not_asked"
    AUTHENTICATION_KEY_INVALID = "authentication_key_invalid"
    # organizations and applications (REG)
    EMAIL_ALREADY_USED = "email_already_used"
    NOT_ELIGIBLE = "not_eligible"
    APPLICATION_NOT_PENDING = "application_not_pending"
    FORM_NOT_RECEIVED = "form_not_received"
    FORM_TOO_LATE = "form_too_late"
    EXPLANATION_MISSING = "explanation_missing"
    DOCUMENT_MISSING = "document_missing"
    OTHER_BUREAU = "other_bureau"
    TERMS_NOT_CURRENT = "terms_not_current"
    # search (SRC)
    STALE_CURSOR = "stale_cursor"
    NO_SEEKER_INFORMATION = "no_seeker_information"
    # messages (MSG)
    DAILY_CAP_REACHED = "daily_cap_reached"
    SEEKER_NOT_AVAILABLE = "seeker_not_available"
    BLOCKED_BY_SEEKER = "blocked_by_seeker"
    ALREADY_GUIDED = "already_guided"
    CONVERSATION_CLOSED = "conversation_closed"
    NOTHING_TO_REPLY_TO = "nothing_to_reply_to"
    ORGANIZATION_NOT_ACTIVE = "organization_not_active"
    OWN_TEXT_NOT_ALLOWED = "own_text_not_allowed"
    NOT_APPLIED = "not_applied"
    ALREADY_RECORDED = "already_recorded"
    DATE_OUT_OF_PERIOD = "date_out_of_period"
    # custody (MSG-11, MSG-12)
    DUTY_ALREADY_CONFIRMED = "duty_already_confirmed"


@dataclass(frozen=True)
class ErrorText:
    """How a code is told: HTTP status, Japanese title and the rule it rests on."""

    status: int
    title: str
    rule: str = ""


ERRORS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.MALFORMED_REQUEST: ErrorText(400, "送信された内容を読み取れません。形式をご確認ください。"),
    ErrorCode.INVALID_REQUEST: ErrorText(422, "入力内容に誤りがあります。該当する項目をご確認ください。"),
    ErrorCode.UNKNOWN_CODE: ErrorText(422, "指定されたコードは登録されていません。", "REG-17"),
    ErrorCode.UNKNOWN_OPERATION: ErrorText(404, "お探しのページは見つかりません。"),
    ErrorCode.NOT_LOGGED_IN: ErrorText(401, "ログインしてください。", "AUT-1"),
    ErrorCode.FORBIDDEN: ErrorText(403, "この操作を行う権限がありません。", "AUT-7"),
    ErrorCode.NOT_FOUND: ErrorText(404, "指定された情報は見つかりません。"),
    ErrorCode.IDEMPOTENCY_KEY_REUSED: ErrorText(
        422, "同じ受付キーが、内容の異なる別の依頼に使われています。新しいキーを指定してください。"
    ),
    ErrorCode.ALREADY_DONE: ErrorText(409, "この依頼は、すでに受け付けています。"),
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
        504, "時間内に処理が終わりませんでした。しばらく待ってからやり直してください。"
    ),
    ErrorCode.SERVICE_UNAVAILABLE: ErrorText(503, "ただいま利用できません。しばらく待ってからやり直してください。"),
    ErrorCode.INTERNAL: ErrorText(
        500, "処理中に問題が発生しました。時間をおいても続く場合はヘルプデスクへご連絡ください。"
    ),
    ErrorCode.LOGIN_FAILED: ErrorText(401, "ＩＤ（メールアドレス）又はパスワードが正しくありません。", "AUT-1"),
    ErrorCode.ONE_TIME_PASSWORD_WRONG: ErrorText(401, "ワンタイムパスワードが正しくありません。", "AUT-2"),
    ErrorCode.ONE_TIME_PASSWORD_EXPIRED: ErrorText(
        401, "ワンタイムパスワードの有効期間が過ぎました。ログインからやり直してください。", "AUT-2"
    ),
    ErrorCode.ONE_TIME_PASSWORD_USED_UP: ErrorText(
        401, "このワンタイムパスワードは使用できません。ログインからやり直してください。", "AUT-2"
    ),
    ErrorCode.OMISSION_NOT_ASKED: ErrorText(
        409, "ワンタイムパスワードの入力画面で省略を選択した場合に限り、設定できます。", "AUT-3"
    ),
    ErrorCode.AUTHENTICATION_KEY_INVALID: ErrorText(401, "認証キーが正しくないか、有効期間が過ぎています。", "AUT-6"),
    ErrorCode.EMAIL_ALREADY_USED: ErrorText(
        409, "このメールアドレスは登録できません。別のメールアドレスを指定してください。", "REG-11"
    ),
    ErrorCode.NOT_ELIGIBLE: ErrorText(409, "利用の要件を満たしていないため、登録できません。", "REG-3"),
    ErrorCode.APPLICATION_NOT_PENDING: ErrorText(409, "この申請は、すでに処理が終わっています。", "REG-5"),
    ErrorCode.FORM_NOT_RECEIVED: ErrorText(409, "申請書の受付が記録されていません。", "REG-10"),
    ErrorCode.FORM_TOO_LATE: ErrorText(409, "申請書が提出期限までに到着していません。", "REG-7"),
    ErrorCode.EXPLANATION_MISSING: ErrorText(409, "郵送又は持参による場合は、事前の説明の記録が必要です。", "REG-8"),
    ErrorCode.DOCUMENT_MISSING: ErrorText(409, "必要な添付書類の提出が記録されていません。", "REG-8"),
    ErrorCode.OTHER_BUREAU: ErrorText(403, "他の労働局が管轄する申請です。", "AUT-7"),
    ErrorCode.TERMS_NOT_CURRENT: ErrorText(409, "現在の利用規約への同意が必要です。", "REG-15"),
    ErrorCode.STALE_CURSOR: ErrorText(
        422, "検索条件が変わったため、続きを表示できません。もう一度検索してください。", "SRC-2"
    ),
    ErrorCode.NO_SEEKER_INFORMATION: ErrorText(403, "求職情報の提供を受ける利用団体ではありません。", "REG-1"),
    ErrorCode.DAILY_CAP_REACHED: ErrorText(429, "本日送信できる件数の上限に達しました。", "MSG-4"),
    ErrorCode.SEEKER_NOT_AVAILABLE: ErrorText(409, "この求職者の求職情報は現在提供されていません。", "SEE-4"),
    ErrorCode.BLOCKED_BY_SEEKER: ErrorText(409, "求職者が受信を拒否しているため、送信できません。", "MSG-7"),
    ErrorCode.ALREADY_GUIDED: ErrorText(409, "この求職者には、すでに利用案内を送信しています。", "MSG-1"),
    ErrorCode.CONVERSATION_CLOSED: ErrorText(409, "このやりとりは終了しています。", "MSG-12"),
    ErrorCode.NOTHING_TO_REPLY_TO: ErrorText(409, "求職者からのメッセージがないため、返信できません。", "MSG-1"),
    ErrorCode.ORGANIZATION_NOT_ACTIVE: ErrorText(403, "現在、本サービスを利用できない状態です。", "AUT-9"),
    ErrorCode.OWN_TEXT_NOT_ALLOWED: ErrorText(409, "利用案内に独自の文章を加えることはできません。", "MSG-2"),
    ErrorCode.NOT_APPLIED: ErrorText(409, "求職申込みの記録がありません。", "MSG-13"),
    ErrorCode.ALREADY_RECORDED: ErrorText(409, "すでに記録されています。", "MSG-13"),
    ErrorCode.DATE_OUT_OF_PERIOD: ErrorText(409, "日付が、認められる期間の外にあります。", "MSG-12"),
    ErrorCode.DUTY_ALREADY_CONFIRMED: ErrorText(409, "この削除は、すでに確認されています。", "MSG-11"),
}
"""Every code with its text; a test checks that none is missing."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a request: its place as a JSON pointer (RFC 6901) and what is wrong, in Japanese."""

    pointer: str
    detail: str


@dataclass
class CallRefused(Exception):
    """A service refused a request, with a code of this list."""

    code: ErrorCode
    pointer: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    trace: str = ""

    def __str__(self) -> str:
        return f"{self.code.value} at {self.pointer or 'the request'}"
