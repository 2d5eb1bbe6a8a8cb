"""SEE-4, SEE-4b, SEE-6, AUT-7: what an office does for its seekers, and what the feed may no longer change then."""

import datetime as dt

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    CHANGE_CHOICES_AT_OFFICE,
    CHANGE_OPENNESS,
    END_APPLICATION_FOR_WORK,
    EXTEND_APPLICATION_FOR_WORK,
    FIND_SEEKER_AT_OFFICE,
    SHOW_MY_RECORD,
    TAKE_BACK_END_OF_APPLICATION,
)
from services.registry.seekers.tables import seekers
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.procedures import go_to
from tests.contract.registry_people.conftest import BringIn, at_office, office, register, seeker, state
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

LATER = "2026-06-10T00:30:00Z"


@pytest.fixture
def number(registry: Registry, bring_in: BringIn) -> str:
    return bring_in(1, valid_until="2026-07-31")


@pytest.fixture
def bring_in_later(bring_in: BringIn, monkeypatch: pytest.MonkeyPatch) -> BringIn:
    """As `bring_in`, of a seeker who applied on 11 May, to 13 June."""
    monkeypatch.setattr(feeds, "NOW", dt.datetime(2026, 6, 13, 1, 0, tzinfo=dt.UTC))
    first = {"applied_on": "2026-05-11", "valid_until": "2026-07-31", "changed_at": "2026-05-11T01:00:00Z"}
    return lambda index, **changed: bring_in(index, **{**first, **changed})


def refused(registry: Registry, operation, caller, **request) -> Refused:
    with pytest.raises(Refused) as refusal:
        registry.call(operation, caller, **request)
    return refusal.value


def audited(registry: Registry) -> list[str]:
    """What was written down of staff; the import, by which the seekers came, is written down as the system's."""
    return [entry["action"] for entry in registry.audited() if entry["role"] is Role.OFFICE_STAFF]


def test_staff_find_their_own_seekers_by_the_id_at_hello_work_and_it_is_written_down(
    registry: Registry, number: str
) -> None:
    """AUT-7, OPS-3."""
    found = registry.call(FIND_SEEKER_AT_OFFICE, office(registry, number), source_id="T000001")
    assert found["seeker_number"] == number
    assert audited(registry) == ["registry.find_seeker_at_office"]


@pytest.mark.parametrize("caller", [at_office("X0101", "01"), Caller(role=Role.OFFICE_STAFF, account_id=new_id())])
def test_to_staff_of_another_office_a_seeker_is_unknown(registry: Registry, number: str, caller: Caller) -> None:
    """AUT-7: what others hold is not even told."""
    requests = (
        (FIND_SEEKER_AT_OFFICE, {"source_id": "T000001"}),
        (CHANGE_CHOICES_AT_OFFICE, {"seeker_number": number, "provision_choice": "none"}),
        (EXTEND_APPLICATION_FOR_WORK, {"seeker_number": number, "valid_until": "2026-08-31"}),
        (END_APPLICATION_FOR_WORK, {"seeker_number": number, "ended_on": "2026-06-10", "end_reason": "hired"}),
        (TAKE_BACK_END_OF_APPLICATION, {"seeker_number": number}),
    )
    for operation, request in requests:
        assert refused(registry, operation, caller, **request).code is ErrorCode.NOT_FOUND
    assert state(registry, number)["version"] == 1


def test_a_choice_at_the_desk_takes_effect_at_once_is_told_to_the_person_and_stands_against_the_feed(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-4, SEE-4b: for a seeker without My Page as well."""
    number = bring_in(1, my_page_opened=False, terms_version="", open_to_employers=True)
    asked = {"seeker_number": number, "provision_choice": "none", "open_to_employers": False}
    registry.call(CHANGE_CHOICES_AT_OFFICE, office(registry, number), **asked)
    assert (state(registry, number)["open_to_employers"], state(registry, number)["record"]) == (False, None)
    assert (mail := registry.mails()[-1]).kind == "seeker_choice_changed_at_office"
    assert mail.to == feeds.row(1)["email"]
    assert mail.parameters["provision_choice"] == "不可"
    assert audited(registry) == ["registry.change_choices_at_office"]
    bring_in(1, changed_at=LATER, open_to_employers=True)
    assert (state(registry, number)["provision_choice"], state(registry, number)["open_to_employers"]) == (
        "none",
        False,
    )


def test_what_is_left_out_at_the_desk_stays(registry: Registry, number: str) -> None:
    registry.call(CHANGE_CHOICES_AT_OFFICE, office(registry, number), seeker_number=number, open_to_employers=True)
    assert state(registry, number)["provision_choice"] == "both"
    before = len(registry.mails())
    registry.call(CHANGE_CHOICES_AT_OFFICE, office(registry, number), seeker_number=number, open_to_employers=True)
    assert len(registry.mails()) == before, "nothing changed, nothing to tell"


def test_openness_to_employers_is_a_consent_of_its_own_on_my_page(registry: Registry, number: str) -> None:
    """SEE-4b."""
    mine = registry.call(CHANGE_OPENNESS, seeker(number), open_to_employers=True)
    assert (mine["shown_to_employers"], mine["provision_choice"]) == (True, "both")
    assert "selling_points" in mine["shown_fields"]["employers"]
    assert "education_level" not in mine["shown_fields"]["employers"], "SEE-B alone"
    told = state(registry, number)
    assert (told["open_to_employers"], told["version"]) == (True, 2), "with effect at once"
    registry.call(CHANGE_OPENNESS, seeker(number), open_to_employers=True)
    assert state(registry, number)["version"] == 2, "the same again is told nobody"
    registry.call(CHANGE_OPENNESS, seeker(number), open_to_employers=False)
    assert (state(registry, number)["open_to_employers"], state(registry, number)["version"]) == (False, 3)


@pytest.mark.parametrize("until", ["2026-07-31", "2026-06-30", "2026-09-01", "2199-12-31"])
def test_an_extension_is_later_than_the_end_and_no_later_than_of_an_application_of_today(
    registry: Registry, number: str, until: str
) -> None:
    """SEE-6."""
    refusal = refused(
        registry, EXTEND_APPLICATION_FOR_WORK, office(registry, number), seeker_number=number, valid_until=until
    )
    assert refusal.code is ErrorCode.END_OF_VALIDITY_NOT_POSSIBLE


def test_an_extension_stands_against_rows_about_the_same_application(registry: Registry, bring_in: BringIn) -> None:
    """SEE-6."""
    number = bring_in(1, valid_until="2026-07-31")
    extended = registry.call(
        EXTEND_APPLICATION_FOR_WORK, office(registry, number), seeker_number=number, valid_until="2026-08-31"
    )
    assert (extended["valid_until"], extended["record"]["valid_until"]) == ("2026-08-31", "2026-08-31")
    assert registry.mails()[-1].kind == "seeker_application_extended"
    bring_in(1, valid_until="2026-07-31", changed_at=LATER)
    assert state(registry, number)["valid_until"].isoformat() == "2026-08-31"


def test_an_end_stands_against_rows_about_the_same_application_but_not_against_a_new_one(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-6."""
    applied = feeds.row(1)["applied_on"]
    number = bring_in(1, valid_until="2026-07-31")
    asked = {"seeker_number": number, "ended_on": "2026-06-10", "end_reason": "hired"}
    registry.call(END_APPLICATION_FOR_WORK, office(registry, number), **asked)
    assert registry.mails()[-1].parameters == {"ended_on": "令和８年６月10日", "reason": "就職"}
    assert state(registry, number)["record"] is None
    again = refused(registry, END_APPLICATION_FOR_WORK, office(registry, number), **asked)
    assert again.code is ErrorCode.APPLICATION_FOR_WORK_NOT_VALID
    bring_in(1, valid_until="2026-07-31", changed_at=LATER)
    assert state(registry, number)["provided_to"] == []
    assert applied != "2026-06-10"
    bring_in(1, applied_on="2026-06-10", valid_until="2026-08-31", changed_at="2026-06-10T00:40:00Z")
    assert state(registry, number)["provided_to"] == ["private", "municipal"]


@pytest.mark.parametrize("on", ["2026-06-11", "2020-01-01"])
def test_an_application_ends_between_its_beginning_and_today(registry: Registry, number: str, on: str) -> None:
    refusal = refused(
        registry,
        END_APPLICATION_FOR_WORK,
        office(registry, number),
        seeker_number=number,
        ended_on=on,
        end_reason="hired",
    )
    assert (refusal.code, refusal.pointer) == (ErrorCode.DATE_OUT_OF_PERIOD, "/ended_on")


# An end taken back (SEE-6) ---------------------------------------------------------------------------------------------


def end(registry: Registry, number: str) -> None:
    asked = {"seeker_number": number, "ended_on": "2026-06-10", "end_reason": "hired"}
    registry.call(END_APPLICATION_FOR_WORK, office(registry, number), **asked)


def test_an_end_recorded_for_the_wrong_seeker_is_taken_back_and_the_seeker_found_again_as_chosen(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-6, OPS-3: told to others, written down and told to the person; a row then finds a valid application."""
    number = bring_in(1, valid_until="2026-07-31", provision_choice="municipal_only", open_to_employers=True)
    before = state(registry, number)
    end(registry, number)
    assert state(registry, number)["record"] is None
    mine = registry.call(TAKE_BACK_END_OF_APPLICATION, office(registry, number), seeker_number=number)
    assert (mine["application_valid"], mine["ended_on"], mine["shown_to_employers"]) == (True, None, True)
    after = state(registry, number)
    assert {**after, "version": 0} == {**before, "version": 0}
    assert after["version"] == before["version"] + 2
    assert audited(registry)[-1] == "registry.take_back_end_of_application"
    assert (mail := registry.mails()[-1]).kind == "seeker_application_end_taken_back"
    assert (mail.to, mail.parameters) == (feeds.row(1)["email"], {"valid_until": "令和８年７月31日"})
    extended = registry.call(
        EXTEND_APPLICATION_FOR_WORK, office(registry, number), seeker_number=number, valid_until="2026-08-31"
    )
    assert extended["valid_until"] == "2026-08-31"


@pytest.mark.parametrize("day", ["2026-07-31", "2026-08-01"])
def test_an_end_is_taken_back_while_the_application_would_be_valid(registry: Registry, number: str, day: str) -> None:
    """SEE-6: after that there is nothing to go on."""
    end(registry, number)
    go_to(registry, day)
    if day == "2026-07-31":
        registry.call(TAKE_BACK_END_OF_APPLICATION, office(registry, number), seeker_number=number)
        assert state(registry, number)["ended_on"] is None
        return
    refusal = refused(registry, TAKE_BACK_END_OF_APPLICATION, office(registry, number), seeker_number=number)
    assert refusal.code is ErrorCode.APPLICATION_FOR_WORK_NOT_VALID
    assert state(registry, number)["ended_on"] == dt.date(2026, 6, 10)


def test_no_desk_takes_back_an_end_that_it_has_not_recorded(registry: Registry, bring_in: BringIn) -> None:
    """SEE-6: none at all, and one that Hello Work has told, be it after the desk's own."""
    number = bring_in(1, valid_until="2026-07-31")
    for told in ((), ("2026-06-10T00:20:00Z",)):
        for at in told:
            end(registry, number)
            bring_in(1, action="end", at=at)
        refusal = refused(registry, TAKE_BACK_END_OF_APPLICATION, office(registry, number), seeker_number=number)
        assert refusal.code is ErrorCode.END_NOT_RECORDED_HERE


# The reminder (SEE-6) -------------------------------------------------------------------------------------------------


def remind(registry: Registry) -> None:
    with registry.work() as work:
        registry.service.remind_seekers_of_end(work)


def reminders(registry: Registry) -> list[str]:
    return [mail.kind for mail in registry.mails() if "validity_ends_soon" in mail.kind]


@pytest.mark.parametrize(("days_before", "sent"), [(15, []), (14, ["seeker_validity_ends_soon"])])
def test_the_reminder_goes_out_exactly_two_weeks_before_the_end_and_no_day_earlier(
    registry: Registry, bring_in: BringIn, days_before: int, sent: list[str]
) -> None:
    """SEE-6: as SEEKER_REMINDED_DAYS_BEFORE says where nobody sets it."""
    bring_in(1, valid_until="2026-07-31")
    go_to(registry, (dt.date(2026, 7, 31) - dt.timedelta(days=days_before)).isoformat())
    remind(registry)
    assert reminders(registry) == sent


@pytest.mark.parametrize(("day", "sent"), [("2026-07-31", ["seeker_validity_ends_soon"]), ("2026-08-01", [])])
def test_a_duty_that_runs_for_the_first_time_after_the_end_reminds_nobody_of_it(
    registry: Registry, bring_in: BringIn, day: str, sent: list[str]
) -> None:
    """SEE-6: an end that is past does not come soon; on its very day it does."""
    bring_in(1, valid_until="2026-07-31")
    go_to(registry, day)
    remind(registry)
    assert reminders(registry) == sent


@pytest.mark.parametrize(("day", "sent"), [("2026-07-24", []), ("2026-07-25", ["seeker_validity_ends_soon"])])
def test_nobody_is_reminded_of_an_application_before_it_begins(
    registry: Registry, bring_in: BringIn, day: str, sent: list[str]
) -> None:
    """SEE-6: rows of the feed with a day to come were once taken."""
    number = bring_in(1, valid_until="2026-07-31")
    with registry.database.transaction() as connection:
        begins = seekers.update().where(seekers.c.seeker_number == number).values(applied_on=dt.date(2026, 7, 25))
        connection.execute(begins)
    go_to(registry, day)
    remind(registry)
    assert reminders(registry) == sent


def test_a_seeker_is_reminded_two_weeks_before_the_end_once_and_of_another_end_anew(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-6: catches up missed days, and an extension is another end."""
    number = bring_in(1, valid_until="2026-07-31")
    registry.now = dt.datetime(2026, 7, 16, 14, 0, tzinfo=dt.UTC)  # 16 July, 23:00 in Japan
    remind(registry)
    assert reminders(registry) == []
    registry.now = dt.datetime(2026, 7, 19, 15, 0, tzinfo=dt.UTC)  # 20 July; the 17th to 19th were missed
    for _ in range(2):
        remind(registry)
    assert reminders(registry) == ["seeker_validity_ends_soon"]
    assert registry.mails()[-1].parameters == {"valid_until": "令和８年７月31日"}
    registry.call(EXTEND_APPLICATION_FOR_WORK, office(registry, number), seeker_number=number, valid_until="2026-09-30")
    registry.now = dt.datetime(2026, 9, 16, 1, 0, tzinfo=dt.UTC)
    remind(registry)
    assert len(reminders(registry)) == 2


def test_nobody_is_reminded_of_an_application_that_has_ended_and_a_registrant_is_told_of_my_page(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-6."""
    registry.now = feeds.NOW
    register(registry)
    ended = bring_in(1, valid_until="2026-08-31")
    asked = {"seeker_number": ended, "ended_on": "2026-06-10", "end_reason": "hired"}
    registry.call(END_APPLICATION_FOR_WORK, office(registry, ended), **asked)
    registry.now = dt.datetime(2026, 8, 20, 1, 0, tzinfo=dt.UTC)
    remind(registry)
    assert reminders(registry) == ["seeker_online_validity_ends_soon"]


def test_reminders_of_many_go_batch_by_batch(
    registry: Registry, bring_in: BringIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.registry.service import seekers as service

    monkeypatch.setattr(service, "SEEKERS_A_BATCH", 1)
    for index in (1, 2, 3):
        bring_in(index, valid_until="2026-06-20")
    remind(registry)
    assert len(reminders(registry)) == 3
    assert registry.count(seekers, seekers.c.reminded_of == sa.cast("2026-06-20", sa.Date)) == 3


def test_my_record_of_a_narrowed_seeker_says_that_nothing_is_shown(registry: Registry, number: str) -> None:
    """SEE-7."""
    registry.call(CHANGE_CHOICES_AT_OFFICE, office(registry, number), seeker_number=number, provision_choice="none")
    mine = registry.call(SHOW_MY_RECORD, seeker(number))
    assert mine["shown_fields"] == {"organizations": [], "employers": []}


# A choice on a new form of the office (SEE-4, decision 131) ------------------------------------------------------------

FORM = {"applied_on": "2026-06-12", "valid_until": "2026-08-31", "registered_at": "2026-06-12T00:00:00Z"}
STATED = ("2026-06-12T00:30:00Z", "2026-06-12T00:40:00Z")


def decide(registry: Registry, number: str, day: str, **what: object) -> None:
    go_to(registry, day)
    registry.call(CHANGE_CHOICES_AT_OFFICE, office(registry, number), seeker_number=number, **what)


@pytest.mark.parametrize(
    ("decided_on", "chosen", "found_by"),
    [("2026-06-11", False, []), ("2026-06-12", True, ["private", "municipal"])],
    ids=["a form of the day after", "a form of the same day"],
)
def test_a_form_filled_in_after_the_own_decision_narrows_it(
    registry: Registry, bring_in_later: BringIn, decided_on: str, chosen: bool, found_by: list[str]
) -> None:
    """SEE-4, SEE-4b: a person who says no on the new form is not shown for what was said before."""
    number = bring_in_later(1)
    decide(registry, number, decided_on, provision_choice="both", open_to_employers=True)
    bring_in_later(1, **FORM, changed_at=STATED[0], provision_choice="none", open_to_employers=False)
    now = state(registry, number)
    assert (now["provided_to"], now["open_to_employers"]) == (found_by, chosen)


def test_a_newer_form_widens_nothing_and_both_choices_must_cover_a_class(
    registry: Registry, bring_in_later: BringIn
) -> None:
    """SEE-4, SEE-4b."""
    number = bring_in_later(1)
    decide(registry, number, "2026-06-11", provision_choice="municipal_only", open_to_employers=False)
    bring_in_later(1, **FORM, changed_at=STATED[0], provision_choice="both", open_to_employers=True)
    now = state(registry, number)
    assert (now["provided_to"], now["open_to_employers"]) == (["municipal"], False)
    bring_in_later(1, **FORM, changed_at=STATED[1], provision_choice="private_only", open_to_employers=True)
    assert state(registry, number)["provided_to"] == []


def test_the_decision_made_after_the_form_stands_though_it_changed_nothing(
    registry: Registry, bring_in_later: BringIn
) -> None:
    """SEE-4: the person, asked again, has said the same; the form is the older word."""
    number = bring_in_later(1)
    decide(registry, number, "2026-06-11", provision_choice="both", open_to_employers=True)
    decide(registry, number, "2026-06-13", provision_choice="both", open_to_employers=True)
    bring_in_later(1, **FORM, changed_at=STATED[0], provision_choice="none", open_to_employers=False)
    now = state(registry, number)
    assert (now["provided_to"], now["open_to_employers"]) == (["private", "municipal"], True)


def test_a_refused_row_of_a_newer_form_narrows_the_own_decision_too(
    registry: Registry, bring_in_later: BringIn
) -> None:
    """SEE-4, decision 190."""
    number = bring_in_later(1)
    decide(registry, number, "2026-06-11", provision_choice="both", open_to_employers=True)
    spoilt = {"provision_choice": "none", "open_to_employers": False, "desired_work": "電話は090-0123-4567です。"}
    bring_in_later(1, **FORM, changed_at=STATED[0], **spoilt)
    now = state(registry, number)
    assert (now["provided_to"], now["open_to_employers"], now["applied_on"]) == ([], False, dt.date(2026, 5, 11))
