"""The fixed list of error codes that cross the bus, each with its HTTP status, Japanese text and rule.

Codes are never deleted or renamed (style.md, habit 8). Nothing else crosses: what is not in this list is `INTERNAL`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.contracts.error_codes import ErrorCode as ErrorCode
from services.contracts.refusals import CallRefused as CallRefused
from services.contracts.refusals import Problem as Problem


@dataclass(frozen=True)
class ErrorText:
    """How a code is told: HTTP status, Japanese title and the rule it rests on."""

    status: int
    title: str
    rule: str = ""


ERRORS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.MALFORMED_REQUEST: ErrorText(400, "送信された内容を読み取れません。形式をご確認ください。"),
    ErrorCode.INVALID_REQUEST: ErrorText(422, "入力内容に誤りがあります。該当する項目をご確認ください。"),
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
        504, "時間内に処理が終了しませんでした。しばらく待ってからやり直してください。"
    ),
    ErrorCode.SERVICE_UNAVAILABLE: ErrorText(503, "ただいま利用できません。しばらく待ってからやり直してください。"),
    ErrorCode.INTERNAL: ErrorText(
        500, "処理中に問題が発生しました。時間をおいても続く場合はヘルプデスクへご連絡ください。"
    ),
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
    ErrorCode.CURRENT_PASSWORD_WRONG: ErrorText(403, "現在のパスワードが正しくありません。", "AUT-6"),
    ErrorCode.INVITATION_OVER: ErrorText(409, "この招待は、すでに登録が済んだか、取り消されています。", "REG-11"),
    ErrorCode.MAIN_ACCOUNT_STAYS: ErrorText(
        409, "主たるアカウントは終了できません。利用をやめるときは、退会の手続をしてください。", "REG-11"
    ),
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
    ErrorCode.EMAIL_ALREADY_USED: ErrorText(
        409, "このメールアドレスは登録できません。別のメールアドレスを指定してください。", "REG-11"
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
    ErrorCode.NOT_ELIGIBLE: ErrorText(409, "利用の要件を満たしていないため、登録できません。", "REG-3"),
    ErrorCode.APPLICATION_NOT_PENDING: ErrorText(409, "この申請は、すでに処理が終了しています。", "REG-5"),
    ErrorCode.APPLICATION_OPEN: ErrorText(
        409, "同じ種類の申請が手続中です。誤った登録を改める場合は、その申請を指定してください。", "REG-6"
    ),
    ErrorCode.REGISTRATION_EMAIL_TAKEN: ErrorText(
        409,
        "登録のメールアドレスが他で使用されているため、申請書を受け付けることができません。別のメールアドレスにより、"
        "書面による申請として登録してください。",
        "REG-7",
    ),
    ErrorCode.ESTABLISHMENT_REGISTERED: ErrorText(
        409, "同じ事業所又は部署が、すでに利用団体として登録されています。", "REG-4"
    ),
    ErrorCode.FORM_NOT_RECEIVED: ErrorText(409, "申請書の受付が記録されていません。", "REG-10"),
    ErrorCode.FORM_TOO_LATE: ErrorText(409, "申請書が提出期限までに到着していません。", "REG-7"),
    ErrorCode.EXPLANATION_MISSING: ErrorText(409, "郵送又は持参による場合は、事前の説明の記録が必要です。", "REG-8"),
    ErrorCode.DOCUMENT_MISSING: ErrorText(409, "必要な添付書類の提出が記録されていません。", "REG-8"),
    ErrorCode.OTHER_BUREAU: ErrorText(403, "他の労働局が管轄する申請です。", "AUT-7"),
    ErrorCode.SECOND_PERSON_NEEDED: ErrorText(
        409, "この操作には、同じ労働局の二人の職員が必要です。一人が提案し、別の職員が確認してください。", "REG-10"
    ),
    ErrorCode.PROPOSAL_OPEN: ErrorText(409, "この申請には、確認を待っている提案があります。", "REG-10"),
    ErrorCode.NO_SUCH_PROPOSAL: ErrorText(
        409,
        "この提案は、すでに確認され、取り下げられ、又は別の提案に代わっています。最新の状態をご確認ください。",
        "REG-10",
    ),
    ErrorCode.NOT_TO_BE_POSTED: ErrorText(409, "この申請には、郵送の対象となる承諾書がありません。", "REG-10"),
    ErrorCode.BUREAU_ADDRESS_UNKNOWN: ErrorText(
        409, "労働局のメールアドレスが登録されていません。送付するメールアドレスを指定してください。", "REG-9"
    ),
    ErrorCode.DOCUMENT_UNREADABLE: ErrorText(
        422,
        "ファイルを読み取れません。PDF、PNG又はJPEGのファイルであることと、破損していないことをご確認ください。",
        "REG-8",
    ),
    ErrorCode.DOCUMENT_NOT_ALLOWED: ErrorText(
        422,
        "パスワードで保護されたPDFや、スクリプト、文書の外へのリンク、添付ファイルなどを含むPDFは提出できません。"
        "印刷したものを読み取るなどして、PDFを作り直してください。",
        "REG-8",
    ),
    ErrorCode.DOCUMENT_DAMAGED: ErrorText(
        422,
        "PDFの内部の索引（相互参照表）が壊れているため、内容を確かめることができません。"
        "印刷したものを読み取るなどして、PDFを作り直してください。",
        "REG-8",
    ),
    ErrorCode.FILE_NAME_NOT_ALLOWED: ErrorText(
        422,
        "このファイル名は使用できません。記号や見えない文字を含まない名前とし、"
        "拡張子はファイルの形式に合わせてください（.pdf、.png、.jpg、.jpeg）。",
        "REG-8",
    ),
    ErrorCode.TOO_MANY_DOCUMENTS: ErrorText(409, "この申請に添付できる書類の数の上限に達しました。", "REG-8"),
    ErrorCode.DOCUMENT_FILED_ALREADY: ErrorText(409, "同じファイルが、すでに提出されています。", "REG-8"),
    ErrorCode.TERMS_NOT_CURRENT: ErrorText(409, "現在の利用規約への同意が必要です。", "REG-15"),
    ErrorCode.OTHER_OFFICE: ErrorText(403, "他の公共職業安定所が管轄する事業所です。", "AUT-7"),
    ErrorCode.ESTABLISHMENT_ALREADY_REGISTERED: ErrorText(
        409, "同じ名称の事業所が、同じ所在地にすでに登録されています。", "OFR-1"
    ),
    ErrorCode.ESTABLISHMENT_CLOSED: ErrorText(409, "この事業所の登録は、すでに終了しています。", "OFR-1"),
    ErrorCode.CORPORATE_NUMBER_WRONG: ErrorText(422, "法人番号に誤りがあります。13桁の番号をご確認ください。", "OFR-1"),
    ErrorCode.CHANGED_MEANWHILE: ErrorText(
        409, "表示した後に、ほかの人が内容を変更しました。もう一度表示し、内容をご確認ください。"
    ),
    ErrorCode.EMPLOYER_ALREADY_DECIDED: ErrorText(409, "このお申込みは、すでに処理が終了しています。", "OFR-1"),
    ErrorCode.HAS_MY_PAGE: ErrorText(409, "この事業所は、すでに求人者マイページを開設しています。", "OFR-1"),
    ErrorCode.APPLICATION_FOR_WORK_NOT_VALID: ErrorText(409, "有効な求職申込みがありません。", "SEE-6"),
    ErrorCode.APPLICATION_FOR_WORK_VALID: ErrorText(
        409, "現在の求職申込みが有効です。有効期限の後に、改めて申し込むことができます。", "SEE-6"
    ),
    ErrorCode.END_OF_VALIDITY_NOT_POSSIBLE: ErrorText(409, "指定された日まで延長することはできません。", "SEE-6"),
    ErrorCode.RECORD_KEPT_BY_OFFICE: ErrorText(
        409, "求職申込みはハローワークで受理されています。変更は、ハローワークの窓口でお申し出ください。", "SEE-1"
    ),
    ErrorCode.NOT_REGISTERED_ONLINE: ErrorText(409, "この求職申込みは、すでに受理されています。", "SEE-1"),
    ErrorCode.HELLO_WORK_ID_IN_USE: ErrorText(409, "この識別番号は、他の求職者のものです。", "SEE-1"),
    ErrorCode.SEEKER_NOT_ELIGIBLE: ErrorText(
        409, "大学及び高等専門学校を除く学校の生徒又は新規卒業者の方は、卒業年の６月末まで登録できません。", "SEE-5"
    ),
    ErrorCode.PERSONAL_DATA_IN_TEXT: ErrorText(
        422, "提供する情報に、個人を特定できる情報が含まれています。該当する部分を除いてください。", "SEE-2"
    ),
    ErrorCode.ERASURE_ALREADY_DECIDED: ErrorText(409, "この求めは、すでに処理が終了しています。", "SEE-2"),
    ErrorCode.ANOTHER_MUST_DECIDE: ErrorText(409, "消去は、受け付けた職員とは別の職員が確認してください。", "SEE-2"),
    ErrorCode.LIST_NOT_YET_KEPT: ErrorText(404, "指定された日には、まだ一覧がありません。", "REG-14"),
    ErrorCode.DAY_TO_COME: ErrorText(404, "将来の日の一覧は、まだありません。", "REG-14"),
    ErrorCode.STALE_CURSOR: ErrorText(
        422, "条件が変わったことなどにより、続きを表示できません。最初から表示し直してください。"
    ),
    ErrorCode.SAVED_SEARCH_NAME_TAKEN: ErrorText(
        409, "同じ名称の検索条件が、すでに保存されています。別の名称を指定してください。", "SRC-6"
    ),
    ErrorCode.TOO_MANY_SAVED_SEARCHES: ErrorText(
        409, "保存できる検索条件の数の上限に達しました。使わないものを削除してください。", "SRC-6"
    ),
    ErrorCode.NO_SEEKER_INFORMATION: ErrorText(403, "求職情報の提供を受ける利用団体ではありません。", "REG-1"),
    ErrorCode.DAILY_CAP_REACHED: ErrorText(429, "本日送信できる件数の上限に達しました。", "MSG-4"),
    ErrorCode.SEEKER_NOT_AVAILABLE: ErrorText(409, "この求職者の求職情報は現在提供されていません。", "SEE-4"),
    ErrorCode.BLOCKED_BY_SEEKER: ErrorText(409, "求職者が受信を拒否しているため、送信できません。", "MSG-7"),
    ErrorCode.ORGANIZATION_BLOCKED: ErrorText(
        409, "この団体からの受信を拒否しているため、送信できません。受信の拒否を解除すると、送信できます。", "MSG-7"
    ),
    ErrorCode.ORGANIZATION_READS_NO_MORE: ErrorText(
        409, "この団体は求職情報の利用を終了しており、メッセージを読むことができないため、送信できません。", "MSG-6"
    ),
    ErrorCode.ALREADY_GUIDED: ErrorText(409, "この求職者には、すでに利用案内を送信しています。", "MSG-1"),
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
        "ひな形に、差し込むことのできない項目があります。使用できる項目をご確認のうえ、{{ }} の部分を直してください。",
        "MSG-2",
    ),
    ErrorCode.TEXT_TOO_LONG_WHEN_FILLED: ErrorText(
        422, "項目を差し込むと、文章が長くなりすぎます。文章を短くしてください。", "MSG-2"
    ),
    ErrorCode.TEMPLATE_NAME_TAKEN: ErrorText(409, "同じ名前のひな形が、すでにあります。別の名前を付けてください。"),
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
    ErrorCode.ALREADY_RECORDED: ErrorText(409, "すでに記録されています。", "MSG-13"),
    ErrorCode.RESULT_REPORTED: ErrorText(
        409, "この年度の利用状況は、すでに報告されています。報告の訂正により改めてください。", "RPT-2"
    ),
    ErrorCode.EMPLOYMENT_UNFIT: ErrorText(
        422,
        "雇用期間と季節的業務であるかどうかは、就職した場合は必ず指定し、それ以外の場合は指定しないでください。",
        "MSG-13",
    ),
    ErrorCode.FEES_NOT_FOR_KIND: ErrorText(409, "手数料を記録できるのは、有料職業紹介事業者に限ります。", "RPT-1"),
    ErrorCode.FEE_WITHOUT_HIRE: ErrorText(422, "求人者からの手数料は、就職した場合に限り、記録できます。", "RPT-1"),
    ErrorCode.DATE_OUT_OF_PERIOD: ErrorText(409, "日付が、認められる期間の外にあります。", "MSG-12"),
    ErrorCode.AFTER_SUSPENSION: ErrorText(
        409, "利用停止となった日より後の日付は、停止されている間は記録できません。", "AUT-9"
    ),
    ErrorCode.DUTY_ALREADY_CONFIRMED: ErrorText(409, "この削除は、すでに報告されています。", "MSG-11"),
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
    ErrorCode.OTHER_BUREAUS_ORGANIZATION: ErrorText(403, "他の労働局が管轄する利用団体です。", "AUT-7"),
    ErrorCode.OTHER_AUTHORITYS_MEASURE: ErrorText(
        403, "この根拠による措置を決定し、又は終了させる権限がありません。", "CMP-10"
    ),
    ErrorCode.ORGANIZATION_TERMINATED: ErrorText(409, "すでに利用解除となった利用団体です。", "CMP-9"),
    ErrorCode.ORGANIZATION_WITHDRAWN: ErrorText(409, "すでに退会した利用団体です。", "REG-5"),
    ErrorCode.DECISION_NOT_OF_TODAY: ErrorText(
        409, "措置は決定と同時に効力を生じます。決定日には本日の日付を指定してください。", "CMP-14"
    ),
    ErrorCode.GROUND_NOT_FOR_MEASURE: ErrorText(409, "この根拠では、選択した措置をとることができません。", "CMP-8"),
    ErrorCode.MEASURE_IN_FORCE: ErrorText(409, "同じ根拠による措置が、すでに行われています。", "CMP-14"),
    ErrorCode.STANDING_CHANGED: ErrorText(
        409, "他の職員の決定などにより、利用状況が変わっています。最新の内容をご確認ください。", "CMP-14"
    ),
    ErrorCode.TERMINATION_PREMATURE: ErrorText(
        409, "この根拠による利用解除は、同じ根拠による停止の期間の満了後又は利用再開後に限り、決定できます。", "CMP-6"
    ),
    ErrorCode.MEASURE_ENDED: ErrorText(409, "この措置は、すでに終了しています。", "CMP-14"),
    ErrorCode.MENDED_ALREADY: ErrorText(409, "是正は、すでに確認されています。停止は期間の満了まで続きます。", "CMP-6"),
    ErrorCode.TERM_RUNS_IN_FULL: ErrorText(409, "期間の定めのある停止は、期間の満了まで続きます。", "CMP-14"),
    ErrorCode.TERMINATION_FINAL: ErrorText(409, "利用解除は取り消すことができません。", "CMP-9"),
    ErrorCode.OTHER_BUREAUS_NUMBER: ErrorText(403, "他の労働局が所管する許可・届出番号です。", "AUT-7"),
    ErrorCode.ORDER_RECORDED_ALREADY: ErrorText(409, "同じ日付の同じ命令が、すでに記録されています。", "CMP-2"),
    ErrorCode.ORDER_CHANGED: ErrorText(
        409, "他の職員により、命令の記録が変更されています。最新の内容をご確認ください。", "CMP-2"
    ),
    ErrorCode.ORDER_VOID: ErrorText(409, "この命令の記録は、取り消されています。", "CMP-2"),
    ErrorCode.ORDER_DAY_UNFIT: ErrorText(409, "日付が、将来の日付であるか、命令の日付より前になっています。", "CMP-2"),
    ErrorCode.ORDER_TERM_UNFIT: ErrorText(
        409, "期間は事業停止命令の場合に限り指定できます。初日は命令の日以後、末日は初日以後としてください。", "CMP-2"
    ),
    ErrorCode.ORDER_NOT_TO_BE_MET: ErrorText(409, "改善の確認は、改善命令に限り記録できます。", "CMP-2"),
    ErrorCode.CASE_CLOSED: ErrorText(409, "この事案は、すでに終了しています。", "CMP-13"),
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
    ErrorCode.CASE_GROUND_UNFIT: ErrorText(409, "この事案は、すでにその根拠によるものです。", "CMP-13"),
    ErrorCode.CASE_MEASURE_TAKEN: ErrorText(
        409, "この事案では、すでに措置が決定されているため、この操作はできません。", "CMP-13"
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
    ErrorCode.DUE_DAY_UNFIT: ErrorText(422, "期限には、明日以後、１年以内の日付を指定してください。", "CMP-13"),
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
        409, "すでに利用停止が決定されているため、一時的な停止はできません。", "CMP-10"
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
    ErrorCode.COMPLAINT_OUT_OF_ORDER: ErrorText(
        409, "この苦情は、その操作を行う段階にありません。これまでの経過をご確認ください。", "CMP-12"
    ),
    ErrorCode.COMPLAINT_CHANGED: ErrorText(
        409, "表示した後に、この苦情への対応が進んでいます。最新の内容をご確認ください。", "CMP-12"
    ),
    ErrorCode.PERSONAL_DATA_IN_COMPLAINT: ErrorText(
        422, "文章に、個人を特定できる情報が含まれています。該当する部分を除いてください。", "MSG-8"
    ),
    ErrorCode.PERIOD_REVERSED: ErrorText(422, "期間の終わりの日は、始まりの日以後の日を指定してください。", "CMP-12"),
    ErrorCode.REGISTER_HANDED_IN: ErrorText(409, "この苦情の記録は、すでに提出されています。", "CMP-12"),
    ErrorCode.REGISTER_NOT_HANDED_IN: ErrorText(409, "この苦情の記録は、まだ提出されていません。", "CMP-12"),
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
"""Every code with its text; a test checks that none is missing."""
