"""SEE-1, SEE-2, SEE-4, SEE-6, AUT-1: what lasts of two records that are joined, against later rows, and what goes with an erasure."""

from __future__ import annotations

from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    APPLY_AGAIN,
    ASK_ERASURE,
    CHANGE_CHOICES_AT_OFFICE,
    DECIDE_ERASURE,
    END_APPLICATION_FOR_WORK,
    END_MY_APPLICATION,
    EXTEND_APPLICATION_FOR_WORK,
    REQUEST_AUTHENTICATION_KEY,
    SHOW_MY_VISIBILITY,
    TAKE_BACK_END_OF_APPLICATION,
)
from services.registry.mail.tables import outgoing_mails
from services.registry.seekers.tables import erasures
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.procedures import go_to
from tests.contract.registry_people.conftest import BringIn, register, registration, state
from tests.contract.registry_people.test_joining import (
    COUNTER,
    HERE,
    LATER,
    OFFICE,
    STATED,
    accept,
    join,
    refused,
    the_person,
)
from tests.contract.registry_people.test_joining import two as two
from tests.contract.registry_people.test_own_address import address_of, owner_of

OVER = {"applied_on": "2025-04-01", "valid_until": "2025-06-30", "registered_at": "2025-04-01T01:00:00Z"}
LONG_AGO = "2025-04-01T02:00:00Z"


def keys_to(registry: Registry, email: str) -> int:
    """How many keys that open something wait to be sent to an address, after asking for one more."""
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    return sum((mail.kind, mail.to) == ("authentication_key", email) for mail in registry.mails())


def test_the_next_row_does_not_bring_the_counters_address_back(
    registry: Registry, two: tuple[str, str], bring_in: BringIn
) -> None:
    """AUT-1: My Page opens by the address that was proved; a third one, told to an office since, counts (decision 113)."""
    mine, _ = two
    join(registry, mine)
    assert bring_in(345, **the_person(), changed_at=LATER, action="change") == mine
    assert address_of(registry, mine) == registration()["email"]
    assert keys_to(registry, COUNTER) == 0
    assert keys_to(registry, registration()["email"]) == 1
    third = the_person(email="third@seeker.example.jp")
    assert bring_in(345, **third, changed_at="2026-06-10T01:06:00Z", action="change") == mine
    assert address_of(registry, mine) == "third@seeker.example.jp"


def test_who_reads_the_counters_address_is_told(registry: Registry, two: tuple[str, str]) -> None:
    """SEE-2: without a word of the person, as it may be a stranger's: an office that was wrong hears of it."""
    join(registry, two[0])
    (told,) = [mail for mail in registry.mails() if mail.to == COUNTER]
    assert (told.kind, told.parameters) == ("seeker_address_left_by_joining", {})


def test_of_a_record_without_an_address_nobody_is_told(registry: Registry, bring_in: BringIn) -> None:
    """SEE-1 (decision 134)."""
    mine = register(registry)
    theirs = bring_in(345, **the_person(email=""), changed_at=STATED)
    join(registry, mine)
    assert state(registry, theirs)["record"] is None
    assert [mail.to for mail in registry.mails() if mail.kind.startswith("seeker_address_left")] == []


def test_what_was_mailed_and_written_of_the_second_record_goes_with_the_persons_erasure(
    registry: Registry, two: tuple[str, str]
) -> None:
    """SEE-2: mails to the counter's address, and why a demand of before was declined."""
    mine, theirs = two
    registry.call(CHANGE_CHOICES_AT_OFFICE, OFFICE, seeker_number=theirs, open_to_employers=False)
    of_it = registry.call(ASK_ERASURE, OFFICE, seeker_number=theirs, identity_checked="in_person")
    operations = Caller(role=Role.OPERATIONS, account_id=new_id())
    decided = {"erasure_id": of_it["erasure_id"], "erase": False, "reason": "転居先の窓口で確認中のため。"}
    registry.call(DECIDE_ERASURE, operations, **decided)
    join(registry, mine)
    assert registry.count(erasures, erasures.c.reason.is_not(None)) == 0, "as of an erased person"
    demanded = registry.call(ASK_ERASURE, OFFICE, seeker_number=mine, identity_checked="in_person")
    registry.call(DECIDE_ERASURE, operations, erasure_id=demanded["erasure_id"], erase=True)
    to = {mail.to for mail in registry.mails()}
    assert COUNTER not in to
    lookup = registry.personal_data.lookup(COUNTER)
    assert registry.count(outgoing_mails, outgoing_mails.c.recipient_lookup == lookup) == 0


def test_an_extension_of_either_record_lasts(registry: Registry, bring_in: BringIn) -> None:
    """SEE-6: of the same day of application, against later rows."""
    mine = register(registry)
    accept(registry, mine)
    today = {**HERE, "applied_on": "2026-06-10"}
    bring_in(345, **{**the_person(), **today}, changed_at=STATED)
    go_to(registry, "2026-07-01")
    registry.call(EXTEND_APPLICATION_FOR_WORK, OFFICE, seeker_number=mine, valid_until="2026-09-30")
    join(registry, mine)
    assert bring_in(345, **{**the_person(), **today}, changed_at=LATER) == mine
    assert str(state(registry, mine)["valid_until"]) == "2026-09-30"


def test_what_a_desk_has_refused_lasts_where_the_application_is_over(registry: Registry, bring_in: BringIn) -> None:
    """SEE-4, SEE-4b: a choice is the person's, not the application's; My Page says since when."""
    theirs = bring_in(345, **{**the_person(), **OVER}, changed_at=LONG_AGO)
    registry.call(
        CHANGE_CHOICES_AT_OFFICE,
        OFFICE,
        seeker_number=theirs,
        provision_choice="municipal_only",
        open_to_employers=False,
    )
    mine = register(registry)
    go_to(registry, "2026-06-12")
    join(registry, mine)
    now = state(registry, mine)
    assert (now["provided_to"], now["open_to_employers"]) == (["municipal"], False)
    shown = registry.call(SHOW_MY_VISIBILITY, owner_of(registry, mine))["readers"]
    since = {rule["ground"]: str(rule["since"]) for reader in shown for rule in reader["rules"]}
    assert (since["choice"], since["openness"]) == ("2026-06-12", "2026-06-12")


def test_hello_works_application_is_enough_where_the_one_made_online_is_over(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-1, SEE-6: who has applied at the counter need not apply online once more."""
    mine = register(registry)
    registry.call(END_MY_APPLICATION, owner_of(registry, mine), end_reason="other")
    bring_in(345, **the_person(), changed_at=STATED)
    assert join(registry, mine)["application_valid"]
    assert state(registry, mine)["provided_to"] == ["private", "municipal"]


def test_who_was_hired_since_seeks_no_more(registry: Registry, bring_in: BringIn) -> None:
    """SEE-6: the desk has ended the application under the other number; no row of it revives it, taking the end back does."""
    mine = register(registry)
    theirs = bring_in(345, **the_person(), changed_at=STATED)
    go_to(registry, "2026-06-20")
    hired = {"ended_on": "2026-06-20", "end_reason": "hired"}
    registry.call(END_APPLICATION_FOR_WORK, OFFICE, seeker_number=theirs, **hired)
    answer = join(registry, mine)
    assert (answer["application_valid"], str(answer["ended_on"])) == (False, "2026-06-20")
    assert state(registry, mine)["provided_to"] == []
    (told,) = [mail for mail in registry.mails() if mail.kind == "seeker_records_joined"]
    assert told.parameters["valid_until"] == "終了しています"
    assert bring_in(345, **the_person(), changed_at=LATER) == mine
    assert state(registry, mine)["provided_to"] == []
    registry.call(TAKE_BACK_END_OF_APPLICATION, OFFICE, seeker_number=mine)
    assert state(registry, mine)["provided_to"] == ["private", "municipal"]


def test_who_has_applied_online_after_the_end_seeks(registry: Registry, bring_in: BringIn) -> None:
    """SEE-6: hired, and back online before the desk joins both."""
    theirs = bring_in(345, **the_person(), changed_at=STATED)
    hired = {"ended_on": "2026-06-10", "end_reason": "hired"}
    registry.call(END_APPLICATION_FOR_WORK, OFFICE, seeker_number=theirs, **hired)
    go_to(registry, "2026-06-12")
    mine = register(registry)
    assert join(registry, mine)["application_valid"]
    assert str(state(registry, mine)["applied_on"]) == "2026-06-12"


def test_nothing_is_joined_where_both_applications_are_over(registry: Registry, bring_in: BringIn) -> None:
    """SEE-6: an office accepts what is valid; the person applies anew, here or there."""
    bring_in(345, **{**the_person(), **OVER}, changed_at=LONG_AGO)
    mine = register(registry)
    registry.call(END_MY_APPLICATION, owner_of(registry, mine), end_reason="other")
    assert refused(registry, mine)[0] is ErrorCode.APPLICATION_FOR_WORK_NOT_VALID


def test_a_desks_wrong_id_is_one_also_after_a_new_application_online(registry: Registry, two: tuple[str, str]) -> None:
    """SEE-1, SEE-6: no row was ever taken under it."""
    mine, _ = two
    registry.call(END_APPLICATION_FOR_WORK, OFFICE, seeker_number=mine, ended_on="2026-06-10", end_reason="hired")
    registry.call(APPLY_AGAIN, owner_of(registry, mine))
    assert join(registry, mine)["accepted_at_office"]
