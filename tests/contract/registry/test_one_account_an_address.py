"""REG-11, AUT-6: one account an address, however it is written, in whatever way an address comes in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from marshmallow import ValidationError

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, SYSTEM
from services.contracts.errors import ErrorCode
from services.registry.accounts.tables import accounts
from tests.contract.registry import employers
from tests.contract.registry.conftest import Registry, main_account, staff
from tests.contract.registry.examples import PASSWORD
from tests.contract.registry.staff_accounts import issue
from tests.contract.registry.test_organization_accounts import INVITED, accept, invite
from tests.contract.registry.test_own_account import SESSION
from tests.contract.registry.test_paper import paper
from tests.contract.served import Refused

ADDRESS = "Taro.Yamada+tokyo@xn--u8jcm.jp"
"""As its owner registered it; the domain is かがぐ.jp, whose voiced signs have two forms in Unicode."""
DOMAIN = "かがぐ.jp"
WRITTEN = {
    "as it is": ADDRESS,
    "small": ADDRESS.lower(),
    "large": ADDRESS.upper(),
    "blanks around": f"  {ADDRESS}　",
    "domain in Unicode": f"Taro.Yamada+tokyo@{DOMAIN}",
    "domain in Unicode, decomposed": unicodedata.normalize("NFD", f"Taro.Yamada+tokyo@{DOMAIN}"),
    "domain with an ideographic stop": f"taro.yamada+tokyo@{DOMAIN.replace('.', '。')}",
    "full width": "ｔａｒｏ．ｙａｍａｄａ＋ｔｏｋｙｏ＠ｘｎ－－ｕ８ｊｃｍ．ｊｐ",
    "full width, domain in Unicode": "ＴＡＲＯ．ＹＡＭＡＤＡ＋ＴＯＫＹＯ＠かがぐ．ＪＰ",
    "signs that fold to letters": ADDRESS.replace("k", "\N{KELVIN SIGN}").replace("T", "\N{FULLWIDTH LATIN CAPITAL LETTER T}"),
}  # fmt: skip
OTHERS = {
    "without the plus": "taro.yamada@xn--u8jcm.jp",
    "another plus": "taro.yamada+osaka@xn--u8jcm.jp",
    "without the dot": "taroyamada+tokyo@xn--u8jcm.jp",
    "a letter of another script in the domain": "taro.yamada+tokyo@かがぐ.\N{CYRILLIC SMALL LETTER JE}p.jp",
    "an unvoiced sign": "taro.yamada+tokyo@かかぐ.jp",
}
"""What looks like it and is another address."""

Way = Callable[[Registry, str], Any]


@pytest.fixture
def owned(registry: Registry) -> Registry:
    """The address is an open account's; another organization's main account stands beside it."""
    registry.approved(email=ADDRESS)
    registry.approved(email="other@example.jp", name="別の団体")
    return registry


def ask_for_change(registry: Registry, email: str) -> None:
    other = main_account(registry, "other@example.jp")
    registry.call(contract.REQUEST_EMAIL_CHANGE, other, current_password=PASSWORD, new_email=email)


def change_at_bureau(registry: Registry, email: str) -> None:
    asked = {"email": "other@example.jp", "requested_on": "2026-04-22", "ground": "書面による申出。"}
    registry.call(contract.CHANGE_ACCOUNT_EMAIL, staff(), **asked, new_email=email)


def invite_to_other(registry: Registry, email: str) -> None:
    registry.call(contract.INVITE_ACCOUNT, main_account(registry, "other@example.jp"), email=email, label="支店")


def open_employers_page(registry: Registry, email: str) -> None:
    known = registry.call(contract.LIST_ESTABLISHMENTS, employers.office())["establishments"]
    establishment_id = (known[0] if known else employers.register(registry))["establishment_id"]
    asked = {"establishment_id": establishment_id, "email": email}
    registry.call(contract.OPEN_EMPLOYER_PAGE, employers.office(), **asked)


def enter_paper(registry: Registry, email: str) -> None:
    asked = paper()
    asked["application"]["email"] = email
    registry.call(contract.ENTER_PAPER_APPLICATION, staff(), **asked)


CLAIMS: dict[str, Way] = {
    "registration": lambda registry, email: registry.register(email=email, permission_number="13-ユ-777777"),
    "on paper": enter_paper,
    "change at the bureau": change_at_bureau,
    "account of staff": lambda registry, email: issue(registry, email=email),
    "employer's page": open_employers_page,
}


ASKED_FOR: dict[str, tuple[Way, str]] = {
    "invitation": (invite_to_other, "account_invitation_to_address_in_use"),
    "change of address": (ask_for_change, "email_change_to_address_in_use"),
}
"""What is not refused, as who asks is not to learn whose it is: the mailbox gets no key, but why (decision 305)."""


@pytest.mark.parametrize("way", ASKED_FOR)
def test_an_address_that_is_somebodys_gets_no_key_however_it_is_written(owned: Registry, way: str) -> None:
    """REG-11, AUT-6."""
    ask, kind = ASKED_FOR[way]
    for written, email in WRITTEN.items():
        owned.pass_by(minutes=31)
        before = len(owned.mails())
        ask(owned, email)
        told = {mail.kind for mail in owned.mails()[before:] if mail.to != "other@example.jp"}
        assert told == {kind}, written


@pytest.mark.parametrize("way", CLAIMS)
def test_an_address_that_is_somebodys_makes_no_second_account(owned: Registry, way: str) -> None:
    """REG-11."""
    before = owned.count(accounts)
    for written, email in WRITTEN.items():
        owned.pass_by(minutes=31)  # the current password is counted with each attempt
        with pytest.raises(Refused) as refused:
            CLAIMS[way](owned, email)
        assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED, written
    assert owned.count(accounts) == before


@pytest.mark.parametrize("written", WRITTEN)
def test_its_owner_logs_in_and_sets_the_password_anew_however_it_is_written(owned: Registry, written: str) -> None:
    """AUT-1, AUT-6: the key goes to the address as its owner registered it."""
    email = WRITTEN[written]
    account_id = owned.log_in(ADDRESS)["account_id"]
    assert owned.log_in(email)["account_id"] == account_id
    owned.call(contract.REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    mail = owned.mails()[-1]
    assert (mail.kind, mail.to) == ("authentication_key", ADDRESS)
    set_with = {"key": mail.parameters["key"], "password": "another long password"}
    owned.call(contract.SET_PASSWORD, ANONYMOUS, email=email, **set_with)
    assert owned.log_in(ADDRESS, "another long password")["account_id"] == account_id


def test_who_registers_as_a_seeker_with_it_is_sent_the_key_to_the_account_that_there_is(owned: Registry) -> None:
    """SEE-1, AUT-6: nobody is told so but the owner."""
    for written, email in WRITTEN.items():
        owned.pass_by(hours=1)
        before = len(owned.mails())
        owned.call(contract.REQUEST_REGISTRATION_KEY, ANONYMOUS, email=email)
        (mail,) = owned.mails()[before:]
        assert (mail.kind, mail.to) == ("authentication_key", ADDRESS), written


@pytest.mark.parametrize("written", WRITTEN)
def test_an_address_claimed_while_an_invitation_waits_is_looked_at_again(registry: Registry, written: str) -> None:
    """REG-11: invited as typed, taken by somebody else meanwhile in another way of writing."""
    registry.approved(email="other@example.jp", name="別の団体")
    invited = invite(registry, main_account(registry, "other@example.jp"), ADDRESS)
    registry.approved(email=WRITTEN[written])
    with pytest.raises(Refused) as refused:
        accept(registry, invited)
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED


@pytest.mark.parametrize("written", WRITTEN)
def test_a_change_of_address_ends_where_somebody_took_it_meanwhile(registry: Registry, written: str) -> None:
    """AUT-1, REG-11."""
    registry.approved(email="other@example.jp", name="別の団体")
    ask_for_change(registry, ADDRESS)
    keys = {mail.to: mail.parameters["key"] for mail in registry.mails() if mail.kind.startswith("email_change_")}
    registry.approved(email=WRITTEN[written])
    other = main_account(registry, "other@example.jp")
    registry.call(contract.CONFIRM_EMAIL_CHANGE, other, key=keys["other@example.jp"], session_id=SESSION)
    with pytest.raises(Refused) as refused:
        registry.call(contract.CONFIRM_EMAIL_CHANGE, other, key=keys[ADDRESS], session_id=SESSION)
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED


def test_locks_count_the_address_and_not_its_spelling(owned: Registry) -> None:
    """AUT-6: five wrong passwords, each at another spelling, lock it."""
    for spelling in list(WRITTEN.values())[-5:]:
        with pytest.raises(Refused):
            owned.call(contract.VERIFY_PASSWORD, SYSTEM, email=spelling, password="wrong")
    with pytest.raises(Refused):
        owned.log_in(ADDRESS)


@pytest.mark.parametrize("other", OTHERS)
def test_an_address_that_only_looks_like_it_is_another_one(owned: Registry, other: str) -> None:
    """REG-11: dots and what follows a plus are the mailbox's own affair; it has an account of its own, or the form refuses it."""
    assert owned.register(email=OTHERS[other], permission_number="13-ユ-777777")["application_id"]
    owned.log_in(ADDRESS)


@pytest.mark.parametrize("email", ["太郎@かがぐ.jp", "taro@かがぐ.\N{CYRILLIC SMALL LETTER ER}", "taro＠", "ｔａｒｏ"])
def test_what_no_mail_server_of_today_takes_is_refused_by_the_form(owned: Registry, email: str) -> None:
    """REG-11: a mailbox of another script, a domain that is none."""
    with pytest.raises(ValidationError) as refused:
        owned.register(email=email)
    assert "email" in str(refused.value.messages)


def test_what_is_mailed_to_is_the_address_that_mail_servers_take(registry: Registry) -> None:
    """REG-11, REG-7: registered with a Japanese keyboard."""
    registry.approved(email="Ｔａｒｏ＠かがぐ．ｊｐ")
    assert {mail.to for mail in registry.mails() if mail.kind == "approved"} <= {"Taro@xn--u8jcm.jp"}
    assert "Taro@xn--u8jcm.jp" in {mail.to for mail in registry.mails()}


def test_an_additional_accounts_address_is_as_much_one_account(owned: Registry) -> None:
    """REG-11: invited and agreed to; then it is an ID as any other."""
    other = main_account(owned, "other@example.jp")
    accept(owned, invite(owned, other, INVITED))
    with pytest.raises(Refused) as refused:
        owned.register(email=INVITED.upper(), permission_number="13-ユ-777777")
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
