"""SEE-4, REG-15: which version of the seekers' terms a seeker has agreed to, here and by the feed: the later of the two."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.contracts.caller import ANONYMOUS, SYSTEM
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    AGREE_TO_SEEKER_TERMS,
    BEGIN_LOGIN,
    RECORD_USE,
    REQUEST_AUTHENTICATION_KEY,
    SET_PASSWORD,
    SHOW_MY_RECORD,
    SHOW_MY_VISIBILITY,
)
from services.registry import terms
from services.registry.accounts.tables import terms_consents
from services.registry.terms import TermsVersion
from tests.contract.registry.conftest import Registry
from tests.contract.registry.procedures import go_to
from tests.contract.registry_people.conftest import (
    PASSWORD,
    TERMS,
    BringIn,
    register,
    registration,
    seeker,
    state,
)
from tests.contract.registry_people.test_feed_by_event import item, state_seekers
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

OLDER = "2020-01-06"
NEWER = TermsVersion(
    "seeker", "2026-07-01", dt.date(2026, 7, 1), "利用規約", source="試験", paragraphs=("１ 目的", "本文")
)
LATER, TODAY = "2026-06-10T00:30:00Z", "2026-06-10"


def new_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are newer terms, in force from 1 July."""
    versions = (*terms.VERSIONS, NEWER)
    for question in (terms.in_force, terms.named, terms.latest_of):
        monkeypatch.setattr(question, "__defaults__", (versions,))


def consent(registry: Registry, number: str) -> tuple[str, str]:
    """The version that My Page shows, and since when."""
    readers = registry.call(SHOW_MY_VISIBILITY, seeker(number))["readers"]
    (rule,) = [rule for rule in readers[0]["rules"] if rule["ground"] == "consent"]
    return registry.call(SHOW_MY_RECORD, seeker(number))["terms_version"], rule["since"]


def test_a_version_that_there_is_not_is_no_consent_and_the_row_is_refused(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-4: by file and by event; what else it narrows counts."""
    assert bring_in(1, terms_version="no such version") == ""
    number = bring_in(2)
    spoilt: dict[str, Any] = {"terms_version": "2021-12-02", "provision_choice": "none"}
    assert bring_in(2, action="change", changed_at=LATER, **spoilt) == number
    assert state(registry, number)["provided_to"] == []
    assert consent(registry, number)[0] == TERMS
    answer = state_seekers(registry, item(3, terms_version="private-2021-12-01"))
    assert [(one["reason"], one["column"]) for one in answer["refused"]] == [("invalid_value", "terms_version")]


def test_nobody_has_agreed_to_a_version_before_it_is_in_force(bring_in: BringIn) -> None:
    """REG-15: the day is the row's in Japan."""
    told = {"terms_version": TERMS, "applied_on": "2021-11-30", "valid_until": "2022-01-31"}
    assert bring_in(1, **told, changed_at="2021-11-30T14:59:59Z") == ""
    assert bring_in(1, **told, changed_at="2021-11-30T15:00:00Z") != ""


def test_an_older_version_told_later_does_not_take_the_place_of_the_one_agreed_to_here(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-4, decision 131: nor does the day since when it is agreed to move."""
    number, email = bring_in(1, my_page_opened=False, terms_version=""), feeds.row(1)["email"]
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    key = registry.mails()[-1].parameters["key"]
    registry.call(SET_PASSWORD, ANONYMOUS, email=email, key=key, password=PASSWORD, terms_version=TERMS)
    agreed = consent(registry, number)
    assert agreed == (TERMS, TODAY)
    for minute, told in ((30, OLDER), (31, "")):
        assert bring_in(1, action="change", changed_at=f"2026-06-10T00:{minute}:00Z", terms_version=told) == number
        assert consent(registry, number) == agreed


def test_a_newer_version_told_by_the_feed_takes_the_place_of_an_older_one(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-4."""
    number = bring_in(1, terms_version=OLDER)
    assert bring_in(1, action="change", changed_at=LATER, terms_version=TERMS) == number
    assert consent(registry, number) == (TERMS, TODAY)


def test_consent_by_use_of_a_newer_version_is_what_my_page_shows(
    registry: Registry, bring_in: BringIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REG-15: once, and a row of the feed that knows the former version does not take it back."""
    new_terms(monkeypatch)
    registry.now = feeds.NOW
    number = register(registry)
    account_id = registry.log_in(registration()["email"], PASSWORD)["account_id"]
    go_to(registry, "2026-06-30")
    registry.call(RECORD_USE, SYSTEM, account_id=account_id)
    assert consent(registry, number) == (TERMS, TODAY)
    go_to(registry, "2026-07-01")
    begin = {"email": registration()["email"], "password": PASSWORD}
    assert registry.call(BEGIN_LOGIN, SYSTEM, **begin)["consent_due"]
    assert consent(registry, number) == (TERMS, TODAY), "a password alone is no use"
    registry.call(RECORD_USE, SYSTEM, account_id=account_id)
    assert not registry.call(BEGIN_LOGIN, SYSTEM, **begin)["consent_due"]
    version = state(registry, number)["version"]
    go_to(registry, "2026-07-02")
    assert registry.log_in(registration()["email"], PASSWORD)["seeker_number"] == number
    assert consent(registry, number) == (NEWER.version, "2026-07-01")
    assert state(registry, number)["version"] == version


@pytest.mark.parametrize("version", [TERMS, "2099-01-01", "private-2021-12-01"])
def test_on_my_page_only_the_terms_in_force_can_be_agreed_to(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    """SEE-4, REG-15: a page left open over the day of new terms has shown the older text."""
    new_terms(monkeypatch)
    registry.now = feeds.NOW
    mine = seeker(register(registry))
    go_to(registry, "2026-07-01")
    with pytest.raises(Refused) as refused:
        registry.call(AGREE_TO_SEEKER_TERMS, mine, terms_version=version)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.TERMS_NOT_CURRENT, "/terms_version")
    assert registry.count(terms_consents, terms_consents.c.version != TERMS) == 0


def test_a_seeker_agrees_to_new_terms_on_my_page_once(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """SEE-4, REG-15: kept with the account, shown on My Page from that day, and told to the others once."""
    new_terms(monkeypatch)
    registry.now = feeds.NOW
    number = register(registry)
    mine = seeker(number, registry.log_in(registration()["email"], PASSWORD)["account_id"])
    go_to(registry, "2026-07-01")
    before = state(registry, number)["version"]
    for _ in range(2):
        shown = registry.call(AGREE_TO_SEEKER_TERMS, mine, terms_version=NEWER.version)
        assert (shown["seeker_number"], shown["terms_version"]) == (number, NEWER.version)
    assert consent(registry, number) == (NEWER.version, "2026-07-01")
    assert state(registry, number)["version"] == before + 1
    kept = (terms_consents.c.account_id == mine.account_id) & (terms_consents.c.version == NEWER.version)
    assert registry.count(terms_consents, kept & (terms_consents.c.way == "my_page")) == 1
