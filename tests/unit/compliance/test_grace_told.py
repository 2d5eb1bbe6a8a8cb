"""CMP-6: 001 fixes the month of grace for the private class alone; where a class's own is not known, no number is told."""

import json
import re
from pathlib import Path

import pytest

from services.contracts.compliance.words import WATCH_PROMPTS
from services.contracts.errors import ERRORS, ErrorCode
from services.registry.mail.templates import Template, overdue

MONTHS = re.compile(r"[0-9０-９一二三四五六七八九十]+\s*[かカヶケ箇]月")
DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_neither_a_prompt_nor_the_refusal_of_an_early_suspension_says_how_many_months_are_left() -> None:
    told = [WATCH_PROMPTS["repeated"], ERRORS[ErrorCode.GRACE_NOT_OVER].title]
    assert not list(filter(MONTHS.search, told))
    assert all("猶予の期間" in text for text in told)


@pytest.mark.parametrize("template", [overdue.REPORT_REMINDER, overdue.BUREAU_PROMPTED], ids=lambda one: one.kind)
def test_no_mail_to_both_classes_fixes_the_months(template: Template) -> None:
    body = repr(template.body)
    assert not MONTHS.search(body)
    assert "猶予の期間が満了し" in body


def test_the_api_document_fixes_no_months_of_what_is_overdue() -> None:
    document = json.loads(DOCUMENT.read_text())
    listed = document["paths"]["/api/staff/overdue"]["get"]["description"]
    last_day = document["components"]["schemas"]["WatchPrompt"]["properties"]["grace_until"]["description"]
    assert not MONTHS.search(listed + last_day)
    assert "猶予の期間" in listed
    assert "猶予の期間" in last_day
