"""Files as applicants send them, and as they should not."""

import io
from collections.abc import Callable

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas


def a_pdf(pages: int = 1, text: str = "consent") -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written)
    for _ in range(pages):
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def an_image(kind: str = "PNG", size: tuple[int, int] = (60, 80), **options: bool) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, kind, **options)
    return written.getvalue()


def changed_pdf(change: Callable[[PdfWriter], None], **options: bool) -> bytes:
    writer = PdfWriter(io.BytesIO(a_pdf()), **options)
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def encrypted_pdf() -> bytes:
    return changed_pdf(lambda writer: writer.encrypt("himitsu", algorithm="AES-256"))


def _action(kind: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/JS"): TextStringObject("app.alert(1)")})


def scripted_pdf() -> bytes:
    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(_action("/JavaScript"))

    return changed_pdf(change)


def launching_pdf() -> bytes:
    def change(writer: PdfWriter) -> None:
        launch = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd")})
        writer.root_object[NameObject("/OpenAction")] = launch

    return changed_pdf(change)


def pdf_with_an_attachment() -> bytes:
    return changed_pdf(lambda writer: writer.add_attachment("virus.exe", b"MZ") and None)


def pdf_with_a_script_nobody_refers_to() -> bytes:
    return changed_pdf(lambda writer: writer._add_object(ArrayObject([_action("/JavaScript")])) and None)


def pdf_with_a_hidden_name() -> bytes:
    """`/JS` written as `/#4aS`, which a search of the bytes does not find."""
    return scripted_pdf().replace(b"/JS", b"/#4a#53").replace(b"/JavaScript", b"/J#61v#61Script")


def pdf_with_a_form_of_xfa() -> bytes:
    def change(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream.set_data(b"<xdp/>")
        form = DictionaryObject({NameObject("/XFA"): writer._add_object(stream)})
        writer.root_object[NameObject("/AcroForm")] = form

    return changed_pdf(change)
