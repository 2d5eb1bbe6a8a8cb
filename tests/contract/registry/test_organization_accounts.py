"""Main and additional accounts: invited, agreed to, listed, ended; suspected misuse (REG-11, REG-15)."""

import threading
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import gateway
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.messaging import QUESTION_ASKED
from services.contracts.registry import (
    ACCEPT_INVITATION,
    ACCOUNT_CLOSED,
    END_ACCOUNT,
    HANDLE_MISUSE_REPORT,
    INVITE_ACCOUNT,
    LIST_ACCOUNTS,
    LIST_MISUSE_REPORTS,
    LIST_TOKENS,
    MISUSE_REPORTED,
    RECALL_INVITATION,
    REPORT_MISUSE,
    REQUEST_EMAIL_CHANGE,
    RESEND_INVITATION,
    REVOKE_TOKEN,
    ROTATE_TOKEN,
    SHOW_INVITATION,
)
from services.registry.accounts.tables import accounts, email_changes, terms_consents
from services.registry.accounts.usecases.reservation import reserve_ids
from services.registry.organizations.storage import lock_organization
from services.runtime.identifiers import new_id
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import Registry
from tests.contract.registry.examples import EMAIL, PASSWORD
from tests.contract.registry.procedures import approve, change
from tests.contract.registry.test_notices import message
from tests.contract.registry.test_own_account import main_account
from tests.contract.registry.test_tokens import make, refused, show
from tests.contract.served import Refused

INVITED = "osaka@example.jp"
TERMS = "2021-12-01"
OPERATIONS = Caller(Role.OPERATIONS, account_id=new_id())


@pytest.fixture
def main(registry: Registry) -> Caller:
    registry.approved()
    return main_account(registry)


def invite(registry: Registry, main: Caller, email: str = INVITED, label: str = "大阪支店") -> dict[str, str]:
    """The invitation's ID and the key that was mailed."""
    shown = registry.call(INVITE_ACCOUNT, main, email=email, label=label)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to, mail.secret) == ("account_invitation", email, True)
    return {"invitation_id": shown["invitation_id"], "key": mail.parameters["key"]}


def accept(registry: Registry, invited: dict[str, str], **changes: Any) -> dict[str, Any]:
    return registry.call(
        ACCEPT_INVITATION, ANONYMOUS, **{**invited, "password": PASSWORD, "terms_version": TERMS, **changes}
    )


def additional(registry: Registry, main: Caller, email: str = INVITED) -> Caller:
    accept(registry, invite(registry, main, email))
    return main_account(registry, email)


def refusal(registry: Registry, *arguments: Any, **request: Any) -> ErrorCode:
    with pytest.raises(Refused) as refused:
        registry.call(*arguments, **request)
    return refused.value.code


# Invitations


def test_who_is_invited_sets_a_password_agrees_to_the_terms_and_has_an_additional_account(
    registry: Registry, main: Caller
) -> None:
    """REG-11, REG-15; the main account is told."""
    invited = invite(registry, main)
    shown = registry.call(SHOW_INVITATION, ANONYMOUS, **invited)
    assert (shown["organization_name"], shown["email"]) == ("株式会社東京キャリアサポート", INVITED)
    assert (shown["terms"]["audience"], shown["terms"]["version"]) == ("private", TERMS)
    accept(registry, invited)
    identity = registry.log_in(INVITED)
    assert (identity["role"], identity["organization_id"]) == ("organization_additional", main.organization_id)
    assert identity["display_name"] == "株式会社東京キャリアサポート（大阪支店）"
    assert registry.count(terms_consents, terms_consents.c.way == "invitation") == 1
    assert (registry.mails()[-1].kind, registry.mails()[-1].to) == ("account_added", EMAIL)


def test_after_a_change_of_name_every_account_is_called_by_the_new_one(registry: Registry, main: Caller) -> None:
    """REG-13: in session and mail; another organization's accounts keep theirs."""
    additional(registry, main)
    registry.approved(email="other@example.jp")
    approve(registry, change(registry, main, name="株式会社新東京"))
    called = {email: registry.log_in(email)["display_name"] for email in (EMAIL, INVITED, "other@example.jp")}
    assert called == {
        EMAIL: "株式会社新東京",
        INVITED: "株式会社新東京（大阪支店）",
        "other@example.jp": "株式会社東京キャリアサポート",
    }
    registry.receive(QUESTION_ASKED, message(registry, "48210937561", main.organization_id))
    assert registry.mails()[-1].parameters == {"organization_name": "株式会社新東京"}


def test_any_number_of_additional_accounts(registry: Registry, main: Caller) -> None:
    """REG-11."""
    for number in range(12):
        additional(registry, main, f"desk{number}@example.jp")
    listed = registry.call(LIST_ACCOUNTS, main)
    assert [one["main"] for one in listed["accounts"]] == [True] + [False] * 12
    assert listed["invitations"] == []


def test_an_invitation_is_accepted_once_also_by_two_at_once(registry: Registry, main: Caller) -> None:
    """REG-11: its row is locked."""
    invited = invite(registry, main)
    outcomes = at_once(*[lambda: accept(registry, invited)] * 4)
    assert sorted(outcomes) == ["authentication_key_invalid"] * 3 + [DONE]
    assert registry.count(accounts, accounts.c.role == "organization_additional") == 1


@pytest.mark.parametrize("wrong", ["unknown", "key", "expired", "recalled", "resent"])
def test_what_is_no_valid_invitation_is_refused_alike(registry: Registry, main: Caller, wrong: str) -> None:
    """AUT-6: unknown, wrong, old, recalled and replaced keys."""
    invited = invite(registry, main)
    match wrong:
        case "unknown":
            invited["invitation_id"] = new_id()
        case "key":
            invited["key"] = "WRONGWRONGWR"
        case "expired":
            registry.pass_by(hours=72)
        case "recalled":
            registry.call(RECALL_INVITATION, main, invitation_id=invited["invitation_id"])
        case "resent":
            registry.call(RESEND_INVITATION, main, invitation_id=invited["invitation_id"])
    for operation, more in ((SHOW_INVITATION, {}), (ACCEPT_INVITATION, {"password": PASSWORD, "terms_version": TERMS})):
        code = refusal(registry, operation, ANONYMOUS, **invited, **more)
        assert code is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_a_resent_invitation_is_good_for_its_whole_time_again(registry: Registry, main: Caller) -> None:
    invited = invite(registry, main)
    registry.pass_by(hours=100)
    registry.call(RESEND_INVITATION, main, invitation_id=invited["invitation_id"])
    registry.pass_by(hours=71)
    accept(registry, {**invited, "key": registry.mails()[-1].parameters["key"]})


@pytest.mark.parametrize("operation", [RESEND_INVITATION, RECALL_INVITATION], ids=lambda one: one.name)
def test_an_invitation_that_is_over_is_neither_resent_nor_recalled(
    registry: Registry, main: Caller, operation: Any
) -> None:
    invited = invite(registry, main)
    accept(registry, invited)
    request = {"invitation_id": invited["invitation_id"]}
    assert refusal(registry, operation, main, **request) is ErrorCode.INVITATION_OVER


def test_another_organizations_invitation_looks_as_if_there_were_none(registry: Registry, main: Caller) -> None:
    """AUT-7."""
    invited = invite(registry, main)
    registry.approved(email="other@example.jp", name="別の団体")
    other = main_account(registry, "other@example.jp")
    for operation in (RESEND_INVITATION, RECALL_INVITATION):
        assert refusal(registry, operation, other, invitation_id=invited["invitation_id"]) is ErrorCode.NOT_FOUND
    assert registry.call(LIST_ACCOUNTS, other)["invitations"] == []


@pytest.mark.parametrize("taken", [EMAIL, EMAIL.upper()])
def test_an_address_among_the_own_accounts_is_not_invited(registry: Registry, main: Caller, taken: str) -> None:
    """REG-11: however it is written. The main account sees them, so it is told; of others' addresses it is not (305)."""
    code = refusal(registry, INVITE_ACCOUNT, main, email=taken, label="窓口")
    assert code is ErrorCode.EMAIL_ALREADY_USED


def test_a_plus_sign_is_another_address(registry: Registry, main: Caller) -> None:
    """REG-11: whose mailbox it is only its server knows."""
    additional(registry, main, EMAIL.replace("@", "+osaka@"))


def test_an_address_taken_after_the_invitation_makes_no_second_account(registry: Registry, main: Caller) -> None:
    """REG-11: looked at again under its lock."""
    first, second = invite(registry, main), invite(registry, main, label="窓口")
    accept(registry, first)
    code = refusal(registry, ACCEPT_INVITATION, ANONYMOUS, **second, password=PASSWORD, terms_version=TERMS)
    assert code is ErrorCode.EMAIL_ALREADY_USED


def test_no_account_without_consent_to_the_terms_in_force(registry: Registry, main: Caller) -> None:
    """REG-15; the key is still good afterwards."""
    invited = invite(registry, main)
    code = refusal(registry, ACCEPT_INVITATION, ANONYMOUS, **invited, password=PASSWORD, terms_version="2016-03-22")
    assert code is ErrorCode.TERMS_NOT_CURRENT
    accept(registry, invited)


def test_an_organization_that_has_ended_gets_no_more_accounts(registry: Registry, main: Caller) -> None:
    """REG-11: neither by a new invitation nor by one that waits."""
    invited = invite(registry, main)
    with registry.database.transaction() as connection:
        reserve_ids(connection, str(main.organization_id), registry.today)
    assert (
        refusal(registry, INVITE_ACCOUNT, main, email="x@example.jp", label="窓口") is ErrorCode.ORGANIZATION_NOT_ACTIVE
    )
    code = refusal(registry, ACCEPT_INVITATION, ANONYMOUS, **invited, password=PASSWORD, terms_version=TERMS)
    assert code is ErrorCode.ORGANIZATION_NOT_ACTIVE


def test_no_account_is_left_open_where_an_invitation_is_accepted_while_the_organization_ends(
    registry: Registry, main: Caller
) -> None:
    """REG-11, AUT-9: who accepts waits for what ends the organization, and is refused by it."""
    invited = invite(registry, main)
    outcomes: list[ErrorCode] = []

    def use() -> None:
        outcomes.append(
            refusal(registry, ACCEPT_INVITATION, ANONYMOUS, **invited, password=PASSWORD, terms_version=TERMS)
        )

    thread = threading.Thread(target=use)
    with registry.database.transaction() as connection:
        lock_organization(connection, str(main.organization_id))
        reserve_ids(connection, str(main.organization_id), registry.today)
        thread.start()
        thread.join(1.0)
        assert thread.is_alive(), "it went past an organization that is about to end"
    thread.join()
    assert outcomes == [ErrorCode.ORGANIZATION_NOT_ACTIVE]
    assert registry.count(accounts, accounts.c.role == "organization_additional") == 0


def test_the_ids_of_an_ended_organization_are_refused_for_5_years_to_everybody(
    registry: Registry, main: Caller
) -> None:
    """REG-11: main and additional ones, at registration; by invitation the mailbox is told."""
    additional(registry, main)
    with registry.database.transaction() as connection:
        until = reserve_ids(connection, str(main.organization_id), registry.today)
    assert until.isoformat() == "2031-04-22"
    registry.approved(email="other@example.jp", name="別の団体")
    other = main_account(registry, "other@example.jp")
    for email in (EMAIL, INVITED):
        with pytest.raises(Refused) as refused:
            registry.register(email=email, name="三つ目の団体", permission_number="13-ユ-999777")
        assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
        registry.call(INVITE_ACCOUNT, other, email=email, label="窓口")
        assert (registry.mails()[-1].kind, registry.mails()[-1].to) == ("account_invitation_to_address_in_use", email)


def test_invited_addresses_and_keys_stand_nowhere_in_clear(registry: Registry, main: Caller) -> None:
    """SEE-2."""
    invited = invite(registry, main)
    text = registry.everything_in_clear()
    assert not [secret for secret in (INVITED, invited["key"]) if secret in text]


# The list, and ends


def test_the_main_account_sees_all_accounts_with_their_last_login(registry: Registry, main: Caller) -> None:
    """REG-11: the gateway tells of completed logins; told late or twice, it does no harm."""
    desk = additional(registry, main)
    later = registry.now
    registry.receive(gateway.LOGIN_COMPLETED, {"account_id": desk.account_id}, later)
    registry.receive(gateway.LOGIN_COMPLETED, {"account_id": desk.account_id}, registry.now.replace(hour=0))
    waiting = invite(registry, main, "nagoya@example.jp", "名古屋支店")
    listed = registry.call(LIST_ACCOUNTS, main)
    first, second = listed["accounts"]
    assert (first["main"], first["email"], first["last_login_at"]) == (True, EMAIL, None)
    assert (second["label"], second["state"], second["locked"]) == ("大阪支店", "active", False)
    assert second["last_login_at"] == later.isoformat().replace("+00:00", "Z")
    assert [one["invitation_id"] for one in listed["invitations"]] == [waiting["invitation_id"]]


def test_an_ended_account_logs_in_no_more_and_its_sessions_end(registry: Registry, main: Caller) -> None:
    """REG-11: by the event `account_closed`; its owner is told. Nothing is left of a change of address that waited."""
    desk = additional(registry, main)
    registry.call(REQUEST_EMAIL_CHANGE, desk, current_password=PASSWORD, new_email="wanted@example.jp")
    registry.call(END_ACCOUNT, main, account_id=desk.account_id)
    assert registry.count(email_changes) == 0
    assert not [mail for mail in registry.mails() if mail.kind.startswith("email_change")]
    with pytest.raises(Refused):
        registry.log_in(INVITED)
    assert registry.published(ACCOUNT_CLOSED) == [{"account_id": desk.account_id, "except_session_id": None}]
    assert (registry.mails()[-1].kind, registry.mails()[-1].to) == ("account_ended", INVITED)
    assert registry.call(LIST_ACCOUNTS, main)["accounts"][1]["state"] == "ended"
    assert refusal(registry, END_ACCOUNT, main, account_id=desk.account_id) is ErrorCode.NOT_FOUND


def test_the_address_of_an_ended_additional_account_is_free_again(registry: Registry, main: Caller) -> None:
    """Decision 111: the 5 years of REG-11 begin with a withdrawal or termination."""
    desk = additional(registry, main)
    registry.call(END_ACCOUNT, main, account_id=desk.account_id)
    assert additional(registry, main).account_id != desk.account_id


def test_the_main_account_ends_with_the_organization_alone(registry: Registry, main: Caller) -> None:
    assert refusal(registry, END_ACCOUNT, main, account_id=main.account_id) is ErrorCode.MAIN_ACCOUNT_STAYS


def test_another_organizations_account_can_not_be_ended(registry: Registry, main: Caller) -> None:
    """AUT-7."""
    desk = additional(registry, main)
    registry.approved(email="other@example.jp", name="別の団体")
    other = main_account(registry, "other@example.jp")
    for account_id in (desk.account_id, main.account_id, new_id()):
        assert refusal(registry, END_ACCOUNT, other, account_id=account_id) is ErrorCode.NOT_FOUND


# Misuse


def test_suspected_misuse_is_reported_to_operations_and_ends_every_login_of_the_organization(
    registry: Registry, main: Caller
) -> None:
    """REG-11; seed 001, 9: by any account of it."""
    desk = additional(registry, main)
    reported = registry.call(REPORT_MISUSE, desk, description="心当たりのない案内が送信されている。")
    assert registry.published(MISUSE_REPORTED) == [
        {"organization_id": main.organization_id, "report_id": reported["report_id"]}
    ]
    told = {mail.kind: mail.to for mail in registry.mails()[-2:]}
    assert told == {"misuse_reported": "helpdesk@hd.hellowork.mhlw.go.jp", "misuse_received": EMAIL}
    assert "心当たりのない" not in registry.everything_in_clear()
    (shown,) = registry.call(LIST_MISUSE_REPORTS, OPERATIONS)["reports"]
    assert (shown["description"], shown["reporter"]) == (
        "心当たりのない案内が送信されている。",
        "株式会社東京キャリアサポート（大阪支店）",
    )


def test_operations_are_told_of_misuse_where_they_have_a_mailbox_for_it(registry: Registry, main: Caller) -> None:
    """REG-11: a setting."""
    registry.service.tools = replace(registry.service.tools, misuse_reports_to="kanshi@example.jp")
    registry.call(REPORT_MISUSE, main, description="心当たりのない案内が送信されている。")
    (told,) = [mail.to for mail in registry.mails() if mail.kind == "misuse_reported"]
    assert told == "kanshi@example.jp"


def test_no_token_outlives_a_report_of_misuse(registry: Registry, main: Caller) -> None:
    """REG-11, AUT-8, decision 111: who had got in may have made one; main account and operations are told which ended."""
    desk = additional(registry, main)
    mine = [make(registry, main, name=name) for name in ("取込み", "統計")]
    registry.call(REVOKE_TOKEN, main, token_id=mine[1]["token_id"])
    replaced = make(registry, main, name="更新前")
    successor = registry.call(ROTATE_TOKEN, main, token_id=replaced["token_id"])
    registry.approved(email="other@example.jp", name="別の団体")
    others = make(registry, main_account(registry, "other@example.jp"))
    registry.pass_by(minutes=1)
    ended = [mine[0], replaced, successor]
    reported = registry.call(REPORT_MISUSE, desk, description="覚えのない接続がある。")
    assert reported["tokens_revoked"] == 3
    for token in ended:
        assert refused(registry, token["token"]) is ErrorCode.TOKEN_INVALID
    assert show(registry, others["token"])["token_id"] == others["token_id"]
    assert {one["state"] for one in registry.call(LIST_TOKENS, main)["tokens"]} == {"revoked"}
    mails = {mail.kind: mail for mail in registry.mails()[-2:]}
    assert {kind: mail.to for kind, mail in mails.items()} == {
        "misuse_reported_and_tokens_revoked": "helpdesk@hd.hellowork.mhlw.go.jp",
        "misuse_received_and_tokens_revoked": EMAIL,
    }
    told = mails["misuse_received_and_tokens_revoked"].parameters["tokens"]
    assert told.split("、") == [f"{one['name']}（{one['beginning']}）" for one in reversed(ended)]
    assert mails["misuse_reported_and_tokens_revoked"].parameters["tokens"] == "３件"
    again = registry.call(REPORT_MISUSE, desk, description="まだある。")
    assert again["tokens_revoked"] == 0
    assert [mail.kind for mail in registry.mails()[-2:]] == ["misuse_reported", "misuse_received"]


def test_every_token_that_a_report_of_misuse_ended_stands_in_the_audit_log(registry: Registry, main: Caller) -> None:
    """OPS-3, AUT-8."""
    token_id = make(registry, main)["token_id"]
    report_id = registry.call(REPORT_MISUSE, main, description="覚えのない接続がある。")["report_id"]
    assert registry.readings(REPORT_MISUSE) == [
        (f"report:{report_id}", main.account_id),
        (f"token:{token_id}", main.account_id),
    ]


def test_operations_write_down_what_came_of_a_report_once(registry: Registry, main: Caller) -> None:
    """REG-11: of two at once the second is told."""
    ids = [registry.call(REPORT_MISUSE, main, description=str(n))["report_id"] for n in range(3)]
    page = registry.call(LIST_MISUSE_REPORTS, OPERATIONS, limit=2)
    assert [one["report_id"] for one in page["reports"]] == [ids[2], ids[1]]
    (last,) = registry.call(LIST_MISUSE_REPORTS, OPERATIONS, limit=2, after=page["next"])["reports"]
    assert last["report_id"] == ids[0]
    read = [(f"misuse_report:{report_id}", OPERATIONS.account_id) for report_id in reversed(ids)]
    assert registry.readings(LIST_MISUSE_REPORTS) == read, "OPS-3: which of them somebody read"
    registry.call(HANDLE_MISUSE_REPORT, OPERATIONS, report_id=ids[1], outcome="確認した。")
    request = {"report_id": ids[1], "outcome": "確認した。"}
    assert refusal(registry, HANDLE_MISUSE_REPORT, OPERATIONS, **request) is ErrorCode.ALREADY_RECORDED
    request["report_id"] = new_id()
    assert refusal(registry, HANDLE_MISUSE_REPORT, OPERATIONS, **request) is ErrorCode.NOT_FOUND
    handled = registry.call(LIST_MISUSE_REPORTS, OPERATIONS, handled=True)["reports"]
    assert [(one["report_id"], one["outcome"]) for one in handled] == [(ids[1], "確認した。")]
    assert len(registry.call(LIST_MISUSE_REPORTS, OPERATIONS)["reports"]) == 2


def test_the_accounts_index_serves_the_list(registry: Registry) -> None:
    with registry.database.transaction() as connection:
        indexes = {index["name"] for index in sa.inspect(connection).get_indexes("accounts")}
    assert "ix_accounts_organization_id" in indexes
