"""Machine clients at the gateway (AUT-8): by token alone, where a route is for them, from where the token is good."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.app import create_app
from gateway.settings import GatewaySettings
from services.contracts import registry
from services.contracts.errors import CallRefused, ErrorCode
from tests.contract.gateway.conftest import ORGANIZATION, Browser, PlayedServices, Time, code_of

TOKEN = "hwt_" + "a" * 43
TOKEN_ID = "0198c2f3-0000-7000-8000-0000000000bb"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def scopes(services: PlayedServices) -> list[str]:
    """What the token is for, as the registry says; a test may change it."""
    scopes = ["organization:read"]

    def identify(request: dict[str, Any]) -> dict[str, Any]:
        if request["token_hash"] != hashlib.sha256(TOKEN.encode()).hexdigest():
            raise CallRefused(ErrorCode.TOKEN_INVALID)
        if request["address"] != "127.0.0.1":
            raise CallRefused(ErrorCode.TOKEN_FROM_OTHER_ADDRESS)
        return {"token_id": TOKEN_ID, "organization_id": ORGANIZATION, "scopes": scopes}

    services.on(registry.AUTHENTICATE_TOKEN, identify)
    services.on(registry.SHOW_OWN_REGISTRATION, lambda _: {"organization_id": ORGANIZATION})
    return scopes


@pytest.fixture
def client(app: Flask, scopes: list[str]) -> FlaskClient:
    return app.test_client()


def test_a_machine_client_asks_with_its_token_and_without_cookies(
    client: FlaskClient, services: PlayedServices
) -> None:
    """AUT-8: the service is told the organization, the token as the account, its scopes and the address."""
    answer = client.get("/api/organization", headers=BEARER)
    assert answer.status_code == 200
    ((_, kwargs, _, _),) = services.called(registry.SHOW_OWN_REGISTRATION)
    caller = kwargs["caller"]
    assert (caller["role"], caller["organization_id"], caller["account_id"]) == ("machine", ORGANIZATION, TOKEN_ID)
    assert (caller["scopes"], caller["address"]) == ("organization:read", "127.0.0.1")
    assert "Set-Cookie" not in answer.headers


def test_the_token_itself_does_not_cross_the_bus(client: FlaskClient, services: PlayedServices) -> None:
    """AUT-8."""
    client.get("/api/organization", headers=BEARER)
    assert TOKEN not in str(services.calls)


@pytest.mark.parametrize("kind", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_is_read_in_any_case(client: FlaskClient, kind: str) -> None:
    assert client.get("/api/organization", headers={"Authorization": f"{kind} {TOKEN}"}).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "hwt_" + "a" * 42, "hwt_" + "a" * 44, "hwt_" + "あ" * 43, TOKEN + "\x0b"])
def test_what_is_no_token_is_refused_without_asking_anybody(
    client: FlaskClient, services: PlayedServices, token: str
) -> None:
    """AUT-8: forged and truncated ones."""
    answer = client.get("/api/organization", headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")})
    assert (answer.status_code, code_of(answer)) == (401, "token_invalid")
    assert services.calls == []


def test_an_unknown_token_is_refused(client: FlaskClient) -> None:
    """AUT-8."""
    answer = client.get("/api/organization", headers={"Authorization": "Bearer hwt_" + "b" * 43})
    assert (answer.status_code, code_of(answer)) == (401, "token_invalid")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_is_no_login(client: FlaskClient, services: PlayedServices) -> None:
    """AUT-7: a route that is not for machines refuses every token, and asks nobody about it."""
    for method, path in (
        ("GET", "/api/sessions/current"),
        ("GET", "/api/custody"),
        ("GET", "/api/organization/tokens"),
    ):
        answer = client.open(path, method=method, headers=BEARER)
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")
    assert services.calls == []


def test_a_token_for_something_else_is_refused(
    client: FlaskClient, scopes: list[str], services: PlayedServices
) -> None:
    """AUT-8: scope."""
    scopes[:] = ["offers:api", "offers:data"]
    answer = client.get("/api/organization", headers=BEARER)
    assert (answer.status_code, code_of(answer)) == (403, "forbidden")
    assert services.called(registry.SHOW_OWN_REGISTRATION) == []


def test_a_browser_that_is_logged_in_gains_and_loses_nothing_by_a_token(
    browser: Browser, scopes: list[str], services: PlayedServices
) -> None:
    """AUT-8: of both, the token counts."""
    browser.log_in()
    browser.send("GET", "/api/organization", headers=BEARER)
    browser.send("GET", "/api/organization")
    roles = [kwargs["caller"]["role"] for _, kwargs, _, _ in services.called(registry.SHOW_OWN_REGISTRATION)]
    assert roles == ["machine", "organization_main"]
    assert browser.send("GET", "/api/sessions/current", headers=BEARER).status_code == 403


def test_revocation_counts_from_the_next_request_on(client: FlaskClient, services: PlayedServices) -> None:
    """AUT-8: the registry is asked each time."""
    assert client.get("/api/organization", headers=BEARER).status_code == 200

    def revoked(_: dict[str, Any]) -> Any:
        raise CallRefused(ErrorCode.TOKEN_INVALID)

    services.on(registry.AUTHENTICATE_TOKEN, revoked)
    assert client.get("/api/organization", headers=BEARER).status_code == 401


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 192.0.2.1", "203.0.113.7"),
        (1, "evil", None),
    ],
)
def test_no_client_says_where_it_comes_from(
    settings: GatewaySettings,
    services: PlayedServices,
    scopes: list[str],
    time: Time,
    proxies: int,
    forwarded: str,
    seen: str | None,
) -> None:
    """AUT-8, OPS-3: only what the trusted proxies added is believed."""
    app = create_app(replace(settings, trusted_proxies=proxies), services)
    app.test_client().get("/api/organization", headers={**BEARER, "X-Forwarded-For": forwarded})
    app.extensions["gateway"].logins.database.close()
    ((_, kwargs, _, _),) = services.called(registry.AUTHENTICATE_TOKEN)
    assert kwargs["request"]["address"] == seen


def test_another_sites_page_can_use_no_token(client: FlaskClient, new_browser: Callable[[], Browser]) -> None:
    """AUT-8: a browser sends no such header by itself, and no page of another site may ask it to."""
    answer = client.options("/api/organization", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 405
    assert "Access-Control-Allow-Origin" not in answer.headers
