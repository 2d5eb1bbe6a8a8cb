"""What the tests of change, renewal and withdrawal ask for and look at."""

import datetime as dt
from typing import Any

import pytest

from services.contracts.caller import Caller
from services.contracts.registry import (
    ORGANIZATION_CHANGED,
    REFUSE_APPLICATION,
    REGISTER_CHANGE,
    REGISTER_RENEWAL,
    REGISTER_WITHDRAWAL,
    SHOW_PROCEDURES,
)
from tests.contract.registry.conftest import Registry, staff
from tests.contract.registry.examples import an_application
from tests.contract.served import Refused

DECLARED = an_application()["security_declaration"]


def reasons(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason["code"] for reason in refused.value.details["reasons"]}


def content(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in an_application(**changes).items() if name not in ("email", "password")}


def change(registry: Registry, member: Caller, replaces: str | None = None, **changes: Any) -> dict[str, Any]:
    return registry.call(REGISTER_CHANGE, member, content=content(**changes), replaces=replaces)


def renewal(registry: Registry, member: Caller, **changes: Any) -> dict[str, Any]:
    request = {
        "latest_regular_placement_on": registry.today.isoformat(),
        "content_unchanged": True,
        "security_declaration": DECLARED,
        "terms_version": "2021-12-01",
        **changes,
    }
    return registry.call(REGISTER_RENEWAL, member, **request)


def withdrawal(registry: Registry, member: Caller, *services: str) -> dict[str, Any]:
    return registry.call(REGISTER_WITHDRAWAL, member, services=list(services))


def approve(registry: Registry, application: dict[str, Any]) -> None:
    registry.receive_form(application["application_id"])
    registry.approve(application["application_id"])


def approve_on_paper(registry: Registry, application: dict[str, Any]) -> None:
    """A municipality's, with its documents handed in on paper (REG-8)."""
    application_id = registry.register(**application)["application_id"]
    registry.receive_form(application_id, way="post")
    registry.approve(application_id)


def refuse(registry: Registry, application: dict[str, Any]) -> None:
    registry.call(REFUSE_APPLICATION, staff(), application_id=application["application_id"], reason="実績がないため。")


def told(registry: Registry) -> dict[str, Any]:
    return registry.published(ORGANIZATION_CHANGED)[-1]


def go_to(registry: Registry, day: str) -> None:
    registry.now = dt.datetime.fromisoformat(f"{day}T01:00:00+00:00")


def run(registry: Registry, duty: str) -> None:
    with registry.work() as work:
        getattr(registry.service, duty)(work)


def own(registry: Registry, member: Caller) -> dict[str, Any]:
    return registry.call(SHOW_PROCEDURES, member)
