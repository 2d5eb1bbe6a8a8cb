"""Steps through the registry: applications, letters, documents, accounts, establishments, seekers, erasures."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from services.contracts import registry as contract
from services.contracts.caller import Caller
from services.registry.mail.addresses import mark_undeliverable
from services.registry.mail.bouncing import Cause
from tests.contract.reaches.steps import BUREAU, IIDABASHI, OFFICE, Step, holding, step
from tests.contract.registry import employers, procedures
from tests.contract.registry.conftest import Registry, main_account, staff
from tests.contract.registry.examples import EMAIL, a_municipality
from tests.contract.registry.staff_accounts import made
from tests.contract.registry.test_documents import upload
from tests.contract.registry.test_paper import paper
from tests.contract.registry_people.conftest import at_office, register
from tests.contract.registry_seekers import feeds
from tests.unit.registry.documents.examples import a_pdf

_SEEKER = {"office_code": "X1301", "valid_until": "2026-07-31"}


def _registry(request: pytest.FixtureRequest) -> Registry:
    served: Registry = request.getfixturevalue("registry")
    return served


def _registered(request: pytest.FixtureRequest) -> str:
    return str(_registry(request).register()["application_id"])


def _arrived(request: pytest.FixtureRequest) -> str:
    application_id = _registered(request)
    _registry(request).receive_form(application_id)
    return application_id


# Applications ---------------------------------------------------------------------------------------------------------


@step(contract.LIST_APPLICATIONS, BUREAU)
@step(contract.SEARCH_APPLICATIONS, BUREAU)
def listed(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(_registered(request)))


@step(contract.SHOW_DESK, BUREAU)
def desk(request: pytest.FixtureRequest) -> Step:
    _registered(request)
    return Step({}, lambda answer: any(queue["applications"] for queue in answer["queues"]))


@step(contract.SHOW_APPLICATION, BUREAU)
@step(contract.LIST_PROPOSALS, BUREAU)
@step(contract.GET_APPLICATION_FORM, BUREAU)
@step(contract.LIST_DOCUMENTS, BUREAU)
def named(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _registered(request)})


@step(contract.RECORD_FORM, BUREAU)
def received(request: pytest.FixtureRequest) -> Step:
    came = {"received_on": "2026-04-22", "way": "email", "documents": ["terms_consent"]}
    return Step({"application_id": _registered(request), **came})


@step(contract.APPROVE_APPLICATION, BUREAU)
def approved(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _arrived(request)})


@step(contract.REFUSE_APPLICATION, BUREAU)
def refused(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _arrived(request), "reason": "実績がないため。"})


@step(contract.PROPOSE_DECISION, BUREAU)
def proposed(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _arrived(request), "decision": "approve"})


@step(contract.CONFIRM_DECISION, BUREAU)
@step(contract.WITHDRAW_PROPOSAL, BUREAU)
def confirmed(request: pytest.FixtureRequest) -> Step:
    application = {"application_id": _arrived(request)}
    proposal = _registry(request).call(contract.PROPOSE_DECISION, staff(), **application, decision="approve")
    return Step({**application, "proposal_id": proposal["proposal_id"]})


@step(contract.RECORD_LETTER, BUREAU)
def posted(request: pytest.FixtureRequest) -> Step:
    registry = _registry(request)
    application_id = registry.register(**a_municipality())["application_id"]
    registry.receive_form(application_id, way="post")
    registry.approve(application_id)
    return Step({"application_id": application_id, "posted_on": "2026-04-22"})


@step(contract.CORRECT_LETTER, BUREAU)
def posting_corrected(request: pytest.FixtureRequest) -> Step:
    application = {"application_id": posted(request).request["application_id"]}
    _registry(request).call(contract.RECORD_LETTER, staff(), **application, posted_on="2026-04-22")
    return Step({**application, "posted_on": None, "reason": "まだ郵送していなかったため。"})


@step(contract.CORRECT_FORM, BUREAU)
def receipt_corrected(request: pytest.FixtureRequest) -> Step:
    came = {"received_on": "2026-04-22", "way": "email", "documents": []}
    return Step({"application_id": _arrived(request), **came, "reason": "書類がなかったため。"})


@step(contract.TAKE_FORM_BACK, BUREAU)
def receipt_taken_back(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _arrived(request), "reason": "別の申請の申請書であったため。"})


@step(contract.TAKE_REFUSAL_BACK, BUREAU)
def refusal_taken_back(request: pytest.FixtureRequest) -> Step:
    application = {"application_id": _arrived(request)}
    _registry(request).call(contract.REFUSE_APPLICATION, staff(), **application, reason="実績がないため。")
    return Step({**application, "reason": "実績を見落としていたため。"})


@step(contract.TAKE_WITHDRAWAL_BACK, BUREAU)
def withdrawal_taken_back(request: pytest.FixtureRequest) -> Step:
    member: Caller = request.getfixturevalue("member")
    application_id = procedures.withdrawal(_registry(request), member, "offers", "seekers")["application_id"]
    _registry(request).receive_form(application_id)
    _registry(request).approve(application_id)
    return Step({"application_id": application_id, "reason": "別の団体の申請書であったため。"})


@step(contract.SEND_BUREAU_ADDRESS, BUREAU)
def address(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _registered(request), "email": "shinsei@tokyo.example.jp"})


@step(contract.GET_TERMS_CONSENT, BUREAU)
def consent(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _registry(request).register(**a_municipality())["application_id"]})


@step(contract.GET_ACCEPTANCE_LETTER, BUREAU)
def letter(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _registry(request).approved()["application_id"]})


@step(contract.ENTER_PAPER_APPLICATION, BUREAU)
def on_paper(request: pytest.FixtureRequest) -> Step:
    _registry(request)
    return Step(paper())


@step(contract.ENTER_PAPER_PROCEDURE, BUREAU)
def procedure_on_paper(request: pytest.FixtureRequest) -> Step:
    member: Caller = request.getfixturevalue("member")
    came = {"received_on": "2026-04-22", "way": "post", "explanation": "電話で説明あり"}
    change = {"content": procedures.content(phone="03-9999-0000")}
    return Step({"organization_id": member.organization_id, **came, "change": change})


# Documents ------------------------------------------------------------------------------------------------------------


@step(contract.UPLOAD_DOCUMENT, BUREAU)
def filed(request: pytest.FixtureRequest) -> Step:
    content = base64.b64encode(a_pdf()).decode()
    document = {"kind": "terms_consent", "file_name": "同意書.pdf", "content": content}
    return Step({"application_id": _registered(request), **document})


@step(contract.GET_DOCUMENT, BUREAU)
def document(request: pytest.FixtureRequest) -> Step:
    application = _registry(request).register()
    document_id = upload(_registry(request), application)["document_id"]
    return Step({"application_id": application["application_id"], "document_id": document_id})


# Accounts -------------------------------------------------------------------------------------------------------------


@step(contract.VOID_ACCOUNT_PASSWORD, BUREAU)
@step(contract.UNLOCK_ACCOUNT, BUREAU)
def unlocked(request: pytest.FixtureRequest) -> Step:
    _registry(request).approved()
    return Step({"email": EMAIL, "ground": "電話で本人を確認した。"})


@step(contract.CHANGE_ACCOUNT_EMAIL, BUREAU)
def moved(request: pytest.FixtureRequest) -> Step:
    _registry(request).approved()
    paper_ = {"requested_on": "2026-04-22", "ground": "書面による申出。"}
    return Step({"email": EMAIL, "new_email": "atarashii@example.jp", **paper_})


@step(contract.LIST_MAIL_TROUBLES, BUREAU)
def troubles(request: pytest.FixtureRequest) -> Step:
    registry = _registry(request)
    registry.approved()
    with registry.database.transaction() as connection:
        lookup = registry.personal_data.lookup(EMAIL)
        mark_undeliverable(connection, lookup, Cause.RETURNED, "5.1.1", now=registry.now)
    return Step({}, holding(str(main_account(registry).account_id)))


@step(contract.LIST_MAIL_TROUBLES, OFFICE)
def seekers_troubles(request: pytest.FixtureRequest) -> Step:
    registry, number = _registry(request), _seeker(request)
    with registry.database.transaction() as connection:
        lookup = registry.personal_data.lookup(str(feeds.row(1)["email"]))
        mark_undeliverable(connection, lookup, Cause.RETURNED, "5.1.1", now=registry.now)
    return Step({}, holding(number))


@step(contract.LIST_STAFF_ACCOUNTS, BUREAU)
def staff_accounts(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(made(_registry(request))))


# Employers ------------------------------------------------------------------------------------------------------------


def _asked(request: pytest.FixtureRequest) -> str:
    return str(employers.ask(_registry(request))["application_id"])


def _known(request: pytest.FixtureRequest) -> dict[str, Any]:
    return employers.register(_registry(request))


@step(contract.LIST_EMPLOYER_APPLICATIONS, OFFICE)
def employers_asking(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(_asked(request)))


@step(contract.SHOW_EMPLOYER_APPLICATION, OFFICE)
@step(contract.CONFIRM_EMPLOYER, OFFICE)
def employer_asking(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _asked(request)})


@step(contract.REFUSE_EMPLOYER, OFFICE)
def employer_refused(request: pytest.FixtureRequest) -> Step:
    return Step({"application_id": _asked(request), "reason": "事業所を確認できないため。"})


@step(contract.REGISTER_ESTABLISHMENT, OFFICE)
def establishment_at_the_desk(request: pytest.FixtureRequest) -> Step:
    _registry(request)
    return Step({"establishment": employers.an_establishment(), "contact": employers.a_contact()})


@step(contract.LIST_ESTABLISHMENTS, BUREAU, OFFICE)
def establishments(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(_known(request)["establishment_id"]))


@step(contract.SHOW_ESTABLISHMENT, BUREAU, OFFICE)
def establishment(request: pytest.FixtureRequest) -> Step:
    return Step({"establishment_id": _known(request)["establishment_id"]})


@step(contract.CHANGE_ESTABLISHMENT, OFFICE)
def establishment_changed(request: pytest.FixtureRequest) -> Step:
    whole = {"establishment": employers.an_establishment(phone="03-0000-1111"), "contact": employers.a_contact()}
    return Step({"establishment_id": _known(request)["establishment_id"], "version": 1, **whole})


@step(contract.CLOSE_ESTABLISHMENT, OFFICE)
def establishment_closed(request: pytest.FixtureRequest) -> Step:
    return Step({"establishment_id": _known(request)["establishment_id"], "version": 1, "reason": "廃業"})


@step(contract.OPEN_EMPLOYER_PAGE, OFFICE)
def employer_page(request: pytest.FixtureRequest) -> Step:
    return Step({"establishment_id": _known(request)["establishment_id"], "email": "page@midori.example.jp"})


@step(contract.UNLOCK_ACCOUNT, OFFICE)
@step(contract.VOID_ACCOUNT_PASSWORD, OFFICE)
def employers_account(request: pytest.FixtureRequest) -> Step:
    employers.register(_registry(request), with_my_page=True)
    employers.open_page(_registry(request))
    return Step({"email": employers.CONTACT_EMAIL, "ground": "電話で本人を確認した。"})


# Seekers --------------------------------------------------------------------------------------------------------------


def _seeker(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("bring_in")(1, **_SEEKER))


@step(contract.FIND_SEEKER_AT_OFFICE, OFFICE)
def seeker_looked_up(request: pytest.FixtureRequest) -> Step:
    _seeker(request)
    return Step({"source_id": "T000001"})


@step(contract.CHANGE_CHOICES_AT_OFFICE, OFFICE)
def choices(request: pytest.FixtureRequest) -> Step:
    return Step({"seeker_number": _seeker(request), "provision_choice": "none"})


@step(contract.EXTEND_APPLICATION_FOR_WORK, OFFICE)
def extended(request: pytest.FixtureRequest) -> Step:
    return Step({"seeker_number": _seeker(request), "valid_until": "2026-08-31"})


@step(contract.END_APPLICATION_FOR_WORK, OFFICE)
def ended(request: pytest.FixtureRequest) -> Step:
    day = str(feeds.TODAY)
    return Step({"seeker_number": _seeker(request), "ended_on": day, "end_reason": "hired"})


@step(contract.TAKE_BACK_END_OF_APPLICATION, OFFICE)
def end_taken_back(request: pytest.FixtureRequest) -> Step:
    asked = {"seeker_number": _seeker(request), "ended_on": str(feeds.TODAY), "end_reason": "hired"}
    colleague = at_office(str(IIDABASHI.office_code), str(IIDABASHI.bureau_code))
    _registry(request).call(contract.END_APPLICATION_FOR_WORK, colleague, **asked)
    return Step({"seeker_number": asked["seeker_number"]})


@step(contract.CORRECT_HELLO_WORK_ID, OFFICE)
def id_corrected(request: pytest.FixtureRequest) -> Step:
    registry = _registry(request)
    registry.now = feeds.NOW
    asked = {"seeker_number": register(registry), "source_id": "T000050"}
    colleague = at_office(str(IIDABASHI.office_code), str(IIDABASHI.bureau_code))
    registry.call(contract.ACCEPT_ONLINE_APPLICATION, colleague, **asked)
    return Step({**asked, "source_id": "T000051"})


@step(contract.JOIN_SEEKERS, OFFICE)
def joined(request: pytest.FixtureRequest) -> Step:
    _seeker(request)
    return Step({"seeker_number": register(_registry(request)), "source_id": "T000001", "person_compared": True})


@step(contract.ASK_ERASURE, OFFICE)
def erasure_asked(request: pytest.FixtureRequest) -> Step:
    return Step({"seeker_number": _seeker(request), "identity_checked": "in_person"})


def _demand(request: pytest.FixtureRequest) -> str:
    asked = {"seeker_number": _seeker(request), "identity_checked": "in_person"}
    colleague = at_office(str(IIDABASHI.office_code), str(IIDABASHI.bureau_code))
    return str(_registry(request).call(contract.ASK_ERASURE, colleague, **asked)["erasure_id"])


@step(contract.DECIDE_ERASURE, OFFICE)
def erasure_decided(request: pytest.FixtureRequest) -> Step:
    return Step({"erasure_id": _demand(request), "erase": True})


@step(contract.LIST_ERASURES, OFFICE)
def erasures(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(_demand(request)))
