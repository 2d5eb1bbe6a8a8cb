"""MSG-8: personal data is found with its places, in time linear in the text."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import recognition
from services.known_places import known_places
from services.recognition import Kind, OwnData, Span, find_own, recognize
from services.recognition.spans import merged, without
from tests.recognition import labelled
from tests.recognition.figures import Figures, Share, figures, same

TARO = OwnData("山田", "太郎", "ヤマダ", "タロウ", "東京都千代田区千代田1丁目1番1号")
_WORDS = (
    "０９０ 〇九〇 1234 −5678 ー (at) アット @ ドット .com gmail 〒 100-0001 千代田区 東京都 1丁目 番地 号室 LINE ライン ID : は です "
    "山田 太郎 ﾔﾏﾀﾞ Taro と申します https:// www. www 時給 円 \u200b \u202e \u0301 ㈱ ｶﾞ 각 ① ○ 0️⃣ \n"
)
WORDS = _WORDS.split(" ")
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=14).map("".join)
LEAST = 0.98
"""Of the development half at least so much is found, and at least so much of what is found is right."""


@cache
def development(kind: Kind) -> tuple[labelled.Labelled, ...]:
    return tuple(labelled.of_kind("development", kind))


@pytest.mark.parametrize("kind", Kind)
def test_msg_8_the_development_half_is_met(kind: Kind) -> None:
    measured = _measured(kind is Kind.DEMAND)[kind]
    assert measured.recall.value >= LEAST, "run python -m tests.recognition.report"
    assert measured.precision.value >= LEAST


@cache
def _measured(demands: bool) -> dict[Kind, Figures]:
    rows = development(Kind.DEMAND if demands else Kind.NAME)
    texts = [(one.found(), one.spans) for one in rows]
    return {kind: figures(kind, texts) for kind in Kind}


@pytest.mark.parametrize("kind", Kind)
def test_the_development_half_has_75_texts_with_each_kind_and_75_look_alikes(kind: Kind) -> None:
    folder = labelled.DEMANDS if kind is Kind.DEMAND else labelled.FOLDER
    own_file = (folder / "development" / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum(any(span.kind is kind for span in one.spans) for one in development(kind)) >= 75
    assert sum('"spans": []' in line for line in own_file) >= 75


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_spans_lie_within_the_text_ascend_and_never_overlap_within_a_kind(text: str) -> None:
    spans = recognize(text, known_places(), TARO)
    assert list(spans) == sorted(spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    for kind in Kind:
        own = [span for span in spans if span.kind is kind]
        assert all(first.end <= second.start for first, second in pairwise(own))


@pytest.mark.parametrize("unit", ["\u0316\u0301", "\u202e", "a.", "千代田区1", "line id "])
def test_texts_of_100000_characters_are_read_to_their_end(unit: str) -> None:
    """Marks, right-to-left overrides, and what a recognizer could lose itself in; the number behind it is still found."""
    text = (unit * 100_000)[:100_000] + "。電話は090-1234-5678です。"
    begin = text.index("090-1234")
    assert Span(begin, begin + 13, Kind.TELEPHONE) in recognize(text, known_places(), TARO)


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.iter_modules(recognition.__path__):
        for name, value in vars(importlib.import_module(f"services.recognition.{module.name}")).items():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, re.Pattern):
                    yield f"{module.name}.{name}", one


def test_no_pattern_repeats_without_bound() -> None:
    """A bounded pattern takes a bounded number of steps at a place, so that the whole takes time linear in the text."""
    found = list(patterns())
    assert len(found) > 60
    assert [name for name, pattern in found if _unbounded(_parser.parse(pattern.pattern, pattern.flags))] == []


def _unbounded(parsed: Any) -> bool:
    if isinstance(parsed, (tuple, list)) and len(parsed) == 3 and parsed[1] is _constants.MAXREPEAT:
        return True
    return isinstance(parsed, (tuple, list, _parser.SubPattern)) and any(_unbounded(below) for below in parsed)


def test_the_check_for_bounds_sees_a_repeat_without_one() -> None:
    assert _unbounded(_parser.parse("a(b|c*)d"))
    assert not _unbounded(_parser.parse("a(b|c{0,9})d"))


def test_an_address_read_out_has_two_to_sixty_characters_before_its_sign() -> None:
    """The nearest sign counts, and no character of an address before it; the sign is read once, whatever stands before it."""
    read_out = "アットヤフードットコム"
    assert _read(f"{'は' * 70}{read_out}") == [f"{'は' * 60}{read_out}"]
    assert _read(f"は{read_out}") == []
    assert _read(f"はな{read_out}はなこ・{read_out}") == [f"はな{read_out}", f"はなこ・{read_out}"]
    assert _read("はなアットはなアットヤフードットコム") == ["はなアットはなアットヤフードットコム"]
    (found,) = _read("アット" * 33_333 + read_out)
    assert len(found) == 60 + len("アット") + 18 + len("ドットコム"), "sixty, the sign, what it may be at, and its end"


def _read(text: str) -> list[str]:
    return [text[one.start : one.end] for one in recognize(text, known_places()) if one.kind is Kind.EMAIL]


def test_a_place_is_told_in_the_text_as_it_was_written() -> None:
    text = "㈱ｶﾞｽの①０９０（１２３４）５６７８へ"
    assert [text[span.start : span.end] for span in recognize(text, known_places())] == ["０９０（１２３４）５６７８"]


def test_msg_8_the_name_is_found_in_its_own_text_and_no_other_kind_with_it() -> None:
    assert find_own("ﾔﾏﾀﾞ ﾀﾛｳと申します。090-1234-5678", TARO) == (Span(0, 8, Kind.NAME),)
    assert find_own("山田さんの下で働きました。", TARO) == ()


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u202e", "\u00ad", "\u3164", "\u2028", "\u2029", "\ufffc", "\u034f", "\ufeff"]
)
def test_msg_8_a_name_or_address_kept_with_what_shows_nothing_is_found_as_it_is_read(hidden: str) -> None:
    """Names of the feed are kept as the offices have them (decision 301); nobody writes of oneself with such characters."""
    parts = ("山田", "花子", "ヤマダ", "ハナコ", "東京都港区芝1-1-1")
    kept = OwnData(*(part[:1] + hidden + part[1:] for part in parts))
    for text in ("山田花子です。", "ヤマダハナコです。", "Yamada Hanakoです。", "家は東京都港区芝1-1-1です。"):
        assert find_own(text, kept), text


def test_what_is_looked_for_is_not_shown_when_printed() -> None:
    assert "山田" not in repr(TARO)


def test_places_are_merged_and_parted() -> None:
    assert merged([(5, 7), (0, 2), (1, 3), (3, 4), (6, 6)]) == [(0, 3), (3, 4), (5, 7)]
    assert without([(0, 3), (3, 4), (5, 7)], [(2, 3), (6, 9)]) == [(3, 4)]


def test_a_found_span_is_the_labelled_one_where_they_share_half_of_the_shorter() -> None:
    address = Span(0, 20, Kind.ADDRESS)
    assert same(Span(10, 30, Kind.ADDRESS), address)
    assert not same(Span(11, 31, Kind.ADDRESS), address)
    assert not same(Span(0, 20, Kind.NAME), address)
    measured = figures(Kind.ADDRESS, [([address], [address]), ([], [address]), ([address], [])])
    assert (measured.recall, measured.precision, measured.clean) == (Share(1, 2), Share(1, 2), Share(1, 1))


def test_wilsons_interval_of_95_percent() -> None:
    assert [round(bound, 4) for bound in Share(98, 100).interval] == [0.93, 0.9945]
    assert Share(75, 75).interval == pytest.approx((0.9513, 1.0), abs=1e-4)
    assert Share(0, 0).interval == (0.0, 1.0)
