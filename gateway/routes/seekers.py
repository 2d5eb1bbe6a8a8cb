"""Finding seekers and reading their records; saved searches (SRC-1, SRC-2, SRC-6, SRC-7)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import search
from services.contracts.caller import ORGANIZATION

_SAVED = "/api/saved-searches"

ROUTES = (
    rpc("POST", "/api/seekers/search", search.SEARCH_SEEKERS, ORGANIZATION, "求職者を検索する",
        description="同じ項目に指定した複数のコードは「いずれか」、異なる項目どうしは「すべて」を満たすものを探します。"
        "続きを見るときは、同じ条件に cursor を付けてください。facets は最初のページにだけ付きます。"),
    rpc("GET", "/api/seekers/<seeker_number:seeker_number>", search.SHOW_SEEKER, ORGANIZATION, "求職情報を見る",
        description="初めて見たときに、求職情報を「取得」したものとして記録します。保有できる期間は、この取得の日から数えます。"),
    rpc("GET", _SAVED, search.LIST_SAVED_SEARCHES, ORGANIZATION, "保存した検索条件の一覧を見る",
        description="検索条件は、アカウントごとに保存されます。query の値を、検索（POST /api/seekers/search）にそのまま指定できます。"
        "new_hits と changed_hits は、前回のお知らせの後に新しく提供された件数と、内容が変わった件数です。"),
    rpc("POST", _SAVED, search.SAVE_SEARCH, ORGANIZATION, "検索条件を保存する", status=201,
        description="notify を true とすると、該当する新しい求職情報があったときに、その件数を一日に一度メールでお知らせします。"),
    rpc("PUT", f"{_SAVED}/<uuid:saved_search_id>", search.CHANGE_SAVED_SEARCH, ORGANIZATION, "保存した検索条件を変更する",
        description="検索条件を変えたときは、その後に提供されたものから数え直します。"),
    rpc("DELETE", f"{_SAVED}/<uuid:saved_search_id>", search.DELETE_SAVED_SEARCH, ORGANIZATION, "保存した検索条件を削除する"),
)  # fmt: skip
