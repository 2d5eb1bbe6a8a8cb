"""SEE-1, SEE-4, SEE-4b, DRQ-4: who told no e-mail address at the counter comes by the feed all the same, without My Page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.registry import (
    ACCEPT_ONLINE_APPLICATION,
    ASK_ERASURE,
    CHANGE_CHOICES_AT_OFFICE,
    DECIDE_ERASURE,
    FIND_SEEKER_AT_OFFICE,
    REQUEST_AUTHENTICATION_KEY,
    SEEKERS_CHANGED,
    SET_PASSWORD,
)
from services.registry.mail.tables import outgoing_mails
from services.registry.seekers.tables import seeker_persons
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry_people.conftest import (
    PASSWORD,
    TERMS,
    BringIn,
    at_office,
    office,
    register,
    registration,
    state,
)
from tests.contract.registry_people.test_feed_by_event import item, state_seekers
from tests.contract.registry_people.test_own_address import address_of
from tests.contract.registry_seekers import feeds

WITHOUT: dict[str, Any] = {"email": "", "phone": "", "my_page_opened": False, "terms_version": ""}
LATER, LATEST = "2026-06-10T00:30:00Z", "2026-06-10T00:45:00Z"


def opens_my_page(registry: Registry, email: str) -> None:
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    key = registry.mails()[-1].parameters["key"]
    registry.call(SET_PASSWORD, ANONYMOUS, email=email, key=key, password=PASSWORD, terms_version=TERMS)


def test_employers_find_who_has_neither_address_nor_telephone_and_the_office_finds_its_own(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-4b, DRQ-4: not told to organizations, which need a My Page; counted with the others (RPT-4)."""
    number, other = bring_in(1, **WITHOUT, open_to_employers=True), bring_in(2, **WITHOUT)
    assert "" not in (number, other)
    told = state(registry, number)
    assert (told["has_my_page"], told["provided_to"], told["open_to_employers"]) == (False, [], True)
    assert told["record"] is not None
    found = registry.call(FIND_SEEKER_AT_OFFICE, office(registry, number), source_id="T000001")
    assert (found["seeker_number"], found["shown_to_employers"]) == (number, True)
    assert registry.count(seeker_persons, seeker_persons.c.email_lookup.is_(None)) == 2


def test_an_event_tells_no_address_by_null_or_by_leaving_it_out(registry: Registry) -> None:
    """SEE-1."""
    left_out = {name: value for name, value in item(2, **WITHOUT).items() if name not in ("email", "phone")}
    of_null = item(1, **WITHOUT) | {"email": None, "phone": None, "terms_version": None}
    answer = state_seekers(registry, of_null, left_out)
    assert (answer["created"], answer["refused"]) == (2, [])


def test_my_page_that_is_open_needs_an_address(registry: Registry, bring_in: BringIn) -> None:
    """SEE-4: it opens by the address; such a row is refused, and narrows all the same."""
    number = bring_in(1)
    assert bring_in(1, action="change", changed_at=LATER, email="", provision_choice="none") == number
    assert state(registry, number)["provided_to"] == []
    assert address_of(registry, number) == feeds.row(1)["email"]
    assert bring_in(2, email="") == ""
    answer = state_seekers(registry, {name: value for name, value in item(3).items() if name != "email"})
    assert [(one["reason"], one["column"]) for one in answer["refused"]] == [("invalid_value", "email")]


def test_an_address_told_later_opens_my_page_and_a_row_without_one_does_not_take_it_back(
    registry: Registry, bring_in: BringIn, tmp_path: Path
) -> None:
    """SEE-4, AUT-1: My Page stays open, and opens by the address that it has."""
    number, email = bring_in(1, **WITHOUT), feeds.row(1)["email"]
    assert bring_in(1, action="change", changed_at=LATER, **{**WITHOUT, "email": email}) == number
    opens_my_page(registry, email)
    assert bring_in(1, action="change", changed_at=LATEST, **WITHOUT) == number
    assert address_of(registry, number) == email
    assert state(registry, number)["provided_to"] == ["private", "municipal"]
    # Within one file as well, where the address is brought by the row before.
    told = (feeds.row(2), feeds.row(2, **WITHOUT, action="change", changed_at=LATER))
    feeds.bring_in(registry.database, registry.personal_data, feeds.feed(tmp_path / "both.csv", *told))
    last = registry.published(SEEKERS_CHANGED)[-1]["seekers"][0]["seeker_number"]
    assert address_of(registry, last) == feeds.row(2)["email"]


def test_without_my_page_an_address_goes_with_the_row_that_tells_none_and_is_free_for_another(
    registry: Registry, bring_in: BringIn, tmp_path: Path
) -> None:
    """SEE-1, SEE-2: the row tells the whole state; who shared a mailbox may leave it to the other."""
    shared = feeds.row(1)["email"]
    number = bring_in(1, **{**WITHOUT, "email": shared})
    rows = (feeds.row(1, **WITHOUT, action="change", changed_at=LATER), feeds.row(2, email=shared))
    progress = feeds.bring_in(registry.database, registry.personal_data, feeds.feed(tmp_path / "rows.csv", *rows))
    assert progress.counts == {"changed": 1, "created": 1}
    with registry.database.transaction() as connection:
        holder = connection.execute(
            seeker_persons.select().where(seeker_persons.c.email_lookup == registry.personal_data.lookup(shared))
        ).one()
    assert holder.seeker_number != number


def test_a_registrant_accepted_at_the_desk_keeps_the_own_address(registry: Registry, bring_in: BringIn) -> None:
    """SEE-1: Hello Work knows none, My Page does."""
    number = register(registry)
    registry.call(
        ACCEPT_ONLINE_APPLICATION,
        at_office(state(registry, number)["office_code"]),
        seeker_number=number,
        source_id="T000060",
    )
    same = {name: registration()[name] for name in ("birth_date", "family_name_kana", "given_name_kana")}
    accepted = {"applied_on": "2026-06-10", "valid_until": "2026-08-31", "changed_at": "2026-06-10T01:05:00Z"}
    assert bring_in(60, **WITHOUT, **same, **accepted) == number
    assert address_of(registry, number) == registration()["email"]


def test_nobody_is_mailed_who_has_no_address_and_everything_else_is_done(registry: Registry, bring_in: BringIn) -> None:
    """SEE-4, SEE-6, SEE-2: choice at the desk, reminder of the end, and erasure."""
    number = bring_in(1, **WITHOUT, open_to_employers=True, valid_until="2026-06-20")
    staff = office(registry, number)
    registry.call(CHANGE_CHOICES_AT_OFFICE, staff, seeker_number=number, open_to_employers=False)
    with registry.work() as work:
        assert registry.service.remind_seekers_of_end(work) == 1
    for erase, reason in ((False, "ご本人の意思を確認できませんでした。"), (True, None)):
        asked = registry.call(ASK_ERASURE, staff, seeker_number=number, identity_checked="in_person")
        other = Caller(role=Role.OPERATIONS, account_id=new_id())
        request = {"erasure_id": asked["erasure_id"], "erase": erase, "reason": reason}
        registry.call(DECIDE_ERASURE, other, **{name: value for name, value in request.items() if value is not None})
    assert registry.count(outgoing_mails) == 0
    assert registry.count(seeker_persons) == 0


def test_who_has_no_address_and_demanded_the_erasure_is_erased_at_the_end_of_the_retention(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-2: nobody to be told."""
    number = bring_in(1, **WITHOUT)
    registry.call(ASK_ERASURE, office(registry, number), seeker_number=number, identity_checked="in_person")
    registry.now = registry.now.replace(year=2033)
    with registry.work() as work:
        assert registry.service.erase_seekers_after_retention(work) == 1
    assert (registry.count(outgoing_mails), registry.count(seeker_persons)) == (0, 0)


@pytest.mark.parametrize("column", ["email", "phone"])
def test_what_is_told_must_be_an_address_or_a_number(bring_in: BringIn, column: str) -> None:
    """SEE-1: left out is one thing, wrong another."""
    assert bring_in(1, **{**WITHOUT, column: "none"}) == ""
