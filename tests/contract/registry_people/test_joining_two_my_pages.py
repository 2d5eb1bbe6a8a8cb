"""SEE-1, SEE-7, AUT-7: two records of one person with a My Page each, and of two offices (decision 136)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from services.contracts.caller import Role
from services.contracts.errors import ErrorCode
from services.contracts.messaging import REPLY_SENT
from services.contracts.registry import (
    ACCOUNT_CLOSED,
    CHANGE_PROVISION_CHOICE,
    END_APPLICATION_FOR_WORK,
    JOIN_SEEKERS,
)
from services.registry.accounts.tables import accounts
from services.registry.seekers.tables import left_emails, seekers
from tests.contract.registry.conftest import Registry
from tests.contract.registry.procedures import go_to
from tests.contract.registry.test_login import make_staff
from tests.contract.registry.test_notices import message
from tests.contract.registry_people.conftest import PASSWORD, BringIn, at_office, register, registration, state
from tests.contract.registry_people.test_joining import (
    COUNTER,
    HERE,
    LATER,
    RIGHT,
    STATED,
    accept,
    join,
    open_page,
    refused,
    the_person,
)
from tests.contract.registry_people.test_joining import two as two
from tests.contract.registry_people.test_own_address import address_of, move, owner_of
from tests.contract.served import Refused

NEW = "new.mailbox@seeker.example.jp"
AGREED = {"my_page_ends": True, "person_compared": True}


def log_in_code(registry: Registry, email: str) -> ErrorCode:
    with pytest.raises(Refused) as refusal:
        registry.log_in(email, PASSWORD)
    return refusal.value.code


def test_a_second_my_page_ends_if_the_person_agrees(registry: Registry, two: tuple[str, str]) -> None:
    """SEE-7, AUT-6: its login, its sessions and keys to it; the first opens as before."""
    mine, theirs = two
    open_page(registry)
    account_id = owner_of(registry, theirs).account_id
    assert refused(registry, mine) == (ErrorCode.DUPLICATE_HAS_MY_PAGE, "/my_page_ends")
    join(registry, mine, **AGREED)
    assert [event["account_id"] for event in registry.published(ACCOUNT_CLOSED)] == [account_id]
    assert log_in_code(registry, COUNTER) is ErrorCode.LOGIN_FAILED
    assert registry.log_in(registration()["email"], PASSWORD)["seeker_number"] == mine
    assert registry.count(accounts, accounts.c.email_lookup == registry.personal_data.lookup(COUNTER)) == 0
    details = [one["details"] for one in registry.audited() if one["action"] == "registry.join_seekers"]
    assert details[0]["my_page_ended"] == 1


def test_no_my_page_ends_unless_staff_have_compared_the_persons(registry: Registry, two: tuple[str, str]) -> None:
    """SEE-1, SEE-7: two may have one reading and one day of birth, and the one would read the other's messages."""
    mine, _ = two
    open_page(registry)
    assert refused(registry, mine, my_page_ends=True) == (ErrorCode.DUPLICATE_HAS_MY_PAGE, "/person_compared")
    assert refused(registry, mine, person_compared=True) == (ErrorCode.DUPLICATE_HAS_MY_PAGE, "/my_page_ends")
    assert registry.log_in(COUNTER, PASSWORD)["seeker_number"] == two[1]


def test_what_was_refused_on_the_second_my_page_is_refused(registry: Registry, two: tuple[str, str]) -> None:
    """SEE-4."""
    mine, theirs = two
    open_page(registry)
    registry.call(CHANGE_PROVISION_CHOICE, owner_of(registry, theirs), provision_choice="municipal_only")
    join(registry, mine, **AGREED)
    assert state(registry, mine)["provided_to"] == ["municipal"]


def test_who_reads_an_address_of_the_second_record_is_told(
    registry: Registry, two: tuple[str, str], bring_in: BringIn
) -> None:
    """SEE-7, AUT-6: that by which its My Page opened too, where an office has told another since; each once."""
    mine, theirs = two
    open_page(registry)
    assert bring_in(345, **the_person(email=NEW), changed_at=LATER, action="change") == theirs
    join(registry, mine, **AGREED)
    told = [mail.to for mail in registry.mails() if mail.kind == "seeker_address_left_by_joining"]
    assert sorted(told) == [COUNTER, NEW]


def test_no_address_of_the_second_my_page_comes_back(
    registry: Registry, two: tuple[str, str], bring_in: BringIn
) -> None:
    """AUT-1: neither the one it opened by nor the one that was left for it; a row brings the first."""
    mine, theirs = two
    open_page(registry)
    move(registry, owner_of(registry, theirs), NEW)
    join(registry, mine, **AGREED)
    left = {registry.personal_data.lookup(one) for one in (COUNTER, NEW)}
    with registry.database.transaction() as connection:
        rows = connection.execute(sa.select(left_emails)).all()
    assert {(row.seeker_number, bytes(row.email_lookup)) for row in rows} == {(mine, one) for one in left}
    for minute, email in ((2, COUNTER), (3, NEW)):
        assert bring_in(345, **the_person(email=email), changed_at=f"2026-06-10T01:0{minute}:00Z") == mine
        assert address_of(registry, mine) == registration()["email"]


def test_the_address_of_the_second_is_free_for_the_first(registry: Registry, two: tuple[str, str]) -> None:
    """AUT-1: who would rather open My Page by it changes the address, as anybody."""
    mine, _ = two
    open_page(registry)
    join(registry, mine, **AGREED)
    move(registry, owner_of(registry, mine), COUNTER)
    assert registry.log_in(COUNTER, PASSWORD)["seeker_number"] == mine


def test_a_message_under_the_second_number_is_announced_to_the_person(registry: Registry, two: tuple[str, str]) -> None:
    """MSG-6: the person reads it on the My Page that stays."""
    mine, theirs = two
    join(registry, mine)
    before = len(registry.mails())
    registry.receive(REPLY_SENT, message(registry, theirs))
    assert [mail.to for mail in registry.mails()[before:]] == [registration()["email"]]


# Two offices


def test_the_office_of_hello_works_application_joins_who_was_accepted_elsewhere_under_a_wrong_id(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-1, AUT-7: no row has told of the person at the other office, whose staff are told."""
    make_staff(registry, Role.OFFICE_STAFF, bureau_code="13", office_code="X1301")
    mine = register(registry)
    accept(registry, mine)
    bring_in(345, **the_person(office_code="X1401"), changed_at=STATED)
    answer = registry.call(JOIN_SEEKERS, at_office("X1401", "14"), seeker_number=mine, source_id=RIGHT)
    assert answer["office_code"] == "X1401"
    assert state(registry, mine)["office_code"] == "X1401"
    (told,) = [mail for mail in registry.mails() if mail.to == "staff@example.jp"]
    assert (told.kind, told.parameters["seeker_number"]) == ("seeker_joined_at_another_office", mine)


def test_an_office_whose_application_has_ended_takes_nobody_over(registry: Registry, bring_in: BringIn) -> None:
    """AUT-7: also where the desk has ended it since the person applied online, which within an office goes over."""
    mine = register(registry)
    accept(registry, mine)
    elsewhere = at_office("X1401", "14")
    theirs = bring_in(345, **the_person(office_code="X1401"), changed_at=STATED)
    go_to(registry, "2026-07-01")
    registry.call(END_APPLICATION_FOR_WORK, elsewhere, seeker_number=theirs, ended_on="2026-06-30", end_reason="hired")
    with pytest.raises(Refused) as refusal:
        registry.call(JOIN_SEEKERS, elsewhere, seeker_number=mine, source_id=RIGHT)
    assert refusal.value.code is ErrorCode.NOT_FOUND
    assert state(registry, mine)["office_code"] == "X1301"


def test_an_office_joins_no_record_of_another(registry: Registry, two: tuple[str, str], bring_in: BringIn) -> None:
    """AUT-7: neither by the number that the other has confirmed, nor where the own application is over."""
    mine, _ = two
    elsewhere = at_office("X1401", "14")
    over = {"applied_on": "2025-04-01", "valid_until": "2025-06-30", "registered_at": "2025-04-01T01:00:00Z"}
    old = the_person(email="old@seeker.example.jp", office_code="X1401", **over)
    bring_in(347, **old, changed_at="2025-04-01T02:00:00Z")
    bring_in(348, **the_person(email="fourth@seeker.example.jp", office_code="X1401"), changed_at=STATED)
    told_of = bring_in(1, **HERE, changed_at=STATED)
    for number, source_id in ((mine, "T000347"), (told_of, "T000348"), (mine, RIGHT)):
        with pytest.raises(Refused) as refusal:
            registry.call(JOIN_SEEKERS, elsewhere, seeker_number=number, source_id=source_id, person_compared=True)
        assert refusal.value.code is ErrorCode.NOT_FOUND
    with registry.database.transaction() as connection:
        assert connection.execute(sa.select(seekers.c.joined_into)).scalars().all() == [None] * 5
