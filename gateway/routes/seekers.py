"""Finding seekers and reading their records (SRC-1, SRC-2, SRC-7)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import search
from services.contracts.caller import ORGANIZATION

ROUTES = (
    rpc("POST", "/api/seekers/search", search.SEARCH_SEEKERS, ORGANIZATION, "求職者を検索する",
        description="同じ項目に指定した複数のコードは「いずれか」、異なる項目どうしは「すべて」を満たすものを探します。"
        "続きを見るときは、同じ条件に cursor を付けてください。facets は最初のページにだけ付きます。"),
    rpc("GET", "/api/seekers/<seeker_number:seeker_number>", search.SHOW_SEEKER, ORGANIZATION, "求職情報を見る",
        description="初めて見たときに、求職情報を「取得」したものとして記録します。保有できる期間は、この取得の日から数えます。"),
)  # fmt: skip
