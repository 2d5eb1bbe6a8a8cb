"""The application form and the letter of acceptance: who may have them (REG-8, REG-10, AUT-7)."""

import base64
import dataclasses
import io

import pytest
from pypdf import PdfReader

from services.contracts import reference
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.help_desk import HelpDesk
from services.contracts.operations import Operation
from services.contracts.registry import (
    GET_ACCEPTANCE_LETTER,
    GET_APPLICATION_FORM,
    GET_BLANK_FORM,
    GET_TERMS_CONSENT,
    LIST_OWN_APPLICATIONS,
    REGISTER_CHANGE,
    SHOW_APPLICATION,
)
from services.registry.accounts.domain.reservation import ReservationSettings
from services.registry.organizations.tables import applications
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import OSAKA, Registry, main_account, staff
from tests.contract.registry.examples import a_manager, a_municipality, an_agency, an_application, mandatory_information
from tests.contract.registry.procedures import approve, content, go_to, renewal, withdrawal
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


def test_the_form_names_each_code_of_the_mandatory_information(registry: Registry) -> None:
    """REG-8, REG-17: occupations, industries and areas as their lists call them."""
    information = mandatory_information(occupation_codes=["256"], industry_codes=["39"], area_codes=["270008"])
    registered = registry.register(mandatory_information=information)
    request = {name: registered[name] for name in ("application_id", "download_key")}
    text = text_of(registry.call(GET_APPLICATION_FORM, ANONYMOUS, **request))
    for words in (reference.occupations()["256"].name, reference.industries()["39"].name, "大阪府"):
        assert words in text


def test_the_form_of_a_renewal_names_its_term_and_the_change_that_it_carries(registry: Registry) -> None:
    """REG-8, REG-16."""
    registry.approved()
    member = main_account(registry)
    go_to(registry, "2027-02-15")
    registered = renewal(registry, member, content_unchanged=False, change=content(phone="03-9999-0000"))
    numbers = {
        line["application_kind"]: line["registration_number"]
        for line in registry.call(LIST_OWN_APPLICATIONS, member)["applications"]
    }
    form = text_of(registry.call(GET_APPLICATION_FORM, member, application_id=registered["application_id"]))
    for words in ("現在の利用期限", "令和９年４月22日", numbers["change"]):
        assert words in form


def test_the_form_of_a_withdrawal_names_its_services_and_its_approval_has_no_letter(registry: Registry) -> None:
    """REG-5, REG-8, REG-10: nothing is accepted that could be used."""
    registry.approved()
    member = main_account(registry)
    left = withdrawal(registry, member, "seekers")
    form = text_of(registry.call(GET_APPLICATION_FORM, member, application_id=left["application_id"]))
    for words in ("□　求人情報提供サービス", "■　求職情報提供サービス"):
        assert words in form
    approve(registry, left)
    for reader in (member, staff()):
        with pytest.raises(Refused) as refused:
            registry.call(GET_ACCEPTANCE_LETTER, reader, application_id=left["application_id"])
        assert refused.value.code is ErrorCode.NOT_FOUND


def test_the_letter_of_a_joint_application_names_department_and_agency(registry: Registry) -> None:
    """REG-4, REG-10: two commissions of one city get letters that differ."""
    joint = {
        "kind": "municipality_commissioning",
        "permission_number": None,
        "department": "商工観光課",
        "commissioned_agency_number": "13-ユ-654321",
        "commissioned_agency": an_agency(),
    }
    application_id = registry.register(**{**a_municipality(), **joint})["application_id"]
    registry.receive_form(application_id, way="post")
    registry.approve(application_id)
    letter = text_of(registry.call(GET_ACCEPTANCE_LETTER, staff(), application_id=application_id))
    for words in ("商工観光課", "株式会社さくらキャリア", "13-ユ-654321"):
        assert words in letter


def test_anybody_gets_a_form_to_be_filled_in_by_hand(registry: Registry) -> None:
    """REG-6, REG-8 (seed 000, STEP 1): who applies on paper has no ID yet; under the terms in force, and the same on every day."""
    document = registry.call(GET_BLANK_FORM, ANONYMOUS, kind="new")
    assert document["file_name"] == "利用申請書（民間職業紹介事業者等用）.pdf"
    assert "（令和３年12月１日版）に同意の上" in text_of(document)
    registry.pass_by(days=30)
    assert registry.call(GET_BLANK_FORM, ANONYMOUS, kind="new") == document
    municipal = {"class": "municipal"}
    withdrawal = registry.call(GET_BLANK_FORM, staff(), kind="withdrawal", **municipal)
    assert withdrawal["file_name"] == "退会申請書（地方自治体等用）.pdf"
    tools = registry.service.tools
    registry.service.tools = dataclasses.replace(tools, help_desk=HelpDesk(phone="03-0000-0000"))
    assert "03-0000-0000" in text_of(registry.call(GET_BLANK_FORM, ANONYMOUS, kind="new"))


def test_staff_of_the_competent_bureau_need_no_key(registry: Registry) -> None:
    application_id = registry.register()["application_id"]
    assert "利用申請書" in text_of(registry.call(GET_APPLICATION_FORM, staff(), application_id=application_id))
    with pytest.raises(Refused) as refused:
        registry.call(GET_APPLICATION_FORM, staff(OSAKA), application_id=application_id)
    assert refused.value.code is ErrorCode.OTHER_BUREAU


def test_a_municipality_gets_the_consent_with_its_key_and_its_form_and_mail_name_all_that_goes_with_it(
    registry: Registry,
) -> None:
    """REG-8 (seed 000, STEP 1 and 2)."""
    registered = registry.register(**a_municipality())
    request = {name: registered[name] for name in ("application_id", "download_key")}
    document = registry.call(GET_TERMS_CONSENT, ANONYMOUS, **request)
    assert document["file_name"] == f"利用規約の同意書_{registered['registration_number']}.pdf"
    consent = text_of(document)
    for words in (registered["registration_number"], "東京労働局", "千代田区", "令和３年12月１日版"):
        assert words in consent
    form = text_of(registry.call(GET_APPLICATION_FORM, ANONYMOUS, **request))
    for words in ("・利用規約の同意書", "・プライバシーマークの登録証又はその写し"):
        assert words in form
    [mail] = registry.mails()
    assert mail.kind == "registration_received_with_documents"
    assert mail.parameters["documents"] == "利用規約の同意書、プライバシーマークの登録証又はその写し"


def test_where_the_agency_holds_the_mark_its_certificate_is_asked_for(registry: Registry) -> None:
    """REG-8 (seed 000, STEP 2: 職業紹介事業の委託先が…取得している場合)."""
    registry.register(
        **a_municipality(
            commissioned_agency=an_agency(),
            commissioned_agency_number="13-ユ-654321",
            mandatory_information=mandatory_information(marks_held=["excellent_agency_mark"]),
            excellent_agency_mark_of="commissioned_agency",
        )
    )
    [mail] = registry.mails()
    assert mail.parameters["documents"] == ("利用規約の同意書、委託先の職業紹介優良事業者マークの認定証又はその写し")


def test_who_else_may_have_the_consent(registry: Registry) -> None:
    """REG-8, AUT-7: whoever may have the form; which staff read whom it names stands in the audit log (OPS-3)."""
    registered = registry.register(**a_municipality())
    application_id, reader = registered["application_id"], staff()
    registry.call(GET_TERMS_CONSENT, reader, application_id=application_id)
    assert registry.readings(GET_TERMS_CONSENT) == [(f"application:{application_id}", reader.account_id)]
    registry.receive_form(application_id, way="post")
    member = organization(registry.approve(application_id)["organization_id"])
    assert "千代田区" in text_of(registry.call(GET_TERMS_CONSENT, member, application_id=application_id))
    strangers = {
        staff(OSAKA): ErrorCode.OTHER_BUREAU,
        organization(new_id()): ErrorCode.NOT_FOUND,
        ANONYMOUS: ErrorCode.NOT_FOUND,
    }
    for stranger, code in strangers.items():
        with pytest.raises(Refused) as refused:
            registry.call(GET_TERMS_CONSENT, stranger, application_id=application_id)
        assert refused.value.code is code


def test_the_private_class_has_no_consent_to_hand_in_and_hears_of_no_documents(registry: Registry) -> None:
    """REG-8: the paper is for municipalities (地方自治体等用)."""
    registered = registry.register()
    request = {name: registered[name] for name in ("application_id", "download_key")}
    for caller, named in ((ANONYMOUS, request), (staff(), {"application_id": registered["application_id"]})):
        with pytest.raises(Refused) as refused:
            registry.call(GET_TERMS_CONSENT, caller, **named)
        assert refused.value.code is ErrorCode.NOT_FOUND
    assert registry.readings(GET_TERMS_CONSENT) == []
    assert "次の書類" not in text_of(registry.call(GET_APPLICATION_FORM, ANONYMOUS, **request))
    [mail] = registry.mails()
    assert mail.kind == "registration_received"


def test_a_change_asks_for_the_certificates_of_new_marks_alone_and_for_no_consent(registry: Registry) -> None:
    """REG-8."""
    application_id = registry.register(**a_municipality())["application_id"]
    registry.receive_form(application_id, way="post")
    registry.approve(application_id)
    mine = main_account(registry)
    stated = {name: value for name, value in a_municipality().items() if name not in ("email", "password")}
    held = mandatory_information(marks_held=["privacy_mark", "excellent_agency_mark"])
    changed = registry.call(REGISTER_CHANGE, mine, content={**stated, "mandatory_information": held})
    request = {"application_id": changed["application_id"]}
    form = text_of(registry.call(GET_APPLICATION_FORM, mine, **request))
    assert "・職業紹介優良事業者マークの認定証又はその写し" in form
    assert "登録証又はその写し" not in form
    assert "職業紹介優良事業者マークの認定証又はその写し" in registry.mails()[-1].parameters["remark"]
    with pytest.raises(Refused) as refused:
        registry.call(GET_TERMS_CONSENT, mine, **request)
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_the_forms_name_the_municipality_also_where_it_alone_changes(registry: Registry) -> None:
    """REG-13, REG-17."""
    registered = registry.register()
    named = {name: registered[name] for name in ("application_id", "download_key")}
    assert "131016 東京都千代田区" in text_of(registry.call(GET_APPLICATION_FORM, ANONYMOUS, **named))
    registry.receive_form(registered["application_id"])
    registry.approve(registered["application_id"])
    mine = main_account(registry)
    without = {name: value for name, value in an_application().items() if name not in ("email", "password")}
    changed = registry.call(REGISTER_CHANGE, mine, content={**without, "municipality_code": "131024"})
    form = text_of(registry.call(GET_APPLICATION_FORM, mine, application_id=changed["application_id"]))
    for part in ("131016 東京都千代田区", "131024 東京都中央区"):
        assert part in form


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


def test_each_letter_keeps_the_term_that_its_approval_gave(registry: Registry) -> None:
    """REG-10, REG-16: also after the next renewal."""
    first = registry.approved()["application_id"]
    member = main_account(registry)
    go_to(registry, "2027-03-01")
    renewed = renewal(registry, member)
    approve(registry, renewed)
    for application_id, until in ((first, "令和９年４月22日"), (renewed["application_id"], "令和10年４月22日")):
        letter = text_of(registry.call(GET_ACCEPTANCE_LETTER, member, application_id=application_id))
        assert until in letter
    registry.approved(email="offers@example.jp", services=["offers"], contact_managers={"offers": a_manager()})
    offers = main_account(registry, "offers@example.jp")
    [listed] = registry.call(LIST_OWN_APPLICATIONS, offers)["applications"]
    letter = text_of(registry.call(GET_ACCEPTANCE_LETTER, offers, application_id=listed["application_id"]))
    assert "利用期限" not in letter


def test_a_letter_of_before_terms_were_kept_is_not_completed_from_what_is_known_today(registry: Registry) -> None:
    """REG-10, decision 147: a letter is a document as it was issued, also after a renewal."""
    application_id = registry.approved()["application_id"]
    member = main_account(registry)
    with registry.database.transaction() as connection:  # as migration 0023 left what was approved before
        connection.execute(applications.update().values(seeker_information_until=None))
    go_to(registry, "2027-03-01")
    approve(registry, renewal(registry, member))
    letter = text_of(registry.call(GET_ACCEPTANCE_LETTER, member, application_id=application_id))
    assert "利用期限" not in letter


def test_before_approval_there_is_no_letter(registry: Registry) -> None:
    application_id = registry.register()["application_id"]
    with pytest.raises(Refused) as refused:
        registry.call(GET_ACCEPTANCE_LETTER, staff(), application_id=application_id)
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_the_papers_state_cap_reservation_and_help_desk_as_they_are_set(registry: Registry) -> None:
    """MSG-4, OPS-5, REG-11: none stands fixed in a paper."""
    tools = registry.service.tools
    settings = dataclasses.replace(tools.applications, dispatches_a_day=777)
    registry.service.tools = dataclasses.replace(
        tools,
        applications=settings,
        help_desk=HelpDesk(phone="03-0000-0000"),
        reservation=ReservationSettings(years=7),
    )
    request = {"application_id": registry.approved()["application_id"]}
    letter = text_of(registry.call(GET_ACCEPTANCE_LETTER, staff(), **request))
    form = text_of(registry.call(GET_APPLICATION_FORM, staff(), **request))
    assert "777" in letter
    assert all("03-0000-0000" in paper and "0570-077450" not in paper for paper in (letter, form))
    left = withdrawal(registry, main_account(registry), "offers")["application_id"]
    assert "退会した日の翌日から７年間" in text_of(registry.call(GET_APPLICATION_FORM, staff(), application_id=left))
