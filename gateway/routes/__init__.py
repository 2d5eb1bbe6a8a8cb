"""Every route of the site, a module a subject. To find what a path does, read its line here."""

from gateway.routes import (
    applications,
    conversations,
    custody,
    guidance,
    health,
    my_page,
    reference,
    seekers,
    sessions,
    staff,
    statistics,
)
from gateway.routing import Route

API: dict[str, tuple[str, tuple[Route, ...]]] = {
    "sessions": ("ログイン、ワンタイムパスワードとその省略", sessions.ROUTES),
    "applications": ("利用申請の登録", applications.ROUTES),
    "staff": ("管轄労働局による申請の受付、承認、不承認", staff.ROUTES),
    "reference": ("都道府県、市区町村、職業分類などのコードと、利用規約", reference.ROUTES),
    "seekers": ("求職情報の検索と閲覧", seekers.ROUTES),
    "guidance": ("利用案内の送信", guidance.ROUTES),
    "conversations": ("求職者と利用団体のやりとり", conversations.ROUTES),
    "my_page": ("求職者マイページ", my_page.ROUTES),
    "custody": ("取得した求職情報の保有と削除", custody.ROUTES),
    "statistics": ("提供状況の統計", statistics.ROUTES),
    "health": ("稼働状況", health.ROUTES),
}
"""Each subject's description and routes, by the tag under which the OpenAPI document shows them."""
