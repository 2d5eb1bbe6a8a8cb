"""Mails about reports that are due and what is overdue (RPT-2, CMP-6)."""

import datetime as dt

from services.contracts.caller import Caller
from services.contracts.compliance import BUREAU_PROMPTED, CASE_ADVANCED
from services.contracts.reference import bureau_contacts
from services.contracts.reporting import REPORT_REMINDED
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.examples import EMAIL, a_manager


def test_the_main_account_is_reminded_of_the_report_under_the_name_that_the_terms_give_the_mail(
    registry: Registry, member: Caller
) -> None:
    """RPT-2; seed 001, 19(1): 報告申請期間リマインド通知. One without an account is passed over."""
    before = len(registry.mails())
    told = {
        "fiscal_year": 2026,
        "due_on": dt.date(2027, 4, 20),
        "organization_ids": [new_id(), member.organization_id],
    }
    registry.receive(REPORT_REMINDED, told)
    (mail,) = registry.mails()[before:]
    assert (mail.kind, mail.to) == ("report_reminder", EMAIL)
    assert (mail.parameters["year"], mail.parameters["due_on"]) == ("令和８", "令和９年４月20日")


def test_a_bureaus_mailbox_is_told_how_much_waits_and_of_whom_nothing(registry: Registry) -> None:
    """CMP-6."""
    told = {"bureau_code": "13", "day": registry.today, "demand": 3, "unmended": 0, "repeated": 1}
    registry.receive(BUREAU_PROMPTED, told)
    (mail,) = registry.mails()
    assert (mail.kind, mail.to) == ("bureau_prompted", bureau_contacts()[1]["13"].mailbox)
    assert mail.parameters == {"bureau_name": "東京労働局", "demand": "３件", "unmended": "", "repeated": "１件"}


def test_a_bureau_without_a_mailbox_is_sent_nothing(registry: Registry) -> None:
    """CMP-6: it sees on the site what waits."""
    without = next(contact for contact in bureau_contacts()[1].values() if contact.mailbox is None)
    told = {"bureau_code": without.code, "day": registry.today, "demand": 3, "unmended": 0, "repeated": 1}
    registry.receive(BUREAU_PROMPTED, told)
    assert registry.mails() == []


def test_a_demand_for_security_measures_goes_to_the_contact_managers_themselves(
    registry: Registry, member: Caller
) -> None:
    """OPS-4; 001 14: 連絡責任者に対して; each address once."""
    before = len(registry.mails())
    step = {
        "case_id": new_id(),
        "organization_id": member.organization_id,
        "event": "request_correction",
        "rule": "CMP-10",
        "article": "利用規約14",
        "due_on": dt.date(2026, 5, 1),
        "text": "不正な接続元の遮断を求めます。",
    }
    registry.receive(CASE_ADVANCED, {**step, "contact_managers": True})
    told = [mail.to for mail in registry.mails()[before:]]
    assert told[0] == EMAIL
    assert len(told) == len(set(told)) > 1
    registry.receive(CASE_ADVANCED, {**step, "case_id": new_id()})
    assert len(registry.mails()) == before + len(told) + 1, "other steps go to the main account alone"


def test_a_contact_manager_at_the_address_of_the_account_gets_one_mail_of_a_demand(registry: Registry) -> None:
    """OPS-4."""
    email = "tantou@example.jp"
    manager = a_manager(email=email)
    organization_id = registry.approved(email=email, contact_managers={"offers": manager, "seekers": manager})[
        "organization_id"
    ]
    before = len(registry.mails())
    step = {
        "case_id": new_id(),
        "organization_id": organization_id,
        "event": "request_correction",
        "rule": "CMP-10",
        "article": "利用規約14",
        "due_on": dt.date(2026, 5, 1),
        "text": "不正な接続元の遮断を求めます。",
        "contact_managers": True,
    }
    registry.receive(CASE_ADVANCED, step)
    assert [mail.to for mail in registry.mails()[before:]] == [email]
