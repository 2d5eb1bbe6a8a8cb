"""The application form and the letter of acceptance: who may have them (REG-8, REG-10, AUT-7)."""

import base64
import dataclasses
import io

import pytest
from pypdf import PdfReader

from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.help_desk import HelpDesk
from services.contracts.operations import Operation
from services.contracts.registry import GET_ACCEPTANCE_LETTER, GET_APPLICATION_FORM, SHOW_APPLICATION
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import OSAKA, Registry, staff
from tests.contract.served import Refused


def text_of(document: dict[str, str]) -> str:
    pages = PdfReader(io.BytesIO(base64.b64decode(document["content"]))).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def organization(organization_id: str) -> Caller:
    return Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=organization_id)


def test_the_applicant_gets_the_form_with_the_key_of_the_completion_page(registry: Registry) -> None:
    """REG-8."""
    registered = registry.register()
    request = {name: registered[name] for name in ("application_id", "download_key")}
    document = registry.call(GET_APPLICATION_FORM, ANONYMOUS, **request)
    assert document["file_name"] == f"利用申請書_{registered['registration_number']}.pdf"
    text = text_of(document)
    for words in (registered["registration_number"], "東京労働局", "株式会社東京キャリアサポート", "25 一般事務の職業"):
        assert words in text


def test_staff_of_the_competent_bureau_need_no_key(registry: Registry) -> None:
    application_id = registry.register()["application_id"]
    assert "利用申請書" in text_of(registry.call(GET_APPLICATION_FORM, staff(), application_id=application_id))
    with pytest.raises(Refused) as refused:
        registry.call(GET_APPLICATION_FORM, staff(OSAKA), application_id=application_id)
    assert refused.value.code is ErrorCode.OTHER_BUREAU


@pytest.mark.parametrize("operation", [SHOW_APPLICATION, GET_APPLICATION_FORM, GET_ACCEPTANCE_LETTER])
def test_which_staff_read_whom_an_application_names_stands_in_the_audit_log(
    registry: Registry, operation: Operation
) -> None:
    """OPS-3, SEE-2: representative, managers and contact with their addresses; who is refused has read nothing."""
    application_id = registry.approved()["application_id"]
    reader = staff()
    registry.call(operation, reader, application_id=application_id)
    with pytest.raises(Refused):
        registry.call(operation, staff(OSAKA), application_id=application_id)
    assert registry.readings(operation) == [(f"application:{application_id}", reader.account_id)]


def test_applicants_who_read_their_own_papers_stand_in_no_audit_log(registry: Registry) -> None:
    """OPS-3: nobody else's data was read."""
    registered = registry.register()
    named = {name: registered[name] for name in ("application_id", "download_key")}
    registry.call(GET_APPLICATION_FORM, ANONYMOUS, **named)
    registry.receive_form(registered["application_id"])
    member = organization(registry.approve(registered["application_id"])["organization_id"])
    for operation in (GET_APPLICATION_FORM, GET_ACCEPTANCE_LETTER):
        registry.call(operation, member, application_id=registered["application_id"])
        assert registry.readings(operation) == []


@pytest.mark.parametrize("key", [None, "", "guessed", "ぎ" * 10])
def test_without_the_right_key_there_is_no_such_application(registry: Registry, key: str | None) -> None:
    application_id = registry.register()["application_id"]
    for named in (application_id, new_id()):
        with pytest.raises(Refused) as refused:
            registry.call(GET_APPLICATION_FORM, ANONYMOUS, application_id=named, download_key=key)
        assert refused.value.code is ErrorCode.NOT_FOUND


def test_the_letter_of_acceptance_is_for_the_organization_and_its_bureau(registry: Registry) -> None:
    """REG-10."""
    approved = registry.approved()
    request = {"application_id": approved["application_id"]}
    for reader in (staff(), organization(approved["organization_id"])):
        assert "利用承諾書" in text_of(registry.call(GET_ACCEPTANCE_LETTER, reader, **request))
    strangers = {staff(OSAKA): ErrorCode.OTHER_BUREAU, organization(new_id()): ErrorCode.NOT_FOUND}
    for stranger, code in strangers.items():
        with pytest.raises(Refused) as refused:
            registry.call(GET_ACCEPTANCE_LETTER, stranger, **request)
        assert refused.value.code is code


def test_before_approval_there_is_no_letter(registry: Registry) -> None:
    application_id = registry.register()["application_id"]
    with pytest.raises(Refused) as refused:
        registry.call(GET_ACCEPTANCE_LETTER, staff(), application_id=application_id)
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_the_papers_state_cap_and_help_desk_as_they_are_set(registry: Registry) -> None:
    """MSG-4, OPS-5: neither stands fixed in a paper."""
    tools = registry.service.tools
    applications = dataclasses.replace(tools.applications, dispatches_a_day=777)
    registry.service.tools = dataclasses.replace(
        tools, applications=applications, help_desk=HelpDesk(phone="03-0000-0000")
    )
    request = {"application_id": registry.approved()["application_id"]}
    letter = text_of(registry.call(GET_ACCEPTANCE_LETTER, staff(), **request))
    form = text_of(registry.call(GET_APPLICATION_FORM, staff(), **request))
    assert "777" in letter
    assert all("03-0000-0000" in paper and "0570-077450" not in paper for paper in (letter, form))
