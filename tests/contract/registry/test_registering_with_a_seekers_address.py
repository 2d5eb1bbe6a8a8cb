"""SEE-7, AUT-6, REG-11: who applies with a job seeker's address learns nothing of whose it is (decisions 119, 194)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS
from services.contracts.errors import ErrorCode
from services.registry.accounts.tables import accounts
from services.registry.organizations.tables import applications
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.examples import EMAIL, PASSWORD
from tests.contract.registry.procedures import approve, run, withdrawal
from tests.contract.registry.test_addresses_of_seekers import SEEKER, open_my_page
from tests.contract.registry.test_addresses_of_seekers import bring_in as bring_in
from tests.contract.registry.test_keys import seen
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

CHOSEN = "a password of who applies"


@pytest.fixture
def my_page(registry: Registry, bring_in: Callable[[], None]) -> None:
    """A seeker has opened My Page with the address `SEEKER`."""
    bring_in()
    open_my_page(registry)


def outcome(ask: Callable[[], Any]) -> Any:
    try:
        ask()
    except Refused as refused:
        return refused.code
    return "taken"


def everything_tried(registry: Registry, email: str) -> list[Any]:
    """What an applicant who has only the address and the completion page can find out."""
    registry.now = feeds.NOW
    register = {"email": email, "password": CHOSEN}
    registered = registry.register(**register)
    key = {name: registered[name] for name in ("application_id", "download_key")}
    bureau_sees = seen(registry, registered)
    tried = [
        sorted(registered),
        bureau_sees,
        outcome(lambda: registry.log_in(email, CHOSEN)),
        outcome(lambda: registry.register(**register)),
        outcome(lambda: registry.call(contract.GET_APPLICATION_FORM, ANONYMOUS, **key)),
        outcome(lambda: registry.register(key, **register)),
        outcome(lambda: registry.register(**register)),
    ]
    registry.pass_by(days=14)
    tried.append(outcome(lambda: registry.register(**register)))
    registry.pass_by(days=1)
    tried.append(outcome(lambda: registry.register(**register)))
    return tried


def test_an_address_of_a_my_page_looks_like_nobodys(registry: Registry, my_page: None) -> None:
    """SEE-7: with every answer, in every order in which one address can be tried; nor does the seeker lose anything."""
    told = everything_tried(registry, SEEKER)
    assert told == everything_tried(registry, "nobody@example.jp")
    assert told[2:] == [
        ErrorCode.LOGIN_FAILED,
        ErrorCode.EMAIL_ALREADY_USED,
        "taken",
        "taken",
        ErrorCode.EMAIL_ALREADY_USED,
        ErrorCode.EMAIL_ALREADY_USED,
        "taken",
    ]
    assert registry.log_in(SEEKER, PASSWORD)["role"] == "seeker"


def test_nor_does_the_moment_show_in_which_the_address_becomes_one(
    registry: Registry, bring_in: Callable[[], None]
) -> None:
    """SEE-7, decision 119: by the password that was chosen with the registration."""
    bring_in()
    registry.register(email=SEEKER, password=CHOSEN)
    asked = [lambda: registry.log_in(SEEKER, CHOSEN), lambda: registry.register(email=SEEKER, password=CHOSEN)]
    before = [outcome(one) for one in asked]
    open_my_page(registry)
    assert [outcome(one) for one in asked] == before == [ErrorCode.LOGIN_FAILED, ErrorCode.EMAIL_ALREADY_USED]


def test_who_reads_the_mailbox_is_told_to_take_another_address_and_gets_no_key(
    registry: Registry, my_page: None
) -> None:
    """AUT-6: an applicant whose own address it is prints no form in vain."""
    before = len(registry.mails())
    registered = registry.register(email=SEEKER, password=CHOSEN)
    (told,) = [mail for mail in registry.mails()[before:] if mail.to == SEEKER]
    assert (told.kind, sorted(told.parameters)) == (
        "registration_to_address_in_use",
        ["bureau_name", "organization_name", "registration_number"],
    )
    assert registered["download_key"] not in str(told.parameters)
    replaced = {name: registered[name] for name in ("application_id", "download_key")}
    own = registry.register(replaced, email="own@example.jp")
    registry.receive_form(own["application_id"])
    assert registry.approve(own["application_id"])["state"] == "approved"


def test_its_form_is_not_received_and_it_lapses_on_its_day(registry: Registry, my_page: None) -> None:
    """REG-7: as of every registration that gave way."""
    registered = registry.register(email=SEEKER, password=CHOSEN)
    with pytest.raises(Refused) as refused:
        registry.receive_form(registered["application_id"])
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["email_taken_since"]
    registry.pass_by(days=15)
    run(registry, "lapse_overdue")
    assert seen(registry, registered)[0] == "lapsed"
    assert registry.log_in(SEEKER, PASSWORD)["role"] == "seeker"


def test_a_reserved_address_is_refused_though_a_seeker_has_it_by_now(registry: Registry, tmp_path: Path) -> None:
    """REG-2, REG-11: what an organization had is reserved for five years, and says so."""
    registry.now = feeds.NOW
    registry.approved()
    approve(registry, withdrawal(registry, main_account(registry), "offers", "seekers"))
    file = feeds.feed(tmp_path / "feed.csv", feeds.row(1, email=EMAIL, my_page_opened=False, terms_version=""))
    feeds.bring_in(registry.database, registry.personal_data, file)
    with registry.database.transaction() as connection:
        opened = accounts.c.email_lookup == registry.personal_data.lookup(EMAIL)
        assert connection.execute(sa.select(accounts.c.state).where(opened)).scalars().all() == ["closed"]
    before = registry.count(applications)
    assert outcome(lambda: registry.register(password=CHOSEN)) is ErrorCode.EMAIL_ALREADY_USED
    assert registry.count(applications) == before
