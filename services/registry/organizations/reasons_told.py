"""What an applicant or staff read when something is refused: a Japanese text for every reason of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar

from services.contracts.registry.words import DOCUMENT_KINDS
from services.japanese_calendar import in_era, in_sentence
from services.registry.organizations.domain.reasons import Objection, Reason
from services.runtime.refusal import Refusal


class RequestReason(Enum):
    """Why a request is refused before any rule is asked."""

    NO_SUCH_APPLICATION = "no_such_application"
    NO_SUCH_ORGANIZATION = "no_such_organization"
    APPLICATION_OPEN = "application_open"
    UNKNOWN_CODE = "unknown_code"


TEXTS: Mapping[Reason, str] = {
    Reason.OFFERS_NOT_FOR_KIND: "この種類の団体は、求人情報提供サービスの対象ではありません。",
    Reason.SEEKERS_NOT_FOR_KIND: "この種類の団体は、求職情報提供サービスの対象ではありません。",
    Reason.NO_SERVICE_CHOSEN: "利用するサービスを選択してください。",
    Reason.SCHOOL_KIND_MISSING: "学校の種類を選択してください。",
    Reason.SCHOOL_KIND_NOT_FOR_KIND: "学校の種類は、学校等が申請する場合に限り選択できます。",
    Reason.SCHOOL_NOT_COVERED: (
        "中学校及び高等学校（中学校又は高等学校の課程を置く学校を含みます。）は、求人情報提供サービスの対象ではありません。"
    ),
    Reason.RECOGNITION_MISSING: "厚生労働省職業安定局長の認定日を入力してください。",
    Reason.COMMISSIONED_AGENCY_MISSING: "委託先の職業紹介事業者の許可・届出番号を入力してください。",
    Reason.COMMISSIONED_AGENCY_NOT_FOR_KIND: "この種類の団体は、委託先の職業紹介事業者と連名で申請できません。",
    Reason.COLLECTS_MONEY: "求人者又は求職者から金銭を徴収する場合は、対象になりません。",
    Reason.PERMISSION_NUMBER_MISSING: "許可・届出番号を入力してください。",
    Reason.PERMISSION_NUMBER_OF_OTHER_KIND: "許可・届出番号が団体の種類と合っていません。",
    Reason.PERMISSION_NUMBER_NOT_FOR_KIND: "この種類の団体に、許可・届出番号はありません。空欄にしてください。",
    Reason.MAIN_ESTABLISHMENT_APPLIES: (
        "同じ許可・届出番号で枝番号の異なる事業所がある場合は、主たる事業所が申請者となります。主たる事業所として申請するときは、"
        "その旨を選択してください。主たる事業所でない事業所は、申請の必要はありません。主たる事業所の申請により利用してください。"
    ),
    Reason.COMMISSIONED_NUMBER_OF_NO_AGENCY: (
        "委託先の番号は、有料職業紹介事業者、無料職業紹介事業者又は特別の法人の許可・届出番号を入力してください。"
    ),
    Reason.PERMISSION_TERM_NOT_FOR_KIND: "許可によらない団体に、許可の有効期限はありません。空欄にしてください。",
    Reason.PERMISSION_TERM_MISSING: "許可の有効期限を入力してください。",
    Reason.PERMISSION_TERM_ENDED: "許可の有効期限が過ぎています。",
    Reason.NO_REGULAR_PLACEMENT: "申請日から起算して過去{value}か月以内に、常用就職の実績が１件以上必要です。",
    Reason.CONTACT_MANAGER_MISSING: "サービスごとに連絡責任者を１名指定してください。",
    Reason.CONTACT_MANAGER_WITHOUT_SERVICE: "申請しないサービスの連絡責任者が指定されています。",
    Reason.MANAGER_NOT_FULL_TIME: "責任者は常勤の方を指定してください。",
    Reason.MANDATORY_INFORMATION_MISSING: "求職情報提供サービスの利用には、必須情報の入力が必要です。",
    Reason.MARK_HOLDER_MISSING: "職業紹介優良事業者マークが、申請者と委託先のどちらのものかを選択してください。",
    Reason.MARK_HOLDER_UNFIT: "職業紹介優良事業者マークを取得している者の選択が、申請の内容と合っていません。",
    Reason.CERTIFICATES_DIFFER: "第三者機関の認証は、団体の認証と必須情報の認証を同じものにしてください。",
    Reason.NOTIFIED_IN_FUTURE: "有料サービスの届出日に将来の日付は指定できません。",
    Reason.SECURITY_NOT_DECLARED: "全てのセキュリティ対策について、講じることの申告が必要です。",
    Reason.TERMS_NOT_CURRENT: "現在の利用規約への同意が必要です。",
    Reason.BUSINESS_ORDER: "許可の取消し、事業停止命令又は改善命令を受けているため、申請できません。",
    Reason.BARRED: "利用解除となっているため、{value}までは申請できません。",
    Reason.SUSPENSION_RUNS_ON: "利用の停止を受けている間に退会しているため、停止の期間が満了するまで申請できません。",
    Reason.SUSPENSION_NOT_LIFTED: (
        "利用の停止を受けている間に退会しているため、是正等が確認されるまで申請できません。管轄労働局に連絡してください。"
    ),
    Reason.EMAIL_HELD: "このメールアドレスは登録できません。別のメールアドレスを指定してください。",
    Reason.ESTABLISHMENT_REGISTERED: (
        "同じ事業所又は部署（許可・届出番号がある場合は枝番号を除いた番号により、番号のない地方自治体の場合は自治体と委託先により"
        "判断します。）が、既に利用団体として登録されています。"
    ),
    Reason.ORGANIZATION_ENDED: "退会又は利用解除となっているため、この手続はできません。",
    Reason.KIND_CHANGED: "団体の種類は変更できません。別の種類で利用する場合は、新たに利用申請をしてください。",
    Reason.SERVICE_REMOVED: "サービスの利用をやめる場合は、退会申請をしてください。",
    Reason.SERVICE_WITHDRAWN_MEANWHILE: (
        "この変更申請の登録後に退会したサービスが含まれています。再び利用する場合は、新たに変更申請をしてください。"
    ),
    Reason.NOTHING_CHANGED: "登録されている内容から変更された項目がありません。",
    Reason.CHANGED_SINCE: (
        "この変更申請の登録後に、別の変更申請が承認されています。承認すると、その変更が元に戻ります。必要な変更は、"
        "現在の登録内容を基に、新たに変更申請をするよう案内してください。"
    ),
    Reason.RENEWED_SINCE: (
        "この更新申請の登録後に、別の更新申請が承認されています。利用期限は、既に更新されています。"
    ),
    Reason.NOTHING_TO_RENEW: "更新の対象となる求職情報提供サービスを利用していません。",
    Reason.RENEWAL_NOT_OPEN: "更新申請は、{value}から受け付けます。",
    Reason.CONTENT_NOT_CONFIRMED: "登録内容に変更がないことを確認するか、変更申請を併せて行ってください。",
    Reason.SERVICE_NOT_USED: "利用していないサービスが指定されています。",
    Reason.NOT_POSSIBLE_IN_STATE: "この申請は、既に処理が終了しています。",
    Reason.FORM_NOT_RECEIVED: "申請書の受付が記録されていません。",
    Reason.CARRIED_CHANGE_NOT_RECEIVED: "この更新申請と併せて行われた変更申請の申請書の受付が、記録されていません。",
    Reason.CARRIED_CHANGE_FAILED: (
        "この更新申請と併せて行われた変更申請は、不承認となったか、登録が削除されています。"
        "変更申請を伴うものとしては承認できませんので、不承認とし、改めて更新申請をするよう案内してください。"
    ),
    Reason.REPLACED: "この登録は、新しい登録に置き換えられています。",
    Reason.EMAIL_TAKEN_SINCE: (
        "ＩＤとして登録されたメールアドレスが他で使用されているため、この登録の申請書としては受け付けることができません。申請者に確認の上、"
        "新しい登録がある場合はその申請書として受け付けるか、別のメールアドレスを聞き取り、書面による申請として受付日を付して登録してください。"
    ),
    Reason.EMAIL_TAKEN_BEFORE_APPROVAL: (
        "ＩＤとして登録されたメールアドレスが他で使用されているため、承認することができません。申請者に確認の上、この申請は不承認とし、"
        "別のメールアドレスを聞き取り、書面による申請として受付日を付して登録してください。"
    ),
    Reason.ANOTHER_IS_OPEN: "同じ種類の申請が手続中です。",
    Reason.RECEIVED_BEFORE_REGISTRATION: "受付日が登録日より前になっています。",
    Reason.RECEIVED_IN_FUTURE: "受付日に将来の日付は指定できません。",
    Reason.FORM_TOO_LATE: "申請書が提出期限までに到着していません。",
    Reason.FORM_NOT_YET_DUE: "申請書の提出期限は、まだ過ぎていません。",
    Reason.EXPLANATION_MISSING: "郵送又は持参による場合は、事前の説明の記録が必要です。",
    Reason.TERMS_CONSENT_MISSING: f"{DOCUMENT_KINDS['terms_consent']}が提出されていません。",
    Reason.MARK_CERTIFICATE_MISSING: "取得しているマークの登録証又は認定証が提出されていません。",
    Reason.DOCUMENT_NOT_ON_FILE: (
        "メールで受け付けたと記録されている書類が、まだ登録されていません。届いたファイルを登録してください。"
    ),
    Reason.CORRECTION_REASON_MISSING: "訂正又は取消しの理由を入力してください。",
    Reason.RECEIPT_UNCHANGED: "記録されている受付の内容と同じです。訂正する内容がありません。",
    Reason.ENTERED_WITH_ITS_DAY: (
        "紙の申請書から登録した申請は、受付日を申請日としています。受付日が誤っているときは、受付を取り消した上、正しい受付日で改めて"
        "登録してください。"
    ),
    Reason.ENTRY_TAKEN_BACK: (
        "紙の申請書からの登録が取り消されています。申請書が届いている場合は、書面による申請として、受付日を付して改めて登録してください。"
    ),
    Reason.ENTRY_TOO_OLD: (
        "受付日から{value}日を過ぎた紙の申請書は、改めて登録することができないため、受付を取り消すことができません。"
        "承認できない申請は、理由を付して不承認としてください。"
    ),
    Reason.EMAIL_TAKEN_SINCE_REFUSAL: (
        "ＩＤとして登録されたメールアドレスが、不承認の後に他で使用されているため、不承認を取り消すことができません。申請者に確認の上、"
        "新しい登録がある場合はその申請として扱うか、別のメールアドレスを聞き取り、書面による申請として登録してください。"
    ),
    Reason.APPROVAL_STANDS: (
        "承認を取り消すことができるのは、退会申請に限ります。誤って承認した変更は、元に戻す変更申請をするよう案内してください。"
    ),
    Reason.CHANGE_WAITS_SINCE_WITHDRAWAL: (
        "退会の承認の後に登録された変更申請が手続中です。その申請には退会となったサービスが含まれていないため、先に理由を付して不承認とし、"
        "退会の承認を取り消した後に、改めて変更申請をするよう案内してください。"
    ),
    Reason.DECIDED_SINCE_WITHDRAWAL: (
        "この退会の承認の後に、この団体の別の変更申請又は退会申請が承認されているため、承認を取り消すことができません。"
        "後の承認が退会である場合は、その承認から取り消してください。サービスを再び利用する場合は、変更申請をするよう案内してください。"
    ),
    Reason.TERMINATED_SINCE_WITHDRAWAL: (
        "利用解除となっている団体であるため、退会の承認を取り消すことができません。利用解除が誤りである場合は、先に利用解除を"
        "取り消してください。"
    ),
    Reason.ESTABLISHMENT_IN_USE_SINCE: (
        "退会の後に、同じ事業所又は部署が利用団体として登録されているため、退会の承認を取り消すことができません。"
        "この団体が改めて登録したものである場合は、その登録について退会を承認した後に取り消してください。"
    ),
    Reason.ID_RESERVED_NO_MORE: (
        "退会の後にＩＤが留保される期間が過ぎているため、退会の承認を取り消すことができません。新たに利用申請をするよう案内してください。"
    ),
    Reason.TERM_NOT_KEPT: (
        "退会となったときの求職情報提供サービスの利用期限が記録されていないため、退会の承認を取り消すことができません。"
        "求職情報提供サービスを再び利用するための変更申請をするよう案内してください。"
    ),
    Reason.REFUSAL_REASON_MISSING: "不承認の理由を入力してください。",
    Reason.OTHER_BUREAU: "他の労働局が管轄する申請です。",
}


def refusal_for(objections: Sequence[Objection], prefix: str = "") -> Refusal:
    """All objections at once as one refusal, led by the first. `prefix`: where the rules' document lies in the request."""
    reasons: list[dict[str, Any]] = [
        {
            "code": objection.reason.code,
            "rule": objection.reason.rule,
            "pointer": prefix + objection.pointer if objection.pointer else None,
            "text": _text(objection),
        }
        for objection in objections
    ]
    return Refusal(objections[0].reason, reasons[0]["pointer"], reasons=reasons)


def _text(objection: Objection) -> str:
    text, value = TEXTS[objection.reason], objection.value
    if value is not None:
        text = text.format(value=in_sentence(value) if isinstance(value, int) else in_era(value))
    return text + (f"（{objection.about}）" if objection.about else "")


Decided = TypeVar("Decided")


def allowed(decided: Decided | tuple[Objection, ...], prefix: str = "") -> Decided:
    """What the rules decided; raises the refusal where they object."""
    if isinstance(decided, tuple):
        raise refusal_for(decided, prefix)
    return decided
