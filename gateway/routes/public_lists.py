"""The public lists of organizations, as JSON and CSV, read without login and kept by caches (REG-14)."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from flask import Response, request
from marshmallow import Schema, fields, validate

from gateway.access import NOT_LOGGED_IN
from gateway.answers import CSV, answer_csv, answer_json
from gateway.context import gateway, trace
from gateway.csv_files import ENCODINGS, csv_file
from gateway.routing import Asked, Route
from services.contracts import registry
from services.contracts.caller import ANONYMOUS
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.fields import Day, Text, Whole
from services.contracts.reference import bureaus
from services.contracts.registry import CLASSES, ORGANIZATION_KINDS, PUBLIC_LISTS, SERVICES
from services.contracts.registry.public_lists import (
    MOST_ENTRIES,
    CurrentOrganization,
    NarrowedList,
    TerminatedOrganization,
)
from services.runtime import clock

JSON = "application/json"
FORMATS = {"json": "JSON", "csv": "CSV"}
AS_IT_IS_NOW = "public, max-age=0, must-revalidate"
"""A suspension shows at once (CMP-14): caches ask each time, and are mostly told that nothing changed."""
OF_A_PAST_DAY = "public, max-age=3600"
FILES_KEPT = 4
FILES_AT_ONCE = 2
PATIENCE_SECONDS = 2.0
"""Anybody may ask for files, each of another day: two at once are made in a process, and its other threads stay free."""
ATTEMPTS = 3

_YES, _NO = "有", "無"
_WHO = {
    "名称": lambda e: e["name"],
    "部署": lambda e: e["department"],
    "種類": lambda e: ORGANIZATION_KINDS[e["kind"]],
    "区分": lambda e: CLASSES[e["class"]],
    "管轄": lambda e: bureaus()[e["bureau_code"]].name,
    "市区町村": lambda e: e["municipality_name"],
    "所在地": lambda e: e["address"],
    "許可・届出番号": lambda e: e["permission_number"] or "",
    "連名申請者（委託先）": lambda e: e["commissioned_agency_name"] or "",
    "連名申請者の許可・届出番号": lambda e: e["commissioned_agency_number"] or "",
}
COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "current": {
        **_WHO,
        "利用するサービス": lambda e: "、".join(SERVICES[service] for service in e["services"]),
        "雇用関係助成金の取扱い": lambda e: _YES if e["handles_subsidies"] else _NO,
        "プライバシーマーク": lambda e: _YES if e["privacy_mark"] else _NO,
        "職業紹介優良事業者": lambda e: _YES if e["excellent_agency_mark"] else _NO,
        "その他の認証": lambda e: "、".join(e["other_certificates"]),
        "利用状況": lambda e: "停止中" if e["suspended"] else "利用中",
        "停止の理由": lambda e: e["suspension_reason"] or "",
        "停止した日": lambda e: e["suspended_on"] or "",
        "停止期間の末日": lambda e: e["suspended_until"] or "",
    },
    "terminated": {
        **_WHO,
        "利用解除の日": lambda e: e["terminated_on"],
        "掲載期間の末日": lambda e: e["listed_until"],
    },
}
"""Title and text of each column, by list."""


class ShowListRequest(NarrowedList):
    """Which part of a list, and in which form. A CSV file is whole: `limit` and `cursor` are for JSON."""

    limit = Whole(low=1, high=MOST_ENTRIES, load_default=100)
    cursor = Text(longest=1_000, allow_none=True, load_default=None)
    format = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(FORMATS))
    encoding = fields.String(load_default="utf-8", validate=validate.OneOf(ENCODINGS))


class CurrentList(Schema):
    """A page of the list of organizations; `cursor` is None on the last one."""

    as_of = Day(required=True, allow_none=True)
    total = fields.Integer(required=True)
    organizations = fields.List(fields.Nested(CurrentOrganization), required=True)
    cursor = fields.String(required=True, allow_none=True)


class TerminatedList(CurrentList):
    """A page of the list of terminated organizations."""

    organizations = fields.List(fields.Nested(TerminatedOrganization), required=True)


class _Files:
    """The files made last: making one of 50,000 organizations takes seconds. For all threads of a process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str) -> bytes | None:
        with self._lock:
            return self._kept.get(tag)

    def put(self, tag: str, file: bytes) -> None:
        with self._lock:
            self._kept[tag] = file
            while len(self._kept) > FILES_KEPT:
                self._kept.popitem(last=False)


_files = _Files()
_turns = threading.BoundedSemaphore(FILES_AT_ONCE)


def _show(name: str, asked: Asked) -> Response:
    values = ShowListRequest().load(asked.values)
    as_csv = _format(values["format"]) == "csv"
    encoding = values["encoding"]
    narrowed = {key: value for key, value in asked.values.items() if key not in ("format", "encoding")}
    response = _file(name, narrowed, encoding) if as_csv else _page(name, narrowed)
    past_day = values["as_of"] is not None and values["as_of"] < clock.today()
    response.headers["Cache-Control"] = OF_A_PAST_DAY if past_day else AS_IT_IS_NOW
    response.headers["Vary"] = "Accept"
    response.make_conditional(request)
    return response


def _format(asked: str | None) -> str:
    if asked is not None:
        return asked
    match = request.accept_mimetypes.best_match([JSON, CSV]) if request.accept_mimetypes else JSON
    if match is None:
        raise CallRefused(ErrorCode.NOT_ACCEPTABLE)
    return "csv" if match == CSV else "json"


def _page(name: str, narrowed: Mapping[str, Any]) -> Response:
    page = _ask(name, narrowed)
    named = {"as_of": page["as_of"], "total": page["total"], "organizations": page["entries"], "cursor": page["cursor"]}
    response = answer_json(named, 200)
    response.set_etag(_tag(name, narrowed, page["digest"], "json"))
    return response


def _file(name: str, narrowed: Mapping[str, Any], encoding: str) -> Response:
    """The whole list as a file. Who has it already, by its ETag, costs one look at the list as a whole."""
    narrowed = {key: value for key, value in narrowed.items() if key not in ("limit", "cursor")}
    tag = _tag(name, narrowed, _ask(name, {**narrowed, "limit": 1})["digest"], encoding)
    file = b""
    if not request.if_none_match.contains(tag):
        tag, file = _made(name, narrowed, encoding, tag)
    response = answer_csv(PUBLIC_LISTS[name], file, encoding)
    response.set_etag(tag)
    return response


def _made(name: str, narrowed: Mapping[str, Any], encoding: str, tag: str) -> tuple[str, bytes]:
    """The file and its tag. One instant's list, unless somebody who began before it changes it now: then once more."""
    kept = _files.get(tag)
    if kept is not None:
        return tag, kept
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise CallRefused(ErrorCode.SERVICE_UNAVAILABLE)
    try:
        kept = _files.get(tag)  # somebody else's, made while we waited
        return (tag, kept) if kept is not None else _make(name, narrowed, encoding)
    finally:
        _turns.release()


def _make(name: str, narrowed: Mapping[str, Any], encoding: str) -> tuple[str, bytes]:
    for _ in range(ATTEMPTS):
        pages = list(_pages(name, narrowed))
        if len({page["digest"] for page in pages}) == 1:
            columns = COLUMNS[name]
            rows = ([text(entry) for text in columns.values()] for page in pages for entry in page["entries"])
            tag = _tag(name, narrowed, pages[0]["digest"], encoding)
            file = csv_file(list(columns), rows, encoding)
            _files.put(tag, file)
            return tag, file
    raise CallRefused(ErrorCode.SERVICE_UNAVAILABLE)


def _pages(name: str, narrowed: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    cursor = None
    while True:
        page = _ask(name, {**narrowed, "limit": MOST_ENTRIES, "cursor": cursor})
        yield page
        cursor = page["cursor"]
        if cursor is None:
            return


def _ask(name: str, narrowed: Mapping[str, Any]) -> dict[str, Any]:
    caller_asks = {**narrowed, "list": name}
    answer: dict[str, Any] = gateway().services.call(registry.SHOW_PUBLIC_LIST, caller_asks, ANONYMOUS, trace=trace())
    return answer


def _tag(name: str, narrowed: Mapping[str, Any], digest: str, form: str) -> str:
    """Another one exactly when the list is, or what is asked of it."""
    asked = sorted((key, str(value)) for key, value in narrowed.items() if value is not None)
    return hashlib.sha256(repr((name, asked, digest, form)).encode()).hexdigest()[:32]


_DESCRIPTION = (
    "名称、種類、サービスなどで絞ることができます。as_of に日付を指定すると、その日の終わりの時点の一覧を示します。"
    "CSV（format=csv 又は Accept: text/csv）は、絞った一覧の全件です。文字コードは encoding で選べます。cp932 にない文字は"
    "「〓」に置き換え、その行の「置換えの有無」の列に「有」と示します。表計算ソフトが式とみなす文字で始まる値には、"
    "先頭に「'」を付けます。JSONの続きを見るときは、同じ条件に cursor を付けてください。続きを見る間に一覧が変わっても、"
    "最初のページと同じ時点の一覧を示します。"
)


def _route(name: str, path: str, summary: str, answer: Schema, description: str) -> Route:
    return Route("GET", path, NOT_LOGGED_IN, summary, partial(_show, name), ShowListRequest(), answer,
                 description=description + _DESCRIPTION, other_media_types=(CSV,), cached=True,
                 answer_headers=("ETag", "Cache-Control"), operations=(registry.SHOW_PUBLIC_LIST,))  # fmt: skip


ROUTES = (
    _route("current", "/api/public/organizations", "利用団体の一覧を見る", CurrentList(),
           "停止中の利用団体には、その旨を示します。地方自治体等の利用団体には、停止の理由と期間も示します。"),
    _route("terminated", "/api/public/terminated-organizations", "利用解除となった利用団体の一覧を見る", TerminatedList(),
           "利用解除の日から起算して、初期設定では３年間掲載します。"),
)  # fmt: skip
