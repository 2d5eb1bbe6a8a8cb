"""SEE-8: the seeker number says nothing about the person, and a wrong digit is noticed."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from services.registry.seekers.domain.seeker_number import END, FIRST, draw, is_seeker_number, with_check_digit


def test_a_drawn_number_has_11_digits_and_no_leading_zero():
    for _ in range(100):
        number = draw(secrets.randbelow)
        assert is_seeker_number(number)
        assert number[0] != "0"


@given(st.integers(FIRST, END - 1), st.integers(0, 10), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(number, place, by):
    """SEE-8."""
    good = with_check_digit(number)
    wrong = good[:place] + str((int(good[place]) + by) % 10) + good[place + 1 :]
    assert is_seeker_number(good)
    assert not is_seeker_number(wrong)


def test_other_texts_are_no_seeker_numbers():
    """SEE-8."""
    for text in ("", "1234567890", "123456789012", "１２３４５６７８９０３", "1234567890a"):
        assert not is_seeker_number(text)
