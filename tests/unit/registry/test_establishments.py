"""Establishments: numbers with their check digits, what is compared, who may change what, and days of a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.employers.domain.corporate_number import check_digit, is_corporate_number
from services.registry.employers.domain.establishment import (
    Content,
    Establishment,
    EstablishmentState,
    establishment_number,
    folded,
    may_file_offers,
    objection_to_change,
    objection_to_content,
)
from services.registry.employers.domain.reasons import EmployerReason
from services.registry.employers.domain.request import (
    EmployerSettings,
    RequestState,
    confirm_by,
    objection_to_decision,
)

CONTENT = Content(
    name="株式会社みどり製作所",
    name_kana="カブシキガイシャミドリセイサクショ",
    corporate_number="7000012050002",
    postal_code="100-0001",
    municipality_code="131016",
    address="千代田1-1-1",
    phone="03-1234-5678",
    industry_code="24",
    employees_total=120,
    employees_here=45,
)
ESTABLISHMENT = Establishment(
    establishment_id="e",
    establishment_number="X1301-000001-9",
    version=3,
    state=EstablishmentState.REGISTERED,
    office_code="X1301",
    bureau_code="13",
    content=CONTENT,
)


# OFR-1: corporate numbers


@pytest.mark.parametrize(
    "number",
    [
        "7000012050002",  # the tax agency's own
        "6000012070001",  # the ministry's
        "8000012010038",  # of the digital agency
    ],
)
def test_numbers_that_were_given_have_the_check_digit_of_the_ordinance(number: str) -> None:
    """OFR-1."""
    assert is_corporate_number(number)


@pytest.mark.parametrize(
    "text",
    ["7000012050003", "0000012050002", "700001205000", "70000120500022", "７０００012050002", "", "x000012050002"],
)
def test_what_is_no_corporate_number_is_told_apart(text: str) -> None:
    """OFR-1."""
    assert not is_corporate_number(text)


@given(st.integers(0, 10**12 - 1), st.integers(0, 11), st.integers(1, 9))
def test_one_mistyped_digit_of_a_corporate_number_is_found_unless_9_stands_for_0(
    basic: int, place: int, off: int
) -> None:
    """The remainder by 9 can't tell 0 from 9; every other slip it finds."""
    digits = f"{basic:012d}"
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]
    same = {digits[place], wrong[place]} == {"0", "9"}
    assert (check_digit(wrong) == check_digit(digits)) is same


def test_a_wrong_corporate_number_and_more_people_here_than_in_all_are_refused() -> None:
    """OFR-1."""
    assert objection_to_content(CONTENT) is None
    assert objection_to_content(replace(CONTENT, corporate_number=None)) is None
    wrong = objection_to_content(replace(CONTENT, corporate_number="7000012050003"))
    assert wrong is not None
    assert (wrong.reason, wrong.member) == (EmployerReason.CORPORATE_NUMBER_WRONG, "corporate_number")
    crowded = objection_to_content(replace(CONTENT, employees_here=121))
    assert crowded is not None
    assert (crowded.reason, crowded.member) == (EmployerReason.MORE_HERE_THAN_IN_TOTAL, "employees_here")


# OFR-1: establishment numbers


@given(st.integers(1, 999_999), st.integers(0, 5), st.integers(1, 9))
def test_one_mistyped_digit_of_an_establishment_number_is_found(serial: int, place: int, off: int) -> None:
    digits = f"{serial:06d}"
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]
    assert establishment_number("X1301", serial)[-1] != establishment_number("X1301", int(wrong))[-1]


@given(st.integers(1, 999_999), st.integers(1, 999_999))
def test_numbers_of_an_office_sort_by_their_serial(one: int, other: int) -> None:
    """Pages of a list are cut by them."""
    numbers = establishment_number("X1301", one), establishment_number("X1301", other)
    assert (numbers[0] < numbers[1]) is (one < other)


# What is the same


@pytest.mark.parametrize(
    "typed",
    [
        "株式会社みどり製作所",
        "株式会社　みどり製作所",
        " 株式会社みどり 製作所 ",
        "㈱みどり製作所".replace("㈱", "株式会社"),
    ],
)
def test_the_same_name_is_the_same_however_it_is_typed(typed: str) -> None:
    assert folded(typed) == folded(CONTENT.name)


def test_width_case_and_middle_dots_make_no_difference() -> None:
    assert folded("ＡＢＣ・トレーディング") == folded("abcトレーディング")
    assert folded("ｶﾌﾞｼｷｶﾞｲｼｬ") == folded("カブシキガイシャ")


# Changes


def test_who_saw_an_older_version_is_told_and_a_closed_one_stays_as_it_is() -> None:
    """OFR-1."""
    assert objection_to_change(ESTABLISHMENT, 3) is None
    assert objection_to_change(ESTABLISHMENT, 2) is EmployerReason.CHANGED_MEANWHILE
    closed = replace(ESTABLISHMENT, state=EstablishmentState.CLOSED)
    assert objection_to_change(closed, 3) is EmployerReason.ESTABLISHMENT_CLOSED
    assert may_file_offers(ESTABLISHMENT)
    assert not may_file_offers(closed)


# Days of a request


def test_an_office_has_fourteen_days_from_the_day_after_and_no_holiday_shortens_them() -> None:
    """CAL-3: no period of the organizations' terms, so CAL-4 does not apply."""
    assert confirm_by(date(2025, 12, 20), EmployerSettings()) == date(2026, 1, 3)
    assert confirm_by(date(2026, 6, 10), EmployerSettings()) == date(2026, 6, 24)


def test_after_its_days_a_request_can_not_be_decided_though_no_duty_has_run() -> None:
    """CAL-6."""
    due = date(2026, 6, 24)
    assert objection_to_decision(RequestState.WAITING, due, due) is None
    assert objection_to_decision(RequestState.WAITING, due, date(2026, 6, 25)) is EmployerReason.ALREADY_DECIDED
    for decided in (RequestState.CONFIRMED, RequestState.REFUSED, RequestState.LAPSED):
        assert objection_to_decision(decided, due, due) is EmployerReason.ALREADY_DECIDED
