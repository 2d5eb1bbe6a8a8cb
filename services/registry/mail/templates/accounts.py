"""Mails about accounts and logins (AUT-1, AUT-2, AUT-6, REG-11)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Template, Text

# AUT-1, AUT-2
ONE_TIME_PASSWORD = Template(
    kind="one_time_password",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】ワンタイムパスワードのお知らせ",
    body=(
        Text("ログインに必要なワンタイムパスワードをお知らせします。"),
        Facts(("ワンタイムパスワード", "{code}"), ("有効期限", "{valid_until}（発行から{minutes}分間）")),
        Text(
            "ログイン画面に入力してください。１回に限り使用できます。"
            "有効期限を過ぎた場合や、入力画面を閉じた場合は、ログインからやり直してください。"
        ),
        Text("ワンタイムパスワードを他の人に教えないでください。"),
        Text("このメールに心当たりのない場合は、下記のヘルプデスクへご連絡ください。"),
    ),
    secret=True,
)

# AUT-6: to open My Page, or to set a password anew
AUTHENTICATION_KEY = Template(
    kind="authentication_key",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】認証キーのお知らせ",
    body=(
        Text("マイページの開設又はパスワードの設定に必要な認証キーをお知らせします。"),
        Facts(("認証キー", "{key}"), ("有効期限", "{valid_until}")),
        Text("次のサイトの画面に、メールアドレスと認証キーを入力し、パスワードを設定してください。"),
        Text("認証キーを請求したときと同じ端末・ブラウザから入力してください。ほかの端末・ブラウザでは使えません。"),
        Link("サイトを開く"),
        Text("認証キーを他の人に教えないでください。"),
        Text("このメールに心当たりのない場合は、何もせずにこのメールを削除してください。"),
    ),
    secret=True,
)

# REG-11, AUT-6: told to the account's own address, whoever did it
PASSWORD_CHANGED = Template(
    kind="password_changed",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】パスワードが変更されました",
    body=(
        Text("ログインに使用するパスワードが変更されました。"),
        Facts(("変更日時", "{changed_at}")),
        Text(
            "ほかの端末・ブラウザでのログインと、ワンタイムパスワードの省略の設定は、全て終了しました。"
            "次回からは、新しいパスワードでログインしてください。"
        ),
        Text("心当たりのない場合は、直ちにパスワードを設定し直し、下記のヘルプデスクへご連絡ください。"),
    ),
)

# AUT-6, SEE-4, REG-9: the first password of an account, whoever set it
PASSWORD_SET = Template(
    kind="password_set",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】パスワードの設定が完了しました",
    body=(
        Text("ログインに使用するパスワードが、初めて設定されました。"),
        Facts(("設定日時", "{changed_at}")),
        Text("ログインの際は、このメールアドレスと設定したパスワードを入力してください。"),
        Link("サイトを開く"),
        Text("心当たりのない場合は、直ちにパスワードを設定し直し、下記のヘルプデスクへご連絡ください。"),
    ),
)

# AUT-6: at most once a day, also where somebody tries for ever
LOGIN_LOCKED = Template(
    kind="login_locked",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】ログインを一時的に停止しました",
    body=(
        Text("誤ったパスワードの入力が続いたため、安全のため、ログインを一時的に停止しました。"),
        Facts(("停止の期限", "{locked_until}")),
        Text(
            "期限を過ぎると、再びログインできます。これまでにログインしたことのあるブラウザからは、"
            "停止中もログインできることがあります。"
        ),
        Text("お急ぎのとき又はパスワードをお忘れのときは、サイトの画面からパスワードを設定し直してください。"),
        Link("サイトを開く"),
        Text(
            "入力に心当たりがなくても、正しいパスワードが知られたわけではありません。同じパスワードを他で使っている場合は変更してください。"
        ),
    ),
)

# AUT-6: a lock lifted by staff
LOGIN_UNLOCKED = Template(
    kind="login_unlocked",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】ログインの停止を解除しました",
    body=(
        Text("お申出により、ログインの停止を解除しました。パスワードは変更されていません。"),
        Facts(("解除日時", "{unlocked_at}")),
        Text("心当たりのない場合は、下記のヘルプデスクへご連絡ください。"),
    ),
)

# REG-11: an additional account
INVITATION = Template(
    kind="account_invitation",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】追加アカウントへの招待",
    body=(
        Text("{organization_name}から、ハローワーク求人・求職情報提供サービスの追加アカウントへの招待がありました。"),
        Facts(
            ("アカウントの名称", "{label}"),
            ("招待の番号", "{invitation_id}"),
            ("招待キー", "{key}"),
            ("有効期限", "{valid_until}"),
        ),
        Text(
            "次のサイトの画面に招待の番号と招待キーを入力し、利用規約をご確認の上、パスワードを設定してください。"
            "このメールアドレスがＩＤになります。"
        ),
        Link("サイトを開く"),
        Text("招待キーを他の人に教えないでください。"),
        Text("このメールに心当たりのない場合は、何もせずにこのメールを削除してください。"),
    ),
    secret=True,
)

# REG-11, AUT-6: in the place of the key, and nothing of it to who invites
INVITATION_TO_ADDRESS_IN_USE = Template(
    kind="account_invitation_to_address_in_use",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】追加アカウントへの招待（別のメールアドレスが必要です）",
    body=(
        Text("{organization_name}から、ハローワーク求人・求職情報提供サービスの追加アカウントへの招待がありました。"),
        Facts(("アカウントの名称", "{label}")),
        Text(
            "このメールアドレスは、本サービスに既に登録されているか、以前の登録により当分の間使用できないため、"
            "追加アカウントのＩＤにすることができません。このため、招待キーはお送りしていません。"
        ),
        Text(
            "招待を受けるときは、別のメールアドレスを団体の担当者にお伝えいただき、もう一度招待を受けてください。"
            "このメールアドレスが登録されていることは、団体にはお知らせしていません。"
        ),
        Text("このメールに心当たりのない場合は、何もせずにこのメールを削除してください。"),
    ),
)

ACCOUNT_ADDED = Template(
    kind="account_added",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】追加アカウントが登録されました",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("招待を受けた方がパスワードを設定し、追加アカウントが登録されました。"),
        Facts(("アカウントの名称", "{label}"), ("登録日時", "{added_at}")),
        Text("心当たりのない場合は、ログインしてアカウントの一覧をご確認の上、このアカウントを終了してください。"),
    ),
)

ACCOUNT_ENDED = Template(
    kind="account_ended",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】追加アカウントが終了しました",
    body=(
        Text(
            "{organization_name}の操作により、ご利用の追加アカウントが終了しました。以後、ログインすることはできません。"
        ),
        Facts(("アカウントの名称", "{label}"), ("終了日時", "{ended_at}")),
    ),
)

# AUT-1: a change of address is confirmed at both
EMAIL_CHANGE_NEW = Template(
    kind="email_change_new",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】メールアドレスの変更の確認（新しいメールアドレス）",
    body=(
        Text("このメールアドレスを、ログインに使用するＩＤ（メールアドレス）とする申込みがありました。"),
        Facts(("確認キー", "{key}"), ("有効期限", "{valid_until}")),
        Text(
            "ログイン後の画面に確認キーを入力してください。"
            "これまでのメールアドレスに届く確認キーと、両方を入力したときに変更されます。"
        ),
        Link("サイトを開く"),
        Text("このメールに心当たりのない場合は、何もせずにこのメールを削除してください。"),
    ),
    secret=True,
)

# AUT-1, AUT-6: in the place of the key, and nothing of it to who asks
EMAIL_CHANGE_TO_ADDRESS_IN_USE = Template(
    kind="email_change_to_address_in_use",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】メールアドレスの変更ができません（新しいメールアドレス）",
    body=(
        Text("このメールアドレスを、ログインに使用するＩＤ（メールアドレス）とする申込みがありました。"),
        Text(
            "このメールアドレスは、本サービスに既に登録されているか、以前の登録により当分の間使用できないため、"
            "ＩＤにすることができません。このため、確認キーはお送りしていません。ＩＤは変更されません。"
        ),
        Text(
            "変更するときは、別のメールアドレスでもう一度お申し込みください。"
            "このメールアドレスが登録されていることは、申込みの画面では示していません。"
        ),
        Link("サイトを開く"),
        Text("このメールに心当たりのない場合は、何もせずにこのメールを削除してください。"),
    ),
)

EMAIL_CHANGE_OLD = Template(
    kind="email_change_old",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】メールアドレスの変更の確認（現在のメールアドレス）",
    body=(
        Text("ログインに使用するＩＤ（メールアドレス）を変更する申込みがありました。"),
        Facts(("確認キー", "{key}"), ("有効期限", "{valid_until}")),
        Text(
            "ログイン後の画面に確認キーを入力してください。"
            "新しいメールアドレスに届く確認キーと、両方を入力したときに変更されます。"
        ),
        Link("サイトを開く"),
        Text(
            "このメールに心当たりのない場合は、確認キーを誰にも教えず、直ちにパスワードを変更し、"
            "下記のヘルプデスクへご連絡ください。"
        ),
    ),
    secret=True,
)

EMAIL_CHANGED_OLD = Template(
    kind="email_changed_old",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】メールアドレスが変更されました",
    body=(
        Text("ログインに使用するＩＤ（メールアドレス）が、別のメールアドレスに変更されました。"),
        Facts(("変更日時", "{changed_at}"), ("手続", "{way}")),
        Text("以後、このメールアドレスにはお知らせをお送りしません。"),
        Text("心当たりのない場合は、直ちに下記のヘルプデスクへご連絡ください。"),
    ),
)

EMAIL_CHANGED_NEW = Template(
    kind="email_changed_new",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】メールアドレスの変更が完了しました",
    body=(
        Text("このメールアドレスが、ログインに使用するＩＤ（メールアドレス）になりました。"),
        Facts(("変更日時", "{changed_at}"), ("手続", "{way}")),
        Text(
            "ワンタイムパスワードとお知らせは、今後このメールアドレスにお送りします。パスワードは変更されていません。"
        ),
        Text("このメールに心当たりのない場合は、下記のヘルプデスクへご連絡ください。"),
    ),
)

# REG-11; seed 001, 9
_RECORD_THE_OUTCOME = "内容は、運用管理組織の画面でご確認の上、対応の結果を記録してください。"
_LOG_IN_ANEW = "改めてログインし、パスワードを変更してください。"


def _misuse_reported(kind: str, tokens: tuple[tuple[str, str], ...], done: str) -> Template:
    """To operations."""
    return Template(
        kind=kind,
        purpose=Purpose.SECURITY,
        subject="【ハローワーク】アカウントの不正利用のおそれの報告がありました",
        body=(
            Text("利用団体から、アカウントが第三者に不正に利用されたおそれがあるとの報告がありました。"),
            Facts(
                ("報告の番号", "{report_id}"),
                ("利用団体", "{organization_name}"),
                ("報告日時", "{reported_at}"),
                *tokens,
            ),
            Text(f"この利用団体の全てのアカウントについて、{done}{_RECORD_THE_OUTCOME}"),
            Link("サイトを開く"),
        ),
    )


def _misuse_received(kind: str, tokens: tuple[tuple[str, str], ...], done: str, *further: Text) -> Template:
    """To the main account of who reported."""
    return Template(
        kind=kind,
        purpose=Purpose.SECURITY,
        subject="【ハローワーク】不正利用のおそれの報告を受け付けました",
        body=(
            Text("{organization_name}　ご担当者様"),
            Text("アカウントの不正利用のおそれについての報告を受け付け、運用管理組織へ通知しました。"),
            Facts(("報告の番号", "{report_id}"), ("報告日時", "{reported_at}"), *tokens),
            Text(f"安全のため、全てのアカウントについて、{done}{_LOG_IN_ANEW}"),
            *further,
            Link("サイトを開く"),
        ),
    )


_LOGINS_ENDED = "ログインとワンタイムパスワードの省略を終了しました。"
_SYSTEMS_TOO = "ログインとワンタイムパスワードの省略を終了し、システム連携用のトークンも全て失効させました。"

MISUSE_REPORTED = _misuse_reported("misuse_reported", (), _LOGINS_ENDED)
MISUSE_RECEIVED = _misuse_received("misuse_received", (), _LOGINS_ENDED)
# AUT-8: where the organization had tokens
MISUSE_REPORTED_AND_TOKENS_REVOKED = _misuse_reported(
    "misuse_reported_and_tokens_revoked", (("失効させたトークン", "{tokens}"),), _SYSTEMS_TOO
)
MISUSE_RECEIVED_AND_TOKENS_REVOKED = _misuse_received(
    "misuse_received_and_tokens_revoked",
    (("失効させたトークン", "{tokens}"),),
    _SYSTEMS_TOO,
    Text(
        "失効したトークンを設定しているシステムは、本サービスに接続できません。引き続き利用する場合は、"
        "パスワードを変更した後に新しいトークンを発行し、システムの設定を変更してください。"
    ),
)
