"""Mails about usage reports that are due and what is overdue: to organizations, and to the bureau that has to act (RPT-2, CMP-6)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Template, Text

# RPT-2: the name of this mail stands in the terms (seed 001, 19(1)).
REPORT_REMINDER = Template(
    kind="report_reminder",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】報告申請期間リマインド通知",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("{year}年度の利用状況の報告の期限が近づいています。年度が終了しましたら、期限までに報告してください。"),
        Facts(("報告期限", "{due_on}"), ("報告先", "{bureau_name}")),
        Text(
            "利用実績がない場合も、報告が必要です。期限の翌日からの猶予の期間が満了しても報告がないときは、利用規約に基づき利用を停止する"
            "ことがあります。"
        ),
        Link("サイトを開く"),
    ),
)

# CMP-6
BUREAU_PROMPTED = Template(
    kind="bureau_prompted",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】期限を過ぎた手続及び報告についてのお知らせ",
    body=(
        Text("{bureau_name}　ご担当者様"),
        Text("管轄する利用団体について、次のとおり対応が必要なものがあります。"),
        Facts(
            ("利用状況の報告の提出依頼が必要なもの", "{demand}"),
            ("停止の期間が満了しても手続又は報告がないもの", "{unmended}"),
            ("利用再開後に、再び期限の翌日からの猶予の期間が満了したもの", "{repeated}"),
        ),
        Text(
            "提出依頼を記録しない限り、報告がないことを理由とする利用停止は行われません。提出依頼は、サイトにログインしてまとめて記録する"
            "ことができます。"
        ),
        Link("サイトを開く"),
    ),
)
