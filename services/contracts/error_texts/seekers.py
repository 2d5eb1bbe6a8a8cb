"""What is told of employers, job seekers and those who look for them (OFR, SEE, SRC)."""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.error_codes import ErrorCode
from services.contracts.error_texts.error_text import ErrorText

TEXTS: Mapping[ErrorCode, ErrorText] = {
    # employers (OFR)
    ErrorCode.OTHER_OFFICE: ErrorText(403, "他の公共職業安定所が管轄する事業所です。", "AUT-7"),
    ErrorCode.ESTABLISHMENT_ALREADY_REGISTERED: ErrorText(
        409, "同じ名称の事業所が、同じ所在地に既に登録されています。", "OFR-1"
    ),
    ErrorCode.ESTABLISHMENT_CLOSED: ErrorText(409, "この事業所の登録は、既に終了しています。", "OFR-1"),
    ErrorCode.CORPORATE_NUMBER_WRONG: ErrorText(422, "法人番号に誤りがあります。13桁の番号をご確認ください。", "OFR-1"),
    ErrorCode.CHANGED_MEANWHILE: ErrorText(
        409, "表示した後に、ほかの人が内容を変更しました。もう一度表示し、内容をご確認ください。"
    ),
    ErrorCode.EMPLOYER_ALREADY_DECIDED: ErrorText(409, "このお申込みは、既に処理が終了しています。", "OFR-1"),
    ErrorCode.HAS_MY_PAGE: ErrorText(409, "この事業所は、既に求人者マイページを開設しています。", "OFR-1"),
    # job seekers (SEE)
    ErrorCode.APPLICATION_FOR_WORK_NOT_VALID: ErrorText(409, "有効な求職申込みがありません。", "SEE-6"),
    ErrorCode.APPLICATION_FOR_WORK_VALID: ErrorText(
        409, "現在の求職申込みが有効です。有効期限の後に、改めて申し込むことができます。", "SEE-6"
    ),
    ErrorCode.END_OF_VALIDITY_NOT_POSSIBLE: ErrorText(409, "指定された日まで延長することはできません。", "SEE-6"),
    ErrorCode.END_NOT_RECORDED_HERE: ErrorText(
        409, "取り消すことができるのは、窓口で記録した終了に限ります。", "SEE-6"
    ),
    ErrorCode.RECORD_KEPT_BY_OFFICE: ErrorText(
        409, "求職申込みはハローワークで受理されています。変更は、ハローワークの窓口でお申し出ください。", "SEE-1"
    ),
    ErrorCode.NOT_REGISTERED_ONLINE: ErrorText(409, "この求職申込みは、既に受理されています。", "SEE-1"),
    ErrorCode.HELLO_WORK_ID_IN_USE: ErrorText(
        409,
        "この識別番号は、他の求職者のものです。同じ人の登録が二つあるときは、一つにまとめてください。",
        "SEE-1",
    ),
    ErrorCode.HELLO_WORK_ID_CONFIRMED: ErrorText(
        409,
        "訂正することができるのは、窓口で入力し、本人のものであることの確認が済んでいない識別番号に限ります。",
        "SEE-1",
    ),
    ErrorCode.DUPLICATE_HAS_MY_PAGE: ErrorText(
        409,
        "この識別番号の登録でも求職者マイページが開設されています。一つにまとめると、この識別番号の登録のマイページは閉鎖され、"
        "やり取りしたメッセージと受信拒否は、指定した求職者番号のマイページへ引き継がれます。"
        "二つの登録が同じ人のものであることを窓口で確かめ、本人がこれに同意したときは、その両方を指定してください。",
        "SEE-7",
    ),
    ErrorCode.PERSONS_DIFFER: ErrorText(
        409,
        "二つの登録の氏名のフリガナ又は生年月日が一致しません。識別番号をご確認ください。"
        "同じ人であることを窓口で確かめたときは、その旨を指定してください。",
        "SEE-1",
    ),
    ErrorCode.ERASURE_WAITS: ErrorText(
        409, "いずれかの登録について、個人情報の消去の求めが確認を待っています。先に確認してください。", "SEE-2"
    ),
    ErrorCode.SEEKER_NOT_ELIGIBLE: ErrorText(
        409,
        "大学及び高等専門学校を除く学校の生徒の方は卒業するまで、新規卒業者の方は卒業年の６月末まで、登録できません。",
        "SEE-5",
    ),
    ErrorCode.PERSONAL_DATA_IN_TEXT: ErrorText(
        422, "提供する情報に、個人を特定できる情報が含まれています。該当する部分を除いてください。", "SEE-2"
    ),
    ErrorCode.ERASURE_ALREADY_DECIDED: ErrorText(409, "この求めは、既に処理が終了しています。", "SEE-2"),
    ErrorCode.ANOTHER_MUST_DECIDE: ErrorText(409, "消去は、受け付けた職員とは別の職員が確認してください。", "SEE-2"),
    # search (SRC)
    ErrorCode.STALE_CURSOR: ErrorText(
        422, "条件が変わったことなどにより、続きを表示できません。最初から表示し直してください。"
    ),
    ErrorCode.NO_SEEKER_INFORMATION: ErrorText(403, "求職情報の提供を受ける利用団体ではありません。", "REG-1"),
    ErrorCode.SAVED_SEARCH_NAME_TAKEN: ErrorText(
        409, "同じ名称の検索条件が、既に保存されています。別の名称を指定してください。", "SRC-6"
    ),
    ErrorCode.TOO_MANY_SAVED_SEARCHES: ErrorText(
        409, "保存できる検索条件の数の上限に達しました。使わないものを削除してください。", "SRC-6"
    ),
}
