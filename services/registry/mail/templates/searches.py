"""The daily mail of new hits of saved searches: counts alone, no seeker and no condition (SRC-6)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Template, Text

NEW_HITS = Template(
    kind="new_hits",
    purpose=Purpose.REMINDER,
    subject="【ハローワーク】保存した検索条件に合う求職情報のお知らせ",
    body=(
        Text("{display_name}　ご担当者様"),
        Text("保存した検索条件に合う求職情報がありましたので、お知らせします。"),
        Facts(
            ("該当のあった検索条件", "{searches}件"),
            ("新しく提供された求職情報", "{new_hits}件"),
            ("内容が変わった求職情報", "{changed_hits}件"),
        ),
        Text(
            "内容は、サイトにログインしてご確認ください。このお知らせは、検索条件ごとに、サイトで停止することができます。"
        ),
        Link("サイトを開く"),
    ),
)
