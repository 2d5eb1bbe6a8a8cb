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
    messaging_rpc("POST", "/api/guidance", messaging.SEND_GUIDANCE, ORGANIZATION, "利用案内を送信する",
        description="一人ずつの結果を、指定した順に返します。一日に送信できる件数（利用案内と返信の合計）には上限があり、"
        "上限を超えた分は送信されず、結果にその旨が示されます。"),
    messaging_rpc("GET", "/api/dispatches", messaging.SHOW_ALLOWANCE, ORGANIZATION, "本日の残り送信件数を見る",
        respond=answer_allowance),
)  # fmt: skip
