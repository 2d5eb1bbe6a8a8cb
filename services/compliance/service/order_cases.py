"""Entrypoints of the cases that follow orders (CMP-2)."""

from __future__ import annotations

from services.compliance.order_cases import usecases
from services.compliance.service.periods import MINUTE
from services.runtime.entrypoints import every
from services.runtime.work import Work


class OrderCases:
    """What follows an order against a number, on the organizations under it."""

    @every(MINUTE)
    def follow_orders(self, work: Work) -> int:
        """CMP-2: a case on each organization under an order, whose bureau learns of the order and of its end."""
        return usecases.follow_orders(work)
