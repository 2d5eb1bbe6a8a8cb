"""Code lists (REG-17) and terms of use (REG-15): the same for everybody, and read from memory or cached."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial

from flask import Response
from marshmallow import Schema, fields

from gateway.access import NOT_LOGGED_IN
from gateway.answers import answer_json
from gateway.routing import Asked, Route, rpc
from services.contracts import reference, registry
from services.contracts.fields import Strict, code
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


ROUTES = (
    *(
        Route("GET", f"/api/reference/{name}", NOT_LOGGED_IN, summary, partial(_show, name), ListRequest(), CodesAnswer(),
              description="parent に上位のコードを指定すると、その直下に絞ります。")
        for name, (summary, _, _) in LISTS.items()
    ),
    rpc("GET", "/api/terms/<any(private,municipal,seeker):audience>", registry.CURRENT_TERMS, NOT_LOGGED_IN,
        "現在の利用規約を見る"),
)  # fmt: skip
