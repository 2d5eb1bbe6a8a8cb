"""The seeker number (SEE-8): 11 digits drawn at random that say nothing about the person, the last a check digit."""

from __future__ import annotations

from collections.abc import Callable

FIRST, END = 10**9, 10**10
"""Ten digits without a leading zero, which a spreadsheet would drop."""


def check_digit(ten: str) -> str:
    """Luhn's check digit (ISO/IEC 7812-1): finds any one wrong digit and nearly every swap of two neighbours.

    >>> check_digit("4821093756")
    '0'
    """
    total = 0
    for place, digit in enumerate(reversed(ten)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def with_check_digit(number: int) -> str:
    """The seeker number whose first ten digits are `number`, from FIRST up to and not including END."""
    return str(number) + check_digit(str(number))


def is_seeker_number(text: str) -> bool:
    """Whether a text can be a seeker number at all."""
    return len(text) == 11 and text.isascii() and text.isdigit() and check_digit(text[:10]) == text[10]


def draw(below: Callable[[int], int]) -> str:
    """Draw a number; `below(n)` gives a random whole number under n. Whether it is taken is for the caller to find out."""
    return with_check_digit(FIRST + below(END - FIRST))
