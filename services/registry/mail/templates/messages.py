"""Notices that a message waits: nothing of its content, nor of who wrote it (MSG-6)."""

from __future__ import annotations

from services.registry.mail.templates.template import Link, Purpose, Template, Text

SEEKER_HAS_MESSAGE = Template(
    kind="seeker_has_message",
    purpose=Purpose.NOTICE,
    subject="【ハローワーク】求職者マイページに新しいメッセージが届いています",
    body=(
        Text(
            "求職者マイページに新しいメッセージが届いています。内容は、求職者マイページにログインしてご確認ください。"
        ),
        Link("求職者マイページを開く"),
        Text("メッセージの受信を希望されない場合は、求職者マイページで受信拒否や求職情報提供の可否の変更ができます。"),
    ),
)

ORGANIZATION_HAS_MESSAGE = Template(
    kind="organization_has_message",
    purpose=Purpose.NOTICE,
    subject="【ハローワーク】求職者からの新しいメッセージが届いています",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("求職者からの新しいメッセージが届いています。内容は、サイトにログインしてご確認ください。"),
        Link("サイトを開く"),
    ),
)
