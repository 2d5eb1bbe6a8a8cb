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


def pdf_with_action(kind: str, place: str = "link", **members: str) -> bytes:
    """A PDF with an action on its first page's link, at its opening, at a page's showing, or after a plain GoTo."""
    action = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
    action.update({NameObject(f"/{name}"): TextStringObject(text) for name, text in members.items()})

    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        if place == "opening":
            writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
        elif place == "showing":
            page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
        else:
            first = DictionaryObject({NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): TextStringObject("p")})
            first[NameObject("/Next")] = action
            link = DictionaryObject(
                {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link")}
            )
            link[NameObject("/A")] = writer._add_object(first if place == "next" else action)
            page[NameObject("/Annots")] = ArrayObject([writer._add_object(link)])

    return changed_pdf(change)


def pdf_that_opens_at_a_place() -> bytes:
    """What word processors write: open at the first page."""

    def change(writer: PdfWriter) -> None:
        place = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
        writer.root_object[NameObject("/OpenAction")] = place

    return changed_pdf(change)


def pdf_with_an_update() -> bytes:
    """An honest file saved again: what changed stands behind, with tables of its own."""
    written = io.BytesIO()
    writer = PdfWriter(io.BytesIO(a_pdf()), incremental=True)
    writer.add_metadata({"/Title": "consent"})
    writer.write(written)
    return written.getvalue()


_SCRIPT = b"\n90 0 obj\n<</S/JavaScript/JS(app.alert\\(1\\))>>\nendobj\n"


def pdf_with_a_script_in_no_table(reference: bool) -> bytes:
    """A script that no table names, found by programs that look through the file, with a reference to it or without."""
    pdf = a_pdf()
    at = pdf.rindex(b"\nxref") if b"\nxref" in pdf else pdf.rindex(b"xref") - 1
    tail = pdf[at:]
    start = int(tail.rpartition(b"startxref")[2].split()[0])
    longer = tail.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + len(_SCRIPT)))
    assert longer != tail
    whole = pdf[:at] + _SCRIPT + longer
    return whole.replace(b"/PageMode /UseNone", b"/OpenAction 90 0 R ") if reference else whole


def pdf_with_broken_tables(way: str) -> bytes:
    """Tables that lead nowhere, or to another object than they say."""
    pdf = a_pdf()
    if way == "start":
        return pdf.replace(b"startxref\n", b"startxref\n9")
    table = pdf.index(b"xref\n")
    entries = [pdf.index(b" 00000 n", table) - 10]
    entries.append(pdf.index(b" 00000 n", entries[0] + 18) - 10)
    one, other = (pdf[at : at + 10] for at in entries)
    swapped = bytearray(pdf)
    swapped[entries[0] : entries[0] + 10] = other if way == "swapped" else b"%010d" % (int(one) + 3)
    if way == "swapped":
        swapped[entries[1] : entries[1] + 10] = one
    return bytes(swapped)


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
    pdf = scripted_pdf()
    hidden = pdf.replace(b"/JS", b"/#4a#53").replace(b"/JavaScript", b"/J#61v#61Script")
    start = int(pdf.rpartition(b"startxref")[2].split()[0])  # the script is the last object: the table alone has moved
    return hidden.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + len(hidden) - len(pdf)))


def pdf_with_a_form_of_xfa() -> bytes:
    def change(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream.set_data(b"<xdp/>")
        form = DictionaryObject({NameObject("/XFA"): writer._add_object(stream)})
        writer.root_object[NameObject("/AcroForm")] = form

    return changed_pdf(change)
