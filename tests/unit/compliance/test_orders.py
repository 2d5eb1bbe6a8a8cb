"""Orders under the Employment Security Act (CMP-2, REG-2): what can be recorded, and when it stands."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.standing.domain.orders import Order, OrderKind, main_number, objection_to
from services.compliance.standing.domain.reasons import OrderReason

TODAY = dt.date(2026, 6, 10)
NUMBER = "13-ユ-123456"
ISSUED = dt.date(2026, 6, 1)


def an_order(kind: OrderKind, **changes: Any) -> Order:
    term = {"starts_on": dt.date(2026, 6, 15), "ends_on": dt.date(2026, 7, 14)}
    suspension = term if kind is OrderKind.BUSINESS_SUSPENSION else {}
    return Order(kind, **{"issued_on": ISSUED, **suspension, **changes})


@pytest.mark.parametrize("kind", OrderKind)
def test_an_order_of_today_or_before_can_be_recorded(kind: OrderKind) -> None:
    """CMP-2."""
    assert objection_to(an_order(kind), NUMBER, "13", TODAY) is None


@pytest.mark.parametrize(
    ("order", "reason", "place"),
    [
        (an_order(OrderKind.REVOCATION, issued_on=dt.date(2026, 6, 11)), OrderReason.DAY_IN_FUTURE, "/issued_on"),
        (an_order(OrderKind.REVOCATION, starts_on=TODAY), OrderReason.TERM_NOT_FOR_KIND, "/starts_on"),
        (an_order(OrderKind.BUSINESS_SUSPENSION, ends_on=None), OrderReason.TERM_NOT_FOR_KIND, "/ends_on"),
        (
            an_order(OrderKind.BUSINESS_SUSPENSION, starts_on=dt.date(2026, 5, 31)),
            OrderReason.TERM_REVERSED,
            "/starts_on",
        ),
        (an_order(OrderKind.BUSINESS_SUSPENSION, ends_on=dt.date(2026, 6, 14)), OrderReason.TERM_REVERSED, "/ends_on"),
        (an_order(OrderKind.REVOCATION, met_on=TODAY), OrderReason.NOT_TO_BE_MET, "/met_on"),
        (an_order(OrderKind.IMPROVEMENT, met_on=dt.date(2026, 5, 31)), OrderReason.MET_BEFORE_ISSUED, "/met_on"),
        (an_order(OrderKind.IMPROVEMENT, met_on=dt.date(2026, 6, 11)), OrderReason.DAY_IN_FUTURE, "/met_on"),
    ],
)
def test_what_no_order_can_be_is_refused_at_its_place(order: Order, reason: OrderReason, place: str) -> None:
    """CMP-2."""
    assert objection_to(order, NUMBER, "13", TODAY) == (reason, place)


def test_a_number_is_the_business_of_the_bureau_in_its_first_digits() -> None:
    """AUT-7."""
    refused = objection_to(an_order(OrderKind.REVOCATION), NUMBER, "27", TODAY)
    assert refused == (OrderReason.OTHER_BUREAUS_NUMBER, "/number")


def test_a_business_suspension_stands_from_its_issue_to_its_last_day_even_on_a_sunday() -> None:
    """REG-2: 受けている期間. The order's own term is none of the terms', so that CAL-4 does not move it."""
    order = an_order(OrderKind.BUSINESS_SUSPENSION, ends_on=dt.date(2026, 7, 12))
    days = [dt.date(2026, 5, 31), ISSUED, dt.date(2026, 7, 12), dt.date(2026, 7, 13)]
    assert [order.stands_on(day) for day in days] == [False, True, True, False]


def test_an_improvement_order_stands_until_the_day_on_which_it_is_met() -> None:
    """REG-2."""
    order = an_order(OrderKind.IMPROVEMENT)
    assert order.stands_on(dt.date(2040, 1, 1))
    met = an_order(OrderKind.IMPROVEMENT, met_on=TODAY)
    assert met.stands_on(dt.date(2026, 6, 9))
    assert not met.stands_on(TODAY)
    assert not an_order(OrderKind.IMPROVEMENT, met_on=ISSUED).stands_on(ISSUED)


def test_a_revocation_stands_for_good_and_what_was_taken_back_never_did() -> None:
    """CMP-2."""
    assert an_order(OrderKind.REVOCATION).stands_on(dt.date(2040, 1, 1))
    assert not an_order(OrderKind.REVOCATION, void=True).stands_on(TODAY)


def test_the_branch_of_a_number_is_dropped() -> None:
    """REG-2."""
    assert main_number("13-ユ-123456-12") == main_number(NUMBER) == NUMBER
