"""MSG-12, MSG-13: applications received and their acceptance."""

import datetime as dt

import pytest

from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller
from services.contracts.compliance import RECORD_DELETED
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    APPLICATION_REFUSED,
    ASK,
    LIST_CONVERSATIONS,
    PLACEMENT_CHANGED,
    READ_CONVERSATION,
    RECORD_ACCEPTANCE,
    RECORD_APPLICATION,
    RECORD_EXPLANATION,
    RECORD_REFUSAL,
    RECORD_RESULT,
    REFUSAL_CORRECTED,
    SHOW_PLACEMENT,
    TAKE_BACK_RECORD,
    UNEXPLAINED_FEE_RECORDED,
)
from services.contracts.reporting import REPORT_FILED
from services.messaging.tables import organizations
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.served import Refused


def refusal(messaging: Messaging, *arguments: object, **request: object) -> tuple[ErrorCode, str | None]:
    with pytest.raises(Refused) as refused:
        messaging.call(*arguments, **request)  # type: ignore[arg-type]
    return refused.value.code, refused.value.pointer


def test_msg_13_application_and_acceptance_are_recorded_with_their_days(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.pass_by(days=10)
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-30")
    answer = messaging.call(RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on="2026-05-01")
    assert (answer["applied_on"], answer["accepted_on"]) == ("2026-04-30", "2026-05-01")
    told = [
        (event["version"], event["applied_on"], event["accepted_on"])
        for event in messaging.published(PLACEMENT_CHANGED)
    ]
    assert told == [(1, dt.date(2026, 4, 30), None), (2, dt.date(2026, 4, 30), dt.date(2026, 5, 1))]


def test_msg_13_no_acceptance_without_an_application(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    code, _ = refusal(messaging, RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on="2026-04-22")
    assert code is ErrorCode.NOT_APPLIED


DAYS = ((RECORD_APPLICATION, "applied_on"), (RECORD_ACCEPTANCE, "accepted_on"))


def test_msg_13_the_same_day_again_changes_nothing(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    for operation, name in DAYS:
        for _ in range(2):
            messaging.call(operation, agency, conversation_id=conversation_id, **{name: "2026-04-22"})
    assert [event["version"] for event in messaging.published(PLACEMENT_CHANGED)] == [1, 2]
    assert corrections(messaging) == []


def corrections(messaging: Messaging) -> list[tuple[str, str, dict[str, object]]]:
    entries = messaging.published(AUDIT_RECORDED["messaging"])
    return [(one["action"], one["subject_id"], one["details"]) for one in entries if "correct" in one["action"]]


def test_msg_13_a_day_recorded_wrongly_is_corrected_each_time_a_version_and_an_entry(messaging: Messaging) -> None:
    """MSG-12, OPS-3: an acceptance of the wrong fiscal year would move the day of deletion by a year."""
    messaging.now = dt.datetime(2026, 3, 25, 1, 0, tzinfo=dt.UTC)
    agency = messaging.organization()
    conversation_id = messaging.conversation(agency, messaging.seeker())
    messaging.pass_by(days=10)
    for operation, name in DAYS:
        messaging.call(operation, agency, conversation_id=conversation_id, **{name: "2026-04-01"})
    for operation, name in DAYS:
        messaging.call(operation, agency, conversation_id=conversation_id, **{name: "2026-03-31"})
    told = [(one["version"], one["applied_on"], one["accepted_on"]) for one in messaging.published(PLACEMENT_CHANGED)]
    march, april = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
    assert told == [(1, april, None), (2, april, april), (3, march, april), (4, march, march)]
    (conversation,) = messaging.call(LIST_CONVERSATIONS, agency)["conversations"]
    assert conversation["open_until"] == "2027-03-31"
    days = {"before": "2026-04-01", "after": "2026-03-31"}
    assert corrections(messaging) == [
        ("messaging.correct_application", conversation_id, days),
        ("messaging.correct_acceptance", conversation_id, {**days, "charges_before": False, "charges_after": False}),
    ]


def test_rpt_2_a_day_of_application_stands_once_the_usage_report_of_its_year_is_filed(messaging: Messaging) -> None:
    """MSG-13: neither moved out of that year, nor into it. RPT-1 counts applications, and no acceptances."""
    agency = messaging.organization()
    conversation_id = accepted(messaging, agency)
    messaging.pass_by(days=2)
    report = {"organization_id": agency.organization_id, "bureau_code": "13", "filed_on": messaging.today, "version": 1}
    messaging.receive(REPORT_FILED, {**report, "fiscal_year": 2026})
    day = {"conversation_id": conversation_id, "applied_on": "2026-04-23"}
    assert refusal(messaging, RECORD_APPLICATION, agency, **day) == (ErrorCode.RESULT_REPORTED, "/applied_on")
    acceptance = {"conversation_id": conversation_id, "accepted_on": "2026-04-23"}
    assert messaging.call(RECORD_ACCEPTANCE, agency, **acceptance)["accepted_on"] == "2026-04-23"
    messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id, fee_from_seeker=710)
    acceptance["accepted_on"] = "2026-04-24"
    assert refusal(messaging, RECORD_ACCEPTANCE, agency, **acceptance) == (ErrorCode.RESULT_REPORTED, "/accepted_on")


def test_msg_13_a_day_after_what_followed_is_refused_for_its_order(messaging: Messaging) -> None:
    """It lies inside the period of MSG-12, and the refusal says what is wrong with it."""
    agency = messaging.organization()
    conversation_id = accepted(messaging, agency)
    messaging.pass_by(days=2)
    messaging.call(RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on="2026-04-23")
    for operation, name, on in (
        (RECORD_APPLICATION, "applied_on", "2026-04-24"),
        (RECORD_ACCEPTANCE, "accepted_on", "2026-04-21"),
    ):
        request = {"conversation_id": conversation_id, name: on}
        assert refusal(messaging, operation, agency, **request) == (ErrorCode.DAYS_OUT_OF_ORDER, f"/{name}")
    hire = {**HIRE, "conversation_id": conversation_id, "hired_on": "2026-04-22"}
    assert refusal(messaging, RECORD_RESULT, agency, **hire) == (ErrorCode.DAYS_OUT_OF_ORDER, "/hired_on")


def test_msg_11_days_of_before_stand_once_the_deletion_is_confirmed(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = accepted(messaging, agency, number)
    messaging.pass_by(days=2)
    deletion = {"organization_id": agency.organization_id, "seeker_number": number, "ground": "block"}
    messaging.receive(RECORD_DELETED, {**deletion, "confirmed_at": messaging.now})
    for operation, name, on in ((DAYS[0][0], DAYS[0][1], "2026-04-21"), (*DAYS[1], "2026-04-23")):
        request = {"conversation_id": conversation_id, name: "2026-04-22"}
        messaging.call(operation, agency, **request)
        code = ErrorCode.DATE_OUT_OF_PERIOD if on < "2026-04-22" else ErrorCode.DAY_BEFORE_DELETION
        assert refusal(messaging, operation, agency, **{**request, name: on}) == (code, f"/{name}")


def test_msg_10_an_acceptance_corrected_to_before_the_explanation_of_a_fee_is_told(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="手数料はかかりますか。")
    messaging.pass_by(days=2)
    explanation = {
        "subject": "placement_charges",
        "explained_on": "2026-04-23",
        "way": "telephone",
        "contents": "手数料の額",
    }
    messaging.call(RECORD_EXPLANATION, agency, conversation_id=conversation_id, **explanation)
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-22")
    acceptance = {"conversation_id": conversation_id, "charges": True}
    messaging.call(RECORD_ACCEPTANCE, agency, **acceptance, accepted_on="2026-04-24")
    messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id, fee_from_seeker=710)
    messaging.call(RECORD_ACCEPTANCE, agency, **acceptance, accepted_on="2026-04-23")
    earlier = {**acceptance, "accepted_on": "2026-04-22"}
    assert refusal(messaging, RECORD_ACCEPTANCE, agency, **earlier) == (ErrorCode.CHARGES_NOT_EXPLAINED, "/charges")
    assert messaging.published(UNEXPLAINED_FEE_RECORDED) == []
    messaging.call(RECORD_ACCEPTANCE, agency, **{**earlier, "charges": False})
    (told,) = messaging.published(UNEXPLAINED_FEE_RECORDED)
    assert told["accepted_on"] == dt.date(2026, 4, 22)


@pytest.mark.parametrize("day", ["2026-04-21", "2026-04-23", "2026-07-01"])
def test_msg_12_days_before_the_guidance_or_to_come_are_refused(messaging: Messaging, day: str) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    assert refusal(messaging, RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on=day) == (
        ErrorCode.DATE_OUT_OF_PERIOD,
        "/applied_on",
    )


def test_msg_12_an_application_of_the_last_days_is_accepted_after_the_period_and_its_result_recorded(
    messaging: Messaging,
) -> None:
    """MSG-13: every application must be accepted (seed 001, 7(2)②ア). What is kept and read is not lengthened by it (7(2)①オ(ウ))."""
    agency, numbers = messaging.organization(), messaging.seekers(2)
    inside, after = (messaging.conversation(agency, number) for number in numbers)
    for number, conversation_id in zip(numbers, (inside, after), strict=True):
        messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="質問です。")
    messaging.now = dt.datetime(2026, 7, 5, 1, 0, tzinfo=dt.UTC)
    for conversation_id, accepted_on in ((inside, "2026-06-30"), (after, "2026-07-02")):
        messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-06-25")
        messaging.call(RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on=accepted_on)
    shown = {one["conversation_id"]: one for one in messaging.call(LIST_CONVERSATIONS, agency)["conversations"]}
    assert (shown[inside]["open_until"], shown[after]["open_until"]) == ("2028-03-31", "2026-06-30")
    read = {one: messaging.call(READ_CONVERSATION, agency, conversation_id=one)["messages"] for one in (inside, after)}
    assert (len(read[inside]), read[after]) == (2, [])
    hire = {**HIRE, "hired_on": "2026-07-05", "fee_from_employer": 300_000}
    assert messaging.call(RECORD_RESULT, agency, conversation_id=after, **hire)["hired_on"] == "2026-07-05"
    told = messaging.published(PLACEMENT_CHANGED)[-1]
    assert (told["accepted_on"], told["fee_from_employer"]) == (dt.date(2026, 7, 2), 300_000)


@pytest.mark.parametrize("deleted", [False, True])
def test_msg_13_an_application_that_comes_after_the_period_is_recorded_and_accepted(
    messaging: Messaging, deleted: bool
) -> None:
    """MSG-11: it is the organization's own, so that it is recorded where the record is deleted already, too."""
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.now = dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.UTC)
    if deleted:
        deletion = {"organization_id": agency.organization_id, "seeker_number": number, "ground": "period_over"}
        messaging.receive(RECORD_DELETED, {**deletion, "confirmed_at": messaging.now})
    for operation, name in DAYS:
        answer = messaging.call(operation, agency, conversation_id=conversation_id, **{name: "2026-07-01"})
    assert (answer["applied_on"], answer["accepted_on"]) == ("2026-07-01", "2026-07-01")
    assert [one["open_until"] for one in messaging.call(LIST_CONVERSATIONS, agency)["conversations"]] == (
        [] if deleted else ["2026-06-30"]
    )


def test_msg_11_an_acceptance_after_the_confirmed_deletion_opens_nothing_again(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    seeker = seeker_caller(number)
    conversation_id = messaging.conversation(agency, number)
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-22")
    messaging.pass_by(days=2)
    deletion = {"organization_id": agency.organization_id, "seeker_number": number, "ground": "demand"}
    messaging.receive(RECORD_DELETED, {**deletion, "confirmed_at": messaging.now})
    messaging.pass_by(days=2)
    messaging.call(RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on="2026-04-25")
    (conversation,) = messaging.call(LIST_CONVERSATIONS, seeker)["conversations"]
    assert conversation["open_until"] == "2026-06-30"
    assert refusal(messaging, READ_CONVERSATION, agency, conversation_id=conversation_id)[0] is ErrorCode.NOT_FOUND


def test_msg_12_an_acceptance_keeps_the_conversation_open_for_the_fiscal_year_after(messaging: Messaging) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    for operation, name in ((RECORD_APPLICATION, "applied_on"), (RECORD_ACCEPTANCE, "accepted_on")):
        messaging.call(operation, agency, conversation_id=conversation_id, **{name: "2026-04-22"})
    (conversation,) = messaging.call(LIST_CONVERSATIONS, agency)["conversations"]
    assert conversation["open_until"] == "2028-03-31"


def test_msg_13_a_suspended_organization_finds_and_reports_what_it_had_accepted_before(messaging: Messaging) -> None:
    """AUT-9: by the day of the first of its measures, also where that one has ended and another lasts."""
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.pass_by(days=20)
    for version, since in ((2, dt.datetime(2026, 5, 1, 3, 0, tzinfo=dt.UTC)), (3, messaging.now)):
        messaging.organization(agency.organization_id, version=version, standing="suspended", standing_since=since)
    (summary,) = messaging.call(LIST_CONVERSATIONS, agency)["conversations"]
    assert summary["conversation_id"] == conversation_id
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-30")
    late = {"conversation_id": conversation_id, "accepted_on": "2026-05-02"}
    assert refusal(messaging, RECORD_ACCEPTANCE, agency, **late) == (ErrorCode.AFTER_SUSPENSION, "/accepted_on")
    messaging.call(RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on="2026-05-01")
    code, _ = refusal(messaging, READ_CONVERSATION, agency, conversation_id=conversation_id)
    assert code is ErrorCode.ORGANIZATION_NOT_ACTIVE


CLOSINGS = {
    "the term ended": {"seeker_information_closed_on": dt.date(2026, 5, 1)},
    "given up by a change": {},
}


@pytest.mark.parametrize("how", CLOSINGS)
def test_msg_13_what_was_received_before_seeker_information_closed_is_reported_all_the_same(
    messaging: Messaging, how: str
) -> None:
    """REG-3, REG-5, RPT-1: as a suspended organization does (AUT-9); it reads no message by that."""
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = messaging.conversation(agency, number)
    messaging.call(ASK, seeker_caller(number), conversation_id=conversation_id, body="質問です。")
    messaging.pass_by(days=9)
    messaging.organization(agency.organization_id, version=2, services=["offers"], **CLOSINGS[how])
    messaging.pass_by(days=2)
    messaging.organization(agency.organization_id, version=3, services=["offers"], **CLOSINGS[how])
    (summary,) = messaging.call(LIST_CONVERSATIONS, agency)["conversations"]
    assert summary["conversation_id"] == conversation_id
    assert messaging.call(LIST_CONVERSATIONS, agency, words="質問")["conversations"] == [], (
        "which would tell of a message"
    )
    assert refusal(messaging, READ_CONVERSATION, agency, conversation_id=conversation_id)[0] is (
        ErrorCode.NO_SEEKER_INFORMATION
    )
    for operation, name in DAYS:
        late = {"conversation_id": conversation_id, name: "2026-05-02"}
        assert refusal(messaging, operation, agency, **late) == (ErrorCode.AFTER_CLOSING, f"/{name}")
        messaging.call(operation, agency, conversation_id=conversation_id, **{name: "2026-05-01"})
    hire = {**HIRE, "hired_on": "2026-05-03"}
    assert messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id, **hire)["regular"] is True
    assert messaging.call(SHOW_PLACEMENT, agency, conversation_id=conversation_id)["hired_on"] == "2026-05-03"


def test_msg_13_the_day_of_a_later_change_is_none_of_a_closing_from_before_days_were_kept(messaging: Messaging) -> None:
    """It is unknown, and stays so: else days for which seeker information was closed could be recorded."""
    agency = messaging.organization()
    conversation_id = messaging.conversation(agency, messaging.seeker())
    messaging.organization(agency.organization_id, version=2, services=["offers"])
    with messaging.database.transaction() as connection:
        connection.execute(organizations.update().values(closed_on=None))
    messaging.pass_by(days=9)
    messaging.organization(agency.organization_id, version=3, services=["offers"], name="改めた名称")
    request = {"conversation_id": conversation_id, "applied_on": "2026-05-01"}
    assert refusal(messaging, RECORD_APPLICATION, agency, **request)[0] is ErrorCode.NO_SEEKER_INFORMATION
    messaging.organization(
        agency.organization_id, version=4, services=["offers"], seeker_information_closed_on=dt.date(2026, 4, 22)
    )
    assert refusal(messaging, RECORD_APPLICATION, agency, **request)[0] is ErrorCode.AFTER_CLOSING, "a day that is told"


def test_msg_13_once_seeker_information_is_open_again_later_days_are_recorded(messaging: Messaging) -> None:
    """And a second closing counts from its own day."""
    agency = messaging.organization()
    conversation_id = messaging.conversation(agency, messaging.seeker())
    for version, services in enumerate((["offers"], ["seekers"], ["offers"]), start=2):
        messaging.pass_by(days=3)
        messaging.organization(agency.organization_id, version=version, services=services)
    messaging.pass_by(days=1)
    request = {"conversation_id": conversation_id, "applied_on": "2026-05-02"}
    assert refusal(messaging, RECORD_APPLICATION, agency, **request)[0] is ErrorCode.AFTER_CLOSING
    messaging.call(RECORD_APPLICATION, agency, **{**request, "applied_on": "2026-05-01"})


def accepted(messaging: Messaging, agency: Caller, number: str | None = None) -> str:
    """A conversation whose application was received and accepted on the day it began."""
    conversation_id = messaging.conversation(agency, number or messaging.seeker())
    for operation, name in ((RECORD_APPLICATION, "applied_on"), (RECORD_ACCEPTANCE, "accepted_on")):
        messaging.call(operation, agency, conversation_id=conversation_id, **{name: messaging.today.isoformat()})
    return conversation_id


HIRE = {"hired_on": "2026-05-01", "employment_term": "indefinite", "seasonal": False}


def test_msg_13_a_hire_and_fees_are_recorded_told_and_shown(messaging: Messaging) -> None:
    """RPT-1, REG-3: events carry what reports count, and whether it is a regular placement."""
    agency = messaging.organization()
    conversation_id = accepted(messaging, agency)
    messaging.pass_by(days=30)
    result = {**HIRE, "fee_from_seeker": 710, "fee_from_employer": 300_000}
    answer = messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id, **result)
    assert {name: answer[name] for name in result} == result
    assert answer["regular"] is True
    assert messaging.call(SHOW_PLACEMENT, agency, conversation_id=conversation_id) == answer
    told = messaging.published(PLACEMENT_CHANGED)[-1]
    assert (told["version"], told["hired_on"], told["regular"]) == (3, dt.date(2026, 5, 1), True)
    assert (told["fee_from_seeker"], told["fee_from_employer"]) == (710, 300_000)


def test_msg_13_a_result_is_corrected_as_a_whole_and_each_correction_is_told(messaging: Messaging) -> None:
    agency = messaging.organization()
    conversation_id = accepted(messaging, agency)
    messaging.pass_by(days=30)
    messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id, **HIRE, fee_from_employer=300_000)
    messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id, **HIRE, fee_from_employer=200_000)
    for _ in range(2):
        answer = messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id)
    assert (answer["hired_on"], answer["fee_from_employer"], answer["regular"]) == (None, None, None)
    told = [(event["version"], event["fee_from_employer"]) for event in messaging.published(PLACEMENT_CHANGED)]
    assert told == [(1, None), (2, None), (3, 300_000), (4, 200_000), (5, None)]


def test_rpt_2_a_result_stands_once_the_usage_report_of_its_year_is_filed(messaging: Messaging) -> None:
    """What was never recorded may still be: the report is corrected then."""
    agency = messaging.organization()
    recorded, late = (accepted(messaging, agency) for _ in range(2))
    messaging.pass_by(days=30)
    messaging.call(RECORD_RESULT, agency, conversation_id=recorded, **HIRE)
    report = {"organization_id": agency.organization_id, "bureau_code": "13", "filed_on": messaging.today}
    messaging.receive(REPORT_FILED, {**report, "fiscal_year": 2025, "version": 1})
    messaging.call(RECORD_RESULT, agency, conversation_id=recorded, **{**HIRE, "hired_on": "2026-05-02"})
    for version in (1, 2):
        messaging.receive(REPORT_FILED, {**report, "fiscal_year": 2026, "version": version})
    code, _ = refusal(messaging, RECORD_RESULT, agency, conversation_id=recorded)
    assert code is ErrorCode.RESULT_REPORTED
    assert messaging.call(RECORD_RESULT, agency, conversation_id=late, **HIRE)["hired_on"] == "2026-05-01"


def test_msg_13_nothing_comes_of_an_application_that_was_not_accepted(messaging: Messaging) -> None:
    agency = messaging.organization()
    conversation_id = messaging.conversation(agency, messaging.seeker())
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-22")
    code, _ = refusal(messaging, RECORD_RESULT, agency, conversation_id=conversation_id, fee_from_seeker=710)
    assert code is ErrorCode.NOT_ACCEPTED


def test_rpt_1_fees_are_a_paid_agencys(messaging: Messaging) -> None:
    agency = messaging.organization(kind="free_agency")
    conversation_id = accepted(messaging, agency)
    code, _ = refusal(messaging, RECORD_RESULT, agency, conversation_id=conversation_id, fee_from_seeker=710)
    assert code is ErrorCode.FEES_NOT_FOR_KIND


def test_msg_13_while_suspended_what_came_of_an_acceptance_is_still_reported(messaging: Messaging) -> None:
    agency = messaging.organization()
    conversation_id = accepted(messaging, agency)
    messaging.organization(agency.organization_id, version=2, standing="suspended", standing_since=messaging.now)
    messaging.pass_by(days=30)
    assert messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id, **HIRE)["regular"] is True


def test_msg_11_what_the_organization_accepted_is_reported_also_after_the_record_is_deleted(
    messaging: Messaging,
) -> None:
    agency, number = messaging.organization(), messaging.seeker()
    conversation_id = accepted(messaging, agency, number)
    messaging.pass_by(days=30)
    deletion = {"organization_id": agency.organization_id, "seeker_number": number, "ground": "block"}
    messaging.receive(RECORD_DELETED, {**deletion, "confirmed_at": messaging.now})
    code, _ = refusal(messaging, READ_CONVERSATION, agency, conversation_id=conversation_id)
    assert code is ErrorCode.NOT_FOUND
    assert messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id, **HIRE)["hired_on"] == "2026-05-01"
    code, _ = refusal(messaging, SHOW_PLACEMENT, messaging.organization(), conversation_id=conversation_id)
    assert code is ErrorCode.NOT_FOUND


def test_msg_13_a_refusal_is_told_once_and_is_no_outcome(messaging: Messaging) -> None:
    agency = messaging.organization()
    conversation_id = messaging.conversation(agency, messaging.seeker())
    request = {"conversation_id": conversation_id, "refused_on": "2026-04-22", "ground": "other"}
    assert refusal(messaging, RECORD_REFUSAL, agency, **request)[0] is ErrorCode.NOT_APPLIED
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-22")
    for _ in range(2):
        messaging.call(RECORD_REFUSAL, agency, **request)
    (told,) = messaging.published(APPLICATION_REFUSED)
    assert (told["conversation_id"], told["ground"]) == (conversation_id, "other")
    answer = messaging.call(RECORD_ACCEPTANCE, agency, conversation_id=conversation_id, accepted_on="2026-04-22")
    assert (answer["refused_on"], answer["accepted_on"]) == ("2026-04-22", "2026-04-22")


def test_msg_13_what_was_recorded_in_the_wrong_conversation_is_taken_back_each_time_a_version_and_an_entry(
    messaging: Messaging,
) -> None:
    """MSG-12, OPS-3: the conversation closes as if it had never been accepted; statistics and custody follow by version."""
    agency = messaging.organization()
    conversation_id = accepted(messaging, agency)
    messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id, fee_from_seeker=710)
    named = {"conversation_id": conversation_id, "reason": "wrong_seeker"}
    for record in ("acceptance", "application"):
        taken_back = (ErrorCode.RECORD_FOLLOWED, "/record")
        assert refusal(messaging, TAKE_BACK_RECORD, agency, **named, record=record) == taken_back
    messaging.call(RECORD_RESULT, agency, conversation_id=conversation_id)
    for record in ("acceptance", "application"):
        answer = messaging.call(TAKE_BACK_RECORD, agency, **named, record=record)
    assert (answer["applied_on"], answer["accepted_on"]) == (None, None)
    told = [(one["version"], one["applied_on"], one["accepted_on"]) for one in messaging.published(PLACEMENT_CHANGED)]
    day = dt.date(2026, 4, 22)
    assert told[-3:] == [(4, day, day), (5, day, None), (6, None, None)]
    (conversation,) = messaging.call(LIST_CONVERSATIONS, agency)["conversations"]
    assert (conversation["open_until"], conversation["accepted_on"]) == ("2026-06-30", None)
    entries = messaging.published(AUDIT_RECORDED["messaging"])
    assert [(one["action"], one["details"]) for one in entries if "take_back" in one["action"]] == [
        (f"messaging.take_back_{record}", {"before": "2026-04-22", "reason": "wrong_seeker"})
        for record in ("acceptance", "application")
    ]
    again = messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-22")
    assert again["applied_on"] == "2026-04-22"
    assert messaging.published(PLACEMENT_CHANGED)[-1]["version"] == 7


def test_rpt_2_an_application_in_a_filed_report_is_not_taken_back_and_an_empty_record_neither(
    messaging: Messaging,
) -> None:
    agency = messaging.organization()
    conversation_id = messaging.conversation(agency, messaging.seeker())
    wrong = {"conversation_id": conversation_id, "record": "application", "reason": "never_happened"}
    assert refusal(messaging, TAKE_BACK_RECORD, agency, **wrong) == (ErrorCode.NOT_APPLIED, "/record")
    messaging.call(RECORD_APPLICATION, agency, conversation_id=conversation_id, applied_on="2026-04-22")
    report = {"organization_id": agency.organization_id, "bureau_code": "13", "filed_on": messaging.today, "version": 1}
    messaging.receive(REPORT_FILED, {**report, "fiscal_year": 2026})
    assert refusal(messaging, TAKE_BACK_RECORD, agency, **wrong) == (ErrorCode.RESULT_REPORTED, "/record")
    others = {**wrong, "conversation_id": conversation_id}
    assert refusal(messaging, TAKE_BACK_RECORD, messaging.organization(), **others)[0] is ErrorCode.NOT_FOUND


def test_msg_13_a_refusal_recorded_by_a_slip_is_corrected_and_taken_back_and_compliance_told(
    messaging: Messaging,
) -> None:
    """OPS-3: the case that it opened learns of it by event; the first telling is not repeated."""
    agency = messaging.organization()
    conversation_id = messaging.conversation(agency, messaging.seeker())
    named = {"conversation_id": conversation_id}
    messaging.call(RECORD_APPLICATION, agency, **named, applied_on="2026-04-22")
    refused = {**named, "refused_on": "2026-04-22"}
    messaging.call(RECORD_REFUSAL, agency, **refused, ground="other")
    for _ in range(2):
        messaging.call(RECORD_REFUSAL, agency, **refused, ground="outside_scope")
    taken_back = {**named, "record": "refusal", "reason": "never_happened"}
    answer = messaging.call(TAKE_BACK_RECORD, agency, **taken_back)
    assert (answer["applied_on"], answer["refused_on"], answer["refusal_ground"]) == ("2026-04-22", None, None)
    assert refusal(messaging, TAKE_BACK_RECORD, agency, **taken_back) == (ErrorCode.NOT_REFUSED, "/record")
    assert len(messaging.published(APPLICATION_REFUSED)) == 1
    told = [(one["refused_on"], one["ground"], one["reason"]) for one in messaging.published(REFUSAL_CORRECTED)]
    assert told == [(dt.date(2026, 4, 22), "outside_scope", None), (None, None, "never_happened")]
    entries = messaging.published(AUDIT_RECORDED["messaging"])
    assert [(one["action"], one["details"]) for one in entries if one["action"].endswith("_refusal")] == [
        (
            "messaging.correct_refusal",
            {
                "before": "2026-04-22",
                "after": "2026-04-22",
                "ground_before": "other",
                "ground_after": "outside_scope",
            },
        ),
        ("messaging.take_back_refusal", {"before": "2026-04-22", "reason": "never_happened"}),
    ]
