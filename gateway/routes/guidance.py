"""Guidance to seekers and the day's allowance of dispatches (MSG-1 to MSG-4)."""

from __future__ import annotations

from functools import partial

from gateway.answers import ALLOWANCE_HEADERS, answer_allowance, answer_with_allowance
from gateway.routing import rpc
from services.contracts import messaging
from services.contracts.caller import ORGANIZATION

ALLOWANCE = tuple(ALLOWANCE_HEADERS)
messaging_rpc = partial(rpc, respond=answer_with_allowance, answer_headers=ALLOWANCE)
"""`rpc` for what messaging answers to organizations: always with what is left of the day (MSG-4)."""

ROUTES = (
    messaging_rpc("GET", "/api/guidance/preview", messaging.PREVIEW_GUIDANCE, ORGANIZATION, "送信される利用案内を確かめる",
        description="利用案内の本文は、承認された登録内容からシステムが自動的に作成します。"),
    messaging_rpc("GET", "/api/guidance/preview/<seeker_number:seeker_number>", messaging.PREVIEW_GUIDANCE_TO_SEEKER,
        ORGANIZATION, "求職者に届く利用案内を確かめる",
        description="この求職者に今送信した場合に届く文章と、その結果を示します。送信はされず、送信件数にも数えません。"
        "独自の文章を添えるときは、ひな形を指定してください。"),
    messaging_rpc("POST", "/api/guidance", messaging.SEND_GUIDANCE, ORGANIZATION, "利用案内を送信する",
        description="一人ずつの結果を、指定した順に返します。１日に送信できる件数（利用案内と返信の合計）には上限があり、"
        "上限を超えた分は送信されず、結果にその旨が示されます。独自の文章は、運用管理組織が認めている場合に限り、"
        "確かめたときの版（version）を示して添えることができます。"),
    messaging_rpc("GET", "/api/dispatches", messaging.SHOW_ALLOWANCE, ORGANIZATION, "本日の残り送信件数を見る",
        respond=answer_allowance),
)  # fmt: skip
