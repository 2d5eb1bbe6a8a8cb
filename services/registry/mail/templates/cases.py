"""Mails about the steps of a case: to the organization, measures apart, which `standing` tells (CMP-13); to the bureau (CMP-1, CMP-2)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Quote, Template, Text

ASKED_BY_STEP = {
    "request_correction": "期限までに、サイトにログインして回答してください。",
    "announce_hearing": "意見があるときは、期限までに、サイトにログインして述べてください。",
    # Told by the case only where another suspension goes on; else the standing tells of the resumption.
    "end_provisional": "ほかの利用停止が続いているため、引き続き、サービスを利用することはできません。",
}
"""What a step asks of the organization, or leaves as it is; nothing of the others (CMP-13)."""

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

# CMP-1
REFERRED = Template(
    kind="case_referred",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】職業安定法違反の疑いがある事案についての依頼",
    body=(
        Text("{bureau_name}　需給調整事業担当　ご担当者様"),
        Text("職業安定法違反の疑いがある行為を把握したため、次の事案について、必要な対応を依頼します。"),
        Facts(
            ("事案番号", "{case_id}"),
            ("利用団体", "{organization_name}"),
            ("根拠", "{ground}"),
            ("依頼日", "{referred_on}"),
        ),
        Text("内容とこれまでの経過は、サイトにログインし、事案番号によりご確認ください。"),
        Text(
            "対応の結果は、その事案の根拠の変更又は終了として記録してください。この依頼については、利用団体にメールでお知らせしていません。"
        ),
        Link("サイトを開く"),
    ),
)


# CMP-13
BUREAU_WAITED_FOR = Template(
    kind="bureau_told_of_waiting_cases",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】対応を待っている事案のお知らせ",
    body=(
        Text("{bureau_name}　ご担当者様"),
        Text("管轄する利用団体について、対応を待っている事案があります。"),
        Facts(
            ("通報、システムによる検知などにより登録されたもの", "{case_opened}"),
            ("対応を始めた後に、新しい通報や記録の訂正などがあったもの", "{case_joined}"),
            ("利用団体の回答があったもの", "{answered}"),
            ("回答の期限が過ぎたもの", "{answer_late}"),
            ("利用解除の前の意見の申出があったもの", "{view_stated}"),
            ("利用解除の前に意見を述べる期限が過ぎたもの", "{view_late}"),
        ),
        Text(
            "内容は、サイトにログインして、行うべきことの一覧からご確認ください。このお知らせは、新しいものがあるときに、１日に１回まで送信します。"
        ),
        Link("サイトを開く"),
    ),
)

# OPS-4
OPERATIONS_WAITED_FOR = Template(
    kind="operations_told_of_waiting_demands",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】措置要求についてのお知らせ",
    body=(
        Text("運用管理組織　ご担当者様"),
        Text("連絡責任者に対する措置要求について、確認を待っているものがあります。"),
        Facts(
            ("利用団体の回答があったもの", "{answered}"),
            ("回答の期限が過ぎたもの", "{answer_late}"),
            ("その他", "{others}"),
        ),
        Text(
            "内容は、サイトにログインして、行うべきことの一覧からご確認ください。このお知らせは、新しいものがあるときに、１日に１回まで送信します。"
        ),
        Link("サイトを開く"),
    ),
)


def _order(kind: str, subject: str, lead: str, task: str) -> Template:
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject=f"【ハローワーク】{subject}のお知らせ",
        body=(
            Text("{bureau_name}　ご担当者様"),
            Text(f"管轄する利用団体について、{lead}、お知らせします。"),
            Facts(
                ("事案番号", "{case_id}"),
                ("利用団体", "{organization_name}"),
                ("命令", "{kind}"),
                ("命令の日", "{issued_on}"),
                ("状況", "{state}"),
            ),
            Text(task),
            Text("命令の内容と事案の経過は、サイトにログインしてご確認ください。"),
            Link("サイトを開く"),
        ),
    )


# CMP-2
ORDER_ISSUED = _order(
    "bureau_told_of_order",
    "職業安定法に基づく命令を受けた利用団体",
    "職業安定法に基づく命令の記録がありましたので",
    "是正が確認されるまでの間の利用停止について、事案において決定してください。",
)
ORDER_MET = _order(
    "bureau_told_of_order_met",
    "職業安定法に基づく命令による改善の記録",
    "職業安定法に基づく命令により命じられた改善が行われたとの記録がありましたので",
    "是正の確認と、停止中であればその終了について、事案において決定してください。",
)
ORDER_VOID = _order(
    "bureau_told_of_order_void",
    "職業安定法に基づく命令の記録の取消し",
    "職業安定法に基づく命令の記録が、誤りのため取り消されましたので",
    "停止中であればその終了と、事案の終了について、決定してください。",
)
ORDERS_TOLD = {"issued": ORDER_ISSUED, "met": ORDER_MET, "void": ORDER_VOID}
"""By the state of the order, each with what it asks of the competent bureau."""
