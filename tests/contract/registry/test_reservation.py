"""REG-11: IDs after a withdrawal or a termination."""

import datetime as dt

import pytest
import sqlalchemy as sa

from services.contracts.caller import ANONYMOUS, SYSTEM, Caller
from services.contracts.compliance import ORGANIZATION_STANDING_CHANGED
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    ACCOUNT_CLOSED,
    END_ACCOUNT,
    REQUEST_AUTHENTICATION_KEY,
    SET_PASSWORD,
    VERIFY_PASSWORD,
)
from services.registry.accounts import storage
from services.registry.accounts.tables import accounts
from services.registry.accounts.usecases.reservation import release_ids, reserve_ids
from tests.contract.registry.conftest import Registry
from tests.contract.registry.examples import EMAIL, PASSWORD
from tests.contract.registry.procedures import approve, withdrawal
from tests.contract.registry.test_organization_accounts import INVITED, additional
from tests.contract.registry.test_own_account import NEW_EMAIL, ask, confirm, main_account
from tests.contract.registry.test_sanctions import standing
from tests.contract.served import Refused

OTHER_NUMBER = "13-ユ-654321"


def reserve(registry: Registry, organization_id: str, on: dt.date | None = None) -> dt.date:
    with registry.database.transaction() as connection:
        return reserve_ids(connection, organization_id, on or registry.today)


def release(registry: Registry, today: dt.date, limit: int = 500) -> int:
    with registry.database.transaction() as connection:
        return release_ids(connection, now=registry.now, today=today, trace="trace", limit=limit)


def held_until(registry: Registry) -> dt.date | None:
    with registry.database.transaction() as connection:
        day: dt.date | None = connection.execute(sa.select(accounts.c.held_until)).scalar_one()
        return day


def is_held(registry: Registry, today: dt.date) -> bool:
    with registry.database.transaction() as connection:
        return storage.email_is_held(connection, registry.personal_data.lookup(EMAIL), today)


def test_a_reserved_id_still_logs_in_but_nobody_else_can_take_it(registry: Registry) -> None:
    """REG-11 by REG-2; AUT-9: to notices, deletions and reports that are left."""
    organization_id = registry.approved()["organization_id"]
    assert reserve(registry, organization_id) == dt.date(2031, 4, 22)
    assert registry.log_in(EMAIL)["organization_id"] == organization_id
    with pytest.raises(Refused) as refused:
        registry.register(permission_number=OTHER_NUMBER)
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
    assert registry.published(ACCOUNT_CLOSED) == []


def test_an_id_is_free_from_the_day_after_its_reservation_even_before_the_duty_has_run(registry: Registry) -> None:
    """REG-11."""
    reserve(registry, registry.approved()["organization_id"])
    assert is_held(registry, dt.date(2031, 4, 22))
    assert not is_held(registry, dt.date(2031, 4, 23))
    registry.now = dt.datetime(2031, 4, 23, 1, 0, tzinfo=dt.UTC)
    later = {"permission_valid_until": "2033-03-31", "latest_regular_placement_on": "2031-04-01"}
    registry.register(permission_number=OTHER_NUMBER, **later)
    with pytest.raises(Refused) as refused:
        registry.log_in(EMAIL)
    assert refused.value.code is ErrorCode.LOGIN_FAILED, "the address is the new account's now"


def test_the_duty_gives_ids_up_once_and_catches_up_what_it_missed(registry: Registry) -> None:
    """REG-11, CAL-6."""
    reserve(registry, registry.approved()["organization_id"])
    account_id = registry.log_in(EMAIL)["account_id"]
    assert release(registry, dt.date(2031, 4, 22)) == 0
    assert release(registry, dt.date(2031, 9, 1)) == 1
    assert release(registry, dt.date(2031, 9, 1)) == 0
    assert registry.published(ACCOUNT_CLOSED) == [{"account_id": account_id, "except_session_id": None}]
    with pytest.raises(Refused) as refused:
        registry.log_in(EMAIL)
    assert refused.value.code is ErrorCode.LOGIN_FAILED


def test_a_termination_after_a_withdrawal_makes_the_reservation_longer_and_never_shorter(registry: Registry) -> None:
    """REG-11."""
    organization_id = registry.approved()["organization_id"]
    reserve(registry, organization_id)
    reserve(registry, organization_id, dt.date(2026, 12, 1))
    assert held_until(registry) == dt.date(2031, 12, 1)
    reserve(registry, organization_id)
    assert held_until(registry) == dt.date(2031, 12, 1)


def test_a_reserved_password_can_be_set_anew_by_mail(registry: Registry) -> None:
    """AUT-6, REG-11: who has forgotten the password still reaches what is left to do."""
    reserve(registry, registry.approved()["organization_id"])
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=EMAIL)
    [key] = [mail.parameters["key"] for mail in registry.mails() if mail.kind == "authentication_key"]
    registry.call(SET_PASSWORD, ANONYMOUS, email=EMAIL, key=key, password="another long password")
    registry.call(VERIFY_PASSWORD, SYSTEM, email=EMAIL, password="another long password")


def test_the_address_an_account_had_stays_reserved_though_it_is_changed_after_the_end(registry: Registry) -> None:
    """REG-11, AUT-1: nobody frees an ID by changing it; a later termination holds it longer."""
    organization_id = registry.approved()["organization_id"]
    reserve(registry, organization_id)
    owner = main_account(registry)
    for key in ask(registry, owner).values():
        confirm(registry, owner, key)
    assert registry.log_in(NEW_EMAIL)["account_id"] == owner.account_id
    reserve(registry, organization_id, dt.date(2026, 12, 1))
    for email in (EMAIL, NEW_EMAIL):
        with pytest.raises(Refused) as refused:
            registry.register(email=email, permission_number=OTHER_NUMBER)
        assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
    with pytest.raises(Refused) as nobody:
        registry.log_in(EMAIL)
    assert nobody.value.code is ErrorCode.LOGIN_FAILED
    for key in ask(registry, owner, EMAIL).values():  # its own reserved address is its to go back to
        confirm(registry, owner, key)
    assert registry.log_in(EMAIL)["account_id"] == owner.account_id
    with pytest.raises(Refused) as held:
        registry.register(email=NEW_EMAIL, permission_number=OTHER_NUMBER)
    assert held.value.code is ErrorCode.EMAIL_ALREADY_USED
    assert is_held(registry, dt.date(2031, 12, 1))
    assert release(registry, dt.date(2031, 12, 2)) == 2
    assert not is_held(registry, dt.date(2031, 12, 2))


def test_an_additional_account_ended_after_the_end_leaves_its_address_reserved(registry: Registry) -> None:
    """REG-11, AUT-9."""
    organization_id = registry.approved()["organization_id"]
    main = main_account(registry)
    desk = additional(registry, main)
    reserve(registry, organization_id)
    registry.call(END_ACCOUNT, main, account_id=desk.account_id)
    with pytest.raises(Refused) as refused:
        registry.log_in(INVITED, PASSWORD)
    assert refused.value.code is ErrorCode.LOGIN_FAILED
    with pytest.raises(Refused) as refused:
        registry.register(email=INVITED, permission_number=OTHER_NUMBER)
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED


def terminated(registry: Registry, *withdrawn: str) -> tuple[str, Caller]:
    """An organization with a desk whose account is ended, and whose main account has another address, after its termination.

    `withdrawn`: what it had withdrawn from before, ten days earlier.
    """
    organization_id = registry.approved()["organization_id"]
    main = main_account(registry)
    desk = additional(registry, main)
    if withdrawn:
        approve(registry, withdrawal(registry, main, *withdrawn))
        registry.pass_by(days=10)
    registry.receive(
        ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated", since=registry.now)
    )
    registry.call(END_ACCOUNT, main, account_id=desk.account_id)
    for key in ask(registry, main).values():
        confirm(registry, main, key)
    return organization_id, main


def held(registry: Registry, email: str, today: dt.date) -> bool:
    with registry.database.transaction() as connection:
        return storage.email_is_held(connection, registry.personal_data.lookup(email), today)


def test_a_termination_that_is_taken_back_leaves_no_address_reserved(registry: Registry) -> None:
    """REG-11, CMP-9: those that accounts had or were ended with meanwhile can be used at once, as before it."""
    organization_id, main = terminated(registry)
    assert all(held(registry, email, registry.today) for email in (EMAIL, INVITED))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    assert main_account(registry, NEW_EMAIL).account_id == main.account_id
    for email in (EMAIL, INVITED):
        assert not held(registry, email, registry.today), email
        assert additional(registry, main, email).organization_id == organization_id
    assert registry.count(accounts, accounts.c.held_until.is_not(None)) == 0


def test_a_termination_after_a_withdrawal_taken_back_leaves_the_withdrawals_reservation(registry: Registry) -> None:
    """REG-11, CMP-9: every address of who had withdrawn is held as long as the withdrawal holds it, and no day longer."""
    organization_id, _ = terminated(registry, "offers", "seekers")
    until, addresses = dt.date(2031, 4, 22), (EMAIL, INVITED, NEW_EMAIL)
    assert all(held(registry, email, until + dt.timedelta(days=1)) for email in addresses)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    assert all(held(registry, email, until) for email in addresses)
    assert not any(held(registry, email, until + dt.timedelta(days=1)) for email in addresses)
    assert registry.log_in(NEW_EMAIL)["organization_id"] == organization_id
