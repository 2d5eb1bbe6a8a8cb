"""Documents attached to applications (REG-8): who may file and read them, what is kept, and what approval asks of them."""

import base64
import datetime as dt
import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.operations import Operation
from services.contracts.registry import (
    GET_DOCUMENT,
    LIST_DOCUMENTS,
    REFUSE_APPLICATION,
    REGISTER_CHANGE,
    REGISTER_RENEWAL,
    REGISTER_WITHDRAWAL,
    UPLOAD_DOCUMENT,
)
from services.registry.documents import inspection, usecases
from services.registry.documents.domain.files import DocumentSettings
from services.registry.documents.tables import application_documents
from services.registry.organizations.tables import organizations
from services.runtime.identifiers import new_id
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import OSAKA, Registry, main_account, staff
from tests.contract.registry.examples import a_municipality, an_application
from tests.contract.served import Refused
from tests.unit.registry.documents.examples import a_pdf, an_image, encrypted_pdf, scripted_pdf


@pytest.fixture(autouse=True)
def _a_busy_machine_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked into is the subject here, not how long it takes."""
    monkeypatch.setattr(inspection, "SECONDS", 60.0)
    monkeypatch.setattr(inspection, "PATIENCE_SECONDS", 60.0)


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def upload(
    registry: Registry, application: dict[str, Any], caller: Caller = ANONYMOUS, **changes: Any
) -> dict[str, Any]:
    request: dict[str, Any] = {
        "application_id": application["application_id"],
        "download_key": None if caller.role is not Role.ANYONE else application["download_key"],
        "kind": "terms_consent",
        "file_name": "同意書.pdf",
        "content": encoded(a_pdf()),
        **changes,
    }
    return registry.call(UPLOAD_DOCUMENT, caller, **request)


def listed(registry: Registry, application: dict[str, Any], caller: Caller) -> list[dict[str, Any]]:
    key = application["download_key"] if caller.role is Role.ANYONE else None
    request = {"application_id": application["application_id"], "download_key": key}
    found: list[dict[str, Any]] = registry.call(LIST_DOCUMENTS, caller, **request)["documents"]
    return found


def organization(organization_id: str, role: Role = Role.ORGANIZATION_MAIN) -> Caller:
    return Caller(role=role, account_id=new_id(), organization_id=organization_id)


def test_the_applicant_files_documents_and_the_bureau_reads_them(registry: Registry) -> None:
    """REG-8."""
    application, content = registry.register(), a_pdf()
    filed = upload(registry, application, content=encoded(content))
    assert filed["sha256"] == hashlib.sha256(content).hexdigest()
    assert (filed["media_type"], filed["size_bytes"]) == ("application/pdf", len(content))
    upload(registry, application, staff(), kind="other", file_name="封筒.JPG", content=encoded(an_image("JPEG")))
    for reader in (staff(), ANONYMOUS):
        first, second = listed(registry, application, reader)
        assert (first["document_id"], first["file_name"], first["by_bureau"]) == (
            filed["document_id"],
            "同意書.pdf",
            False,
        )
        assert (second["kind"], second["media_type"], second["by_bureau"]) == ("other", "image/jpeg", True)
    request = {"application_id": application["application_id"], "document_id": filed["document_id"]}
    read = registry.call(GET_DOCUMENT, staff(), **request)
    assert base64.b64decode(read["content"]) == content
    assert (read["file_name"], read["media_type"]) == ("同意書.pdf", "application/pdf")


def test_a_document_that_is_not_what_was_filed_is_handed_to_nobody(registry: Registry) -> None:
    """REG-8: its checksum is compared at each reading, whoever could seal another content in its place."""
    application = registry.register()
    document_id = upload(registry, application)["document_id"]
    about = f"application_documents.content:{document_id}"
    sealed = registry.personal_data.seal_bytes(a_pdf(text="another page"), about)
    with registry.database.transaction() as connection:
        connection.execute(application_documents.update().values(content_sealed=sealed.ciphertext))
    request = {"application_id": application["application_id"], "document_id": document_id, "download_key": None}
    with registry.work(staff()) as work, pytest.raises(ValueError, match="not what was filed"):
        registry.service.get_document(work, request)


def test_a_document_stands_sealed_in_the_database(registry: Registry) -> None:
    """SEE-2: name and content name persons and bear signatures."""
    application = registry.register()
    content = a_pdf(text="Yamada Hanako")
    upload(registry, application, file_name="山田花子の同意書.pdf", content=encoded(content))
    stolen = registry.everything_in_clear()
    assert "山田花子" not in stolen
    assert content[:40].hex() not in stolen
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(application_documents)).one()
    assert b"%PDF" not in bytes(row.content_sealed)


def test_filing_and_each_reading_leave_a_line_in_the_audit_log(registry: Registry) -> None:
    """REG-8, OPS-3."""
    application, reader = registry.register(), staff()
    document_id = upload(registry, application)["document_id"]
    for _ in range(2):
        request = {"application_id": application["application_id"], "document_id": document_id}
        registry.call(GET_DOCUMENT, reader, **request)
    entries = [entry for entry in registry.audited() if entry["subject_id"] == document_id]
    assert [entry["action"] for entry in entries] == ["registry.upload_document", *["registry.get_document"] * 2]
    assert entries[1]["account_id"] == reader.account_id
    assert entries[0]["details"] == {"application_id": application["application_id"], "kind": "terms_consent"}


def test_who_reads_the_names_of_files_is_in_the_audit_log_and_no_name_is(registry: Registry) -> None:
    """OPS-3: names of files are sealed, so that opening them for a list is an entry as opening the file is."""
    application, reader = registry.register(), staff()
    upload(registry, application)
    registry.call(LIST_DOCUMENTS, reader, application_id=application["application_id"])
    [entry] = [entry for entry in registry.audited() if entry["action"] == "registry.list_documents"]
    assert (entry["subject_kind"], entry["subject_id"]) == ("application", application["application_id"])
    assert (entry["account_id"], entry["details"]) == (reader.account_id, {"found": 1})


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"content": encoded(b"MZ\x90\x00 this program cannot be run")}, "document_unreadable", "/content"),
        ({"content": encoded(b"%PDF-1.7\nno pdf\n%%EOF")}, "document_unreadable", "/content"),
        ({"content": encoded(encrypted_pdf())}, "document_not_allowed", "/content"),
        ({"content": encoded(scripted_pdf())}, "document_not_allowed", "/content"),
        ({"file_name": "同意書.png"}, "file_name_not_allowed", "/file_name"),
        ({"file_name": "../同意書.pdf"}, "file_name_not_allowed", "/file_name"),
        ({"file_name": "同意書\u202efdp.pdf"}, "file_name_not_allowed", "/file_name"),
        ({"content": encoded(an_image())}, "file_name_not_allowed", "/file_name"),
    ],
    ids=["program", "no pdf", "encrypted", "script", "extension", "path", "turned", "png as pdf"],
)
def test_what_may_not_be_filed_is_refused_at_its_place_and_leaves_nothing(
    registry: Registry, changes: dict[str, str], code: str, pointer: str
) -> None:
    """REG-8."""
    application = registry.register()
    with pytest.raises(Refused) as refused:
        upload(registry, application, **changes)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
    assert registry.count(application_documents) == 0


def test_a_file_over_the_limit_is_refused_whoever_got_it_onto_the_bus(registry: Registry) -> None:
    """REG-8: the gateway has refused it already; others may be on the bus."""
    application = registry.register()
    most = DocumentSettings().largest_bytes
    with pytest.raises(Refused) as refused:
        upload(registry, application, content=encoded(b"%PDF-" + bytes(most)))
    assert refused.value.code is ErrorCode.REQUEST_TOO_LARGE


def test_the_same_file_is_filed_once_and_only_so_many(registry: Registry) -> None:
    """REG-8."""
    application, same = registry.register(), encoded(a_pdf())
    upload(registry, application, content=same)
    with pytest.raises(Refused) as refused:
        upload(registry, application, content=same, file_name="別名.pdf")
    assert refused.value.code is ErrorCode.DOCUMENT_FILED_ALREADY
    for number in range(DocumentSettings().documents_an_application - 1):
        upload(registry, application, content=encoded(a_pdf(text=f"page {number}")))
    with pytest.raises(Refused) as refused:
        upload(registry, application, content=encoded(a_pdf(text="one more")))
    assert refused.value.code is ErrorCode.TOO_MANY_DOCUMENTS


def test_of_many_uploads_at_once_no_more_are_filed_than_may_be(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REG-8: the application's row makes them wait for one another."""
    monkeypatch.setattr(usecases, "inspect", lambda *_: usecases.files.Finding.FINE)
    application = registry.register()
    pages = [encoded(a_pdf(text=f"page {number}")) for number in range(16)]
    outcomes = at_once(*(partial(upload, registry, application, content=page) for page in pages))
    assert sorted(outcomes) == [DONE] * 10 + ["too_many_documents"] * 6
    assert registry.count(application_documents) == 10


def test_nobody_else_files_or_reads(registry: Registry) -> None:
    """AUT-7: without the key it looks as if there were no such application."""
    application = registry.register()
    document_id = upload(registry, application)["document_id"]
    another = registry.register(email="another@example.jp")
    strangers = {
        staff(OSAKA): ErrorCode.OTHER_BUREAU,
        organization(new_id()): ErrorCode.NOT_FOUND,
        Caller(role=Role.SEEKER, account_id=new_id(), seeker_number="48210937561"): ErrorCode.NOT_FOUND,
        Caller(role=Role.MINISTRY, account_id=new_id()): ErrorCode.NOT_FOUND,
    }
    for stranger, code in strangers.items():
        for step in (
            lambda who: upload(registry, application, who),
            lambda who: listed(registry, application, who),
            lambda who: registry.call(
                GET_DOCUMENT, who, application_id=application["application_id"], document_id=document_id
            ),
        ):
            with pytest.raises(Refused) as refused:
                step(stranger)
            assert refused.value.code is code
    for key in ("guessed", None, another["download_key"]):
        with pytest.raises(Refused) as refused:
            upload(registry, application, download_key=key)
        assert refused.value.code is ErrorCode.NOT_FOUND


def test_a_document_is_not_read_by_way_of_another_application(registry: Registry) -> None:
    """AUT-7."""
    theirs, mine = registry.register(), registry.register(email="mine@example.jp")
    request = {
        "application_id": mine["application_id"],
        "download_key": mine["download_key"],
        "document_id": upload(registry, theirs)["document_id"],
    }
    with pytest.raises(Refused) as refused:
        registry.call(GET_DOCUMENT, ANONYMOUS, **request)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/document_id")


def test_the_organizations_main_account_reads_what_was_filed(registry: Registry) -> None:
    """REG-8: by its login, once it has one; its additional accounts do not."""
    application = registry.register()
    upload(registry, application)
    registry.receive_form(application["application_id"])
    organization_id = registry.approve(application["application_id"])["organization_id"]
    assert len(listed(registry, application, organization(organization_id))) == 1
    with pytest.raises(Refused) as refused:
        listed(registry, application, organization(organization_id, Role.ORGANIZATION_ADDITIONAL))
    assert refused.value.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize("standing", ["active", "suspended"])
@pytest.mark.parametrize("kind", ["change", "renewal", "withdrawal"])
def test_the_main_account_files_lists_and_reads_with_its_own_procedures_and_no_others(
    registry: Registry, kind: str, standing: str
) -> None:
    """REG-5, REG-8, AUT-7, AUT-9: by its login alone, as there is no key; suspended organizations too."""
    registry.approved()
    mine = main_account(registry)
    theirs = organization(registry.approved(email="other@example.jp")["organization_id"])
    registry.now = dt.datetime(2027, 3, 1, 1, 0, tzinfo=dt.UTC)
    with registry.database.transaction() as connection:
        connection.execute(organizations.update().values(standing=standing))
    content = {name: value for name, value in an_application().items() if name not in ("email", "password")}
    requests: dict[str, tuple[Operation, dict[str, Any]]] = {
        "change": (REGISTER_CHANGE, {"content": {**content, "phone": "03-9999-0000"}}),
        "renewal": (
            REGISTER_RENEWAL,
            {
                "latest_regular_placement_on": "2027-02-15",
                "content_unchanged": True,
                "security_declaration": content["security_declaration"],
                "terms_version": content["terms_version"],
            },
        ),
        "withdrawal": (REGISTER_WITHDRAWAL, {"services": ["seekers"]}),
    }
    operation, request = requests[kind]
    application = registry.call(operation, mine, **request)
    document_id = upload(registry, application, mine)["document_id"]
    named = {"application_id": application["application_id"], "document_id": document_id}
    assert [each["document_id"] for each in listed(registry, application, mine)] == [document_id]
    assert registry.call(GET_DOCUMENT, mine, **named)["file_name"] == "同意書.pdf"
    assert len(listed(registry, application, staff())) == 1
    additional = Caller(Role.ORGANIZATION_ADDITIONAL, new_id(), mine.organization_id)
    for stranger in (theirs, additional, ANONYMOUS):
        steps: tuple[Callable[..., Any], ...] = (
            lambda who: upload(registry, {**application, "download_key": "guessed"}, who),
            lambda who: listed(registry, {**application, "download_key": "guessed"}, who),
            lambda who: registry.call(GET_DOCUMENT, who, **named),
        )
        for step in steps:
            with pytest.raises(Refused) as refused:
                step(stranger)
            assert refused.value.code is ErrorCode.NOT_FOUND


def test_nothing_is_added_to_a_decided_application(registry: Registry) -> None:
    """REG-8."""
    application = registry.register()
    registry.receive_form(application["application_id"])
    refusal = {"application_id": application["application_id"], "reason": "要件を満たしていません。"}
    registry.call(REFUSE_APPLICATION, staff(), **refusal)
    for filer in (staff(), ANONYMOUS):
        with pytest.raises(Refused) as refused:
            upload(registry, application, filer)
        assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING


def test_after_a_lapse_only_the_bureau_may_add_what_came_in_time(registry: Registry) -> None:
    """REG-7, REG-8."""
    application = registry.register()
    registry.pass_by(days=20)
    with registry.work() as work:
        registry.service.lapse_overdue(work)
    with pytest.raises(Refused) as refused:
        upload(registry, application)
    assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING
    assert upload(registry, application, staff(), kind="signed_form", file_name="申請書.pdf")


# Approval ------------------------------------------------------------------------------------------------------------


def test_what_was_recorded_as_come_by_email_must_be_on_file_for_approval(registry: Registry) -> None:
    """REG-8: the record of receipt and the files agree."""
    application = registry.register(**a_municipality())
    registry.receive_form(application["application_id"], way="email")
    with pytest.raises(Refused) as refused:
        registry.approve(application["application_id"])
    assert refused.value.code is ErrorCode.DOCUMENT_MISSING
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["document_not_on_file"]
    upload(registry, application, staff())
    upload(registry, application, kind="privacy_mark", file_name="登録証.png", content=encoded(an_image()))
    assert registry.approve(application["application_id"])["state"] == "approved"


def test_what_was_filed_counts_even_where_the_receipt_does_not_name_it(registry: Registry) -> None:
    """REG-8: it may come after the form."""
    application = registry.register(**a_municipality())
    registry.receive_form(application["application_id"], way="post", documents=["privacy_mark"])
    with pytest.raises(Refused) as refused:
        registry.approve(application["application_id"])
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["terms_consent_missing"]
    upload(registry, application)
    assert registry.approve(application["application_id"])["state"] == "approved"


def test_what_came_on_paper_need_not_be_on_file(registry: Registry) -> None:
    """REG-8: the bureau keeps the paper."""
    application = registry.register(**a_municipality())
    registry.receive_form(application["application_id"], way="post")
    assert registry.approve(application["application_id"])["state"] == "approved"
