"""MSG-11: certificates of deletion on what was confirmed."""

import base64
import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from services.contracts.caller import Caller, Role
from services.contracts.compliance import (
    CONFIRM_DUTIES,
    GET_CERTIFICATE,
    ISSUE_CERTIFICATE,
    LIST_CERTIFICATES,
    LIST_DUTIES,
    LIST_OWN_CERTIFICATES,
)
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

NUMBERS = [f"{50_000_000_000 + index}" for index in range(3)]
TOKYO, OSAKA = (Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=code) for code in ("13", "27"))


def confirmed(compliance: Compliance, agency: Caller) -> list[str]:
    for number in NUMBERS:
        compliance.tell(compliance.viewed(agency, number))
        compliance.tell(compliance.block(agency, 1, number=number))
    compliance.pass_by(days=1)
    ids = [duty["duty_id"] for duty in compliance.call(LIST_DUTIES, agency)["duties"]]
    compliance.call(CONFIRM_DUTIES, agency, duty_ids=ids)
    return ids


def text_of(compliance: Compliance, caller: Caller, certificate_id: str) -> str:
    paper = compliance.call(GET_CERTIFICATE, caller, certificate_id=certificate_id)
    pages = PdfReader(BytesIO(base64.b64decode(paper["content"]))).pages
    return "".join(page.extract_text() for page in pages)


def refusal(compliance: Compliance, *arguments: Any, **request: Any) -> tuple[ErrorCode, str | None]:
    with pytest.raises(Refused) as refused:
        compliance.call(*arguments, **request)
    return refused.value.code, refused.value.pointer


def test_msg_11_a_certificate_names_what_was_deleted_when_and_by_whom_it_was_reported(compliance: Compliance) -> None:
    agency = compliance.agency("みなと人材紹介株式会社")
    certificate = compliance.call(ISSUE_CERTIFICATE, agency, duty_ids=confirmed(compliance, agency))
    assert certificate["records"] == 3
    year, _, serial = certificate["number"].partition("-")
    assert (year, len(serial)) == ("2026", 6)
    text = text_of(compliance, agency, certificate["certificate_id"])
    account_id = agency.account_id or ""
    for wanted in (
        certificate["number"],
        "みなと人材紹介株式会社",
        "東京労働局長",
        "求職者による受信拒否",
        "３件",
        account_id,
    ):
        assert wanted in text, wanted
    assert all(number in text for number in NUMBERS)
    assert "令和８年４月22日" in text
    assert "令和８年４月23日" in text


def test_a_certificate_stays_as_it_was_issued(compliance: Compliance) -> None:
    """The same bytes at any later time, also after the organization has another name."""
    agency = compliance.agency("旧い名称の紹介所")
    certificate = compliance.call(ISSUE_CERTIFICATE, agency, duty_ids=confirmed(compliance, agency))
    request = {"certificate_id": certificate["certificate_id"]}
    before = compliance.call(GET_CERTIFICATE, agency, **request)
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=2, name="新しい名称の紹介所"))
    compliance.pass_by(days=400)
    assert compliance.call(GET_CERTIFICATE, agency, **request) == before
    assert "旧い名称の紹介所" in text_of(compliance, agency, certificate["certificate_id"])


def test_only_confirmed_deletions_of_ones_own_are_certified(compliance: Compliance) -> None:
    agency, other = compliance.agency(), compliance.agency()
    ids = confirmed(compliance, agency)
    compliance.tell(compliance.viewed(other, NUMBERS[0]), compliance.block(other, 1, number=NUMBERS[0]))
    (still_open,) = [duty["duty_id"] for duty in compliance.call(LIST_DUTIES, other)["duties"]]
    place = (ErrorCode.NOT_FOUND, "/duty_ids/0")
    assert refusal(compliance, ISSUE_CERTIFICATE, other, duty_ids=[ids[0], still_open]) == place
    assert refusal(compliance, ISSUE_CERTIFICATE, other, duty_ids=[still_open]) == (
        ErrorCode.DELETION_NOT_CONFIRMED,
        "/duty_ids/0",
    )
    assert refusal(compliance, ISSUE_CERTIFICATE, agency, duty_ids=[new_id()]) == place


def test_a_certificate_is_seen_by_its_organization_and_by_who_oversees_it(compliance: Compliance) -> None:
    agency, other = compliance.agency(), compliance.agency()
    issued = compliance.call(ISSUE_CERTIFICATE, agency, duty_ids=confirmed(compliance, agency))
    request = {"certificate_id": issued["certificate_id"]}
    for caller in (TOKYO, Caller(role=Role.MINISTRY, account_id=new_id())):
        assert compliance.call(GET_CERTIFICATE, caller, **request)["content"]
        listed = compliance.call(LIST_CERTIFICATES, caller, organization_id=agency.organization_id)
        assert listed["certificates"] == [issued]
    for caller in (OSAKA, other):
        assert refusal(compliance, GET_CERTIFICATE, caller, **request)[0] is ErrorCode.NOT_FOUND
    code, _ = refusal(compliance, LIST_CERTIFICATES, OSAKA, organization_id=agency.organization_id)
    assert code is ErrorCode.OTHER_BUREAUS_ORGANIZATION
    assert refusal(compliance, LIST_CERTIFICATES, TOKYO, organization_id=new_id())[0] is ErrorCode.NOT_FOUND


def test_certificates_are_listed_newest_first_and_paged(compliance: Compliance) -> None:
    agency, other = compliance.agency(), compliance.agency()
    ids = confirmed(compliance, agency)
    numbers = []
    for duty_id in ids:
        compliance.pass_by(minutes=1)
        numbers.append(compliance.call(ISSUE_CERTIFICATE, agency, duty_ids=[duty_id])["number"])
    first = compliance.call(LIST_OWN_CERTIFICATES, agency, limit=2)
    second = compliance.call(LIST_OWN_CERTIFICATES, agency, limit=2, after=first["next"])
    assert [one["number"] for one in first["certificates"] + second["certificates"]] == numbers[::-1]
    assert refusal(compliance, LIST_OWN_CERTIFICATES, other, after=first["next"])[0] is ErrorCode.NOT_FOUND
    assert compliance.now - dt.timedelta(days=2) < dt.datetime.fromisoformat(first["certificates"][0]["issued_at"])
