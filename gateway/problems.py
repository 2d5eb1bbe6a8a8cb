"""Refusals as problem documents (RFC 9457), from the one list of error codes. Never an exception's text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, Response, g, request
from marshmallow import Schema, fields
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from gateway import metrics
from gateway.answers import allowance_headers
from gateway.calls import RETRY_AFTER_SECONDS
from services.contracts.errors import ERRORS, CallRefused, ErrorCode
from services.japanese_calendar import in_era, in_sentence, in_year
from services.runtime import clock
from services.runtime.identifiers import new_id
from services.runtime.logging import failure

MEDIA_TYPE = "application/problem+json"
_BY_STATUS = {
    400: ErrorCode.MALFORMED_REQUEST,
    404: ErrorCode.UNKNOWN_OPERATION,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    406: ErrorCode.NOT_ACCEPTABLE,
    413: ErrorCode.REQUEST_TOO_LARGE,
    415: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    429: ErrorCode.TOO_MANY_REQUESTS,
    503: ErrorCode.SERVICE_UNAVAILABLE,
}
_ADVICE = {
    # The same for everybody, so that it tells nothing of whether there is an account, or whether it is locked (AUT-6).
    ErrorCode.LOGIN_FAILED: "誤った入力が続くと、しばらくの間ログインできなくなります。"
    "お急ぎのとき又はパスワードをお忘れのときは、パスワードを設定し直してください。",
}
_PATIENCE_SECONDS = {ErrorCode.MAINTENANCE: 600}
"""After how long to ask again where nobody knows when it can be answered; for the rest, `RETRY_AFTER_SECONDS`."""
_KEPT_HEADERS = ("Allow", "Retry-After")
_log = structlog.get_logger(__name__)


class ProblemPlace(Schema):
    """One place of the request, and what is wrong there."""

    pointer = fields.String(required=True)
    detail = fields.String(required=True)


class Problem(Schema):
    """A refusal as RFC 9457 says it, with the code and rule of ours."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.Enum(ErrorCode, by_value=True, required=True)
    detail = fields.String()
    rule = fields.String()
    trace = fields.String(required=True)
    instance = fields.String(required=True)
    problems = fields.List(fields.Nested(ProblemPlace))
    details = fields.Dict()


def install(app: Flask) -> None:
    """Answer every refusal and failure of this application by a problem document."""
    app.register_error_handler(CallRefused, _on_refusal)
    app.register_error_handler(HTTPException, _on_http_error)
    for error in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(error, _on_lost_database)
    app.register_error_handler(Exception, _on_failure)


def problem(refusal: CallRefused, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to a refused request."""
    text = ERRORS[refusal.code]
    places = [{"pointer": place.pointer, "detail": place.detail} for place in refusal.problems]
    if refusal.pointer is not None and not places:
        places = [{"pointer": refusal.pointer, "detail": text.title}]
    trace = g.get("trace") or new_id().replace("-", "")
    document = {
        "type": f"/api/problems/{refusal.code.value}",
        "title": text.title,
        "status": text.status,
        "code": refusal.code.value,
        **_detail(refusal),
        **({"rule": text.rule} if text.rule else {}),
        "trace": trace,
        "instance": quote(request.path),
        **({"problems": places} if places else {}),
        **({"details": dict(refusal.details)} if refusal.details else {}),
    }
    g.refusal = refusal.code.value
    metrics.REFUSALS.labels(refusal.code.value).inc()
    response = Response(json.dumps(document, ensure_ascii=False), status=text.status, content_type=MEDIA_TYPE)
    response.headers.update({**_retry_after(refusal.code, text.status, refusal.details), **(headers or {})})
    response.headers.update(allowance_headers(refusal.details.get("allowance")))
    return response


def _detail(refusal: CallRefused) -> dict[str, str]:
    """A sentence for people, where the details hold what they can act on."""
    sentences = [_ADVICE[refusal.code]] if refusal.code in _ADVICE else []
    if refusal.code is ErrorCode.MAINTENANCE:
        sentences += [refusal.details["message"]] if refusal.details.get("message") else []
    remaining = refusal.details.get("remaining")
    if isinstance(remaining, int):
        if refusal.code is ErrorCode.DAILY_CAP_REACHED:
            sentences.append(f"本日送信できる残りの件数は{in_sentence(remaining)}件です。")
        elif refusal.code is ErrorCode.ONE_TIME_PASSWORD_WRONG:
            sentences.append(
                f"あと{in_sentence(remaining)}回入力できます。" if remaining else "ログインからやり直してください。"
            )
    if refusal.code is ErrorCode.DUE_DAY_UNFIT and (latest := refusal.details.get("latest")) is not None:
        sentences.append(f"{in_era(dt.date.fromisoformat(latest))}までの日付を指定できます。")
    if (opens := _instant(refusal.details.get("opens_again_at"))) is not None:
        local = _to_the_next_minute(opens.astimezone(clock.JAPAN))
        day, hour = in_year(local.date()), in_sentence(local.hour)
        sentences.append(f"{day}{hour}時{local.minute:02}分から、再びご利用いただけます。")
    return {"detail": "".join(sentences)} if sentences else {}


def _retry_after(code: ErrorCode, status: int, details: Mapping[str, Any]) -> dict[str, str]:
    opens = _instant(details.get("opens_again_at"))
    if opens is not None:
        return {"Retry-After": str(max(int((opens - clock.now()).total_seconds()) + 1, 1))}
    patience = _PATIENCE_SECONDS.get(code, RETRY_AFTER_SECONDS)
    return {"Retry-After": str(patience)} if status in {429, 503, 504} else {}


def _to_the_next_minute(instant: dt.datetime) -> dt.datetime:
    """A sentence says minutes: what opens within one is open at the next, and never at one that may be over (OPS-2)."""
    whole = instant.replace(second=0, microsecond=0)
    return whole if whole == instant else whole + dt.timedelta(minutes=1)


def _instant(text: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _on_refusal(refusal: CallRefused) -> Response:
    # A token is asked for by this header (RFC 6750); a login is not, as a browser would ask for it in a window of its own.
    return problem(refusal, {"WWW-Authenticate": "Bearer"} if refusal.code is ErrorCode.TOKEN_INVALID else None)


def _on_http_error(error: HTTPException) -> Response:
    """Flask's and werkzeug's own errors keep their headers `Allow` and `Retry-After`, and nothing else of theirs."""
    status = error.code or 500
    fallback = ErrorCode.INTERNAL if status >= 500 else ErrorCode.MALFORMED_REQUEST
    answer = error.get_response()
    kept = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    return problem(CallRefused(_BY_STATUS.get(status, fallback)), kept)


def _on_lost_database(error: Exception) -> Response:
    """The gateway's own database is away or overrun: to be tried again, like a service that does not answer."""
    _log.error("database_unavailable", **failure(error))
    return problem(CallRefused(ErrorCode.SERVICE_UNAVAILABLE))


def _on_failure(error: Exception) -> Response:
    _log.error("request_failed", **failure(error))
    return problem(CallRefused(ErrorCode.INTERNAL))
