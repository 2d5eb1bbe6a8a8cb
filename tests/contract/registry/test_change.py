"""Change applications, and one application an establishment: REG-4, REG-12, REG-13, REG-16, MSG-3, CMP-6."""

import datetime as dt
from functools import partial

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    REGISTER_CHANGE,
    SHOW_APPLICATION,
)
from services.registry.organizations.tables import organization_managers, organizations
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import Registry, main_account, staff
from tests.contract.registry.examples import EMAIL, a_manager, a_municipality, an_agency, an_application
from tests.contract.registry.procedures import (
    approve,
    approve_on_paper,
    change,
    own,
    reasons,
    told,
)
from tests.contract.served import Refused


def test_an_approved_change_takes_the_place_of_what_was_registered(registry: Registry, member: Caller) -> None:
    """REG-12, REG-13: managers and telephone; the text of guidance stays, so nobody is told it anew (MSG-3)."""
    contacts = {"offers": a_manager(name="伊藤 四郎"), "seekers": a_manager(name="渡辺 五月")}
    approve(registry, change(registry, member, phone="03-9999-0000", contact_managers=contacts))
    state = told(registry)
    assert (state["version"], state["mandatory_information_version"]) == (3, 1)
    assert own(registry, member)["content"]["phone"] == "03-9999-0000"
    assert own(registry, member)["content"]["contact_managers"]["seekers"]["name"] == "渡辺 五月"
    assert registry.count(organization_managers) == 3
    assert registry.mails()[-1].kind == "procedure_approved"


@pytest.mark.parametrize("what", ["text", "name", "privacy manager"])
def test_a_change_of_what_guidance_says_is_told_with_its_day_and_version(
    registry: Registry, member: Caller, what: str
) -> None:
    """MSG-3, REG-13: the name and the privacy manager belong to it (MSG-2; seed 001, 7(2)①カ)."""
    registry.pass_by(days=5)
    if what == "text":
        changes = {"mandatory_information": {**an_application()["mandatory_information"], "support_offered": "面接"}}
    elif what == "name":
        changes = {"name": "株式会社新東京"}
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


def test_a_change_that_the_rules_refuse_gives_every_reason_with_its_place(registry: Registry, member: Caller) -> None:
    """REG-4, REG-5, REG-12, REG-13, REG-15: each rule alone is tested without a database (`tests/unit/registry`)."""
    with pytest.raises(Refused) as refused:
        change(
            registry,
            member,
            kind="free_agency",
            permission_number="13-ム-123456",
            services=["offers"],
            contact_managers={"offers": a_manager()},
            privacy_manager=a_manager(full_time=False),
            terms_version="2016-03-22",
        )
    assert {reason["code"]: reason["pointer"] for reason in refused.value.details["reasons"]} == {
        "kind_changed": "/content/kind",
        "service_removed": "/content/services",
        "manager_not_full_time": "/content/privacy_manager/full_time",
        "terms_not_current": "/content/terms_version",
    }


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
    registered = registry.call(REGISTER_CHANGE, member, content=joint)
    assert registry.mails()[-1].kind == "procedure_registered_municipal"
    approve(registry, registered)
    assert told(registry)["main_numbers"] == ["13-地-000001", "13-ユ-777777"]
    assert registry.count(organization_managers) == 4


def test_another_agency_shows_a_placement_and_a_certificate_of_its_own(registry: Registry) -> None:
    """REG-3, REG-8: the excellent-agency mark of the agency before it is not the new one's."""
    information = {**an_application()["mandatory_information"], "marks_held": ["excellent_agency_mark"]}
    joint = a_municipality(
        mandatory_information=information,
        commissioned_agency_number="13-ユ-777777",
        commissioned_agency=an_agency(),
        excellent_agency_mark_of="commissioned_agency",
    )
    first = registry.register(**joint)["application_id"]
    registry.receive_form(first, way="post", documents=["terms_consent", "excellent_agency_mark"])
    registry.approve(first)
    member = main_account(registry)
    stated = {name: value for name, value in joint.items() if name not in ("email", "password")}
    other = {**stated, "commissioned_agency_number": "13-ム-888888"}
    registry.pass_by(days=200)
    with pytest.raises(Refused) as refused:
        registry.call(REGISTER_CHANGE, member, content=other, replaces=None)
    assert reasons(refused) == {"no_regular_placement"}
    other["latest_regular_placement_on"] = registry.today.isoformat()
    change_id = registry.call(REGISTER_CHANGE, member, content=other, replaces=None)["application_id"]
    registry.receive_form(change_id, way="post", documents=[])
    with pytest.raises(Refused) as refused:
        registry.approve(change_id)
    assert reasons(refused) == {"mark_certificate_missing"}


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


def test_a_branch_of_a_registered_number_is_refused_naming_what_the_public_list_shows(
    registry: Registry, member: Caller
) -> None:
    """REG-4."""
    with pytest.raises(Refused) as refused:
        registry.register(
            email="branch@example.jp", permission_number="13-ユ-123456-2", name="大阪支店", main_establishment=True
        )
    assert refused.value.code is ErrorCode.ESTABLISHMENT_REGISTERED
    [reason] = refused.value.details["reasons"]
    assert reason["pointer"] == "/application/permission_number"
    assert "株式会社東京キャリアサポート" in reason["text"]
    assert "13-ユ-123456" in reason["text"]
    assert EMAIL not in str(refused.value.details)
    with pytest.raises(Refused) as refused:
        registry.register(email="branch@example.jp", permission_number="13-ユ-123456-2", name="大阪支店")
    codes = {reason["code"] for reason in refused.value.details["reasons"]}
    assert codes == {"main_establishment_applies", "establishment_registered"}, "and that it is no applicant"


def test_a_number_with_a_branch_is_registered_by_its_main_establishment_alone(registry: Registry) -> None:
    """REG-4 (seed 002, Q1): the branch is pointed to the main one's application; a change names a branch the same way."""
    with pytest.raises(Refused) as refused:
        registry.register(permission_number="13-ユ-123456-2")
    assert refused.value.code is ErrorCode.NOT_ELIGIBLE
    [reason] = refused.value.details["reasons"]
    assert (reason["code"], reason["pointer"]) == ("main_establishment_applies", "/application/main_establishment")
    assert registry.register(permission_number="13-ユ-123456-2", main_establishment=True)["registration_number"]


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
    outcomes = at_once(*(partial(registry.approve, each) for each in (first, second)))
    assert sorted(outcomes) == [DONE, "establishment_registered"]


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
