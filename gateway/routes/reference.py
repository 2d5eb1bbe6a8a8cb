"""Code lists (REG-17), holidays (CAL-2) and terms of use (REG-15): the same for everybody, from memory or cached."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial

from flask import Response
from marshmallow import Schema, fields

from gateway.access import NOT_LOGGED_IN
from gateway.answers import answer_json
from gateway.context import gateway
from gateway.headers import HELP_DESK_PATH
from gateway.routing import Asked, Route, rpc
from services import legal_calendar
from services.contracts import reference, registry
from services.contracts.fields import Day, Strict, Whole, code
from services.contracts.help_desk import HelpDeskAnswer
from services.contracts.reference import CodeList, Entry

PUBLIC_FOR_AN_HOUR = "public, max-age=3600"


class ListRequest(Strict):
    """Narrows a list to what stands directly below one code."""

    parent = code(allow_none=True, load_default=None)


class CodeEntry(Schema):
    """One code."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.String(required=True)
    parent = fields.String(allow_none=True, required=True)
    name_kana = fields.String(required=True)
    county = fields.String(required=True)


class ListSource(Schema):
    """Where a list comes from; `status` is `illustrative` where the official list could not be had."""

    title = fields.String(required=True)
    source = fields.String(required=True)
    version = fields.String(required=True)
    status = fields.String(required=True)


class CodesAnswer(Schema):
    """A code list with its sources."""

    sources = fields.List(fields.Nested(ListSource), required=True)
    entries = fields.List(fields.Nested(CodeEntry), required=True)


class HolidaysRequest(Strict):
    """Names a year."""

    year = Whole(low=2000, high=2099, required=True, metadata={"example": 2027})


class HolidayEntry(Schema):
    """A day on which administrative organs are closed."""

    day = Day(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(legal_calendar.HolidayKind, by_value=True, required=True)


class HolidaysAnswer(Schema):
    """A year's holidays of administrative organs, Saturdays and Sundays left out, and what they rest on."""

    year = fields.Integer(required=True)
    basis = fields.Enum(legal_calendar.Basis, by_value=True, required=True)
    holidays = fields.List(fields.Nested(HolidayEntry), required=True)


class BureauContactEntry(Schema):
    """Where a bureau is asked about applications; its mailbox is told to applicants alone (REG-9)."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    desk = fields.String(required=True)
    phone = fields.String(required=True)


class BureauContactsAnswer(Schema):
    """The list of bureaus (労働局担当窓口一覧) with its source."""

    sources = fields.List(fields.Nested(ListSource), required=True)
    bureaus = fields.List(fields.Nested(BureauContactEntry), required=True)


LISTS: Mapping[str, tuple[str, Callable[[], CodeList], Callable[[Entry], bool]]] = {
    "prefectures": ("都道府県の一覧を見る", reference.places, lambda entry: entry.level == "prefecture"),
    "municipalities": ("市区町村の一覧を見る", reference.places, lambda entry: entry.level != "prefecture"),
    "occupations": ("職業分類の一覧を見る", reference.occupations, lambda _: True),
    "industries": ("産業分類の一覧を見る", reference.industries, lambda _: True),
    "licences": ("免許・資格の一覧を見る", reference.licences, lambda _: True),
    "bureaus": ("都道府県労働局の一覧を見る", reference.bureaus, lambda _: True),
    "offices": ("公共職業安定所の一覧を見る", reference.offices, lambda entry: entry.level == "office"),
}


def _show(name: str, asked: Asked) -> Response:
    _, load, wanted = LISTS[name]
    codes, parent = load(), asked.values.get("parent")
    entries = codes if parent is None else codes.children(parent)
    answer = {
        "sources": [dataclasses.asdict(header) for header in codes.headers],
        "entries": [dataclasses.asdict(entry) for entry in entries if wanted(entry)],
    }
    response = answer_json(answer, 200)
    response.headers["Cache-Control"] = PUBLIC_FOR_AN_HOUR
    return response


def _show_holidays(asked: Asked) -> Response:
    year = int(asked.values["year"])
    answer = {
        "year": year,
        "basis": legal_calendar.basis_of_holidays(year),
        "holidays": legal_calendar.holidays_of(year),
    }
    response = answer_json(HolidaysAnswer().dump(answer), 200)
    response.headers["Cache-Control"] = PUBLIC_FOR_AN_HOUR
    return response


def _show_help_desk(_: Asked) -> Response:
    response = answer_json(dataclasses.asdict(gateway().settings.help_desk), 200)
    response.headers["Cache-Control"] = PUBLIC_FOR_AN_HOUR
    return response


def _show_contacts(_: Asked) -> Response:
    header, contacts = reference.bureau_contacts()
    answer = {
        "sources": [dataclasses.asdict(header)],
        "bureaus": [BureauContactEntry().dump(contact) for contact in contacts.values()],
    }
    response = answer_json(answer, 200)
    response.headers["Cache-Control"] = PUBLIC_FOR_AN_HOUR
    return response


_TERMS = "/api/terms/<any(private,municipal,seeker):audience>"

ROUTES = (
    Route("GET", "/api/reference/bureau-contacts", NOT_LOGGED_IN, "都道府県労働局の担当窓口の一覧を見る", _show_contacts,
          answer=BureauContactsAnswer(),
          description="利用申請などのお問い合わせ先です。一定の期間（初期設定では登録の翌日から３日。閉庁日を除く。）を過ぎても、申請書の提出先となる"
          "メールアドレスのお知らせが届かないときは、管轄する労働局の担当窓口へお問い合わせください。"),
    *(
        Route("GET", f"/api/reference/{name}", NOT_LOGGED_IN, summary, partial(_show, name), ListRequest(), CodesAnswer(),
              description="parent に上位のコードを指定すると、その直下に絞ります。")
        for name, (summary, _, _) in LISTS.items()
    ),
    Route("GET", "/api/reference/holidays", NOT_LOGGED_IN, "行政機関の休日を見る", _show_holidays, HolidaysRequest(),
          HolidaysAnswer(),
          description="土曜日と日曜日を除き、日付の順に表示します。春分の日と秋分の日は、前年２月の官報で公表されます。"
          "公表されていない年は、計算による見込み（computed）です。"),
    rpc("GET", _TERMS, registry.CURRENT_TERMS, NOT_LOGGED_IN, "現在の利用規約を見る"),
    rpc("GET", f"{_TERMS}/versions", registry.LIST_TERMS, NOT_LOGGED_IN, "利用規約の版の一覧を見る",
        description="掲載された版を新しい順に示します。適用前の版も、掲載された日から見ることができます。"),
    rpc("GET", f"{_TERMS}/versions/<version>", registry.SHOW_TERMS, NOT_LOGGED_IN, "利用規約の本文を見る"),
    rpc("GET", f"{_TERMS}/differences", registry.COMPARE_TERMS, NOT_LOGGED_IN, "利用規約の二つの版を比べる",
        description="former の版から later の版への、段落ごとの追加、削除及び変更を示します。"),
    Route("GET", HELP_DESK_PATH, NOT_LOGGED_IN, "ヘルプデスクの連絡先と受付時間を見る", _show_help_desk,
          answer=HelpDeskAnswer(), always_open=True,
          description="全ての回答の Link ヘッダー（rel=help）からも、この案内をたどることができます。"),
)  # fmt: skip
