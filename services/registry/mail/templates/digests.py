"""The digest of notices that were over the daily limit of their recipient."""

from __future__ import annotations

from services.registry.mail.templates.template import Purpose, Quote, Template, Text

# Never held back itself: what it tells has waited once.
DIGEST = Template(
    kind="digest",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】お知らせをまとめてお送りします",
    body=(
        Text(
            "１日にお送りするお知らせの数の上限を超えたため、前日までにお送りできなかったお知らせ{count}件をまとめてお送りします。"
        ),
        Quote("お知らせ", "{notices}"),
    ),
)
