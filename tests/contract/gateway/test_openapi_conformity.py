"""The gateway does what its OpenAPI document says: schemathesis with every check on, services answering by schema."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from werkzeug.serving import make_server

from gateway.readiness import SERVICES
from gateway.routes import API
from services.contracts import registry, search
from services.contracts.caller import Role
from tests.contract.gateway.conftest import ACCOUNTS, EMAIL_OF_ROLE, NO_IDENTITY, Browser, PlayedServices
from tests.contract.gateway.samples import sample

CONFIG = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
DOCUMENT = schemathesis.openapi.from_path(Path(__file__).parents[3] / "docs" / "openapi.json", config=CONFIG)
ONCE_A_LOGIN = {"delete_api_sessions_current", "post_api_sessions_omission"}
"""What ends what it needs."""
ROUTES = {route.name: route for _, routes in API.values() for route in routes}


@pytest.fixture
def url(app: Flask, services: PlayedServices) -> Iterator[str]:
    """The application behind real HTTP."""
    for route in ROUTES.values():
        for operation in route.operations:
            services.on(operation, lambda _, operation=operation: sample(operation.answer))
    for service in SERVICES:
        services.answers[f"{service}.health"] = lambda _, service=service: {
            "service": service, "release": "r", "database": True,
        }  # fmt: skip
    services.on(search.INDEX_STATE, lambda _: {"changes_behind": 0, "seen_at": "2026-06-10T01:00:00Z"})
    known = {**NO_IDENTITY, **ACCOUNTS["seeker@mail.example.jp"], "display_name": "表示名"}
    verify = services.answers[registry.VERIFY_PASSWORD.routing_key]
    services.on(registry.VERIFY_PASSWORD, lambda asked: verify(asked) if asked["email"] in ACCOUNTS else known)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def answered(request: pytest.FixtureRequest) -> Iterator[list[int]]:
    """The statuses of an operation's answers: one at least must be a success, or nothing was tried."""
    statuses: list[int] = []
    yield statuses
    name = request.node.callspec.id if hasattr(request.node, "callspec") else request.node.name
    assert "one-time-password]" in name or any(200 <= status < 300 for status in statuses), name


@pytest.fixture
def asker(app: Flask, services: PlayedServices) -> Callable[[Any], dict[str, Any]]:
    """A function: the cookie and CSRF token of somebody who may ask an operation, logged in once, and again after logout."""
    browsers: dict[Role, Browser] = {}

    def credentials(case: Any) -> dict[str, Any]:
        name = case.operation.definition.raw["operationId"]
        roles = ROUTES[name].roles
        role = next((role for role in EMAIL_OF_ROLE if role in roles and Role.ANYONE not in roles), None)
        if role is None:
            return {}
        if role not in browsers or name in ONCE_A_LOGIN:
            browsers[role] = Browser(app.test_client(), services)
            browsers[role].log_in(EMAIL_OF_ROLE[role], omit_next_time=True)
        cookie = browsers[role].client.get_cookie("hw_session")
        assert cookie is not None
        return {"cookies": {"hw_session": cookie.value}, "headers": {"X-CSRF-Token": browsers[role].csrf}}

    return credentials


@DOCUMENT.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_an_operation_does_what_the_document_says(
    case: Any, url: str, asker: Callable[[Any], dict[str, Any]], answered: list[int]
) -> None:
    answered.append(case.call_and_validate(base_url=url, **asker(case)).status_code)
