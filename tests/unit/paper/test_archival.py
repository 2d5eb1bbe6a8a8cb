"""Every paper is PDF/A-2b as far as a test can see, whoever prints it: ISO 19005-2, demand by demand."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from services.compliance.custody.certificate import deletion_certificate
from services.registry.forms.acceptance_letter import acceptance_letter
from services.registry.forms.application_form import application_form
from services.registry.forms.terms_consent import terms_consent
from tests.unit.compliance.test_deletion_certificate import a_certificate
from tests.unit.registry.test_acceptance_letter import a_letter
from tests.unit.registry.test_forms import a_form
from tests.unit.registry.test_terms_consent import a_consent

PAPERS = [
    pytest.param(application_form(a_form()), id="form"),
    pytest.param(acceptance_letter(a_letter()), id="letter"),
    pytest.param(terms_consent(a_consent()), id="consent"),
    pytest.param(deletion_certificate(a_certificate()), id="certificate"),
]


@pytest.mark.parametrize("pdf", PAPERS)
def test_every_typeface_is_embedded(pdf: bytes) -> None:
    fonts = [
        font.get_object() for page in PdfReader(BytesIO(pdf)).pages for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert {font["/BaseFont"].split("+")[1] for font in fonts} == {"IPAexGothic"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


@pytest.mark.parametrize("pdf", PAPERS)
def test_a_paper_says_that_it_is_pdf_a_and_the_same_of_itself_in_both_places(pdf: bytes) -> None:
    """REG-8, MSG-11: ISO 19005-2, 6.6: the properties as XMP, uncompressed, agreeing with the older ones."""
    reader = PdfReader(BytesIO(pdf))
    metadata = reader.root_object["/Metadata"]
    assert "/Filter" not in metadata
    xmp = ElementTree.fromstring(metadata.get_data())
    found = {element.tag.partition("}")[2]: "".join(element.itertext()).strip() for element in xmp.iter()}
    assert (found["part"], found["conformance"]) == ("2", "B")
    properties = reader.metadata
    assert (found["title"], found["creator"], found["description"], found["Producer"]) == (
        properties["/Title"], properties["/Author"], properties["/Subject"], properties["/Producer"],
    )  # fmt: skip
    assert properties["/CreationDate"] == "D:20260515010000+00'00'"
    assert found["CreateDate"] == "2026-05-15T01:00:00+00:00"
    assert set(properties) <= {"/Title", "/Author", "/Subject", "/Producer", "/CreationDate", "/ModDate"}


@pytest.mark.parametrize("pdf", PAPERS)
def test_a_paper_can_be_kept_and_shown_without_anything_from_outside(pdf: bytes) -> None:
    """REG-8, MSG-11: ISO 19005-2, 6.1 and 6.2: header, identifier, colours, no encryption, scripts, actions or transparency."""
    assert pdf.startswith(b"%PDF-1.7\n%")
    assert all(byte > 127 for byte in pdf[10:14])
    assert pdf.rstrip().endswith(b"%%EOF")
    reader = PdfReader(BytesIO(pdf))
    assert not reader.is_encrypted
    assert len(reader.trailer["/ID"]) == 2
    [intent] = reader.root_object["/OutputIntents"]
    profile = intent.get_object()["/DestOutputProfile"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert (profile["/N"], profile.get_data()[16:20], profile.get_data()[36:40]) == (3, b"RGB ", b"acsp")
    assert not {"/AA", "/OpenAction", "/Names", "/AcroForm"} & set(reader.root_object)
    for page in reader.pages:
        resources = page["/Resources"]
        assert not {"/ExtGState", "/XObject", "/Pattern"} & set(resources)
        assert not {"/Annots", "/AA", "/Group"} & set(page)
    for number in range(1, len(reader.xref[0]) + 1):
        filters = getattr(reader.get_object(number), "get", lambda _: None)("/Filter")
        assert "LZW" not in str(filters)


@pytest.mark.parametrize("pdf", PAPERS)
def test_every_glyph_can_be_read_back_as_text(pdf: bytes) -> None:
    """REG-8: symbolic TrueType subsets without an encoding of their own, each with what its glyphs mean and their widths."""
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            described = font.get_object()
            assert described["/Subtype"] == "/TrueType"
            assert "/Encoding" not in described
            assert described["/FontDescriptor"]["/Flags"] == 4
            assert "/ToUnicode" in described
            assert len(described["/Widths"]) == described["/LastChar"] - described["/FirstChar"] + 1
