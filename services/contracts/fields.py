"""Marshmallow fields and schema for what crosses the bus (architecture.md, decision 7)."""

from __future__ import annotations

import base64
import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from services.characters import faults_as_told, faults_of
from services.contracts.email_addresses import in_ascii
from services.japanese_calendar import in_sentence

MAX_LIST = 2_000
"""Longest list any request may hold; the tighter limits stand at the field."""

# Unicode's categories Cc (control characters) and Cs (halves of surrogate pairs).
_NOT_IN_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_YEARS = range(1868, 2200)
DAY_PATTERN = "^(186[89]|18[7-9][0-9]|19[0-9]{2}|2[01][0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
"""Form of a day of those years, for documents; whether a month has such a day is the calendar's to say."""
INSTANT_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9](\.[0-9]{1,6})?Z$"
"""Form of an instant, for documents."""
_NOT_IN_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Strict(Schema):
    """Refuses unknown fields: what requests and published events are checked by."""

    class Meta:
        """Unknown fields are errors that name their place."""

        unknown = RAISE


class OneOfSeveral(Strict):
    """A request that gives exactly one of several fields: those that `alternatives` names, each with its name in Japanese.

    Null gives none. The OpenAPI document says the same.
    """

    alternatives: ClassVar[Mapping[str, str]] = {}

    @property
    def exactly_one(self) -> str:
        """The rule in Japanese."""
        return f"{'、'.join(self.alternatives.values())}のいずれか一つを指定してください。"

    @validates_schema
    def _gives_exactly_one(self, data: Mapping[str, Any], **_: Any) -> None:
        if sum(data.get(name) is not None for name in self.alternatives) != 1:
            raise ValidationError(self.exactly_one, next(iter(self.alternatives)))


class Text(fields.String):
    """Japanese text in Unicode: at most `longest` characters, no NUL, no lone surrogate, no other control character.

    Line breaks and tabs are kept only where `lines` is set. Leading and trailing blanks are cut.
    """

    def __init__(self, *, longest: int, shortest: int = 0, lines: bool = False, **options: Any) -> None:
        self.longest, self.shortest, self.lines = longest, shortest, lines
        super().__init__(validate=validate.Length(min=shortest, max=longest), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs) or ""
        if (_NOT_IN_LINES if self.lines else _NOT_IN_TEXT).search(text):
            raise ValidationError("使用できない文字が含まれています。")
        return text.strip()


class CharactersNotAllowed(str):
    """What is said of a text that can't be read as it is kept, with every place in it for the page to mark (decisions 211, 221).

    A `str`, as marshmallow gathers messages and nothing else from the fields of a request; `problems_of` takes it apart.
    """

    found: list[dict[str, Any]]

    @classmethod
    def of(cls, text: str, found: list[dict[str, Any]]) -> CharactersNotAllowed:
        """Names each kind where it stands first, for people: in characters, from 1."""
        first = {one.fault: one.start for one in reversed(faults_of(text))}
        places = "、".join(
            f"{fault.label}（{in_sentence(start + 1)}文字目）" for fault, start in sorted(first.items(), key=_by_place)
        )
        message = cls(f"使用できない文字があります：{places}")
        message.found = found
        return message


def _by_place(item: tuple[Any, int]) -> int:
    return item[1]


class Written(Text):
    """A text that somebody writes and others read: as `Text`, and readable as it is kept, or refused (MSG-8, MSG-14).

    Line ends become one character, and nothing else is changed (decision 211). Where the characters are all that is wrong with
    a request, the refusal has their code and rule (`problems.refusal_for`).
    """

    taken = False
    """Set by `as_taken`: what was taken before is told to others as it is."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if self.taken or not text or len(text) > self.longest:  # too long is refused for that
            return text
        kept, found = faults_as_told(text)
        if found:
            raise ValidationError(CharactersNotAllowed.of(kept, found))
        return kept


def as_taken(schema: Schema) -> Schema:
    """The schema with its `Written` texts taken as they come: for events and answers, which tell of what was taken already.

    What a process of before, or a rule of before, has let pass is no reason to lose the event of it, or not to show it.
    """
    waiting: list[Any] = list(schema.fields.values())
    while waiting:
        field = waiting.pop()
        if isinstance(field, Written):
            field.taken = True
        elif isinstance(field, fields.Nested):
            waiting += field.schema.fields.values()
        elif isinstance(field, fields.List):
            waiting.append(field.inner)
        elif isinstance(field, fields.Dict) and field.value_field is not None:
            waiting.append(field.value_field)
    return schema


class Id(fields.UUID):
    """An ID as a lower-case UUID string; stays a string on both sides."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:  # type: ignore[override]
        if not isinstance(value, str):
            raise self.make_error("invalid_uuid")
        try:
            return str(uuid.UUID(value))
        except ValueError as error:
            raise self.make_error("invalid_uuid") from error


class SeekerNumber(fields.String):
    """Seeker number (SEE-8): 11 digits drawn at random, the last one a check digit; says nothing about the person."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Regexp(r"^[0-9]{11}\Z"), metadata={"example": "48210937561"}, **options)


class Day(fields.Date):
    """A Japanese day, `YYYY-MM-DD` and in no other form (CAL-1), of the years for which days can be counted.

    A term "to 9999-12-31" has no day after it, and no holidays: it is refused here instead of failing in a duty later.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> dt.date:
        # Not by strptime as marshmallow would: that takes `2026-1-5` too, and most of the time a record needs.
        if not isinstance(value, str) or len(value) != 10 or value[4] + value[7] != "--":
            raise self.make_error("invalid", input=value, obj_type="date")
        try:
            day = dt.date.fromisoformat(value)
        except ValueError as error:
            raise self.make_error("invalid", input=value, obj_type="date") from error
        if day.year not in _YEARS:
            raise ValidationError(f"{_YEARS[0]}年から{_YEARS[-1]}年までの日付を指定してください。")
        return day


class Instant(fields.Field[dt.datetime]):
    """An instant, RFC 3339 in UTC with `Z`; microseconds kept. Aware datetimes on the Python side."""

    default_error_messages = {"invalid": "日時は 2026-01-31T01:02:03Z の形で指定してください。"}  # noqa: RUF012

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return str(value.astimezone(dt.UTC).isoformat()).replace("+00:00", "Z")

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> dt.datetime:
        if not isinstance(value, str) or not value.endswith("Z"):
            raise self.make_error("invalid")
        try:
            return dt.datetime.fromisoformat(value)
        except ValueError as error:
            raise self.make_error("invalid") from error


class FileContent(fields.Field[bytes]):
    """A file, base64 encoded on the bus as JSON has no bytes; `bytes` on the Python side, never empty."""

    default_error_messages = {"invalid": "ファイルを指定してください。"}  # noqa: RUF012

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else base64.b64encode(value).decode("ascii")

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bytes:
        try:
            content = base64.b64decode(value, validate=True)
        except (TypeError, ValueError) as error:
            raise self.make_error("invalid") from error
        if not content:
            raise self.make_error("invalid")
        return content


class Whole(fields.Integer):
    """A whole number (yen, counts, minutes) from `low` to `high`; no fractions, no booleans, no numbers in quotes."""

    def __init__(self, *, low: int = 0, high: int = 2**53 - 1, **options: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(min=low, max=high), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if isinstance(value, bool | str):
            raise self.make_error("invalid")
        return int(super()._deserialize(value, attr, data, **kwargs))


class Truth(fields.Boolean):
    """`true` or `false` and nothing that merely looks like it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def code(pattern: str = r"^[0-9A-Z]{1,8}\Z", **options: Any) -> fields.String:
    """A code of a reference list; whether it exists is the owner's to say."""
    return fields.String(validate=validate.Regexp(pattern), **options)


def codes(longest: int, pattern: str = r"^[0-9A-Z]{1,8}\Z", **options: Any) -> fields.List[Any]:
    """A list of at most `longest` different codes."""
    return fields.List(code(pattern), validate=[validate.Length(max=longest), no_doubles], **options)


def no_doubles(values: list[Any]) -> None:
    """Refuse a list in which a value stands twice."""
    if len(values) != len(set(values)):
        raise ValidationError("同じ値が二度指定されています。")


EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}\Z"
"""Form of an e-mail address as mail servers of today take it: ASCII alone, a domain of at least two parts."""


class Email(Text):
    """An e-mail address as typed, at most 254 characters; its normal form is the registry's business.

    Signs in full width and a domain of another script are taken too, as the address that mail servers know (REG-11).
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=254, shortest=3, **options)
        self.validators.append(validate.Regexp(EMAIL, error="メールアドレスの形式が正しくありません。"))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        return in_ascii(super()._deserialize(value, attr, data, **kwargs))


class Nothing(Strict):
    """No members."""
