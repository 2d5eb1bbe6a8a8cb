"""Messages between a seeker and an organization (MSG-6)."""

from __future__ import annotations

import datetime as dt

from flask import Response

from gateway import limits
from gateway.answers import answer_with_allowance
from gateway.context import gateway
from gateway.login.rules import Limit
from gateway.routes.guidance import ALLOWANCE, messaging_rpc
from gateway.routing import Asked, Route, ask, rpc
from services.contracts import messaging
from services.contracts.caller import ORGANIZATION, Role
from services.contracts.messaging import SEEKER

_ONE = "/api/conversations/<uuid:conversation_id>"


def _write(asked: Asked) -> Response:
    """A seeker asks, an organization replies."""
    operation = messaging.ASK if asked.asker.caller.role is Role.SEEKER else messaging.REPLY
    return answer_with_allowance(ask(operation, asked), 201)


def _limit_checks(asked: Asked) -> None:
    """Each reads a seeker's name in the registry: as often as somebody types, and no oftener (MSG-8)."""
    limit = Limit(gateway().settings.text_checks_per_hour, dt.timedelta(hours=1))
    limits.count_own("text_check", asked.asker.caller.account_id, limit)


ROUTES = (
    messaging_rpc("GET", "/api/conversations", messaging.LIST_CONVERSATIONS, ORGANIZATION | SEEKER, "やりとりの一覧を見る",
        description="未読のあるものを先に、それぞれ最近動きのあった順に表示します（sort で変えられます）。続きがあるときは、"
        "cursor を指定してください。一覧の途中で読んでも、続きの順序は変わりません。words は、空白で区切った語の全てを、"
        "相手の番号又は名称と、読むことのできるメッセージから探します（全角と半角、大文字と小文字は区別しません）。"),
    messaging_rpc("GET", "/api/conversations/unread", messaging.SHOW_UNREAD, ORGANIZATION | SEEKER, "未読の件数を見る",
        description="保管したやりとりの未読は数えません。"),
    messaging_rpc("GET", _ONE, messaging.READ_CONVERSATION, ORGANIZATION | SEEKER, "やりとりを読む",
        description="読むと、相手からのメッセージが既読になります。読まれたかどうかは互いに表示されますが、読まれた日時は"
        "表示されません。"),
    messaging_rpc("PUT", f"{_ONE}/unread-mark", messaging.MARK_UNREAD, ORGANIZATION | SEEKER, "未読の印を付ける",
        description="後で改めて読むための、自分の側だけの印です。読むと消えます。相手に表示される既読の状態は変わりません。"),
    messaging_rpc("DELETE", f"{_ONE}/unread-mark", messaging.UNMARK_UNREAD, ORGANIZATION | SEEKER, "未読の印を消す",
        description="印だけを消します。メッセージは、読むまで既読になりません。"),
    messaging_rpc("PUT", f"{_ONE}/archive", messaging.ARCHIVE_CONVERSATION, ORGANIZATION | SEEKER, "やりとりを保管する",
        description="自分の側の一覧から外します。相手の一覧は変わりません。新しいメッセージがあると、一覧に戻ります。"),
    messaging_rpc("DELETE", f"{_ONE}/archive", messaging.RESTORE_CONVERSATION, ORGANIZATION | SEEKER,
        "保管したやりとりを一覧に戻す"),
    Route("POST", f"{_ONE}/messages", ORGANIZATION | SEEKER, "メッセージを送る", _write,
          messaging.REPLY.request, messaging.REPLY.answer, status=201, keyed=True, answer_headers=ALLOWANCE,
          operations=(messaging.ASK, messaging.REPLY),
          description="求職者は質問などを、利用団体は求職者のメッセージへの返信を送ります。氏名、電話番号、"
          "メールアドレスなどの個人情報は書けません。利用団体は、氏名、連絡先などを求職者に求めることができません（自らの連絡先を"
          "示すことはできます）。該当する箇所は details の found に、前後の空白を除いた本文での位置（UTF-16の符号単位）で示します。"
          "利用団体の返信は、１日の送信件数に数えます。"),
    rpc("POST", f"{_ONE}/messages/<uuid:message_id>/report", messaging.REPORT_MESSAGE, SEEKER, "メッセージを通報する",
        description="利用団体から届いたメッセージを、管轄の労働局に通報します。理由（reason）は省くことができます。通報した人は利用団体に知らされません。"
        "同じメッセージをもう一度通報しても、最初の通報のままです。"),
    messaging_rpc("POST", "/api/messages/check", messaging.CHECK_MESSAGE, ORGANIZATION | SEEKER, "送る前に本文を確かめる",
        before=_limit_checks,
        description="送信せずに、書くことのできない内容（求職者は個人情報、利用団体は個人情報を求める記述、ほかに表示されない文字など）が"
        "含まれていないかを確かめます。該当する箇所は found に、前後の空白を除いた本文での位置（UTF-16の符号単位）で示します。"),
)  # fmt: skip
