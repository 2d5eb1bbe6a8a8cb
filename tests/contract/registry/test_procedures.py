"""Change, renewal and withdrawal: REG-3, REG-5 to REG-7, REG-11 to REG-13, REG-16, MSG-3, CMP-6, AUT-9."""

import base64
import datetime as dt
import io
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    APPROVE_APPLICATION,
    GET_ACCEPTANCE_LETTER,
    GET_APPLICATION_FORM,
    LIST_OWN_APPLICATIONS,
    ORGANIZATION_CHANGED,
    REFUSE_APPLICATION,
    REGISTER_CHANGE,
    REGISTER_RENEWAL,
    REGISTER_WITHDRAWAL,
    SHOW_APPLICATION,
    SHOW_OWN_APPLICATION,
    SHOW_PROCEDURES,
)
from services.registry.organizations.tables import applications, organization_managers, organizations, term_notices
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import OSAKA, Registry, staff
from tests.contract.registry.examples import EMAIL, a_manager, a_municipality, an_agency, an_application
from tests.contract.served import Refused

DECLARED = an_application()["security_declaration"]


def reasons(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason["code"] for reason in refused.value.details["reasons"]}


def main_account(registry: Registry, email: str = EMAIL) -> Caller:
    identity = registry.log_in(email)
    return Caller(
        role=Role.ORGANIZATION_MAIN, account_id=identity["account_id"], organization_id=identity["organization_id"]
    )


@pytest.fixture
def member(registry: Registry) -> Caller:
    """The main account of an organization approved on 22 April 2026: its seeker information ends on 22 April 2027."""
    registry.approved()
    return main_account(registry)


def content(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in an_application(**changes).items() if name not in ("email", "password")}


def change(registry: Registry, member: Caller, replaces: str | None = None, **changes: Any) -> dict[str, Any]:
    return registry.call(REGISTER_CHANGE, member, content=content(**changes), replaces=replaces)


def renewal(registry: Registry, member: Caller, **changes: Any) -> dict[str, Any]:
    request = {
        "latest_regular_placement_on": registry.today.isoformat(),
        "content_unchanged": True,
        "security_declaration": DECLARED,
        "terms_version": "2021-12-01",
        **changes,
    }
    return registry.call(REGISTER_RENEWAL, member, **request)


def withdrawal(registry: Registry, member: Caller, *services: str) -> dict[str, Any]:
    return registry.call(REGISTER_WITHDRAWAL, member, services=list(services))


def approve(registry: Registry, application: dict[str, Any]) -> None:
    registry.receive_form(application["application_id"])
    registry.approve(application["application_id"])


def approve_on_paper(registry: Registry, application: dict[str, Any]) -> None:
    """A municipality's, with its documents handed in on paper (REG-8)."""
    application_id = registry.register(**application)["application_id"]
    registry.receive_form(application_id, way="post")
    registry.approve(application_id)


def refuse(registry: Registry, application: dict[str, Any]) -> None:
    registry.call(REFUSE_APPLICATION, staff(), application_id=application["application_id"], reason="実績がないため。")


def told(registry: Registry) -> dict[str, Any]:
    return registry.published(ORGANIZATION_CHANGED)[-1]


def go_to(registry: Registry, day: str) -> None:
    registry.now = dt.datetime.fromisoformat(f"{day}T01:00:00+00:00")


def run(registry: Registry, duty: str) -> None:
    with registry.work() as work:
        getattr(registry.service, duty)(work)


def own(registry: Registry, member: Caller) -> dict[str, Any]:
    return registry.call(SHOW_PROCEDURES, member)


# Registering ---------------------------------------------------------------------------------------------------------


def test_registering_alone_changes_nothing(registry: Registry, member: Caller) -> None:
    """REG-5."""
    before = own(registry, member)["content"]
    registered = change(registry, member, name="株式会社新東京")
    assert registered["application_kind"] == "change"
    assert registered["form_due_on"] == "2026-05-01"
    assert len(registry.published(ORGANIZATION_CHANGED)) == 1
    assert own(registry, member)["content"] == before
    assert registry.mails()[-1].kind == "procedure_registered"
    assert registry.mails()[-1].to == EMAIL


def test_of_a_kind_one_application_is_under_way(registry: Registry, member: Caller) -> None:
    """REG-6: a wrong one is replaced, not edited; the answer names it."""
    wrong = change(registry, member, name="株式会社誤記")
    with pytest.raises(Refused) as refused:
        change(registry, member, name="株式会社新東京")
    assert refused.value.code is ErrorCode.APPLICATION_OPEN
    assert refused.value.details == {"application_id": wrong["application_id"]}
    change(registry, member, replaces=wrong["application_id"], name="株式会社新東京")
    shown = registry.call(SHOW_OWN_APPLICATION, member, application_id=wrong["application_id"])
    assert (shown["state"], shown["transitions"][-1]["event"]) == ("lapsed", "replaced")
    with pytest.raises(Refused) as late:
        registry.receive_form(wrong["application_id"])
    assert late.value.code is ErrorCode.APPLICATION_NOT_PENDING


def test_one_whose_form_has_come_is_not_replaced_and_nothing_of_another_is(registry: Registry, member: Caller) -> None:
    """REG-6, AUT-7."""
    received = change(registry, member, name="株式会社新東京")
    registry.receive_form(received["application_id"])
    with pytest.raises(Refused) as refused:
        change(registry, member, replaces=received["application_id"], name="別")
    assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING
    with pytest.raises(Refused) as unknown:
        change(registry, member, replaces=new_id(), name="別")
    assert (unknown.value.code, unknown.value.pointer) == (ErrorCode.NOT_FOUND, "/replaces")


def test_of_two_registrations_of_a_kind_at_once_one_is_made(registry: Registry, member: Caller) -> None:
    """REG-6: the losers are refused, not failed."""
    outcomes: list[str] = []

    def register(number: int) -> None:
        try:
            outcomes.append(change(registry, member, name=f"株式会社{number}")["application_kind"])
        except Refused as refused:
            outcomes.append(refused.code.value)

    threads = [threading.Thread(target=register, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["application_open"] * 4 + ["change"]


def test_a_lapsed_change_leaves_everything_and_is_told(registry: Registry, member: Caller) -> None:
    """REG-7: for all kinds; the account logs in as before."""
    change(registry, member, name="株式会社新東京")
    registry.pass_by(days=10)
    run(registry, "lapse_overdue")
    assert registry.mails()[-1].kind == "procedure_lapsed"
    assert main_account(registry) == member
    assert own(registry, member)["content"]["name"] == "株式会社東京キャリアサポート"


def test_a_timely_form_recorded_late_undoes_the_lapse_unless_another_is_under_way(
    registry: Registry, member: Caller
) -> None:
    """REG-6, REG-7."""
    lapsed = change(registry, member, name="株式会社新東京")
    registry.pass_by(days=10)
    run(registry, "lapse_overdue")
    again = change(registry, member, name="株式会社新東京")
    with pytest.raises(Refused) as refused:
        registry.receive_form(lapsed["application_id"], received_on="2026-04-30")
    assert refused.value.code is ErrorCode.APPLICATION_OPEN
    registry.receive_form(again["application_id"])
    registry.call(REFUSE_APPLICATION, staff(), application_id=again["application_id"], reason="重複のため。")
    assert registry.receive_form(lapsed["application_id"], received_on="2026-04-30")["state"] == "form_received"


def test_a_form_that_arrives_twice_is_recorded_once(registry: Registry, member: Caller) -> None:
    """REG-7."""
    registered = change(registry, member, name="株式会社新東京")
    registry.receive_form(registered["application_id"])
    with pytest.raises(Refused) as refused:
        registry.receive_form(registered["application_id"])
    assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING


def test_another_bureau_decides_on_none_of_it(registry: Registry, member: Caller) -> None:
    """AUT-7."""
    registered = withdrawal(registry, member, "offers", "seekers")
    for step in (
        lambda: registry.receive_form(registered["application_id"], staff(OSAKA)),
        lambda: registry.approve(registered["application_id"], staff(OSAKA)),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.code is ErrorCode.OTHER_BUREAU


# Change --------------------------------------------------------------------------------------------------------------


def test_an_approved_change_takes_the_place_of_what_was_registered(registry: Registry, member: Caller) -> None:
    """REG-12, REG-13: managers and name; the text of guidance stays, so nobody is told it anew (MSG-3)."""
    contacts = {"offers": a_manager(name="伊藤 四郎"), "seekers": a_manager(name="渡辺 五月")}
    approve(registry, change(registry, member, name="株式会社新東京", contact_managers=contacts))
    state = told(registry)
    assert (state["version"], state["name"], state["mandatory_information_version"]) == (3, "株式会社新東京", 1)
    assert own(registry, member)["content"]["contact_managers"]["seekers"]["name"] == "渡辺 五月"
    assert registry.count(organization_managers) == 3
    assert registry.mails()[-1].kind == "procedure_approved"


@pytest.mark.parametrize("what", ["text", "privacy manager"])
def test_a_change_of_what_guidance_says_is_told_with_its_day_and_version(
    registry: Registry, member: Caller, what: str
) -> None:
    """MSG-3, REG-13: the privacy manager belongs to it (seed 001, 7(2)①カ)."""
    registry.pass_by(days=5)
    if what == "text":
        changes = {"mandatory_information": {**an_application()["mandatory_information"], "support_offered": "面接"}}
    else:
        changes = {"privacy_manager": a_manager(name="中村 六郎")}
    approve(registry, change(registry, member, **changes))
    state = told(registry)
    assert (state["mandatory_information_version"], state["mandatory_information_changed_on"]) == (
        2,
        dt.date(2026, 4, 27),
    )


def test_staff_see_what_a_change_changes_and_nothing_else(registry: Registry, member: Caller) -> None:
    """REG-13."""
    registered = change(registry, member, phone="03-9999-0000", privacy_manager=a_manager(name="中村 六郎"))
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=registered["application_id"])
    changes = {each["pointer"]: (each["value_before"], each["value_after"]) for each in shown["changes"]}
    assert changes["/phone"] == ("03-1234-5678", "03-9999-0000")
    assert changes["/privacy_manager/name"] == ("高橋 三郎", "中村 六郎")
    assert changes.keys() == {"/phone", "/privacy_manager/name", "/privacy_manager/email"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "nothing_changed"),
        ({"kind": "free_agency", "permission_number": "13-ム-123456"}, "kind_changed"),
        ({"services": ["offers"], "contact_managers": {"offers": a_manager()}}, "service_removed"),
        ({"privacy_manager": a_manager(full_time=False)}, "manager_not_full_time"),
        ({"permission_valid_until": "2026-04-21"}, "permission_term_ended"),
        ({"phone": "03-9999-0000", "terms_version": "2016-03-22"}, "terms_not_current"),
    ],
)
def test_a_change_that_the_rules_refuse_says_why(
    registry: Registry, member: Caller, changes: dict[str, Any], code: str
) -> None:
    """REG-12, REG-13, REG-16."""
    with pytest.raises(Refused) as refused:
        change(registry, member, **changes)
    assert code in reasons(refused)
    assert registry.count(applications) == 1


def test_the_permissions_new_term_is_told_and_so_is_that_its_form_has_come(registry: Registry, member: Caller) -> None:
    """REG-16, CMP-6: mended is, when the form is received."""
    registered = change(registry, member, permission_valid_until="2033-03-31")
    registry.receive_form(registered["application_id"])
    assert told(registry)["permission_change_received_on"] == dt.date(2026, 4, 22)
    registry.approve(registered["application_id"])
    state = told(registry)
    assert (state["permission_valid_until"], state["permission_change_received_on"]) == (dt.date(2033, 3, 31), None)


def test_a_municipality_adds_a_commissioned_agency_with_its_own_managers_by_change(registry: Registry) -> None:
    """REG-12, REG-13; seed 002: 連名申請者として変更申請."""
    approve_on_paper(registry, a_municipality())
    member = main_account(registry)
    own_content = {name: value for name, value in a_municipality().items() if name not in ("email", "password")}
    joint = {**own_content, "commissioned_agency_number": "13-ユ-777777", "commissioned_agency": an_agency()}
    approve(registry, registry.call(REGISTER_CHANGE, member, content=joint))
    assert told(registry)["main_numbers"] == ["13-地-000001", "13-ユ-777777"]
    assert registry.count(organization_managers) == 4


def test_offer_information_alone_may_add_seeker_information_by_change(registry: Registry) -> None:
    """REG-3, REG-16: asked for its placements, and given its first term."""
    offers = {"services": ["offers"], "contact_managers": {"offers": a_manager()}}
    registry.approved(**offers)
    member = main_account(registry)
    assert told(registry)["seeker_information_until"] is None
    with pytest.raises(Refused) as refused:
        change(registry, member, latest_regular_placement_on=None)
    assert reasons(refused) == {"no_regular_placement"}
    approve(registry, change(registry, member))
    assert told(registry)["services"] == ["offers", "seekers"]
    assert told(registry)["seeker_information_until"] == dt.date(2027, 4, 22)


# One application an establishment ------------------------------------------------------------------------------------


def test_a_branch_of_a_registered_number_is_refused_naming_what_the_public_list_shows(
    registry: Registry, member: Caller
) -> None:
    """REG-4."""
    with pytest.raises(Refused) as refused:
        registry.register(email="branch@example.jp", permission_number="13-ユ-123456-2", name="大阪支店")
    assert refused.value.code is ErrorCode.ESTABLISHMENT_REGISTERED
    [reason] = refused.value.details["reasons"]
    assert reason["pointer"] == "/application/permission_number"
    assert "株式会社東京キャリアサポート" in reason["text"]
    assert "13-ユ-123456" in reason["text"]
    assert EMAIL not in str(refused.value.details)


def test_departments_and_joint_applicants_are_organizations_of_their_own(registry: Registry, member: Caller) -> None:
    """REG-4 (seed 002, その他 Q4)."""
    registry.approved(email="it@example.jp", permission_number="13-ユ-123456", department="ＩＴ人材部")
    with pytest.raises(Refused) as refused:
        registry.register(email="it2@example.jp", permission_number="13-ユ-123456", department="it人材 部")
    assert refused.value.code is ErrorCode.ESTABLISHMENT_REGISTERED
    joint = a_municipality(email="city@example.jp")
    joint |= {
        "kind": "municipality_commissioning",
        "permission_number": None,
        "commissioned_agency_number": "13-ユ-123456",
        "commissioned_agency": an_agency(),
    }
    approve_on_paper(registry, joint)
    assert registry.count(organizations) == 3


def test_a_mere_registration_keeps_nobody_from_applying_but_one_is_approved(registry: Registry) -> None:
    """REG-4, REG-5: a stranger who registers somebody's number does not shut them out; the bureau decides."""
    number = {"permission_number": "13-ユ-123456"}
    first = registry.register(**number)["application_id"]
    second = registry.register(email="true@example.jp", **number)["application_id"]
    for application_id in (first, second):
        registry.receive_form(application_id)
    outcomes: list[str] = []

    def decide(application_id: str) -> None:
        try:
            outcomes.append(str(registry.approve(application_id)["state"]))
        except Refused as refused:
            outcomes.append(refused.code.value)

    threads = [threading.Thread(target=decide, args=(each,)) for each in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approved", "establishment_registered"]


def test_the_database_itself_refuses_a_second_organization_of_an_establishment(
    registry: Registry, member: Caller
) -> None:
    """REG-4 as an index."""
    registry.approved(email="other@example.jp")
    same = sa.select(organizations.c.establishment).where(organizations.c.organization_id == member.organization_id)
    with (
        pytest.raises(sa.exc.IntegrityError, match="uq_organizations_establishment"),
        registry.database.transaction() as connection,
    ):
        connection.execute(organizations.update().values(establishment=same.scalar_subquery()))


# Renewal -------------------------------------------------------------------------------------------------------------


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
    assert registry.mails()[-1].parameters["seeker_information_until"] == "令和10年4月22日"


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
    approve(registry, registered)
    assert own(registry, member)["content"]["phone"] == "03-1234-5678", "the change is decided on its own"
    registry.receive_form(listed[1]["application_id"])
    registry.approve(listed[1]["application_id"])
    assert own(registry, member)["content"]["phone"] == "03-9999-0000"


def test_a_renewal_whose_change_is_refused_leaves_nothing_behind(registry: Registry, member: Caller) -> None:
    """REG-13, REG-16: all or nothing, with the place of what is wrong."""
    go_to(registry, "2027-02-15")
    with pytest.raises(Refused) as refused:
        renewal(registry, member, change=content(privacy_manager=a_manager(full_time=False)))
    assert refused.value.pointer == "/change/privacy_manager/full_time"
    assert len(registry.call(LIST_OWN_APPLICATIONS, member)["applications"]) == 1


# The terms that are watched ------------------------------------------------------------------------------------------


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
        ("2027-03-23", "seeker_information_ending"),
        ("2027-04-15", "seeker_information_ending"),
        ("2027-04-23", "seeker_information_ended"),
    ]


def test_who_was_not_told_for_months_is_told_the_latest_once(registry: Registry, member: Caller) -> None:
    """REG-16, CAL-6: the permission of 31 March 2028 too."""
    go_to(registry, "2028-06-01")
    run(registry, "tell_ends_of_terms")
    run(registry, "tell_ends_of_terms")
    kinds = [mail.kind for mail in registry.mails()][3:]
    assert sorted(kinds) == ["permission_ended", "seeker_information_ended"]
    assert registry.count(term_notices) == 2


def test_who_has_handed_in_the_form_is_left_in_peace(registry: Registry, member: Caller) -> None:
    """REG-16."""
    go_to(registry, "2027-04-20")
    registry.receive_form(renewal(registry, member)["application_id"])
    before = len(registry.mails())
    run(registry, "tell_ends_of_terms")
    assert len(registry.mails()) == before


# Withdrawal ----------------------------------------------------------------------------------------------------------


def test_a_withdrawal_from_all_ends_the_organization_and_reserves_its_ids(registry: Registry, member: Caller) -> None:
    """REG-11, REG-5: others are told; the account still logs in to what is left (AUT-9)."""
    approve(registry, withdrawal(registry, member, "offers", "seekers"))
    state = told(registry)
    assert (state["standing"], state["ended_on"]) == ("withdrawn", dt.date(2026, 4, 22))
    assert registry.log_in(EMAIL)["organization_id"] == member.organization_id
    assert own(registry, member)["next_steps"] == []
    with pytest.raises(Refused) as refused:
        registry.register()
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
    registry.approved(email="again@example.jp", permission_number="13-ユ-123456")


def test_a_withdrawal_from_one_service_leaves_the_other(registry: Registry, member: Caller) -> None:
    """REG-5: its term and its contact manager go with it, and changes of the rest go on."""
    approve(registry, withdrawal(registry, member, "seekers"))
    state = told(registry)
    assert (state["services"], state["standing"]) == (["offers"], "active")
    assert state["seeker_information_until"] is None
    assert registry.count(organization_managers) == 2
    rest = {"services": ["offers"], "contact_managers": {"offers": a_manager()}}
    with pytest.raises(Refused) as refused:
        change(registry, member, **rest)
    assert reasons(refused) == {"nothing_changed"}
    approve(registry, change(registry, member, phone="03-9999-0000", **rest))
    with pytest.raises(Refused) as unused:
        withdrawal(registry, member, "seekers")
    assert reasons(unused) == {"service_not_used"}


@pytest.mark.parametrize("first", ["change", "withdrawal"])
def test_a_change_that_waited_does_not_bring_a_service_back_that_was_withdrawn(
    registry: Registry, member: Caller, first: str
) -> None:
    """REG-5: whichever was registered first; it can only be refused, and who wants the service again asks anew."""
    both = {
        "change": lambda: change(registry, member, phone="03-9999-0000"),
        "withdrawal": lambda: withdrawal(registry, member, "seekers"),
    }
    waiting = {first: both.pop(first)(), **{name: register() for name, register in both.items()}}
    registry.receive_form(waiting["change"]["application_id"])
    approve(registry, waiting["withdrawal"])
    with pytest.raises(Refused) as refused:
        registry.approve(waiting["change"]["application_id"])
    assert (refused.value.code, reasons(refused)) == (ErrorCode.NOT_ELIGIBLE, {"service_withdrawn_meanwhile"})
    assert told(registry)["services"] == ["offers"]
    refuse(registry, waiting["change"])
    approve(registry, change(registry, member))
    assert told(registry)["services"] == ["offers", "seekers"]


def test_after_its_end_an_organization_applies_for_nothing_and_nothing_is_approved(
    registry: Registry, member: Caller
) -> None:
    """AUT-9: what was under way is refused, too."""
    pending = change(registry, member, phone="03-9999-0000")
    registry.receive_form(pending["application_id"])
    approve(registry, withdrawal(registry, member, "offers", "seekers"))
    with pytest.raises(Refused) as refused:
        withdrawal(registry, member, "offers")
    assert refused.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE
    with pytest.raises(Refused) as late:
        registry.call(APPROVE_APPLICATION, staff(), application_id=pending["application_id"])
    assert late.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE
    refuse(registry, pending)
    assert told(registry)["standing"] == "withdrawn"


def test_a_suspended_organization_still_applies(registry: Registry, member: Caller) -> None:
    """AUT-9."""
    with registry.database.transaction() as connection:
        connection.execute(organizations.update().values(standing="suspended"))
    approve(registry, change(registry, member, phone="03-9999-0000"))
    assert told(registry)["standing"] == "suspended"


def test_of_two_staff_who_decide_on_a_withdrawal_at_once_one_wins(registry: Registry, member: Caller) -> None:
    """REG-10: the other is told."""
    registered = withdrawal(registry, member, "offers", "seekers")
    registry.receive_form(registered["application_id"])
    outcomes: list[str] = []

    def decide(number: int) -> None:
        try:
            if number % 2:
                outcomes.append(registry.approve(registered["application_id"])["state"])
            else:
                refusal = {"application_id": registered["application_id"], "reason": "理由"}
                outcomes.append(registry.call(REFUSE_APPLICATION, staff(), **refusal)["state"])
        except Refused as refused:
            outcomes.append(refused.code.value)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("application_not_pending") == 3
    [winner] = set(outcomes) - {"application_not_pending"}
    assert told(registry)["standing"] == ("withdrawn" if winner == "approved" else "active")


# What the organization sees ------------------------------------------------------------------------------------------


def test_an_organization_sees_its_own_applications_and_nobody_elses(registry: Registry, member: Caller) -> None:
    """AUT-7, REG-5: nor who of the bureau took a step."""
    registered = change(registry, member, phone="03-9999-0000")
    clerk = staff()
    registry.receive_form(registered["application_id"], clerk)
    shown = registry.call(SHOW_OWN_APPLICATION, member, application_id=registered["application_id"])
    assert [step["account_id"] for step in shown["transitions"]] == [member.account_id, None]
    registry.approved(email="other@example.jp")
    stranger = main_account(registry, "other@example.jp")
    for operation in (SHOW_OWN_APPLICATION, GET_APPLICATION_FORM):
        with pytest.raises(Refused) as refused:
            registry.call(operation, stranger, application_id=registered["application_id"])
        assert refused.value.code is ErrorCode.NOT_FOUND


def test_the_form_of_a_procedure_is_the_organizations_when_logged_in(registry: Registry, member: Caller) -> None:
    """REG-8: nobody else's, key or not; there is no letter before the approval."""
    registered = withdrawal(registry, member, "seekers")
    named = {"application_id": registered["application_id"]}
    assert registry.call(GET_APPLICATION_FORM, member, **named)["file_name"].startswith("退会申請書_")
    with pytest.raises(Refused) as refused:
        registry.call(GET_APPLICATION_FORM, ANONYMOUS, **named)
    assert refused.value.code is ErrorCode.NOT_FOUND
    with pytest.raises(Refused) as early:
        registry.call(GET_ACCEPTANCE_LETTER, member, **named)
    assert early.value.code is ErrorCode.NOT_FOUND


def test_the_form_of_a_change_shows_what_was_in_force_beside_what_is_to_be(registry: Registry, member: Caller) -> None:
    """REG-8, REG-13: also once it has been approved, when the old is in force no longer."""
    registered = change(registry, member, phone="03-9999-0000")
    before = registry.call(GET_APPLICATION_FORM, member, application_id=registered["application_id"])
    approve(registry, registered)
    after = registry.call(GET_APPLICATION_FORM, member, application_id=registered["application_id"])
    for document in (before, after):
        pages = PdfReader(io.BytesIO(base64.b64decode(document["content"]))).pages
        text = "".join(page.extract_text() for page in pages)
        assert text.index("変更前") < text.index("03-1234-5678") < text.index("03-9999-0000")
        assert "必須情報" not in text
    letter = registry.call(GET_ACCEPTANCE_LETTER, member, application_id=registered["application_id"])
    assert letter["file_name"].startswith("変更承諾書_")


def test_a_thief_of_the_database_reads_no_name_of_a_change(registry: Registry, member: Caller) -> None:
    """SEE-2: managers of a change and of a commissioned agency are sealed."""
    change(registry, member, contact_managers={"offers": a_manager(name="秘密 太郎"), "seekers": a_manager()})
    assert "秘密 太郎" not in registry.everything_in_clear()
