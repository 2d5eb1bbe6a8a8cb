"""REG-17: the reference lists are complete, say where they come from, and refuse a bad row by file and line."""

from collections import Counter
from pathlib import Path

import pytest

from services.contracts.reference import (
    FOLDER,
    LISTS,
    ReferenceFileError,
    bureau_of,
    bureaus,
    check_digit,
    competent_office,
    industries,
    local_government_of,
    occupation_titles,
    occupations,
    offices,
    place_name,
    places,
)
from services.contracts.reference.code_list import is_place_code, read

HEADER = "# title: 試験\n# source: 試験\n# version: 1\n# status: illustrative\n"


def test_the_country_has_47_prefectures_1747_municipalities_and_171_wards_of_20_designated_cities():
    levels = Counter(entry.level for entry in places())
    assert levels["prefecture"] == 47
    assert sum(levels[level] for level in ("city", "designated_city", "special_ward", "town", "village")) == 1_747
    assert levels["special_ward"] == 23
    assert levels["designated_city"] == 20
    assert levels["ward"] == 171


def test_the_six_northern_villages_stand_below_hokkaido():
    villages = ["色丹村", "泊村", "留夜別村", "留別村", "紗那村", "蘂取村"]
    assert [places()[code].name for code in ("016951", "016969", "016977", "016985", "016993", "017001")] == villages
    assert {places().ancestors(code)[-1].name for code in ("016951", "017001")} == {"北海道"}


@pytest.mark.parametrize(("five", "digit"), [("13101", "6"), ("01000", "6"), ("47000", "7"), ("27140", "3")])
def test_check_digits_are_those_of_jis_x_0402(five, digit):
    assert check_digit(five) == digit


def test_a_ward_stands_below_its_city_and_the_city_below_its_prefecture():
    assert [entry.name for entry in places().ancestors("141054")] == ["横浜市", "神奈川県"]
    assert places().with_ancestors("141054") == ("141054", "141003", "140007")
    assert "141054" in {entry.code for entry in places().descendants("140007")}
    assert {entry.name for entry in places().children("221309")} == {"浜松市中央区", "浜松市浜名区", "浜松市天竜区"}


def test_a_ward_belongs_to_its_city_and_every_other_place_is_a_local_government_itself():
    assert [local_government_of(code) for code in ("011011", "131016", "130001")] == ["011002", "131016", "130001"]


def test_a_place_that_has_left_the_list_is_a_local_government_itself_and_named_by_its_code():
    assert local_government_of("139991") == place_name("139991") == "139991"


def test_a_place_is_named_with_prefecture_and_county():
    assert place_name("130001") == "東京都"
    assert place_name("131041") == "東京都新宿区"
    assert place_name("014036") == "北海道古宇郡泊村"
    assert place_name("011011") == "北海道札幌市中央区"
    assert (places()["103446"].name, places()["103446"].name_kana) == ("榛東村", "シントウムラ")


def test_the_classification_of_occupations_has_11_major_73_middle_and_369_small_classes():
    assert Counter(entry.level for entry in occupations()) == {"major": 11, "middle": 73, "small": 369}
    # The middle class is not the beginning of the code of the small one: 531 belongs to 52.
    assert occupations().with_ancestors("531") == ("531", "52", "H")
    assert "看護師長" in occupation_titles()["133"]


def test_the_classification_of_industries_has_20_major_and_99_middle_classes():
    assert Counter(entry.level for entry in industries()) == {"major": 20, "middle": 99}


def test_every_place_has_a_bureau_and_an_office_of_that_bureau():
    assert len(bureaus()) == 47
    assert bureaus()["13"].name == "東京労働局"
    for place in places():
        office = competent_office(place.code)
        assert offices()[office].level == "office"
        assert offices()[office].parent == bureau_of(place.code)


def test_every_list_names_its_source_and_version_and_those_that_could_not_be_had_are_illustrative():
    status = {name: {header.status for header in load().headers} for name, load in LISTS.items()}
    assert status["places"] == status["occupations"] == status["industries"] == {"official"}
    assert "illustrative" in status["licences"] & status["offices"]
    for load in LISTS.values():
        for header in load().headers:
            assert header.source
            assert header.version


def test_codes_of_illustrative_lists_lie_outside_the_official_ranges():
    invented = [entry.code for entry in LISTS["licences"]()] + [entry.code for entry in offices().at_level("office")]
    assert all(code.startswith("X") for code in invented)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "code,name\n01,あ\n,い\n", "bad.csv, line 7: code and name must not be empty"),
        (HEADER + "code,name\n01,あ\n01,い\n", "bad.csv, line 7: code 01 stands twice"),
        (HEADER + "code,name\n01,あ,い\n", "bad.csv, line 6: 2 columns expected, 3 found"),
        (HEADER + "code,parent,name\n01,99,あ\n", "bad.csv, line 6: parent 99 of 01 does not stand above it"),
        (HEADER + "code,title\n01,あ\n", "bad.csv, line 5: column name is missing"),
        (HEADER + 'code,name\n01,"あ\n', "bad.csv, line 6: unexpected end of data"),
        ("# title: 試験\ncode,name\n", "bad.csv, line 2: the header lacks source, status, version"),
        (
            HEADER.replace("illustrative", "made up") + "code,name\n",
            "bad.csv, line 4: status is one of official, illus",
        ),
    ],
)
def test_a_bad_row_is_refused_with_file_and_line(tmp_path: Path, text: str, said: str):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceFileError) as refused:
        read(path)
    assert str(refused.value).startswith(said)


def test_a_wrong_check_digit_is_refused(tmp_path: Path):
    good = (FOLDER / "prefectures.csv").read_text(encoding="utf-8")
    path = tmp_path / "prefectures.csv"
    path.write_text(good.replace("130001", "130002"), encoding="utf-8")
    with pytest.raises(ReferenceFileError, match=r"prefectures.csv, line 18: code 130002 is malformed"):
        read(path, well_formed=is_place_code)
