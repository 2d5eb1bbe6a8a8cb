"""Mails about tokens of machine clients (AUT-8): to the organization's main account."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Template, Text

_TOKEN = (("名称", "{name}"), ("先頭の文字", "{beginning}"))
_UNKNOWN = Text(
    "心当たりのない場合は、直ちにログインしてこのトークンを失効させ、パスワードを変更の上、"
    "下記のヘルプデスクへご連絡ください。"
)

MADE = Template(
    kind="token_made",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】システム連携用のトークンが発行されました",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("システムから本サービスを利用するためのトークンが発行されました。"),
        Facts(*_TOKEN, ("発行日時", "{made_at}"), ("有効期限", "{expires_at}"), ("利用できる接続元", "{networks}")),
        _UNKNOWN,
    ),
)

ROTATED = Template(
    kind="token_rotated",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】システム連携用のトークンが更新されました",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("システムから本サービスを利用するためのトークンに代わる、新しいトークンが発行されました。"),
        Facts(
            *_TOKEN,
            ("発行日時", "{made_at}"),
            ("有効期限", "{expires_at}"),
            ("これまでのトークン", "{old_beginning}"),
            ("これまでのトークンの有効期限", "{old_expires_at}"),
        ),
        Text("これまでのトークンの有効期限までに、ご利用のシステムの設定を新しいトークンに変更してください。"),
        _UNKNOWN,
    ),
)

REVOKED = Template(
    kind="token_revoked",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】システム連携用のトークンが失効しました",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("ログインした方の操作により、トークンが失効しました。このトークンでは、以後利用できません。"),
        Facts(*_TOKEN, ("失効日時", "{revoked_at}")),
        Text("心当たりのない場合は、ログインして状況をご確認の上、下記のヘルプデスクへご連絡ください。"),
    ),
)

EXPIRES_SOON = Template(
    kind="token_expires_soon",
    purpose=Purpose.NOTICE,
    subject="【ハローワーク】システム連携用のトークンの有効期限が近づいています",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("システムから本サービスを利用するためのトークンの有効期限が近づいています。"),
        Facts(*_TOKEN, ("有効期限", "{expires_at}")),
        Text("引き続き利用する場合は、有効期限までに、ログインしてトークンを更新してください。"),
        Link("サイトを開く"),
    ),
)
