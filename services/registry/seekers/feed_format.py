"""The feed's file (SEE-1): one statement a line in CSV, read into `Statement`s or refused with column and reason.

A line is a row: breaks within texts are written `\\n`, so that a stray quotation mark spoils its own line only. What a
statement must be stands in `feed_statement.py`; this is how it is written into a line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from marshmallow import Schema, ValidationError, fields, missing

from services.contracts.fields import Day, Instant, Text, Truth, Whole
from services.registry.seekers.domain.seeker import Action, Statement
from services.registry.seekers.domain.visibility import VALIDITY_MONTHS
from services.registry.seekers.feed_statement import (
    END,
    PERSON,
    RECORD,
    STATE,
    Refused,
    RowRefused,
    end_of,
    load,
    person_of,
    state_of,
    usual_end,
    with_narrowing,
)

MAX_LINE_BYTES = 64 * 1024
BETWEEN_ITEMS, BETWEEN_PARTS = "|", ":"

_END_ONLY = ("ended_on", "end_reason")
COLUMNS = (
    *("action", "source_id", "changed_at", *_END_ONLY),
    *(name for name in STATE.fields if name not in ("action", "source_id")),
    *PERSON.fields,
    *(name for name in RECORD.fields if name != "changed_at"),
)
HEADER = ",".join(COLUMNS) + "\n"
_ITEM_PARTS = {
    "desired_places": ("place_code", "commuting_means", "commuting_limit_minutes"),
    "work_experience": ("occupation_code", "years", "description"),
}
_WHOLE_PARTS = ("commuting_limit_minutes", "years")


# Reading --------------------------------------------------------------------------------------------------------------


def check_header(line: str) -> None:
    """Raises `RowRefused` unless the first line names the columns, all of them, in their order."""
    named = line.removeprefix("\ufeff").rstrip("\r\n").split(",")
    if named != list(COLUMNS):
        wrong = next((mine for mine, theirs in zip(COLUMNS, [*named, *COLUMNS], strict=False) if mine != theirs), "")
        raise RowRefused(Refused.MALFORMED_LINE, wrong, "列の名前と順序を様式に合わせてください。")


class Row(NamedTuple):
    """A line taken apart, its values not looked at yet but for the key: whose statement it is, and of when."""

    cells: Mapping[str, str]

    @property
    def key(self) -> tuple[str, str]:
        """`source_id` and `changed_at` as written."""
        return self.cells["source_id"], self.cells["changed_at"]


def split(line: bytes) -> Row:
    """The cells of a line. Raises `RowRefused`."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RowRefused(Refused.NOT_UTF8) from error
    try:
        rows = list(csv.reader([text.rstrip("\r\n")], strict=True))
    except csv.Error as error:
        raise RowRefused(Refused.MALFORMED_LINE, "", "引用符の対応をご確認ください。") from error
    cells = rows[0] if rows else []
    if len(cells) != len(COLUMNS):
        raise RowRefused(Refused.MALFORMED_LINE, "", f"列の数は{len(COLUMNS)}ですが、{len(cells)}あります。")
    return Row(dict(zip(COLUMNS, cells, strict=True)))


def read_row(row: Row, validity_months: int = VALIDITY_MONTHS) -> Statement:
    """The statement of a row. Raises `RowRefused` with the first thing that is wrong.

    `validity_months`: how long an application is valid (SEE-6): to the end whose day the row leaves out, and at the longest.
    """
    cells = row.cells
    if cells["action"] == Action.END:
        return end_of(_END.load(cells))
    if not cells["valid_until"]:
        cells = {**cells, "valid_until": usual_end(cells["applied_on"], validity_months) or ""}
    state = _STATE.load(cells)
    try:
        return state_of(state, person_of(_PERSON.load(cells)), _RECORD.load(cells), validity_months)
    except RowRefused as refusal:
        raise with_narrowing(refusal, state, cells) from refusal


def read_statement(line: bytes, validity_months: int = VALIDITY_MONTHS) -> Statement:
    """The statement of one line. Raises `RowRefused` with the first thing that is wrong."""
    return read_row(split(line), validity_months)


@dataclass(frozen=True)
class _Column:
    """How a cell becomes what the schema's field loads."""

    read: Callable[[str], Any]
    load: Callable[[str], Any]
    """Read and loaded; raises `ValidationError`."""


class _Columns:
    """A schema's columns, each loaded from its own cell: the same values as `schema.load` gives, in a third of its time.

    Cells of columns that repeat from row to row (codes, choices, truths, days) are loaded once each. What the fields
    refuse is loaded again by the whole schema, which tells the first problem as everywhere.
    """

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._columns = {name: _column(name, field) for name, field in schema.fields.items()}

    def load(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """The loaded values. Raises `RowRefused` with the first column that is wrong."""
        try:
            return {name: column.load(cells[name]) for name, column in self._columns.items()}
        except ValidationError:
            return load(
                self._schema,
                {name: column.read(cells[name]) for name, column in self._columns.items() if cells[name]},
            )


REMEMBERED_CELLS = 256
"""Of each column that repeats; some hundred kilobytes in all."""
_SELDOM_TWICE = {"source_id", "phone", "birth_date", "postal_code", "work_experience"}


def _column(name: str, field: fields.Field[Any]) -> _Column:
    read = _reader(name, field)
    deserialize = _in_parts(field) if name in _ITEM_PARTS else field.deserialize

    def loaded(cell: str) -> Any:
        return deserialize(read(cell) if cell else missing, name)

    repeats = not isinstance(field, Text | Instant) and name not in _SELDOM_TWICE
    return _Column(read, lru_cache(REMEMBERED_CELLS)(loaded) if repeats else loaded)


def _in_parts(field: fields.Field[Any]) -> Callable[[Any, str], Any]:
    """A list of nested items as its schemas load it, part by part: a schema's own way takes twice as long."""
    assert isinstance(field, fields.List)
    assert isinstance(field.inner, fields.Nested)
    parts = field.inner.schema.fields

    def deserialize(value: Any, name: str) -> Any:
        if value is missing or not all(isinstance(item, dict) for item in value):
            return field.deserialize(value, name)
        loaded = [
            {part: one.deserialize(item.get(part, missing), part) for part, one in parts.items()} for item in value
        ]
        for check in field.validators:
            check(loaded)
        return loaded

    return deserialize


def _reader(name: str, field: fields.Field[Any]) -> Callable[[str], Any]:
    """How a column's text becomes the JSON value that its schema loads; what can't be read is left for it to refuse."""
    if name in _ITEM_PARTS:
        return _items_of(_ITEM_PARTS[name])
    if isinstance(field, Whole):
        return _whole
    if isinstance(field, Truth):
        return _truth
    if isinstance(field, fields.List):
        return _list
    return str if isinstance(field, Day) else _text


def _whole(cell: str) -> int | str:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 16 else cell


def _truth(cell: str) -> bool | str:
    return {"1": True, "0": False}.get(cell, cell)


def _list(cell: str) -> list[str]:
    return cell.split(BETWEEN_ITEMS)


def _text(cell: str) -> str:
    if "\\" not in cell:
        return cell
    return re.sub(r"\\([n\\])", lambda match: "\n" if match[1] == "n" else "\\", cell)


def _items_of(parts: tuple[str, ...]) -> Callable[[str], list[Any]]:
    def item(text: str) -> dict[str, Any] | str:
        values = text.split(BETWEEN_PARTS, len(parts) - 1)
        if len(values) != len(parts):
            return text
        return {
            part: _whole(value) if part in _WHOLE_PARTS else _text(value)
            for part, value in zip(parts, values, strict=True)
            if value
        }

    return lambda cell: [item(text) for text in cell.split(BETWEEN_ITEMS)]


_END, _STATE, _PERSON, _RECORD = _Columns(END), _Columns(STATE), _Columns(PERSON), _Columns(RECORD)


# Writing --------------------------------------------------------------------------------------------------------------


def write_row(values: Mapping[str, Any]) -> str:
    """One line of the feed from JSON values by column; missing ones are left empty."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([_cell(name, values.get(name)) for name in COLUMNS])
    return line.getvalue()


def _cell(name: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case str():
            return value.replace("\\", "\\\\").replace("\n", "\\n") if "\\" in value or "\n" in value else value
        case list() if name in _ITEM_PARTS:
            return BETWEEN_ITEMS.join(
                BETWEEN_PARTS.join(_cell("", item.get(part)).replace(BETWEEN_ITEMS, "｜") for part in _ITEM_PARTS[name])
                for item in value
            )
        case list():
            return BETWEEN_ITEMS.join(value)
    return str(value)
