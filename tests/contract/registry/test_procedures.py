"""Change, renewal and withdrawal alike: registered, received, lapsed, seen: REG-5 to REG-7, AUT-7, SEE-2."""

import base64
import io

import pytest
from pypdf import PdfReader

from services.contracts.caller import ANONYMOUS, Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    GET_ACCEPTANCE_LETTER,
    GET_APPLICATION_FORM,
    LIST_OWN_APPLICATIONS,
    ORGANIZATION_CHANGED,
    REFUSE_APPLICATION,
    SHOW_APPLICATION,
    SHOW_OWN_APPLICATION,
)
from services.runtime.identifiers import new_id
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import OSAKA, Registry, main_account, staff
from tests.contract.registry.examples import EMAIL, a_manager
from tests.contract.registry.procedures import (
    DECLARED,
    approve,
    change,
    go_to,
    own,
    renewal,
    run,
    withdrawal,
)
from tests.contract.served import Refused


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


@pytest.mark.parametrize("measure", DECLARED)
def test_the_measures_of_security_are_declared_with_change_and_renewal_too(
    registry: Registry, member: Caller, measure: str
) -> None:
    """OPS-5: seed 001, 13 (1) to (6), each; only a withdrawal declares none (decision 085)."""
    undeclared = {"security_declaration": {**DECLARED, measure: False}}
    go_to(registry, "2027-02-15")
    for register, place in (
        (
            lambda: change(registry, member, phone="03-9999-0000", **undeclared),
            f"/content/security_declaration/{measure}",
        ),
        (lambda: renewal(registry, member, **undeclared), f"/security_declaration/{measure}"),
    ):
        with pytest.raises(Refused) as refused:
            register()
        told = [(reason["code"], reason["pointer"]) for reason in refused.value.details["reasons"]]
        assert told == [("security_not_declared", place)]
    assert withdrawal(registry, member, "offers")["application_kind"] == "withdrawal"


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
    names = [f"株式会社{number}" for number in range(5)]
    outcomes = at_once(*[lambda name=name: change(registry, member, name=name) for name in names])
    assert sorted(outcomes) == sorted([DONE] + [ErrorCode.APPLICATION_OPEN] * 4)
    listed = registry.call(LIST_OWN_APPLICATIONS, member)["applications"]
    assert [line["state"] for line in listed if line["application_kind"] == "change"] == ["registered"]


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


def test_what_is_past_its_day_stands_in_no_way_before_the_duty_has_run(registry: Registry, member: Caller) -> None:
    """REG-7, CAL-6: the next registration finds it lapsed, and its applicant is told as the duty would."""
    overdue = change(registry, member, phone="03-9999-0000")
    go_to(registry, "2026-05-02")
    assert "hand_in_form" not in {step["step"] for step in own(registry, member)["next_steps"]}
    again = change(registry, member, phone="03-9999-0001")
    states = {
        line["application_id"]: line["state"] for line in registry.call(LIST_OWN_APPLICATIONS, member)["applications"]
    }
    assert (states[overdue["application_id"]], states[again["application_id"]]) == ("lapsed", "registered")
    assert [mail.kind for mail in registry.mails()][-2:] == ["procedure_lapsed", "procedure_registered"]
    run(registry, "lapse_overdue")
    assert registry.mails()[-1].kind == "procedure_registered", "told once"


def test_a_registration_past_its_day_holds_no_id_before_the_duty_has_run(registry: Registry) -> None:
    """REG-7, REG-11."""
    first = registry.register()["application_id"]
    go_to(registry, "2026-05-02")
    second = registry.register()["application_id"]
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=first)
    assert [step["event"] for step in shown["transitions"]] == ["registered", "lapsed"]
    assert shown["transitions"][-1]["account_id"] is None, "the calendar did it"
    assert registry.receive_form(second)["state"] == "form_received"


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
