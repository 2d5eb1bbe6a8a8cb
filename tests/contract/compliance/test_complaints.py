"""Complaints as seekers, employers, organizations and staff meet in them (CMP-12)."""

import threading
from typing import Any

import pytest

from services.compliance.complaints.tables import complaint_steps, complaints
from services.compliance.conduct.tables import refused_demands
from services.contracts import compliance as contract
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import SEEKER, Compliance
from tests.contract.served import Refused

PERSON = Caller(role=Role.SEEKER, account_id=new_id(), seeker_number=SEEKER)
OTHER_PERSON = Caller(role=Role.SEEKER, account_id=new_id(), seeker_number="10000000007")
EMPLOYER = Caller(role=Role.EMPLOYER, account_id=new_id())
TOKYO, OSAKA = (Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=code) for code in ("13", "27"))
IIDABASHI = Caller(role=Role.OFFICE_STAFF, account_id=new_id(), bureau_code="13", office_code="X1301")
OTHER_OFFICE = Caller(role=Role.OFFICE_STAFF, account_id=new_id(), bureau_code="13", office_code="X1302")
MINISTRY = Caller(role=Role.MINISTRY, account_id=new_id())
OPERATIONS = Caller(role=Role.OPERATIONS, account_id=new_id())
WORDS = "断った後も、何度も同じ求人を勧められます。"


def filed(compliance: Compliance, agency: Caller, caller: Caller = PERSON, **changes: Any) -> dict[str, Any]:
    request = {"organization_id": agency.organization_id, "content": WORDS, **changes}
    return compliance.call(contract.FILE_COMPLAINT, caller, **request)


def stepped(
    compliance: Compliance, operation: Any, caller: Caller, complaint: dict[str, Any], event: str, **more: Any
) -> dict[str, Any]:
    request = {
        "complaint_id": complaint["complaint_id"],
        "seen_version": complaint["version"],
        "event": event,
        "text": f"{event}について記します。",
        **more,
    }
    return compliance.call(operation, caller, **request)


def told(compliance: Compliance) -> list[tuple[str, str]]:
    return [(event["event"], event["told"]) for event in compliance.published(contract.COMPLAINT_ADVANCED)]


def events(complaint: dict[str, Any]) -> list[str]:
    return [step["event"] for step in complaint["steps"]]


def read(compliance: Compliance, what: str) -> list[tuple[str, str]]:
    """Who read what, by the audit log."""
    entries = compliance.published(AUDIT_RECORDED["compliance"])
    return [(one["role"], one["subject_id"]) for one in entries if one["action"] == f"compliance.{what}"]


def test_a_seekers_complaint_is_answered_through_the_site_and_stands_in_the_register(compliance: Compliance) -> None:
    """CMP-12, SEE-7; 001 15(2): day, content, course. What the organization notes for itself stays with it."""
    agency = compliance.agency()
    mine = filed(compliance, agency)
    assert (mine["state"], mine["organization_name"]) == ("open", "みなと人材紹介株式会社")
    (entry,) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    assert (entry["complainant"], entry["seeker_number"], entry["steps"][0]["text"]) == ("seeker", SEEKER, WORDS)
    noted = stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "note")
    answered = stepped(compliance, contract.ANSWER_COMPLAINT, agency, noted, "answer")
    assert events(answered) == ["file", "note", "answer"]
    mine = compliance.call(contract.SHOW_MY_COMPLAINT, PERSON, complaint_id=mine["complaint_id"])
    assert (mine["state"], events(mine)) == ("answered", ["file", "answer"])
    more = stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, mine, "add")
    done = stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, more, "close")
    assert done["state"] == "closed"
    assert told(compliance) == [("file", "organization"), ("answer", "complainant"), ("add", "organization")]
    first = compliance.published(contract.COMPLAINT_ADVANCED)
    assert [event["seeker_number"] for event in first] == [None, SEEKER, None]
    assert compliance.call(contract.LIST_STAFF_COMPLAINTS, TOKYO)["complaints"] == [], "nobody asked the authority"


def test_a_complaint_that_is_hard_to_bring_up_goes_straight_to_the_authority(compliance: Compliance) -> None:
    """CMP-12; 001 7(2)②カ, seed 002: the organization learns what it is asked, and neither who complained nor what was said."""
    agency = compliance.agency()
    mine = filed(compliance, agency, to_authority=True, office_code="X1301")
    assert compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"] == []
    with pytest.raises(Refused) as refused:
        compliance.call(contract.SHOW_COMPLAINT, agency, complaint_id=mine["complaint_id"])
    assert refused.value.code is ErrorCode.NOT_FOUND
    for reader in (TOKYO, IIDABASHI, MINISTRY):
        (seen,) = compliance.call(contract.LIST_STAFF_COMPLAINTS, reader, open_only=True)["complaints"]
        assert seen["steps"][0]["text"] == WORDS
    for stranger in (OSAKA, OTHER_OFFICE):
        assert compliance.call(contract.LIST_STAFF_COMPLAINTS, stranger)["complaints"] == []
        with pytest.raises(Refused) as refused:
            compliance.call(contract.SHOW_STAFF_COMPLAINT, stranger, complaint_id=mine["complaint_id"])
        assert refused.value.code is ErrorCode.NOT_FOUND, "AUT-7"
        with pytest.raises(Refused) as refused:
            stepped(compliance, contract.HANDLE_COMPLAINT, stranger, seen, "close")
        assert refused.value.code is ErrorCode.NOT_FOUND
    asked = stepped(compliance, contract.HANDLE_COMPLAINT, IIDABASHI, seen, "request_facts", due_on="2026-05-01")
    (entry,) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    assert (entry["facts_due_on"], entry["seeker_number"], events(entry)) == ("2026-05-01", None, ["request_facts"])
    assert WORDS not in str(entry)
    reported = stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "report_facts")
    assert (reported["facts_due_on"], events(reported)) == (None, ["request_facts", "report_facts"])
    seen = compliance.call(contract.SHOW_STAFF_COMPLAINT, IIDABASHI, complaint_id=asked["complaint_id"])
    replied = stepped(compliance, contract.HANDLE_COMPLAINT, IIDABASHI, seen, "reply")
    stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, replied, "close")
    mine = compliance.call(contract.SHOW_MY_COMPLAINT, PERSON, complaint_id=mine["complaint_id"])
    assert events(mine) == ["file", "reply", "close"]
    assert told(compliance) == [
        ("file", "authority"),
        ("request_facts", "organization"),
        ("report_facts", "authority"),
        ("reply", "complainant"),
        ("close", "complainant"),
    ]


def test_when_a_complaint_was_made_to_the_authority_alone_is_not_told_either(compliance: Compliance) -> None:
    """CMP-12; 001 7(2)②カ: the entry begins when facts are asked, under an ID of its own, and counts only what it shows."""
    agency = compliance.agency()
    mine = filed(compliance, agency, to_authority=True)
    compliance.pass_by(days=3)
    own = compliance.call(
        contract.RECORD_COMPLAINT, agency, complainant="other", received_on="2026-04-24", content="電話での苦情。"
    )
    seen = compliance.call(contract.SHOW_STAFF_COMPLAINT, TOKYO, complaint_id=mine["complaint_id"])
    noted = stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, seen, "note")
    asked = stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, noted, "request_facts", due_on="2026-05-01")
    entry, other = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    assert other["complaint_id"] == own["complaint_id"] < entry["complaint_id"], (
        "in the order in which it learned of them"
    )
    assert (entry["complainant"], entry["received_on"], entry["version"]) == ("other", "2026-04-25", 1)
    assert [step["version"] for step in entry["steps"]] == [1]
    assert mine["complaint_id"] not in str(entry)
    with pytest.raises(Refused) as refused:
        compliance.call(contract.SHOW_COMPLAINT, agency, complaint_id=mine["complaint_id"])
    assert refused.value.code is ErrorCode.NOT_FOUND, "by the ID of others it is unknown"
    (page,) = compliance.call(contract.LIST_COMPLAINTS, agency, after=entry["complaint_id"])["complaints"]
    assert page["complaint_id"] == own["complaint_id"]

    stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, asked, "note")
    same = compliance.call(contract.SHOW_COMPLAINT, agency, complaint_id=entry["complaint_id"])
    assert same == entry, "what staff note changes nothing for the organization"
    with pytest.raises(Refused) as refused:
        stepped(compliance, contract.ANSWER_COMPLAINT, agency, {**entry, "version": 2}, "report_facts")
    assert refused.value.code is ErrorCode.COMPLAINT_CHANGED
    reported = stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "report_facts")
    assert (reported["complaint_id"], reported["version"]) == (entry["complaint_id"], 2)
    assert read(compliance, "answer_complaint")[-1:] == [(Role.ORGANIZATION_MAIN, mine["complaint_id"])]
    again = compliance.call(contract.SHOW_STAFF_COMPLAINT, TOKYO, complaint_id=mine["complaint_id"])
    stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, again, "request_facts", due_on="2026-05-02")
    (entry, _) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    assert (entry["complaint_id"], events(entry)) == (
        reported["complaint_id"],
        ["request_facts", "report_facts", "request_facts"],
    )


def test_what_is_not_solved_is_taken_to_the_authority_and_may_lead_to_a_case(compliance: Compliance) -> None:
    """CMP-12, CMP-13: from the employer too; which case it led to is the staff's to know."""
    agency, other = compliance.agency(), compliance.agency("別の団体")
    mine = filed(compliance, agency, EMPLOYER)
    taken = stepped(compliance, contract.PURSUE_COMPLAINT, EMPLOYER, mine, "take_to_authority")
    opening = {"ground": "other_breach", "origin": "complaint", "day_unknown": True, "text": "確認します。"}
    own, foreign = (
        compliance.call(contract.OPEN_CASE, TOKYO, organization_id=one.organization_id, **opening)["case_id"]
        for one in (agency, other)
    )
    request = {"complaint_id": taken["complaint_id"], "seen_version": taken["version"], "text": "事案とします。"}
    with pytest.raises(Refused) as refused:
        compliance.call(contract.LINK_COMPLAINT, TOKYO, case_id=foreign, **request)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/case_id")
    linked = compliance.call(contract.LINK_COMPLAINT, TOKYO, case_id=own, **request)
    assert (linked["case_id"], events(linked)) == (own, ["file", "take_to_authority", "link_case"])
    (entry,) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    assert (entry["with_authority"], events(entry)) == (True, ["file"])
    stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, linked, "close")
    (entry,) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    assert (entry["state"], events(entry)) == ("closed", ["file"]), (
        "that it is over, and not what the authority wrote of it"
    )
    (again,) = compliance.call(contract.LIST_MY_COMPLAINTS, EMPLOYER)["complaints"]
    assert events(again) == ["file", "take_to_authority", "close"]
    assert told(compliance)[1:] == [("take_to_authority", "authority"), ("close", "complainant")]


def test_what_is_hidden_from_a_side_leaves_no_mark_in_the_version_that_it_sees(compliance: Compliance) -> None:
    """CMP-12: of a complaint to the organization itself; what staff note changes nothing for it, and it can go on as before."""
    agency = compliance.agency()
    mine = filed(compliance, agency)
    (entry,) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    entry = stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "note")
    assert [step["version"] for step in entry["steps"]] == [1, 2]
    same = compliance.call(contract.SHOW_MY_COMPLAINT, PERSON, complaint_id=mine["complaint_id"])
    assert same == mine, "nor does what the organization notes for whoever complained"
    taken = stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, mine, "take_to_authority")
    assert [step["version"] for step in taken["steps"]] == [1, 2]
    entry = compliance.call(contract.SHOW_COMPLAINT, agency, complaint_id=entry["complaint_id"])
    assert (entry["version"], entry["with_authority"], events(entry)) == (3, True, ["file", "note"])

    seen = compliance.call(contract.SHOW_STAFF_COMPLAINT, TOKYO, complaint_id=mine["complaint_id"])
    noted = stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, seen, "note")
    opening = {"ground": "other_breach", "day_unknown": True, "text": "確認します。"}
    case_id = compliance.call(contract.OPEN_CASE, TOKYO, organization_id=agency.organization_id, **opening)["case_id"]
    linking = {"complaint_id": noted["complaint_id"], "seen_version": noted["version"], "text": "事案とします。"}
    linked = compliance.call(contract.LINK_COMPLAINT, TOKYO, case_id=case_id, **linking)
    stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, taken, "add")
    assert compliance.call(contract.SHOW_COMPLAINT, agency, complaint_id=entry["complaint_id"]) == entry
    assert (noted["version"], linked["version"]) == (4, 5), "staff count the steps themselves"

    answered = stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "answer")
    assert (answered["version"], answered["steps"][-1]["version"]) == (4, 4)
    with pytest.raises(Refused) as refused:
        stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "note")
    assert refused.value.code is ErrorCode.COMPLAINT_CHANGED, "what it sees has changed"
    now = compliance.call(contract.SHOW_STAFF_COMPLAINT, TOKYO, complaint_id=mine["complaint_id"])
    stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, now, "close")
    entry = compliance.call(contract.SHOW_COMPLAINT, agency, complaint_id=entry["complaint_id"])
    assert (entry["version"], entry["state"]) == (5, "closed"), "that it is over is seen, without its step"


def test_nobody_reaches_a_complaint_of_somebody_elses(compliance: Compliance) -> None:
    """CMP-12, AUT-7."""
    agency, other = compliance.agency(), compliance.agency("別の団体")
    mine = filed(compliance, agency)
    for caller in (OTHER_PERSON, EMPLOYER):
        assert compliance.call(contract.LIST_MY_COMPLAINTS, caller)["complaints"] == []
        with pytest.raises(Refused) as refused:
            stepped(compliance, contract.PURSUE_COMPLAINT, caller, mine, "close")
        assert refused.value.code is ErrorCode.NOT_FOUND
    for operation, caller, event in (
        (contract.ANSWER_COMPLAINT, other, "answer"),
        (contract.HANDLE_COMPLAINT, TOKYO, "close"),
    ):
        with pytest.raises(Refused) as refused:
            stepped(compliance, operation, caller, mine, event)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/complaint_id")
    assert compliance.count(complaint_steps) == 1


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"organization_id": new_id()}, ErrorCode.NOT_FOUND, "/organization_id"),
        ({"to_authority": True, "office_code": "X9999"}, ErrorCode.UNKNOWN_CODE, "/office_code"),
        (
            {"content": "電話０３－１２３４－５６７８に連絡してください。"},
            ErrorCode.PERSONAL_DATA_IN_COMPLAINT,
            "/content",
        ),
    ],
)
def test_a_complaint_that_can_not_be_taken_leaves_nothing(
    compliance: Compliance, changes: dict[str, Any], code: ErrorCode, pointer: str
) -> None:
    """CMP-12, MSG-8: personal data is refused with its place, so that it can be taken out."""
    with pytest.raises(Refused) as refused:
        filed(compliance, compliance.agency(), **changes)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
    if code is ErrorCode.PERSONAL_DATA_IN_COMPLAINT:
        (found,) = refused.value.details["found"]
        assert (found["kind"], found["start"]) == ("telephone", 2)
    assert compliance.count(complaints) == 0


@pytest.mark.parametrize("event", ["answer", "close"])
def test_an_answer_asks_who_complained_for_no_personal_data(compliance: Compliance, event: str) -> None:
    """CMP-12, MSG-8: refused with its place and counted as a message is, once where it is repeated; a note may say so."""
    agency = compliance.agency()
    mine = filed(compliance, agency)
    text = "ご説明します。氏名と電話番号を教えてください。"
    compliance.idempotency_key = new_id()
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            stepped(compliance, contract.ANSWER_COMPLAINT, agency, mine, event, text=text)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.PERSONAL_DATA_DEMANDED, "/text")
        assert {one["kind"] for one in refused.value.details["found"]} == {"demand"}
    assert compliance.count(refused_demands, refused_demands.c.organization_id == agency.organization_id) == 1
    assert compliance.count(complaint_steps) == 1
    stepped(compliance, contract.ANSWER_COMPLAINT, agency, mine, "note", text=text)


def test_a_refused_answer_to_a_complaint_of_anothers_tells_nothing_and_counts_nothing(compliance: Compliance) -> None:
    """AUT-7."""
    mine = filed(compliance, compliance.agency())
    other, text = compliance.agency("別の団体"), "氏名と電話番号を教えてください。"
    with pytest.raises(Refused) as refused:
        stepped(compliance, contract.ANSWER_COMPLAINT, other, mine, "answer", text=text)
    assert refused.value.code is ErrorCode.NOT_FOUND
    assert compliance.count(refused_demands) == 0


def test_nothing_hides_in_what_is_written_of_a_complaint(compliance: Compliance) -> None:
    """MSG-8, MSG-14: of the complainant, the organization and the staff; in a case and a measure as well."""
    agency = compliance.agency()
    mine = filed(compliance, agency)
    hidden = "お答え\u202eします。"
    step_of = {"complaint_id": mine["complaint_id"], "seen_version": 1, "text": hidden}
    subject = {"organization_id": agency.organization_id}
    period = {"first_day": "2026-04-01", "last_day": "2026-04-30", "due_on": "2026-05-08"}
    for operation, caller, request, pointer in (
        (contract.FILE_COMPLAINT, PERSON, {**subject, "content": hidden}, "/content"),
        (contract.PURSUE_COMPLAINT, PERSON, {**step_of, "event": "add"}, "/text"),
        (contract.ANSWER_COMPLAINT, agency, {**step_of, "event": "note"}, "/text"),
        (contract.HANDLE_COMPLAINT, TOKYO, {**step_of, "event": "reply"}, "/text"),
        (contract.DEMAND_REGISTER, TOKYO, {**subject, **period, "text": hidden}, "/text"),
        (contract.OPEN_CASE, TOKYO, {**subject, "ground": "other_breach", "text": hidden}, "/text"),
        (
            contract.OPEN_CASE,
            TOKYO,
            {**subject, "ground": "other_breach", "text": "確認します。", "note": hidden},
            "/note",
        ),
        (contract.ANSWER_CASE, agency, {"case_id": new_id(), "seen_version": 1, "text": hidden}, "/text"),
        (
            contract.RECORD_ORDER,
            TOKYO,
            {"number": "13-ユ-300001", "kind": "improvement", "issued_on": "2026-04-20", "summary": hidden},
            "/summary",
        ),
        (contract.DEMAND_SECURITY_MEASURES, OPERATIONS, {**subject, "text": hidden}, "/text"),
    ):
        with pytest.raises(Refused) as refused:
            compliance.call(operation, caller, **request)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.CHARACTERS_NOT_ALLOWED, pointer)
        assert [(one["kind"], one["start"]) for one in refused.value.details["found"]] == [("direction", 3)]
    assert compliance.count(complaint_steps) == 1


def test_of_many_who_write_at_once_one_comes_through(compliance: Compliance) -> None:
    """CMP-12."""
    agency = compliance.agency()
    mine = filed(compliance, agency)
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def act() -> None:
        start.wait()
        try:
            stepped(compliance, contract.ANSWER_COMPLAINT, agency, mine, "answer")
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.code.value)

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [*["complaint_changed"] * 3, "done"]


def test_an_entry_of_the_organizations_own_keeps_no_messages(compliance: Compliance) -> None:
    """MSG-14: what it alone would end, it could leave open for ever; what was made on the site or at a desk does keep them."""
    agency = compliance.agency()
    own = {"complainant": "other", "received_on": "2026-04-10", "content": "電話での苦情。"}
    entry = compliance.call(contract.RECORD_COMPLAINT, agency, **own)
    stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "note")
    assert [event["open"] for event in compliance.published(contract.COMPLAINT_CHANGED)] == [False, False]
    filed(compliance, agency)
    compliance.call(contract.RECORD_COMPLAINT_AT_DESK, TOKYO, organization_id=agency.organization_id, **own)
    assert [event["open"] for event in compliance.published(contract.COMPLAINT_CHANGED)][2:] == [True, True]


def test_which_staff_saw_a_complaint_is_in_the_audit_log(compliance: Compliance) -> None:
    """OPS-3."""
    mine = filed(compliance, compliance.agency(), to_authority=True)
    assert [read(compliance, what) for what in ("show_staff_complaint", "list_staff_complaints")] == [[], []]
    compliance.call(contract.SHOW_STAFF_COMPLAINT, TOKYO, complaint_id=mine["complaint_id"])
    compliance.call(contract.LIST_STAFF_COMPLAINTS, MINISTRY)
    assert read(compliance, "show_staff_complaint") == [(Role.BUREAU_STAFF, mine["complaint_id"])]
    assert read(compliance, "list_staff_complaints") == [(Role.MINISTRY, mine["complaint_id"])]


def test_an_office_writes_down_what_somebody_brings_to_it(compliance: Compliance) -> None:
    """CMP-12; 001 15(3): it and the competent bureau deal with it; on a day to come nothing was received."""
    agency = compliance.agency()
    request = {"organization_id": agency.organization_id, "complainant": "other", "content": "家族からの申出。"}
    with pytest.raises(Refused) as refused:
        compliance.call(contract.RECORD_COMPLAINT_AT_DESK, IIDABASHI, received_on="2026-04-23", **request)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.DAY_IN_FUTURE, "/received_on")
    made = compliance.call(contract.RECORD_COMPLAINT_AT_DESK, IIDABASHI, received_on="2026-04-21", **request)
    assert (made["office_code"], made["with_authority"]) == ("X1301", True)
    for reader in (TOKYO, IIDABASHI):
        assert len(compliance.call(contract.LIST_STAFF_COMPLAINTS, reader)["complaints"]) == 1
