"""Exports over HTTP (SRC-7): as JSON and CSV for people's software, counted as large as they are (OPS-2); search is played."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.seeker_columns import COLUMNS, TITLES
from services.contracts import search
from services.contracts.seeker_record import SeekerRecord
from tests.contract.gateway.conftest import Browser, PlayedServices, Time, code_of
from tests.contract.gateway.test_access_limits import OPERATOR, announce, left
from tests.contract.search.records import record

PATH = "/api/seekers/export"
NUMBERS = [f"{number:011d}" for number in range(1, 61)]
WRITTEN = {
    "desired_work": '=HYPERLINK("http://example.com")',
    "desired_places": [
        {"place_code": "131016", "commuting_means": "public_transport", "commuting_limit_minutes": 60},
        {"place_code": "999999", "commuting_means": "walking", "commuting_limit_minutes": None},
    ],
    "work_experience": [{"occupation_code": "011", "years": 3, "description": "＋受付\n事務"}],
    "registered_at": "2026-05-14T15:30:00Z",
    "dispatch_acceptable": True,
    "can_move": False,
    "desired_monthly_income": 230_000,
    "desired_hourly_income": None,
    "employment_forms": ["full_time", "part_time"],
    "other_remarks": "𠮷野家の経験",
}


@pytest.fixture(autouse=True)
def asked(services: PlayedServices) -> list[list[str]]:
    """What search was asked for; the first seeker's record is as `WRITTEN`, the second is not to be had."""
    seen: list[list[str]] = []

    def answer(request: dict[str, Any]) -> dict[str, Any]:
        seen.append(request["seeker_numbers"])
        results = [_result(number) for number in request["seeker_numbers"]]
        return {"results": results, "exported": sum(one["result"] == "exported" for one in results)}

    services.on(search.EXPORT_SEEKERS, answer)
    return seen


def _result(number: str) -> dict[str, Any]:
    if number == NUMBERS[1]:
        return {"seeker_number": number, "result": "not_found", "record": None, "acquired_at": None}
    changes = WRITTEN if number == NUMBERS[0] else {}
    provided = SeekerRecord().dump(SeekerRecord().load(record(Random(int(number)), number, **changes)))
    return {"seeker_number": number, "result": "exported", "record": provided, "acquired_at": "2026-06-10T01:00:00Z"}


def export(browser: Browser, numbers: list[str], **form: str) -> TestResponse:
    return browser.send("POST", PATH, {"seeker_numbers": numbers, **form})


def rows(answer: TestResponse, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.data.decode(encoding), newline="")))


def test_the_file_has_a_column_for_every_field_of_the_record_and_no_other() -> None:
    """SRC-7, SEE-3: the same as on screen."""
    assert {*COLUMNS, "seeker_number"} == set(SeekerRecord().fields)
    assert len(set(TITLES)) == len(TITLES) == len(COLUMNS) + 3


def test_records_come_as_json_or_as_a_file_in_words(browser: Browser, asked: list[list[str]]) -> None:
    """SRC-7: codes with their names, days and times as Japan counts them."""
    browser.log_in()
    as_json = export(browser, NUMBERS[:2])
    assert as_json.json["exported"] == 1
    assert as_json.json["results"][0]["record"]["desired_work"] == WRITTEN["desired_work"]
    answer = export(browser, NUMBERS[:2], format="csv")
    assert (answer.status_code, answer.content_type) == (200, "text/csv; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-store"
    first, second = rows(answer)
    assert (first["求職者番号"], first["結果"], first["取得した日時"]) == (NUMBERS[0], "出力", "2026-06-10 10:00")
    assert first["登録された日時"] == "2026-05-15 00:30"
    assert first["希望する勤務地"] == "131016 東京都千代田区（公共交通機関、60分以内）\n999999（徒歩）"
    assert first["主な職務の経験"].startswith("011 ")
    assert first["主な職務の経験"].endswith("（３年）＋受付\n事務")
    assert (first["派遣可"], first["転居可"], first["雇用形態"]) == ("はい", "いいえ", "フルタイム、パート")
    assert (first["希望する月収（円）"], first["希望する時給（円）"]) == ("230000", "")
    assert second["結果"] == "見つからないか、現在は提供されていない求職者"
    assert {text for title, text in second.items() if title not in ("求職者番号", "結果")} == {""}
    assert asked == [NUMBERS[:2], NUMBERS[:2]]


def test_no_cell_is_a_formula(browser: Browser) -> None:
    """SRC-7: what a seeker wrote is never run by office software."""
    browser.log_in()
    for row in rows(export(browser, NUMBERS[:1] + NUMBERS[2:50], format="csv")):
        assert not [
            text for text in row.values() if text.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t"))
        ]
    [row] = rows(export(browser, NUMBERS[:1], format="csv"))
    assert row["希望する仕事"] == "'" + str(WRITTEN["desired_work"])


def test_the_file_comes_in_the_code_page_of_older_software(browser: Browser) -> None:
    """SRC-7: as the public lists do, with what it does not have told."""
    browser.log_in()
    answer = export(browser, NUMBERS[:1], format="csv", encoding="cp932")
    assert answer.content_type == "text/csv; charset=Windows-31J"
    [row] = rows(answer, "cp932")
    assert (row["その他"], row["置換えの有無"]) == ("〓野家の経験", "有")


@pytest.mark.parametrize(
    "form",
    [{"format": "pdf"}, {"encoding": "ebcdic"}, {"seeker_numbers": [*NUMBERS, *NUMBERS]}, {"seeker_numbers": []}],
)
def test_what_is_no_export_is_refused_before_search_is_asked(
    form: dict[str, Any], browser: Browser, asked: list[list[str]]
) -> None:
    """SRC-7."""
    browser.log_in()
    answer = browser.send("POST", PATH, {"seeker_numbers": NUMBERS[:1], **form})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")
    assert asked == []


def test_ops_2_an_export_counts_as_many_requests_as_it_has_seekers(
    new_browser: Callable[[], Browser], asked: list[list[str]], time: Time
) -> None:
    """Announced limits are not got round by asking for a hundred at once; one without room takes nothing of what is left."""
    operator, organization = new_browser(), new_browser()
    operator.log_in(OPERATOR)
    announce(operator, requests=64)
    announce(operator, requests=1_000, scope="all_organizations")
    time.now = dt.datetime(2026, 6, 10, 2, 0, tzinfo=dt.UTC)
    organization.log_in()
    assert left(export(organization, NUMBERS[:50])) == ("64", "14", "60")
    refused = export(organization, NUMBERS[:20])
    assert (refused.status_code, code_of(refused), left(refused)) == (429, "access_limited", ("64", "13", "60"))
    assert refused.json["details"]["remaining"] == 13
    assert left(export(organization, NUMBERS[:13])) == ("64", "0", "60")
    assert export(organization, NUMBERS[:1]).status_code == 429
    assert [len(numbers) for numbers in asked] == [50, 13]
