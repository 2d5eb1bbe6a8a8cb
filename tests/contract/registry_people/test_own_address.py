"""AUT-1, SEE-2: a seeker's own change of address moves the person as well: the old mailbox opens nothing any more."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from services.contracts.caller import ANONYMOUS, Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    CONFIRM_EMAIL_CHANGE,
    REQUEST_AUTHENTICATION_KEY,
    REQUEST_EMAIL_CHANGE,
    SET_PASSWORD,
)
from services.registry.accounts.tables import accounts
from services.registry.mail.tables import outgoing_mails
from services.registry.seekers import persons
from services.registry.seekers.usecases.addresses import email_for_mail
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry_people.conftest import PASSWORD, TERMS, BringIn, register, registration, seeker
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

NEW = "new.mailbox@seeker.example.jp"


@pytest.fixture(autouse=True)
def _today(registry: Registry) -> None:
    registry.now = feeds.NOW


def owner_of(registry: Registry, seeker_number: str) -> Caller:
    with registry.database.transaction() as connection:
        query = sa.select(accounts.c.account_id).where(accounts.c.seeker_number == seeker_number)
        return seeker(seeker_number, connection.execute(query).scalar_one())


def move(registry: Registry, owner: Caller, to: str = NEW) -> None:
    registry.call(REQUEST_EMAIL_CHANGE, owner, current_password=PASSWORD, new_email=to)
    keys = [mail.parameters["key"] for mail in registry.mails()[-2:]]
    for key in keys:
        registry.call(CONFIRM_EMAIL_CHANGE, owner, key=key, session_id=new_id())


def opened(registry: Registry, bring_in: BringIn, way: str) -> tuple[str, str]:
    """Number and address of a seeker with My Page."""
    if way == "online":
        return register(registry), registration()["email"]
    number, email = bring_in(), feeds.row(1)["email"]
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    key = registry.mails()[-1].parameters["key"]
    registry.call(SET_PASSWORD, ANONYMOUS, email=email, key=key, password=PASSWORD, terms_version=TERMS)
    return number, email


@pytest.mark.parametrize("way", ["online", "feed"])
def test_the_old_mailbox_can_neither_take_the_account_back_nor_gets_its_mail(
    registry: Registry, bring_in: BringIn, way: str
) -> None:
    """AUT-1."""
    number, old = opened(registry, bring_in, way)
    move(registry, owner_of(registry, number))
    assert registry.log_in(NEW, PASSWORD)["seeker_number"] == number
    before = registry.count(outgoing_mails, outgoing_mails.c.state == "queued")
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=old)
    assert registry.count(outgoing_mails, outgoing_mails.c.state == "queued") == before, (
        "no key goes to the old mailbox"
    )
    with registry.database.transaction() as connection:
        read = email_for_mail(
            connection, registry.personal_data, number, purpose="test", now=registry.now, trace="trace-1"
        )
        old_lookup = registry.personal_data.lookup(old)
        assert persons.holders_of_emails(connection, [old_lookup]) == {}
    assert read == NEW


def test_the_address_of_another_seeker_is_refused(registry: Registry, bring_in: BringIn) -> None:
    """REG-11: also of one without My Page."""
    number = register(registry)
    bring_in()
    with pytest.raises(Refused) as refused:
        move(registry, owner_of(registry, number), str(feeds.row(1)["email"]).upper())
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
