"""What every entrypoint that takes a text asks of it before its transaction begins (MSG-8, MSG-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.texts import TextReason, readable
from services.contracts.errors import ErrorCode
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {TextReason.CHARACTERS: ErrorCode.CHARACTERS_NOT_ALLOWED}
TEXTS = ("content", "text", "note", "public_reason")


def texts_readable(service: Any, work: Work, request: dict[str, Any]) -> dict[str, Any]:
    """The request with its texts as they are kept; a note that was left out stays empty."""
    given = [name for name in TEXTS if request.get(name)]
    return {**request, **{name: readable(request[name], f"/{name}") for name in given}}
