"""Documents attached to applications: filed and read by the applicant and the bureau (REG-8)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.fields import FileContent, Id, Instant, Strict, Text
from services.contracts.operations import Operation
from services.contracts.registry.words import DOCUMENT_KINDS, PUBLIC, SERVICE

DOCUMENT_MEDIA_TYPES = ("application/pdf", "image/png", "image/jpeg")


class DocumentsRequest(Strict):
    """The documents of an application; applicants who are not logged in give the key of the completion page."""

    application_id = Id(required=True)
    download_key = Text(longest=64, allow_none=True, load_default=None)


class DocumentRequest(DocumentsRequest):
    """Names one document."""

    document_id = Id(required=True)


class UploadDocumentRequest(DocumentsRequest):
    """A file and what it is. Its type is told by its content, which its name's extension must fit."""

    kind = fields.String(required=True, validate=validate.OneOf(DOCUMENT_KINDS))
    file_name = Text(longest=120, shortest=1, required=True, metadata={"example": "同意書.pdf"})
    content = FileContent(required=True)


class DocumentFiled(Schema):
    """A document as it was filed; without its name, as answers are kept for repetitions."""

    document_id = Id(required=True)
    kind = fields.String(required=True)
    media_type = fields.String(required=True, validate=validate.OneOf(DOCUMENT_MEDIA_TYPES))
    size_bytes = fields.Integer(required=True)
    sha256 = fields.String(required=True)


class DocumentSummary(DocumentFiled):
    """A document in the application's list."""

    file_name = fields.String(required=True)
    uploaded_at = Instant(required=True)
    by_bureau = fields.Boolean(required=True)


class DocumentList(Schema):
    """An application's documents, oldest first."""

    documents = fields.List(fields.Nested(DocumentSummary), required=True)


class DocumentContent(Schema):
    """A document itself."""

    file_name = fields.String(required=True)
    media_type = fields.String(required=True, validate=validate.OneOf(DOCUMENT_MEDIA_TYPES))
    content = FileContent(required=True)


UPLOAD_DOCUMENT = Operation(SERVICE, "upload_document", UploadDocumentRequest(), DocumentFiled(), PUBLIC, changes=True)
LIST_DOCUMENTS = Operation(SERVICE, "list_documents", DocumentsRequest(), DocumentList(), PUBLIC)
# Whoever reads one leaves a line in the audit log.
GET_DOCUMENT = Operation(SERVICE, "get_document", DocumentRequest(), DocumentContent(), PUBLIC, changes=True)
