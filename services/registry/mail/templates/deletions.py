"""Mails about deletions: a seeker's demand, and that it has been met (MSG-11; seed 001, 7(2)①オ(ア))."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Template, Text

# Sentences for the mails on what makes the duty; an organization that has had no seekers' information gets none of them.
ALL_TO_BE_DELETED = (
    "求職情報提供サービスを通じて提供を受けた求職情報（既に削除を報告したものを除きます。）は、全て、遅滞なく削除し、"
    "削除したことをサイトで報告してください。受理した求職申込みは、対象ではありません。"
)
"""At suspension, termination, withdrawal and the end of seeker information; of offers the terms know no such duty."""
STILL_TO_BE_DELETED = (
    "削除することとなった求職情報で、まだ削除を報告していないものは、引き続き、遅滞なく削除し、"
    "削除したことをサイトで報告してください。"
)
"""When what made the duty has been taken back (decision 158)."""

# MSG-11
DELETION_DEMANDED = Template(
    kind="deletion_demanded",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職者から求職情報の削除の求めがありました",
    body=(
        Text("{organization_name}　ご担当者様"),
        Text("サービスを通じて取得された求職情報について、求職者から削除の求めがありました。"),
        Facts(("求めがあった日時", "{demanded_at}")),
        Text(
            "利用規約に基づき、直ちに削除し、削除したことをサイトで報告してください。対象の求職者番号は、サイトにログインして、"
            "削除すべき求職情報の一覧でご確認ください。受理した求職申込みは、対象ではありません。"
        ),
        Text("報告があったことは、サイトから求職者に通知されます。"),
        Link("サイトにログインする"),
    ),
)

# MSG-11
DEMANDED_DELETION_DONE = Template(
    kind="demanded_deletion_done",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職情報の削除についてのお知らせ",
    body=(
        Text("お求めのあった求職情報の削除について、利用団体から、削除したとの報告がありました。"),
        Facts(
            ("利用団体", "{organization_name}"),
            ("求めた日", "{demanded_on}"),
            ("報告のあった日時", "{confirmed_at}"),
        ),
        Text(
            "求職情報を取得した利用団体と削除の状況は、求職者マイページで確認できます。今後この利用団体に求職情報を見られたくない"
            "場合や、メッセージを受け取りたくない場合は、求職者マイページで受信拒否をしてください。"
        ),
        Link("求職者マイページを開く"),
    ),
)
