"""Folding, cutting and marking of Japanese text (SRC-1, SRC-2)."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.search import text

LETTERS = st.text(
    st.one_of(
        st.sampled_from("かがぎ゛ﾞﾟ゙゚ｶﾊバパヴヷ（㈱㌔㎡①ＡａÅåßſİıΐ́̀̈ 　\n\t123１２３경겨ᄀ하ᅡᆨﾡￂ⁄½"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)


@given(LETTERS)
@example("か゚゙")
@example("̈́ͅΐ")
@example("ｶﾞ㈱ﾊﾟ")
def test_folding_piece_by_piece_equals_folding_the_whole(original: str) -> None:
    folded = text.FoldedText.of(original)
    assert folded.folded == text.fold(original)
    assert len(folded.starts) == len(folded.ends) == len(folded.folded)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(original) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(LETTERS)
@example("か゛")
@example("ｶﾞ゙ガー〇。」゙")
def test_folding_what_may_change_alone_equals_folding_every_character(original: str) -> None:
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", original).casefold())
    assert text.fold(original) == re.sub("[\ufdd0-\ufdef]", "\ufffd", whole)


@pytest.mark.parametrize("before", range(32))
def test_a_run_of_marks_is_parted_wherever_it_begins(before: int) -> None:
    folded = text.fold("か" * before + "\u0301" * 31 + "か" * 40)
    assert folded.count("\u034f") == 1, "Stream-Safe Text Format (UAX 15)"
    assert "\u034f" not in text.fold("か" * before + "\u0301" * 30 + "か" * 40)


@given(LETTERS, LETTERS)
def test_a_marked_span_holds_the_word_it_is_marked_for(before: str, word: str) -> None:
    original = before + "。" + word + "。"
    wanted = text.fold(word)
    spans = text.FoldedText.of(original).spans_of([wanted])
    assert bool(spans) == (wanted != "" and wanted in text.fold(original))
    assert all(wanted in text.fold(original[start:end]) for start, end in spans)


@pytest.mark.parametrize(
    ("original", "word", "marked"),
    [
        ("㈱山田製作所", "(株)山田", ["㈱山田"]),
        ("ﾌｫｰｸﾘﾌﾄ運転", "フォークリフト", ["ﾌｫｰｸﾘﾌﾄ"]),
        ("ＥＸＣＥＬとExcel", "excel", ["ＥＸＣＥＬ", "Excel"]),
        ("ガス溶接", "カ", []),
        ("ｶﾞｽ溶接", "ガス", ["ｶﾞｽ"]),
        ("10㎏と㎏", "kg", ["㎏", "㎏"]),
        ("ああああ", "ああ", ["ああああ"]),
        ("経理、総務経理", "経理", ["経理", "経理"]),
        ("株", "(", []),
    ],
)
def test_words_are_marked_in_the_original(original: str, word: str, marked: list[str]) -> None:
    spans = text.FoldedText.of(original).spans_of([text.fold(word)])
    assert [original[start:end] for start, end in spans] == marked


@given(st.lists(LETTERS, max_size=4), LETTERS)
def test_the_bigrams_of_a_word_stand_together_just_where_one_text_holds_the_word(texts: list[str], word: str) -> None:
    wanted = text.fold(word)
    whole = text.folded_whole(texts)
    expected = any(wanted in text.fold(one) for one in texts)
    if len(wanted) == 1:
        assert (text.character(wanted) in text.characters(whole).split(" ")) == expected
    elif wanted:
        grams = text.bigrams(whole).split(" ")
        proof = text.phrase(wanted)
        found = any(
            all(at + offset < len(grams) and grams[at + offset] == gram for offset, gram in proof)
            for at in range(len(grams))
        )
        assert found == expected


def test_no_word_can_hold_what_parts_texts() -> None:
    assert text.SEPARATOR not in text.fold("経理" + text.SEPARATOR + "総務")
    assert unicodedata.category(text.SEPARATOR) == "Cn"
