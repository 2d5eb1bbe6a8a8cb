"""The documents that go with an application, as its applicant reads of them (REG-8; seed 000, STEP 2)."""

from __future__ import annotations

from collections.abc import Container, Mapping

from services.registry.organizations.domain.application import ApplicationContent, MarkHolder
from services.registry.organizations.domain.decisions import Document

_NAMES: Mapping[Document, str] = {
    Document.TERMS_CONSENT: "利用規約の同意書",
    Document.PRIVACY_MARK: "プライバシーマークの登録証又はその写し",
    Document.EXCELLENT_AGENCY_MARK: "職業紹介優良事業者マークの認定証又はその写し",
}
_AGENCY_S_OWN = "委託先の職業紹介優良事業者マークの認定証又はその写し"


def documents_told(documents: Container[Document], content: ApplicationContent) -> tuple[str, ...]:
    """Their names, in the order in which they are asked for, and whose the certificate is."""
    names = dict(_NAMES)
    if content.excellent_agency_mark_of is MarkHolder.COMMISSIONED_AGENCY:
        names[Document.EXCELLENT_AGENCY_MARK] = _AGENCY_S_OWN
    return tuple(name for document, name in names.items() if document in documents)
