"""Which files may be filed with an application (REG-8): by their content, their size and their name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from services.registry.documents.domain.reasons import DocumentReason


class DocumentKind(StrEnum):
    """What a document is (REG-8; seed 000, STEP 2)."""

    SIGNED_FORM = "signed_form"
    """申請者の氏名を記入した申請書."""
    TERMS_CONSENT = "terms_consent"
    """利用規約の同意書."""
    PRIVACY_MARK = "privacy_mark"
    """プライバシーマークの登録証."""
    EXCELLENT_AGENCY_MARK = "excellent_agency_mark"
    """職業紹介優良事業者の認定証, its own or its contractor's."""
    OTHER = "other"


class MediaType(StrEnum):
    """What is taken: scans and prints, no documents of word processors."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"


class Finding(StrEnum):
    """What a look into a file found."""

    FINE = "fine"
    UNREADABLE = "unreadable"
    """It is not what its first bytes say, or takes more work to read than an honest one."""
    ENCRYPTED = "encrypted"
    ACTIVE_CONTENT = "active_content"
    """Scripts and other actions, links that lead out of the document, files within the file."""
    DAMAGED = "damaged"
    """The tables of a PDF's objects do not fit the objects: what it holds depends on who reads it."""


@dataclass(frozen=True)
class DocumentSettings:
    """Amounts; none is from the seeds."""

    largest_bytes: int = 5 * 1024 * 1024
    documents_an_application: int = 10


@dataclass(frozen=True)
class Folder:
    """What stands in an application's folder already, and whether anything may be added."""

    open: bool
    filed: frozenset[tuple[DocumentKind, bytes]]
    """Kind and checksum of each document."""


_SIGNATURES: Mapping[bytes, MediaType] = MappingProxyType(
    {b"%PDF-": MediaType.PDF, b"\x89PNG\r\n\x1a\n": MediaType.PNG, b"\xff\xd8\xff": MediaType.JPEG}
)
_EXTENSIONS: Mapping[MediaType, tuple[str, ...]] = MappingProxyType(
    {MediaType.PDF: (".pdf",), MediaType.PNG: (".png",), MediaType.JPEG: (".jpg", ".jpeg")}
)
_FINDINGS: Mapping[Finding, DocumentReason | None] = MappingProxyType(
    {
        Finding.FINE: None,
        Finding.UNREADABLE: DocumentReason.UNREADABLE,
        Finding.ENCRYPTED: DocumentReason.ENCRYPTED,
        Finding.ACTIVE_CONTENT: DocumentReason.ACTIVE_CONTENT,
        Finding.DAMAGED: DocumentReason.DAMAGED,
    }
)

LONGEST_NAME = 120
# Parts of paths, streams of NTFS, wildcards and pipes of shells: whoever saves the file may use any system.
_OF_PATHS = re.compile(r'[/\\:*?"<>|¥]')
# Names that Windows keeps for devices, whatever follows the first dot.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])\s*(\.|\Z)")
# Cc control, Cf format (the marks that turn the direction of writing too), Cs halves of pairs, Co and Cn nobody's, Zl and
# Zp line ends.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# The blanks that keyboards write. All others (Zs too) look like one of them, or like a stroke, or like nothing.
_BLANKS = frozenset(" \u00a0\u3000")


def media_type_of(content: bytes) -> MediaType | None:
    """What the content itself says it is, by its first bytes; None for anything that is not taken."""
    return next((kind for signature, kind in _SIGNATURES.items() if content.startswith(signature)), None)


def objection_to_size(size: int, settings: DocumentSettings) -> DocumentReason | None:
    """REG-8: nothing larger than the setting; nothing empty either, which is no type at all."""
    return DocumentReason.TOO_LARGE if size > settings.largest_bytes else None


def objection_to_name(name: str, media_type: MediaType) -> DocumentReason | None:
    """REG-8: a plain name that can be saved anywhere and reads as it is, with the extension of what it holds."""
    plain = unicodedata.normalize("NFC", name)
    if not 0 < len(plain) <= LONGEST_NAME or plain != plain.strip() or plain.startswith((".", "~", "-")):
        return DocumentReason.NAME_NOT_ALLOWED
    # As it came too: a mark that combines with a forbidden sign makes another sign of both.
    if _OF_PATHS.search(plain) or _OF_PATHS.search(name) or _DEVICES.match(plain) or ".." in plain:
        return DocumentReason.NAME_NOT_ALLOWED
    if not all(map(_is_seen, plain)):
        return DocumentReason.NAME_NOT_ALLOWED
    stem, dot, extension = plain.rpartition(".")
    if not stem.strip() or (dot + extension).lower() not in _EXTENSIONS[media_type]:
        return DocumentReason.NAME_OF_OTHER_TYPE
    return None


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    return character in _BLANKS or (category != "Zs" and category not in _UNSEEN)


def objection_to_finding(finding: Finding) -> DocumentReason | None:
    """REG-8: what a look into the file found, as a reason to refuse it."""
    return _FINDINGS[finding]


def objection_to_filing(
    folder: Folder, kind: DocumentKind, checksum: bytes, settings: DocumentSettings
) -> DocumentReason | None:
    """REG-8: so many an application, the same file once as the same kind, and nothing once it is decided."""
    if not folder.open:
        return DocumentReason.APPLICATION_CLOSED
    if (kind, checksum) in folder.filed:
        return DocumentReason.FILED_ALREADY
    return DocumentReason.TOO_MANY if len(folder.filed) >= settings.documents_an_application else None
