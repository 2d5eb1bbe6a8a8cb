"""Queries of documents: rows to what is told of them, names and contents sealed on their way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.registry.documents.domain.files import DocumentKind, MediaType
from services.registry.documents.tables import application_documents
from services.registry.personal_data import PersonalData, Sealed

_documents = application_documents.c


@dataclass(frozen=True)
class StoredDocument:
    """A document without its content."""

    document_id: str
    kind: DocumentKind
    media_type: MediaType
    size_bytes: int
    sha256: bytes
    file_name: str
    uploaded_at: dt.datetime
    uploaded_by: str | None
    by_bureau: bool


def insert(
    connection: Connection, application_id: str, document: StoredDocument, content: bytes, personal_data: PersonalData
) -> None:
    """File a document."""
    name = personal_data.seal(document.file_name, _about("file_name", document.document_id))
    sealed = personal_data.seal_bytes(content, _about("content", document.document_id))
    connection.execute(
        application_documents.insert().values(
            document_id=document.document_id,
            application_id=application_id,
            kind=document.kind,
            media_type=document.media_type,
            size_bytes=document.size_bytes,
            sha256=document.sha256,
            file_name_sealed=name.ciphertext,
            file_name_key_id=name.key_id,
            content_sealed=sealed.ciphertext,
            content_key_id=sealed.key_id,
            uploaded_at=document.uploaded_at,
            uploaded_by=document.uploaded_by,
            by_bureau=document.by_bureau,
        )
    )


def of_application(
    connection: Connection, application_id: str, personal_data: PersonalData, document_id: str | None = None
) -> list[StoredDocument]:
    """An application's documents, oldest first; or the one named, if it is the application's."""
    columns = [column for column in application_documents.c if not column.name.startswith("content_")]
    query = sa.select(*columns).where(_documents.application_id == application_id)
    if document_id is not None:
        query = query.where(_documents.document_id == document_id)
    rows = connection.execute(query.order_by(_documents.uploaded_at, _documents.document_id))
    return [
        StoredDocument(
            document_id=row.document_id,
            kind=DocumentKind(row.kind),
            media_type=MediaType(row.media_type),
            size_bytes=row.size_bytes,
            sha256=bytes(row.sha256),
            file_name=personal_data.open(
                Sealed(row.file_name_key_id, bytes(row.file_name_sealed)), _about("file_name", row.document_id)
            ),
            uploaded_at=row.uploaded_at,
            uploaded_by=row.uploaded_by,
            by_bureau=row.by_bureau,
        )
        for row in rows
    ]


def filed(connection: Connection, application_id: str) -> frozenset[tuple[DocumentKind, bytes]]:
    """Kind and checksum of each of an application's documents."""
    query = sa.select(_documents.kind, _documents.sha256).where(_documents.application_id == application_id)
    return frozenset((DocumentKind(row.kind), bytes(row.sha256)) for row in connection.execute(query))


def content(connection: Connection, document_id: str, personal_data: PersonalData) -> bytes:
    """What a document holds."""
    query = sa.select(_documents.content_sealed, _documents.content_key_id)
    row = connection.execute(query.where(_documents.document_id == document_id)).one()
    return personal_data.open_bytes(
        Sealed(row.content_key_id, bytes(row.content_sealed)), _about("content", document_id)
    )


def _about(column: str, document_id: str) -> str:
    return f"application_documents.{column}:{document_id}"
