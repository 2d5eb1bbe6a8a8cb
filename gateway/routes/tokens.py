"""Tokens of machine clients, and what such a client may ask beside the data it fetches (AUT-8)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import registry
from services.contracts.caller import ORGANIZATION, Role

MAIN = frozenset({Role.ORGANIZATION_MAIN})
MACHINE = frozenset({Role.MACHINE})
_TOKENS = "/api/organization/tokens"

ROUTES = (
    rpc("GET", "/api/organization", registry.SHOW_OWN_REGISTRATION, ORGANIZATION | MACHINE,
        "自らの登録内容と利用状況を見る"),
    rpc("GET", _TOKENS, registry.LIST_TOKENS, MAIN, "トークンの一覧を見る",
        description="利用団体のシステムが使うトークンを、新しい順に表示します。トークンそのものは表示しません。"),
    rpc("POST", _TOKENS, registry.MAKE_TOKEN, MAIN, "トークンを発行する", status=201,
        description="トークンは、この回答で一度だけ表示します。利用できるサービスの範囲、接続元のアドレス及び有効期間を"
        "指定してください。システムは、依頼のヘッダーに Authorization: Bearer に続けてトークンを指定します。"),
    rpc("POST", f"{_TOKENS}/<uuid:token_id>/rotation", registry.ROTATE_TOKEN, MAIN, "トークンを新しいものに切り替える",
        status=201,
        description="範囲、アドレス及び有効期間の長さが同じ、新しいトークンを発行します。"
        "古いトークンは、overlap_hours の時間が過ぎるまで、併せて利用できます。"),
    rpc("DELETE", f"{_TOKENS}/<uuid:token_id>", registry.REVOKE_TOKEN, MAIN, "トークンを失効させる",
        description="直ちに利用できなくなります。元に戻すことはできません。"),
    rpc("GET", "/api/machine/token", registry.SHOW_OWN_TOKEN, MACHINE, "利用中のトークンの内容を確かめる",
        description="依頼に使ったトークンの範囲、接続元のアドレス及び有効期限を示します。"),
)  # fmt: skip
