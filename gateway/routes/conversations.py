"""Messages between a seeker and an organization (MSG-6)."""

from __future__ import annotations

from flask import Response

from gateway.answers import answer_with_allowance
from gateway.routes.guidance import ALLOWANCE, messaging_rpc
from gateway.routing import Asked, Route, ask
from services.contracts import messaging
from services.contracts.caller import ORGANIZATION, Role
from services.contracts.messaging import SEEKER

_ONE = "/api/conversations/<uuid:conversation_id>"


def _write(asked: Asked) -> Response:
    """A seeker asks, an organization replies."""
    operation = messaging.ASK if asked.asker.caller.role is Role.SEEKER else messaging.REPLY
    return answer_with_allowance(ask(operation, asked), 201)


ROUTES = (
    messaging_rpc("GET", "/api/conversations", messaging.LIST_CONVERSATIONS, ORGANIZATION | SEEKER, "やりとりの一覧を見る",
        description="最近動きのあった順に表示します。続きがあるときは、cursor を指定してください。"),
    messaging_rpc("GET", _ONE, messaging.READ_CONVERSATION, ORGANIZATION | SEEKER, "やりとりを読む",
        description="読むと、相手からのメッセージが既読になります。"),
    Route("POST", f"{_ONE}/messages", ORGANIZATION | SEEKER, "メッセージを送る", _write,
          messaging.REPLY.request, messaging.REPLY.answer, status=201, keyed=True, answer_headers=ALLOWANCE,
          operations=(messaging.ASK, messaging.REPLY),
          description="求職者は質問などを、利用団体は求職者のメッセージへの返信を送ります。氏名、電話番号、"
          "メールアドレスなどの個人情報は書けません。利用団体の返信は、一日の送信件数に数えます。"),
)  # fmt: skip
