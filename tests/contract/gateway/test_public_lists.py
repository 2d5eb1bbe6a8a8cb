"""The public lists over HTTP (REG-14): forms, encodings, caches; the registry is played."""

import csv
import io
import threading
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.routes import public_lists
from services.contracts import registry
from services.contracts.errors import CallRefused, ErrorCode
from tests.contract.gateway.conftest import Browser, PlayedServices, Time, code_of

LIST, TERMINATED = "/api/public/organizations", "/api/public/terminated-organizations"


def an_entry(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "organization_id": f"0198c2f3-0000-7000-8000-{number:012d}",
        "name": f"団体{number}",
        "department": "",
        "kind": "paid_agency",
        "class": "private",
        "bureau_code": "13",
        "municipality_code": "131016",
        "municipality_name": "東京都千代田区",
        "address": "霞が関１丁目",
        "permission_number": "13-ユ-123456",
        "commissioned_agency_name": None,
        "commissioned_agency_number": None,
        "services": ["offers", "seekers"],
        "handles_subsidies": True,
        "privacy_mark": True,
        "excellent_agency_mark": False,
        "other_certificates": ["ISO27001", "健康経営優良法人"],
        "suspended": False,
        "suspension_reason": None,
        "suspended_on": None,
        "suspended_until": None,
        **changes,
    }


class PlayedList:
    """A list that the registry would show, in pages."""

    def __init__(self, services: PlayedServices) -> None:
        self.entries = [an_entry(number) for number in range(3)]
        self.digests = ["d1"]
        self.asked: list[dict[str, Any]] = []
        services.on(registry.SHOW_PUBLIC_LIST, self.answer)

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        registry.SHOW_PUBLIC_LIST.request.load(request)
        first = int(request.get("cursor") or 0)
        last = first + (1 if request.get("limit") == registry.MOST_ENTRIES else request.get("limit", 100))
        return {
            "as_of": request.get("as_of"),
            "total": len(self.entries),
            "digest": self.digests.pop(0) if len(self.digests) > 1 else self.digests[0],
            "entries": self.entries[first:last],
            "cursor": str(last) if last < len(self.entries) else None,
        }


@pytest.fixture
def played(services: PlayedServices) -> PlayedList:
    return PlayedList(services)


def get(browser: Browser, path: str = LIST, method: str = "GET", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.send(method, path, headers=named)


def table(answer: TestResponse, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.data.decode(encoding), newline="")))


def test_anybody_reads_the_list_page_by_page(browser: Browser, played: PlayedList) -> None:
    """REG-14."""
    answer = get(browser, f"{LIST}?limit=2&bureau_code=13&suspended=false")
    assert (answer.status_code, answer.json["total"], answer.json["cursor"]) == (200, 3, "2")
    assert [entry["name"] for entry in answer.json["organizations"]] == ["団体0", "団体1"]
    assert played.asked == [{"list": "current", "limit": 2, "bureau_code": "13", "suspended": False}]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("query", ["kind=x", "as_of=2026-13-01", "limit=0", "format=xml", "encoding=utf-16", "x=1"])
def test_what_is_no_question_is_refused(browser: Browser, played: PlayedList, query: str) -> None:
    """REG-14."""
    assert get(browser, f"{LIST}?{query}").status_code == 422
    assert played.asked == []


def test_a_csv_file_is_whole_and_in_japanese(browser: Browser, played: PlayedList) -> None:
    """REG-14."""
    played.entries[1] |= {"name": "=cmd()", "suspended": True, "other_certificates": []}
    answer = get(browser, f"{LIST}?format=csv&limit=1")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''%E5%88%A9%E7%94%A8" in answer.headers["Content-Disposition"]
    rows = table(answer)
    assert [row["名称"] for row in rows] == ["団体0", "'=cmd()", "団体2"]
    assert [row["利用状況"] for row in rows] == ["利用中", "停止中", "利用中"]
    assert rows[0]["管轄"] == "東京労働局"
    assert rows[0]["その他の認証"] == "ISO27001、健康経営優良法人"


def test_a_csv_file_tells_all_that_the_list_shows(browser: Browser, played: PlayedList) -> None:
    """REG-14: each column of one line in force and of one suspended."""
    municipality = {
        "name": "千代田区", "department": "産業振興課", "kind": "municipality_own", "class": "municipal",
        "permission_number": "13-地-000001", "services": ["seekers"], "handles_subsidies": False, "privacy_mark": False,
        "excellent_agency_mark": True, "other_certificates": [], "suspended": True,
        "suspension_reason": "報告が行われないため。", "suspended_on": "2026-06-10", "suspended_until": "2026-12-10",
    }  # fmt: skip
    played.entries = [an_entry(1), an_entry(2, **municipality)]
    played.digests = ["every column"]
    where = {"管轄": "東京労働局", "市区町村": "東京都千代田区", "所在地": "霞が関１丁目"}
    alone = {"連名申請者（委託先）": "", "連名申請者の許可・届出番号": "", "置換えの有無": ""}
    assert table(get(browser, f"{LIST}?format=csv")) == [
        {
            "名称": "団体1", "部署": "", "種類": "有料職業紹介事業者", "区分": "民間職業紹介事業者等", **where,
            "許可・届出番号": "13-ユ-123456", "利用するサービス": "求人情報提供サービス、求職情報提供サービス",
            "雇用関係助成金の取扱い": "有", "プライバシーマーク": "有", "職業紹介優良事業者": "無",
            "その他の認証": "ISO27001、健康経営優良法人", "利用状況": "利用中", "停止の理由": "", "停止した日": "",
            "停止期間の末日": "", **alone,
        },
        {
            "名称": "千代田区", "部署": "産業振興課", "種類": "地方自治体（自ら職業紹介事業を行うもの）",
            "区分": "地方自治体等", **where, "許可・届出番号": "13-地-000001",
            "利用するサービス": "求職情報提供サービス", "雇用関係助成金の取扱い": "無", "プライバシーマーク": "無",
            "職業紹介優良事業者": "有", "その他の認証": "", "利用状況": "停止中", "停止の理由": "報告が行われないため。",
            "停止した日": "2026-06-10", "停止期間の末日": "2026-12-10", **alone,
        },
    ]  # fmt: skip


def test_a_csv_file_names_joint_applicants(browser: Browser, played: PlayedList) -> None:
    """REG-4, REG-14."""
    played.entries = [an_entry(number) for number in (1, 2)]
    played.entries[0] |= {
        "permission_number": None,
        "commissioned_agency_name": "株式会社さくらキャリア",
        "commissioned_agency_number": "13-ユ-654321",
    }
    played.digests = ["joint"]
    columns = ("許可・届出番号", "連名申請者（委託先）", "連名申請者の許可・届出番号")
    assert [tuple(row[column] for column in columns) for row in table(get(browser, f"{LIST}?format=csv"))] == [
        ("", "株式会社さくらキャリア", "13-ユ-654321"),
        ("13-ユ-123456", "", ""),
    ]


def test_a_csv_file_comes_in_cp932_where_asked(browser: Browser, played: PlayedList) -> None:
    """REG-14."""
    played.entries[0]["name"] = "𠮷野キャリア"
    answer = get(browser, f"{LIST}?format=csv&encoding=cp932")
    assert answer.content_type == "text/csv; charset=Windows-31J"
    row = table(answer, "cp932")[0]
    assert (row["名称"], row["置換えの有無"]) == ("〓野キャリア", "有")


def test_terminated_organizations_have_their_own_columns(browser: Browser, played: PlayedList) -> None:
    """REG-14, CMP-9."""
    played.digests = ["t1"]
    played.entries = [an_entry(1, terminated_on="2026-06-10", listed_until="2029-06-08")]
    (row,) = table(get(browser, f"{TERMINATED}?format=csv"))
    assert (row["利用解除の日"], row["掲載期間の末日"]) == ("2026-06-10", "2029-06-08")
    assert played.asked[0]["list"] == "terminated"


@pytest.mark.parametrize(
    ("accept", "query", "expected"),
    [
        ("text/csv", "", "text/csv"),
        ("application/json", "", "application/json"),
        ("text/csv;q=0.5, application/json", "", "application/json"),
        ("text/*", "", "text/csv"),
        ("*/*", "", "application/json"),
        ("text/html, */*;q=0.1", "", "application/json"),
        ("text/csv", "?format=json", "application/json"),
    ],
)
def test_the_form_is_that_of_accept_unless_named(
    browser: Browser, played: PlayedList, accept: str, query: str, expected: str
) -> None:
    """REG-14."""
    answer = get(browser, LIST + query, Accept=accept)
    assert answer.mimetype == expected
    assert answer.headers["Vary"] == "Accept"


def test_what_we_do_not_have_is_not_acceptable(browser: Browser, played: PlayedList) -> None:
    """REG-14."""
    answer = get(browser, Accept="image/png")
    assert (answer.status_code, code_of(answer)) == (406, "not_acceptable")


@pytest.mark.parametrize("query", ["", "?format=csv", "?format=csv&encoding=cp932", "?limit=1"])
def test_who_has_the_list_already_is_told_so_until_it_changes(browser: Browser, played: PlayedList, query: str) -> None:
    """REG-14."""
    first = get(browser, LIST + query)
    tag = first.headers["ETag"]
    again = get(browser, LIST + query, If_None_Match=f'"other", {tag}')
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    played.digests = ["d2"]
    changed = get(browser, LIST + query, If_None_Match=tag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_every_form_and_every_part_has_its_own_tag(browser: Browser, played: PlayedList) -> None:
    """REG-14."""
    played.entries = [an_entry(number, terminated_on="2026-06-10", listed_until="2029-06-08") for number in range(3)]
    queries = ["", "?format=csv", "?format=csv&encoding=cp932", "?kind=school", "?limit=1", "?limit=1&cursor=1"]
    tags = {get(browser, path + query).headers["ETag"] for path in (LIST, TERMINATED) for query in queries}
    assert len(tags) == 2 * len(queries)


def test_the_list_of_a_past_day_may_be_kept_for_a_while(browser: Browser, played: PlayedList, time: Time) -> None:
    """REG-14: it does not change any more."""
    assert get(browser, f"{LIST}?as_of=2026-06-09").headers["Cache-Control"] == "public, max-age=3600"
    assert "must-revalidate" in get(browser, f"{LIST}?as_of=2026-06-10").headers["Cache-Control"]


@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_head_tells_what_get_would(browser: Browser, played: PlayedList, query: str) -> None:
    """REG-14."""
    whole, head = get(browser, LIST + query), get(browser, LIST + query, method="HEAD")
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control"):
        assert head.headers[name] == whole.headers[name], name


def test_a_file_is_of_one_list_even_if_it_changes_meanwhile(browser: Browser, played: PlayedList) -> None:
    """REG-14: it is made anew, and its tag is that of what it holds."""
    played.digests = ["c0", "c0", "c1", "c1", "c2"]
    changed = get(browser, f"{LIST}?format=csv")
    played.digests = ["c2"]
    assert get(browser, f"{LIST}?format=csv").headers["ETag"] == changed.headers["ETag"]
    assert len(table(changed)) == 3


def test_who_asks_for_one_file_after_another_does_not_hold_all_threads(
    browser: Browser, played: PlayedList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REG-14: while as many files are made as may be at once, the next one is asked to come again; pages still come."""
    monkeypatch.setattr(public_lists, "PATIENCE_SECONDS", 0.01)
    turns = threading.BoundedSemaphore(public_lists.FILES_AT_ONCE)
    monkeypatch.setattr(public_lists, "_turns", turns)
    played.digests = ["a list that nobody has asked for yet"]
    for _ in range(public_lists.FILES_AT_ONCE):
        turns.acquire()
    refused = get(browser, f"{LIST}?format=csv")
    assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
    assert get(browser).status_code == 200
    turns.release()
    assert get(browser, f"{LIST}?format=csv").status_code == 200


def test_a_day_without_a_list_is_answered_clearly(browser: Browser, services: PlayedServices) -> None:
    """REG-14."""

    def refuse(_: dict[str, Any]) -> None:
        raise CallRefused(ErrorCode.LIST_NOT_YET_KEPT, "/as_of", {"first_day": "2026-04-01"})

    services.on(registry.SHOW_PUBLIC_LIST, refuse)
    answer = get(browser, f"{LIST}?as_of=2020-01-01")
    assert (answer.status_code, answer.json["details"]) == (404, {"first_day": "2026-04-01"})
    assert answer.headers["Cache-Control"] == "no-store"
