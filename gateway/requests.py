"""What a request asks for: path, query and body, read strictly and checked by schemas, with all that is wrong at once."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from services.contracts.errors import CallRefused, ErrorCode, Problem
from services.contracts.problems import problems_of

JSON_MEDIA_TYPE = "application/json"
LARGEST_BODY = 1_000_000
"""Bytes."""
_EXACT = 2**53


def read(request: Request, schema: Schema, *, in_body: bool) -> Any:
    """What the body or the query holds, as JSON values, not yet checked."""
    return read_body(request, schema) if in_body else read_query(request.args, schema)


def read_body(request: Request, schema: Schema) -> Any:
    """The request's JSON; `{}` where the schema has no members and nothing was sent.

    Raises `CallRefused` for another media type or what is not strict JSON: not UTF-8, members given twice, NaN, nested
    beyond measure.
    """
    raw = request.get_data(cache=False)
    if not raw and not schema.fields:
        return {}
    if request.mimetype != JSON_MEDIA_TYPE:
        raise CallRefused(ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_members, parse_float=_number, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise CallRefused(ErrorCode.MALFORMED_REQUEST) from None


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
        try:
            schema.load(values)
        except ValidationError as error:
            problems += problems_of(schema, error.messages)
    if problems:
        raise CallRefused(ErrorCode.INVALID_REQUEST, problems=tuple(problems))


def part_of(schema: Schema, names: frozenset[str], *, inside: bool) -> Schema:
    """The members of a schema that are among `names`, or those that are not."""
    chosen = [name for name, field in schema.fields.items() if ((field.data_key or name) in names) is inside]
    return type(schema)(only=chosen)


def one_problem(pointer: str, detail: str) -> CallRefused:
    """A refusal of one place."""
    return CallRefused(ErrorCode.INVALID_REQUEST, problems=(Problem(pointer, detail),))
