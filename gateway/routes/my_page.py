"""A seeker's own page: record, provision choice, blocks, holders, and the password (SEE-4, SEE-7, MSG-7)."""

from __future__ import annotations

import time
from typing import Any

from flask import Response, g

from gateway import limits
from gateway.access import NOT_LOGGED_IN
from gateway.answers import answer_json
from gateway.context import gateway
from gateway.routing import Asked, rpc
from services.contracts import compliance, messaging, registry
from services.contracts.messaging import SEEKER

ANSWERED_AFTER_SECONDS = 0.3
"""Longer than a key and its mail take to be written."""

_BLOCK = "/api/my-page/blocks/<uuid:organization_id>"


def _limit_keys(asked: Asked) -> None:
    """Keys asked for and keys guessed (AUT-6)."""
    settings = gateway().settings.login
    limits.count("key", asked.values["email"], settings.keys_per_email, settings.keys_per_address)


def _answer_late(answer: Any, status: int) -> Response:
    """As late for an address that somebody has as for others: the mail to it takes its milliseconds (AUT-6)."""
    time.sleep(max(0.0, ANSWERED_AFTER_SECONDS - (time.perf_counter() - g.started)))
    return answer_json(answer, status)


ROUTES = (
    rpc("GET", "/api/my-page/record", registry.SHOW_MY_RECORD, SEEKER, "登録内容を見る"),
    rpc("PUT", "/api/my-page/provision-choice", registry.CHANGE_PROVISION_CHOICE, SEEKER, "求職情報提供の可否を変える",
        description="変更は直ちに有効になります。提供の範囲を狭めると、対象から外れた利用団体の検索には表示されなくなります。"),
    rpc("PUT", _BLOCK, messaging.BLOCK_ORGANIZATION, SEEKER, "利用団体からの受信を拒否する",
        description="以後、この利用団体からのメッセージは届きません。"),
    rpc("DELETE", _BLOCK, messaging.UNBLOCK_ORGANIZATION, SEEKER, "受信の拒否を解除する"),
    rpc("GET", "/api/my-page/blocks", messaging.LIST_BLOCKS, SEEKER, "受信を拒否している利用団体を見る"),
    rpc("GET", "/api/my-page/holders", compliance.LIST_HOLDERS, SEEKER, "求職情報を取得した利用団体を見る"),
    rpc("POST", "/api/my-page/authentication-keys", registry.REQUEST_AUTHENTICATION_KEY, NOT_LOGGED_IN,
        "認証キーを請求する", status=202, keyed=False, before=_limit_keys, respond=_answer_late,
        description="登録されたメールアドレスであれば、認証キーをメールで送信します。登録の有無にかかわらず、回答は同じです。"),
    rpc("POST", "/api/my-page/password", registry.SET_PASSWORD, NOT_LOGGED_IN, "パスワードを設定する",
        before=_limit_keys,
        description="メールで届いた認証キーを用いて、マイページを開設し、又はパスワードを設定し直します。"),
)  # fmt: skip
