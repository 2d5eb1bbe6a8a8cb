"""Entrypoints of documents attached to applications: file, list, read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry.documents import usecases as documents
from services.registry.documents.domain.reasons import DocumentReason
from services.registry.tools import Tools
from services.runtime.entrypoints import serve
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {
    DocumentReason.TOO_LARGE: ErrorCode.REQUEST_TOO_LARGE,
    DocumentReason.UNKNOWN_TYPE: ErrorCode.DOCUMENT_UNREADABLE,
    DocumentReason.UNREADABLE: ErrorCode.DOCUMENT_UNREADABLE,
    DocumentReason.ENCRYPTED: ErrorCode.DOCUMENT_NOT_ALLOWED,
    DocumentReason.ACTIVE_CONTENT: ErrorCode.DOCUMENT_NOT_ALLOWED,
    DocumentReason.DAMAGED: ErrorCode.DOCUMENT_DAMAGED,
    DocumentReason.NAME_NOT_ALLOWED: ErrorCode.FILE_NAME_NOT_ALLOWED,
    DocumentReason.NAME_OF_OTHER_TYPE: ErrorCode.FILE_NAME_NOT_ALLOWED,
    DocumentReason.TOO_MANY: ErrorCode.TOO_MANY_DOCUMENTS,
    DocumentReason.FILED_ALREADY: ErrorCode.DOCUMENT_FILED_ALREADY,
    DocumentReason.APPLICATION_CLOSED: ErrorCode.APPLICATION_NOT_PENDING,
    DocumentReason.NO_SUCH_DOCUMENT: ErrorCode.NOT_FOUND,
    DocumentReason.INSPECTION_BUSY: ErrorCode.SERVICE_UNAVAILABLE,
}


class Documents:
    """What is attached to applications (REG-8)."""

    tools: Tools

    @serve(registry.UPLOAD_DOCUMENT)
    def upload_document(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-8."""
        return documents.upload_document(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            settings=self.tools.documents,
        )

    @serve(registry.LIST_DOCUMENTS)
    def list_documents(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-8, AUT-7, OPS-3."""
        return documents.list_documents(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.GET_DOCUMENT)
    def get_document(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-8, AUT-7, OPS-3."""
        return documents.get_document(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )
