"""REG-8: a look into a file finds what it really holds; what strangers wrote never gets further than the inspector."""

import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import yaml

from services.registry.documents import inspection
from services.registry.documents.domain.files import Finding, MediaType
from services.registry.documents.domain.reasons import DocumentReason
from services.registry.documents.inspector import MEMORY_BYTES, MOST_PAGES, inspect
from services.runtime.refusal import Refusal
from tests.unit.registry.documents import examples
from tests.unit.registry.documents.examples import a_pdf, an_image

PATCHED = """
import eventlet
eventlet.monkey_patch()
import sys
from services.registry.documents import inspection
from services.registry.documents.domain.files import MediaType
from services.runtime.refusal import Refusal

inspection.SECONDS = 0.001
try:
    inspection.inspect(sys.stdin.buffer.read(), MediaType.PDF)
except Refusal as refusal:
    print(refusal.reason.name)
"""


@pytest.fixture(autouse=True)
def _a_busy_machine_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """But where the time is the subject."""
    monkeypatch.setattr(inspection, "SECONDS", 60.0)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (a_pdf(3), MediaType.PDF),
        (examples.changed_pdf(lambda writer: None), MediaType.PDF),
        (examples.pdf_with_an_update(), MediaType.PDF),
        (examples.pdf_that_opens_at_a_place(), MediaType.PDF),
        (examples.pdf_with_action("GoTo", D="p"), MediaType.PDF),
        (examples.pdf_with_action("GoTo", "opening", D="p"), MediaType.PDF),
        (an_image("PNG"), MediaType.PNG),
        (an_image("JPEG"), MediaType.JPEG),
    ],
    ids=["pdf", "pdf written anew", "saved again", "opens at a place", "link", "opens", "png", "jpeg"],
)
def test_honest_files_are_fine(content: bytes, media_type: MediaType) -> None:
    assert inspect(content, media_type) is Finding.FINE


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nhello\n%%EOF\n",
        b"%PDF-",
        a_pdf()[:300],
        a_pdf()[:-600] + b"%%EOF",
        a_pdf().replace(b"/Pages", b"/Paged"),
        b"%PDF-1.4\n" + an_image() + b"%%EOF",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        a_pdf(MOST_PAGES + 1),
    ],
    ids=["words", "head alone", "cut off", "tail lost", "no pages", "an image", "its own parent", "endless"],
)
def test_a_pdf_that_is_none_is_unreadable(content: bytes) -> None:
    """REG-8: the first bytes prove nothing. Damaged is what has tables that lead nowhere."""
    assert inspect(content, MediaType.PDF) in {Finding.UNREADABLE, Finding.DAMAGED}


def test_an_encrypted_pdf_is_found() -> None:
    assert inspect(examples.encrypted_pdf(), MediaType.PDF) is Finding.ENCRYPTED


@pytest.mark.parametrize(
    "content",
    [
        examples.scripted_pdf(),
        examples.launching_pdf(),
        examples.pdf_with_an_attachment(),
        examples.pdf_with_a_script_nobody_refers_to(),
        examples.pdf_with_a_hidden_name(),
        examples.pdf_with_a_form_of_xfa(),
    ],
    ids=["script", "launch", "attachment", "unused script", "hidden name", "xfa"],
)
def test_a_pdf_that_acts_or_carries_is_found(content: bytes) -> None:
    assert inspect(content, MediaType.PDF) is Finding.ACTIVE_CONTENT


@pytest.mark.parametrize(
    "content",
    [
        *(
            examples.pdf_with_action(kind)
            for kind in ("URI", "GoToR", "Launch", "Named", "SetOCGState", "Nobody_knows")
        ),
        examples.pdf_with_action("GoTo", "showing", D="p"),
        examples.pdf_with_action("URI", "next", URI="https://example.jp/"),
        examples.pdf_with_action("Named", "opening", N="Print"),
        examples.changed_pdf(lambda writer: writer.add_uri(0, "https://example.jp/", (0, 0, 9, 9)) and None),
    ],
    ids=["uri", "other file", "launch", "named", "layers", "unknown", "at showing", "chained", "at opening", "a link"],
)
def test_a_pdf_with_an_action_that_does_more_than_turn_its_own_pages_is_found(content: bytes) -> None:
    """REG-8, decision 090."""
    assert inspect(content, MediaType.PDF) is Finding.ACTIVE_CONTENT


@pytest.mark.parametrize(
    "content",
    [
        examples.pdf_with_a_script_in_no_table(reference=False),
        examples.pdf_with_a_script_in_no_table(reference=True),
        *map(examples.pdf_with_broken_tables, ("start", "shifted", "swapped")),
    ],
    ids=["in no table", "referred to", "start", "shifted", "swapped"],
)
def test_a_pdf_whose_tables_would_have_to_be_mended_is_refused_as_damaged(content: bytes) -> None:
    """REG-8, decision 090: what it holds depends on who reads it, so nobody can say that it holds no script."""
    assert inspect(content, MediaType.PDF) is Finding.DAMAGED


def png_bomb() -> bytes:
    """A small file that says it is 50,000 by 50,000."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    size = (50_000).to_bytes(4, "big") * 2
    pixels = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x01\0\0\0\0") + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (an_image("PNG")[:60], MediaType.PNG),
        (an_image("JPEG")[:400], MediaType.JPEG),
        (b"\xff\xd8\xff" + b"\0" * 100, MediaType.JPEG),
        (an_image("JPEG"), MediaType.PNG),
        (png_bomb(), MediaType.PNG),
        (an_image("PNG", (1, 1)), MediaType.PNG),
    ],
    ids=["png cut off", "jpeg cut off", "head alone", "another type", "bomb", "one pixel"],
)
def test_an_image_that_is_none_is_unreadable(content: bytes, media_type: MediaType) -> None:
    assert inspect(content, media_type) is Finding.UNREADABLE


def test_the_inspector_is_a_process_that_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs without the service's environment; what it finds is the same."""
    monkeypatch.setenv("PERSONAL_DATA_KEYS", "secret")
    assert inspection.inspect(a_pdf(), MediaType.PDF) is Finding.FINE
    assert inspection.inspect(examples.scripted_pdf(), MediaType.PDF) is Finding.ACTIVE_CONTENT
    assert inspection.inspect(b"%PDF-1.4\n%%EOF", MediaType.PDF) is Finding.UNREADABLE


def test_a_file_that_takes_too_long_ends_its_inspector_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "SECONDS", 0.001)
    with pytest.raises(Refusal) as refused:
        inspection.inspect(a_pdf(), MediaType.PDF)
    assert refused.value.reason is DocumentReason.INSPECTION_BUSY


def test_so_it_does_in_a_process_that_eventlet_has_patched() -> None:
    """As every process of a service is."""
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PATCHED], input=a_pdf(), capture_output=True, check=True
    )
    assert told.stdout.decode().splitlines()[-1] == DocumentReason.INSPECTION_BUSY.name


def test_an_inspector_that_meets_its_limits_says_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel ends it by a signal."""
    killed = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"]
    real = inspection.subprocess.run
    monkeypatch.setattr(inspection.subprocess, "run", lambda _, **options: real(killed, **options))
    assert inspection.inspect(a_pdf(), MediaType.PDF) is Finding.UNREADABLE


def test_whoever_comes_while_all_inspectors_are_busy_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "PATIENCE_SECONDS", 0.01)
    for _ in range(inspection.AT_ONCE):
        assert inspection._turns.acquire(timeout=1)
    try:
        with pytest.raises(Refusal) as refused:
            inspection.inspect(a_pdf(), MediaType.PDF)
    finally:
        for _ in range(inspection.AT_ONCE):
            inspection._turns.release()
    assert refused.value.reason is DocumentReason.INSPECTION_BUSY
    assert inspection.inspect(a_pdf(), MediaType.PDF) is Finding.FINE


@pytest.mark.parametrize("scan", ["PNG", "JPEG", "progressive"])
def test_a_page_in_colour_at_600_dots_an_inch_is_looked_into_within_the_limit_of_memory(scan: str) -> None:
    """REG-8: what bureaus and applicants scan."""
    name, options = ("JPEG", {"progressive": True}) if scan == "progressive" else (scan, {})
    media_type = MediaType.PNG if name == "PNG" else MediaType.JPEG
    page = an_image(name, (4960, 7016), **options)
    assert inspection.inspect(page, media_type) is Finding.FINE


def test_the_container_has_room_for_the_service_and_all_inspectors_at_once() -> None:
    """REG-8: else the kernel would end the service for a file that it was sent."""
    path = Path(__file__).parents[4] / "deploy" / "kubernetes" / "registry.yaml"
    (deployment,) = yaml.safe_load_all(path.read_text(encoding="utf-8"))
    containers = {each["name"]: each for each in deployment["spec"]["template"]["spec"]["containers"]}
    limit = containers["registry"]["resources"]["limits"]["memory"]
    assert limit.endswith("Mi")
    service = 256 * 1024 * 1024
    assert int(limit.removesuffix("Mi")) * 1024 * 1024 >= service + inspection.AT_ONCE * MEMORY_BYTES
