"""SEE-2 by MSG-8: personal data in free texts is found, ordinary sentences are not mistaken for it."""

import datetime as dt

import pytest

from deploy.demo.seekers import provided_records
from services.contracts.seeker_record import FREE_TEXTS
from services.registry.seekers.domain.person import Person
from services.registry.seekers.domain.personal_text import Found, find_personal_data, first_found

TARO = Person(
    "山田", "太郎", "ヤマダ", "タロウ", "1990-01-01", "male", "100-0001", "131016", "東京都千代田区千代田1丁目1番1号",
    "090-0123-4567", "taro@seeker.example.jp",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("連絡先は taro@example.com です。", Found.EMAIL),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", Found.EMAIL),
        ("03-1234-5678にお電話ください。", Found.PHONE),
        ("０９０（１２３４）５６７８", Found.PHONE),
        ("09012345678", Found.PHONE),
        ("電話 090ー1234ー5678", Found.PHONE),
        ("〒100-0001", Found.POSTAL_CODE),
        ("LINE ID: abc", Found.ACCOUNT),
        ("https://example.com/me をご覧ください。", Found.ACCOUNT),
        ("山田太郎です。", Found.NAME),
        ("山田　太郎です。", Found.NAME),
        ("ﾔﾏﾀﾞ ﾀﾛｳと申します。", Found.NAME),
        ("東京都千代田区千代田１丁目１番１号に住んでいます。", Found.ADDRESS),
    ],
)
def test_personal_data_is_found_in_any_width(text, found):
    assert find_personal_data(text, TARO) is found


@pytest.mark.parametrize(
    "text",
    [
        "月収200000円以上、時給1,200円を希望します。",
        "2015年から2020年まで経理を担当しました。",
        "9:00-17:00の勤務を希望します。",
        "生産ラインでの組立を担当しました。",
        "C#とJava 17での開発経験が10年あります。",
        "山田さんの下で働きました。",
        "東京都千代田区で働きたいです。",
        "簿記2級、TOEIC 730点",
    ],
)
def test_ordinary_sentences_are_left_alone(text):
    assert find_personal_data(text, TARO) is None


def test_the_text_that_holds_it_is_named():
    assert first_found({"desired_work": "経理", "other_remarks": "03-1234-5678"}, TARO) == (
        "other_remarks",
        Found.PHONE,
    )
    assert first_found({"desired_work": "経理"}, TARO) is None


def test_no_text_of_the_demos_seekers_is_mistaken():
    for record in provided_records(3_000, seed=1, today=dt.date(2026, 6, 10)):
        assert first_found({name: record[name] for name in FREE_TEXTS}, TARO) is None


def test_a_person_is_not_shown_when_printed():
    assert "山田" not in repr(TARO)
