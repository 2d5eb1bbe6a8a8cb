"""The feed's file (SEE-1): one statement a line in CSV, read into `Statement`s or refused with column and reason.

The format is described for its senders in docs/feed.md. A line is a row: breaks within texts are written `\\n`, so that
a stray quotation mark spoils its own line only.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.contracts.fields import Day, Instant, Strict, Text, Truth, Whole, code
from services.contracts.problems import problems_of
from services.contracts.reference import industries, licences, occupations, offices, places
from services.contracts.registry import PHONE, PROVISION_CHOICES, Email
from services.contracts.seeker_record import FREE_TEXTS, JIS_PLACE, SeekerRecord
from services.registry.seekers.domain.person import PERSON_FIELDS, Person
from services.registry.seekers.domain.personal_text import first_found
from services.registry.seekers.domain.seeker import Action, Statement
from services.registry.seekers.domain.visibility import (
    VALIDITY_MONTHS,
    ProvisionChoice,
    PupilOf,
    SeekerFacts,
    end_of_validity,
)

MAX_LINE_BYTES = 64 * 1024
BETWEEN_ITEMS, BETWEEN_PARTS = "|", ":"

SEXES = {"female": "女", "male": "男", "unstated": "記載なし"}
END_REASONS = {"hired": "就職", "withdrawn": "取消し", "other": "その他"}
SOURCE_ID = r"^[0-9A-Z-]{1,20}\Z"


class Refused(StrEnum):
    """Why a row is not taken: stable codes, with their text in `TEXTS`."""

    NOT_UTF8 = "not_utf8"
    LINE_TOO_LONG = "line_too_long"
    MALFORMED_LINE = "malformed_line"
    INVALID_VALUE = "invalid_value"
    UNKNOWN_CODE = "unknown_code"
    PERSONAL_DATA = "personal_data"
    UNKNOWN_SEEKER = "unknown_seeker"
    EMAIL_ALREADY_USED = "email_already_used"


TEXTS = {
    Refused.NOT_UTF8: "文字コードがUTF-8ではありません。",
    Refused.LINE_TOO_LONG: "行が長すぎます。",
    Refused.MALFORMED_LINE: "行の形式が正しくありません。",
    Refused.INVALID_VALUE: "値が正しくありません。",
    Refused.UNKNOWN_CODE: "登録されていないコードです。",
    Refused.PERSONAL_DATA: "提供する情報に個人を特定できる情報が含まれています。",
    Refused.UNKNOWN_SEEKER: "登録のない求職者の終了です。",
    Refused.EMAIL_ALREADY_USED: "他の求職者が使用しているメールアドレスです。",
}


@dataclass(frozen=True)
class RowRefused(Exception):
    """A row is not taken. Never holds the value itself, which may be personal data."""

    reason: Refused
    column: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return f"{TEXTS[self.reason]}{self.detail}"


class EndColumns(Strict):
    """What the row of an end tells."""

    action = fields.String(required=True, validate=validate.OneOf([*Action]))
    source_id = code(SOURCE_ID, required=True)
    changed_at = Instant(required=True)
    ended_on = Day(required=True)
    end_reason = fields.String(load_default="other", validate=validate.OneOf(END_REASONS))


class StateColumns(Strict):
    """What the row of a creation or change tells beside the provided record."""

    action = fields.String(required=True, validate=validate.OneOf([*Action]))
    source_id = code(SOURCE_ID, required=True)
    office_code = code(required=True)
    provision_choice = fields.String(required=True, validate=validate.OneOf(PROVISION_CHOICES))
    my_page_opened = Truth(required=True)
    terms_version = Text(longest=20, load_default="")
    open_to_employers = Truth(required=True)
    pupil_of = fields.String(load_default=None, validate=validate.OneOf([*PupilOf]))
    graduates_on = Day(load_default=None)
    family_name = Text(longest=40, shortest=1, required=True)
    given_name = Text(longest=40, shortest=1, required=True)
    family_name_kana = Text(longest=60, shortest=1, required=True)
    given_name_kana = Text(longest=60, shortest=1, required=True)
    birth_date = Day(required=True)
    sex = fields.String(required=True, validate=validate.OneOf(SEXES))
    postal_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{3}-[0-9]{4}\Z"))
    municipality_code = code(JIS_PLACE, required=True)
    address = Text(longest=200, shortest=1, required=True)
    phone = fields.String(required=True, validate=validate.Regexp(PHONE))
    email = Email(required=True)


_END, _STATE, _RECORD = EndColumns(), StateColumns(), SeekerRecord(exclude=["seeker_number"])
_END_ONLY = ("ended_on", "end_reason")
COLUMNS = (
    *("action", "source_id", "changed_at", *_END_ONLY),
    *(name for name in _STATE.fields if name not in ("action", "source_id")),
    *(name for name in _RECORD.fields if name != "changed_at"),
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


def read_statement(line: bytes, validity_months: int = VALIDITY_MONTHS) -> Statement:
    """The statement of one line. Raises `RowRefused` with the first thing that is wrong.

    `validity_months`: how long an application is valid whose end the line leaves out (SEE-6).
    """
    cells = _cells(line)
    action = cells["action"]
    if action == Action.END:
        told = _load(_END, cells)
        return Statement(Action.END, told["source_id"], told["changed_at"], told["ended_on"], told["end_reason"])
    state = _load(_STATE, cells)
    if not cells["valid_until"] and re.fullmatch(r"\d{4}-\d\d-\d\d", cells["applied_on"]):
        cells["valid_until"] = _usual_end(cells["applied_on"], validity_months)
    record = _load(_RECORD, cells)
    _check_codes(state, record)
    person = Person(**{name: cells[name].strip() for name in PERSON_FIELDS})
    _check_texts(record, person)
    return Statement(
        action=Action(action),
        source_id=state["source_id"],
        stated_at=record["changed_at"],
        office_code=state["office_code"],
        bureau_code=offices()[state["office_code"]].parent or "",
        facts=SeekerFacts(
            applied_on=record["applied_on"],
            valid_until=record["valid_until"],
            ended_on=None,
            my_page_opened=state["my_page_opened"],
            terms_version=state["terms_version"] or None,
            provision_choice=ProvisionChoice(state["provision_choice"]),
            pupil_of=PupilOf(state["pupil_of"]) if state["pupil_of"] else None,
            graduates_on=state["graduates_on"],
        ),
        open_to_employers=state["open_to_employers"],
        person=person,
        record=_RECORD.dump(record),
    )


def _cells(line: bytes) -> dict[str, str]:
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
    return dict(zip(COLUMNS, cells, strict=True))


def _usual_end(applied_on: str, validity_months: int) -> str:
    try:
        return end_of_validity(Day().deserialize(applied_on), validity_months).isoformat()
    except ValidationError:
        return ""


def _load(schema: Schema, cells: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for name, field in schema.fields.items():
        if cell := cells[name]:
            values[name] = _READERS[name](cell) if name in _READERS else _reader(name, field)(cell)
    try:
        loaded: dict[str, Any] = schema.load(values)
        return loaded
    except ValidationError as error:
        problem = problems_of(schema, error.messages)[0]
        raise RowRefused(Refused.INVALID_VALUE, problem.pointer.split("/")[1], problem.detail) from error


_READERS: dict[str, Callable[[str], Any]] = {}


def _reader(name: str, field: fields.Field[Any]) -> Callable[[str], Any]:
    """How a column's text becomes the JSON value that its schema loads; what can't be read is left for it to refuse."""
    reader: Callable[[str], Any]
    if name in _ITEM_PARTS:
        reader = _items_of(_ITEM_PARTS[name])
    elif isinstance(field, Whole):
        reader = _whole
    elif isinstance(field, Truth):
        reader = _truth
    elif isinstance(field, fields.List):
        reader = _list
    else:
        reader = _text
    return _READERS.setdefault(name, reader)


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


def _check_codes(state: Mapping[str, Any], record: Mapping[str, Any]) -> None:
    """REG-17: every code is one of its list, at the level that a record carries."""
    places_named = [place["place_code"] for place in record["desired_places"]]
    occupations_named = [*record["occupation_codes"], *(past["occupation_code"] for past in record["work_experience"])]
    checks: tuple[tuple[str, Iterable[str], Any, str | None], ...] = (
        ("office_code", [state["office_code"]], offices(), "office"),
        ("municipality_code", [state["municipality_code"]], places(), None),
        ("desired_places", places_named, places(), None),
        ("wider_area_place_codes", record["wider_area_place_codes"], places(), None),
        ("occupation_codes", occupations_named, occupations(), "small"),
        ("industry_codes", record["industry_codes"], industries(), "middle"),
        ("licence_codes", record["licence_codes"], licences(), "licence"),
    )
    for column, codes, known, level in checks:
        for named in codes:
            if named not in known or (level and known[named].level != level):
                raise RowRefused(Refused.UNKNOWN_CODE, column, f"（{named}）")


def _check_texts(record: Mapping[str, Any], person: Person) -> None:
    texts = {name: record[name] for name in FREE_TEXTS if record[name]}
    if record["work_experience"]:
        texts["work_experience"] = "\n".join(past["description"] for past in record["work_experience"])
    if hit := first_found(texts, person):
        raise RowRefused(Refused.PERSONAL_DATA, hit[0], f"（{hit[1]}）")


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
