"""Filing, listing and reading the documents of an application (REG-8): for its applicant and its bureau alone."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.registry.documents import storage
from services.registry.documents.domain import files
from services.registry.documents.domain.files import DocumentKind, DocumentSettings, Folder, MediaType
from services.registry.documents.domain.reasons import DocumentReason
from services.registry.documents.inspection import inspect
from services.registry.documents.storage import StoredDocument
from services.registry.organizations import storage as applications
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.queue import bureaus_application
from services.registry.organizations.usecases.registration import application_with_key
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal

DEFAULTS = DocumentSettings()
_OPEN_TO_APPLICANT = (ApplicationState.REGISTERED, ApplicationState.FORM_RECEIVED)
_OPEN_TO_BUREAU = (*_OPEN_TO_APPLICANT, ApplicationState.LAPSED)
"""A timely receipt may still be recorded after a lapse (REG-7), with what came with it."""


def upload_document(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    settings: DocumentSettings = DEFAULTS,
) -> dict[str, Any]:
    """File a document with an application (REG-8), if its size, content and name allow it.

    The file is looked into before the application's row is locked, so that nobody waits for a parser. Then the row is
    locked until the transaction ends: of several uploads at once each sees the others' documents, and none is filed beside
    a decision.
    """
    stored = application_open_to(connection, request, caller, personal_data)
    content, name, kind = request["content"], request["file_name"], DocumentKind(request["kind"])
    media_type = _type_of(content, name, settings)
    _refuse(files.objection_to_finding(inspect(content, media_type)), "/content")
    checksum = hashlib.sha256(content).digest()
    locked = applications.application(connection, stored.application_id, personal_data, lock=True)
    assert locked is not None, "applications are never deleted"
    by_bureau = caller.role is Role.BUREAU_STAFF
    folder = Folder(_is_open(locked, by_bureau), storage.filed(connection, stored.application_id))
    _refuse(files.objection_to_filing(folder, kind, checksum, settings), None)
    document = StoredDocument(
        document_id=new_id(),
        kind=kind,
        media_type=media_type,
        size_bytes=len(content),
        sha256=checksum,
        file_name=name,
        uploaded_at=now,
        uploaded_by=caller.account_id,
        by_bureau=by_bureau,
    )
    storage.insert(connection, stored.application_id, document, content, personal_data)
    _record(connection, "upload_document", stored, document, caller, now, trace)
    return _told(document)


def list_documents(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """What was filed with an application, oldest first; names of files are sealed, and who read them is entered (OPS-3)."""
    stored = application_open_to(connection, request, caller, personal_data)
    documents = storage.of_application(connection, stored.application_id, personal_data)
    audit.record(
        connection,
        action="registry.list_documents",
        subject=("application", stored.application_id),
        caller=caller,
        now=now,
        trace=trace,
        details={"found": len(documents)},
    )
    return {"documents": [_told(document) for document in documents]}


def get_document(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """One document with its content; who read it stands in the audit log (OPS-3)."""
    stored = application_open_to(connection, request, caller, personal_data)
    found = storage.of_application(connection, stored.application_id, personal_data, request["document_id"])
    if not found:
        raise Refusal(DocumentReason.NO_SUCH_DOCUMENT, "/document_id")
    content = storage.content(connection, found[0].document_id, personal_data)
    if hashlib.sha256(content).digest() != found[0].sha256:
        raise ValueError("a document is not what was filed")  # its seal opened, and yet: a fault of ours
    _record(connection, "get_document", stored, found[0], caller, now, trace)
    return {"file_name": found[0].file_name, "media_type": found[0].media_type, "content": content}


def application_open_to(
    connection: Connection, request: Mapping[str, Any], caller: Caller, personal_data: PersonalData
) -> StoredApplication:
    """The application, to staff of its bureau, to its organization's main account, or to who has its key.

    To anybody else it looks as if there were no such application.
    """
    application_id = request["application_id"]
    if caller.role is Role.BUREAU_STAFF:
        return bureaus_application(connection, application_id, caller, personal_data)
    if caller.role is Role.ORGANIZATION_MAIN and caller.organization_id is not None:
        stored = applications.application(connection, application_id, personal_data)
        if stored is not None and stored.organization_id == caller.organization_id:
            return stored
    return application_with_key(connection, application_id, request["download_key"], personal_data)


def _type_of(content: bytes, name: str, settings: DocumentSettings) -> MediaType:
    _refuse(files.objection_to_size(len(content), settings), "/content")
    media_type = files.media_type_of(content)
    if media_type is None:
        raise Refusal(DocumentReason.UNKNOWN_TYPE, "/content")
    _refuse(files.objection_to_name(name, media_type), "/file_name")
    return media_type


def _is_open(stored: StoredApplication, by_bureau: bool) -> bool:
    states = _OPEN_TO_BUREAU if by_bureau else _OPEN_TO_APPLICANT
    return stored.facts.state in states and not stored.facts.replaced


def _refuse(objection: DocumentReason | None, pointer: str | None) -> None:
    if objection is not None:
        raise Refusal(objection, pointer)


def _record(
    connection: Connection,
    done: str,
    stored: StoredApplication,
    document: StoredDocument,
    caller: Caller,
    now: dt.datetime,
    trace: str,
) -> None:
    audit.record(
        connection,
        action=f"registry.{done}",
        subject=("document", document.document_id),
        caller=caller,
        now=now,
        trace=trace,
        details={"application_id": stored.application_id, "kind": document.kind.value},
    )


def _told(document: StoredDocument) -> dict[str, Any]:
    return {
        "document_id": document.document_id,
        "kind": document.kind,
        "media_type": document.media_type,
        "size_bytes": document.size_bytes,
        "sha256": document.sha256.hex(),
        "file_name": document.file_name,
        "uploaded_at": document.uploaded_at,
        "by_bureau": document.by_bureau,
    }
