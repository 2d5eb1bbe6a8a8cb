"""Statistics of the service (RPT-4)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import reporting
from services.contracts.caller import Role

READERS = frozenset({Role.MINISTRY, Role.OPERATIONS, Role.BUREAU_STAFF})

ROUTES = (
    rpc("GET", "/api/statistics/<day:day>", reporting.STATISTICS_OF_DAY, READERS, "一日の提供状況を見る",
        description="全国の数値です。労働局の職員には、自らの労働局の数値を示します。"
        "小さな値は、個人が分からないように伏せます。"),
)  # fmt: skip
