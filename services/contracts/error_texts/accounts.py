"""What is told of logins, tokens and accounts (AUT)."""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.error_codes import ErrorCode
from services.contracts.error_texts.error_text import ErrorText

TEXTS: Mapping[ErrorCode, ErrorText] = {
    # login (AUT)
    ErrorCode.LOGIN_FAILED: ErrorText(
        401,
        "ＩＤ（メールアドレス）又はパスワードが正しくありません。利用申請が承認されるまでは、ログインすることができません。",
        "AUT-1",
    ),
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
    # also of the keys of invitations and of changes of address, which their mails call by names of their own
    ErrorCode.AUTHENTICATION_KEY_INVALID: ErrorText(
        401,
        "認証キー、確認キー又は招待キーが正しくないか、使用できなくなっています。"
        "認証キーは、請求したときと同じ端末・ブラウザから入力してください。",
        "AUT-6",
    ),
    ErrorCode.TOKEN_INVALID: ErrorText(401, "トークンが正しくないか、有効期限を過ぎたか、失効しています。", "AUT-8"),
    ErrorCode.TOKEN_FROM_OTHER_ADDRESS: ErrorText(
        403, "このアドレスからは、このトークンを利用できません。登録したアドレスから接続してください。", "AUT-8"
    ),
    ErrorCode.TOO_MANY_TOKENS: ErrorText(
        409, "これ以上トークンを発行できません。使わないトークンを失効させてください。", "AUT-8"
    ),
    ErrorCode.TOKEN_LASTS_TOO_LONG: ErrorText(422, "有効期間が長すぎます。", "AUT-8"),
    ErrorCode.TOKEN_NOT_USABLE: ErrorText(409, "有効期限を過ぎたか、失効したトークンです。", "AUT-8"),
    ErrorCode.CURRENT_PASSWORD_WRONG: ErrorText(403, "現在のパスワードが正しくありません。", "AUT-6"),
    ErrorCode.INVITATION_OVER: ErrorText(409, "この招待は、既に登録が済んだか、取り消されています。", "REG-11"),
    ErrorCode.MAIN_ACCOUNT_STAYS: ErrorText(
        409, "主たるアカウントは終了できません。利用をやめるときは、退会の手続をしてください。", "REG-11"
    ),
    # accounts of staff (AUT-7)
    ErrorCode.OTHER_AUTHORITYS_ACCOUNT: ErrorText(403, "このアカウントを管理する権限がありません。", "AUT-7"),
    ErrorCode.OWN_ACCOUNT_STAYS: ErrorText(
        409, "自分のアカウントに対しては行えません。他の管理者に依頼してください。", "AUT-7"
    ),
    ErrorCode.ACCOUNT_ENDED: ErrorText(409, "このアカウントは、終了しています。", "AUT-7"),
    ErrorCode.ACCOUNT_NOT_ENDED: ErrorText(409, "このアカウントは、終了していません。", "AUT-7"),
    ErrorCode.AREA_UNFIT: ErrorText(
        422,
        "労働局又は公共職業安定所の指定が正しくありません。職員の区分と、現在の所属をご確認ください。",
        "AUT-7",
    ),
}
