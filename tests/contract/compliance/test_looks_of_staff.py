"""OPS-3: who of the staff looked at a case, a standing, a late deletion or a certificate is found in the audit log."""

from __future__ import annotations

import datetime as dt

import pytest

from services.contracts import compliance as contract
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import MINISTRY, OSAKA, TOKYO, opened
from tests.contract.served import Refused

ONE = "40000000001"


def looks(compliance: Compliance) -> list[tuple[str, str | None, str, str]]:
    """What the log has of looks, in order: the operation, the account, and of what kind and which it was."""
    return [
        (entry["action"].removeprefix("compliance."), entry["account_id"], entry["subject_kind"], entry["subject_id"])
        for entry in compliance.published(AUDIT_RECORDED["compliance"])
        if entry["action"].startswith(("compliance.show_", "compliance.list_", "compliance.get_"))
    ]


def late_duty(compliance: Compliance, agency: Caller) -> str:
    compliance.tell(compliance.viewed(agency, ONE))
    compliance.tell(compliance.block(agency, 1, number=ONE, at=compliance.now + dt.timedelta(minutes=1)))
    compliance.pass_by(days=30)
    (duty,) = compliance.call(contract.LIST_DUTIES, agency)["duties"]
    return str(duty["duty_id"])


def test_a_look_at_a_case_is_an_entry_whoever_of_the_staff_takes_it(compliance: Compliance) -> None:
    case_id = opened(compliance, compliance.agency())
    for reader in (TOKYO, MINISTRY):
        compliance.call(contract.SHOW_CASE, reader, case_id=case_id)
        compliance.call(contract.LIST_CASES, reader)
    assert looks(compliance) == [
        (operation, reader.account_id, "case", case_id)
        for reader in (TOKYO, MINISTRY)
        for operation in ("show_case", "list_cases")
    ]


def test_a_list_is_an_entry_for_each_case_on_its_page_and_for_none_beyond(compliance: Compliance) -> None:
    agency = compliance.agency()
    first, second, third = (opened(compliance, agency) for _ in range(3))
    page = compliance.call(contract.LIST_CASES, TOKYO, limit=2)
    assert [look[-1] for look in looks(compliance)] == [third, second]
    compliance.call(contract.LIST_CASES, TOKYO, limit=2, after=page["next"])
    assert [look[-1] for look in looks(compliance)] == [third, second, first]


def test_a_look_at_a_standing_is_an_entry(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=agency.organization_id)
    assert looks(compliance) == [("show_standing", TOKYO.account_id, "organization", agency.organization_id)]


def test_looks_at_late_deletions_are_entries(compliance: Compliance) -> None:
    """MSG-11."""
    agency = compliance.agency()
    duty_id = late_duty(compliance, agency)
    compliance.call(contract.LIST_LATE_DUTIES, TOKYO)
    compliance.call(contract.LIST_LATE_ORGANIZATIONS, TOKYO)
    assert looks(compliance) == [
        ("list_late_duties", TOKYO.account_id, "duty", duty_id),
        ("list_late_organizations", TOKYO.account_id, "organization", agency.organization_id),
    ]


def test_looks_of_staff_at_certificates_are_entries_and_those_of_their_own_organization_none(
    compliance: Compliance,
) -> None:
    agency = compliance.agency()
    duty_id = late_duty(compliance, agency)
    compliance.call(contract.CONFIRM_DUTY, agency, duty_id=duty_id)
    certificate_id = compliance.call(contract.ISSUE_CERTIFICATE, agency, duty_ids=[duty_id])["certificate_id"]
    compliance.call(contract.LIST_OWN_CERTIFICATES, agency)
    compliance.call(contract.GET_CERTIFICATE, agency, certificate_id=certificate_id)
    assert looks(compliance) == []
    compliance.call(contract.LIST_CERTIFICATES, TOKYO, organization_id=agency.organization_id)
    compliance.call(contract.GET_CERTIFICATE, TOKYO, certificate_id=certificate_id)
    assert looks(compliance) == [
        (operation, TOKYO.account_id, "certificate", certificate_id)
        for operation in ("list_certificates", "get_certificate")
    ]


def test_who_is_not_shown_a_case_or_standing_leaves_no_look(compliance: Compliance) -> None:
    """AUT-7."""
    agency = compliance.agency()
    case_id = opened(compliance, agency)
    with pytest.raises(Refused):
        compliance.call(contract.SHOW_CASE, OSAKA, case_id=case_id)
    with pytest.raises(Refused):
        compliance.call(contract.SHOW_STANDING, OSAKA, organization_id=agency.organization_id)
    compliance.call(contract.LIST_CASES, OSAKA)
    assert looks(compliance) == []
