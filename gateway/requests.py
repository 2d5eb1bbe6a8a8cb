"""What a request asks for: path, query and body, read strictly and checked by schemas, with all that is wrong at once."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Collection, Iterable
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from services.contracts.errors import CallRefused, ErrorCode, Problem
from services.contracts.fields import MAX_LIST, Strict
from services.contracts.problems import escaped, in_japanese, problems_of, refusal_for

JSON_MEDIA_TYPE = "application/json"
LARGEST_BODY = 1_000_000
"""Bytes of what is no file."""
MOST_VALUES = 10_000
"""In all lists and objects of one body: checking each costs up to 0.1 ms, and a megabyte has room for half a million."""
_EXACT = 2**53


def refuse_too_large(request: Request, largest: int) -> None:
    """Set how much of a body is read, and refuse a longer one by its own word before anything of it is; raises `CallRefused`.

    One that does not say its length beforehand is refused when it comes to the limit.
    """
    request.max_content_length = largest
    if request.content_length is not None and request.content_length > largest:
        raise CallRefused(ErrorCode.REQUEST_TOO_LARGE)


def read_file(request: Request, media_types: Collection[str]) -> str:
    """The body as it is, base64 encoded for the bus. What it really holds is the service's to find out.

    Raises `CallRefused` for another media type and for an empty body.
    """
    if request.mimetype not in media_types:
        raise CallRefused(ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    raw = _received(request)
    if not raw:
        raise CallRefused(ErrorCode.MALFORMED_REQUEST)
    return base64.b64encode(raw).decode("ascii")


def read(request: Request, schema: Schema, *, in_body: bool) -> Any:
    """What the body or the query holds, as JSON values, not yet checked."""
    return read_body(request, schema) if in_body else read_query(request.args, schema)


def read_body(request: Request, schema: Schema) -> Any:
    """The request's JSON; `{}` where nothing was sent and no member has to be.

    Raises `CallRefused` for another media type, for what is not strict JSON: not UTF-8, members given twice, NaN, nested
    beyond measure; and for more than anybody may ask for at once.
    """
    raw = _received(request)
    if not raw and not any(field.required for field in schema.fields.values()):
        return {}
    if request.mimetype != JSON_MEDIA_TYPE:
        raise CallRefused(ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    try:
        body = json.loads(raw.decode("utf-8"), object_pairs_hook=_members, parse_float=_number, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise CallRefused(ErrorCode.MALFORMED_REQUEST) from None
    _refuse_too_many(body)
    return body


def _received(request: Request) -> bytes:
    """The whole body, also where its length was not said beforehand (chunked)."""
    try:
        raw = request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception:  # noqa: BLE001 - whatever the server raises where the client's chunks are none
        raise CallRefused(ErrorCode.MALFORMED_REQUEST) from None
    largest = request.max_content_length or LARGEST_BODY
    if request.content_length is None and len(raw) >= largest:  # cut off there without a word
        raise CallRefused(ErrorCode.REQUEST_TOO_LARGE)
    return raw


def _refuse_too_many(body: Any) -> None:
    """Refuse endless lists and objects before anybody looks at what is in them; raises `CallRefused` with the place."""
    values, waiting = 0, [("", body)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, list):
            items: Iterable[tuple[Any, Any]] = enumerate(value)
        elif isinstance(value, dict):
            items = value.items()
        else:
            continue
        values += len(value)
        if len(value) > MAX_LIST:
            raise one_problem(pointer, in_japanese(f"Longer than maximum length {MAX_LIST}."))
        if values > MOST_VALUES:
            raise one_problem("", f"全体で{MOST_VALUES}項目以下にしてください。")
        waiting += [(f"{pointer}/{escaped(str(key))}", item) for key, item in items if isinstance(item, list | dict)]


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is given twice")
    return members


def _number(text: str) -> int | float:
    """`1.0` and `1e3` are whole numbers to JSON; what is not stays for the schema to refuse at its place."""
    number = float(text)
    if not math.isfinite(number):
        _refuse(text)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def read_query(arguments: MultiDict[str, str], schema: Schema) -> dict[str, Any]:
    """The query's parameters as the JSON values that their fields expect; what does not look like one stays text.

    A parameter given several times becomes a list, which no field but a list takes.
    """
    by_name = {field.data_key or name: field for name, field in schema.fields.items()}
    values: dict[str, Any] = {}
    for name, texts in arguments.lists():
        field = by_name.get(name)
        if isinstance(field, fields.List):
            values[name] = [_as_json(text, field.inner) for text in texts]
        else:
            read = [_as_json(text, field) for text in texts]
            values[name] = read[0] if len(read) == 1 else read
    return values


def _as_json(text: str, field: fields.Field[Any] | None) -> Any:
    if isinstance(field, fields.Integer) and text.removeprefix("-").isascii() and text.removeprefix("-").isdigit():
        return int(text) if len(text) < 20 else text
    if isinstance(field, fields.Boolean) and text in {"true", "false"}:
        return text == "true"
    return text


def check(*parts: tuple[Schema, Any]) -> None:
    """Check each part of a request by its schema; raises `CallRefused` with every problem of all of them."""
    problems: list[Problem] = []
    for schema, values in parts:
        if not values and not schema.fields:
            continue
        try:
            schema.load(values)
        except ValidationError as error:
            problems += problems_of(schema, error.messages)
    if problems:
        raise refusal_for(problems)


def part_of(schema: Schema, names: frozenset[str], *, inside: bool) -> Schema:
    """The members of a schema that are among `names`, or those that are not."""
    chosen = [name for name, field in schema.fields.items() if ((field.data_key or name) in names) is inside]
    return type(schema)(only=chosen)


def fields_alone(part: Schema) -> Schema:
    """A part of a request to be checked field by field, without what the whole schema says of several of them.

    Those may stand in path, query and body, so that no part can be held to it: the service checks the whole once more.
    """
    made: Schema = Strict.from_dict(dict(part.fields), name=type(part).__name__)()
    return made


def one_problem(pointer: str, detail: str) -> CallRefused:
    """A refusal of one place."""
    return CallRefused(ErrorCode.INVALID_REQUEST, problems=(Problem(pointer, detail),))
