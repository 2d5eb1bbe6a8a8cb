"""MSG-8, MSG-14: what a message may hold, and what of it is kept as sent."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.characters import MOST_FAULTS, MOST_MARKS, Fault, Found, as_kept, faults_of, without_hidden


@pytest.mark.parametrize("text", [
    "勤務地はどこですか。\n週３日の勤務は可能でしょうか？",
    "ﾊﾟｰﾄ・ｱﾙﾊﾞｲﾄ（時給1,200円〜）　㈱みなと",
    "辻\U000e0100さん宛の書式について",  # a variant of a kanji
    "か\u3099き\u3099",  # decomposed, as some systems write it
    "Tiếng Việt cũng được không? e\u0302\u0301",
    "よろしくお願いします👨\u200d👩\u200d👧 ☀\ufe0f 👍🏽",
    "العربية תעודה हिन्दी ไทย 한국어",
    "\tインデント\u00a0と\u3000空白",
])  # fmt: skip
def test_whatever_people_write_may_be_sent(text: str) -> None:
    assert faults_of(text) == []


@pytest.mark.parametrize("character", "\u202e\u202d\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
def test_msg_8_what_turns_the_direction_of_writing_is_refused_with_its_place(character: str) -> None:
    assert faults_of(f"電話は{character}1234") == [Found(Fault.DIRECTION, 3, 4)]


@pytest.mark.parametrize(
    "character",
    ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u2028", "\u2029", "\u3164", "\uffa0", "\u115f",
     "\u034f", "\u2800", "\u180e", "\U000e0041", "\ufff9", "\ufffc"],
)  # fmt: skip
def test_msg_8_what_shows_nothing_is_refused_as_it_could_part_a_number_unseen(character: str) -> None:
    assert faults_of(f"090{character}1234") == [Found(Fault.INVISIBLE, 3, 4)]


@pytest.mark.parametrize("character", ["\ue000", "\U000f0000", "\ufffe", "\uffff", "\ufdd0", "\U0001ffff"])
def test_msg_14_a_character_that_the_other_side_would_not_see_is_refused(character: str) -> None:
    assert faults_of(f"髙{character}") == [Found(Fault.NOT_SHARED, 1, 2)]


@pytest.mark.parametrize("text", ["\u0301" * 5, "あ\n\u3099", " \u20dd", "あ" + "\u0335" * (MOST_MARKS + 1)])
def test_marks_without_a_letter_and_too_many_on_one_are_refused(text: str) -> None:
    assert {found.fault for found in faults_of(text)} == {Fault.MARKS}
    assert faults_of("あ" + "\u0335" * MOST_MARKS) == []


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000 \u2003", "\u00a0"])
def test_a_text_that_shows_nothing_is_refused(text: str) -> None:
    assert [found.fault for found in faults_of(text)] == [Fault.NOTHING_TO_READ]


def test_neighbours_of_a_kind_are_one_place_and_endless_ones_are_cut() -> None:
    assert faults_of("あ\u202e\u202e\u202eい\u200b") == [Found(Fault.DIRECTION, 1, 4), Found(Fault.INVISIBLE, 5, 6)]
    assert len(faults_of("あ\u200b" * 10_000)) == MOST_FAULTS


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_what_may_be_sent_has_no_format_character_but_joiners_of_emoji(text: str) -> None:
    if not faults_of(text):
        assert {c for c in text if unicodedata.category(c) in {"Cf", "Co", "Zl", "Zp"}} <= {"\u200d"}


@given(st.text())
def test_msg_14_nothing_but_line_ends_is_changed(text: str) -> None:
    kept = as_kept(text)
    assert "\r" not in kept
    assert kept.replace("\n", "") == text.replace("\r", "").replace("\n", "")
    assert as_kept(kept) == kept


@given(
    st.text(
        alphabet=st.one_of(
            st.characters(exclude_categories=["Cs"]), st.sampled_from("あ\u200b\u200d\u202e\u2028👩👧\ufe0f")
        )
    )
)
def test_a_text_without_what_shows_nothing_has_none_left_and_lost_nothing_that_shows(text: str) -> None:
    """SEE-1, decision 301."""
    shown = without_hidden(text)
    assert {found.fault for found in faults_of(shown)} <= {Fault.NOT_SHARED, Fault.MARKS, Fault.NOTHING_TO_READ}
    assert [c for c in shown if c.isalnum()] == [c for c in text if c.isalnum() and c not in "\u115f\u1160\u3164\uffa0"]
    assert without_hidden(shown) == shown
