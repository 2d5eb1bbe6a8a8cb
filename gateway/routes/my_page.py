"""A seeker's own page: record, provision choice, blocks, holders, and the password (SEE-4, SEE-7, MSG-7)."""

from __future__ import annotations

from flask import request

from gateway.access import NOT_LOGGED_IN
from gateway.context import gateway, trace
from gateway.login.rules import Limit
from gateway.login.usecases import Occasion, count_attempts
from gateway.routing import Asked, rpc
from services.contracts import compliance, messaging, registry
from services.contracts.messaging import SEEKER
from services.runtime import clock

_BLOCK = "/api/my-page/blocks/<uuid:organization_id>"


def _limit_keys(asked: Asked) -> None:
    """Keys asked for and keys guessed are limited by e-mail and by address (AUT-6)."""
    settings = gateway().settings.login
    occasion = Occasion(clock.now(), request.remote_addr or "", trace())
    limits: list[tuple[str, str, Limit]] = [
        ("key_by_address", occasion.address, settings.keys_per_address),
        ("key_by_email", asked.values["email"], settings.keys_per_email),
    ]
    count_attempts(gateway().logins, limits, occasion)


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
        "認証キーを請求する", status=202, keyed=False, before=_limit_keys,
        description="登録されたメールアドレスであれば、認証キーをメールで送信します。登録の有無にかかわらず、回答は同じです。"),
    rpc("POST", "/api/my-page/password", registry.SET_PASSWORD, NOT_LOGGED_IN, "パスワードを設定する",
        before=_limit_keys,
        description="メールで届いた認証キーを用いて、マイページを開設し、又はパスワードを設定し直します。"),
)  # fmt: skip
