"""SEE-1, SEE-2, SEE-7: under an ID entered at a desk nobody is given another's My Page (decision 136)."""

from typing import Any

import pytest

from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    ACCEPT_ONLINE_APPLICATION,
    APPLY_AGAIN,
    CORRECT_HELLO_WORK_ID,
    SHOW_MY_RECORD,
)
from services.registry.seekers.tables import feed_refusals, seeker_persons, seekers
from tests.contract.registry.conftest import Registry
from tests.contract.registry_people.conftest import (
    BringIn,
    at_office,
    office,
    register,
    registration,
    seeker,
    state,
)
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

FIRST, LATER = "2026-06-10T01:05:00Z", "2026-06-10T01:06:00Z"
RIGHT, WRONG = "T000345", "T000346"


@pytest.fixture
def number(registry: Registry, bring_in: BringIn) -> str:
    """Registered online, and accepted under an ID that is somebody else's."""
    number = register(registry)
    registry.call(ACCEPT_ONLINE_APPLICATION, at_office("X1301"), seeker_number=number, source_id=WRONG)
    return number


def the_person(**changed: Any) -> dict[str, Any]:
    """Columns of the one who was accepted, as a counter tells them: with another address, the reading with a blank."""
    told = registration()
    return {
        "birth_date": told["birth_date"],
        "family_name_kana": told["family_name_kana"],
        "given_name_kana": f"　{told['given_name_kana']}",
        "email": "counter@seeker.example.jp",
        **changed,
    }


def correct(registry: Registry, number: str, source_id: str, **how: Any) -> None:
    registry.call(CORRECT_HELLO_WORK_ID, office(registry, number), seeker_number=number, source_id=source_id, **how)


def refused(registry: Registry, operation, caller, **request) -> Refused:
    with pytest.raises(Refused) as refusal:
        registry.call(operation, caller, **request)
    return refusal.value


def holder_of(registry: Registry, email: str) -> bool:
    lookup = registry.personal_data.lookup(email)
    return registry.count(seeker_persons, seeker_persons.c.email_lookup == lookup) == 1


def test_the_row_of_somebody_else_under_a_mistyped_id_is_refused_and_changes_nothing(
    registry: Registry, number: str, bring_in: BringIn
) -> None:
    """SEE-1, SEE-2: neither person nor record, nor what it would narrow."""
    before = state(registry, number)
    narrowing = {"provision_choice": "none", "pupil_of": "other_school", "changed_at": FIRST}
    assert bring_in(346, **narrowing) == ""
    assert bring_in(346, **narrowing, desired_work="電話は090-0123-4567です。") == ""
    assert bring_in(346, action="end", at=LATER) == ""
    for reason, count in (("other_person", 2), ("personal_data", 1)):
        assert registry.count(feed_refusals, (feed_refusals.c.reason == reason) & ~feed_refusals.c.narrowed) == count
    assert state(registry, number) == before
    assert registry.call(SHOW_MY_RECORD, seeker(number))["record"]["desired_work"] == before["record"]["desired_work"]
    assert holder_of(registry, registration()["email"])
    assert not holder_of(registry, feeds.row(346)["email"])


@pytest.mark.parametrize("differs", [{"birth_date": "1980-01-02"}, {"given_name_kana": "ベツジン"}])
def test_reading_and_day_of_birth_must_both_agree(
    registry: Registry, number: str, bring_in: BringIn, differs: dict[str, str]
) -> None:
    """SEE-1: as where the feed links by itself."""
    assert bring_in(346, **the_person(**differs), changed_at=FIRST) == ""


def test_the_row_of_the_same_person_is_taken_and_from_then_on_the_feed_rules(
    registry: Registry, number: str, bring_in: BringIn
) -> None:
    """SEE-1: its application may be older than the one made online; and the ID is corrected no more."""
    old = {"applied_on": "2026-06-09", "valid_until": "2026-08-31"}
    assert bring_in(346, **the_person(), **old, changed_at=FIRST) == number
    refusal = refused(registry, CORRECT_HELLO_WORK_ID, office(registry, number), seeker_number=number, source_id=RIGHT)
    assert refusal.code is ErrorCode.HELLO_WORK_ID_CONFIRMED
    married = {"family_name_kana": "ベツジン", "changed_at": LATER}
    assert bring_in(346, **{**the_person(), **old, **married}) == number, "a name changes later on"


def test_the_office_corrects_the_id_and_each_row_finds_its_own_seeker(
    registry: Registry, number: str, bring_in: BringIn
) -> None:
    """SEE-1, OPS-3."""
    assert bring_in(346, changed_at=FIRST) == ""
    correct(registry, number, RIGHT)
    actions = [entry["action"] for entry in registry.audited()]
    assert "registry.correct_hello_work_id" in actions
    other = bring_in(346, changed_at=LATER)
    assert other not in ("", number)
    assert bring_in(345, changed_at=FIRST) == "", "the corrected ID is held to the person too"
    assert bring_in(345, **the_person(), changed_at=LATER) == number
    assert registry.count(seekers) == 2


def test_an_id_is_corrected_by_its_office_alone_and_to_nobody_elses(
    registry: Registry, number: str, bring_in: BringIn
) -> None:
    """AUT-7, SEE-1."""
    bring_in(345)
    asked = {"seeker_number": number, "source_id": RIGHT}
    assert refused(registry, CORRECT_HELLO_WORK_ID, at_office("X1302"), **asked).code is ErrorCode.NOT_FOUND
    refusal = refused(registry, CORRECT_HELLO_WORK_ID, office(registry, number), **asked)
    assert (refusal.code, refusal.pointer) == (ErrorCode.HELLO_WORK_ID_IN_USE, "/source_id")


def test_whom_staff_have_compared_is_taken_though_the_birthday_was_mistyped_online(
    registry: Registry, number: str, bring_in: BringIn
) -> None:
    """SEE-1: the ID was right; else no row could ever be taken."""
    born = the_person(birth_date="1980-01-02")
    assert bring_in(346, **born, changed_at=FIRST) == ""
    correct(registry, number, WRONG, person_compared=True)
    assert bring_in(346, **born, changed_at=LATER) == number
    (entry,) = [one for one in registry.audited() if one["action"] == "registry.correct_hello_work_id"]
    assert entry["details"]["person_compared"] == 1


def test_an_id_that_a_row_has_told_of_needs_no_other_when_its_seeker_applies_again(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-1: it is no desk's entry."""
    number = bring_in(1, applied_on="2026-04-01", valid_until="2026-06-09", changed_at="2026-04-01T01:00:00Z")
    registry.call(APPLY_AGAIN, seeker(number))
    registry.call(ACCEPT_ONLINE_APPLICATION, office(registry, number), seeker_number=number, source_id="T000001")
    renamed = {"applied_on": "2026-06-10", "valid_until": "2026-08-31", "family_name_kana": "ベツジン"}
    assert bring_in(1, **renamed, changed_at=FIRST) == number
