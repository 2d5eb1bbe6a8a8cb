"""CSV for people (REG-14): both encodings, characters that one of them lacks, cells that would be read as formulas."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.csv_files import REPLACED, csv_file

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


def rows(file: bytes, encoding: str) -> list[list[str]]:
    text = file.decode({"utf-8": "utf-8-sig", "cp932": "cp932"}[encoding])
    return list(csv.reader(io.StringIO(text, newline="")))


def test_utf8_begins_with_its_mark_and_lines_end_as_rfc_4180_says() -> None:
    """REG-14."""
    file = csv_file(["名称"], [["株式会社東京"]], "utf-8")
    assert file == "\ufeff名称,置換えの有無\r\n株式会社東京,\r\n".encode()


def test_cp932_is_what_older_office_software_reads() -> None:
    """REG-14."""
    file = csv_file(["名称"], [["髙﨑①㈱"]], "cp932")
    assert file.decode("cp932").splitlines() == ["名称,置換えの有無", "髙﨑①㈱,"]


@pytest.mark.parametrize(
    ("written", "read", "replaced"),
    [
        ("𠮷野", "〓野", "有"),
        ("鷗友", "〓友", "有"),
        ("🏢社", "〓社", "有"),
        ("Ａ〜Ｂ", "Ａ～Ｂ", ""),
        ("１−２", "１－２", ""),
        ("〓のまま", "〓のまま", ""),
    ],
)
def test_a_character_that_the_code_page_lacks_is_replaced_and_the_row_says_so(
    written: str, read: str, replaced: str
) -> None:
    """REG-14: 〓; the same sign under another number is no other character."""
    assert rows(csv_file(["名称"], [[written]], "cp932"), "cp932")[1] == [read, replaced]
    assert rows(csv_file(["名称"], [[written]], "utf-8"), "utf-8")[1] == [written, ""]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_cell_is_never_read_as_a_formula(sign: str) -> None:
    """REG-14."""
    cell = f'{sign}HYPERLINK("https://example.jp")'
    for encoding in ("utf-8", "cp932"):
        assert rows(csv_file(["名称"], [[cell]], encoding), encoding)[1][0] == f"'{cell}"


def test_a_minus_that_becomes_a_sign_of_the_code_page_is_no_formula_either() -> None:
    """REG-14: U+2212 is written as U+FF0D."""
    assert rows(csv_file(["名称"], [["−1"]], "cp932"), "cp932")[1][0] == "'－1"


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5), st.sampled_from(["utf-8", "cp932"]))
def test_every_file_can_be_read_back_cell_by_cell(table: list[list[str]], encoding: str) -> None:
    """REG-14: commas, quotes and blanks stay in their cell, and no cell begins like a formula."""
    read = rows(csv_file(["一", "二"], table, encoding), encoding)
    assert read[0] == ["一", "二", REPLACED]
    assert len(read) == len(table) + 1
    for row, was in zip(read[1:], table, strict=True):
        assert len(row) == 3
        assert not any(cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) for cell in row)
        if encoding == "utf-8":
            assert [cell.removeprefix("'") for cell in row[:2]] == [cell.removeprefix("'") for cell in was]
