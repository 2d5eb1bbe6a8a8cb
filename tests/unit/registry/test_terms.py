"""REG-15: the terms in force are those of the audience with the latest day of force that has come."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.registry import TERMS_AUDIENCES
from services.registry.terms import TEXTS, VERSIONS, TermsFileInvalid, TermsVersion, in_force, posted, read_version
from services.registry.terms.differences import Difference, differences

TODAY = date(2026, 5, 15)


def test_every_audience_has_terms_in_force():
    assert {in_force(audience, TODAY).audience for audience in TERMS_AUDIENCES} == set(TERMS_AUDIENCES)


def test_the_private_terms_are_those_of_the_first_of_december_2021():
    terms = in_force("private", TODAY)
    assert (terms.version, terms.in_force_from, terms.illustrative) == ("2021-12-01", date(2021, 12, 1), False)


def test_a_new_version_holds_from_its_day_of_force():
    newer = TermsVersion("private", "2026-06-01", date(2026, 6, 1), "…")
    assert in_force("private", date(2026, 5, 31), (*VERSIONS, newer)).version == "2021-12-01"
    assert in_force("private", date(2026, 6, 1), (newer, *VERSIONS)).version == "2026-06-01"


def test_before_the_first_version_there_are_none():
    with pytest.raises(LookupError):
        in_force("private", date(2021, 11, 30))


def test_the_private_terms_are_the_ministrys_own_text():
    """REG-15: from seed 001, article by article."""
    text = in_force("private", TODAY).paragraphs
    assert text[0] == "ハローワーク求人・求職情報提供サービス利用規約（民間職業紹介事業者等）"
    assert text[-2] == "本利用規約は令和３年 12 月１日から施行する。"
    headings = [
        line
        for line in text
        if line
        in {
            "24 附則",
            "19 利用状況の報告等",
            "４ 職業安定法の遵守",
            "12 連絡責任者及び個人情報管理・苦情処理責任者の指定",
        }
    ]
    assert len(headings) == 4
    whole = "".join(text)
    for sentence in (
        "管轄労働局からの提出依頼にも関わらず、利用状況の報告期限（４月 20 日）の翌日から１か月を過ぎても",
        "厚生労働省は厚生労働省の裁量により本利用規約を変更することができるものとし、",
        "求人・求職情報提供サービスサイトに掲載することとする。",
    ):
        assert sentence in whole


def test_what_is_no_official_text_is_marked_so():
    assert {terms.audience for terms in VERSIONS if not terms.illustrative} == {"private"}
    assert all(terms.source for terms in VERSIONS)


def test_every_file_is_a_version():
    assert len(VERSIONS) == len(list(TEXTS.iterdir()))
    assert len({(terms.audience, terms.in_force_from) for terms in VERSIONS}) == len(VERSIONS)


HEAD = "audience: private\nversion: 2030-01-01\nin_force_from: 2030-01-01\nposted_on: 2029-11-01\nstatus: official\ntitle: x\nsource: y\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("private-2030-01-01.txt", HEAD),
        ("private-2030.txt", HEAD + "\n本文\n"),
        ("private-2030-01-01.txt", HEAD.replace("in_force_from: 2030-01-01", "in_force_from: soon") + "\n本文\n"),
        ("private-2030-01-01.txt", HEAD.replace("official", "perhaps") + "\n本文\n"),
        ("private-2030-01-01.txt", HEAD.replace("2029-11-01", "2030-01-02") + "\n本文\n"),
        ("private-2030-01-01.txt", "本文\n"),
        ("private-second.txt", HEAD.replace("version: 2030-01-01", "version: second") + "\n本文\n"),
    ],
)
def test_a_file_that_is_no_version_is_named(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TermsFileInvalid, match=name):
        read_version(tmp_path / name)


def test_a_version_is_read_from_its_day_of_posting_and_holds_from_its_day_of_force(tmp_path: Path):
    """REG-15."""
    (tmp_path / "private-2030-01-01.txt").write_text(HEAD + "\n１ 目的\n本文\n", encoding="utf-8")
    versions = (*VERSIONS, read_version(tmp_path / "private-2030-01-01.txt"))
    assert len(posted("private", date(2029, 10, 31), versions)) == 1
    assert [terms.version for terms in posted("private", date(2029, 11, 1), versions)] == ["2030-01-01", "2021-12-01"]
    assert in_force("private", date(2029, 12, 31), versions).version == "2021-12-01"
    assert in_force("private", date(2030, 1, 1), versions).version == "2030-01-01"


OLD = ("規約", "１ 目的", "広く知らせる。", "２ 費用", "かからない。", "３ 附則", "本日から。")


def test_what_changed_is_told_with_the_article_it_stands_in():
    """REG-15."""
    new = ("規約", "１ 目的", "広く正しく知らせる。", "２ 費用", "かからない。", "通信費は利用者が負う。", "３ 附則")
    assert differences(OLD, new) == [
        Difference("changed", "１ 目的", ("広く知らせる。",), ("広く正しく知らせる。",)),
        Difference("added", "２ 費用", (), ("通信費は利用者が負う。",)),
        Difference("removed", "３ 附則", ("本日から。",), ()),
    ]


def test_a_version_does_not_differ_from_itself():
    for terms in VERSIONS:
        assert differences(terms.paragraphs, terms.paragraphs) == []


PARAGRAPHS = st.lists(st.sampled_from(["１ 目的", "２ 費用", "甲", "乙", "丙", "丁"]), max_size=12)


@given(PARAGRAPHS, PARAGRAPHS)
def test_the_differences_are_all_there_is_between_two_texts(old: list[str], new: list[str]):
    """REG-15: as many paragraphs come and go as the texts differ by, and each stands in its own text."""
    found = differences(old, new)
    gone = [paragraph for one in found for paragraph in one.before]
    come = [paragraph for one in found for paragraph in one.after]
    assert sorted(old + come) == sorted(new + gone)
    assert (found == []) == (old == new)
    for one in found:
        assert (
            one.kind
            == {(True, True): "changed", (True, False): "removed", (False, True): "added"}[
                bool(one.before), bool(one.after)
            ]
        )
        assert one.article in {"", *old, *new}
