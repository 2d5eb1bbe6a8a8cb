"""The corporate number (法人番号): 13 digits, the first a check digit (法人番号の指定等に関する省令 2条)."""

from __future__ import annotations


def check_digit(twelve: str) -> str:
    """The check digit of the basic number: 9 less the remainder by 9 of its digits, each second one from the right doubled.

    >>> check_digit("000012050002")
    '7'
    """
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(twelve)))
    return str(9 - total % 9)


def is_corporate_number(text: str) -> bool:
    """Whether a text can be a corporate number at all; whether it was given to anybody only the tax agency knows."""
    return len(text) == 13 and text.isascii() and text.isdigit() and check_digit(text[1:]) == text[0]
