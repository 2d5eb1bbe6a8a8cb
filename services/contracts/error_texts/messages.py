"""What is told of messages, and of what may be kept of seekers (MSG)."""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.error_codes import ErrorCode
from services.contracts.error_texts.error_text import ErrorText

TEXTS: Mapping[ErrorCode, ErrorText] = {
    # messages (MSG)
    ErrorCode.DAILY_CAP_REACHED: ErrorText(429, "本日送信できる件数の上限に達しました。", "MSG-4"),
    ErrorCode.SEEKER_NOT_AVAILABLE: ErrorText(409, "この求職者の求職情報は現在提供されていません。", "SEE-4"),
    ErrorCode.BLOCKED_BY_SEEKER: ErrorText(409, "求職者が受信を拒否しているため、送信できません。", "MSG-7"),
    ErrorCode.ORGANIZATION_BLOCKED: ErrorText(
        409, "この団体からの受信を拒否しているため、送信できません。受信の拒否を解除すると、送信できます。", "MSG-7"
    ),
    ErrorCode.ORGANIZATION_READS_NO_MORE: ErrorText(
        409, "この団体は求職情報の利用を終了しており、メッセージを読むことができないため、送信できません。", "MSG-6"
    ),
    ErrorCode.ALREADY_GUIDED: ErrorText(409, "この求職者には、既に利用案内を送信しています。", "MSG-1"),
    ErrorCode.CONVERSATION_CLOSED: ErrorText(409, "このやりとりは終了しています。", "MSG-12"),
    ErrorCode.NOTHING_TO_REPLY_TO: ErrorText(409, "求職者からのメッセージがないため、返信できません。", "MSG-1"),
    ErrorCode.CHARACTERS_NOT_ALLOWED: ErrorText(
        422,
        "表示されない文字や、文字の並ぶ向きを変える文字などは使用できません。該当する部分を除いてください。",
        "MSG-8",
    ),
    ErrorCode.PERSONAL_DATA_IN_MESSAGE: ErrorText(
        422, "メッセージに、個人を特定できる情報が含まれています。該当する部分を除いてください。", "MSG-8"
    ),
    ErrorCode.PERSONAL_DATA_DEMANDED: ErrorText(
        422,
        "氏名、連絡先などの個人情報を、このサイトで求職者に求めることはできません。該当する部分を改めてください。"
        "やりとりが必要なときは、貴団体の連絡先を示し、サイトの外で行ってください。",
        "MSG-8",
    ),
    ErrorCode.MESSAGE_NOT_CHECKED: ErrorText(
        503,
        "メッセージに個人情報が含まれていないかを確認できないため、送信していません。しばらく待ってからやり直してください。",
        "MSG-8",
    ),
    ErrorCode.ORGANIZATION_NOT_ACTIVE: ErrorText(403, "現在、本サービスを利用できない状態です。", "AUT-9"),
    ErrorCode.OWN_TEXT_NOT_ALLOWED: ErrorText(409, "利用案内に独自の文章を加えることはできません。", "MSG-2"),
    ErrorCode.PLACEHOLDER_UNKNOWN: ErrorText(
        422,
        "ひな形に、差し込むことのできない項目があります。使用できる項目をご確認の上、{{ }} の部分を直してください。",
        "MSG-2",
    ),
    ErrorCode.TEXT_TOO_LONG_WHEN_FILLED: ErrorText(
        422, "項目を差し込むと、文章が長くなりすぎます。文章を短くしてください。", "MSG-2"
    ),
    ErrorCode.TEMPLATE_NAME_TAKEN: ErrorText(409, "同じ名前のひな形が、既にあります。別の名前を付けてください。"),
    ErrorCode.TOO_MANY_TEMPLATES: ErrorText(409, "これ以上ひな形を登録できません。使わないひな形を削除してください。"),
    ErrorCode.NOT_APPLIED: ErrorText(409, "求職申込みの記録がありません。", "MSG-13"),
    ErrorCode.NOT_ACCEPTED: ErrorText(409, "求職受理の記録がありません。", "MSG-13"),
    ErrorCode.CHARGES_NOT_EXPLAINED: ErrorText(
        409,
        "手数料などが発生する場合は、受理の前に求職者に説明したことの記録が必要です。求職者が説明を受けていないと回答した記録は除きます。",
        "MSG-10",
    ),
    ErrorCode.SERVICE_UNNAMED: ErrorText(
        422, "サービスの名称は、職業紹介に伴う手数料などの説明を除き、必ず指定してください。", "MSG-10"
    ),
    ErrorCode.SERVICE_NOT_NOTIFIED: ErrorText(
        409, "このサービスは、説明の日までに管轄労働局に届け出られていません。", "MSG-10"
    ),
    ErrorCode.DECLINED_BEFORE: ErrorText(
        409,
        "求職者が希望又は承諾しないと回答しています。その回答が改められるまで、有料のサービスについて重ねて確認することはできません。",
        "MSG-10",
    ),
    ErrorCode.TOO_MANY_EXPLANATIONS: ErrorText(
        409, "この求職者への説明の記録が上限に達しているため、これ以上は記録できません。", "MSG-10"
    ),
    ErrorCode.NOT_REFUSED: ErrorText(409, "求職の申込みを受理しなかったことの記録がありません。", "MSG-13"),
    ErrorCode.RECORD_FOLLOWED: ErrorText(
        409,
        "この記録の後に、受理、不受理又は職業紹介の結果が記録されています。先に、それらの記録を取り消してください。",
        "MSG-13",
    ),
    ErrorCode.ALREADY_RECORDED: ErrorText(409, "既に記録されています。", "MSG-13"),
    ErrorCode.RESULT_REPORTED: ErrorText(
        409, "この年度の利用状況は、既に報告されています。報告の訂正により改めてください。", "RPT-2"
    ),
    ErrorCode.EMPLOYMENT_UNFIT: ErrorText(
        422,
        "雇用期間と季節的業務であるかどうかは、就職した場合は必ず指定し、それ以外の場合は指定しないでください。",
        "MSG-13",
    ),
    ErrorCode.FEES_NOT_FOR_KIND: ErrorText(409, "手数料を記録できるのは、有料職業紹介事業者に限ります。", "RPT-1"),
    ErrorCode.FEE_WITHOUT_HIRE: ErrorText(422, "求人者からの手数料は、就職した場合に限り、記録できます。", "RPT-1"),
    ErrorCode.DAYS_OUT_OF_ORDER: ErrorText(
        409,
        "日付の前後をご確認ください。求職の申込み、受理又は不受理、就職の順に、同じ日又は後の日を記録してください。",
        "MSG-13",
    ),
    ErrorCode.DATE_OUT_OF_PERIOD: ErrorText(409, "日付が、認められる期間の外にあります。", "MSG-12"),
    ErrorCode.DAY_BEFORE_DELETION: ErrorText(
        409, "求職情報を削除したことを報告した日より前の日付は、記録し、又は改めることができません。", "MSG-12"
    ),
    ErrorCode.AFTER_CLOSING: ErrorText(409, "求職情報の利用を終了した日より後の日付は、記録できません。", "MSG-13"),
    ErrorCode.AFTER_SUSPENSION: ErrorText(
        409, "利用停止となった日より後の日付は、停止されている間は記録できません。", "AUT-9"
    ),
    # custody (MSG-11, MSG-12)
    ErrorCode.DUTY_ALREADY_CONFIRMED: ErrorText(409, "この削除は、既に報告されています。", "MSG-11"),
    ErrorCode.DELETION_DAY_UNFIT: ErrorText(
        409, "削除した日には、求職情報を取得した日から今日までの日を指定してください。", "MSG-11"
    ),
    ErrorCode.DELETION_NOT_CONFIRMED: ErrorText(
        409, "削除したことがまだ報告されていないため、証明書を発行できません。先に削除を報告してください。", "MSG-11"
    ),
    ErrorCode.RECORD_TO_BE_DELETED: ErrorText(
        409,
        "この求職者の求職情報は、削除すべきものです。削除したことを報告した後に、改めて見ることができます。",
        "MSG-11",
    ),
}
