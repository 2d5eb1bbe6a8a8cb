"""The desk of a bureau: its queues and search, for its own applications alone; counts for the ministry (AUT-7)."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    APPROVE_APPLICATION,
    COUNT_APPLICATIONS,
    DESK_QUEUES,
    PROPOSE_DECISION,
    RECORD_LETTER,
    REGISTER_CHANGE,
    SEARCH_APPLICATIONS,
    SHOW_DESK,
    WITHDRAW_PROPOSAL,
)
from services.registry.mail.addresses import mark_accepted, mark_undeliverable, trouble_with
from services.registry.mail.bouncing import BounceSettings, Cause
from services.registry.organizations.usecases.decision import lapse_overdue
from services.registry.service.applications import acting
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import OSAKA, Registry, main_account, staff
from tests.contract.registry.examples import a_municipality
from tests.contract.registry.procedures import go_to, renewal, withdrawal
from tests.contract.served import Refused

IN_OSAKA = {"municipality_code": "271004"}


def queue_counts(registry: Registry, caller: Caller | None = None) -> dict[str, int]:
    desk = registry.call(SHOW_DESK, caller or staff())
    return {line["queue"]: line["applications"] for line in desk["queues"]}


def found(registry: Registry, caller: Caller | None = None, **wanted: Any) -> list[str]:
    page = registry.call(SEARCH_APPLICATIONS, caller or staff(), **wanted)
    return [line["application_id"] for line in page["applications"]]


def lapse(registry: Registry) -> None:
    with registry.work() as work:
        lapse_overdue(acting(registry.service.tools, work), work.day)


# Queues --------------------------------------------------------------------------------------------------------------


def test_every_queue_is_counted_in_one_answer_and_holds_what_it_says(registry: Registry) -> None:
    """REG-7, REG-9, REG-10: registered 22 April 2026 (a Wednesday), the form is due on 1 May (CAL-4: 6 May is a holiday)."""
    lapsing = registry.register(email="a@example.jp", **IN_OSAKA)["application_id"]
    assert queue_counts(registry, staff(OSAKA)) == {
        "arrived": 0, "proposed": 0, "due_soon": 0, "lapsing": 0, "lapsed_recently": 0,
        "lapsed_untold": 0, "address_to_send": 1, "address_overdue": 0, "letters_to_post": 0,
    }  # fmt: skip
    registry.pass_by(days=8)  # Thursday, 30 April: due tomorrow; the address was due on the 27th
    arrived = registry.register(email="b@example.jp", **IN_OSAKA)["application_id"]
    registry.receive_form(arrived, staff(OSAKA))
    municipality = {**a_municipality(email="c@example.jp"), **IN_OSAKA, "latest_regular_placement_on": "2026-04-25"}
    approved = registry.register(**municipality)["application_id"]
    registry.receive_form(approved, staff(OSAKA), way="post")
    registry.approve(approved, staff(OSAKA))
    held = {name: found(registry, staff(OSAKA), queue=name) for name in DESK_QUEUES}
    assert held == {
        "arrived": [arrived], "proposed": [], "due_soon": [lapsing], "lapsing": [lapsing], "lapsed_recently": [],
        "lapsed_untold": [], "address_to_send": [lapsing, arrived], "address_overdue": [lapsing], "letters_to_post": [approved],
    }  # fmt: skip
    assert queue_counts(registry, staff(OSAKA)) == {name: len(ids) for name, ids in held.items()}
    assert queue_counts(registry) == dict.fromkeys(DESK_QUEUES, 0), "another bureau's desk is empty"


def test_a_form_that_is_due_within_five_days_is_due_soon_and_on_the_sixth_is_not(registry: Registry) -> None:
    """REG-7: registered 22 April 2026, due on 1 May."""
    application_id = registry.register()["application_id"]
    go_to(registry, "2026-04-25")
    assert found(registry, queue="due_soon") == [], "six days are left"
    go_to(registry, "2026-04-26")
    assert found(registry, queue="due_soon") == [application_id], "five days are left"


def test_what_a_second_person_is_asked_for_waits_as_proposed_until_it_is_withdrawn(registry: Registry) -> None:
    """REG-10: in its own queue, counted."""
    tools = registry.service.tools
    registry.service.tools = replace(tools, desk=replace(tools.desk, four_eyes=True))
    clerk, application_id = staff(), registry.register()["application_id"]
    registry.receive_form(application_id)
    assert found(registry, queue="proposed") == []
    asked = {"application_id": application_id, "decision": "approve"}
    proposal_id = registry.call(PROPOSE_DECISION, clerk, **asked)["proposal_id"]
    assert found(registry, queue="proposed") == [application_id]
    assert queue_counts(registry)["proposed"] == 1
    registry.call(WITHDRAW_PROPOSAL, clerk, application_id=application_id, proposal_id=proposal_id)
    assert found(registry, queue="proposed") == []


def test_a_lapsed_registration_stays_before_the_bureau_for_a_while(registry: Registry) -> None:
    """REG-7: a timely receipt may still be recorded; what was replaced is not looked for."""
    first = registry.register()
    registry.register(replaces=first)
    registry.pass_by(days=14)
    lapse(registry)
    assert len(found(registry, queue="lapsed_recently")) == 1
    registry.pass_by(days=30)
    assert found(registry, queue="lapsed_recently") == []


@pytest.mark.parametrize("known", ["before the lapse", "after it"])
def test_whom_no_mail_could_tell_of_the_lapse_stands_before_the_bureau(registry: Registry, known: str) -> None:
    """REG-7: the address refused mail; the bureau tells by telephone or post, and the others were told."""
    untold = registry.register(email="gone@example.jp")["application_id"]
    registry.register(email="there@example.jp")
    if known == "before the lapse":
        refuse_mail(registry, "gone@example.jp")
    registry.pass_by(days=14)
    lapse(registry)
    if known == "after it":
        assert found(registry, queue="lapsed_untold") == []
        refuse_mail(registry, "gone@example.jp")
    assert found(registry, queue="lapsed_untold") == [untold]
    assert queue_counts(registry)["lapsed_untold"] == 1
    registry.pass_by(days=30)
    assert found(registry, queue="lapsed_untold") == []


def test_whom_the_mail_of_the_lapse_reached_after_all_stands_before_the_bureau_no_more(registry: Registry) -> None:
    """REG-7, decision 119: an address that is taken again works 5 days after; nothing of it is for good, or logged."""
    untold = registry.register(email="gone@example.jp")["application_id"]
    refuse_mail(registry, "gone@example.jp", Cause.RETURNED)
    registry.pass_by(days=14)
    with capture_logs() as logged:
        lapse(registry)
    assert [line["event"] for line in logged] == ["registrations_lapsed"]
    assert found(registry, queue="lapsed_untold") == [untold]
    take_mail(registry, "gone@example.jp")
    registry.pass_by(days=4)
    assert found(registry, queue="lapsed_untold") == [untold], "it may come back yet"
    registry.pass_by(days=1)
    assert found(registry, queue="lapsed_untold") == []
    assert queue_counts(registry)["lapsed_untold"] == 0


def test_after_how_many_quiet_days_an_address_works_again_is_a_setting_of_the_desk_too(registry: Registry) -> None:
    """REG-7: one amount for the mailer and the desk."""
    registry.service.tools = replace(registry.service.tools, bounces=BounceSettings(quiet=dt.timedelta(days=1)))
    registry.register(email="gone@example.jp")
    refuse_mail(registry, "gone@example.jp", Cause.RETURNED)
    registry.pass_by(days=14)
    lapse(registry)
    take_mail(registry, "gone@example.jp")
    registry.pass_by(days=1)
    assert found(registry, queue="lapsed_untold") == []
    bureaus = registry.call(COUNT_APPLICATIONS, Caller(role=Role.MINISTRY, account_id=new_id()))["bureaus"]
    assert {line["queue"]: line["applications"] for line in bureaus[0]["queues"]}["lapsed_untold"] == 0


def refuse_mail(registry: Registry, email: str, cause: Cause = Cause.REFUSED) -> None:
    with registry.database.transaction() as connection:
        lookup = registry.personal_data.lookup(email)
        mark_undeliverable(connection, lookup, cause, "5.1.1", now=registry.now)


def take_mail(registry: Registry, email: str) -> None:
    with registry.database.transaction() as connection:
        lookup = registry.personal_data.lookup(email)
        trouble = trouble_with(connection, lookup)
        assert trouble is not None
        mark_accepted(connection, lookup, trouble, now=registry.now)


def test_the_most_urgent_comes_first_and_a_form_due_today_is_lapsing(registry: Registry) -> None:
    """REG-7."""
    first = registry.register(email="a@example.jp")["application_id"]
    second = registry.register(email="b@example.jp")["application_id"]
    registry.pass_by(days=9)  # 1 May: both are due today
    assert found(registry, queue="lapsing") == [first, second]
    registry.receive_form(second, received_on="2026-04-28")
    registry.receive_form(first, received_on="2026-04-30")
    assert found(registry, queue="arrived") == [second, first], "the form that came first"


def test_pages_follow_one_another_whatever_comes_between(registry: Registry) -> None:
    mine = [registry.register(email=f"{number}@example.jp")["application_id"] for number in range(5)]
    for application_id in mine:
        registry.receive_form(application_id)
    first = registry.call(SEARCH_APPLICATIONS, staff(), queue="arrived", limit=2)
    registry.approve(mine[0])
    rest = registry.call(SEARCH_APPLICATIONS, staff(), queue="arrived", limit=3, cursor=first["cursor"])
    assert [line["application_id"] for line in first["applications"] + rest["applications"]] == mine
    assert rest["cursor"] is None


@pytest.mark.parametrize(
    "cursor", ["x", "2026-04-22", "2026-04-22.x", f"2026-13-01.{uuid.UUID(int=1)}", "; DROP TABLE"]
)
def test_a_cursor_nobody_gave_is_refused(registry: Registry, cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        registry.call(SEARCH_APPLICATIONS, staff(), cursor=cursor)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.STALE_CURSOR, "/cursor")


# Search --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["ﾄｳｷｮｳｷｬﾘｱ", "とうきょうキャリア", "東京キャリア", "abcジャパン", "ＡＢＣ", "abc", "　ＡＢＣ　じゃぱん "]
)
def test_a_name_is_found_whatever_its_width_case_and_kana(registry: Registry, words: str) -> None:
    wanted = registry.register(
        name="株式会社東京キャリア　ＡＢＣジャパン", name_kana="カブシキガイシャトウキョウキャリアエービーシージャパン"
    )["application_id"]
    registry.register(email="other@example.jp", name="大阪しごと", name_kana="オオサカシゴト")
    assert found(registry, name=words) == [wanted]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "東京%"])
def test_signs_of_patterns_are_looked_for_as_they_are(registry: Registry, words: str) -> None:
    registry.register()
    assert found(registry, name=words) == []


def test_a_number_is_found_with_and_without_its_branch(registry: Registry) -> None:
    """REG-4."""
    main = registry.register(email="a@example.jp", permission_number="13-ユ-123456")["application_id"]
    as_main = {"permission_number": "13-ユ-123456-2", "main_establishment": True}
    branch = registry.register(email="b@example.jp", **as_main)["application_id"]
    registry.register(email="c@example.jp", permission_number="13-ユ-123457")
    assert found(registry, permission_number="１３ﾕ１２３４５６") == [main, branch]
    assert found(registry, permission_number="13-ユ-123456-2") == [branch]
    assert found(registry, permission_number="13-ユ-123456-3") == []
    with pytest.raises(Refused) as refused:
        found(registry, permission_number="東京の番号")
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NUMBER_UNREADABLE, "/permission_number")


def test_every_condition_narrows(registry: Registry) -> None:
    registered = registry.register()
    application_id = registered["application_id"]
    registry.receive_form(application_id)
    today, tomorrow = str(registry.today), str(registry.today + dt.timedelta(days=1))
    fits = {
        "registration_number": registered["registration_number"], "kind": "paid_agency", "application_kind": "new",
        "state": "form_received", "registered_from": today, "registered_to": today, "received_from": today,
        "received_to": today, "due_from": "2026-05-01", "due_to": "2026-05-01", "queue": "arrived",
    }  # fmt: skip
    assert found(registry, **fits) == [application_id]
    fails = {
        "registration_number": "20260422-999999", "kind": "school", "application_kind": "renewal", "state": "approved",
        "registered_from": tomorrow, "registered_to": "2026-04-21", "received_from": tomorrow,
        "received_to": "2026-04-21", "due_from": "2026-05-02", "due_to": "2026-04-30", "queue": "lapsing",
    }  # fmt: skip
    for name, value in fails.items():
        assert found(registry, **{**fits, name: value}) == [], name


def test_nobody_finds_another_bureaus_applications(registry: Registry) -> None:
    """AUT-7."""
    registered = registry.register()
    for wanted in ({}, {"name": "東京"}, {"registration_number": registered["registration_number"]}):
        assert found(registry, staff(OSAKA), **wanted) == []


def test_the_ministry_sees_numbers_and_no_application(registry: Registry) -> None:
    """AUT-7."""
    registry.receive_form(registry.register(email="a@example.jp")["application_id"])
    registry.register(email="b@example.jp", **IN_OSAKA)
    counted = registry.call(COUNT_APPLICATIONS, Caller(role=Role.MINISTRY, account_id=new_id()))
    assert [bureau["bureau_code"] for bureau in counted["bureaus"]] == ["13", "27"]
    tokyo = counted["bureaus"][0]
    line = {"kind": "paid_agency", "application_kind": "new", "state": "form_received", "applications": 1}
    assert tokyo["counts"] == [line]
    assert {"queue": "arrived", "applications": 1} in tokyo["queues"]
    assert "東京キャリアサポート" not in str(counted)


# Letters -------------------------------------------------------------------------------------------------------------


def test_the_day_on_which_a_letter_was_posted_is_recorded_later_and_once(registry: Registry) -> None:
    """REG-10."""
    application_id = registry.register(**a_municipality())["application_id"]
    request = {"application_id": application_id, "posted_on": "2026-04-23"}
    with pytest.raises(Refused) as refused:
        registry.call(RECORD_LETTER, staff(), **request)
    assert refused.value.code is ErrorCode.NOT_TO_BE_POSTED
    registry.receive_form(application_id, way="post")
    registry.approve(application_id)
    with pytest.raises(Refused) as refused:
        registry.call(RECORD_LETTER, staff(), **request)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.DAY_IN_FUTURE, "/posted_on")
    registry.pass_by(days=2)
    assert registry.call(RECORD_LETTER, staff(), **request)["letter_posted_on"] == "2026-04-23"
    assert found(registry, queue="letters_to_post") == []
    with pytest.raises(Refused) as refused:
        registry.call(RECORD_LETTER, staff(), **request)
    assert refused.value.code is ErrorCode.ALREADY_RECORDED
    with pytest.raises(Refused) as refused:
        registry.call(RECORD_LETTER, staff(OSAKA), **request)
    assert refused.value.code is ErrorCode.OTHER_BUREAU


def test_a_letter_that_is_posted_with_the_approval_has_its_day_and_waits_no_more(registry: Registry) -> None:
    """REG-10: the posting date is kept, whether it comes with the approval or later."""
    application_id = registry.register(**a_municipality())["application_id"]
    registry.receive_form(application_id, way="post")
    registry.call(APPROVE_APPLICATION, staff(), application_id=application_id, letter_posted_on="2026-04-22")
    (line,) = registry.call(SEARCH_APPLICATIONS, staff())["applications"]
    assert line["letter_posted_on"] == "2026-04-22"
    assert found(registry, queue="letters_to_post") == []


def test_the_letters_of_change_and_renewal_wait_to_be_posted_and_a_withdrawal_has_none(registry: Registry) -> None:
    """REG-10: of each kind that is accepted with a letter, as the applicant is told."""
    application_id = registry.register(**a_municipality())["application_id"]
    registry.receive_form(application_id, way="post")
    registry.approve(application_id)
    registry.call(RECORD_LETTER, staff(), application_id=application_id, posted_on="2026-04-22")
    mine = main_account(registry)
    registry.pass_by(days=365 - 60)
    without = {name: value for name, value in a_municipality().items() if name not in ("email", "password")}
    changed = registry.call(REGISTER_CHANGE, mine, content={**without, "phone": "03-9999-0000"})["application_id"]
    renewed = renewal(registry, mine)["application_id"]
    for each in (changed, renewed):
        registry.receive_form(each)
        registry.approve(each)
    assert found(registry, queue="letters_to_post") == [changed, renewed]
    for each in (changed, renewed):
        registry.call(RECORD_LETTER, staff(), application_id=each, posted_on=registry.today.isoformat())
    assert found(registry, queue="letters_to_post") == []
    left = withdrawal(registry, mine, "seekers")["application_id"]
    registry.receive_form(left)
    posted_on = registry.today.isoformat()
    with pytest.raises(Refused) as refused:
        registry.call(APPROVE_APPLICATION, staff(), application_id=left, letter_posted_on=posted_on)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_TO_BE_POSTED, "/letter_posted_on")
    registry.approve(left)
    assert found(registry, queue="letters_to_post") == []
    with pytest.raises(Refused) as refused:
        registry.call(RECORD_LETTER, staff(), application_id=left, posted_on=posted_on)
    assert refused.value.code is ErrorCode.NOT_TO_BE_POSTED


def test_no_letter_is_posted_in_the_private_class(registry: Registry) -> None:
    """REG-10."""
    application_id = registry.approved()["application_id"]
    assert found(registry, queue="letters_to_post") == []
    with pytest.raises(Refused) as refused:
        registry.call(RECORD_LETTER, staff(), application_id=application_id, posted_on="2026-04-22")
    assert refused.value.code is ErrorCode.NOT_TO_BE_POSTED


# Clear errors --------------------------------------------------------------------------------------------------------


def test_a_form_that_arrives_twice_is_told_and_changes_nothing(registry: Registry) -> None:
    """REG-7: the first record stands."""
    application_id = registry.register()["application_id"]
    registry.receive_form(application_id)
    mails = len(registry.mails())
    with pytest.raises(Refused) as refused:
        registry.receive_form(application_id, way="post", explanation="電話")
    assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING
    (line,) = registry.call(SEARCH_APPLICATIONS, staff())["applications"]
    assert (line["state"], line["form_received_on"], len(registry.mails())) == ("form_received", "2026-04-22", mails)


def test_a_form_for_another_bureau_or_after_the_last_day_leaves_nothing_half_done(registry: Registry) -> None:
    """REG-7, AUT-7."""
    application_id = registry.register()["application_id"]
    registry.pass_by(days=20)
    lapse(registry)
    for caller, code in ((staff(OSAKA), ErrorCode.OTHER_BUREAU), (staff(), ErrorCode.FORM_TOO_LATE)):
        mails = len(registry.mails())
        with pytest.raises(Refused) as refused:
            registry.receive_form(application_id, caller)
        assert refused.value.code is code
        (line,) = registry.call(SEARCH_APPLICATIONS, staff())["applications"]
        assert (line["state"], line["form_received_on"], len(registry.mails())) == ("lapsed", None, mails)
