"""What operations look up (運用管理組織): the audit log, and who has read what of a person (OPS-3, SEE-2)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import compliance, registry
from services.contracts.caller import Role

ROUTES = (
    rpc("GET", "/api/operations/audit-entries", compliance.SEARCH_AUDIT_ENTRIES, frozenset({Role.OPERATIONS}),
        "監査記録を検索する",
        description="だれが、いつ、どこから、何を行い、又は閲覧したかの記録を、新しい順に表示します。続きがあるときは、"
        "cursor の値を指定してください。検索したこと自体も記録されます。記録は追加されるだけで、変更や削除はできません。"),
    rpc("GET", "/api/operations/personal-data-readings", registry.SEARCH_PERSONAL_DATA_READINGS,
        frozenset({Role.OPERATIONS}), "個人情報を読み出した記録を検索する",
        description="求職者の個人情報（氏名、連絡先など）のどの項目を、いつ、何のために、だれの操作により読み出したかの記録を、新しい順に"
        "表示します。メールを送信するためのメールアドレスの読出しも含みます。続きがあるときは、next の値を after に指定してください。"
        "検索したこと自体も監査記録に残ります。読み出した値は示しません。"),
)  # fmt: skip
