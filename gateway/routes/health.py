"""Liveness, readiness, figures, the document of this API, and what its error codes mean."""

from __future__ import annotations

import dataclasses

from flask import Response, current_app
from marshmallow import Schema, fields, validate
from prometheus_client import CONTENT_TYPE_LATEST

from gateway import metrics, readiness
from gateway.access import NOT_LOGGED_IN
from gateway.answers import answer_json
from gateway.context import gateway
from gateway.routes.reference import PUBLIC_FOR_AN_HOUR
from gateway.routing import Asked, Route
from services.contracts.errors import ERRORS, ErrorCode
from services.contracts.fields import Strict
from services.runtime import clock


class AliveAnswer(Schema):
    """The process answers."""

    status = fields.String(required=True, validate=validate.OneOf(["alive"]))


class PartAnswer(Schema):
    """A part of the site."""

    name = fields.String(required=True)
    ready = fields.Boolean(required=True)


class ReadyAnswer(Schema):
    """Whether all parts work."""

    ready = fields.Boolean(required=True)
    parts = fields.List(fields.Nested(PartAnswer), required=True)


class CodeRequest(Strict):
    """Names an error code."""

    code = fields.Enum(ErrorCode, by_value=True, required=True)


class CodeAnswer(Schema):
    """What an error code means."""

    code = fields.Enum(ErrorCode, by_value=True, required=True)
    status = fields.Integer(required=True)
    title = fields.String(required=True)
    rule = fields.String(required=True)


def _alive(_: Asked) -> Response:
    return answer_json({"status": "alive"}, 200)


def _ready(_: Asked) -> Response:
    checks = readiness.check_all(gateway(), clock.now())
    ready = all(check.ready for check in checks)
    return answer_json(
        {"ready": ready, "parts": [dataclasses.asdict(check) for check in checks]}, 200 if ready else 503
    )


def _figures(_: Asked) -> Response:
    return Response(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


def _document(_: Asked) -> Response:
    # Imported here, as the document is made from the routes.
    from gateway import openapi

    response = answer_json(openapi.as_dict(current_app), 200)
    response.headers["Cache-Control"] = PUBLIC_FOR_AN_HOUR
    return response


def _explain(asked: Asked) -> Response:
    code = ErrorCode(asked.values["code"])
    response = answer_json({"code": code.value, **dataclasses.asdict(ERRORS[code])}, 200)
    response.headers["Cache-Control"] = PUBLIC_FOR_AN_HOUR
    return response


_CODES = ",".join(code.value for code in ErrorCode)

ROUTES = (
    Route("GET", "/healthz", NOT_LOGGED_IN, "動いているかどうかを確かめる", _alive, answer=AliveAnswer(),
          always_open=True),
    Route("GET", "/readyz", NOT_LOGGED_IN, "利用できる状態かどうかを確かめる", _ready, answer=ReadyAnswer(),
          other_answers={503: ReadyAnswer()}, always_open=True,
          description="各サービス、データベース、検索の索引を確かめます。利用できないものがあるときは503を返します。"),
    Route("GET", "/metrics", NOT_LOGGED_IN, "計測値を見る（Prometheus形式）", _figures, media_type="text/plain",
          always_open=True),
    Route("GET", "/api/openapi.json", NOT_LOGGED_IN, "このAPIの仕様を見る（OpenAPI）", _document,
          answer={"type": "object"}, always_open=True),
    Route("GET", f"/api/problems/<any({_CODES}):code>", NOT_LOGGED_IN, "エラーコードの意味を調べる", _explain,
          CodeRequest(), CodeAnswer(), always_open=True),
)  # fmt: skip
