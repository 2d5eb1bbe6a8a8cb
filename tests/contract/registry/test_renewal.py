"""Renewal, and the terms that are watched: REG-3, REG-16."""

import datetime as dt
from typing import Any

import pytest

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import LIST_OWN_APPLICATIONS, SHOW_APPLICATION
from services.registry.organizations.tables import organizations, term_notices
from tests.contract.registry.conftest import Registry, main_account, staff
from tests.contract.registry.examples import a_manager, a_municipality, an_agency
from tests.contract.registry.mails import words
from tests.contract.registry.procedures import (
    approve,
    approve_on_paper,
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
from tests.contract.served import Refused


def test_a_renewal_opens_three_months_before_the_end_and_extends_the_term(registry: Registry, member: Caller) -> None:
    """REG-16: the term ends on 22 April 2027; the next one follows it."""
    assert own(registry, member)["renewal_opens_on"] == "2027-01-23"
    go_to(registry, "2027-01-22")
    with pytest.raises(Refused) as refused:
        renewal(registry, member)
    assert reasons(refused) == {"renewal_not_open"}
    go_to(registry, "2027-01-23")
    registered = renewal(registry, member)
    assert registered["placement_met"] is True
    registry.receive_form(registered["application_id"])
    assert told(registry)["renewal_received_on"] == dt.date(2027, 1, 23)
    registry.approve(registered["application_id"])
    state = told(registry)
    assert (state["seeker_information_until"], state["renewal_received_on"]) == (dt.date(2028, 4, 22), None)
    assert registry.mails()[-1].parameters["seeker_information_until"] == "令和10年４月22日"


def test_a_renewal_without_placements_fails_when_its_form_comes_and_closes_when_the_term_ends(
    registry: Registry, member: Caller
) -> None:
    """REG-3: offer information is not affected, withdrawal from seeker information is due at once."""
    go_to(registry, "2027-02-15")
    registered = renewal(registry, member, latest_regular_placement_on="2026-11-15")
    assert registered["placement_met"] is False
    assert registry.mails()[-1].parameters["remark"]
    assert own(registry, member)["next_steps"][0]["step"] == "hand_in_form"
    registry.receive_form(registered["application_id"])
    with pytest.raises(Refused) as refused:
        registry.approve(registered["application_id"])
    assert reasons(refused) == {"no_regular_placement"}
    go_to(registry, "2027-04-22")
    run(registry, "close_ended_seeker_information")
    assert told(registry)["services"] == ["offers", "seekers"]
    go_to(registry, "2027-05-10")  # a day that was missed is caught up
    run(registry, "close_ended_seeker_information")
    run(registry, "close_ended_seeker_information")
    state = told(registry)
    assert (state["services"], state["standing"]) == (["offers"], "active")
    assert state["seeker_information_closed_on"] == dt.date(2027, 5, 10)
    assert [mail.kind for mail in registry.mails()].count("seeker_information_closed") == 1
    due = {step["step"]: step["due_on"] for step in own(registry, member)["next_steps"]}
    assert due["withdraw_seekers"] == "2027-04-23"


def test_a_refused_renewal_closes_and_an_approved_one_opens_again(registry: Registry, member: Caller) -> None:
    """REG-16: access goes on between the end and CMP-6, unless renewal was refused."""
    go_to(registry, "2027-04-20")
    first = renewal(registry, member)
    registry.receive_form(first["application_id"])
    go_to(registry, "2027-04-30")
    run(registry, "close_ended_seeker_information")
    assert "seekers" in told(registry)["services"], "undecided: access goes on"
    refuse(registry, first)
    run(registry, "close_ended_seeker_information")
    assert told(registry)["services"] == ["offers"]
    assert "求人情報" in registry.mails()[-2].parameters["outcome"]
    second = renewal(registry, member)
    go_to(registry, "2027-05-07")
    approve(registry, second)
    state = told(registry)
    assert (state["services"], state["seeker_information_until"]) == (["offers", "seekers"], dt.date(2028, 5, 7))
    assert state["seeker_information_closed_on"] is None


def test_a_renewal_states_that_nothing_changed_or_carries_the_change(registry: Registry, member: Caller) -> None:
    """REG-16 (seed 001, 2(2): 変更申請を併せて行うこと)."""
    go_to(registry, "2027-02-15")
    with pytest.raises(Refused) as refused:
        renewal(registry, member, content_unchanged=False)
    assert reasons(refused) == {"content_not_confirmed"}
    registered = renewal(registry, member, content_unchanged=False, change=content(phone="03-9999-0000"))
    listed = registry.call(LIST_OWN_APPLICATIONS, member)["applications"]
    assert [line["application_kind"] for line in listed] == ["new", "change", "renewal"]
    assert registered["carried_change_id"] == listed[1]["application_id"]
    registry.receive_form(registered["application_id"])
    with pytest.raises(Refused) as refused:
        registry.approve(registered["application_id"])
    assert (refused.value.code, reasons(refused)) == (ErrorCode.FORM_NOT_RECEIVED, {"carried_change_not_received"})
    registry.receive_form(listed[1]["application_id"])
    registry.approve(registered["application_id"])
    assert own(registry, member)["content"]["phone"] == "03-1234-5678", "the change is decided on its own"
    registry.approve(listed[1]["application_id"])
    assert own(registry, member)["content"]["phone"] == "03-9999-0000"


def test_a_renewal_is_not_approved_without_the_change_that_it_carries(registry: Registry, member: Caller) -> None:
    """REG-16: refused, the change can't come with it any more; the bureau reads so, and another renewal may follow."""
    go_to(registry, "2027-02-15")
    registered = renewal(registry, member, content_unchanged=False, change=content(phone="03-9999-0000"))
    for application_id in (registered["application_id"], registered["carried_change_id"]):
        registry.receive_form(application_id)
    refuse(registry, {"application_id": registered["carried_change_id"]})
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=registered["application_id"])
    assert shown["carried_change_state"] == "refused"
    with pytest.raises(Refused) as refused:
        registry.approve(registered["application_id"])
    assert (refused.value.code, reasons(refused)) == (ErrorCode.NOT_ELIGIBLE, {"carried_change_failed"})
    assert "不承認とし" in refused.value.details["reasons"][0]["text"]
    refuse(registry, registered)
    approve(registry, renewal(registry, member))
    assert told(registry)["seeker_information_until"] == dt.date(2028, 4, 22)


def test_a_change_that_lapsed_is_there_again_where_its_form_had_come_in_time(
    registry: Registry, member: Caller
) -> None:
    """REG-7, REG-16."""
    go_to(registry, "2027-02-15")
    registered = renewal(registry, member, content_unchanged=False, change=content(phone="03-9999-0000"))
    renewal_id, change_id = registered["application_id"], registered["carried_change_id"]
    registry.receive_form(renewal_id)
    go_to(registry, "2027-03-10")
    run(registry, "lapse_overdue")
    with pytest.raises(Refused) as refused:
        registry.approve(renewal_id)
    assert reasons(refused) == {"carried_change_failed"}
    registry.receive_form(change_id, received_on="2027-02-20")
    registry.approve(renewal_id)


def test_a_renewal_carries_the_change_that_takes_the_place_of_a_wrong_one(registry: Registry, member: Caller) -> None:
    """REG-6, REG-16."""
    go_to(registry, "2027-02-15")
    registered = renewal(registry, member, content_unchanged=False, change=content(phone="03-9999-0000"))
    other = change(registry, member, replaces=registered["carried_change_id"], phone="03-8888-0000")["application_id"]
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=registered["application_id"])
    assert (shown["carried_change_id"], shown["carried_change_state"]) == (other, "registered")
    for application_id in (registered["application_id"], other):
        registry.receive_form(application_id)
    registry.approve(registered["application_id"])


def test_a_renewal_whose_change_is_refused_leaves_nothing_behind(registry: Registry, member: Caller) -> None:
    """REG-13, REG-16: all or nothing, with the place of what is wrong."""
    go_to(registry, "2027-02-15")
    with pytest.raises(Refused) as refused:
        renewal(registry, member, change=content(privacy_manager=a_manager(full_time=False)))
    assert refused.value.pointer == "/change/privacy_manager/full_time"
    assert len(registry.call(LIST_OWN_APPLICATIONS, member)["applications"]) == 1


def test_the_end_of_seeker_information_is_told_30_and_7_days_before_and_when_it_is_over(
    registry: Registry, member: Caller
) -> None:
    """REG-16: each once; what was missed is caught up by the latest notice alone (CAL-6)."""
    sent = []
    for day in ("2027-03-22", "2027-03-23", "2027-03-24", "2027-04-15", "2027-04-22", "2027-04-23", "2027-04-24"):
        go_to(registry, day)
        before = len(registry.mails())
        run(registry, "tell_ends_of_terms")
        sent += [(day, mail.kind) for mail in registry.mails()[before:]]
    assert sent == [
        ("2027-03-23", "seeker_information_ending_by_lookback"),
        ("2027-04-15", "seeker_information_ending_by_lookback"),
        ("2027-04-23", "seeker_information_ended"),
    ]


INFORMING = {
    "kind": "municipality_informing",
    "services": ["seekers"],
    "permission_number": None,
    "latest_regular_placement_on": None,
}
COMMISSIONING = {
    "kind": "municipality_commissioning",
    "permission_number": None,
    "commissioned_agency_number": "13-ユ-654321",
    "commissioned_agency": an_agency(),
}
BOTH = {"services": ["offers", "seekers"], "contact_managers": {"offers": a_manager(), "seekers": a_manager()}}


@pytest.mark.parametrize(
    ("applied", "asked_for_placements"),
    [
        ({}, True),
        (a_municipality(), True),
        ({**a_municipality(), **COMMISSIONING}, True),
        ({**a_municipality(), **INFORMING}, False),
    ],
    ids=["agency", "own placement", "commissioning", "informing"],
)
def test_the_end_asks_for_placements_of_whom_they_are_asked_at_renewal(
    registry: Registry, applied: dict[str, Any], asked_for_placements: bool
) -> None:
    """REG-1, REG-3: a municipality that only informs of support is asked for none."""
    if applied:
        approve_on_paper(registry, applied)
    else:
        registry.approved()
    go_to(registry, "2027-03-23")
    run(registry, "tell_ends_of_terms")
    mail = registry.mails()[-1]
    assert mail.kind.startswith("seeker_information_ending")
    assert ("常用就職の実績" in words(mail)) is asked_for_placements
    assert "変更申請を併せて行ってください" in words(mail)


@pytest.mark.parametrize("unmet", [True, False], ids=["REG-3 unmet", "refused for another reason"])
@pytest.mark.parametrize("offers", [True, False], ids=["with offers", "seekers alone"])
def test_a_closing_gives_its_own_ground_and_speaks_of_offers_where_they_go_on(
    registry: Registry, unmet: bool, offers: bool
) -> None:
    """REG-3, REG-16; decision 082: a renewal refused for any reason closes seeker information."""
    approve_on_paper(registry, {**a_municipality(), **(BOTH if offers else {})})
    mine = main_account(registry)
    go_to(registry, "2027-02-15")
    placed_on = "2026-11-15" if unmet else "2027-02-01"
    renewed = renewal(registry, mine, latest_regular_placement_on=placed_on)
    registry.receive_form(renewed["application_id"])
    if not unmet:
        refuse(registry, renewed)
        outcome = registry.mails()[-1].parameters["outcome"]
        assert "利用期限をもって終了" in outcome
        assert ("求人情報提供サービスの利用には影響ありません" in outcome) is offers
    go_to(registry, "2027-04-23")
    run(registry, "close_ended_seeker_information")
    mail = registry.mails()[-1]
    assert mail.kind.startswith("seeker_information_closed")
    assert ("更新の要件を満たさないまま" in words(mail)) is unmet
    assert ("更新申請が承認されず" in words(mail)) is not unmet
    assert ("求人情報提供サービスの利用には影響ありません" in words(mail)) is offers


def test_a_municipality_that_only_informs_hears_of_no_placements_when_its_renewal_is_refused(
    registry: Registry,
) -> None:
    """REG-1, REG-3, REG-16."""
    approve_on_paper(registry, {**a_municipality(), **INFORMING})
    mine = main_account(registry)
    go_to(registry, "2027-02-15")
    renewed = renewal(registry, mine, latest_regular_placement_on=None)
    assert renewed["placement_met"] is True
    registry.receive_form(renewed["application_id"])
    refuse(registry, renewed)
    go_to(registry, "2027-04-23")
    run(registry, "close_ended_seeker_information")
    assert registry.mails()[-1].kind == "seeker_information_closed_refused_alone"


def test_a_refusal_after_the_end_says_that_it_is_over_and_one_after_withdrawal_nothing(registry: Registry) -> None:
    """REG-5, REG-16."""
    registry.approved()
    mine = main_account(registry)
    go_to(registry, "2027-04-20")
    first = renewal(registry, mine)
    registry.receive_form(first["application_id"])
    go_to(registry, "2027-04-28")
    refuse(registry, first)
    assert "利用期限が過ぎているため終了します" in registry.mails()[-1].parameters["outcome"]
    second = renewal(registry, mine)
    registry.receive_form(second["application_id"])
    approve(registry, withdrawal(registry, mine, "seekers"))
    refuse(registry, second)
    assert registry.mails()[-1].parameters["outcome"] == ""


def test_who_was_not_told_for_months_is_told_the_latest_once(registry: Registry, member: Caller) -> None:
    """REG-16, CAL-6: the permission of 31 March 2028 too."""
    go_to(registry, "2028-06-01")
    run(registry, "tell_ends_of_terms")
    run(registry, "tell_ends_of_terms")
    kinds = [mail.kind for mail in registry.mails()][3:]
    assert sorted(kinds) == ["permission_ended", "seeker_information_ended"]
    assert registry.count(term_notices) == 2


def test_a_form_that_names_no_new_end_silences_nothing(registry: Registry, member: Caller) -> None:
    """REG-16, CMP-6: a change of the telephone is with the bureau when the permission of 31 March 2028 is about to end."""
    go_to(registry, "2028-03-20")
    registry.receive_form(change(registry, member, phone="03-9999-0000")["application_id"])
    run(registry, "tell_ends_of_terms")
    assert [mail.kind for mail in registry.mails()][-2:].count("permission_ending") == 1


def test_a_form_that_names_a_new_end_does(registry: Registry, member: Caller) -> None:
    """REG-16, CMP-6."""
    go_to(registry, "2028-03-20")
    registry.receive_form(change(registry, member, permission_valid_until="2033-03-31")["application_id"])
    run(registry, "tell_ends_of_terms")
    assert "permission_ending" not in [mail.kind for mail in registry.mails()]


def test_who_has_handed_in_the_form_is_left_in_peace(registry: Registry, member: Caller) -> None:
    """REG-16."""
    go_to(registry, "2027-04-20")
    registry.receive_form(renewal(registry, member)["application_id"])
    before = len(registry.mails())
    run(registry, "tell_ends_of_terms")
    assert len(registry.mails()) == before


def test_whose_renewal_has_failed_is_told_of_no_end_that_could_be_put_off(registry: Registry, member: Caller) -> None:
    """REG-3, REG-16: nobody is asked to renew what can't be; the closing is told when it comes."""
    go_to(registry, "2027-02-15")
    failed = renewal(registry, member, latest_regular_placement_on="2026-11-15")
    registry.receive_form(failed["application_id"])
    refuse(registry, failed)
    for day in ("2027-03-23", "2027-04-15", "2027-04-23"):
        go_to(registry, day)
        run(registry, "tell_ends_of_terms")
    assert not [mail.kind for mail in registry.mails() if mail.kind.startswith("seeker_information_end")]


def test_no_end_of_a_permission_is_told_to_a_kind_that_has_none(registry: Registry) -> None:
    """REG-16: also of what was stated before it was refused."""
    school = {"kind": "school", "school_kind": "university", "permission_number": "13-学-000001"}
    offers = {"services": ["offers"], "contact_managers": {"offers": a_manager()}, "mandatory_information": None}
    organization_id = registry.approved(**school, **offers, permission_valid_until=None)["organization_id"]
    with registry.database.transaction() as connection:
        stated = organizations.update().where(organizations.c.organization_id == organization_id)
        connection.execute(stated.values(permission_valid_until=dt.date(2028, 3, 31)))
    go_to(registry, "2028-06-01")
    run(registry, "tell_ends_of_terms")
    assert not {"permission_ending", "permission_ended"} & {mail.kind for mail in registry.mails()}
