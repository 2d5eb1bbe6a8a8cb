"""What an organization holds and must delete (MSG-11, MSG-12)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import compliance
from services.contracts.caller import ORGANIZATION

ROUTES = (
    rpc("GET", "/api/deletion-duties", compliance.LIST_DUTIES, ORGANIZATION, "削除すべき求職情報の一覧を見る",
        description="古い順に表示します。続きがあるときは next の値を after に指定してください。"),
    rpc("POST", "/api/deletion-duties/<uuid:duty_id>/confirmation", compliance.CONFIRM_DUTY, ORGANIZATION,
        "削除したことを報告する"),
    rpc("GET", "/api/custody", compliance.LIST_CUSTODY, ORGANIZATION, "保有している求職情報の一覧を見る",
        description="保有できる期限の早い順に表示します。"),
)  # fmt: skip
