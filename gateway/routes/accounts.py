"""Accounts: one's own password and address, the accounts of an organization, and suspected misuse (AUT-1, AUT-6, REG-11)."""

from __future__ import annotations

from typing import Any

from flask import Response

from gateway import limits, requests
from gateway.access import NOT_LOGGED_IN
from gateway.answers import answer_json
from gateway.context import gateway, trace
from gateway.login import entries
from gateway.login.session_storage import StoredSession
from gateway.routing import Asked, Route, rpc
from services.contracts import registry
from services.contracts.caller import LOGGED_IN, ORGANIZATION
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.operations import Operation
from services.contracts.registry import BUREAU
from services.contracts.registry.organization_accounts import MAIN, OPERATIONS
from services.contracts.registry.own_account import HELPERS

_EMAIL_CHANGE = "/api/account/email-change"
_INVITATION = "/api/organization/invitations/<uuid:invitation_id>"
_RECEIVED = "/api/invitations/<uuid:invitation_id>"
_OWN_SESSION = frozenset({"session_id"})
_WRONG_SECRETS = frozenset({ErrorCode.CURRENT_PASSWORD_WRONG, ErrorCode.AUTHENTICATION_KEY_INVALID})
"""What is written into the audit log of who is logged in, perhaps not the owner (AUT-6)."""


def _limit_own_passwords(asked: Asked) -> None:
    """Current passwords that are given by who has a session, perhaps not their own (AUT-6)."""
    limit = gateway().settings.login.own_passwords_per_account
    limits.count_own("own_password", asked.asker.caller.account_id, limit)


def _limit_confirmations(asked: Asked) -> None:
    """Keys of a change of address (AUT-6)."""
    limit = gateway().settings.login.confirmations_per_account
    limits.count_own("confirmation", asked.asker.caller.account_id, limit)


def _limit_invitations(asked: Asked) -> None:
    """Each mails an address that nobody has proved to be theirs, and tells whether one is in use (AUT-6)."""
    limit = gateway().settings.login.invitations_per_account
    limits.count_own("invitation", asked.asker.caller.account_id, limit)


def _limit_invitation_keys(asked: Asked) -> None:
    """Keys of invitations that are tried, by invitation and by network address (AUT-6)."""
    settings = gateway().settings.login
    limits.count(
        "invitation_key",
        asked.values["invitation_id"],
        settings.confirmations_per_account,
        settings.key_tries_per_address,
    )


def _limit_misuse_reports(asked: Asked) -> None:
    """Each report logs everybody out and is read by a person: by organization and by network address (AUT-6, REG-11)."""
    settings = gateway().settings.login
    limits.count(
        "misuse_report",
        str(asked.asker.caller.organization_id),
        settings.misuse_reports_per_organization,
        settings.misuse_reports_per_address,
    )


def _in_own_session(method: str, path: str, operation: Operation, summary: str, before: Any, description: str) -> Route:
    """A route of an operation that is told in which session it is asked, so that this one goes on when others end."""

    def handler(asked: Asked) -> Response:
        before(asked)
        session = asked.asker.session
        assert isinstance(session, StoredSession)
        values = {**asked.values, "session_id": session.session_id}
        try:
            answer = gateway().services.call(operation, values, asked.asker.caller, trace=trace())
        except CallRefused as refusal:
            if refusal.code in _WRONG_SECRETS:
                with gateway().logins.database.transaction() as connection:
                    entries.own_secret_refused(connection, asked.asker.caller, limits.occasion(), refusal.code.value)
            raise
        return answer_json(answer, 200)

    return Route(
        method,
        path,
        LOGGED_IN,
        summary,
        handler,
        requests.part_of(operation.request, _OWN_SESSION, inside=False),
        operation.answer,
        description=description,
        operations=(operation,),
    )


ROUTES = (
    _in_own_session("PUT", "/api/account/password", registry.CHANGE_PASSWORD, "自分のパスワードを変更する", _limit_own_passwords,
        "現在のパスワードが必要です。ほかの端末・ブラウザでのログインと、ワンタイムパスワードの省略の設定は全て終了します。"),
    rpc("POST", _EMAIL_CHANGE, registry.REQUEST_EMAIL_CHANGE, LOGGED_IN, "自分のメールアドレスの変更を申し込む",
        before=_limit_own_passwords,
        description="新しいメールアドレスと現在のメールアドレスの両方に、確認キーを送信します。"
        "両方の確認キーを入力したときに変更されます。新しいメールアドレスが既に登録されているときは、"
        "確認キーに代えて、その旨をそのメールアドレスにのみお知らせします。"),
    rpc("GET", _EMAIL_CHANGE, registry.SHOW_EMAIL_CHANGE, LOGGED_IN, "申込み中のメールアドレスの変更を見る"),
    _in_own_session("POST", f"{_EMAIL_CHANGE}/confirmation", registry.CONFIRM_EMAIL_CHANGE,
        "メールアドレスの変更を確認する", _limit_confirmations,
        "どちらの確認キーからでも入力できます。変更が完了すると、ほかの端末・ブラウザでのログインは終了します。"),
    rpc("DELETE", _EMAIL_CHANGE, registry.CANCEL_EMAIL_CHANGE, LOGGED_IN, "メールアドレスの変更を取りやめる"),
    rpc("GET", "/api/organization/accounts", registry.LIST_ACCOUNTS, MAIN, "利用団体のアカウントの一覧を見る",
        description="主たるアカウントと追加アカウント、登録を待っている招待を示します。"),
    rpc("DELETE", "/api/organization/accounts/<uuid:account_id>", registry.END_ACCOUNT, MAIN,
        "追加アカウントを終了する",
        description="このアカウントのログインとワンタイムパスワードの省略は、直ちに終了します。"),
    rpc("POST", "/api/organization/invitations", registry.INVITE_ACCOUNT, MAIN, "追加アカウントに招待する", status=201,
        before=_limit_invitations,
        description="招待キーをメールで送信します。追加アカウントの数に上限はありません。メールアドレスが既に登録されているときは、"
        "招待キーに代えて、その旨をそのメールアドレスにのみお知らせします。自団体のアカウントのメールアドレスは、指定できません。"),
    rpc("POST", f"{_INVITATION}/resending", registry.RESEND_INVITATION, MAIN, "招待をもう一度送る",
        before=_limit_invitations, description="新しい招待キーを送信します。前の招待キーは使えなくなります。"),
    rpc("DELETE", _INVITATION, registry.RECALL_INVITATION, MAIN, "招待を取り消す"),
    rpc("POST", f"{_RECEIVED}/inspection", registry.SHOW_INVITATION, NOT_LOGGED_IN, "届いた招待を確かめる",
        before=_limit_invitation_keys, description="招待した利用団体と、同意が必要な利用規約を示します。"),
    rpc("POST", f"{_RECEIVED}/acceptance", registry.ACCEPT_INVITATION, NOT_LOGGED_IN, "招待を受けて追加アカウントを登録する",
        status=201, before=_limit_invitation_keys,
        description="パスワードを設定し、利用規約に同意すると、招待を受けたメールアドレスがＩＤになります。"),
    rpc("POST", "/api/organization/misuse-reports", registry.REPORT_MISUSE, ORGANIZATION,
        "アカウントの不正利用のおそれを報告する", status=201, before=_limit_misuse_reports,
        description="運用管理組織へ報告し、利用団体の全てのアカウントのログインとワンタイムパスワードの省略を終了します。"
        "この操作をしたアカウントも、改めてログインが必要です。短い時間に続けて報告することはできません。"),
    rpc("GET", "/api/operations/misuse-reports", registry.LIST_MISUSE_REPORTS, OPERATIONS,
        "不正利用のおそれの報告の一覧を見る", description="新しい順に表示します。続きがあるときは next の値を after に指定してください。"),
    rpc("POST", "/api/operations/misuse-reports/<uuid:report_id>/outcome", registry.HANDLE_MISUSE_REPORT, OPERATIONS,
        "不正利用のおそれの報告への対応を記録する"),
    rpc("POST", "/api/staff/account-unlocks", registry.UNLOCK_ACCOUNT, HELPERS, "ログインの停止を解除する",
        description="誤ったパスワードの入力による停止を解除します。労働局の職員は管轄する利用団体の、公共職業安定所の"
        "職員は自所の求職者と求人者の、厚生労働省は他の職員のアカウントに限ります。"
        "理由が記録され、アカウントのメールアドレスへ通知されます。"),
    rpc("POST", "/api/staff/account-password-resets", registry.VOID_ACCOUNT_PASSWORD, HELPERS,
        "漏えいのおそれのあるパスワードを無効とする",
        description="全ての端末でのログインとワンタイムパスワードの省略を直ちに終了します。本人が、認証キーにより新しいパスワードを"
        "設定します。対象となるアカウントは、ログインの停止の解除と同じです。ただし、職員のアカウントは、その管理者に限ります。"
        "理由が記録され、アカウントのメールアドレスへ通知されます。"),
    rpc("POST", "/api/staff/account-email-changes", registry.CHANGE_ACCOUNT_EMAIL, BUREAU,
        "ログインできない利用者のメールアドレスを変更する",
        description="書面による申出を受けて、管轄する利用団体のアカウントのメールアドレスを変更します。"
        "理由が記録され、変更前と変更後の両方のメールアドレスへ通知されます。"
        "２人の職員による決定を求める設定では、別の職員が書面を見て同じ内容を入力したときに変更されます（changed）。"),
)  # fmt: skip
