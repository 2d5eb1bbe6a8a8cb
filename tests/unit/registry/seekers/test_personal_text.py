"""SEE-2 by MSG-8: personal data in a record's free texts is found, ordinary sentences are not mistaken for it.

How well each kind is found is measured and tested in tests/recognition and tests/unit/recognition.
"""

import datetime as dt

import pytest

from deploy.demo.seekers import provided_records
from services.contracts.seeker_record import FREE_TEXTS
from services.recognition import Kind
from services.registry.seekers.domain.person import Person
from services.registry.seekers.personal_text import find_personal_data, first_found

TARO = Person(
    "山田", "太郎", "ヤマダ", "タロウ", "1990-01-01", "male", "100-0001", "131016", "東京都千代田区千代田1丁目1番1号",
    "090-0123-4567", "taro@seeker.example.jp",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", Kind.EMAIL),
        ("電話 090ー1234ー5678", Kind.TELEPHONE),
        ("LINE ID: abc", Kind.SNS),
        ("ﾔﾏﾀﾞ ﾀﾛｳと申します。", Kind.NAME),
        ("東京都千代田区千代田１丁目１番１号に住んでいます。", Kind.ADDRESS),
    ],
)
def test_see_2_personal_data_is_found_in_any_width(text: str, kind: Kind) -> None:
    found = find_personal_data(text, TARO)
    assert {span.kind for span in found} == {kind}


@pytest.mark.parametrize(
    "text",
    ["月収200000円以上、時給1,200円を希望します。", "山田さんの下で働きました。", "東京都千代田区で働きたいです。"],
)
def test_see_2_ordinary_sentences_are_left_alone(text: str) -> None:
    assert find_personal_data(text, TARO) == ()


def test_the_text_that_holds_it_is_named() -> None:
    texts = {"desired_work": "経理", "other_remarks": "03-1234-5678"}
    assert first_found(texts, TARO) == ("other_remarks", Kind.TELEPHONE)
    assert first_found({"desired_work": "経理"}, TARO) is None


def test_no_text_of_the_demos_seekers_is_mistaken() -> None:
    for record in provided_records(3_000, seed=1, today=dt.date(2026, 6, 10)):
        assert first_found({name: record[name] for name in FREE_TEXTS}, TARO) is None


def test_a_person_is_not_shown_when_printed() -> None:
    assert "山田" not in repr(TARO)
