"""What operations do (運用管理組織): the audit log (OPS-3)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import compliance
from services.contracts.caller import Role

ROUTES = (
    rpc("GET", "/api/operations/audit-entries", compliance.SEARCH_AUDIT_ENTRIES, frozenset({Role.OPERATIONS}),
        "監査記録を検索する",
        description="だれが、いつ、どこから、何を行い、又は閲覧したかの記録を、新しい順に表示します。続きがあるときは、"
        "cursor の値を指定してください。検索したこと自体も記録されます。記録は追加されるだけで、変更や削除はできません。"),
)  # fmt: skip
