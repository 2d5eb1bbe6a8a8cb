"""A look into one file, in a process of its own: `python -m services.registry.documents.inspector application/pdf`.

Reads the file from standard input and writes a `Finding` to standard output. What strangers send is parsed here and
nowhere else: with a limit on processor time and memory, without the service's keys and connections.
"""

from __future__ import annotations

import io
import logging
import re
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, read_object

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
_ACTIVE_KEYS = frozenset({"/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
_ACTIVE_ACTIONS = frozenset(
    f"/{name}"
    for name in (
        "GoToR", "GoToE", "GoToDp", "Launch", "Thread", "URI", "Sound", "Movie", "Hide", "Named", "SubmitForm", "ResetForm",
        "ImportData", "SetOCGState", "Rendition", "Trans", "GoTo3DView", "JavaScript", "RichMediaExecute",
    )
)  # fmt: skip
"""Every kind of action of ISO 32000-2 but GoTo, wherever one stands; where actions stand, what is no GoTo is refused too."""
_ACTIVE_TYPES = frozenset(
    {"/EmbeddedFile", "/RichMedia", "/FileAttachment", "/Movie", "/Sound", "/Screen", "/3D", "/PrinterMark"}
)
_ACTIONS_STAND_AT = ("/A", "/PA", "/OpenAction")
_PLAIN_GO_TO = frozenset({"/Type", "/S", "/D", "/SD"})
_BODY = re.compile(rb"(?<![0-9])([0-9]{1,10})[\x00\t\n\f\r ]+([0-9]{1,5})[\x00\t\n\f\r ]+obj(?![a-zA-Z])")
_STARTS = re.compile(rb"startxref[\x00\t\n\f\r ]+([0-9]{1,10})(?![0-9])")
# Said of every update whose table begins elsewhere than at 0; where a number is then not its object's, more is said.
_SAID_OF_UPDATES = "Xref table not zero-indexed"


class _Repairs(logging.Handler):
    """What the parser says it put right: then other programs may read another file than it does."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.needed = False

    def emit(self, record: logging.LogRecord) -> None:
        """Note one."""
        self.needed = self.needed or not str(record.msg).startswith(_SAID_OF_UPDATES)


def inspect(content: bytes, media_type: MediaType) -> Finding:
    """What a file holds. Never raises for what the file says; only where this process itself meets its limits."""
    try:
        return _pdf(content) if media_type is MediaType.PDF else _image(content, media_type)
    except MemoryError:
        return Finding.UNREADABLE
    except Exception:  # noqa: BLE001 - whatever a parser raises over a stranger's bytes, they are not readable
        return Finding.UNREADABLE


def _pdf(content: bytes) -> Finding:
    """A PDF of pages that can be read, not encrypted, that does nothing by itself and holds no other file.

    Read strictly: where the tables of its objects had to be mended, scripts could stand where other programs look and this one
    does not.
    """
    if b"%%EOF" not in content[-_END_WITHIN:] or b"startxref" not in content:
        return Finding.UNREADABLE
    repairs, parser = _Repairs(), logging.getLogger("pypdf")
    parser.addHandler(repairs)
    try:
        finding = _strictly(content)
    except PdfReadError:
        finding = Finding.DAMAGED
    finally:
        parser.removeHandler(repairs)
    return Finding.DAMAGED if repairs.needed and finding is Finding.FINE else finding


def _strictly(content: bytes) -> Finding:
    reader = PdfReader(io.BytesIO(content), strict=True)
    if reader.is_encrypted or "/Encrypt" in reader.trailer:
        return Finding.ENCRYPTED
    if not 0 < len(reader.pages) <= MOST_PAGES:
        return Finding.UNREADABLE
    for page in reader.pages:
        if float(page.mediabox.width) <= 0 or float(page.mediabox.height) <= 0:
            return Finding.UNREADABLE
    numbers = _numbers(reader)
    for found in _objects(reader, numbers):
        if _is_active(found):
            return Finding.ACTIVE_CONTENT
    unnamed = [body for body in _BODY.finditer(content) if (int(body[1]), int(body[2])) not in numbers]
    return Finding.FINE if all(_is_a_table(reader, content, body) for body in unnamed) else Finding.DAMAGED


def _is_a_table(reader: PdfReader, content: bytes, body: re.Match[bytes]) -> bool:
    """Whether an object that no table names is a table itself (some name all but themselves), and nothing beside."""
    starts = {int(start) for start in _STARTS.findall(content)}
    if body.start() not in starts:
        return False
    stream = io.BytesIO(content)
    stream.seek(body.end())
    table = read_object(stream, reader)
    return isinstance(table, DictionaryObject) and _name(table, "/Type") == "/XRef" and not _is_active(table)


def _numbers(reader: PdfReader) -> set[tuple[int, int]]:
    """Number and generation of every object that the file's own tables name, used or not. Raises ValueError for too many."""
    numbers = {(number, generation) for generation, places in reader.xref.items() for number in places}
    numbers |= {(number, generation) for generation, free in reader.xref_free_entry.items() for number in free}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise ValueError("too many objects")
    return numbers


def _objects(reader: PdfReader, numbers: set[tuple[int, int]]) -> Iterator[Any]:
    """The trailer and every object."""
    yield reader.trailer
    for number, generation in sorted(numbers):
        if generation != 65535:  # the head of the list of free numbers
            yield reader.get_object(IndirectObject(number, generation, reader))


def _is_active(found: Any, depth: int = 0) -> bool:
    """Whether an object, or what stands inside it, acts, leads out of the document or holds a file. References aside."""
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(found, DictionaryObject):
        if _ACTIVE_KEYS.intersection(found) or _name(found, "/S") in _ACTIVE_ACTIONS:
            return True
        if {_name(found, "/Type"), _name(found, "/Subtype")} & _ACTIVE_TYPES:
            return True
        if any(_acts(found[place]) for place in _ACTIONS_STAND_AT if place in found):
            return True
        return any(_is_active(value, depth + 1) for value in found.values())
    return isinstance(found, ArrayObject) and any(_is_active(value, depth + 1) for value in found)


def _acts(action: Any) -> bool:
    """Whether what stands in an action's place does more than to show another place of the same document.

    There stand destinations too, which are no dictionaries, and of structure elements attributes, which have no /S.
    """
    if not isinstance(action, DictionaryObject) or ("/S" not in action and _name(action, "/Type") != "/Action"):
        return False
    return _name(action, "/S") != "/GoTo" or not _PLAIN_GO_TO.issuperset(action)


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
    logging.getLogger().addHandler(logging.NullHandler())
    (media_type,) = arguments
    sys.stdout.write(inspect(sys.stdin.buffer.read(), MediaType(media_type)).value)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
