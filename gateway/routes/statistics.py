"""Statistics of the service, and what each figure counts (RPT-4, RPT-5)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import reporting
from services.contracts.caller import Role

READERS = frozenset({Role.MINISTRY, Role.OPERATIONS, Role.BUREAU_STAFF})

ROUTES = (
    rpc("GET", "/api/statistics/<day:day>", reporting.STATISTICS_OF_DAY, READERS, "１日の提供状況を見る",
        description="全国の数値です。労働局の職員には、自らの労働局の数値を示します。"
        "小さな値は、個人が分からないように伏せます。"),
    rpc("GET", "/api/statistics/<day:day>/trace", reporting.TRACE_FIGURE, frozenset({Role.MINISTRY}),
        "数値が何を数えたものかを見る",
        description="数えたもののIDを一つずつ示します。続きがあるときは next の値を after に指定してください。"),
)  # fmt: skip
