"""AUT-1, SEE-2: a seeker's own change of address moves the person as well: the old mailbox opens nothing any more."""

from __future__ import annotations

import datetime as dt

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
from services.registry.seekers.tables import seekers
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
        old_lookup = registry.personal_data.lookup(old)
        assert persons.holders_of_emails(connection, [old_lookup]) == {}
    assert address_of(registry, number) == NEW


def address_of(registry: Registry, number: str) -> str:
    with registry.database.transaction() as connection:
        return email_for_mail(
            connection, registry.personal_data, number, purpose="test", now=registry.now, trace="trace-1"
        )


def test_the_feed_brings_no_address_back_that_the_seeker_has_left_until_it_brings_another(
    registry: Registry, bring_in: BringIn
) -> None:
    """AUT-1, decision 113: nor one that an office was told before; whatever else is told later counts."""
    registry.now = feeds.NOW - dt.timedelta(hours=2)
    number, old = opened(registry, bring_in, "feed")
    move(registry, owner_of(registry, number))
    between, later = "between@seeker.example.jp", "later@seeker.example.jp"
    for minutes, brought, counts in (
        (-150, between, NEW),
        (-60, old, NEW),
        (-50, between, NEW),
        (-40, later, later),
        (-30, old, old),
    ):
        stated_at = (feeds.NOW + dt.timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
        assert bring_in(1, action="change", email=brought, changed_at=stated_at) == number
        assert address_of(registry, number) == counts, (minutes, brought)


def test_the_feed_finds_a_registrant_by_the_address_left_and_does_not_bring_it_back(
    registry: Registry, bring_in: BringIn
) -> None:
    """AUT-1, SEE-1: the old mailbox gets no second record to open."""
    number = register(registry)
    move(registry, owner_of(registry, number))
    told = registration()
    same = {name: told[name] for name in ("birth_date", "email", "family_name_kana", "given_name_kana")}
    assert bring_in(60, **same, changed_at="2026-06-10T01:05:00Z") == number
    assert address_of(registry, number) == NEW
    assert registry.count(seekers) == 1


def test_to_the_address_of_another_seeker_goes_no_key(registry: Registry, bring_in: BringIn) -> None:
    """REG-11, decision 305: also of one without My Page; only the mailbox learns why."""
    number = register(registry)
    bring_in()
    taken = str(feeds.row(1)["email"]).upper()
    owner = owner_of(registry, number)
    registry.call(REQUEST_EMAIL_CHANGE, owner, current_password=PASSWORD, new_email=taken)
    sent = [(mail.kind, mail.to) for mail in registry.mails()[-2:]]
    assert sorted(sent) == [("email_change_old", registration()["email"]), ("email_change_to_address_in_use", taken)]


def test_what_becomes_the_address_of_another_seeker_meanwhile_is_refused(registry: Registry, bring_in: BringIn) -> None:
    """REG-11."""
    owner, to = owner_of(registry, register(registry)), str(feeds.row(1)["email"])
    registry.call(REQUEST_EMAIL_CHANGE, owner, current_password=PASSWORD, new_email=to)
    keys = [mail.parameters["key"] for mail in registry.mails()[-2:]]
    bring_in()
    registry.call(CONFIRM_EMAIL_CHANGE, owner, key=keys[0], session_id=new_id())
    with pytest.raises(Refused) as refused:
        registry.call(CONFIRM_EMAIL_CHANGE, owner, key=keys[1], session_id=new_id())
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
