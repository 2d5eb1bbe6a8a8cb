"""What the documents name is there: folders of the README's map, and what their links lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("README.md")])
_ROW = re.compile(r"^\| ((?:`[^`]+`(?:, )?)+) \| (.*) \|$", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def places_of_the_map() -> Iterator[Path]:
    """The folders and files of "Where things are"; a folder in a row's text stands under the row's first one, or at the top."""
    section = (ROOT / "README.md").read_text("utf-8").split("## Where things are")[1].split("\n## ")[0]
    for names, text in _ROW.findall(section):
        tops = [ROOT / name for name in re.findall(r"`([^`]+)`", names)]
        yield from tops
        for name in re.findall(r"`(\w+/)`", text):
            yield tops[0] / name


def test_each_place_of_the_readme_s_map_is_there() -> None:
    places = list(places_of_the_map())
    assert len(places) > 30, "the map's rows were not read: mend _ROW"
    gone = [str(place.relative_to(ROOT)) for place in places if not place.exists()]
    assert not gone, f"README.md, Where things are, names what is not there: {gone}"


def test_each_link_between_documents_leads_somewhere() -> None:
    links = [(document, link) for document in DOCUMENTS for link in _LINK.findall(document.read_text("utf-8"))]
    assert len(links) > 50, "the links were not read: mend _LINK"
    broken = [
        f"{document.relative_to(ROOT)}: {link}" for document, link in links if not (document.parent / link).exists()
    ]
    assert not broken, f"mend these links: {broken}"
