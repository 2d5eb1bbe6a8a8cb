"""What is told of organizations, their applications, the bureaus' desk and the public lists (REG)."""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.error_codes import ErrorCode
from services.contracts.error_texts.error_text import ErrorText

TEXTS: Mapping[ErrorCode, ErrorText] = {
    # organizations and applications (REG)
    ErrorCode.EMAIL_ALREADY_USED: ErrorText(
        409, "このメールアドレスは登録できません。別のメールアドレスを指定してください。", "REG-11"
    ),
    ErrorCode.NOT_ELIGIBLE: ErrorText(409, "利用の要件を満たしていないため、登録できません。", "REG-3"),
    ErrorCode.APPLICATION_NOT_PENDING: ErrorText(409, "この申請は、既に処理が終了しています。", "REG-5"),
    ErrorCode.APPLICATION_OPEN: ErrorText(
        409, "同じ種類の申請が手続中です。誤った登録を改める場合は、その申請を指定してください。", "REG-6"
    ),
    ErrorCode.REGISTRATION_EMAIL_TAKEN: ErrorText(
        409,
        "登録のメールアドレスが他で使用されているため、この登録により手続を進めることができません。別のメールアドレスにより、"
        "書面による申請として登録してください。",
        "REG-7",
    ),
    ErrorCode.ESTABLISHMENT_REGISTERED: ErrorText(
        409, "同じ事業所又は部署が、既に利用団体として登録されています。", "REG-4"
    ),
    ErrorCode.FORM_NOT_RECEIVED: ErrorText(409, "申請書の受付が記録されていません。", "REG-10"),
    ErrorCode.FORM_TOO_LATE: ErrorText(409, "申請書が提出期限までに到着していません。", "REG-7"),
    ErrorCode.EXPLANATION_MISSING: ErrorText(409, "郵送又は持参による場合は、事前の説明の記録が必要です。", "REG-8"),
    ErrorCode.DOCUMENT_MISSING: ErrorText(409, "必要な添付書類の提出が記録されていません。", "REG-8"),
    ErrorCode.OTHER_BUREAU: ErrorText(403, "他の労働局が管轄する申請です。", "AUT-7"),
    ErrorCode.DOCUMENT_UNREADABLE: ErrorText(
        422,
        "ファイルを読み取れません。ＰＤＦ、ＰＮＧ又はＪＰＥＧのファイルであることと、破損していないことをご確認ください。",
        "REG-8",
    ),
    ErrorCode.DOCUMENT_NOT_ALLOWED: ErrorText(
        422,
        "パスワードで保護されたＰＤＦや、自動的に動作するプログラム、文書の外へのリンク、添付ファイルなどを含むＰＤＦは提出できません。"
        "印刷したものを読み取るなどして、ＰＤＦを作り直してください。",
        "REG-8",
    ),
    ErrorCode.DOCUMENT_DAMAGED: ErrorText(
        422,
        "ＰＤＦの一部が壊れているため、内容を確かめることができません。"
        "印刷したものを読み取るなどして、ＰＤＦを作り直してください。",
        "REG-8",
    ),
    ErrorCode.FILE_NAME_NOT_ALLOWED: ErrorText(
        422,
        "このファイル名は使用できません。記号や見えない文字を含まない名前とし、"
        "拡張子はファイルの形式に合わせてください（.pdf、.png、.jpg、.jpeg）。",
        "REG-8",
    ),
    ErrorCode.TOO_MANY_DOCUMENTS: ErrorText(409, "この申請に添付できる書類の数の上限に達しました。", "REG-8"),
    ErrorCode.DOCUMENT_FILED_ALREADY: ErrorText(409, "同じファイルが、既に提出されています。", "REG-8"),
    ErrorCode.TERMS_NOT_CURRENT: ErrorText(409, "現在の利用規約への同意が必要です。", "REG-15"),
    # the bureau's desk (REG-9, REG-10)
    ErrorCode.SECOND_PERSON_NEEDED: ErrorText(
        409, "この操作には、同じ労働局の２人の職員が必要です。１人が提案し、別の職員が確認してください。", "REG-10"
    ),
    ErrorCode.PROPOSAL_OPEN: ErrorText(409, "この申請には、確認を待っている提案があります。", "REG-10"),
    ErrorCode.NO_SUCH_PROPOSAL: ErrorText(
        409,
        "この提案は、既に確認され、取り下げられ、又は別の提案に代わっています。最新の状態をご確認ください。",
        "REG-10",
    ),
    ErrorCode.NOTHING_TO_CORRECT: ErrorText(
        409, "訂正する内容がありません。記録されている内容をご確認ください。", "REG-8"
    ),
    ErrorCode.ENTERED_WITH_ITS_DAY: ErrorText(
        409,
        "紙の申請書から登録した申請の受付日は、訂正できません。受付を取り消した上、正しい受付日で改めて登録してください。",
        "REG-9",
    ),
    ErrorCode.ENTRY_TOO_OLD: ErrorText(
        409,
        "受付日から長期間を過ぎた紙の申請書は、改めて登録することができないため、受付を取り消すことができません。"
        "承認できない申請は、理由を付して不承認としてください。",
        "REG-9",
    ),
    ErrorCode.APPROVAL_STANDS: ErrorText(409, "承認を取り消すことができるのは、退会申請に限ります。", "REG-5"),
    ErrorCode.DECIDED_SINCE_WITHDRAWAL: ErrorText(
        409,
        "退会の承認の後に、別の変更申請又は退会申請が承認されているため、退会の承認を取り消すことができません。",
        "REG-13",
    ),
    ErrorCode.ID_RESERVED_NO_MORE: ErrorText(
        409,
        "退会の後にＩＤが留保される期間が過ぎているため、退会の承認を取り消すことができません。新たに利用申請をするよう案内してください。",
        "REG-11",
    ),
    ErrorCode.TERM_NOT_KEPT: ErrorText(
        409,
        "退会となったときの求職情報提供サービスの利用期限が記録されていないため、退会の承認を取り消すことができません。"
        "変更申請をするよう案内してください。",
        "REG-16",
    ),
    ErrorCode.NOT_TO_BE_POSTED: ErrorText(409, "この申請には、郵送の対象となる承諾書がありません。", "REG-10"),
    ErrorCode.BUREAU_ADDRESS_UNKNOWN: ErrorText(
        409, "労働局のメールアドレスが登録されていません。送付するメールアドレスを指定してください。", "REG-9"
    ),
    # public lists (REG-14)
    ErrorCode.LIST_NOT_YET_KEPT: ErrorText(404, "指定された日には、まだ一覧がありません。", "REG-14"),
    ErrorCode.DAY_TO_COME: ErrorText(404, "将来の日の一覧は、まだありません。", "REG-14"),
}
