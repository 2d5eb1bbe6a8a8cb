"""Mails about access limits (OPS-2; seed 001, 11): to the main accounts of the organizations concerned."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Purpose, Quote, Template, Text

_TO_ORGANIZATION = Text("{organization_name}　ご担当者様")
_LIMIT = (
    ("お受けする件数", "{window}につき{requests}件（{counted}）"),
    ("開始", "{begins_at}"),
)
COUNTED = {
    "each_organization": "利用団体ごと",
    "one_organization": "貴団体からのアクセス",
    "all_organizations": "全ての利用団体の合計",
}
"""Whose requests are counted, by the scope of the limit."""

ANNOUNCED = Template(
    kind="access_limit_announced",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】アクセス制限の実施のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(
            "アクセスの集中により円滑な提供に支障が生じるおそれがあるため、次のとおり、一定の時間にお受けする件数を制限します。"
        ),
        Facts(*_LIMIT, ("終了", "{ends_at}")),
        Quote("理由", "{text}"),
        Text(
            "制限を超えたアクセスには、その旨と、再び利用できる日時をお知らせします。お急ぎでない操作は、時間をおいて行ってください。"
            "ご不便をおかけしますが、ご協力をお願いします。"
        ),
    ),
)

LIFTED = Template(
    kind="access_limit_lifted",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】アクセス制限の終了のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text("先にお知らせした次のアクセス制限を終了しました。ご協力ありがとうございました。"),
        Facts(*_LIMIT, ("終了", "{lifted_at}")),
    ),
)

# Of one that never held: its beginning was still to come.
TAKEN_BACK = Template(
    kind="access_limit_taken_back",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】アクセス制限の取りやめのお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text("先にお知らせした次のアクセス制限は、取りやめました。制限は行いません。"),
        Facts(*_LIMIT, ("取りやめ", "{lifted_at}")),
    ),
)
