"""The documents that go with an application, as its applicant reads of them (REG-8; seed 000, STEP 2)."""

from __future__ import annotations

from collections.abc import Container, Mapping

from services.contracts.registry.words import DOCUMENT_KINDS, EXCELLENT_AGENCY_CERTIFICATE
from services.registry.organizations.domain.application import ApplicationContent, MarkHolder
from services.registry.organizations.domain.decisions import Document

_OR_COPY = "又はその写し"
_NAMES: Mapping[Document, str] = {
    Document.TERMS_CONSENT: DOCUMENT_KINDS["terms_consent"],
    Document.PRIVACY_MARK: DOCUMENT_KINDS["privacy_mark"] + _OR_COPY,
    Document.EXCELLENT_AGENCY_MARK: EXCELLENT_AGENCY_CERTIFICATE + _OR_COPY,
}
_AGENCY_S_OWN = f"委託先の{EXCELLENT_AGENCY_CERTIFICATE}{_OR_COPY}"


def documents_told(documents: Container[Document], content: ApplicationContent) -> tuple[str, ...]:
    """Their names, in the order in which they are asked for, and whose the certificate is."""
    names = dict(_NAMES)
    if content.excellent_agency_mark_of is MarkHolder.COMMISSIONED_AGENCY:
        names[Document.EXCELLENT_AGENCY_MARK] = _AGENCY_S_OWN
    return tuple(name for document, name in names.items() if document in documents)
