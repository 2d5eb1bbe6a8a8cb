"""JSON as it may stand on the bus: nothing that revives objects, nothing that a database or another language refuses."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import kombu.serialization

CONTENT_TYPE = "application/json"
CONTENT_ENCODING = "utf-8"

# What a clean text never holds. A hit is no proof (the characters may stand escaped inside a string): it sends the value
# on the slow way, which looks at every string and number. Most messages never take it.
_SUSPECT_INCOMING = re.compile(rb"__type__|\\u(?:0000|[dD][89a-fA-F]|005[fF])")
# A colon of JSON itself stands behind a quotation mark; that of a time of day, as in every event, behind a digit.
_FRACTION = re.compile(r"[\[:,](?<!\d:)-?\d+[.e]")
_SURROGATES = re.compile("[\ud800-\udfff]")


class NotStrictJson(ValueError):
    """The text or value is outside the JSON of the bus (architecture.md, decision 7)."""


def _refuse_float(_: str) -> NoReturn:
    raise NotStrictJson("numbers with a fraction are not allowed: send decimals as strings")


_decode = json.JSONDecoder(parse_float=_refuse_float, parse_constant=_refuse_float).decode
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False).encode


def loads(body: bytes | str) -> Any:
    """Read a body. Raises `NotStrictJson`, and nothing else, for whatever can't be taken as strict JSON."""
    try:
        raw = body.encode() if isinstance(body, str) else bytes(body)
        value = _decode(raw.decode("utf-8"))
        if _SUSPECT_INCOMING.search(raw):
            _inspect(value)
    except (ValueError, RecursionError) as error:
        raise NotStrictJson(str(error) if isinstance(error, NotStrictJson) else type(error).__name__) from None
    return value


def dumps(value: Any) -> bytes:
    """Write a body. Raises `NotStrictJson` for values that strict JSON can't carry."""
    try:
        text = _encode(value)
        if _is_suspect(text) or isinstance(value, float):
            _inspect(value)
        return text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise NotStrictJson(str(error) if isinstance(error, NotStrictJson) else type(error).__name__) from None


def _is_suspect(text: str) -> bool:
    """Whether a text to be sent may hold what it must not; three looks, as together they are half as fast."""
    return "__type__" in text or "\\u0000" in text or _FRACTION.search(text) is not None


def _inspect(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise NotStrictJson("the character NUL is not allowed")
        if _SURROGATES.search(value):
            raise NotStrictJson("half a surrogate pair is not allowed")
    elif isinstance(value, float):
        _refuse_float("")
    elif isinstance(value, dict):
        if "__type__" in value:
            raise NotStrictJson("the key __type__ is not allowed")
        for key, item in value.items():
            _inspect(key)
            _inspect(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _inspect(item)


def install() -> None:
    """Take kombu's own JSON out of this process: whatever goes through kombu's registry is strict from now on."""
    kombu.serialization.register("json", dumps, loads, CONTENT_TYPE, CONTENT_ENCODING)
