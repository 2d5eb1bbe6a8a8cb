"""Mails about the steps of a case, measures apart, which `standing` tells (CMP-13)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Quote, Template, Text

# CMP-13
STEP_TAKEN = Template(
    kind="case_advanced",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用規約に基づく手続のお知らせ",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("ハローワーク求人・求職情報提供サービスの利用について、次のとおりお知らせします。"),
        Facts(
            ("手続", "{step}"),
            ("根拠", "{ground}"),
            ("期限", "{due_on}"),
            ("管轄", "{bureau_name}"),
        ),
        Quote("内容", "{text}"),
        Text("{request}"),
        Text("これまでの経過は、サイトにログインしてご確認いただけます。"),
        Link("サイトにログインする"),
    ),
)
