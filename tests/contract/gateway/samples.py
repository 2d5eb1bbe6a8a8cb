"""An answer for each operation, made from its schema: what a service would send, in the shape it promised."""

from __future__ import annotations

import base64
from typing import Any

from marshmallow import Schema, fields, validate

from services.contracts.fields import Id, Instant, SeekerNumber


def sample(schema: Schema) -> dict[str, Any]:
    """A full answer of a schema, as it stands on the bus."""
    return {field.data_key or name: _value(name, field) for name, field in schema.fields.items()}


def _value(name: str, field: fields.Field[Any]) -> Any:
    choices = [rule.choices for rule in field.validators if isinstance(rule, validate.OneOf)]
    if choices:
        return next(iter(choices[0]))
    if isinstance(field, fields.Nested):
        return sample(field.schema)
    if isinstance(field, fields.List):
        return [_value(name, field.inner)]
    if isinstance(field, fields.Enum):
        return next(iter(field.enum)).value
    if name == "content":
        return base64.b64encode(b"%PDF-1.7").decode()
    by_type: list[tuple[type[Any], Any]] = [
        (Id, "0198c2f3-0000-7000-8000-000000000001"),
        (Instant, "2026-06-10T01:00:00Z"),
        (SeekerNumber, "48210937561"),
        (fields.Date, "2026-06-10"),
        (fields.Boolean, True),
        (fields.Integer, 1),
        (fields.Dict, {}),
    ]
    for kind, value in by_type:
        if isinstance(field, kind):
            return value
    return _text(field)


def _text(field: fields.Field[Any]) -> str:
    patterns = " ".join(str(rule.regex.pattern) for rule in field.validators if isinstance(rule, validate.Regexp))
    for pattern, text in _MATCHING.items():
        if pattern in patterns:
            return text
    return "文"


_MATCHING = {
    "[0-9]{6}": "131016", "[01][0-9]|2[0-3]": "09:00", "[A-Z]|[0-9]{2,3}": "B", "[A-Z]|[0-9]{2}": "P",
    "[0-9]{3}": "251", "[0-9]{2}": "83", "[0-9A-Z]": "13",
}  # fmt: skip
