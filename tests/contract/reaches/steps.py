"""Steps of the walk: for each operation that reaches no further than the own area, a subject of Tokyo's and a request for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from services.contracts.caller import Caller, Role
from services.contracts.operations import Operation
from services.runtime.identifiers import new_id

BUREAU, OFFICE = Role.BUREAU_STAFF, Role.OFFICE_STAFF
TOKYO = Caller(BUREAU, account_id=new_id(), bureau_code="13")
IIDABASHI = Caller(OFFICE, account_id=new_id(), bureau_code="13", office_code="X1301")
OWN = {BUREAU: TOKYO, OFFICE: IIDABASHI}
STRANGERS = {
    BUREAU: [
        Caller(BUREAU, account_id=new_id(), bureau_code="27"),
        Caller(BUREAU, account_id=new_id(), bureau_code="13".zfill(3)),
        Caller(BUREAU, account_id=new_id()),
    ],
    OFFICE: [
        Caller(OFFICE, account_id=new_id(), bureau_code="27", office_code="X2701"),
        Caller(OFFICE, account_id=new_id(), bureau_code="13", office_code="X1302"),
        Caller(OFFICE, account_id=new_id(), bureau_code="13"),
        Caller(OFFICE, account_id=new_id()),
    ],
}
"""Staff of another area, of another office under the same bureau, and of none, as no gateway makes them."""


@dataclass(frozen=True)
class Step:
    """What is asked, and, where that names no subject, by what an answer shows that it holds the subject."""

    request: dict[str, Any]
    seen: Callable[[dict[str, Any]], bool] | None = None


def holding(subject: str) -> Callable[[dict[str, Any]], bool]:
    """Whether a list holds a subject, wherever in it."""
    return lambda answer: subject in json.dumps(answer, ensure_ascii=False)


Prepare = Callable[[pytest.FixtureRequest], Step]
STEPS: dict[tuple[Operation, Role], Prepare] = {}


def step(operation: Operation, *roles: Role) -> Callable[[Prepare], Prepare]:
    """Enter a step for staff of these roles."""

    def enter(prepare: Prepare) -> Prepare:
        for role in roles:
            assert (operation, role) not in STEPS, operation.routing_key
            STEPS[operation, role] = prepare
        return prepare

    return enter
