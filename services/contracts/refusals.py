"""A refused request as it crosses the bus: a code of the fixed list, where it applies, and what is wrong with each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.contracts.error_codes import ErrorCode


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a request: its place as a JSON pointer (RFC 6901) and what is wrong, in Japanese."""

    pointer: str
    detail: str
    found: Sequence[Mapping[str, Any]] = ()
    """Where characters are wrong, each place in the text; told in the details of the refusal (decisions 211 and 221)."""


@dataclass
class CallRefused(Exception):
    """A service refused a request, with a code of this list."""

    code: ErrorCode
    pointer: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    trace: str = ""

    def __str__(self) -> str:
        return f"{self.code.value} at {self.pointer or 'the request'}"
