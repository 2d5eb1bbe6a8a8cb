"""Every paper before a validator that knows PDF/A, Apache PDFBox's Preflight (REG-8, REG-10, MSG-11; decision 101).

It knows PDF/A-1b. The papers are PDF/A-2b, which differs for them in two demands: the part it names, and the version of the colour
profile, which part 1 wants to be older than the one that part 2 takes. Everything else that it finds is a fault.
"""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from services.compliance.custody.certificate import deletion_certificate
from services.registry.forms.acceptance_letter import acceptance_letter
from services.registry.forms.application_form import application_form
from services.registry.forms.blank_form import BlankForm, blank_form
from services.registry.forms.particulars import Particulars
from services.registry.forms.terms_consent import terms_consent
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.kinds import OrganizationClass, OrganizationKind, Service
from tests.unit.compliance.test_deletion_certificate import a_certificate
from tests.unit.registry.examples import content
from tests.unit.registry.test_acceptance_letter import a_letter
from tests.unit.registry.test_forms import a_form
from tests.unit.registry.test_terms_consent import a_consent

JARS = Path("/usr/share/java")
NEEDED = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api")
OF_PART_2 = {
    "7.11.2: Error on MetaData, part must be 1",
    "2.1.6: Invalid graphics object, Invalid version of the ICCProfile",
}
PAPERS = {
    "new": application_form(a_form()),
    "municipal": application_form(a_form(OrganizationKind.MUNICIPALITY_OWN)),
    "change": application_form(
        a_form(
            kind=ApplicationKind.CHANGE, before=Particulars(content()), content=content(OrganizationKind.FREE_AGENCY)
        )
    ),
    "renewal": application_form(a_form(kind=ApplicationKind.RENEWAL, seeker_information_until=date(2026, 7, 31))),
    "withdrawal": application_form(
        a_form(kind=ApplicationKind.WITHDRAWAL, withdrawn_services=frozenset({Service.OFFERS}))
    ),
    "letter": acceptance_letter(a_letter()),
    "consent": terms_consent(a_consent()),
    "certificate": deletion_certificate(a_certificate()),
    **{
        f"blank-{kind}-{class_}": blank_form(BlankForm(kind, class_, "2021-12-01", "利用規約", date(2021, 12, 1)))
        for kind in ApplicationKind
        for class_ in OrganizationClass
    },
    "without-colours": application_form(a_form()).replace(b"/OutputIntents", b"/OutputIntentz"),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What the validator finds wrong, by paper."""
    java, jars = shutil.which("java"), [JARS / f"{name}.jar" for name in NEEDED]
    if java is None or not all(jar.exists() for jar in jars):
        pytest.skip("no validator is installed: apt-get install libpdfbox2-java libjaxb-api-java default-jre-headless")
    folder = tmp_path_factory.mktemp("papers")
    for name, pdf in PAPERS.items():
        (folder / name).write_bytes(pdf)
    listed = folder / "listed"
    listed.write_text("\n".join(str(folder / name) for name in PAPERS))
    subprocess.run(
        [java, "-cp", ":".join(map(str, jars)), "org.apache.pdfbox.preflight.Validator_A1b", "xml", "group", str(listed)],
        capture_output=True,
        timeout=200,
    )  # fmt: skip  # its exit code tells that something was found, as always
    told = ElementTree.parse(folder / "listed.preflight.xml").getroot()
    return {
        str(paper.get("name")): {
            f"{error.findtext('code')}: {error.findtext('details')}" for error in paper.iter("error")
        }
        for paper in told
    }


@pytest.mark.parametrize("name", [name for name in PAPERS if name != "without-colours"])
def test_a_validator_finds_nothing_in_a_paper_but_what_part_2_changed(name: str, found: dict[str, set[str]]) -> None:
    assert found[name] == OF_PART_2


def test_a_paper_that_lacks_something_is_found(found: dict[str, set[str]]) -> None:
    assert found["without-colours"] - OF_PART_2
