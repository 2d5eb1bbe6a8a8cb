"""Applications that organizations received, and what came of them (MSG-13)."""

from __future__ import annotations

from gateway.routes.guidance import messaging_rpc
from services.contracts import messaging
from services.contracts.caller import ORGANIZATION

_ONE = "/api/conversations/<uuid:conversation_id>"

ROUTES = (
    messaging_rpc("POST", f"{_ONE}/application", messaging.RECORD_APPLICATION, ORGANIZATION, "求職申込みを記録する",
        description="求職者から、サイトの外で求職の申込みを受けた日を記録します。やりとりを利用できる期間が過ぎた後に受けた申込みも"
        "記録できます。日を誤って記録したときは、正しい日を記録すると改められます。改めることができるのは、その年度の利用状況を"
        "報告するまでです。求職情報を削除したことを報告した後は、報告した日以後の日に限り、記録し、又は改めることができます。"),
    messaging_rpc("POST", f"{_ONE}/acceptance", messaging.RECORD_ACCEPTANCE, ORGANIZATION, "求職受理を記録する",
        description="求職の申込みを受理した日を記録します。取得した月の翌々月の末日を過ぎてから受理したときも記録できますが、求職情報を保有"
        "できる期間は延びません。誤って記録したときは、内容の全体を改めて記録してください。就職を伴わない手数料を記録しているときは、その年度の"
        "利用状況を報告した後に、受理した日を改めることはできません。求職情報を削除したことを報告した後は、報告した日以後の日に限り、"
        "記録し、又は改めることができます。"),
    messaging_rpc("POST", f"{_ONE}/refusal", messaging.RECORD_REFUSAL, ORGANIZATION,
        "求職申込みを受理しなかったことを記録する",
        description="求職の申込みは、職業安定法により、全て受理する必要があります。受理しなかったことを記録すると、管轄労働局が"
        "事実関係を確認する事案となります。その後に受理したときは、求職受理を記録してください。日又は理由を誤って記録したときは、"
        "正しい内容を記録すると改められ、管轄労働局に通知されます。"),
    messaging_rpc("POST", f"{_ONE}/placement/withdrawal", messaging.TAKE_BACK_RECORD, ORGANIZATION,
        "誤って行った求職申込みなどの記録を取り消す",
        description="別の求職者について記録したときなど、あるべきでない記録を取り消します。受理、不受理又は結果の記録がある申込みと、"
        "結果の記録がある受理は、先にそれらを取り消し、又は結果を空にして記録してください。申込みは、その年度の利用状況を報告するまで"
        "取り消すことができます。受理を取り消すと、求職情報を保有できる期間は、受理がなかったものとして定まります。不受理を取り消したことは、"
        "管轄労働局に通知されます。"),
    messaging_rpc("GET", f"{_ONE}/placement", messaging.SHOW_PLACEMENT, ORGANIZATION,
        "求職申込みと職業紹介の結果の記録を見る",
        description="受理した求職者についての記録は、求職情報を削除した後も見ることができます。"),
    messaging_rpc("PUT", f"{_ONE}/result", messaging.RECORD_RESULT, ORGANIZATION, "職業紹介の結果を記録する",
        description="受理した求職者の就職と、有料職業紹介事業者が受けた手数料（円）を記録します。内容の全体を指定してください。"
        "その年度の利用状況を報告するまでは、改めることができます。"),
)  # fmt: skip
