"""What mails say: the one catalogue of their texts (REG-9, REG-10, AUT-1, MSG-6).

Every template names its parameters; nothing else goes into a mail. No mail holds personal data of anybody but its
recipient, and a notice of a message says nothing of the message.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class MailKind(StrEnum):
    """The mails that the system sends. Kept in rows: never renamed."""

    REGISTRATION_RECEIVED = "registration_received"
    BUREAU_ADDRESS = "bureau_address"
    FORM_RECEIVED = "form_received"
    APPLICATION_APPROVED = "application_approved"
    APPLICATION_REFUSED = "application_refused"
    APPLICATION_LAPSED = "application_lapsed"
    ONE_TIME_PASSWORD = "one_time_password"  # noqa: S105 - a name, no password
    AUTHENTICATION_KEY = "authentication_key"
    SEEKER_HAS_MESSAGE = "seeker_has_message"
    ORGANIZATION_HAS_MESSAGE = "organization_has_message"


@dataclass(frozen=True)
class Template:
    """Subject and text of a mail; `{names}` in the text are its parameters, `{site_url}` the site's address."""

    subject: str
    text: str
    secret: bool = False
    """Whether it holds a one-time password or a key: sent before other mail, erased once sent."""

    @property
    def parameters(self) -> frozenset[str]:
        """The parameters it must be given."""
        names = {name for _, name, _, _ in string.Formatter().parse(self.text) if name}
        return frozenset(names - {"site_url"})


TEMPLATES: Mapping[MailKind, Template] = MappingProxyType(
    {
        # REG-5, REG-7, REG-8
        MailKind.REGISTRATION_RECEIVED: Template(
            "【ハローワーク】利用申請の登録を受け付けました",
            """\
{organization_name}　ご担当者様

ハローワーク求人・求職情報提供サービスの利用申請の登録を受け付けました。

登録番号：{registration_number}
ＩＤ（メールアドレス）：{login_id}
登録日：{registered_on}
申請書の提出期限：{form_due_on}
提出先：{bureau_name}

登録だけでは申請は完了していません。次のリンクから申請書（ＰＤＦ）をダウンロードし、内容を確認の上、
申請者（利用団体の代表者）の氏名を記入して、提出期限までに管轄の労働局へ提出してください。
期限までに提出がない場合、登録された内容は自動的に削除されます。

申請書（ＰＤＦ）：
{site_url}/api/applications/{application_id}/form?download_key={download_key}

登録した内容に誤りがある場合は、改めて登録してください。その際、次の申請のＩＤと受取キーを入力すると、
誤った登録は取り消されます。

申請のＩＤ：{application_id}
受取キー：{download_key}

このリンクと受取キーを他の人に教えないでください。
""",
            secret=True,
        ),
        # REG-9
        MailKind.BUREAU_ADDRESS: Template(
            "【ハローワーク】申請書の提出先のお知らせ",
            """\
{organization_name}　ご担当者様

ハローワーク求人・求職情報提供サービスの申請書は、次のメールアドレスへ提出してください。

登録番号：{registration_number}
提出先：{bureau_name}
メールアドレス：{bureau_email}
申請書の提出期限：{form_due_on}
""",
        ),
        # REG-8
        MailKind.FORM_RECEIVED: Template(
            "【ハローワーク】申請書を受け付けました",
            """\
{organization_name}　ご担当者様

ハローワーク求人・求職情報提供サービスの申請書を受け付けました。
審査の結果は、改めてメールでお知らせします。

登録番号：{registration_number}
受付日：{received_on}
受付：{bureau_name}
""",
        ),
        # REG-10
        MailKind.APPLICATION_APPROVED: Template(
            "【ハローワーク】利用申請の承認が完了しました",
            """\
{organization_name}　ご担当者様

ハローワーク求人・求職情報提供サービスの利用申請を承認しました。
次のサービスをご利用いただけます。

登録番号：{registration_number}
承認日：{approved_on}
利用できるサービス：{services}
承認：{bureau_name}

ご利用の際は、ＩＤ（メールアドレス）と登録時に設定したパスワードでログインしてください。
利用承諾書（ＰＤＦ）は、ログイン後にサイトからダウンロードできます。

{site_url}
""",
        ),
        MailKind.APPLICATION_REFUSED: Template(
            "【ハローワーク】利用申請の審査結果のお知らせ",
            """\
{organization_name}　ご担当者様

ハローワーク求人・求職情報提供サービスの利用申請について審査した結果、次の理由により承認できませんでした。

登録番号：{registration_number}
審査：{bureau_name}

理由：
{reason}

ご不明な点は、{bureau_name}の担当窓口へお問い合わせください。
""",
        ),
        # REG-7
        MailKind.APPLICATION_LAPSED: Template(
            "【ハローワーク】利用申請の登録を削除しました",
            """\
{organization_name}　ご担当者様

提出期限までに申請書の提出が確認できなかったため、次の登録を削除しました。

登録番号：{registration_number}
申請書の提出期限：{form_due_on}
提出先：{bureau_name}

引き続き利用を希望される場合は、改めて登録をお願いします。
期限までに申請書を提出された場合は、お手数ですが{bureau_name}の担当窓口へお問い合わせください。

{site_url}
""",
        ),
        # AUT-1, AUT-2
        MailKind.ONE_TIME_PASSWORD: Template(
            "【ハローワーク】ワンタイムパスワードのお知らせ",
            """\
ログインに必要なワンタイムパスワードをお知らせします。

ワンタイムパスワード：{code}
有効期限：{valid_until}（発行から{minutes}分間）

ログイン画面に入力してください。１回に限り使用できます。
有効期限を過ぎた場合や、入力画面を閉じた場合は、ログインからやり直してください。

ワンタイムパスワードを他の人に教えないでください。
このメールに心当たりのない場合は、下記のヘルプデスクへご連絡ください。
""",
            secret=True,
        ),
        # AUT-6: to open My Page, or to set a password anew
        MailKind.AUTHENTICATION_KEY: Template(
            "【ハローワーク】認証キーのお知らせ",
            """\
マイページの開設又はパスワードの設定に必要な認証キーをお知らせします。

認証キー：{key}
有効期限：{valid_until}

次のサイトの画面に、メールアドレスと認証キーを入力し、パスワードを設定してください。
{site_url}

認証キーを他の人に教えないでください。
このメールに心当たりのない場合は、何もせずにこのメールを削除してください。
""",
            secret=True,
        ),
        # MSG-6: nothing of the content, nor of who wrote
        MailKind.SEEKER_HAS_MESSAGE: Template(
            "【ハローワーク】求職者マイページに新しいメッセージが届いています",
            """\
求職者マイページに新しいメッセージが届いています。
内容は、求職者マイページにログインしてご確認ください。

{site_url}

メッセージの受信を希望されない場合は、求職者マイページで受信拒否や求職情報提供の可否の変更ができます。
""",
        ),
        MailKind.ORGANIZATION_HAS_MESSAGE: Template(
            "【ハローワーク】求職者からの新しいメッセージが届いています",
            """\
{organization_name}　ご担当者様

求職者からの新しいメッセージが届いています。
内容は、サイトにログインしてご確認ください。

{site_url}
""",
        ),
    }
)
"""Every kind of mail with its text."""

FRAME = """\
※このメールは、ハローワークインターネットサービスから自動的に送信しています。返信いただいてもお答えできません。

{text}
────────────────────────────────
【お問い合わせ先】
{desk_name}
電話番号：{desk_phone}
受付時間：{desk_hours}
E-mail：{desk_email}
────────────────────────────────
"""
"""What stands around the text of every mail: the help desk's contact and hours (OPS-5)."""
