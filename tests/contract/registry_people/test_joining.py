"""SEE-1, SEE-4, SEE-7: two records of one person are made one at the desk: My Page stays, and the ID goes to it (decision 136)."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import ANONYMOUS
from services.contracts.compliance import RECORD_DELETED
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    ACCEPT_ONLINE_APPLICATION,
    ASK_ERASURE,
    CHANGE_CHOICES_AT_OFFICE,
    EXTEND_APPLICATION_FOR_WORK,
    JOIN_SEEKERS,
    REQUEST_AUTHENTICATION_KEY,
    SEEKERS_JOINED,
    SET_PASSWORD,
    SHOW_MY_RECORD,
)
from services.registry.accounts.storage import lock_email
from services.registry.accounts.tables import mailed_keys
from services.registry.seekers.tables import erasures, feed_refusals, personal_data_reads, seeker_persons, seekers
from services.registry.seekers.usecases import joining
from services.registry.seekers.usecases.erasure import ask
from tests.contract.at_once import waits_for_a_lock
from tests.contract.registry.conftest import Registry
from tests.contract.registry.procedures import go_to
from tests.contract.registry_people.conftest import (
    PASSWORD,
    TERMS,
    BringIn,
    at_office,
    register,
    registration,
    state,
)
from tests.contract.registry_people.test_own_address import owner_of
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

RIGHT, WRONG, OFFICE = "T000345", "T000346", at_office("X1301")
STATED, LATER = "2026-06-10T00:30:00Z", "2026-06-10T01:05:00Z"
COUNTER = "counter@seeker.example.jp"
HERE = {"applied_on": "2026-06-09", "valid_until": "2026-08-31", "office_code": "X1301"}


def the_person(**changed: Any) -> dict[str, Any]:
    """Columns of the registrant as a counter tells them: with another address, and no My Page."""
    told = registration()
    names = ("birth_date", "family_name_kana", "given_name_kana")
    page = {"my_page_opened": False, "terms_version": ""}
    return {**{name: told[name] for name in names}, "email": COUNTER, **HERE, **page, **changed}


def accept(registry: Registry, number: str, source_id: str = WRONG) -> None:
    registry.call(ACCEPT_ONLINE_APPLICATION, OFFICE, seeker_number=number, source_id=source_id)


def join(registry: Registry, number: str, source_id: str = RIGHT, **how: Any) -> dict[str, Any]:
    return registry.call(JOIN_SEEKERS, OFFICE, seeker_number=number, source_id=source_id, **how)


def refused(registry: Registry, number: str, source_id: str = RIGHT, **how: Any) -> tuple[ErrorCode, str]:
    before = rows(registry)
    with pytest.raises(Refused) as refusal:
        join(registry, number, source_id, **how)
    assert rows(registry) == before, "nothing is changed"
    return refusal.value.code, refusal.value.pointer


def rows(registry: Registry) -> list[Any]:
    with registry.database.transaction() as connection:
        return list(connection.execute(sa.select(seekers).order_by(seekers.c.seeker_number)))


@pytest.fixture
def two(registry: Registry, bring_in: BringIn) -> tuple[str, str]:
    """Registered online and accepted under a wrong ID; under the right one a row came before the correction."""
    number = register(registry)
    accept(registry, number)
    return number, bring_in(345, **the_person(), changed_at=STATED)


def test_the_right_record_takes_id_and_application_and_the_other_is_nobodys_any_more(
    registry: Registry, two: tuple[str, str]
) -> None:
    """SEE-1, SEE-2, SEE-4, SEE-7: number, choices and My Page are the registrant's, the record is Hello Work's."""
    mine, theirs = two
    before = state(registry, mine)
    answer = join(registry, mine)
    now, gone = state(registry, mine), state(registry, theirs)
    assert (now["version"], now["provided_to"]) == (before["version"] + 1, ["private", "municipal"])
    assert now["record"]["desired_work"] == feeds.row(345)["desired_work"]
    assert (str(now["applied_on"]), str(now["valid_until"])) == ("2026-06-09", "2026-08-31")
    assert (now["joined_numbers"], gone["joined_numbers"]) == ([theirs], [])
    assert (gone["provided_to"], gone["record"], gone["open_to_employers"]) == ([], None, False)
    assert answer["seeker_number"] == mine
    assert registry.call(SHOW_MY_RECORD, owner_of(registry, mine))["record"]["seeker_number"] == mine
    assert registry.log_in(registration()["email"], PASSWORD)["seeker_number"] == mine
    assert registry.published(SEEKERS_JOINED) == [{"seeker_number": mine, "joined_number": theirs}]
    with registry.database.transaction() as connection:
        left = connection.execute(sa.select(seekers).where(seekers.c.seeker_number == theirs)).one()
        people = connection.execute(sa.select(seeker_persons.c.seeker_number)).scalars().all()
    assert (left.source_id, left.record, left.joined_into) == (None, {"seeker_number": theirs}, mine)
    assert people == [mine]


def test_from_then_on_the_feed_finds_it_and_a_replay_changes_nothing(
    registry: Registry, two: tuple[str, str], bring_in: BringIn
) -> None:
    """SEE-1: the wrong ID is free for whose it is."""
    mine, theirs = two
    join(registry, mine)
    assert bring_in(345, **the_person(), changed_at=STATED) == ""
    assert bring_in(345, **the_person(), changed_at=LATER, action="change") == mine
    assert state(registry, mine)["joined_numbers"] == [theirs], "every state tells of it: the newest may come first"
    assert bring_in(346, changed_at=LATER) not in ("", mine)
    assert registry.count(feed_refusals) == 0


def test_the_person_is_told_by_mail_and_it_is_in_the_audit_log(registry: Registry, two: tuple[str, str]) -> None:
    """OPS-3, SEE-2: with what was read to compare both; the address of My Page stays the person's."""
    mine, theirs = two
    with registry.database.transaction() as connection:
        connection.execute(personal_data_reads.delete())
    join(registry, mine)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("seeker_records_joined", registration()["email"])
    assert mail.parameters["seeker_number"] == mine
    written = {
        one["subject_id"]: one["details"] for one in registry.audited() if one["action"] == "registry.join_seekers"
    }
    assert written[mine].items() >= {"joined_number": theirs, "person_compared": 0}.items()
    assert written[theirs]["joined_into"] == mine
    compared = personal_data_reads.c.purpose == "join_seekers"
    for number in two:
        assert registry.count(personal_data_reads, compared & (personal_data_reads.c.seeker_number == number)) == 11


def test_an_online_application_is_accepted_by_it(registry: Registry, bring_in: BringIn) -> None:
    """SEE-1, SEE-4: the counter's row came before the acceptance, which the ID in use kept from being made."""
    mine = register(registry)
    bring_in(345, **the_person(), changed_at=STATED)
    with pytest.raises(Refused) as in_use:
        accept(registry, mine, RIGHT)
    assert in_use.value.code is ErrorCode.HELLO_WORK_ID_IN_USE
    assert join(registry, mine)["accepted_at_office"]
    assert state(registry, mine)["provided_to"] == ["private", "municipal"]


@pytest.mark.parametrize("way", ["accepted", "not yet accepted"])
def test_an_application_that_is_over_takes_nothings_place(registry: Registry, bring_in: BringIn, way: str) -> None:
    """SEE-1, SEE-6: who comes back after years registers anew; the ID goes over, and the next row is taken as it is."""
    old = {"applied_on": "2025-04-01", "valid_until": "2025-06-30", "registered_at": "2025-04-01T01:00:00Z"}
    bring_in(345, **{**the_person(), **old}, changed_at="2025-04-01T02:00:00Z")
    mine = register(registry)
    if way == "accepted":
        accept(registry, mine)
    own = state(registry, mine)
    assert join(registry, mine)["application_valid"]
    now = state(registry, mine)
    assert (now["record"], now["valid_until"]) == (own["record"], own["valid_until"])
    assert now["at_an_office"]
    married = the_person(family_name_kana="ベツジン")
    told_before = bring_in(345, **{**married, **old}, changed_at="2025-04-01T03:00:00Z")
    assert told_before == "", "of the application that is over"
    assert bring_in(345, **married, changed_at=LATER) == mine
    assert state(registry, mine)["record"]["desired_work"] == feeds.row(345)["desired_work"]


def test_what_is_refused_in_either_record_is_refused(
    registry: Registry, two: tuple[str, str], bring_in: BringIn
) -> None:
    """SEE-4, SEE-4b: the one on My Page, the other at the desk; and what the desk has extended stays so (SEE-6)."""
    mine, theirs = two
    registry.call(CHANGE_CHOICES_AT_OFFICE, OFFICE, seeker_number=mine, provision_choice="municipal_only")
    registry.call(CHANGE_CHOICES_AT_OFFICE, OFFICE, seeker_number=theirs, open_to_employers=False)
    go_to(registry, "2026-07-01")
    registry.call(EXTEND_APPLICATION_FOR_WORK, OFFICE, seeker_number=theirs, valid_until="2026-09-30")
    join(registry, mine)
    now = state(registry, mine)
    assert (now["provided_to"], now["open_to_employers"]) == (["municipal"], False)
    assert str(now["valid_until"]) == "2026-09-30"
    assert bring_in(345, **the_person(), changed_at=LATER) == mine
    assert str(state(registry, mine)["valid_until"]) == "2026-09-30", "against rows of the same application"


def test_two_persons_are_joined_only_where_staff_have_compared_them(registry: Registry, bring_in: BringIn) -> None:
    """SEE-1: reading and day of birth agree, or who has both persons' papers says so."""
    mine = register(registry)
    bring_in(345, **the_person(birth_date="1980-01-02"), changed_at=STATED)
    assert refused(registry, mine) == (ErrorCode.PERSONS_DIFFER, "/person_compared")
    join(registry, mine, person_compared=True)
    assert state(registry, mine)["at_an_office"]


def open_page(registry: Registry) -> None:
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=COUNTER)
    key = registry.mails()[-1].parameters["key"]
    registry.call(SET_PASSWORD, ANONYMOUS, email=COUNTER, key=key, password=PASSWORD, terms_version=TERMS)


def test_a_key_mailed_before_opens_no_my_page_of_it(registry: Registry, two: tuple[str, str]) -> None:
    """AUT-6, SEE-7: asked for, then joined."""
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=COUNTER)
    key = registry.mails()[-1].parameters["key"]
    join(registry, two[0])
    assert registry.count(mailed_keys) == 0
    opening = {"email": COUNTER, "key": key, "password": PASSWORD, "terms_version": TERMS}
    with pytest.raises(Refused) as refusal:
        registry.call(SET_PASSWORD, ANONYMOUS, **opening)
    assert refusal.value.code is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_who_opens_my_page_meanwhile_is_waited_for(registry: Registry, two: tuple[str, str]) -> None:
    """SEE-7: under the address's lock, which whoever opens it holds."""
    outcomes: list[Any] = []
    thread = threading.Thread(target=lambda: outcomes.append(join(registry, two[0])))
    with registry.database.transaction() as connection:
        lock_email(connection, registry.personal_data.lookup(COUNTER))
        thread.start()
        thread.join(1.0)
        assert thread.is_alive(), "it went past one who is opening My Page"
    thread.join()
    assert outcomes[0]["seeker_number"] == two[0]


@pytest.mark.parametrize("which", ["that stays", "that ends"])
def test_a_record_whose_erasure_is_demanded_is_not_joined(registry: Registry, two: tuple[str, str], which: str) -> None:
    """SEE-2: the demand is decided first; of the one that stays it would erase both."""
    demanded = two[which == "that ends"]
    registry.call(ASK_ERASURE, OFFICE, seeker_number=demanded, identity_checked="in_person")
    assert refused(registry, two[0]) == (ErrorCode.ERASURE_WAITS, "/source_id")


@pytest.mark.parametrize("which", ["that stays", "that ends"])
def test_who_demands_an_erasure_at_the_moment_of_the_join_is_waited_for(
    registry: Registry, two: tuple[str, str], which: str
) -> None:
    """SEE-2: under the locks of both records, which the demand takes one of."""
    demanded = two[which == "that ends"]
    outcomes: list[Any] = []
    thread = threading.Thread(target=lambda: outcomes.append(refused(registry, two[0])))
    with registry.database.transaction() as connection:
        ask(connection, demanded, "in_person", caller=OFFICE, now=registry.now)
        thread.start()
        assert waits_for_a_lock(registry.database, thread), "it went past who demands an erasure"
    thread.join()
    assert outcomes == [(ErrorCode.ERASURE_WAITS, "/source_id")]


def test_a_demand_for_erasure_at_the_moment_of_the_join_waits_for_it(
    registry: Registry, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEE-2: of the record that ends there is nothing to be erased afterwards, and no demand stands for ever."""
    outcomes, waited = list[ErrorCode](), list[bool]()

    def demand() -> None:
        with pytest.raises(Refused) as refusal:
            registry.call(ASK_ERASURE, OFFICE, seeker_number=two[1], identity_checked="in_person")
        outcomes.append(refusal.value.code)

    demanding = threading.Thread(target=demand)
    read = joining._people

    def read_while_it_is_demanded(*arguments: Any) -> Any:
        demanding.start()
        waited.append(waits_for_a_lock(registry.database, demanding))
        return read(*arguments)

    monkeypatch.setattr(joining, "_people", read_while_it_is_demanded)
    join(registry, two[0])
    demanding.join()
    assert (waited, outcomes) == ([True], [ErrorCode.NOT_FOUND])
    assert registry.count(erasures) == 0


def test_nothing_else_is_joined(registry: Registry, two: tuple[str, str], bring_in: BringIn) -> None:
    """SEE-1: an ID of nobody, the own, and a seeker of whom a row has told."""
    mine, _ = two
    assert refused(registry, mine, "T000999") == (ErrorCode.NOT_FOUND, "/source_id")
    assert refused(registry, mine, WRONG)[0] is ErrorCode.VALUE_NOT_POSSIBLE
    told_of = bring_in(1, **HERE, changed_at=STATED)
    assert refused(registry, told_of)[0] is ErrorCode.HELLO_WORK_ID_CONFIRMED
    assert refused(registry, "48210937561")[0] is ErrorCode.NOT_FOUND
    join(registry, mine)
    assert refused(registry, mine)[0] is ErrorCode.VALUE_NOT_POSSIBLE, "joined already"


def test_neither_record_is_another_offices(registry: Registry, two: tuple[str, str], bring_in: BringIn) -> None:
    """AUT-7: what others hold looks as if there were none."""
    mine, _ = two
    with pytest.raises(Refused) as elsewhere:
        registry.call(JOIN_SEEKERS, at_office("X1401", "14"), seeker_number=mine, source_id=RIGHT)
    assert elsewhere.value.code is ErrorCode.NOT_FOUND
    assert bring_in(347, **the_person(email="third@seeker.example.jp", office_code="X1401"), changed_at=STATED)
    assert (
        refused(registry, mine, "T000347") == refused(registry, mine, "T000999") == (ErrorCode.NOT_FOUND, "/source_id")
    )


def test_that_an_organization_deleted_the_second_record_is_told_to_the_person(
    registry: Registry, two: tuple[str, str]
) -> None:
    """MSG-11, SEE-7."""
    mine, theirs = two
    join(registry, mine)
    organization_id = registry.approved()["organization_id"]
    deleted = {
        "organization_id": organization_id,
        "seeker_number": theirs,
        "ground": "demand",
        "confirmed_at": registry.now,
        "demanded_at": registry.now,
    }
    registry.receive(RECORD_DELETED, deleted)
    assert (registry.mails()[-1].kind, registry.mails()[-1].to) == ("demanded_deletion_done", registration()["email"])
