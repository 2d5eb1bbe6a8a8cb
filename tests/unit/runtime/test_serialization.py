"""The JSON of the bus (architecture.md, decision 7): what is refused, on the way out as on the way in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.serialization import NotStrictJson, dumps, loads

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).filter(lambda t: t != "__type__")
strict = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
)


@given(strict)
def test_what_is_written_is_read_back_and_is_json_for_everyone(value: Any) -> None:
    assert loads(dumps(value)) == value == json.loads(dumps(value))


@given(strict)
def test_what_others_write_with_escapes_is_read_the_same(value: Any) -> None:
    assert loads(json.dumps(value, ensure_ascii=True).encode()) == value


def test_texts_that_only_look_like_what_is_refused_pass() -> None:
    for text in ("\\u0000", ":1.5", "[0.1", "\\ud800", "my __type__", "😀", "1e5", "NaN"):
        assert loads(dumps({"a": [text]})) == {"a": [text]}
        assert loads(json.dumps({"a": [text]}).encode()) == {"a": [text]}


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        [1e300],
        {"a": {"b": -0.0}},
        float("nan"),
        [float("inf")],
        "\0",
        {"a\0": 1},
        "\ud800",
        {"a": ["\udfff"]},
        {"__type__": "datetime"},
        [{"__type__": 1}],
        b"bytes",
        object(),
        {"a": {1, 2}},
    ],
)
def test_what_strict_json_cannot_carry_is_not_written(value: Any) -> None:
    with pytest.raises(NotStrictJson):
        dumps(value)


def test_a_value_that_holds_itself_is_not_written() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(NotStrictJson):
        dumps(endless)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"1.5",
        b"[1e3]",
        b"NaN",
        b"[-Infinity]",
        rb'"\u0000"',
        rb'{"\u0000": 1}',
        rb'"\ud83d"',
        rb'"\uDE00"',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'{"__type__": "datetime", "__value__": "x"}',
        rb'{"\u005f_type__": 1}',
        b"[" * 100_000,
        b"9" * 10_000,
        b'"a\x00b"',
    ],
)
def test_what_is_not_strict_json_is_not_read(body: bytes) -> None:
    with pytest.raises(NotStrictJson):
        loads(body)


def test_the_reason_never_quotes_the_value() -> None:
    with pytest.raises(NotStrictJson) as caught:
        loads('{"name": "山田太郎"'.encode())
    assert "山田" not in str(caught.value)
