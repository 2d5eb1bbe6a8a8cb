"""How recognizers read a text (MSG-8): quick ways read every character as the whole way does."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.recognition import reading
from services.recognition.reading import Reading

TEXTS = st.text(
    st.one_of(st.sampled_from("0一二〇○①ー-~〜～ ・\r\n\t\u2029\u200bか゛゙oO9①⑳●1"), st.characters()), max_size=20
)


def test_what_is_not_looked_up_is_read_as_itself() -> None:
    usual = (chr(code) for code in range(sys.maxunicode + 1) if not reading._UNUSUAL.match(chr(code)))
    assert all(reading._PLAIN[ord(character)] == character for character in usual)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("０９０−１２３４", "090-1234"),
        ("9時〜17時", "9時-17時"),
        ("a\u3000b\tc\u2028d", "a b c d"),
        ("一行\r\n二行\u2029三行", "一行\n二行\n三行"),
        ("0\u200b9\u202e0\ufe0f", "090"),
        ("٠٩٠\U0001d7d0", "0902"),
        ("①090", "\x1f090"),
    ],
)
def test_characters_are_read_as_what_a_person_takes_them_for(written: str, read: str) -> None:
    assert Reading.without_places(written).text == read


@pytest.mark.parametrize(
    ("text", "digits"),
    [("〇九〇", "090"), ("1一2一3", "1-2-3"), ("五丁目ー三", "5丁目-3"), ("o9o-5", "090-5"), ("go to", "go to")],
)
def test_digits_are_read_in_every_script_and_keep_their_places(text: str, digits: str) -> None:
    assert Reading.without_places(text).digits == digits


@given(TEXTS)
def test_a_text_is_read_the_same_with_places_and_without(text: str) -> None:
    assert Reading.without_places(text).text == Reading.of(text).text
