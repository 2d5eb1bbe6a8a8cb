"""REG-8: which files may be filed with an application, by name, size and circumstances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.registry import DOCUMENT_KINDS, DOCUMENT_MEDIA_TYPES
from services.registry.documents.domain.files import (
    DocumentKind,
    DocumentSettings,
    Finding,
    Folder,
    MediaType,
    media_type_of,
    objection_to_filing,
    objection_to_finding,
    objection_to_name,
    objection_to_size,
)
from services.registry.documents.domain.reasons import DocumentReason
from services.registry.organizations.domain.decisions import Document
from tests.unit.registry.documents.examples import a_pdf, an_image

SETTINGS = DocumentSettings(largest_bytes=1000, documents_an_application=2)


def test_the_words_of_contract_and_domain_are_the_same() -> None:
    assert list(DOCUMENT_KINDS) == list(DocumentKind)
    assert tuple(MediaType) == DOCUMENT_MEDIA_TYPES
    assert set(Document) <= set(map(str, DocumentKind)), "what approval asks for can be filed"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (a_pdf(), MediaType.PDF),
        (an_image("PNG"), MediaType.PNG),
        (an_image("JPEG"), MediaType.JPEG),
        (b"MZ\x90\x00", None),
        (b"PK\x03\x04", None),
        (b"<html>%PDF-1.4", None),
        (b" %PDF-1.4", None),
        (b"GIF89a", None),
        (b"", None),
    ],
    ids=["pdf", "png", "jpeg", "exe", "zip", "html", "blank first", "gif", "empty"],
)
def test_a_type_is_told_by_the_content(content: bytes, expected: MediaType | None) -> None:
    """REG-8."""
    assert media_type_of(content) is expected


@pytest.mark.parametrize(
    "name",
    [
        "同意書.pdf",
        "利用申請書_20260422-000001.PDF",
        "株式会社Ａ　同意書（写し）.pdf",
        "consent v1.2.pdf",
        "ﾌﾟﾗｲﾊﾞｼｰ.pdf",
        "同意書\u00a0写し.pdf",
    ],
)
def test_plain_names_are_taken(name: str) -> None:
    """REG-8."""
    assert objection_to_name(name, MediaType.PDF) is None


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf", "a/b.pdf", "a\\b.pdf", "C:form.pdf", "form.pdf:stream.pdf", "CON.pdf", "com1 .pdf",
        ".pdf", ".htaccess.pdf", "-rf.pdf", " form.pdf", "a..pdf", "fo\u202efdp.pdf", "fo\u200brm.pdf", "fo\u2066rm.pdf",
        "a\x00.pdf", "a\n.pdf", "a\u2028.pdf", "a\ue000.pdf", "a\ud800.pdf", "a|b.pdf", "a?.pdf", "¥form.pdf",
        "a\u1680b.pdf", "a\u2003b.pdf", "a\u202fb.pdf", "a\u205fb.pdf", "a<\u0338b.pdf", "a>\u0338b.pdf",
        "あ" * 117 + ".pdf", "",
    ],
    ids=ascii,
)  # fmt: skip
def test_names_that_lie_or_lead_elsewhere_are_refused(name: str) -> None:
    """REG-8: path parts, devices, control characters, the marks that turn the direction of writing, blanks
    that are none, endless ones.
    """
    assert objection_to_name(name, MediaType.PDF) is DocumentReason.NAME_NOT_ALLOWED


@pytest.mark.parametrize(
    "name", ["form", "form.exe", "form.pdf.exe", "form.ｐｄｆ", "form.png", "form.pd", "form.docx"]
)
def test_the_extension_is_that_of_the_content(name: str) -> None:
    """REG-8."""
    assert objection_to_name(name, MediaType.PDF) is DocumentReason.NAME_OF_OTHER_TYPE


@given(st.text(max_size=130), st.sampled_from(MediaType))
def test_whatever_name_is_taken_can_be_saved_under_it(name: str, media_type: MediaType) -> None:
    for given_name in (name, f"{name}.pdf", f"{name}.jpg"):
        if objection_to_name(given_name, media_type) is None:
            assert given_name.isprintable() or "\u3000" in given_name or "\xa0" in given_name or " " in given_name
            assert not set(given_name) & set('/\\:*?"<>|\0')
            assert given_name.rpartition(".")[2].lower() in {"pdf", "png", "jpg", "jpeg"}


def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    """REG-8."""
    assert objection_to_size(1000, SETTINGS) is None
    assert objection_to_size(1001, SETTINGS) is DocumentReason.TOO_LARGE


def test_every_finding_but_fine_is_a_reason() -> None:
    assert [finding for finding in Finding if objection_to_finding(finding) is None] == [Finding.FINE]


def test_so_many_documents_an_application_each_once_and_none_when_it_is_decided() -> None:
    """REG-8."""
    form, consent = (DocumentKind.SIGNED_FORM, b"1"), (DocumentKind.TERMS_CONSENT, b"2")
    one, full = Folder(True, frozenset({form})), Folder(True, frozenset({form, consent}))
    assert objection_to_filing(one, *consent, SETTINGS) is None
    assert objection_to_filing(one, *form, SETTINGS) is DocumentReason.FILED_ALREADY
    assert objection_to_filing(one, DocumentKind.OTHER, b"1", SETTINGS) is None, "one file may be two documents"
    assert objection_to_filing(full, DocumentKind.OTHER, b"3", SETTINGS) is DocumentReason.TOO_MANY
    closed = Folder(False, frozenset())
    assert objection_to_filing(closed, *form, SETTINGS) is DocumentReason.APPLICATION_CLOSED
