"""From the form's arrival to approval, refusal or lapse: REG-7, REG-8, REG-10, REG-11, REG-16, AUT-7."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    LIST_APPLICATIONS,
    ORGANIZATION_CHANGED,
    RECORD_FORM,
    REFUSE_APPLICATION,
    REGISTER_CHANGE,
    SHOW_APPLICATION,
    SHOW_OWN_APPLICATION,
)
from services.registry.mail.templates import TEMPLATES, Text
from services.registry.organizations.tables import applications, organization_managers, organizations
from services.registry.organizations.usecases import decision
from services.runtime.identifiers import new_id
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import OSAKA, Registry, main_account, staff
from tests.contract.registry.examples import EMAIL, a_municipality, mandatory_information
from tests.contract.registry.procedures import approve, approve_on_paper, change
from tests.contract.served import Refused


def lapse(registry: Registry) -> None:
    with registry.work() as work:
        registry.service.lapse_overdue(work)


def state(registry: Registry, application_id: str) -> str:
    return str(registry.call(SHOW_APPLICATION, staff(), application_id=application_id)["state"])


# The form ------------------------------------------------------------------------------------------------------------


def test_a_received_form_is_told_by_email_and_logged_with_author_and_time(registry: Registry) -> None:
    """REG-8."""
    application_id = registry.register()["application_id"]
    registry.pass_by(days=2)
    clerk = staff()
    assert registry.receive_form(application_id, clerk)["state"] == "form_received"
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("form_received", EMAIL)
    step = registry.call(SHOW_APPLICATION, clerk, application_id=application_id)["transitions"][-1]
    assert step["event"] == "form_received"
    assert step["account_id"] == clerk.account_id
    assert step["at"] == "2026-04-24T01:00:00Z"


def test_a_form_received_after_the_deadline_is_refused(registry: Registry) -> None:
    """REG-7: due on 1 May 2026."""
    application_id = registry.register()["application_id"]
    registry.pass_by(days=20)
    with pytest.raises(Refused) as refused:
        registry.receive_form(application_id, received_on="2026-05-02")
    assert refused.value.code is ErrorCode.FORM_TOO_LATE
    assert refused.value.pointer == "/received_on"
    assert state(registry, application_id) == "registered"


def test_the_day_of_receipt_decides_not_the_day_of_recording(registry: Registry) -> None:
    """REG-7."""
    application_id = registry.register()["application_id"]
    registry.pass_by(days=20)
    assert registry.receive_form(application_id, received_on="2026-05-01")["state"] == "form_received"


@pytest.mark.parametrize(
    ("received_on", "code"), [("2026-04-21", ErrorCode.DAY_TOO_EARLY), ("2026-04-23", ErrorCode.DAY_IN_FUTURE)]
)
def test_a_form_comes_neither_before_its_registration_nor_in_the_future(
    registry: Registry, received_on: str, code: ErrorCode
) -> None:
    """REG-7."""
    application_id = registry.register()["application_id"]
    with pytest.raises(Refused) as refused:
        registry.receive_form(application_id, received_on=received_on)
    assert refused.value.code is code


def test_post_needs_an_explanation_given_beforehand(registry: Registry) -> None:
    """REG-8 (seed 001, 10 注3)."""
    application_id = registry.register()["application_id"]
    with pytest.raises(Refused) as refused:
        registry.receive_form(application_id, way="post")
    assert refused.value.code is ErrorCode.EXPLANATION_MISSING
    registry.receive_form(application_id, way="post", explanation="ＰＤＦ化できる機器がない旨、電話で事前に説明あり。")


def test_staff_read_how_a_form_came_and_what_was_explained_before_they_decide(registry: Registry) -> None:
    """REG-8: a colleague who decides, or puts a slip right, sees what was recorded; the applicant sees the day."""
    registry.approved()
    member = main_account(registry)
    application_id = change(registry, member, phone="03-9999-0000")["application_id"]
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=application_id)
    assert shown["receipt"] is None
    explained = "ＰＤＦ化できる機器がない旨、電話で事前に説明あり。"
    registry.receive_form(application_id, way="post", explanation=explained, documents=["privacy_mark"])
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=application_id)
    assert shown["receipt"] == {
        "received_on": "2026-04-22",
        "way": "post",
        "explanation": explained,
        "documents": ["privacy_mark"],
    }
    own = registry.call(SHOW_OWN_APPLICATION, member, application_id=application_id)
    assert (own["form_received_on"], own["receipt"]) == ("2026-04-22", None)


def test_the_database_itself_refuses_a_form_that_came_too_late(registry: Registry) -> None:
    """REG-7 as a constraint."""
    registry.receive_form(registry.register()["application_id"])
    late = applications.update().values(form_received_on=dt.date(2026, 5, 2))
    with (
        pytest.raises(sa.exc.IntegrityError, match="ck_applications_form_in_time"),
        registry.database.transaction() as connection,
    ):
        connection.execute(late)


# Lapse ---------------------------------------------------------------------------------------------------------------


def test_a_registration_lapses_on_the_day_after_its_last_and_is_told(
    registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    """REG-7, REG-11: a lapsed registration holds no ID. The duty says what it did, and nothing where that is nothing."""
    application_id = registry.register()["application_id"]
    registry.pass_by(days=9)  # 1 May
    lapse(registry)
    assert state(registry, application_id) == "registered"
    registry.pass_by(days=1)
    lapse(registry)
    lapse(registry)
    assert capsys.readouterr().out.count("registrations_lapsed") == 1
    assert state(registry, application_id) == "lapsed"
    assert [mail.kind for mail in registry.mails()] == ["registration_received", "application_lapsed"]
    registry.register(password="another password", latest_regular_placement_on="2026-05-01")


def test_more_registrations_than_a_batch_lapse_in_one_turn(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """REG-7: on the day, however many they are; each batch is a transaction of its own."""
    monkeypatch.setattr(decision, "LAPSES_A_BATCH", 2)
    registered = [
        registry.register(email=f"applicant{number}@agency.example.jp", permission_number=f"13-ユ-90000{number}")
        for number in range(5)
    ]
    registry.pass_by(days=10)
    lapse(registry)
    assert {state(registry, one["application_id"]) for one in registered} == {"lapsed"}


def test_a_form_received_in_time_stops_the_lapse_even_when_undecided(registry: Registry) -> None:
    """REG-7."""
    application_id = registry.register()["application_id"]
    registry.receive_form(application_id)
    registry.pass_by(days=30)
    lapse(registry)
    assert state(registry, application_id) == "form_received"


def test_a_lapse_is_undone_when_a_timely_receipt_is_recorded_later(registry: Registry) -> None:
    """REG-7."""
    application_id = registry.register()["application_id"]
    registry.pass_by(days=10)
    lapse(registry)
    registry.receive_form(application_id, received_on="2026-04-30")
    kinds = [mail.kind for mail in registry.mails()]
    assert kinds == ["registration_received", "application_lapsed", "form_received_after_lapse"], (
        "the deletion is undone"
    )
    registry.approve(application_id)
    assert registry.log_in(EMAIL)["role"] == "organization_main"


def test_a_lapse_is_not_undone_once_another_has_taken_the_id(registry: Registry) -> None:
    """REG-7, REG-11."""
    application_id = registry.register()["application_id"]
    registry.pass_by(days=10)
    lapse(registry)
    registry.register(name="別の団体", password="another password")
    with pytest.raises(Refused) as refused:
        registry.receive_form(application_id, received_on="2026-04-30")
    assert refused.value.code is ErrorCode.REGISTRATION_EMAIL_TAKEN
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["email_taken_since"]


# Approval ------------------------------------------------------------------------------------------------------------


def test_approval_makes_an_active_organization_and_tells_everybody(registry: Registry) -> None:
    """REG-10, REG-12."""
    approved = registry.approved()
    [told] = registry.published(ORGANIZATION_CHANGED)
    assert told["organization_id"] == approved["organization_id"]
    assert (told["version"], told["kind"], told["class_"]) == (1, "paid_agency", "private")
    assert (told["standing"], told["approved_on"], told["bureau_code"]) == ("active", dt.date(2026, 4, 22), "13")
    assert told["services"] == ["offers", "seekers"]
    assert told["mandatory_information"] == {**mandatory_information(), "other_certificates": []}
    assert told["privacy_manager_name"] == "高橋 三郎"
    assert told["privacy_manager_contact"] == "人材紹介部　電話 03-1234-5678　メール kojin@example.jp"
    assert registry.count(organization_managers) == 3


def test_approval_is_told_to_the_applicant_by_email(registry: Registry) -> None:
    """REG-10."""
    registry.approved()
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("application_approved", EMAIL)
    assert mail.parameters["services"] == "求人情報提供サービス、求職情報提供サービス"
    assert mail.parameters["approved_on"] == "令和８年４月22日"


def test_a_municipality_hears_with_each_approval_that_the_letter_is_posted(registry: Registry) -> None:
    """REG-10 (seed 000, STEP 2: 併せて利用承諾書を郵送します)."""
    approve_on_paper(registry, a_municipality())
    mail = registry.mails()[-1]
    assert mail.kind == "application_approved_municipal"
    words = " ".join(block.text for block in TEMPLATES[mail.kind].body if isinstance(block, Text))
    assert "登録時に設定したパスワード" in words
    assert "利用承諾書は、郵送によりお届けします" in words
    without = {name: value for name, value in a_municipality().items() if name not in ("email", "password")}
    member = main_account(registry)
    changed = registry.call(REGISTER_CHANGE, member, content={**without, "phone": "03-9999-0000"})
    approve(registry, changed)
    assert "変更承諾書は、郵送によりお届けします" in registry.mails()[-1].parameters["outcome"]


def test_the_terms_of_permission_and_of_seeker_information_are_kept(registry: Registry) -> None:
    """REG-16: the length of the latter is a setting, 12 months from the day after approval."""
    registry.approved()
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(organizations)).one()
    assert row.permission_valid_until == dt.date(2028, 3, 31)
    assert row.seeker_information_until == dt.date(2027, 4, 22)
    assert row.main_numbers == ["13-ユ-123456"]


def test_approval_without_the_form_is_refused(registry: Registry) -> None:
    """REG-10."""
    application_id = registry.register()["application_id"]
    with pytest.raises(Refused) as refused:
        registry.approve(application_id)
    assert refused.value.code is ErrorCode.FORM_NOT_RECEIVED


def test_a_municipality_is_approved_only_with_its_terms_consent(registry: Registry) -> None:
    """REG-8 (seed 000, STEP 2)."""
    application_id = registry.register(**a_municipality())["application_id"]
    registry.receive_form(application_id, way="post", documents=["privacy_mark"])
    with pytest.raises(Refused) as refused:
        registry.approve(application_id)
    assert refused.value.code is ErrorCode.DOCUMENT_MISSING


def test_an_approval_is_logged_with_its_author_and_a_second_one_refused(registry: Registry) -> None:
    """REG-5, REG-10."""
    application_id = registry.register()["application_id"]
    registry.receive_form(application_id)
    clerk = staff()
    registry.approve(application_id, clerk)
    step = registry.call(SHOW_APPLICATION, clerk, application_id=application_id)["transitions"][-1]
    assert (step["event"], step["account_id"], step["at"]) == ("approved", clerk.account_id, "2026-04-22T01:00:00Z")
    with pytest.raises(Refused) as refused:
        registry.approve(application_id)
    assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING


def test_of_two_staff_who_decide_at_once_one_wins(registry: Registry) -> None:
    """REG-10: approved once, told once."""
    application_id = registry.register()["application_id"]
    registry.receive_form(application_id)
    refusal = {"application_id": application_id, "reason": "要件を満たしていません。"}
    steps: list[Callable[[], Any]] = [
        lambda: registry.approve(application_id),
        lambda: registry.call(REFUSE_APPLICATION, staff(), **refusal),
    ]
    outcomes = at_once(*steps * 3)
    assert sorted(outcomes) == sorted([DONE] + [ErrorCode.APPLICATION_NOT_PENDING] * 5)
    winner = ["approved", "refused"][outcomes.index(DONE) % 2]
    assert state(registry, application_id) == winner
    assert len(registry.published(ORGANIZATION_CHANGED)) == (1 if winner == "approved" else 0)
    assert len(registry.mails()) == 3


# Refusal -------------------------------------------------------------------------------------------------------------


def test_a_refusal_is_told_with_its_reason_and_gives_the_id_up(registry: Registry) -> None:
    """REG-10, REG-11."""
    application_id = registry.register()["application_id"]
    registry.receive_form(application_id)
    clerk = staff()
    answer = registry.call(REFUSE_APPLICATION, clerk, application_id=application_id, reason="実績が確認できません。")
    assert answer["state"] == "refused"
    step = registry.call(SHOW_APPLICATION, clerk, application_id=application_id)["transitions"][-1]
    assert (step["event"], step["note"], step["account_id"]) == ("refused", "実績が確認できません。", clerk.account_id)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.parameters["reason"]) == ("application_refused", "実績が確認できません。")
    assert registry.published(ORGANIZATION_CHANGED) == []
    registry.register(name="実績を改めた団体")


def test_a_refusal_without_the_form_is_refused(registry: Registry) -> None:
    application_id = registry.register()["application_id"]
    with pytest.raises(Refused) as refused:
        registry.call(REFUSE_APPLICATION, staff(), application_id=application_id, reason="理由")
    assert refused.value.code is ErrorCode.FORM_NOT_RECEIVED


# Whose application ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["show", "record", "approve", "refuse"])
def test_staff_of_another_bureau_are_refused(registry: Registry, step: str) -> None:
    """AUT-7."""
    application_id = registry.register()["application_id"]
    stranger = staff(OSAKA)
    steps = {
        "show": lambda: registry.call(SHOW_APPLICATION, stranger, application_id=application_id),
        "record": lambda: registry.receive_form(application_id, stranger),
        "approve": lambda: registry.approve(application_id, stranger),
        "refuse": lambda: registry.call(REFUSE_APPLICATION, stranger, application_id=application_id, reason="理由"),
    }
    with pytest.raises(Refused) as refused:
        steps[step]()
    assert refused.value.code is ErrorCode.OTHER_BUREAU
    assert state(registry, application_id) == "registered"


def test_an_unknown_application_is_not_found(registry: Registry) -> None:
    with pytest.raises(Refused) as refused:
        registry.receive_form(new_id())
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_a_caller_without_a_bureau_acts_for_none(registry: Registry) -> None:
    """AUT-7: the service does not rely on the gateway for it."""
    application_id = registry.register()["application_id"]
    organization = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), bureau_code="13")
    nobody = Caller(role=Role.BUREAU_STAFF, account_id=new_id())
    request = RECORD_FORM.request.load({"application_id": application_id, "received_on": "2026-04-22", "way": "email"})
    for caller in (organization, nobody):
        with registry.work(caller) as work, pytest.raises(Exception, match="OTHER_BUREAU"):
            registry.service.record_form(work, request)


def test_a_bureaus_queue_holds_its_own_applications_oldest_first_in_pages(registry: Registry) -> None:
    """AUT-7."""
    mine = [registry.register(email=f"{number}@example.jp")["application_id"] for number in range(5)]
    registry.register(email="osaka@example.jp", municipality_code="271004")
    registry.receive_form(mine[0])
    first = registry.call(LIST_APPLICATIONS, staff(), limit=3)
    second = registry.call(LIST_APPLICATIONS, staff(), limit=3, after=first["next"])
    listed = [line["application_id"] for line in first["applications"] + second["applications"]]
    assert listed == mine
    assert (first["next"], second["next"]) == (mine[2], None)
    waiting = registry.call(LIST_APPLICATIONS, staff(), state="registered")["applications"]
    assert [line["application_id"] for line in waiting] == mine[1:]
    assert len(registry.call(LIST_APPLICATIONS, staff(OSAKA))["applications"]) == 1
