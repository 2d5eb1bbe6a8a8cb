"""How a code is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorText:
    """How a code is told: HTTP status, Japanese title and the rule it rests on."""

    status: int
    title: str
    rule: str = ""
