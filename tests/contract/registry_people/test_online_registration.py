"""SEE-1, SEE-4b, SEE-5: who registers on the site itself; an office accepts it, or the feed brings the same person."""

import datetime as dt
from pathlib import Path

import pytest

from services.contracts.caller import ANONYMOUS
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    ACCEPT_ONLINE_APPLICATION,
    APPLY_AGAIN,
    CHANGE_MY_RECORD,
    END_MY_APPLICATION,
    REGISTER_SEEKER,
    REQUEST_REGISTRATION_KEY,
    SHOW_MY_RECORD,
    SHOW_MY_VISIBILITY,
)
from services.registry.accounts.tables import terms_consents
from services.registry.seekers.tables import seeker_persons, seekers
from services.runtime.refusal import Refusal
from tests.contract.at_once import together
from tests.contract.registry.conftest import ONE_BROWSER, Registry
from tests.contract.registry_people.conftest import (
    PASSWORD,
    BringIn,
    at_office,
    key_for,
    register,
    registration,
    seeker,
    state,
)
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused


@pytest.fixture(autouse=True)
def _today(registry: Registry) -> None:
    registry.now = feeds.NOW


def refused(registry: Registry, operation, caller, **request) -> Refused:
    with pytest.raises(Refused) as refusal:
        registry.call(operation, caller, **request)
    return refusal.value


def test_who_registers_has_my_page_and_is_open_to_employers_but_not_to_organizations(registry: Registry) -> None:
    """SEE-1, SEE-4, SEE-4b: organizations find what an office has accepted."""
    number = register(registry)
    mine = registry.call(SHOW_MY_RECORD, seeker(number))
    assert (mine["accepted_at_office"], mine["application_valid"], mine["valid_until"]) == (False, True, "2026-08-31")
    assert (mine["provided_to"], mine["shown_to_employers"]) == ([], True)
    assert registry.log_in(registration()["email"], PASSWORD)["seeker_number"] == number
    told = state(registry, number)
    assert told["record"]["desired_work"] == registration()["record"]["desired_work"]
    assert (told["provided_to"], told["open_to_employers"]) == ([], True)
    assert registry.count(terms_consents, terms_consents.c.way == "my_page") == 1
    assert registry.mails()[-1].kind == "seeker_registered_online"


def test_nothing_of_the_person_stands_in_clear(registry: Registry) -> None:
    """SEE-2."""
    register(registry)
    text = registry.everything_in_clear()
    for column in ("family_name", "given_name_kana", "address", "phone", "email", "birth_date", "password"):
        assert registration()[column] not in text, column


def test_the_key_goes_to_any_address_and_the_answer_is_the_same_for_known_ones(registry: Registry) -> None:
    """AUT-6: who is a seeker already gets the key to the own My Page instead."""
    register(registry)
    asked = registry.call(REQUEST_REGISTRATION_KEY, ANONYMOUS, email=registration()["email"])
    assert asked == registry.call(REQUEST_REGISTRATION_KEY, ANONYMOUS, email="nobody@seeker.example.jp")
    assert [mail.kind for mail in registry.mails()[-2:]] == ["authentication_key", "seeker_registration_key"]


@pytest.mark.parametrize("key", ["WRONGKEY2345", "", " " * 5])
def test_a_wrong_key_registers_nobody(registry: Registry, key: str) -> None:
    """AUT-6."""
    key_for(registry, registration()["email"])
    if not key.strip():
        with pytest.raises(Exception, match="key"):
            registry.call(REGISTER_SEEKER, ANONYMOUS, key=key, **registration())
    else:
        refusal = refused(registry, REGISTER_SEEKER, ANONYMOUS, key=key, **registration())
        assert refusal.code is ErrorCode.AUTHENTICATION_KEY_INVALID
    assert registry.count(seekers) == registry.count(seeker_persons) == 0


def test_of_two_registrations_with_one_key_at_once_one_is_taken(registry: Registry) -> None:
    key = key_for(registry, registration()["email"])
    loaded = REGISTER_SEEKER.request.load({**registration(), "key": key, "ticket": ONE_BROWSER})

    def one() -> str:
        try:
            with registry.work(ANONYMOUS) as work:
                registry.service.register_seeker(work, loaded)
        except Refusal as refusal:
            return str(refusal.reason.name)
        return "taken"

    assert sorted(together(*[one] * 4)) == ["KEY_INVALID"] * 3 + ["taken"]


WRONG = {
    "terms": ({"terms_version": "2020-01-01"}, ErrorCode.TERMS_NOT_CURRENT, "/terms_version"),
    "a pupil": ({"pupil_of": "other_school"}, ErrorCode.SEEKER_NOT_ELIGIBLE, "/pupil_of"),
    "a leaver before July": (
        {"pupil_of": "other_school", "graduates_on": "2026-03-10"},
        ErrorCode.SEEKER_NOT_ELIGIBLE,
        "/pupil_of",
    ),
    "a pupil to a day of autumn": (
        {"pupil_of": "other_school", "graduates_on": "2026-09-30"},
        ErrorCode.SEEKER_NOT_ELIGIBLE,
        "/pupil_of",
    ),
    "a place of no list": ({"municipality_code": "999999"}, ErrorCode.UNKNOWN_CODE, "/municipality_code"),
    "born tomorrow": ({"birth_date": "2026-06-11"}, ErrorCode.VALUE_NOT_POSSIBLE, "/birth_date"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_registration_that_can_not_be_is_refused_where_it_is_wrong(registry: Registry, case: str) -> None:
    """SEE-5, REG-15, REG-17."""
    changes, code, place = WRONG[case]
    refusal = refused(
        registry, REGISTER_SEEKER, ANONYMOUS, key=key_for(registry, registration()["email"]), **registration(**changes)
    )
    assert (refusal.code, refusal.pointer) == (code, place)
    assert registry.count(seekers) == 0


def test_a_school_leaver_registers_from_july_and_a_student_at_once(registry: Registry) -> None:
    """SEE-5."""
    register(registry, 51, pupil_of="university", graduates_on="2027-03-31")
    registry.now = dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.UTC)
    register(registry, 52, pupil_of="other_school", graduates_on="2026-03-10")


@pytest.mark.parametrize("field", ["selling_points", "other_remarks", "desired_work"])
def test_a_text_that_names_or_reaches_the_person_is_refused_with_what_was_found(registry: Registry, field: str) -> None:
    """SEE-2, MSG-8."""
    asked = registration()
    text = f"よろしくお願いします。{asked['family_name']}{asked['given_name']}"
    asked["record"][field] = text
    refusal = refused(registry, REGISTER_SEEKER, ANONYMOUS, key=key_for(registry, asked["email"]), **asked)
    assert (refusal.code, refusal.pointer) == (ErrorCode.PERSONAL_DATA_IN_TEXT, f"/record/{field}")
    assert refusal.details == {"found": "（氏名）"}


def test_the_own_record_is_changed_here_until_an_office_keeps_it(registry: Registry) -> None:
    """SEE-A, SEE-B, SEE-1."""
    number = register(registry)
    record = {**registration()["record"], "desired_work": "庭木の手入れの仕事を希望します。"}
    changed = registry.call(CHANGE_MY_RECORD, seeker(number), record=record)
    assert changed["record"]["desired_work"] == record["desired_work"]
    assert state(registry, number)["version"] == 2
    refusal = refused(
        registry, CHANGE_MY_RECORD, seeker(number), record={**record, "desired_work": "電話は090-0123-4567です。"}
    )
    assert refusal.code is ErrorCode.PERSONAL_DATA_IN_TEXT
    registry.call(ACCEPT_ONLINE_APPLICATION, at_office("X1301"), seeker_number=number, source_id="T000050")
    assert refused(registry, CHANGE_MY_RECORD, seeker(number), record=record).code is ErrorCode.RECORD_KEPT_BY_OFFICE


def test_an_office_that_accepts_the_application_lets_organizations_find_it(registry: Registry) -> None:
    """SEE-1, SEE-4."""
    number = register(registry)
    accepted = registry.call(ACCEPT_ONLINE_APPLICATION, at_office("X1302"), seeker_number=number, source_id="T000050")
    assert (accepted["provided_to"], accepted["office_code"]) == (["private", "municipal"], "X1302")
    assert registry.mails()[-1].kind == "seeker_application_accepted"
    again = refused(registry, ACCEPT_ONLINE_APPLICATION, at_office("X1302"), seeker_number=number, source_id="T000050")
    assert again.code is ErrorCode.NOT_REGISTERED_ONLINE


@pytest.mark.parametrize("over", ["run out", "ended"])
def test_no_office_accepts_an_application_that_is_over(registry: Registry, over: str) -> None:
    """SEE-4, SEE-6: there is none to be found by; the person applies again first."""
    number = register(registry)
    asked = {"seeker_number": number, "source_id": "T000050"}
    if over == "run out":
        registry.now = dt.datetime(2026, 8, 31, 15, 0, tzinfo=dt.UTC)  # midnight in Japan
    else:
        registry.call(END_MY_APPLICATION, seeker(number), end_reason="hired")
    refusal = refused(registry, ACCEPT_ONLINE_APPLICATION, at_office("X1302"), **asked)
    assert refusal.code is ErrorCode.APPLICATION_FOR_WORK_NOT_VALID
    if over == "ended":
        registry.call(APPLY_AGAIN, seeker(number))
        assert registry.call(ACCEPT_ONLINE_APPLICATION, at_office("X1302"), **asked)["accepted_at_office"]


def test_an_id_of_somebody_else_is_given_to_nobody(registry: Registry, bring_in: BringIn) -> None:
    bring_in(7)
    number = register(registry)
    refusal = refused(
        registry, ACCEPT_ONLINE_APPLICATION, at_office("X1301"), seeker_number=number, source_id="T000007"
    )
    assert (refusal.code, refusal.pointer) == (ErrorCode.HELLO_WORK_ID_IN_USE, "/source_id")


def test_the_feed_finds_the_same_person_and_keeps_the_number_and_what_was_chosen(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-1: the address, the reading of the name and the day of birth agree."""
    number = register(registry, provision_choice="municipal_only")
    told = registration()
    same = {name: told[name] for name in ("birth_date", "email", "family_name_kana", "given_name_kana")}
    assert bring_in(60, open_to_employers=False, **same) == number
    now = state(registry, number)
    assert (now["provided_to"], now["provision_choice"], now["open_to_employers"]) == (
        ["municipal"],
        "municipal_only",
        True,
    )
    assert registry.count(seekers) == 1


def test_who_is_accepted_by_the_feed_is_told_so_once_as_at_the_desk(registry: Registry, bring_in: BringIn) -> None:
    """SEE-1, SEE-4: with that row the provision to organizations begins."""
    number = register(registry)
    told = registration()
    same = {name: told[name] for name in ("birth_date", "email", "family_name_kana", "given_name_kana")}
    for minute in (5, 6):
        stated_at = f"2026-06-10T01:0{minute}:00Z"
        assert bring_in(60, valid_until="2026-08-31", changed_at=stated_at, **same) == number
    (mail,) = [mail for mail in registry.mails() if mail.kind == "seeker_application_accepted"]
    assert mail.to == told["email"]
    assert mail.parameters == {"accepted_on": "令和８年６月10日", "valid_until": "令和８年８月31日"}


def test_nobody_is_told_of_an_acceptance_who_did_not_apply_online_or_whose_application_has_run_out(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-1."""
    bring_in(1)
    bring_in(1, action="change", changed_at="2026-06-10T00:30:00Z")
    register(registry)
    told = registration()
    same = {name: told[name] for name in ("birth_date", "email", "family_name_kana", "given_name_kana")}
    registry.now = feeds.NOW
    assert bring_in(60, changed_at="2026-06-10T01:05:00Z", applied_on="2026-04-01", valid_until="2026-06-09", **same)
    assert "seeker_application_accepted" not in [mail.kind for mail in registry.mails()]


def test_a_reading_with_what_shows_nothing_is_the_same_person_still(registry: Registry, bring_in: BringIn) -> None:
    """SEE-1, decision 301: else the row would be refused for the address of somebody else, who is nobody else."""
    number, told = register(registry), registration()
    same = {name: told[name] for name in ("birth_date", "email", "family_name_kana")}
    hidden = told["given_name_kana"][:1] + "\u200b\u2060" + told["given_name_kana"][1:]
    assert bring_in(60, given_name_kana=hidden, **same) == number


def test_somebody_else_with_the_address_of_a_registrant_is_refused(registry: Registry, bring_in: BringIn) -> None:
    register(registry)
    assert bring_in(60, email=registration()["email"]) == ""
    assert registry.count(seekers) == 1


def test_an_application_made_online_is_taken_back_and_made_again(registry: Registry) -> None:
    """SEE-6: a new application keeps the number; while one is valid there is no other."""
    number = register(registry)
    assert refused(registry, APPLY_AGAIN, seeker(number)).code is ErrorCode.APPLICATION_FOR_WORK_VALID
    ended = registry.call(END_MY_APPLICATION, seeker(number), end_reason="hired")
    assert (ended["application_valid"], ended["shown_to_employers"]) == (False, False)
    assert state(registry, number)["record"] is None
    first = state(registry, number)["application_id"]
    registry.now = dt.datetime(2026, 9, 1, 1, 0, tzinfo=dt.UTC)
    again = registry.call(APPLY_AGAIN, seeker(number))
    assert (again["application_valid"], again["valid_until"]) == (True, "2026-11-30")
    assert again["record"]["applied_on"] == "2026-09-01"
    assert state(registry, number)["application_id"] != first


def test_a_pupil_applies_again_online_no_sooner_than_who_registers(registry: Registry, bring_in: BringIn) -> None:
    """SEE-5: the office that took the first application is not asked this time."""
    school = {"pupil_of": "other_school", "graduates_on": "2027-03-10"}
    first = {"applied_on": "2026-04-01", "valid_until": "2026-06-09", "changed_at": "2026-04-01T01:00:00Z"}
    number = bring_in(1, **first, **school)
    registry.now = dt.datetime(2027, 6, 30, 14, 59, tzinfo=dt.UTC)
    assert refused(registry, APPLY_AGAIN, seeker(number)).code is ErrorCode.SEEKER_NOT_ELIGIBLE
    registry.now = dt.datetime(2027, 6, 30, 15, 0, tzinfo=dt.UTC)  # 1 July in Japan
    assert registry.call(APPLY_AGAIN, seeker(number))["application_valid"]


def test_an_application_of_an_office_is_not_ended_on_my_page(registry: Registry, bring_in: BringIn) -> None:
    number = bring_in(1)
    refusal = refused(registry, END_MY_APPLICATION, seeker(number), end_reason="withdrawn")
    assert refusal.code is ErrorCode.RECORD_KEPT_BY_OFFICE


def test_a_row_about_the_application_before_the_one_made_online_changes_nothing(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-1, SEE-6."""
    number = bring_in(1, applied_on="2026-04-01", valid_until="2026-06-30", changed_at="2026-04-01T01:00:00Z")
    registry.now = dt.datetime(2026, 7, 2, 1, 0, tzinfo=dt.UTC)
    registry.call(APPLY_AGAIN, seeker(number))
    old = {"applied_on": "2026-04-01", "valid_until": "2026-06-30", "changed_at": "2026-05-01T01:00:00Z"}
    assert bring_in(1, **old) == ""
    assert bring_in(1, action="end", at="2026-06-09T00:00:00Z") == ""
    assert registry.call(SHOW_MY_RECORD, seeker(number))["application_valid"]


def test_a_row_refused_for_its_address_does_not_hold_back_the_batch_of_one_who_has_applied_again(
    registry: Registry, bring_in: BringIn, tmp_path: Path
) -> None:
    """SEE-1, SEE-4: the row would have accepted the new application; it is refused alone, and nobody is told of it."""
    number = bring_in(1, applied_on="2026-04-01", valid_until="2026-06-09", changed_at="2026-04-01T01:00:00Z")
    bring_in(2)
    registry.call(APPLY_AGAIN, seeker(number))
    new = {"applied_on": "2026-06-10", "valid_until": "2026-08-31", "changed_at": "2026-06-10T01:05:00Z"}
    spoilt, good = feeds.row(1, **new, email=feeds.row(2)["email"]), feeds.row(3)
    progress = feeds.bring_in(
        registry.database, registry.personal_data, feeds.feed(tmp_path / "batch.csv", spoilt, good)
    )
    assert (progress.counts["refused"], progress.counts["created"]) == (1, 1)
    assert not state(registry, number)["at_an_office"]
    assert "seeker_application_accepted" not in [mail.kind for mail in registry.mails()]
    assert bring_in(1, **new) == number, "the row, mended, is taken and accepts the application"
    assert [mail.kind for mail in registry.mails()].count("seeker_application_accepted") == 1


def test_my_page_says_rule_by_rule_why_organizations_do_not_find_a_registrant(registry: Registry) -> None:
    """SEE-7."""
    number = register(registry)
    readers = {one["reader"]: one for one in registry.call(SHOW_MY_VISIBILITY, seeker(number))["readers"]}
    assert {reader: one["finds_me"] for reader, one in readers.items()} == {
        "private": False,
        "municipal": False,
        "employers": True,
    }
    notes = [one["note"] for one in readers.values()]
    assert [note is None or "受信を拒否している利用団体" in note for note in notes] == [True] * 3
    assert notes[-1] is None, "employers are not blocked"
    (unfulfilled,) = [rule for rule in readers["private"]["rules"] if not rule["fulfilled"]]
    assert (unfulfilled["ground"], unfulfilled["since"]) == ("accepted_at_office", "2026-06-10")
    assert "まだ受理されていません。（令和８年６月10日から）" in unfulfilled["text"]
