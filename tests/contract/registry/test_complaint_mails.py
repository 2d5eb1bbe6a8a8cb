"""Who is told by mail that a complaint waits for them (CMP-12)."""

import datetime as dt
from typing import Any

from services.contracts.caller import Caller, Role
from services.contracts.compliance import COMPLAINT_ADVANCED, REGISTER_DEMANDED
from services.contracts.reference import bureau_contacts, offices
from services.contracts.registry import END_STAFF_ACCOUNT
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import QueuedMail, Registry
from tests.contract.registry.examples import EMAIL
from tests.contract.registry.mails import words
from tests.contract.registry.staff_accounts import handle, made


def told(registry: Registry, member: Caller, **changes: Any) -> list[QueuedMail]:
    before = len(registry.mails())
    step = {
        "complaint_id": new_id(),
        "organization_id": member.organization_id,
        "bureau_code": "13",
        "event": "file",
        "told": "organization",
        "seeker_number": None,
        "account_id": None,
        "due_on": None,
        **changes,
    }
    registry.receive(COMPLAINT_ADVANCED, step)
    return registry.mails()[before:]


def test_main_account_and_privacy_manager_are_told_of_a_complaint(registry: Registry, member: Caller) -> None:
    """CMP-12, REG-12: and until when facts are asked for."""
    first, second = told(registry, member)
    assert first.to == EMAIL != second.to
    assert {mail.kind for mail in (first, second)} == {"complaint_to_organization"}
    asked = told(registry, member, event="request_facts", due_on=dt.date(2026, 5, 1))
    assert [mail.parameters["due_on"] for mail in asked] == ["令和８年５月１日"] * 2


def test_the_bureau_is_told_at_its_mailbox_and_who_complained_at_their_own_address(
    registry: Registry, member: Caller
) -> None:
    """CMP-12, MSG-6: nothing of what was said; a seeker whom the registry does not know any more is not told."""
    (bureau,) = told(registry, member, event="take_to_authority", told="authority")
    assert (bureau.kind, bureau.to) == ("complaint_to_bureau", bureau_contacts()[1]["13"].mailbox)
    (employer,) = told(registry, member, event="answer", told="complainant", account_id=member.account_id)
    assert (employer.kind, employer.parameters) == ("complaint_to_complainant", {})
    assert told(registry, member, event="answer", told="complainant", seeker_number="48210937561") == []


def test_of_one_complaint_one_mail_waits_however_often_somebody_writes(registry: Registry, member: Caller) -> None:
    """CMP-12, MSG-6: of another complaint, and of what the authority asks until a day, each is told."""
    one = {"complaint_id": new_id(), "told": "complainant", "event": "answer", "account_id": member.account_id}
    assert [len(told(registry, member, **one)) for _ in range(3)] == [1, 0, 0]
    assert len(told(registry, member, **{**one, "complaint_id": new_id()})) == 1
    own = {"complaint_id": new_id(), "event": "add"}
    assert [len(told(registry, member, **own)) for _ in range(2)] == [2, 0]
    asked = {**own, "event": "request_facts", "due_on": dt.date(2026, 5, 1)}
    assert [len(told(registry, member, **asked)) for _ in range(2)] == [2, 2]


def test_an_organization_is_told_that_its_register_is_demanded(registry: Registry, member: Caller) -> None:
    """CMP-12; 001 15(2)."""
    before = len(registry.mails())
    demand = {"demand_id": new_id(), "organization_id": member.organization_id, "due_on": dt.date(2026, 5, 8)}
    registry.receive(REGISTER_DEMANDED, demand)
    first, *_ = registry.mails()[before:]
    assert (first.kind, first.parameters["what"]) == (
        "complaint_to_organization",
        "苦情の記録の提出の求めがありました。",
    )


def test_staff_of_the_office_that_was_addressed_are_told_as_well(registry: Registry, member: Caller) -> None:
    """CMP-12: straight to an office; staff of another one, or whose account has ended, are not."""
    office = {"bureau_code": "13", "office_code": "X1301"}
    made(registry, "iidabashi@office.example.jp", Role.OFFICE_STAFF, **office)
    ended = made(registry, "former@office.example.jp", Role.OFFICE_STAFF, **office)
    handle(registry, END_STAFF_ACCOUNT, ended)
    made(registry, "elsewhere@office.example.jp", Role.OFFICE_STAFF, bureau_code="27", office_code="X2701")
    mails = told(registry, member, event="file", told="authority", office_code="X1301")
    assert [(mail.kind, mail.to) for mail in mails] == [
        ("complaint_to_bureau", bureau_contacts()[1]["13"].mailbox),
        ("complaint_to_office", "iidabashi@office.example.jp"),
    ]
    assert mails[1].parameters == {
        "office_name": offices()["X1301"].name,
        "what": "貴所に、利用団体についての苦情の申出がありました。",
    }
    *_, later = told(registry, member, event="report_facts", told="authority", office_code="X1301")
    assert later.parameters["what"] == (
        "利用団体に関し貴所に申出のあった苦情について、利用団体から事実関係の報告がありました。"
    )


def test_who_complains_of_many_floods_neither_bureau_nor_office(registry: Registry, member: Caller) -> None:
    """CMP-12, MSG-6: of all complaints at a place one mail goes out, and one waits; each place has its own."""
    made(registry, "iidabashi@office.example.jp", Role.OFFICE_STAFF, bureau_code="13", office_code="X1301")
    made(registry, "umeda@office.example.jp", Role.OFFICE_STAFF, bureau_code="27", office_code="X2701")
    filed = {"event": "file", "told": "authority", "office_code": "X1301"}
    mails = [told(registry, member, **filed) for _ in range(4)]
    assert [len(some) for some in mails] == [2, 0, 0, 0]
    assert all("未対応の苦情が複数ある場合もあります" in words(mail) for mail in mails[0]), (
        "as the mail stands for all four"
    )
    assert len(told(registry, member, **filed, bureau_code="01")) == 1, "of the other bureau; the office has its mail"
    assert len(told(registry, member, **{**filed, "office_code": "X2701"})) == 1
    assert len(told(registry, member, **{**filed, "event": "report_facts"})) == 2, "what has happened is said"


def test_the_bureau_is_told_where_the_office_is_no_more(registry: Registry, member: Caller) -> None:
    """CMP-12: offices are closed and leave the list; the event is not lost for it."""
    (mail,) = told(registry, member, event="file", told="authority", office_code="X9999")
    assert mail.kind == "complaint_to_bureau"


def test_an_organization_is_told_at_once_that_nothing_is_awaited_of_it_any_more(
    registry: Registry, member: Caller
) -> None:
    """CMP-12: also within the time in which other steps are one mail."""
    one = {"complaint_id": new_id(), "event": "file"}
    assert len(told(registry, member, **one)) == 2
    over = told(registry, member, **{**one, "event": "close"})
    assert {mail.kind for mail in over} == {"complaint_over"}
