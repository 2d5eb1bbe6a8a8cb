"""One trace ID a request: in its answer, in every log line about it, and on the bus."""

from __future__ import annotations

import re
from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from gateway import metrics
from services.runtime.identifiers import new_id

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\Z")
_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,64}\Z")
_log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    """Begin each request with its trace; end it with a log line and a figure."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.started = perf_counter()
    match = _TRACEPARENT.match(request.headers.get("traceparent", ""))
    g.trace = match[1] if match else new_id().replace("-", "")
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.match(given) else g.trace
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(trace=g.trace)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    response.headers["X-Trace-ID"] = g.trace
    route = request.url_rule.rule if request.url_rule else "unknown"
    seconds = perf_counter() - g.started
    metrics.REQUESTS.labels(request.method if request.url_rule else "ANY", route, response.status_code).observe(seconds)
    _log.info(
        "request_answered",
        method=request.method[:16],
        route=route,
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
        refusal=g.get("refusal"),
        account_id=g.get("account_id"),
        request_id=g.request_id,
    )
    return response
