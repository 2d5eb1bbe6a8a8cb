"""REG-4: a number as people write it is found as it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.desk.domain.permission_numbers import WrittenNumber, read_number


@pytest.mark.parametrize(
    "written",
    [
        "13-ユ-123456",
        "１３－ユ－１２３４５６",
        "13-ﾕ-123456",
        "13ユ123456",
        "13 ユ 123456",
        " 13ーユー123456 ",
        "13―ﾕ―123456",
    ],
)
def test_width_dashes_and_blanks_do_not_matter(written: str) -> None:
    """REG-4."""
    assert read_number(written) == WrittenNumber("13-ユ-123456", None)


@pytest.mark.parametrize("written", ["13-ユ-123456-2", "１３ﾕ１２３４５６－２", "13ユ1234562"])
def test_a_branch_is_told_apart(written: str) -> None:
    """REG-4."""
    number = read_number(written)
    assert number == WrittenNumber("13-ユ-123456", "2")
    assert number.whole == "13-ユ-123456-2"


@pytest.mark.parametrize(
    "written", ["", "-", "13-X-123456", "13-ユ-12345", "13-ユ-123456-1234", "ユ-123456", "'; DROP"]
)
def test_what_is_no_number_is_none(written: str) -> None:
    assert read_number(written) is None


@given(st.text(max_size=50))
def test_whatever_is_read_is_read_the_same_again(text: str) -> None:
    number = read_number(text)
    if number is not None:
        assert read_number(number.whole) == number
