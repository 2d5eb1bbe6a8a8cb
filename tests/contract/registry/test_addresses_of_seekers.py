"""SEE-7, REG-11: no account gets the address of a job seeker, who would not come to My Page any more (decision 305)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.registry.accounts.tables import accounts
from services.registry.accounts.usecases.staff import StaffAccountInvalid
from tests.contract.registry.conftest import Registry, main_account, staff
from tests.contract.registry.examples import EMAIL, PASSWORD, an_application
from tests.contract.registry.staff_accounts import GROUND, handle, made, operations
from tests.contract.registry.test_loading import load
from tests.contract.registry.test_organization_accounts import TERMS, additional, invite
from tests.contract.registry.test_own_account import SESSION
from tests.contract.registry.test_paper import paper
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

SEEKER = str(feeds.row(1)["email"])
NAME = "株式会社東京キャリアサポート"


@pytest.fixture
def bring_in(registry: Registry, tmp_path: Path) -> Callable[[], None]:
    """Brings the seeker, who has no My Page yet."""
    registry.now = feeds.NOW

    def bring_in() -> None:
        file = feeds.feed(tmp_path / "feed.csv", feeds.row(1, my_page_opened=False, terms_version=""))
        feeds.bring_in(registry.database, registry.personal_data, file)

    return bring_in


@pytest.fixture
def main(registry: Registry, bring_in: Callable[[], None]) -> Caller:
    registry.approved()
    bring_in()
    return main_account(registry)


def open_my_page(registry: Registry) -> None:
    """The seeker does so, with the key that is mailed."""
    registry.call(contract.REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=SEEKER)
    set_with = {"key": registry.mails()[-1].parameters["key"], "password": PASSWORD, "terms_version": TERMS}
    registry.call(contract.SET_PASSWORD, ANONYMOUS, email=SEEKER, **set_with)
    assert registry.log_in(SEEKER, PASSWORD)["role"] == "seeker"


def refusal(registry: Registry, *arguments: Any, **request: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        registry.call(*arguments, **request)
    return refused.value


@pytest.mark.parametrize("with_my_page", [False, True], ids=["no My Page", "My Page"])
def test_who_invites_a_seeker_is_told_nothing_and_the_mailbox_gets_no_key_but_why(
    registry: Registry, main: Caller, with_my_page: bool
) -> None:
    """SEE-7: the invitation waits as any; sent again, too."""
    if with_my_page:
        open_my_page(registry)
    before = len(registry.mails())
    made = registry.call(contract.INVITE_ACCOUNT, main, email=SEEKER, label="窓口")
    registry.call(contract.RESEND_INVITATION, main, invitation_id=made["invitation_id"])
    listed = registry.call(contract.LIST_ACCOUNTS, main)["invitations"]
    assert [one["invitation_id"] for one in listed] == [made["invitation_id"]]
    told = registry.mails()[before:]
    assert [(mail.kind, mail.to) for mail in told] == [("account_invitation_to_address_in_use", SEEKER)] * 2
    assert all(mail.parameters == {"organization_name": NAME, "label": "窓口"} for mail in told)
    if with_my_page:
        assert registry.log_in(SEEKER, PASSWORD)["role"] == "seeker"
    else:
        open_my_page(registry)


def test_an_address_given_up_meanwhile_gets_the_key_when_the_invitation_is_sent_again(
    registry: Registry, main: Caller
) -> None:
    """REG-11: what holds is asked anew each time."""
    additional(registry, main, "first@example.jp")
    registry.approved(email="other@example.jp", name="別の団体")
    other = main_account(registry, "other@example.jp")
    invited = registry.call(contract.INVITE_ACCOUNT, other, email="first@example.jp", label="窓口")
    ended = next(one for one in registry.call(contract.LIST_ACCOUNTS, main)["accounts"] if not one["main"])
    registry.call(contract.END_ACCOUNT, main, account_id=ended["account_id"])
    registry.call(contract.RESEND_INVITATION, other, invitation_id=invited["invitation_id"])
    agreed = {"key": registry.mails()[-1].parameters["key"], "password": PASSWORD, "terms_version": TERMS}
    registry.call(contract.ACCEPT_INVITATION, ANONYMOUS, invitation_id=invited["invitation_id"], **agreed)
    assert registry.log_in("first@example.jp")["organization_id"] == other.organization_id


def test_who_became_a_seeker_after_the_invitation_makes_no_additional_account(
    registry: Registry, bring_in: Callable[[], None]
) -> None:
    """SEE-7: looked at again when it is accepted; who reads the mailbox learns that it takes another address."""
    registry.approved()
    agreed = {**invite(registry, main_account(registry), SEEKER), "password": PASSWORD, "terms_version": TERMS}
    bring_in()
    assert refusal(registry, contract.ACCEPT_INVITATION, ANONYMOUS, **agreed).code is ErrorCode.EMAIL_ALREADY_USED
    open_my_page(registry)


@pytest.mark.parametrize("with_my_page", [False, True], ids=["no My Page", "My Page"])
def test_who_names_a_seekers_address_as_the_own_is_told_nothing_and_nothing_changes(
    registry: Registry, main: Caller, with_my_page: bool
) -> None:
    """SEE-7, AUT-1: the change waits as any for a key that nobody gets; the mailbox is told why."""
    if with_my_page:
        open_my_page(registry)
    before = len(registry.mails())
    asked = registry.call(contract.REQUEST_EMAIL_CHANGE, main, current_password=PASSWORD, new_email=SEEKER)
    told = {mail.to: mail for mail in registry.mails()[before:]}
    assert (told[SEEKER].kind, told[SEEKER].parameters) == ("email_change_to_address_in_use", {})
    registry.call(contract.CONFIRM_EMAIL_CHANGE, main, key=told[EMAIL].parameters["key"], session_id=SESSION)
    assert registry.call(contract.SHOW_EMAIL_CHANGE, main) == {**asked, "old_confirmed": True}
    assert registry.log_in(EMAIL, PASSWORD)


def test_an_organizations_account_does_not_move_to_what_has_become_a_seekers_address(
    registry: Registry, bring_in: Callable[[], None]
) -> None:
    """SEE-7: what refuses it is the end, with the key mailed there."""
    registry.approved()
    main = main_account(registry)
    registry.call(contract.REQUEST_EMAIL_CHANGE, main, current_password=PASSWORD, new_email=SEEKER)
    keys = {mail.to: mail.parameters["key"] for mail in registry.mails() if mail.kind.startswith("email_change_")}
    bring_in()
    registry.call(contract.CONFIRM_EMAIL_CHANGE, main, key=keys[EMAIL], session_id=SESSION)
    refused = refusal(registry, contract.CONFIRM_EMAIL_CHANGE, main, key=keys[SEEKER], session_id=SESSION)
    assert refused.code is ErrorCode.EMAIL_ALREADY_USED
    assert registry.log_in(EMAIL, PASSWORD)
    open_my_page(registry)


def test_the_bureau_does_not_move_an_account_to_a_seekers_address(registry: Registry, main: Caller) -> None:
    """SEE-7."""
    asked = {"email": EMAIL, "new_email": SEEKER, "requested_on": registry.today.isoformat(), "ground": "書面の申出。"}
    assert refusal(registry, contract.CHANGE_ACCOUNT_EMAIL, staff(), **asked).code is ErrorCode.EMAIL_ALREADY_USED
    open_my_page(registry)


def test_the_form_of_a_registration_under_a_seekers_address_is_not_received(
    registry: Registry, bring_in: Callable[[], None]
) -> None:
    """SEE-7: whether the seeker has come already or not; so it gives way still."""
    bring_in()
    application_id = registry.register(email=SEEKER.upper())["application_id"]
    with pytest.raises(Refused) as refused:
        registry.receive_form(application_id)
    assert refused.value.code is ErrorCode.REGISTRATION_EMAIL_TAKEN
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["email_taken_since"]
    open_my_page(registry)


def test_what_has_become_a_seekers_address_since_the_form_came_is_not_approved(
    registry: Registry, bring_in: Callable[[], None]
) -> None:
    """SEE-7: the applicant keeps it to the decision; then it is the seeker's."""
    application_id = registry.register(email=SEEKER)["application_id"]
    registry.receive_form(application_id)
    bring_in()
    with pytest.raises(Refused) as refused:
        registry.approve(application_id)
    assert refused.value.code is ErrorCode.REGISTRATION_EMAIL_TAKEN
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["email_taken_before_approval"]
    registry.call(contract.REFUSE_APPLICATION, staff(), application_id=application_id, reason="別の登録によります。")
    open_my_page(registry)


def test_no_application_on_paper_is_entered_under_a_seekers_address(
    registry: Registry, bring_in: Callable[[], None]
) -> None:
    """SEE-7: its form is there, so it would give way to nobody."""
    bring_in()
    asked = paper(an_application(email=SEEKER), received_on=registry.today.isoformat())
    refused = refusal(registry, contract.ENTER_PAPER_APPLICATION, staff(), **asked)
    assert refused.code is ErrorCode.EMAIL_ALREADY_USED
    assert registry.count(accounts) == 0


def test_no_organization_is_loaded_with_a_seekers_address(registry: Registry, bring_in: Callable[[], None]) -> None:
    """SEE-7: it is reported among what the rules refuse."""
    bring_in()
    done = load(registry, [an_application(email=SEEKER)])
    assert (done.organizations, done.refused) == (0, [(1, ["email_held"])])


def test_no_account_of_staff_gets_the_address_of_a_seeker_or_back_what_has_become_one(
    registry: Registry, bring_in: Callable[[], None]
) -> None:
    """SEE-7, AUT-7."""
    account_id = made(registry, SEEKER)
    handle(registry, contract.END_STAFF_ACCOUNT, account_id)
    bring_in()
    again = {"account_id": account_id, "ground": GROUND}
    refused = refusal(registry, contract.ENABLE_STAFF_ACCOUNT, operations(), **again)
    assert (refused.code, refused.pointer) == (ErrorCode.EMAIL_ALREADY_USED, "/account_id")
    with pytest.raises(StaffAccountInvalid):
        made(registry, SEEKER, Role.MINISTRY)
    open_my_page(registry)
