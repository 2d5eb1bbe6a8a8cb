"""Mails to staff about their accounts: issued, ended, enabled again, moved; to anybody of a password made void (AUT-6, AUT-7)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Template, Text

_PASSWORD = Text(
    "ログインの画面で「認証キー」を請求すると、このメールアドレスに認証キーが届きます。"
    "請求したときと同じ端末・ブラウザから入力し、パスワードを設定してください。"
)
_ASK = Text("心当たりのない場合は、直ちに下記のヘルプデスクへご連絡ください。")

# AUT-7
ISSUED = Template(
    kind="staff_account_issued",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】職員のアカウントが発行されました",
    body=(
        Text("職員のアカウントが発行されました。このメールアドレスがＩＤになります。"),
        Facts(("所属", "{area}"), ("発行日時", "{done_at}")),
        _PASSWORD,
        Link("サイトを開く"),
        _ASK,
    ),
)

ENDED = Template(
    kind="staff_account_ended",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】職員のアカウントが終了しました",
    body=(
        Text("職員のアカウントが終了しました。ログインしていた端末を含め、以後、利用することはできません。"),
        Facts(("所属", "{area}"), ("終了日時", "{done_at}")),
        Text("心当たりのない場合は、所属の管理者又は下記のヘルプデスクへご連絡ください。"),
    ),
)

ENABLED = Template(
    kind="staff_account_enabled",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】職員のアカウントが再び利用できるようになりました",
    body=(
        Text("終了していた職員のアカウントが、再び利用できるようになりました。これまでのパスワードは使用できません。"),
        Facts(("所属", "{area}"), ("日時", "{done_at}")),
        _PASSWORD,
        Link("サイトを開く"),
        _ASK,
    ),
)

MOVED = Template(
    kind="staff_account_moved",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】職員のアカウントの所属が変更されました",
    body=(
        Text("職員のアカウントの所属が変更されました。安全のため、全ての端末でログインを終了しました。"),
        Facts(("変更前の所属", "{area_before}"), ("変更後の所属", "{area}"), ("変更日時", "{done_at}")),
        Text("ＩＤとパスワードは変わりません。改めてログインすると、変更後の所属の業務を行うことができます。"),
        Link("サイトを開く"),
        _ASK,
    ),
)

# AUT-6
PASSWORD_VOIDED = Template(
    kind="staff_password_voided",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】パスワードの再設定をお願いします",
    body=(
        Text(
            "お申出を受けて、又は安全のため、このアカウントのパスワードを無効としました。"
            "全ての端末でログインを終了し、ログインの停止も解除しました。"
        ),
        Facts(("日時", "{done_at}")),
        _PASSWORD,
        Link("サイトを開く"),
        _ASK,
    ),
)
