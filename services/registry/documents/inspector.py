"""A look into one file, in a process of its own: `python -m services.registry.documents.inspector application/pdf`.

Reads the file from standard input and writes a `Finding` to standard output. What strangers send is parsed here and
nowhere else: with a limit on processor time and memory, without the service's keys and connections.
"""

from __future__ import annotations

import io
import logging
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from services.registry.documents.domain.files import Finding, MediaType

PROCESSOR_SECONDS = 3
MEMORY_BYTES = 320 * 1024 * 1024
"""Enough for a page of A4 in colour at 600 dots an inch, as PNG or JPEG, progressive too; the container's limit has room for
as many inspectors as run at once."""
MOST_PAGES = 200
MOST_OBJECTS = 20_000
MOST_PIXELS = 40_000_000
"""A page of A4 at 600 dots an inch has 35 million."""
_END_WITHIN = 1024
_DEEPEST = 50

# Names are compared as the parser reads them, so that writing #4a for J hides nothing.
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE", "/RichMediaExecute", "/Movie"}
)
_ACTIVE_TYPES = frozenset({"/EmbeddedFile", "/RichMedia", "/FileAttachment"})


def inspect(content: bytes, media_type: MediaType) -> Finding:
    """What a file holds. Never raises for what the file says; only where this process itself meets its limits."""
    try:
        return _pdf(content) if media_type is MediaType.PDF else _image(content, media_type)
    except MemoryError:
        return Finding.UNREADABLE
    except Exception:  # noqa: BLE001 - whatever a parser raises over a stranger's bytes, they are not readable
        return Finding.UNREADABLE


def _pdf(content: bytes) -> Finding:
    """A PDF of pages that can be read, not encrypted, that does nothing by itself and holds no other file."""
    if b"%%EOF" not in content[-_END_WITHIN:]:
        return Finding.UNREADABLE
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted or "/Encrypt" in reader.trailer:
        return Finding.ENCRYPTED
    if not 0 < len(reader.pages) <= MOST_PAGES:
        return Finding.UNREADABLE
    for page in reader.pages:
        if float(page.mediabox.width) <= 0 or float(page.mediabox.height) <= 0:
            return Finding.UNREADABLE
    for found in _objects(reader):
        if _is_active(found):
            return Finding.ACTIVE_CONTENT
    return Finding.FINE


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that the file's own tables name, used or not, and the trailer. Raises ValueError for too many."""
    numbers = {(number, generation) for generation, places in reader.xref.items() for number in places}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise ValueError("too many objects")
    yield reader.trailer
    for number, generation in sorted(numbers):
        if generation != 65535:  # the head of the list of free numbers
            yield reader.get_object(IndirectObject(number, generation, reader))


def _is_active(found: Any, depth: int = 0) -> bool:
    """Whether an object, or what stands inside it, acts when the document is opened, or holds a file. References aside."""
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(found, DictionaryObject):
        if _ACTIVE_KEYS.intersection(found) or _name(found, "/S") in _ACTIVE_ACTIONS:
            return True
        if {_name(found, "/Type"), _name(found, "/Subtype")} & _ACTIVE_TYPES:
            return True
        return any(_is_active(value, depth + 1) for value in found.values())
    return isinstance(found, ArrayObject) and any(_is_active(value, depth + 1) for value in found)


def _name(dictionary: DictionaryObject, key: str) -> str:
    """A name in a dictionary, also where it stands behind a reference."""
    return str(dictionary[key]) if key in dictionary else ""


def _image(content: bytes, media_type: MediaType) -> Finding:
    """An image that can be decoded to its end, of a size that a scan has."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    name = "PNG" if media_type is MediaType.PNG else "JPEG"
    with Image.open(io.BytesIO(content), formats=[name]) as image:
        image.load()
        return Finding.FINE if image.width > 1 and image.height > 1 else Finding.UNREADABLE


def main(arguments: list[str]) -> int:
    """Inspect standard input; answers 0 and prints the finding."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    logging.disable()
    (media_type,) = arguments
    sys.stdout.write(inspect(sys.stdin.buffer.read(), MediaType(media_type)).value)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
