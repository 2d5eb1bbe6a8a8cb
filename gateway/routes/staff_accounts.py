"""Accounts of staff, as ministry and operations administer them and a bureau looks at its own (AUT-7)."""

from __future__ import annotations

from gateway.routing import rpc
from services.contracts import registry
from services.contracts.caller import Role
from services.contracts.registry import ADMINISTRATORS

_ALL = "/api/staff-accounts"
_ONE = f"{_ALL}/<uuid:account_id>"
_WHOSE = (
    "厚生労働省は全ての職員のアカウントを、運用管理組織は厚生労働省を除く職員のアカウントを管理します。"
    "自分のアカウントに対しては行えません。理由が記録され、本人へメールで通知されます。"
)
_LEFT = "left は、その労働局、安定所などに残るアカウントの数です。0 のときは、利用できるアカウントがなくなります。"

ROUTES = (
    rpc("GET", _ALL, registry.LIST_STAFF_ACCOUNTS, ADMINISTRATORS | {Role.BUREAU_STAFF}, "職員のアカウントの一覧を見る",
        description="発行の古い順に表示し、最後にログインした日時を示します。not_logged_in_since を指定すると、その日以後に"
        "ログインしていないアカウントに絞ります。労働局の職員には、自局とその管内の公共職業安定所のアカウントを示します。"
        "続きがあるときは next の値を after に指定してください。"),
    rpc("POST", _ALL, registry.ISSUE_STAFF_ACCOUNT, ADMINISTRATORS, "職員のアカウントを発行する", status=201,
        description="本人が、メールアドレスに届く認証キーによりパスワードを設定します。" + _WHOSE),
    rpc("POST", f"{_ONE}/end", registry.END_STAFF_ACCOUNT, ADMINISTRATORS, "職員のアカウントを終了する",
        description="ログインの状態とワンタイムパスワードの省略は、直ちに終了します。メールアドレスは、他のアカウントに"
        "使用できるようになります。" + _LEFT + _WHOSE),
    rpc("POST", f"{_ONE}/reactivation", registry.ENABLE_STAFF_ACCOUNT, ADMINISTRATORS,
        "終了した職員のアカウントを再び利用できるようにする",
        description="これまでのパスワードは使用できません。メールアドレスが他のアカウントに使用されているときは、"
        "新しいアカウントを発行してください。" + _WHOSE),
    rpc("POST", f"{_ONE}/transfer", registry.MOVE_STAFF_ACCOUNT, ADMINISTRATORS, "職員のアカウントの所属を変更する",
        description="office_code を省くと労働局の職員に、指定すると公共職業安定所の職員になります。ログインの状態とワンタイム"
        "パスワードの省略は、直ちに終了します。" + _LEFT + _WHOSE),
    rpc("POST", f"{_ONE}/password-reset", registry.VOID_STAFF_PASSWORD, ADMINISTRATORS,
        "職員のアカウントのパスワードを無効とする",
        description="ログインの状態とワンタイムパスワードの省略を直ちに終了し、ログインの停止を解除します。本人が、認証キーにより"
        "新しいパスワードを設定します。" + _WHOSE),
)  # fmt: skip
