"""Mails that a complaint waits for somebody: nothing of what it says, nor of who made it (CMP-12)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Template, Text

# What is told, by the step of the complaint
WHAT_TO_ORGANIZATION = {
    "file": "苦情の申出がありました。",
    "add": "苦情について、追加の申出がありました。",
    "request_facts": "苦情について、事実関係の報告又は是正の求めがありました。",
}
WHAT_TO_AUTHORITY = {
    "file": "申出がありました。",
    "add": "追加の申出がありました。",
    "take_to_authority": "利用団体との間で解決しないことなどによる申出がありました。",
    "report_facts": "利用団体から事実関係の報告がありました。",
}
WHAT_TO_OFFICE = {
    **{event: f"利用団体に関し貴所に申出のあった苦情について、{what}" for event, what in WHAT_TO_AUTHORITY.items()},
    "file": "貴所に、利用団体についての苦情の申出がありました。",
}
SEVERAL = (
    "同じ内容のお知らせが続くときは、まとめてお知らせすることがあります。"
    "未対応の苦情が複数ある場合もありますので、サイトの一覧でご確認ください。"
)
"""Within a while one mail stands for all complaints at a place of which the same is told."""
WHAT_REGISTER_DEMANDED = "苦情の記録の提出の求めがありました。"

# CMP-12
TO_ORGANIZATION = Template(
    kind="complaint_to_organization",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】苦情についてのお知らせ",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("{what}内容は、サイトにログインしてご確認の上、適切かつ速やかに対応してください。"),
        Facts(("期限", "{due_on}"), ("管轄", "{bureau_name}")),
        Text("利用規約により、苦情を受け付けた年月日、内容及び対応の経過は、記録する必要があります。"),
        Link("サイトにログインする"),
    ),
)

# CMP-12
OVER_FOR_ORGANIZATION = Template(
    kind="complaint_over",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】苦情への対応の終了のお知らせ",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text(
            "事実関係の報告又は是正をお願いしていた苦情について、対応が終了しました。まだ報告していない場合も、報告の必要はありません。"
        ),
        Facts(("管轄", "{bureau_name}")),
        Link("サイトにログインする"),
    ),
)

# CMP-12
TO_OFFICE = Template(
    kind="complaint_to_office",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用団体についての苦情のお知らせ",
    body=(
        Text("{office_name}　ご担当者様"),
        Text("{what}内容は、サイトにログインしてご確認ください。"),
        Text(SEVERAL),
        Link("サイトを開く"),
    ),
)

# CMP-12
TO_COMPLAINANT = Template(
    kind="complaint_to_complainant",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】申し出られた件についてのお知らせ",
    body=(
        Text("申し出られた件について、回答などがありました。内容は、マイページにログインしてご確認ください。"),
        Link("マイページを開く"),
    ),
)

# CMP-12
TO_BUREAU = Template(
    kind="complaint_to_bureau",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用団体についての苦情のお知らせ",
    body=(
        Text("{bureau_name}　ご担当者様"),
        Text("管轄する利用団体についての苦情に関して、{what}内容は、サイトにログインしてご確認ください。"),
        Text(SEVERAL),
        Link("サイトを開く"),
    ),
)
