"""How answers become HTTP: JSON, PDF, CSV, and the headers that tell a day's allowance of dispatches (MSG-4)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, request

from gateway.csv_files import CHARSETS

CSV = "text/csv"
ANSWERED_AFTER_SECONDS = 0.3
"""Longer than a key and its mail take to be written."""
ALLOWANCE_HEADERS = {
    "X-Dispatch-Limit": "limit",
    "X-Dispatch-Remaining": "remaining",
    "X-Dispatch-Reset": "opens_again_at",
}
"""What is left of the day's dispatches, in headers of every answer of messaging to an organization (MSG-4)."""


def answer_json(answer: Any, status: int) -> Response:
    """An answer as it came from the service."""
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status=status, content_type="application/json")


def answer_with_allowance(answer: Mapping[str, Any], status: int) -> Response:
    """An answer with what is left of the day's dispatches, in its headers too; a seeker's has none."""
    response = answer_json(answer, status)
    response.headers.update(allowance_headers(answer.get("allowance")))
    return response


def answer_allowance(answer: Mapping[str, Any], status: int) -> Response:
    """The allowance itself, in the body and the headers."""
    response = answer_json(answer, status)
    response.headers.update(allowance_headers(answer))
    return response


def allowance_headers(allowance: Mapping[str, Any] | None) -> dict[str, str]:
    """An allowance in headers; none where there is none."""
    if allowance is None:
        return {}
    return {header: str(allowance[name]) for header, name in ALLOWANCE_HEADERS.items()}


def answer_pdf(answer: Mapping[str, Any], status: int) -> Response:
    """A PDF of ours, to be saved under the name that the service gave it."""
    return answer_file({**answer, "media_type": "application/pdf"}, status)


def answer_kept_pdf(answer: Mapping[str, Any], status: int) -> Response:
    """A PDF that is the same for everybody until its form changes: caches ask each time, and are mostly told that it is the same."""
    response = answer_pdf(answer, status)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.make_conditional(request)
    return response


def answer_csv(name: str, file: bytes, encoding: str) -> Response:
    """A CSV file of `gateway.csv_files`, to be saved under a name of ours."""
    response = Response(file, content_type=f"{CSV}; charset={CHARSETS[encoding]}")
    response.headers["Content-Disposition"] = _to_be_saved(f"{name}.csv")
    return response


def answer_file(answer: Mapping[str, Any], status: int) -> Response:
    """A file, to be saved and never shown in the place of a page, whatever it holds."""
    response = Response(base64.b64decode(answer["content"]), status=status, content_type=answer["media_type"])
    response.headers["Content-Disposition"] = _to_be_saved(answer["file_name"])
    return response


def _to_be_saved(file_name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"
