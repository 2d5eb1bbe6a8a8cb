"""Mails about how an organization stands: suspension, resumption, termination (CMP-3 to CMP-10, CMP-14)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Quote, Template, Text

_TO_ORGANIZATION = Text("{organization_name}　ご担当者様")
_SERVICE = "ハローワーク求人・求職情報提供サービス"

# CMP-3 to CMP-6, CMP-8, CMP-10, CMP-14
SUSPENDED = Template(
    kind="organization_suspended",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】サービスの利用停止のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}について、次のとおり利用を停止しましたので、お知らせします。"),
        Facts(
            ("停止した日", "{since}"),
            ("停止の期間", "{period}"),
            ("根拠", "{ground}"),
            ("管轄", "{bureau_name}"),
        ),
        Quote("理由", "{reason}"),
        Text(
            "停止中は、求人情報及び求職情報をご覧になれず、求職者へのメッセージの送信もできません。"
            "お知らせの確認、利用状況の報告、各種の申請などの手続は、停止中もサイトにログインして行うことができます。"
        ),
        Text("{deletion}"),
        Link("サイトにログインする"),
    ),
)

# CMP-14
RESUMED = Template(
    kind="organization_resumed",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】サービスの利用再開のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の利用停止が終了し、再びご利用いただけるようになりましたので、お知らせします。"),
        Facts(("再開した日", "{resumed_on}"), ("管轄", "{bureau_name}")),
        Text("引き続き、利用規約を遵守の上、ご利用ください。"),
        Link("サイトにログインする"),
    ),
)

# CMP-9
TERMINATED = Template(
    kind="organization_terminated",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】サービスの利用解除のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}について、次のとおり利用を解除しましたので、お知らせします。"),
        Facts(
            ("利用解除の日", "{terminated_on}"),
            ("新しい申請ができない期間の末日", "{barred_until}"),
            ("根拠", "{ground}"),
            ("管轄", "{bureau_name}"),
        ),
        Quote("理由", "{reason}"),
        Text(
            "利用解除の日から、サービスをご利用いただけません。上記の期間中は、利用解除となった利用団体の一覧に掲載されます。"
            "提供を受けた求職情報は、遅滞なく削除し、削除したことをサイトで報告してください。"
            "お知らせの確認、削除の報告、提出していない利用状況の報告は、サイトにログインして行うことができます。"
        ),
        Link("サイトにログインする"),
    ),
)
