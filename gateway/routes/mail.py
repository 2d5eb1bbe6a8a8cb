"""Links in mails to do without them (RFC 8058), and addresses that take no mail.

The links are for people and for mail programs alike: a page in HTML with a button, and the same address takes the button's
form and the mail program's one click. Following a link alone changes nothing. The help desk's contact and hours stand on the page (OPS-5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from jinja2 import DictLoader, Environment, StrictUndefined

from gateway.access import NOT_LOGGED_IN
from gateway.context import gateway
from gateway.routing import rpc
from services.contracts import registry
from services.contracts.caller import Role
from services.contracts.registry import BUREAU, OFFICE

_PAGE = Environment(
    loader=DictLoader(
        {
            "page.html": """\
<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>お知らせメールの配信 - ハローワークインターネットサービス</title>
</head>
<body>
<main>
<h1>お知らせメールの配信</h1>
<p>対象：{{ subject }}</p>
{% if unsubscribed -%}
<p>このお知らせの配信を停止しています。</p>
<form method="post" action="{{ resumption }}"><button type="submit">配信を再開する</button></form>
{% else -%}
<p>このお知らせをメールで配信しています。</p>
<form method="post" action="{{ own }}"><button type="submit">配信を停止する</button></form>
{% endif -%}
<p>申請やログインに必要なメール、法令や利用規約に基づく通知は、配信を停止できません。</p>
</main>
<footer>
<h2>お問い合わせ</h2>
<p>{{ help_desk.name }}<br>電話：{{ help_desk.phone }}<br>受付時間：{{ help_desk.hours }}<br>
メール：<a href="mailto:{{ help_desk.email }}">{{ help_desk.email }}</a></p>
</footer>
</body>
</html>
"""
        }
    ),
    autoescape=True,
    undefined=StrictUndefined,
).get_template("page.html")
_ONE = "/api/mail/unsubscriptions/<token>"


def _page(answer: Mapping[str, Any], status: int) -> Response:
    own = f"/api/mail/unsubscriptions/{(request.view_args or {})['token']}"
    page = _PAGE.render(**answer, own=own, resumption=f"{own}/resumption", help_desk=gateway().settings.help_desk)
    return Response(page, status=status, content_type="text/html; charset=utf-8")


ROUTES = (
    rpc("GET", _ONE, registry.SHOW_UNSUBSCRIPTION, NOT_LOGGED_IN, "お知らせメールの配信の停止を確かめる（画面）",
        respond=_page, media_type="text/html",
        description="お知らせメールに記載されたリンクの画面です。開くだけでは何も変わりません。"),
    rpc("POST", _ONE, registry.UNSUBSCRIBE, NOT_LOGGED_IN, "お知らせメールの配信を停止する",
        respond=_page, media_type="text/html", keyed=False, ignores_body=True,
        description="メールソフトの「登録解除」（RFC 8058）と、画面のボタンから利用します。本文は読みません。"
        "停止できるのは、配信が任意のお知らせに限ります。"),
    rpc("POST", f"{_ONE}/resumption", registry.SUBSCRIBE_AGAIN, NOT_LOGGED_IN, "お知らせメールの配信を再開する",
        respond=_page, media_type="text/html", keyed=False, ignores_body=True),
    rpc("GET", "/api/staff/mail-troubles", registry.LIST_MAIL_TROUBLES, BUREAU | OFFICE | {Role.OPERATIONS},
        "メールの届かない利用者の一覧を見る",
        description="労働局の職員には、管轄する利用団体と申請者のアカウントを示します。ハローワークの職員には、管轄する求職者（求職者マイページの"
        "ない求職者を含みます。）と求人者を示します。メールが再び届くか、メールアドレスが"
        "変更されると、一覧から消えます。続きがあるときは next の値を after に指定してください。"),
)  # fmt: skip
