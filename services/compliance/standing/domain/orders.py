"""Orders under the Employment Security Act against a permission or notification number (CMP-2, REG-2).

A number carries its bureau: its first two digits are the prefecture of the bureau that gave the permission or took the
notification, and that bureau issues and records the order, wherever the number's establishments apply.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.compliance.standing.domain.reasons import OrderReason


class OrderKind(StrEnum):
    """What was ordered."""

    REVOCATION = "revocation"
    """許可の取消し."""
    BUSINESS_SUSPENSION = "business_suspension"
    """事業停止命令."""
    IMPROVEMENT = "improvement"
    """改善命令."""


class OrderState(StrEnum):
    """Where an order is, for those who have to decide on its account."""

    ISSUED = "issued"
    MET = "met"
    """The ordered improvement was made."""
    VOID = "void"
    """Recorded by mistake, and taken back."""


@dataclass(frozen=True)
class Order:
    """An order as recorded. `starts_on` and `ends_on`: the term of a business suspension; `met_on`: of an improvement."""

    kind: OrderKind
    issued_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    met_on: date | None = None
    void: bool = False
    """Recorded by mistake, and taken back."""

    @property
    def state(self) -> OrderState:
        """A term that is over corrects nothing by itself: the order is still issued (CMP-2)."""
        if self.void:
            return OrderState.VOID
        return OrderState.ISSUED if self.met_on is None else OrderState.MET

    @property
    def stands_until(self) -> date | None:
        """The last day on which it stands against a new application; None where none is known (REG-2)."""
        if self.kind is OrderKind.BUSINESS_SUSPENSION:
            return self.ends_on
        if self.kind is OrderKind.IMPROVEMENT and self.met_on is not None:
            return self.met_on - timedelta(days=1)
        return None

    def stands_on(self, day: date) -> bool:
        """Whether it stands against a new application on a day: from its issue, as "受けている" says."""
        until = self.stands_until
        return not self.void and self.issued_on <= day and (until is None or day <= until)


def main_number(number: str) -> str:
    """A number without its branch: `13-ユ-123456-2` gives `13-ユ-123456` (REG-2, REG-4)."""
    return "-".join(number.split("-")[:3])


def bureau_of_number(number: str) -> str:
    """The bureau that gave the number: its first two digits."""
    return number[:2]


def objection_to(order: Order, number: str, bureau_code: str, today: date) -> tuple[OrderReason, str] | None:
    """Why this can't be the record of an order, with the place; None where it can."""
    if bureau_of_number(number) != bureau_code:
        return OrderReason.OTHER_BUREAUS_NUMBER, "/number"
    if order.issued_on > today:
        return OrderReason.DAY_IN_FUTURE, "/issued_on"
    return _objection_to_term(order) or _objection_to_met(order, today)


def _objection_to_term(order: Order) -> tuple[OrderReason, str] | None:
    needed = order.kind is OrderKind.BUSINESS_SUSPENSION
    for day, place in ((order.starts_on, "/starts_on"), (order.ends_on, "/ends_on")):
        if (day is not None) is not needed:
            return OrderReason.TERM_NOT_FOR_KIND, place
    if order.starts_on is not None and order.starts_on < order.issued_on:
        return OrderReason.TERM_REVERSED, "/starts_on"
    if order.starts_on is not None and order.ends_on is not None and order.ends_on < order.starts_on:
        return OrderReason.TERM_REVERSED, "/ends_on"
    return None


def _objection_to_met(order: Order, today: date) -> tuple[OrderReason, str] | None:
    if order.met_on is None:
        return None
    if order.kind is not OrderKind.IMPROVEMENT:
        return OrderReason.NOT_TO_BE_MET, "/met_on"
    if order.met_on > today:
        return OrderReason.DAY_IN_FUTURE, "/met_on"
    return (OrderReason.MET_BEFORE_ISSUED, "/met_on") if order.met_on < order.issued_on else None
