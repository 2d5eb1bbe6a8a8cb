"""From marshmallow's errors to problems a person can act on: a JSON pointer and a Japanese sentence each.

The gateway refuses requests with these, and each service refuses what came past the gateway with the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields

from services.contracts.errors import CallRefused, ErrorCode, Problem
from services.contracts.fields import CharactersNotAllowed
from services.japanese_calendar import in_sentence

MOST = 100
"""So many problems are told of one request; whoever sent more is told that there are more."""

_SENTENCES = {
    "Missing data for required field.": "必ず指定してください。",
    "Field may not be null.": "空にすることはできません。",
    "Unknown field.": "この項目はありません。",
    "Invalid input type.": "項目の集まり（オブジェクト）で指定してください。",
    "Invalid type.": "項目の集まり（オブジェクト）で指定してください。",
    "Invalid value.": "この値は指定できません。",
    "Invalid input.": "この値は指定できません。",
    "Not a valid string.": "文字列で指定してください。",
    "Not a valid utf-8 string.": "文字列で指定してください。",
    "Not a valid UUID.": "ＩＤの形式が正しくありません。",
    "Not a valid integer.": "整数で指定してください。",
    "Not a valid number.": "数値で指定してください。",
    "Number too large.": "数値が大きすぎます。",
    "Not a valid boolean.": "true 又は false で指定してください。",
    "Not a valid list.": "一覧（配列）で指定してください。",
    "Not a valid mapping type.": "項目の集まり（オブジェクト）で指定してください。",
    "Not a valid date.": "日付は 2026-01-31 の形で指定してください。",
    "String does not match expected pattern.": "形式が正しくありません。",
}
_SENTENCES_WITH_NUMBERS = (
    (re.compile(r"^Length must be between (\d+) and (\d+)\.\Z"), "{0}以上{1}以下の長さで指定してください。"),
    (re.compile(r"^Shorter than minimum length (\d+)\.\Z"), "{0}以上の長さで指定してください。"),
    (re.compile(r"^Longer than maximum length (\d+)\.\Z"), "{0}以下の長さで指定してください。"),
    (re.compile(r"^Length must be (\d+)\.\Z"), "{0}の長さで指定してください。"),
    (
        re.compile(r"^Must be greater than or equal to (-?\d+) and less than or equal to (-?\d+)\.\Z"),
        "{0}以上{1}以下で指定してください。",
    ),
    (re.compile(r"^Must be greater than or equal to (-?\d+)\.\Z"), "{0}以上で指定してください。"),
    (re.compile(r"^Must be less than or equal to (-?\d+)\.\Z"), "{0}以下で指定してください。"),
    (re.compile(r"^Must be one of: (.*)\.\Z", re.DOTALL), "次のいずれかを指定してください：{0}"),
)


def problems_of(schema: Schema, messages: Any) -> tuple[Problem, ...]:
    """The problems in `messages`, as in `ValidationError.messages` of a load by `schema`; at most `MOST` and a note."""
    found: list[Problem] = []
    for problem in _walk(schema, messages, ""):
        if len(found) == MOST:
            found.append(Problem("", "ほかにも誤りがあります。"))
            break
        found.append(problem)
    return tuple(found)


def refusal_for(problems: Sequence[Problem]) -> CallRefused:
    """The refusal of a request with these problems, of which there is at least one.

    Where nothing is wrong but characters, it has their own code and rule, and the places in the first such text (MSG-8, decision
    211); else the request is not of the right form, and its problems say of characters too where they stand.
    """
    first, told = problems[0], tuple(problems)
    if all(problem.found for problem in problems):
        details = {"found": first.found}
        return CallRefused(ErrorCode.CHARACTERS_NOT_ALLOWED, pointer=first.pointer, details=details, problems=told)
    return CallRefused(ErrorCode.INVALID_REQUEST, pointer=first.pointer, problems=told)


def in_japanese(message: str) -> str:
    """marshmallow's sentence in Japanese; a sentence of ours as it is."""
    if message in _SENTENCES:
        return _SENTENCES[message]
    for pattern, sentence in _SENTENCES_WITH_NUMBERS:
        if match := pattern.match(message):
            return sentence.format(*map(_as_written, match.groups()))
    return message


def _as_written(group: str) -> str:
    """What a sentence of marshmallow's holds: an amount, or a list of values."""
    return in_sentence(int(group)) if group.isdecimal() else group


def _walk(place: Schema | fields.Field[Any] | None, messages: Any, pointer: str) -> Iterator[Problem]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            if key == "_schema":
                yield from _walk(place, below, pointer)
            else:
                deeper = f"{pointer}/{escaped(str(key))}"
                if isinstance(place, fields.Dict):
                    # marshmallow tells of an entry's key and of its value apart; both stand at the entry.
                    yield from _walk(None, below.get("key", []), deeper)
                    yield from _walk(_inside(place.value_field), below.get("value", []), deeper)
                else:
                    yield from _walk(_below(place, key), below, deeper)
    elif isinstance(messages, str):
        found = messages.found if isinstance(messages, CharactersNotAllowed) else ()
        yield Problem(pointer, in_japanese(str(messages)), found)
    else:
        for message in messages:
            yield from _walk(place, message, pointer)


def _below(place: Schema | fields.Field[Any] | None, key: Any) -> Schema | fields.Field[Any] | None:
    if isinstance(place, Schema):
        for name, field in place.fields.items():
            if key == (field.data_key or name):
                return _inside(field)
    if isinstance(place, fields.List):
        return _inside(place.inner)
    return None


def _inside(field: fields.Field[Any] | None) -> Schema | fields.Field[Any] | None:
    return field.schema if isinstance(field, fields.Nested) else field


def escaped(key: str) -> str:
    """A member's name in a JSON pointer (RFC 6901), with what no JSON text may hold replaced."""
    return key.replace("~", "~0").replace("/", "~1").encode(errors="replace").decode()
