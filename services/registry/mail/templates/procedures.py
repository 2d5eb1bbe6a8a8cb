"""Mails to organizations about change, renewal and withdrawal, and about the ends of their terms (REG-5, REG-13, REG-16)."""

from __future__ import annotations

from collections.abc import Collection

from services.registry.mail.templates.deletions import ALL_TO_BE_DELETED
from services.registry.mail.templates.template import Facts, Link, Purpose, Quote, Template, Text

_TO_ORGANIZATION = Text("{organization_name}　ご担当者様")
_SERVICE = "ハローワーク求人・求職情報提供サービス"

# Sentences that are put into a mail by the application it tells of; an empty parameter leaves its paragraph out.
PLACEMENT_NOT_MET = (
    "【ご注意】申請日から起算して過去{months}か月以内の常用就職の実績が確認できないため、このままでは更新は承認されません。"
    "要件を満たさない場合、求職情報提供サービスは利用期限をもって終了しますので、期限の経過後、直ちに退会申請をしてください。"
)
WITH_DOCUMENTS = "申請書とともに、次の書類を提出してください（{documents}）。"
APPROVED_OUTCOMES = {
    "change": "登録内容を、申請された内容に変更しました。",
    "renewal": "求職情報提供サービスを、利用期限まで引き続きご利用いただけます。",
}
"""By the kind of the application (REG-10); of a withdrawal by the services (`withdrawn`)."""
LETTERS_POSTED = {
    "change": "変更承諾書は、郵送によりお届けします。サイトからダウンロードすることもできます。",
    "renewal": "更新承諾書は、郵送によりお届けします。サイトからダウンロードすることもできます。",
}
"""The letters of acceptance that follow, beside that of a new application (REG-10): to the municipal class."""
NOTHING_CHANGED = "現在の登録内容は変わりません。"
_GOES_ON = {
    "offers": "求人情報提供サービスは、引き続きご利用いただけます。",
    "seekers": "求職情報提供サービスは、引き続きご利用いただけます。",
}
_LEFT_TO_DO = (
    "{what}など残っている手続は、これまでのＩＤ（メールアドレス）とパスワードでログインして行うことができます。"
)


def withdrawn(left: Collection[str], *, may_hold_records: bool) -> str:
    """What follows from a withdrawal (REG-10, MSG-11). `left`: the services that go on; `may_hold_records`: seekers' information."""
    to_delete = may_hold_records and "seekers" not in left
    goes_on = "".join(text for service, text in _GOES_ON.items() if service in left)
    remains = _LEFT_TO_DO.format(what="削除の報告" if to_delete else "利用状況の報告")
    return (ALL_TO_BE_DELETED if to_delete else "") + (goes_on or remains)


ENDS_WITH_ITS_TERM = (
    "求職情報提供サービスは、利用期限をもって終了します。"
    "期限の経過後、直ちに求職情報提供サービスの退会申請をしてください。"
)
ENDS_AS_ITS_TERM_IS_OVER = (
    "求職情報提供サービスは、利用期限が過ぎているため終了します。直ちに求職情報提供サービスの退会申請をしてください。"
)


def _registered(kind: str, how: str) -> Template:
    """`how`: what is written on the form, and which way it goes."""
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject="【ハローワーク】申請の登録を受け付けました",
        body=(
            _TO_ORGANIZATION,
            Text(f"{_SERVICE}の{{procedure}}の登録を受け付けました。"),
            Facts(
                ("登録番号", "{registration_number}"),
                ("登録日", "{registered_on}"),
                ("申請書の提出期限", "{form_due_on}"),
                ("提出先", "{bureau_name}"),
            ),
            Text("{remark}"),
            Text(
                "登録だけでは申請は完了していません。サイトにログインして申請書（ＰＤＦ）をダウンロードし、内容を確認の上、"
                f"申請書の（注１）に従って{how}提出してください。"
                "期限までに提出がない場合、登録された内容は自動的に削除されます。"
            ),
            Text(
                "登録した内容に誤りがある場合は、サイトの申請の一覧にある誤った申請のＩＤを指定して、改めて登録してください。"
                "誤った登録は取り消されます。"
            ),
            Link("サイトを開く"),
        ),
    )


# REG-5, REG-7, REG-8: each class as the form itself tells it
PROCEDURE_REGISTERED = _registered(
    "procedure_registered",
    "申請者（利用団体の代表者）の氏名を記入し、提出期限までに管轄の労働局へメールにより",
)
PROCEDURE_REGISTERED_MUNICIPAL = _registered(
    "procedure_registered_municipal",
    "署名又は記名押印をし、提出期限までに管轄の労働局へ持参又は郵送等により",
)

# REG-10
PROCEDURE_APPROVED = Template(
    kind="procedure_approved",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】申請の承認が完了しました",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の{{procedure}}を承認しました。"),
        Facts(
            ("登録番号", "{registration_number}"),
            ("承認日", "{approved_on}"),
            ("求職情報提供サービスの利用期限", "{seeker_information_until}"),
            ("退会したサービス", "{withdrawn_services}"),
            ("承認", "{bureau_name}"),
        ),
        Text("{outcome}"),
        Link("サイトを開く"),
    ),
)

# REG-10
PROCEDURE_REFUSED = Template(
    kind="procedure_refused",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】申請の審査結果のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の{{procedure}}について審査した結果、次の理由により承認できませんでした。"),
        Facts(("登録番号", "{registration_number}"), ("審査", "{bureau_name}")),
        Quote("理由", "{reason}"),
        Text("{outcome}"),
        Text("ご不明な点は、{bureau_name}の担当窓口へお問い合わせください。"),
    ),
)

# REG-7
PROCEDURE_LAPSED = Template(
    kind="procedure_lapsed",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】申請の登録を削除しました",
    body=(
        _TO_ORGANIZATION,
        Text("提出期限までに申請書の提出が確認できなかったため、{procedure}の次の登録を削除しました。"),
        Facts(
            ("登録番号", "{registration_number}"),
            ("申請書の提出期限", "{form_due_on}"),
            ("提出先", "{bureau_name}"),
        ),
        Text("手続が必要な場合は、改めて登録をお願いします。現在の登録内容は変わりません。"),
        Text("期限までに申請書を提出された場合は、お手数ですが{bureau_name}の担当窓口へお問い合わせください。"),
        Link("サイトを開く"),
    ),
)


def _seeker_information_ending(kind: str, asked: str) -> Template:
    """`asked`: what a renewal is asked about beside what every one is."""
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject="【ハローワーク】求職情報提供サービスの利用期限のお知らせ",
        body=(
            _TO_ORGANIZATION,
            Text("求職情報提供サービスの利用期限が近づいています。引き続き利用される場合は、更新申請をしてください。"),
            Facts(("利用期限", "{until}"), ("提出先", "{bureau_name}")),
            Text(f"{asked}登録内容に変更がある場合は、変更申請を併せて行ってください。"),
            Link("サイトを開く"),
        ),
    )


# REG-16, REG-3; who only informs of support is asked for no placement (REG-1)
SEEKER_INFORMATION_ENDING = _seeker_information_ending(
    "seeker_information_ending_by_lookback",
    "更新申請には、申請日から起算して過去{lookback_months}か月以内に常用就職の実績が１件以上必要です。",
)
# Kept for mails that the version before has queued: without the months, which are a setting.
SEEKER_INFORMATION_ENDING_IN_THREE_MONTHS = _seeker_information_ending(
    "seeker_information_ending",
    "更新申請には、申請日から起算して過去３か月以内に常用就職の実績が１件以上必要です。",
)
SEEKER_INFORMATION_ENDING_WITHOUT_PLACEMENT = _seeker_information_ending(
    "seeker_information_ending_without_placement", ""
)

# REG-16, CMP-6
SEEKER_INFORMATION_ENDED = Template(
    kind="seeker_information_ended",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職情報提供サービスの利用期限が過ぎました",
    body=(
        _TO_ORGANIZATION,
        Text("求職情報提供サービスの利用期限が過ぎましたが、更新申請書が提出されていません。"),
        Facts(("利用期限", "{until}"), ("提出先", "{bureau_name}")),
        Text(
            "引き続き利用される場合は、直ちに更新申請をしてください。利用をやめる場合は、退会申請をしてください。"
            "手続がされないときは、利用規約に基づき利用を停止することがあります。"
        ),
        Link("サイトを開く"),
    ),
)

# REG-16
PERMISSION_ENDING = Template(
    kind="permission_ending",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】職業紹介事業の許可の有効期限のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text("登録されている職業紹介事業の許可の有効期限が近づいています。"),
        Facts(("許可の有効期限", "{until}"), ("提出先", "{bureau_name}")),
        Text("許可の更新を受けた場合は、新しい有効期限について変更申請をしてください。"),
        Link("サイトを開く"),
    ),
)

# REG-16, CMP-6
PERMISSION_ENDED = Template(
    kind="permission_ended",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】職業紹介事業の許可の有効期限が過ぎました",
    body=(
        _TO_ORGANIZATION,
        Text("登録されている職業紹介事業の許可の有効期限が過ぎましたが、変更申請書が提出されていません。"),
        Facts(("許可の有効期限", "{until}"), ("提出先", "{bureau_name}")),
        Text(
            "許可の更新を受けている場合は、直ちに変更申請をしてください。許可を更新しない場合は、退会申請をしてください。"
            "手続がされないときは、利用規約に基づき利用を停止することがあります。"
        ),
        Link("サイトを開く"),
    ),
)

_UNMET = "更新の要件を満たさないまま利用期限が過ぎたため"
_REFUSED = "更新申請が承認されず、利用期限が過ぎたため"
OFFERS_GO_ON = "求人情報提供サービスの利用には影響ありません。"
"""To who uses offer information beside seeker information (REG-3)."""


def _seeker_information_closed(kind: str, ground: str, offers: str = "") -> Template:
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject="【ハローワーク】求職情報提供サービスの利用を終了しました",
        body=(
            _TO_ORGANIZATION,
            Text(f"{ground}、求職情報提供サービスの利用を終了しました。"),
            Facts(("利用期限", "{until}"), ("提出先", "{bureau_name}")),
            Text(f"直ちに、求職情報提供サービスの退会申請をしてください。{offers}"),
            Text(ALL_TO_BE_DELETED),
            Link("サイトを開く"),
        ),
    )


# REG-3, REG-16: by the ground of the closing, and by whether offer information goes on
SEEKER_INFORMATION_CLOSED = _seeker_information_closed("seeker_information_closed", _UNMET, OFFERS_GO_ON)
SEEKER_INFORMATION_CLOSED_ALONE = _seeker_information_closed("seeker_information_closed_alone", _UNMET)
SEEKER_INFORMATION_CLOSED_REFUSED = _seeker_information_closed(
    "seeker_information_closed_refused", _REFUSED, OFFERS_GO_ON
)
SEEKER_INFORMATION_CLOSED_REFUSED_ALONE = _seeker_information_closed(
    "seeker_information_closed_refused_alone", _REFUSED
)

# REG-3, REG-16: what closed it was recorded or decided by mistake (decision 306)
SEEKER_INFORMATION_OPEN_AGAIN = Template(
    kind="seeker_information_open_again",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職情報提供サービスの利用の終了を取り消しました",
    body=(
        _TO_ORGANIZATION,
        Text(
            "先に求職情報提供サービスの利用を終了した旨をお知らせしましたが、その取扱いを取り消しました。お詫び申し上げます。"
        ),
        Facts(("登録番号", "{registration_number}"), ("取り消した終了の日", "{closed_on}"), ("管轄", "{bureau_name}")),
        Text(
            "ほかの理由により利用を停止している場合を除き、求職情報提供サービスを引き続きご利用いただけます。"
            "先にお願いした求職情報提供サービスの退会申請は、必要ありません。"
        ),
        Text(
            "終了によって既に削除することとなった求職情報については、これまでのとおり、削除したことをサイトで報告してください。"
            "その後に提供を受ける求職情報を、この終了を理由として削除する必要はありません。"
        ),
        Link("サイトを開く"),
    ),
)

_DAYS_GIVEN_BACK = (
    "なお、退会とされていた間は、%sの手続がされないときに利用を停止するまでの期間は進まなかったものとし、残っていた日数を、"
    "取消しの日の翌日から数えます。"
)
DAYS_GIVEN_BACK = {True: _DAYS_GIVEN_BACK % "変更申請又は更新申請", False: _DAYS_GIVEN_BACK % "更新申請"}
"""CMP-6: what could not be handed in meanwhile, by whether the organization had withdrawn whole."""
DELETIONS_STAY = (
    "退会によって既に削除することとなった求職情報については、これまでのとおり、削除したことをサイトで報告してください。"
)
SAVED_SEARCHES_ARE_GONE = "保存されていた検索条件は、退会により削除されましたので、必要な場合は改めて保存してください。"


def _withdrawal_taken_back(kind: str, use: str) -> Template:
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject="【ハローワーク】退会の承認を取り消しました",
        body=(
            _TO_ORGANIZATION,
            Text("先に退会申請を承認した旨をお知らせしましたが、その承認を取り消しました。お詫び申し上げます。"),
            Facts(
                ("登録番号", "{registration_number}"),
                ("取り消した承認の日", "{approved_on}"),
                ("退会がなかったものとなるサービス", "{withdrawn_services}"),
                ("求職情報提供サービスの利用期限", "{seeker_information_until}"),
                ("管轄", "{bureau_name}"),
            ),
            Quote("取消しの理由", "{reason}"),
            Text(
                f"ほかの理由により利用を停止し、又は終了している場合を除き、引き続きサービスをご利用いただけます。{use}"
            ),
            Text("{remark}"),
            Text(
                "退会申請については、改めて審査を行い、結果をメールでお知らせします。"
                "退会を希望されない場合やご不明な点がある場合は、{bureau_name}の担当窓口へご連絡ください。"
            ),
            Link("サイトを開く"),
        ),
    )


# REG-5, REG-11: of one approved by mistake (decision 306); from a part, and from all, with which IDs and tokens had ended
WITHDRAWAL_TAKEN_BACK = _withdrawal_taken_back("withdrawal_taken_back", "")
WITHDRAWAL_TAKEN_BACK_WHOLE = _withdrawal_taken_back(
    "withdrawal_taken_back_whole",
    "ＩＤとパスワードは、退会の前と同じです。改めてログインしてください。システムから利用するためのトークンは無効になりましたので、"
    "必要な場合は新しく発行してください。",
)
