"""Slips at the bureau's desk are put right, each with a reason: REG-7 to REG-10, CMP-6, decision 306."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.operations import Operation
from services.registry.accounts.tables import accounts
from services.registry.organizations.tables import applications, organizations
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import OSAKA, Registry, main_account, staff
from tests.contract.registry.examples import EMAIL, a_municipality
from tests.contract.registry.mails import words
from tests.contract.registry.procedures import (
    approve,
    change,
    content,
    go_to,
    own,
    reasons,
    refuse,
    renewal,
    run,
    told,
    withdrawal,
)
from tests.contract.registry.test_paper import enter, paper
from tests.contract.registry.test_paper_procedures import enter as enter_procedure
from tests.contract.served import Refused

WHY = "受付印の日を見誤ったため。"
RECEIPT = {"way": "email", "explanation": "", "documents": ["terms_consent", "privacy_mark"]}


def correct(
    registry: Registry, application_id: str, received_on: str, caller: Caller | None = None, **changes: Any
) -> Any:
    asked = {"application_id": application_id, "received_on": received_on, **RECEIPT, "reason": WHY, **changes}
    return registry.call(contract.CORRECT_FORM, caller or staff(), **asked)


def take_back(registry: Registry, operation: Operation, application_id: str, caller: Caller | None = None) -> Any:
    return registry.call(operation, caller or staff(), application_id=application_id, reason=WHY)


def take_form_back(registry: Registry, application_id: str) -> Any:
    return take_back(registry, contract.TAKE_FORM_BACK, application_id)


def take_refusal_back(registry: Registry, application_id: str) -> Any:
    return take_back(registry, contract.TAKE_REFUSAL_BACK, application_id)


def shown(registry: Registry, application_id: str) -> dict[str, Any]:
    return registry.call(contract.SHOW_APPLICATION, staff(), application_id=application_id)


def row_of(registry: Registry, application_id: str) -> Any:
    with registry.database.transaction() as connection:
        query = sa.select(applications).where(applications.c.application_id == application_id)
        return connection.execute(query).one()


def received(registry: Registry, on: str = "2026-04-22", **changes: Any) -> str:
    application_id = str(registry.register(**changes)["application_id"])
    registry.pass_by(days=3)
    registry.receive_form(application_id, received_on=on)
    return application_id


def details(registry: Registry, operation: Operation, application_id: str) -> dict[str, Any]:
    """What the audit log says of the one time that something was put right."""
    entries = [entry for entry in registry.audited() if entry["action"] == operation.routing_key]
    assert [entry["subject_id"] for entry in entries] == [application_id]
    return dict(entries[0]["details"])


def refusal(registry: Registry, operation: Operation, caller: Caller | None = None, **request: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        registry.call(operation, caller or staff(), **request)
    return refused.value


# The day of receipt --------------------------------------------------------------------------------------------------


def test_a_day_of_receipt_is_corrected_logged_and_told(registry: Registry) -> None:
    """REG-7, REG-8, OPS-3: as it was told by mail, it is told by mail; the history has both days and the reason."""
    application_id, clerk = received(registry), staff()
    assert correct(registry, application_id, "2026-04-23", clerk)["state"] == "form_received"
    detail = shown(registry, application_id)
    assert detail["form_received_on"] == "2026-04-23"
    step = detail["transitions"][-1]
    assert (step["event"], step["state"], step["account_id"]) == ("form_corrected", "form_received", clerk.account_id)
    assert step["note"] == f"受付日を令和８年４月22日から令和８年４月23日に訂正しました。{WHY}"
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to, mail.parameters["reason"]) == ("form_receipt_corrected", EMAIL, WHY)
    assert "令和８年４月22日" in words(mail)
    assert "令和８年４月23日" in words(mail)
    days = {"received_on_before": "2026-04-22", "received_on": "2026-04-23"}
    assert details(registry, contract.CORRECT_FORM, application_id) == days
    assert registry.approve(application_id)["state"] == "approved"


def test_what_nobody_was_mailed_of_is_corrected_without_a_mail(registry: Registry) -> None:
    """REG-8: the way it came, the explanation, the documents."""
    application_id = received(registry)
    mails = len(registry.mails())
    by_post = {"way": "post", "explanation": "電話で説明しました。", "documents": []}
    correct(registry, application_id, "2026-04-22", **by_post)
    row = row_of(registry, application_id)
    assert (row.receipt_way, row.receipt_explanation, row.receipt_documents) == tuple(by_post.values())
    assert len(registry.mails()) == mails
    asked = {"application_id": application_id, "received_on": "2026-04-22", **by_post, "reason": WHY}
    assert refusal(registry, contract.CORRECT_FORM, **asked).code is ErrorCode.NOTHING_TO_CORRECT


def test_only_the_own_bureau_corrects_and_only_what_is_undecided(registry: Registry) -> None:
    """AUT-7, REG-10."""
    application_id = received(registry)
    asked = {"application_id": application_id, "reason": WHY}
    day = {**asked, "received_on": "2026-04-23", **RECEIPT}
    for operation, request in ((contract.CORRECT_FORM, day), (contract.TAKE_FORM_BACK, asked)):
        assert refusal(registry, operation, staff(OSAKA), **request).code is ErrorCode.OTHER_BUREAU
    too_late = {**day, "received_on": "2026-05-02"}
    registry.pass_by(days=20)
    refused = refusal(registry, contract.CORRECT_FORM, **too_late)
    assert (refused.code, refused.pointer) == (ErrorCode.FORM_TOO_LATE, "/received_on")
    registry.approve(application_id)
    for operation, request in ((contract.CORRECT_FORM, day), (contract.TAKE_FORM_BACK, asked)):
        assert refusal(registry, operation, **request).code is ErrorCode.APPLICATION_NOT_PENDING
    assert refusal(registry, contract.TAKE_REFUSAL_BACK, **asked).code is ErrorCode.APPLICATION_NOT_PENDING


def test_what_is_proposed_is_confirmed_or_withdrawn_before_it_is_corrected(registry: Registry) -> None:
    """REG-10: nobody confirms what has changed under the proposal."""
    application_id = received(registry)
    registry.call(contract.PROPOSE_DECISION, staff(), application_id=application_id, decision="approve")
    asked = {"application_id": application_id, "reason": WHY}
    day = {**asked, "received_on": "2026-04-23", **RECEIPT}
    for operation, request in ((contract.CORRECT_FORM, day), (contract.TAKE_FORM_BACK, asked)):
        assert refusal(registry, operation, **request).code is ErrorCode.PROPOSAL_OPEN


def test_the_corrected_day_of_a_change_is_what_mends_what_was_overdue(registry: Registry, member: Caller) -> None:
    """CMP-6, REG-13: others learn of it, and that it had not come at all."""
    application_id = change(registry, member, permission_valid_until="2033-03-31")["application_id"]
    registry.pass_by(days=2)
    registry.receive_form(application_id)
    assert told(registry)["permission_change_received_on"] == dt.date(2026, 4, 24)
    correct(registry, application_id, "2026-04-23")
    assert told(registry)["permission_change_received_on"] == dt.date(2026, 4, 23)
    take_form_back(registry, application_id)
    assert told(registry)["permission_change_received_on"] is None
    assert own(registry, member)["next_steps"][0]["step"] == "hand_in_form"


# A receipt that was none ---------------------------------------------------------------------------------------------


def test_a_receipt_taken_back_leaves_the_application_waiting_to_its_own_day(registry: Registry) -> None:
    """REG-7: of another application's form; the applicant is told to hand in its own."""
    application_id = received(registry)
    assert take_form_back(registry, application_id)["state"] == "registered"
    detail = shown(registry, application_id)
    assert (detail["state"], detail["form_received_on"]) == ("registered", None)
    step = detail["transitions"][-1]
    assert (step["event"], step["note"]) == ("form_taken_back", WHY)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("form_receipt_taken_back", EMAIL)
    assert "提出期限までに、管轄の労働局へ提出してください。" in words(mail)
    assert "令和８年５月１日" in words(mail)
    assert details(registry, contract.TAKE_FORM_BACK, application_id) == {"received_on_before": "2026-04-22"}
    run(registry, "lapse_overdue")
    assert shown(registry, application_id)["state"] == "registered"
    registry.receive_form(application_id)
    assert registry.approve(application_id)["state"] == "approved"


def test_one_whose_day_is_over_lapses_by_the_next_run_of_the_duty(registry: Registry) -> None:
    """REG-7, REG-11: told as any other, and its ID is free."""
    application_id = received(registry)
    go_to(registry, "2026-05-11")
    take_form_back(registry, application_id)
    assert "提出期限が過ぎています" in words(registry.mails()[-1])
    run(registry, "lapse_overdue")
    assert shown(registry, application_id)["state"] == "lapsed"
    assert registry.mails()[-1].kind == "application_lapsed"
    assert registry.register()["application_id"] != application_id
    assert registry.count(accounts, accounts.c.state == "issued") == 1


def test_a_form_and_its_taking_back_at_once_leave_a_decided_application_alone(registry: Registry) -> None:
    """REG-10: whichever comes first, the other finds it."""
    application_id = received(registry)
    outcomes = at_once(lambda: registry.approve(application_id), lambda: take_form_back(registry, application_id))
    assert sorted(outcomes) in (
        sorted([DONE, ErrorCode.APPLICATION_NOT_PENDING]),
        sorted([DONE, ErrorCode.FORM_NOT_RECEIVED]),
    )
    approved = outcomes[0] == DONE
    assert shown(registry, application_id)["state"] == ("approved" if approved else "registered")
    assert registry.count(organizations) == int(approved)


def test_a_renewal_that_failed_by_a_receipt_that_was_none_has_not_failed(registry: Registry, member: Caller) -> None:
    """REG-3, REG-16: seeker information that was closed for it opens again."""
    go_to(registry, "2027-04-20")
    application_id = renewal(registry, member, latest_regular_placement_on="2026-11-15")["application_id"]
    registry.receive_form(application_id)
    go_to(registry, "2027-04-26")
    run(registry, "close_ended_seeker_information")
    assert told(registry)["services"] == ["offers"]
    take_form_back(registry, application_id)
    state = told(registry)
    assert (state["services"], state["renewal_received_on"]) == (["offers", "seekers"], None)
    assert state["seeker_information_closed_on"] is None
    run(registry, "close_ended_seeker_information")
    assert told(registry)["services"] == ["offers", "seekers"]


def test_others_are_told_how_many_forms_are_refused_which_tells_a_refusal_from_a_slip(
    registry: Registry, member: Caller
) -> None:
    """CMP-6, decision 306."""
    go_to(registry, "2027-04-20")
    application_id = renewal(registry, member)["application_id"]

    def known() -> tuple[Any, Any, Any]:
        state = told(registry)
        return state["renewal_received_on"], state["renewals_refused"], state["permission_changes_refused"]

    registry.receive_form(application_id)
    assert known() == (dt.date(2027, 4, 20), 0, 0)
    take_form_back(registry, application_id)
    assert known() == (None, 0, 0)
    registry.receive_form(application_id)
    refuse(registry, {"application_id": application_id})
    assert known() == (None, 1, 0)
    take_refusal_back(registry, application_id)
    assert known() == (dt.date(2027, 4, 20), 0, 0)


def test_an_entry_from_paper_is_taken_back_whole_and_entered_anew_with_its_right_day(registry: Registry) -> None:
    """REG-9, REG-3: the day of receipt is the day of application; the ID and the number are free for the right entry."""
    application_id = enter(registry)["application_id"]
    asked = {"application_id": application_id, "received_on": "2026-04-21", **RECEIPT, "reason": WHY}
    refused = refusal(registry, contract.CORRECT_FORM, **asked)
    assert (refused.code, refused.pointer) == (ErrorCode.ENTERED_WITH_ITS_DAY, "/received_on")
    assert take_form_back(registry, application_id)["state"] == "lapsed"
    assert shown(registry, application_id)["transitions"][-1]["event"] == "entry_taken_back"
    mail = registry.mails()[-1]
    assert (mail.kind, mail.parameters["form_due_on"]) == ("form_receipt_taken_back", "")
    assert "提出期限" not in words(mail)
    again = {"application_id": application_id, "received_on": "2026-04-20", "way": "post", "explanation": "説明あり"}
    with pytest.raises(Refused) as not_received:
        registry.call(contract.RECORD_FORM, staff(), **again, documents=[])
    assert not_received.value.code is ErrorCode.APPLICATION_NOT_PENDING
    assert reasons(not_received) == {"entry_taken_back"}
    for queue in ("lapsed_recently", "lapsed_untold"):
        assert registry.call(contract.SEARCH_APPLICATIONS, staff(), queue=queue)["applications"] == []
    anew = enter(registry, paper(received_on="2026-04-21"))
    assert (anew["registered_on"], anew["state"]) == ("2026-04-21", "form_received")
    assert registry.approve(anew["application_id"])["state"] == "approved"


def test_an_entry_that_could_not_be_entered_anew_is_refused_instead(registry: Registry) -> None:
    """REG-9: 91 days after the receipt; who takes it back would take the applicant's day with it."""
    application_id = enter(registry)["application_id"]
    go_to(registry, "2026-07-20")
    asked = {"application_id": application_id, "reason": WHY}
    assert refusal(registry, contract.TAKE_FORM_BACK, **asked).code is ErrorCode.ENTRY_TOO_OLD
    refuse(registry, asked)


def test_a_renewal_carries_the_change_entered_in_the_place_of_one_that_was_taken_back(
    registry: Registry, member: Caller
) -> None:
    """REG-9, REG-16: the renewal is what it was, and is approved when the change is there again."""
    go_to(registry, "2027-02-15")
    first = enter_procedure(registry, member, change={"content": content(phone="03-9999-0000")})
    registered = renewal(registry, member, content_unchanged=False)
    assert registered["carried_change_id"] == first["application_id"]
    registry.receive_form(registered["application_id"])
    take_form_back(registry, first["application_id"])
    with pytest.raises(Refused) as refused:
        registry.approve(registered["application_id"])
    assert reasons(refused) == {"carried_change_failed"}
    anew = enter_procedure(registry, member, change={"content": content(phone="03-9999-0001")})
    detail = shown(registry, registered["application_id"])
    assert (detail["carried_change_id"], detail["carried_change_state"]) == (anew["application_id"], "form_received")
    registry.approve(registered["application_id"])
    registry.approve(anew["application_id"])
    assert own(registry, member)["content"]["phone"] == "03-9999-0001"


# A refusal that was wrong --------------------------------------------------------------------------------------------


def test_a_refusal_taken_back_is_decided_anew(registry: Registry) -> None:
    """REG-10, REG-11: the ID is the applicant's again, who is told; nothing is lost of what was handed in."""
    application_id = received(registry)
    refuse(registry, {"application_id": application_id})
    assert take_refusal_back(registry, application_id)["state"] == "form_received"
    detail = shown(registry, application_id)
    assert (detail["decided_on"], detail["form_received_on"]) == (None, "2026-04-22")
    assert [step["event"] for step in detail["transitions"][-2:]] == ["refused", "refusal_taken_back"]
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("application_refusal_taken_back", EMAIL)
    assert "利用申請を承認できない旨をお知らせしましたが" in words(mail)
    assert details(registry, contract.TAKE_REFUSAL_BACK, application_id) == {"refused_on": "2026-04-25"}
    registry.approve(application_id)
    assert main_account(registry).organization_id


def test_a_refusal_stays_where_the_address_was_taken_since(registry: Registry) -> None:
    """REG-11."""
    application_id = received(registry)
    refuse(registry, {"application_id": application_id})
    registry.register(permission_number="13-ユ-777777")
    with pytest.raises(Refused) as refused:
        take_refusal_back(registry, application_id)
    assert (refused.value.code, reasons(refused)) == (
        ErrorCode.REGISTRATION_EMAIL_TAKEN,
        {"email_taken_since_refusal"},
    )


def test_a_refused_procedure_is_decided_anew_unless_another_is_under_way(registry: Registry, member: Caller) -> None:
    """REG-6, REG-13, CMP-6."""
    first = change(registry, member, permission_valid_until="2033-03-31")
    registry.receive_form(first["application_id"])
    refuse(registry, first)
    assert told(registry)["permission_change_received_on"] is None
    second = change(registry, member, phone="03-9999-0000")
    with pytest.raises(Refused) as refused:
        take_refusal_back(registry, first["application_id"])
    assert refused.value.code is ErrorCode.APPLICATION_OPEN
    registry.receive_form(second["application_id"])
    refuse(registry, second)
    take_refusal_back(registry, first["application_id"])
    assert told(registry)["permission_change_received_on"] == dt.date(2026, 4, 22)
    refuse(registry, first)
    left = withdrawal(registry, member, "offers", "seekers")
    registry.receive_form(left["application_id"])
    refuse(registry, left)
    take_refusal_back(registry, left["application_id"])
    registry.approve(left["application_id"])
    with pytest.raises(Refused) as refused:
        take_refusal_back(registry, first["application_id"])
    assert refused.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE


def test_seeker_information_that_a_wrong_refusal_closed_opens_again(registry: Registry, member: Caller) -> None:
    """REG-3, REG-16: unless another renewal stays refused."""
    go_to(registry, "2027-04-20")
    first = renewal(registry, member)
    registry.receive_form(first["application_id"])
    refuse(registry, first)
    go_to(registry, "2027-04-26")
    run(registry, "close_ended_seeker_information")
    second = renewal(registry, member)
    registry.receive_form(second["application_id"])
    refuse(registry, second)
    take_refusal_back(registry, second["application_id"])
    assert told(registry)["services"] == ["offers"], "the first stays refused"
    refuse(registry, second)
    take_refusal_back(registry, first["application_id"])
    assert told(registry)["services"] == ["offers"], "the second stays refused"
    assert "seeker_information_open_again" not in [mail.kind for mail in registry.mails()]
    refuse(registry, first)
    take_refusal_back(registry, first["application_id"])
    registry.approve(first["application_id"])
    assert told(registry)["services"] == ["offers", "seekers"]


def test_who_was_told_that_seeker_information_ended_is_told_that_it_has_not(registry: Registry, member: Caller) -> None:
    """REG-3, REG-16: what was asked of it then, to withdraw and to delete, is said anew."""
    go_to(registry, "2027-04-20")
    refused = renewal(registry, member)
    registry.receive_form(refused["application_id"])
    refuse(registry, refused)
    go_to(registry, "2027-04-26")
    run(registry, "close_ended_seeker_information")
    assert registry.mails()[-1].kind.startswith("seeker_information_closed_refused")
    take_refusal_back(registry, refused["application_id"])
    assert told(registry)["services"] == ["offers", "seekers"]
    assert [mail.kind for mail in registry.mails()[-2:]] == [
        "application_refusal_taken_back",
        "seeker_information_open_again",
    ]
    mail = registry.mails()[-1]
    assert mail.to == EMAIL
    assert "令和９年４月26日" in words(mail)
    assert "退会申請は、必要ありません。" in words(mail)


def test_a_refused_change_is_not_decided_anew_where_a_later_one_took_effect(registry: Registry, member: Caller) -> None:
    """REG-13: a change states all that is registered, and would silently undo what it does not know."""
    first = change(registry, member, permission_valid_until="2033-03-31")
    registry.receive_form(first["application_id"])
    refuse(registry, first)
    approve(registry, change(registry, member, phone="03-9999-0000"))
    with pytest.raises(Refused) as refused:
        take_refusal_back(registry, first["application_id"])
    assert (refused.value.code, reasons(refused)) == (ErrorCode.NOT_ELIGIBLE, {"changed_since"})
    assert shown(registry, first["application_id"])["state"] == "refused"
    assert own(registry, member)["content"]["phone"] == "03-9999-0000"


def test_a_change_whose_lapse_is_undone_late_is_not_approved_over_a_later_one(
    registry: Registry, member: Caller
) -> None:
    """REG-7, REG-13: its form had come in time, but what took effect since stands."""
    first = change(registry, member, permission_valid_until="2033-03-31")
    received_on = registry.today.isoformat()
    registry.pass_by(days=20)
    run(registry, "lapse_overdue")
    approve(registry, change(registry, member, phone="03-9999-0000"))
    registry.receive_form(first["application_id"], received_on=received_on)
    with pytest.raises(Refused) as refused:
        registry.approve(first["application_id"])
    assert reasons(refused) == {"changed_since"}
    assert own(registry, member)["content"]["phone"] == "03-9999-0000"


def test_a_term_is_renewed_once_whatever_was_refused_or_had_lapsed(registry: Registry, member: Caller) -> None:
    """REG-16: of a renewal that is decided after a later one was approved, no second term follows."""
    go_to(registry, "2027-02-15")
    lapsed = renewal(registry, member)
    go_to(registry, "2027-03-10")
    run(registry, "lapse_overdue")
    first = renewal(registry, member)
    registry.receive_form(first["application_id"])
    refuse(registry, first)
    approve(registry, renewal(registry, member))
    assert told(registry)["seeker_information_until"] == dt.date(2028, 4, 22)
    with pytest.raises(Refused) as refused:
        take_refusal_back(registry, first["application_id"])
    assert (refused.value.code, reasons(refused)) == (ErrorCode.NOT_ELIGIBLE, {"renewed_since"})
    registry.receive_form(lapsed["application_id"], received_on="2027-02-16")
    with pytest.raises(Refused) as refused:
        registry.approve(lapsed["application_id"])
    assert reasons(refused) == {"renewed_since"}
    assert told(registry)["seeker_information_until"] == dt.date(2028, 4, 22)


# The day of posting --------------------------------------------------------------------------------------------------


def test_the_day_of_posting_is_corrected_or_taken_back_and_the_history_shows_it(registry: Registry) -> None:
    """REG-10, OPS-3: nobody was mailed of it."""
    application_id, clerk = str(registry.register(**a_municipality())["application_id"]), staff()
    registry.receive_form(application_id, way="post")
    registry.approve(application_id)
    asked: dict[str, Any] = {"application_id": application_id, "posted_on": "2026-04-23", "reason": WHY}
    assert refusal(registry, contract.CORRECT_LETTER, **asked).code is ErrorCode.NOTHING_TO_CORRECT
    registry.call(contract.RECORD_LETTER, staff(), application_id=application_id, posted_on="2026-04-22")
    refused = refusal(registry, contract.CORRECT_LETTER, **asked)
    assert (refused.code, refused.pointer) == (ErrorCode.DAY_IN_FUTURE, "/posted_on")
    registry.pass_by(days=2)
    assert refusal(registry, contract.CORRECT_LETTER, staff(OSAKA), **asked).code is ErrorCode.OTHER_BUREAU
    mails = len(registry.mails())
    assert registry.call(contract.CORRECT_LETTER, clerk, **asked)["letter_posted_on"] == "2026-04-23"
    days = {"posted_on_before": "2026-04-22", "posted_on": "2026-04-23"}
    assert details(registry, contract.CORRECT_LETTER, application_id) == days
    step = shown(registry, application_id)["transitions"][-1]
    assert (step["event"], step["state"], step["account_id"]) == ("letter_corrected", "approved", clerk.account_id)
    assert step["note"] == f"承諾書を郵送した日を令和８年４月22日から令和８年４月23日に訂正しました。{WHY}"
    registry.call(contract.CORRECT_LETTER, staff(), **{**asked, "posted_on": None})
    waiting = registry.call(contract.SEARCH_APPLICATIONS, staff(), queue="letters_to_post")["applications"]
    assert [line["application_id"] for line in waiting] == [application_id]
    registry.call(contract.RECORD_LETTER, staff(), application_id=application_id, posted_on="2026-04-24")
    assert len(registry.mails()) == mails


def test_a_renewal_reads_its_change_as_it_stands_after_a_correction(registry: Registry, member: Caller) -> None:
    """REG-16: the change whose receipt was taken back has not come with the renewal."""
    go_to(registry, "2027-02-15")
    registered = renewal(registry, member, content_unchanged=False, change=content(phone="03-9999-0000"))
    for application_id in (registered["application_id"], registered["carried_change_id"]):
        registry.receive_form(application_id)
    take_form_back(registry, registered["carried_change_id"])
    with pytest.raises(Refused) as refused:
        registry.approve(registered["application_id"])
    assert reasons(refused) == {"carried_change_not_received"}
