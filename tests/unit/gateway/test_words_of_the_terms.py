"""OPS-5, REG-4, REG-8: who declares or states something reads of it in the words of the terms."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from services.registry import terms
from services.registry.forms.application_form import application_form
from tests.unit.registry.printed import text
from tests.unit.registry.test_forms import a_form

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.json"

# Seed 001, 13 (1) to (6).
MEASURES = {
    "blocks_malware": "読み込ませない",
    "keeps_definitions_current": "自動検査機能を有効にする",
    "keeps_software_patched": "セキュリティの脆弱性への対応を行っていないＯＳや閲覧ソフト等を用いない",
    "scans_files_regularly": "定期的に全ての電子ファイルに対して、不正プログラムの有無を確認する",
    "prevents_leaks": "漏えい、滅失、き損、改ざん等を行わせない",
    "prevents_unauthorized_access": "接続している情報処理機器に対する不正アクセス行為を行わせない",
}


def told(schema: str, field: str) -> str:
    """What the site's document says of a field."""
    description = json.loads(DOCUMENT.read_text())["components"]["schemas"][schema]["properties"][field]["description"]
    assert isinstance(description, str)
    return description


@pytest.mark.parametrize(("measure", "words"), MEASURES.items(), ids=list(MEASURES))
def test_each_measure_is_declared_in_the_words_of_the_terms(measure: str, words: str) -> None:
    """OPS-5: on the site and on the form."""
    assert words in "".join(terms.in_force("private", date(2026, 5, 15)).paragraphs)
    assert words in told("SecurityDeclaration", measure)
    assert words in "".join(text(application_form(a_form())).split())


@pytest.mark.parametrize("schema", ["NewApplication", "PaperApplication"])
@pytest.mark.parametrize(
    ("field", "words"),
    [("commissioned_agency_number", "許可・届出番号"), ("marks_held", "職業紹介優良事業者マーク")],
)
def test_numbers_and_marks_are_called_as_in_the_terms(schema: str, field: str, words: str) -> None:
    """REG-4, REG-8 (seed 001, 5)."""
    assert words in "".join(terms.in_force("private", date(2026, 5, 15)).paragraphs)
    assert words in told(schema, field)
