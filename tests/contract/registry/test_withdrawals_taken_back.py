"""A withdrawal that was approved by mistake is taken back: REG-5, REG-11, CMP-6, decision 306."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import Caller, Role
from services.contracts.compliance import ORGANIZATION_STANDING_CHANGED
from services.contracts.errors import ErrorCode
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.storage import insert_account, lock_email
from services.registry.accounts.tables import accounts
from services.registry.accounts.usecases.reservation import release_ids
from services.registry.organizations import storage
from services.registry.organizations.tables import application_transitions, applications, organizations
from services.runtime.identifiers import new_id
from tests.contract.at_once import DONE, at_once, waits_for_a_lock
from tests.contract.registry.conftest import OSAKA, QueuedMail, Registry, main_account, staff
from tests.contract.registry.examples import EMAIL, PASSWORD, a_manager
from tests.contract.registry.mails import words
from tests.contract.registry.procedures import (
    approve,
    change,
    go_to,
    own,
    reasons,
    refuse,
    renewal,
    run,
    told,
    withdrawal,
)
from tests.contract.registry.test_organization_accounts import INVITED, additional
from tests.contract.registry.test_paper_procedures import enter
from tests.contract.registry.test_public_lists import names
from tests.contract.registry.test_sanctions import standing
from tests.contract.registry.test_tokens import make, refused, show
from tests.contract.served import Refused

WHY = "別の団体の退会申請書を、この団体のものとして承認したため。"
BOTH = ("offers", "seekers")
ANEW, NUMBER = "anew@example.jp", "13-ユ-123456"
TERM = dt.date(2027, 4, 22)
"""The last day of seeker information of who was approved on 22 April 2026."""


def withdrawn(registry: Registry, member: Caller, *services: str) -> str:
    """A withdrawal that is approved today; from both services where none is named."""
    application = withdrawal(registry, member, *(services or BOTH))
    approve(registry, application)
    return str(application["application_id"])


def take_back(registry: Registry, application_id: str, caller: Caller | None = None) -> dict[str, Any]:
    asked = {"application_id": application_id, "reason": WHY}
    return registry.call(contract.TAKE_WITHDRAWAL_BACK, caller or staff(), **asked)


def stays(registry: Registry, application_id: str, caller: Caller | None = None) -> tuple[ErrorCode, set[str]]:
    """Why an approval is not taken back, of which nothing has changed then."""
    before = told(registry), shown(registry, application_id)
    with pytest.raises(Refused) as refusal:
        take_back(registry, application_id, caller)
    assert (told(registry), shown(registry, application_id)) == before
    return refusal.value.code, reasons(refusal)


def shown(registry: Registry, application_id: str) -> dict[str, Any]:
    return registry.call(contract.SHOW_APPLICATION, staff(), application_id=application_id)


def barred(registry: Registry) -> list[tuple[str, str, list[str]]]:
    times = told(registry)["procedures_barred"]
    return [(str(time["since"]), str(time["until"]), time["kinds"]) for time in times]


def mail_of(registry: Registry) -> QueuedMail:
    (mail,) = [mail for mail in registry.mails() if mail.kind.startswith("withdrawal_taken_back")]
    return mail


def contact(registry: Registry, organization_id: str | None, service: str) -> str:
    with registry.database.transaction() as connection:
        return storage.manager(connection, str(organization_id), f"contact_{service}", registry.personal_data).name


# What is in force again ----------------------------------------------------------------------------------------------


def test_who_had_withdrawn_whole_is_in_use_again_as_before(registry: Registry, member: Caller) -> None:
    """REG-5, REG-11, REG-14: standing, services, term, IDs and passwords; the list of the days between stays as it was."""
    additional(registry, member)
    registry.pass_by(days=1)
    before = told(registry)
    application_id = withdrawn(registry, member)
    registry.pass_by(days=1)
    take_back(registry, application_id)
    after = told(registry)
    assert after == {**before, "version": after["version"], "procedures_barred": after["procedures_barred"]}
    assert (after["standing"], after["ended_on"], after["services"]) == ("active", None, list(BOTH))
    assert after["seeker_information_until"] == TERM
    in_use = (accounts.c.state == AccountState.OPEN) & accounts.c.held_until.is_(None)
    assert registry.count(accounts, in_use & accounts.c.organization_id.is_not(None)) == 2
    for email in (EMAIL, INVITED):
        assert registry.log_in(email)["organization_id"] == member.organization_id
    name = str(before["name"])
    days = ("2026-04-22", "2026-04-23", None)
    assert [name in names(registry, as_of=day) for day in days] == [True, False, True]
    approve(registry, change(registry, member, phone="03-9999-0000"))
    assert own(registry, member)["content"]["phone"] == "03-9999-0000"


def test_what_others_have_deleted_or_ended_stays_so_and_is_said_by_mail(registry: Registry, member: Caller) -> None:
    """AUT-8, MSG-11: tokens, over which nobody has watched; duties to delete; saved searches."""
    token = make(registry, member)["token"]
    application_id = withdrawn(registry, member)
    registry.pass_by(days=1)
    take_back(registry, application_id)
    assert refused(registry, token) is ErrorCode.TOKEN_INVALID
    mail = mail_of(registry)
    assert (mail.kind, mail.to, mail.parameters["reason"]) == ("withdrawal_taken_back_whole", EMAIL, WHY)
    for said in (
        "令和８年４月22日",
        "求人情報提供サービス、求職情報提供サービス",
        "令和９年４月22日",
        "ＩＤとパスワードは、退会の前と同じです。",
        "トークンは無効になりましたので、",
        "変更申請又は更新申請の手続がされないときに利用を停止するまでの期間は進まなかったものとし、",
        "既に削除することとなった求職情報については、これまでのとおり、削除したことをサイトで報告してください。",
        "保存されていた検索条件は、退会により削除されましたので、",
        "退会申請については、改めて審査を行い、結果をメールでお知らせします。",
    ):
        assert said in words(mail), said


@pytest.mark.parametrize(("ended_meanwhile", "state"), [(False, "suspended"), (True, "active")])
def test_a_suspension_that_went_on_is_in_force_and_one_that_ended_meanwhile_is_over(
    registry: Registry, member: Caller, ended_meanwhile: bool, state: str
) -> None:
    """CMP-14, decision 089: compliance went on with the measures."""
    organization_id = str(member.organization_id)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id))
    application_id = withdrawn(registry, member)
    if ended_meanwhile:
        registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    take_back(registry, application_id)
    assert told(registry)["standing"] == state
    assert (told(registry)["standing_since"] is None) is ended_meanwhile


def test_a_service_that_was_given_up_alone_is_in_use_again_with_its_term_and_its_manager(registry: Registry) -> None:
    """REG-5, REG-12, REG-16: by the content in force, whatever the withdrawal itself had stated."""
    sato = {"offers": a_manager(), "seekers": a_manager(name="佐藤花子")}
    registry.approved(contact_managers=sato)
    member = main_account(registry)
    application = withdrawal(registry, member, "seekers")
    registry.receive_form(application["application_id"])
    suzuki = {**sato, "seekers": a_manager(name="鈴木一郎")}
    approve(registry, change(registry, member, contact_managers=suzuki))
    before = told(registry)
    registry.approve(application["application_id"])
    assert (told(registry)["services"], told(registry)["seeker_information_until"]) == (["offers"], None)
    registry.pass_by(days=3)
    take_back(registry, application["application_id"])
    after = told(registry)
    assert after == {**before, "version": after["version"], "procedures_barred": after["procedures_barred"]}
    assert (after["services"], after["seeker_information_until"]) == (list(BOTH), TERM)
    assert contact(registry, member.organization_id, "seekers") == "鈴木一郎"
    assert contact(registry, member.organization_id, "offers") == a_manager()["name"]
    mail = mail_of(registry)
    assert mail.kind == "withdrawal_taken_back"
    assert "令和９年４月22日" in words(mail)
    assert "更新申請の手続がされないときに" in words(mail)
    assert "削除したことをサイトで報告してください。" in words(mail)
    for not_said in ("変更申請又は", "検索条件", "トークン", "パスワード"):
        assert not_said not in words(mail)


def test_offer_information_that_was_given_up_alone_is_in_use_again(registry: Registry, member: Caller) -> None:
    """REG-5: the tokens go on, as the organization was in use; nothing was to be deleted, and no day was taken."""
    token = make(registry, member)["token"]
    application_id = withdrawn(registry, member, "offers")
    registry.pass_by(days=3)
    take_back(registry, application_id)
    assert told(registry)["services"] == list(BOTH)
    assert contact(registry, member.organization_id, "offers") == a_manager()["name"]
    assert barred(registry) == []
    assert registry.count(accounts, accounts.c.state == AccountState.OPEN) == 1
    for not_said in ("削除", "期間は進まなかった", "利用期限"):
        assert not_said not in words(mail_of(registry))
    assert show(registry, token)["organization_id"] == member.organization_id


def test_a_renewal_that_had_failed_has_failed_and_what_was_closed_for_it_is_closed(
    registry: Registry, member: Caller
) -> None:
    """REG-3: the withdrawal was asked of it then, and is what was given up."""
    go_to(registry, "2027-04-20")
    failed = renewal(registry, member)
    registry.receive_form(failed["application_id"])
    refuse(registry, failed)
    go_to(registry, "2027-04-26")
    run(registry, "close_ended_seeker_information")
    before = told(registry)
    assert before["seeker_information_closed_on"] == dt.date(2027, 4, 26)
    application_id = withdrawn(registry, member, "seekers")
    assert told(registry)["seeker_information_closed_on"] is None
    take_back(registry, application_id)
    after = told(registry)
    assert (after["services"], after["seeker_information_closed_on"]) == (["offers"], dt.date(2027, 4, 26))
    assert after["seeker_information_until"] == TERM
    refuse(registry, {"application_id": application_id})
    assert "withdraw_seekers" in [step["step"] for step in own(registry, member)["next_steps"]]


@pytest.mark.parametrize(("placed_on", "fails"), [("2026-11-15", True), ("2027-04-20", False)])
def test_a_renewal_that_came_meanwhile_fails_as_it_would_have(
    registry: Registry, member: Caller, placed_on: str, fails: bool
) -> None:
    """REG-3: its form came while there was nothing to renew; it is looked at with the service in it."""
    go_to(registry, "2027-04-20")
    waiting = renewal(registry, member, latest_regular_placement_on=placed_on)
    application_id = withdrawn(registry, member, "seekers")
    registry.receive_form(waiting["application_id"])
    take_back(registry, application_id)
    go_to(registry, "2027-04-26")
    run(registry, "close_ended_seeker_information")
    assert (told(registry)["seeker_information_closed_on"] is not None) is fails


def test_a_renewal_that_waited_is_approved_with_the_service_in_use(registry: Registry, member: Caller) -> None:
    """REG-16: a withdrawal that was taken back has given up nothing since it was registered."""
    go_to(registry, "2027-04-20")
    waiting = renewal(registry, member)
    registry.receive_form(waiting["application_id"])
    application_id = withdrawn(registry, member, "seekers")
    with pytest.raises(Refused) as refusal:
        registry.approve(waiting["application_id"])
    assert reasons(refusal) == {"nothing_to_renew"}
    take_back(registry, application_id)
    registry.approve(waiting["application_id"])
    assert told(registry)["seeker_information_until"] == dt.date(2028, 4, 22)


def test_what_waited_is_decided_with_the_service_in_it(registry: Registry, member: Caller) -> None:
    """REG-5: a change that names the service, registered before it was given up."""
    waiting = change(registry, member, phone="03-9999-0000")
    registry.receive_form(waiting["application_id"])
    application_id = withdrawn(registry, member, "seekers")
    with pytest.raises(Refused) as refusal:
        registry.approve(waiting["application_id"])
    assert reasons(refusal) == {"service_withdrawn_meanwhile"}
    take_back(registry, application_id)
    registry.approve(waiting["application_id"])
    assert told(registry)["services"] == list(BOTH)
    assert own(registry, member)["content"]["phone"] == "03-9999-0000"


# The days on which nothing could be handed in ------------------------------------------------------------------------


def test_it_is_told_when_no_change_and_no_renewal_could_be_handed_in(registry: Registry, member: Caller) -> None:
    """CMP-6, AUT-9: of seeker information alone, no renewal; of what was taken back on its own day, nothing."""
    first = withdrawn(registry, member, "seekers")
    take_back(registry, first)
    assert barred(registry) == []
    assert "期間は進まなかった" not in words(mail_of(registry))
    registry.approve(first)
    registry.pass_by(days=3)
    take_back(registry, first)
    part = ("2026-04-22", "2026-04-25", ["renewal"])
    assert barred(registry) == [part]
    refuse(registry, {"application_id": first})
    application_id = withdrawn(registry, member)
    registry.pass_by(days=10)
    take_back(registry, application_id)
    assert barred(registry) == [part, ("2026-04-25", "2026-05-05", ["change", "renewal"])]


# What becomes of the withdrawal --------------------------------------------------------------------------------------


def test_the_withdrawal_is_received_and_undecided_with_its_history(registry: Registry, member: Caller) -> None:
    """REG-10, OPS-3: by one clerk of the bureau, with the reason."""
    application_id, clerk = withdrawn(registry, member), staff()
    registry.pass_by(days=1)
    assert take_back(registry, application_id, clerk)["state"] == "form_received"
    detail = shown(registry, application_id)
    assert (detail["state"], detail["decided_on"], detail["form_received_on"]) == ("form_received", None, "2026-04-22")
    step = detail["transitions"][-1]
    assert (step["event"], step["state"], step["account_id"]) == (
        "withdrawal_taken_back",
        "form_received",
        clerk.account_id,
    )
    assert step["note"] == WHY
    operation = contract.TAKE_WITHDRAWAL_BACK.routing_key
    (entry,) = [entry for entry in registry.audited() if entry["action"] == operation]
    assert (entry["subject_id"], entry["details"]) == (application_id, {"approved_on": "2026-04-22"})
    registry.approve(application_id)
    assert told(registry)["standing"] == "withdrawn"
    assert stays(registry, application_id, staff(OSAKA)) == (ErrorCode.OTHER_BUREAU, {"other_bureau"})


def test_it_is_refused_or_its_receipt_or_its_entry_from_paper_is_taken_back(registry: Registry, member: Caller) -> None:
    """REG-7, REG-9, REG-10."""
    on_paper = enter(registry, member, withdrawal={"services": list(BOTH)})["application_id"]
    registry.approve(on_paper)
    take_back(registry, on_paper)
    asked = {"application_id": on_paper, "reason": WHY}
    assert registry.call(contract.TAKE_FORM_BACK, staff(), **asked)["state"] == "lapsed"
    application_id = withdrawn(registry, member)
    take_back(registry, application_id)
    again = {"application_id": application_id, "reason": WHY}
    assert registry.call(contract.TAKE_FORM_BACK, staff(), **again)["state"] == "registered"
    registry.receive_form(application_id)
    refuse(registry, again)
    assert told(registry)["standing"] == "active"


def test_one_person_takes_it_back_also_where_two_decide_and_the_decision_needs_both(
    registry: Registry, member: Caller
) -> None:
    """REG-10, decision 158."""
    application_id = withdrawn(registry, member)
    tools = registry.service.tools
    registry.service.tools = dataclasses.replace(tools, desk=dataclasses.replace(tools.desk, four_eyes=True))
    take_back(registry, application_id)
    assert told(registry)["standing"] == "active"
    with pytest.raises(Refused) as refusal:
        refuse(registry, {"application_id": application_id})
    assert refusal.value.code is ErrorCode.SECOND_PERSON_NEEDED


@pytest.mark.parametrize("round_", range(3))
def test_of_two_clerks_at_once_one_takes_it_back(registry: Registry, member: Caller, round_: int) -> None:
    """REG-10: one mail, one step; the other is told."""
    application_id = withdrawn(registry, member, "seekers")
    outcomes = at_once(*[lambda: take_back(registry, application_id) for _ in range(2)])
    assert sorted(outcomes) == sorted([DONE, ErrorCode.APPLICATION_NOT_PENDING])
    assert mail_of(registry).to == EMAIL
    assert registry.count(application_transitions, application_transitions.c.event == "withdrawal_taken_back") == 1
    assert told(registry)["services"] == list(BOTH)


# What has taken its place stays --------------------------------------------------------------------------------------


def test_of_withdrawals_alone_an_approval_is_taken_back(registry: Registry, member: Caller) -> None:
    """REG-5: neither of a change, a renewal or a new application, nor what is not approved."""
    changed = change(registry, member, phone="03-9999-0000")
    approve(registry, changed)
    stands = (ErrorCode.APPROVAL_STANDS, {"approval_stands"})
    assert stays(registry, changed["application_id"]) == stands
    with registry.database.transaction() as connection:
        new = sa.select(applications.c.application_id).where(applications.c.application_kind == "new")
        first = str(connection.execute(new).scalar_one())
    assert stays(registry, first) == stands
    waiting = withdrawal(registry, member, "seekers")["application_id"]
    not_pending = (ErrorCode.APPLICATION_NOT_PENDING, {"not_possible_in_state"})
    assert stays(registry, waiting) == not_pending
    registry.receive_form(waiting)
    assert stays(registry, waiting) == not_pending
    refuse(registry, {"application_id": waiting})
    assert stays(registry, waiting) == not_pending


@pytest.mark.parametrize("own_anew", [False, True])
def test_who_is_in_use_for_the_establishment_since_stays(registry: Registry, member: Caller, own_anew: bool) -> None:
    """REG-4: another organization, or its own, applied anew, which withdraws first."""
    application_id = withdrawn(registry, member)
    anew = {} if own_anew else {"name": "別の会社"}
    registry.approved(email=ANEW, permission_number=NUMBER, **anew)
    assert stays(registry, application_id) == (ErrorCode.ESTABLISHMENT_REGISTERED, {"establishment_in_use_since"})
    withdrawn(registry, main_account(registry, ANEW))
    take_back(registry, application_id)
    assert told(registry)["organization_id"] == member.organization_id
    assert told(registry)["standing"] == "active"


@pytest.mark.parametrize("round_", range(3))
def test_of_an_approval_and_a_taking_back_for_one_establishment_at_once_one_wins(
    registry: Registry, member: Caller, round_: int
) -> None:
    """REG-4: the other is refused, and nobody stands beside the one."""
    application_id = withdrawn(registry, member)
    anew = registry.register(email=ANEW, permission_number=NUMBER)["application_id"]
    registry.receive_form(anew)
    outcomes = at_once(lambda: registry.approve(anew), lambda: take_back(registry, application_id))
    assert sorted(outcomes) == sorted([DONE, ErrorCode.ESTABLISHMENT_REGISTERED])
    assert registry.count(organizations, organizations.c.standing == "active") == 1


def test_a_change_that_was_approved_since_stays(registry: Registry, member: Caller) -> None:
    """REG-13: it states all that is registered, without the service; the term of a renewal since is another's."""
    application_id = withdrawn(registry, member, "offers")
    rest = {"services": ["seekers"], "contact_managers": {"seekers": a_manager()}}
    go_to(registry, "2027-04-20")
    approve(registry, renewal(registry, member))
    changed = change(registry, member, phone="03-9999-0000", permission_valid_until="2033-03-31", **rest)
    approve(registry, changed)
    stands = (ErrorCode.DECIDED_SINCE_WITHDRAWAL, {"decided_since_withdrawal"})
    assert stays(registry, application_id) == stands


def test_a_change_that_waits_since_is_refused_first(registry: Registry, member: Caller) -> None:
    """REG-13: it states the services that were left, and could not be approved beside the service that is in use again."""
    application_id = withdrawn(registry, member, "offers")
    since = change(registry, member, phone="03-9999-0001")
    assert stays(registry, application_id) == (ErrorCode.APPLICATION_OPEN, {"change_waits_since_withdrawal"})
    registry.receive_form(since["application_id"])
    refuse(registry, since)
    take_back(registry, application_id)
    assert told(registry)["services"] == list(BOTH)
    approve(registry, change(registry, member, phone="03-9999-0001"))


def test_a_renewal_that_was_approved_since_keeps_nothing_from_being_taken_back(
    registry: Registry, member: Caller
) -> None:
    """REG-16: it is of the term of the other service."""
    application_id = withdrawn(registry, member, "offers")
    go_to(registry, "2027-04-20")
    approve(registry, renewal(registry, member))
    take_back(registry, application_id)
    assert told(registry)["services"] == list(BOTH)
    assert told(registry)["seeker_information_until"] == dt.date(2028, 4, 22)


def test_of_two_withdrawals_the_last_is_taken_back_first(registry: Registry, member: Caller) -> None:
    """REG-5, REG-6: the first when the last is over, not while it is under way."""
    first, last = (withdrawn(registry, member, service) for service in ("seekers", "offers"))
    assert told(registry)["standing"] == "withdrawn"
    assert stays(registry, first) == (ErrorCode.DECIDED_SINCE_WITHDRAWAL, {"decided_since_withdrawal"})
    take_back(registry, last)
    assert (told(registry)["standing"], told(registry)["services"]) == ("active", ["offers"])
    assert stays(registry, first) == (ErrorCode.APPLICATION_OPEN, {"another_is_open"})
    refuse(registry, {"application_id": last})
    take_back(registry, first)
    assert told(registry)["services"] == list(BOTH)


@pytest.mark.parametrize("services", [BOTH, ("seekers",)])
def test_a_termination_stays_and_is_taken_back_first(
    registry: Registry, member: Caller, services: tuple[str, ...]
) -> None:
    """CMP-9: it stands above all, also above a withdrawal that was approved while it was on its way."""
    application_id, organization_id = withdrawn(registry, member, *services), str(member.organization_id)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    assert stays(registry, application_id) == (
        ErrorCode.ORGANIZATION_TERMINATED,
        {"terminated_since_withdrawal"},
    )
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    take_back(registry, application_id)
    assert (told(registry)["standing"], told(registry)["services"]) == ("active", list(BOTH))


@pytest.mark.parametrize("released", [False, True])
def test_an_id_that_is_reserved_no_more_is_not_taken_from_anybody(
    registry: Registry, member: Caller, released: bool
) -> None:
    """REG-11: from the day after the last of the five years, whether or not the duty has given it up."""
    application_id = withdrawn(registry, member)
    go_to(registry, "2031-04-23")
    if released:
        run(registry, "release_ids")
    assert stays(registry, application_id) == (ErrorCode.ID_RESERVED_NO_MORE, {"id_reserved_no_more"})


def test_on_the_last_day_of_its_reservation_it_is_taken_back(registry: Registry, member: Caller) -> None:
    """REG-11."""
    application_id = withdrawn(registry, member)
    go_to(registry, "2031-04-22")
    take_back(registry, application_id)
    assert registry.log_in(EMAIL)["organization_id"] == member.organization_id


@pytest.mark.parametrize("meanwhile", ["released", "taken"])
def test_an_id_that_is_given_up_meanwhile_is_not_taken_from_anybody(
    registry: Registry, member: Caller, meanwhile: str
) -> None:
    """REG-11: about midnight after its last day, which a process that began before it still counts."""
    application_id = withdrawn(registry, member)
    go_to(registry, "2031-04-22")
    outcomes: list[tuple[ErrorCode, set[str]]] = []
    thread = threading.Thread(target=lambda: outcomes.append(stays(registry, application_id)))
    with registry.database.transaction() as connection:
        if meanwhile == "released":
            day_after = registry.today + dt.timedelta(days=1)
            assert release_ids(connection, now=registry.now, today=day_after, trace="trace") == 1
        else:
            lock_email(connection, registry.personal_data.lookup(EMAIL))
            applicant = Account(new_id(), Role.ORGANIZATION_MAIN, AccountState.ISSUED, "別の会社")
            hashed = registry.service.tools.passwords.hash(PASSWORD)
            about = {
                "email": EMAIL,
                "password_hash": hashed,
                "now": registry.now,
                "personal_data": registry.personal_data,
            }
            insert_account(connection, applicant, **about)
        thread.start()
        assert waits_for_a_lock(registry.database, thread), "it went past who gives the ID up or takes it"
    thread.join()
    assert outcomes == [(ErrorCode.ID_RESERVED_NO_MORE, {"id_reserved_no_more"})]


def test_what_was_given_up_before_its_term_was_kept_comes_back_by_a_change(registry: Registry, member: Caller) -> None:
    """REG-16: as processes of the version before have written it."""
    application_id = withdrawn(registry, member, "seekers")
    with registry.database.transaction() as connection:
        connection.execute(applications.update().values(given_up_until=None))
    assert stays(registry, application_id) == (ErrorCode.TERM_NOT_KEPT, {"term_not_kept"})
    approve(registry, change(registry, member))
    assert told(registry)["services"] == list(BOTH)
