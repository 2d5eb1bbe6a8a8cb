"""How a use case says no."""

from __future__ import annotations

from enum import Enum
from typing import Any


class Refusal(Exception):
    """A rule refuses the request; nothing of it is done.

    `reason`: the domain's own enum member, mapped to a contract code by the service's `refusals`.
    `pointer`: JSON pointer into the request, where one place is to blame. `details`: members for the answer, JSON only.
    """

    def __init__(self, reason: Enum, pointer: str | None = None, **details: Any) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.pointer = pointer
        self.details = details
