"""The register of complaints as a file (CMP-12); compliance is played."""

import csv
import io
from typing import Any

import pytest

from services.contracts import compliance
from tests.contract.gateway.conftest import Browser, PlayedServices, code_of

PATH = "/api/complaints/register"


def step(event: str, side: str, text: str, at: str = "2026-06-01T01:00:00Z") -> dict[str, Any]:
    return {"version": 1, "at": at, "event": event, "side": side, "text": text, "due_on": None}


def entry(number: int, *steps: dict[str, Any], to_organization: bool = True) -> dict[str, Any]:
    return {
        "complaint_id": f"0198c2f3-0000-7000-8000-{number:012d}",
        "version": 1,
        "state": "answered",
        "complainant": "seeker",
        "seeker_number": "48210937561",
        "to_organization": to_organization,
        "with_authority": not to_organization,
        "received_on": "2026-06-01",
        "facts_due_on": None,
        "steps": list(steps),
    }


@pytest.fixture
def asked(services: PlayedServices) -> list[Any]:
    """A register of two pages; what was asked for after which entry."""
    pages = {
        None: [
            entry(
                2, step("file", "complainant", "=何度も勧められます。"), step("answer", "organization", "改めます。")
            ),
            entry(3, step("request_facts", "staff", "報告してください。"), to_organization=False),
        ],
        entry(3)["complaint_id"]: [
            entry(
                1,
                step("file", "organization", "電話での苦情。"),
                step("note", "organization", "謝罪した。", at="2026-06-09T15:30:00Z"),
            )
        ],
    }
    seen: list[Any] = []

    def answer(request: dict[str, Any]) -> dict[str, Any]:
        seen.append(request["after"])
        page = pages[request["after"]]
        return {"complaints": page, "next": page[-1]["complaint_id"] if request["after"] is None else None}

    services.on(compliance.LIST_COMPLAINTS, answer)
    return seen


def test_the_file_holds_day_content_and_course_of_every_complaint(browser: Browser, asked: list[Any]) -> None:
    """CMP-12; 001 15(2): from all pages, in Japanese days, no cell a formula; what was asked of others' words is left out."""
    browser.log_in()
    answer = browser.send("GET", PATH)
    assert (answer.status_code, answer.content_type) == (200, "text/csv; charset=utf-8")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["苦情の内容"] for row in rows] == ["'=何度も勧められます。", "電話での苦情。"]
    assert rows[0]["申出者"] == "求職者"
    assert rows[0]["対応の経過"] == "2026-06-01 利用団体 利用団体の回答：改めます。"
    assert rows[1]["対応の経過"].startswith("2026-06-10 利用団体 対応の経過")
    assert len(asked) == 2


def test_the_file_comes_in_the_code_page_of_older_software(browser: Browser, asked: list[Any]) -> None:
    """CMP-12."""
    browser.log_in()
    answer = browser.send("GET", f"{PATH}?encoding=cp932")
    assert answer.content_type == "text/csv; charset=Windows-31J"
    assert "電話での苦情。" in answer.data.decode("cp932")
    refused = browser.send("GET", f"{PATH}?encoding=ebcdic")
    assert code_of(refused) == "invalid_request"


def test_nobody_but_the_organization_gets_the_file(browser: Browser, asked: list[Any]) -> None:
    """CMP-12, AUT-7."""
    assert browser.send("GET", PATH).status_code == 401
    assert asked == []
