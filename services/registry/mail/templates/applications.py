"""Mails about applications of organizations (REG-5 to REG-10)."""

from __future__ import annotations

from services.contracts.registry.words import DOCUMENT_KINDS
from services.registry.mail.templates.template import Facts, Link, Purpose, Quote, Template, Text

_TO_ORGANIZATION = Text("{organization_name}　ご担当者様")
_SERVICE = "ハローワーク求人・求職情報提供サービス"
_CONSENT = DOCUMENT_KINDS["terms_consent"]

_REGISTERED = Facts(
    ("登録番号", "{registration_number}"),
    ("ＩＤ（メールアドレス）", "{login_id}"),
    ("登録日", "{registered_on}"),
    ("申請書の提出期限", "{form_due_on}"),
    ("提出先", "{bureau_name}"),
)
_WITH_KEY = "{site_url}/api/applications/{application_id}/%s?download_key={download_key}"
_FORM = Link("申請書（ＰＤＦ）をダウンロードする", _WITH_KEY % "form")
_IF_WRONG = (
    Text(
        "登録した内容に誤りがある場合は、改めて登録してください。その際、次の申請のＩＤと受取キーを入力すると、"
        "誤った登録は取り消されます。"
    ),
    Facts(("申請のＩＤ", "{application_id}"), ("受取キー", "{download_key}")),
    Text("このリンクと受取キーを他の人に教えないでください。"),
)

# REG-5, REG-7, REG-8: the private class
REGISTRATION_RECEIVED = Template(
    kind="registration_received",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用申請の登録を受け付けました",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の利用申請の登録を受け付けました。"),
        _REGISTERED,
        Text(
            "登録だけでは申請は完了していません。次のリンクから申請書（ＰＤＦ）をダウンロードし、内容を確認の上、"
            "申請書の（注１）に従って申請者（利用団体の代表者）の氏名を記入し、提出期限までに管轄の労働局へメールにより提出して"
            "ください。期限までに提出がない場合、登録された内容は自動的に削除されます。"
        ),
        _FORM,
        *_IF_WRONG,
    ),
    secret=True,
)

# REG-11, AUT-6: in the place of the key, and nothing of it to who registers
REGISTRATION_TO_ADDRESS_IN_USE = Template(
    kind="registration_to_address_in_use",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】利用申請の登録（別のメールアドレスが必要です）",
    body=(
        Text(f"{_SERVICE}の利用申請の登録で、このメールアドレスがＩＤとして入力されました。"),
        Facts(("申請者", "{organization_name}"), ("登録番号", "{registration_number}"), ("提出先", "{bureau_name}")),
        Text(
            "このメールアドレスは、本サービスに既に登録されているため、利用申請のＩＤにすることができません。"
            "この登録による申請書は受理されませんので、提出しないでください。"
        ),
        Text(
            "利用申請をされた方は、登録完了の画面から、別のメールアドレスで登録をやり直してください。"
            "このメールアドレスが登録されていることは、登録の画面では示していません。"
        ),
        Text("このメールに心当たりのない場合は、何もせずにこのメールを削除してください。"),
    ),
)

# REG-5, REG-7, REG-8: the municipal class, which hands in documents with its form (seed 000, STEP 1 and 2)
REGISTRATION_RECEIVED_WITH_DOCUMENTS = Template(
    kind="registration_received_with_documents",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用申請の登録を受け付けました",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の利用申請の登録を受け付けました。"),
        _REGISTERED,
        Text(
            f"登録だけでは申請は完了していません。次のリンクから申請書（ＰＤＦ）と{_CONSENT}（ＰＤＦ）をダウンロードし、"
            "内容を確認の上、それぞれの（注１）に従って署名又は記名押印をし、提出期限までに管轄の労働局へ持参又は郵送等により提出"
            "してください。期限までに申請書の提出がない場合、登録された内容は自動的に削除されます。"
        ),
        _FORM,
        Link(f"{_CONSENT}（ＰＤＦ）をダウンロードする", _WITH_KEY % "consent-form"),
        Facts(("申請書とともに提出する書類", "{documents}")),
        *_IF_WRONG,
    ),
    secret=True,
)

_BY_MAIL = "次のメールアドレスへ提出してください。"
_BY_HAND = "持参又は郵送等により提出してください。メールにより提出する場合は、次のメールアドレスへお送りください。"
_WHERE = (("登録番号", "{registration_number}"), ("提出先", "{bureau_name}"), ("メールアドレス", "{bureau_email}"))


def _address(kind: str, way: str) -> Template:
    """Where the form that is awaited goes, with its last day."""
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject="【ハローワーク】申請書の提出先のお知らせ",
        body=(
            _TO_ORGANIZATION,
            Text(f"{_SERVICE}の申請書は、{way}"),
            Facts(*_WHERE, ("申請書の提出期限", "{form_due_on}")),
        ),
    )


def _address_for_later(kind: str, way: str) -> Template:
    """Where later forms go: that of the application is there already, and nothing is due."""
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject="【ハローワーク】今後の申請書の提出先のお知らせ",
        body=(
            _TO_ORGANIZATION,
            Text(f"{_SERVICE}の利用申請書は、既に受け付けています。改めて提出する必要はありません。"),
            Text(f"今後、変更申請、更新申請又は退会申請をする際の申請書は、{way}"),
            Facts(*_WHERE),
        ),
    )


# REG-9: by mail in the private class (seed 001, 10), by hand or post in the municipal class (seed 000, STEP 2)
BUREAU_ADDRESS = {
    False: _address("bureau_address", _BY_MAIL),
    True: _address("bureau_address_municipal", _BY_HAND),
}
"""By the municipal class."""
ADDRESS_FOR_LATER = {
    False: _address_for_later("bureau_address_for_later", _BY_MAIL),
    True: _address_for_later("bureau_address_for_later_municipal", _BY_HAND),
}
"""By the municipal class."""

# REG-9: the bureau has not told its address in time
BUREAU_LIST = Template(
    kind="bureau_list",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】申請書の提出先についてのご案内",
    body=(
        _TO_ORGANIZATION,
        Text(
            f"{_SERVICE}の申請書の提出先となるメールアドレスのお知らせが、まだお手元に届いていないことと存じます。"
            "お手数ですが、次の担当窓口までお問い合わせください。"
        ),
        Facts(
            ("登録番号", "{registration_number}"),
            ("提出先", "{bureau_name}"),
            ("担当窓口", "{desk}"),
            ("電話番号", "{phone}"),
            ("申請書の提出期限", "{form_due_on}"),
        ),
        Link("労働局担当窓口の一覧を見る", "{site_url}/api/reference/bureau-contacts"),
    ),
)

# REG-9: an application that came on paper
PAPER_APPLICATION = Template(
    kind="paper_application_entered",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用申請書を受け付けました（ＩＤのお知らせ）",
    body=(
        _TO_ORGANIZATION,
        Text(
            f"ご提出いただいた{_SERVICE}の利用申請書を受け付け、内容を登録しました。審査の結果は、改めてメールでお知らせします。"
        ),
        Facts(
            ("登録番号", "{registration_number}"),
            ("ＩＤ（メールアドレス）", "{login_id}"),
            ("受付日", "{received_on}"),
            ("受付", "{bureau_name}"),
        ),
        Text(
            "ログインに使うパスワードは、サイトの画面にＩＤと次の認証キーを入力して設定してください。認証キーは１回に限り"
            "使用できます。有効期限を過ぎたときは、サイトから改めて認証キーを請求してください。"
        ),
        Facts(("認証キー", "{key}"), ("有効期限", "{valid_until}")),
        Text(
            "書類を追加して提出するときや、登録された内容を申請書（ＰＤＦ）で確認するときは、次の申請のＩＤと受取キーを使います。"
        ),
        Facts(("申請のＩＤ", "{application_id}"), ("受取キー", "{download_key}")),
        Link("サイトを開く"),
        Text("認証キーと受取キーを他の人に教えないでください。"),
    ),
    secret=True,
)

# REG-8
FORM_RECEIVED = Template(
    kind="form_received",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】申請書を受け付けました",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の申請書を受け付けました。審査の結果は、改めてメールでお知らせします。"),
        Facts(("登録番号", "{registration_number}"), ("受付日", "{received_on}"), ("受付", "{bureau_name}")),
    ),
)

# REG-7: a deletion that was told is undone, as the form had come in time
FORM_RECEIVED_AFTER_LAPSE = Template(
    kind="form_received_after_lapse",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】申請書を受け付けました（登録の削除を取り消しました）",
    body=(
        _TO_ORGANIZATION,
        Text(
            "先に、提出期限までに申請書の提出が確認できなかったため登録を削除した旨をお知らせしましたが、期限までに提出されて"
            "いたことを確認しましたので、削除を取り消しました。改めて登録する必要はありません。"
        ),
        Text(f"{_SERVICE}の申請書を受け付けました。審査の結果は、改めてメールでお知らせします。"),
        Facts(("登録番号", "{registration_number}"), ("受付日", "{received_on}"), ("受付", "{bureau_name}")),
    ),
)

_LOG_IN_AS_REGISTERED = "ご利用の際は、ＩＤ（メールアドレス）と登録時に設定したパスワードでログインしてください。"
_LOG_IN_BY_KEY = (
    "ご利用の際は、ＩＤ（メールアドレス）と、メールでお知らせした認証キーにより設定したパスワードでログインしてください。"
    "パスワードをまだ設定していない場合は、サイトから認証キーを請求して設定してください。"
)
_LETTER_ON_SITE = "利用承諾書（ＰＤＦ）は、ログイン後にサイトからダウンロードできます。"
_LETTER_POSTED = "利用承諾書は、郵送によりお届けします。ログイン後にサイトからダウンロードすることもできます。"


def _approved(kind: str, log_in: str, letter: str) -> Template:
    """Completion of the approval of a new application."""
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject="【ハローワーク】利用申請の承認が完了しました",
        body=(
            _TO_ORGANIZATION,
            Text(f"{_SERVICE}の利用申請を承認しました。次のサービスをご利用いただけます。"),
            Facts(
                ("登録番号", "{registration_number}"),
                ("承認日", "{approved_on}"),
                ("利用できるサービス", "{services}"),
                ("承認", "{bureau_name}"),
            ),
            Text(log_in + letter),
            Link("サイトを開く"),
        ),
    )


# REG-10: to the municipal class the letter is posted; who applied on paper set no password at the registration (REG-9)
APPROVED = {
    (False, False): _approved("application_approved", _LOG_IN_AS_REGISTERED, _LETTER_ON_SITE),
    (False, True): _approved("application_approved_on_paper", _LOG_IN_BY_KEY, _LETTER_ON_SITE),
    (True, False): _approved("application_approved_municipal", _LOG_IN_AS_REGISTERED, _LETTER_POSTED),
    (True, True): _approved("application_approved_municipal_on_paper", _LOG_IN_BY_KEY, _LETTER_POSTED),
}
"""By the municipal class, and by an application on paper."""

# REG-10
REFUSED = Template(
    kind="application_refused",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用申請の審査結果のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の利用申請について審査した結果、次の理由により承認できませんでした。"),
        Facts(("登録番号", "{registration_number}"), ("審査", "{bureau_name}")),
        Quote("理由", "{reason}"),
        Text("ご不明な点は、{bureau_name}の担当窓口へお問い合わせください。"),
    ),
)

# REG-7
LAPSED = Template(
    kind="application_lapsed",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用申請の登録を削除しました",
    body=(
        _TO_ORGANIZATION,
        Text("提出期限までに申請書の提出が確認できなかったため、次の登録を削除しました。"),
        Facts(
            ("登録番号", "{registration_number}"),
            ("申請書の提出期限", "{form_due_on}"),
            ("提出先", "{bureau_name}"),
        ),
        Text("引き続き利用を希望される場合は、改めて登録をお願いします。"),
        Text("期限までに申請書を提出された場合は、お手数ですが{bureau_name}の担当窓口へお問い合わせください。"),
        Link("サイトを開く"),
    ),
)

# REG-8: of a receipt that was told with a wrong day (decision 306)
RECEIPT_CORRECTED = Template(
    kind="form_receipt_corrected",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】申請書の受付日を訂正しました",
    body=(
        _TO_ORGANIZATION,
        Text("先にお知らせした申請書の受付日に誤りがありましたので、次のとおり訂正しました。お詫び申し上げます。"),
        Facts(
            ("登録番号", "{registration_number}"),
            ("訂正前の受付日", "{received_on_before}"),
            ("訂正後の受付日", "{received_on}"),
            ("受付", "{bureau_name}"),
        ),
        Quote("訂正の理由", "{reason}"),
        Text("申請書を改めて提出する必要はありません。ご不明な点は、{bureau_name}の担当窓口へお問い合わせください。"),
    ),
)

FORM_STILL_AWAITED = (
    "申請書は、まだ受け付けていません。提出期限までに、管轄の労働局へ提出してください。期限までに提出がない場合、登録された内容は"
    "自動的に削除されます。"
)
FORM_AWAITED_NO_MORE = (
    "申請書の提出期限が過ぎていますので、登録された内容は自動的に削除されます。引き続き手続を希望される場合は、改めて登録を"
    "お願いします。"
)
ENTRY_DELETED = (
    "ご提出いただいた申請書から登録した内容は、削除しました。改めて登録したときは、その旨をメールでお知らせします。"
)

# REG-7, REG-9: a receipt that was told had been recorded by mistake (decision 306)
RECEIPT_TAKEN_BACK = Template(
    kind="form_receipt_taken_back",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】申請書の受付を取り消しました",
    body=(
        _TO_ORGANIZATION,
        Text(
            "先に申請書を受け付けた旨をお知らせしましたが、誤りでしたので、受付を取り消しました。お詫び申し上げます。"
        ),
        Facts(
            ("登録番号", "{registration_number}"),
            ("取り消した受付日", "{received_on_before}"),
            ("申請書の提出期限", "{form_due_on}"),
            ("受付", "{bureau_name}"),
        ),
        Quote("取消しの理由", "{reason}"),
        Text("{outcome}"),
        Text("既に申請書を提出された場合やご不明な点がある場合は、{bureau_name}の担当窓口へお問い合わせください。"),
        Link("サイトを開く"),
    ),
)

# REG-10: a refusal that was told was wrong (decision 306)
REFUSAL_TAKEN_BACK = Template(
    kind="application_refusal_taken_back",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】審査結果を取り消し、改めて審査を行います",
    body=(
        _TO_ORGANIZATION,
        Text(
            f"先に、{_SERVICE}の{{procedure}}を承認できない旨をお知らせしましたが、その決定を取り消しました。お詫び申し上げます。"
        ),
        Facts(("登録番号", "{registration_number}"), ("審査", "{bureau_name}")),
        Quote("取消しの理由", "{reason}"),
        Text("申請について改めて審査を行い、結果をメールでお知らせします。申請書を改めて提出する必要はありません。"),
        Text("ご不明な点は、{bureau_name}の担当窓口へお問い合わせください。"),
    ),
)
