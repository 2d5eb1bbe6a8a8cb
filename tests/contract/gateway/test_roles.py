"""Every role against every route, through the real gateway (AUT-7); the page that shows it is current."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway import cookies, openapi, roles_document
from gateway.login import session_storage, tokens
from gateway.routes import API
from gateway.routing import Route
from services.contracts import registry
from services.contracts.caller import LOGGED_IN, ORGANIZATION, Caller, Role
from services.contracts.operations import Operation
from services.contracts.registry import SCOPES, STANDINGS
from services.contracts.standings import ACTIVE, ALWAYS, PERMITTED, WHILE_USING, depends_on_standing, standings_for
from services.runtime.identifiers import new_id
from tests.contract.gateway.conftest import ORGANIZATION as ORGANIZATION_ID
from tests.contract.gateway.conftest import PlayedServices, Time
from tests.contract.gateway.test_access import ROUTES, path_of

PAGE = Path(__file__).parents[3] / "docs" / "roles.md"
TOKEN = "hwt_" + "a" * 43
NOT_FOR_THE_ROLE = {"not_logged_in", "forbidden", "csrf_token_missing", "token_invalid"}
SPEAKING = [role for role in Role if role is not Role.SYSTEM]


class Everybody:
    """Asks a route as one of each role."""

    def __init__(self, app: Flask, services: PlayedServices, time: Time) -> None:
        self.app, self.services, self.time = app, services, time
        digest = hashlib.sha256(TOKEN.encode()).hexdigest()
        self.token = {"token_id": new_id(), "organization_id": ORGANIZATION_ID, "scopes": list(SCOPES)}
        services.on(
            registry.AUTHENTICATE_TOKEN, lambda request: self.token if request["token_hash"] == digest else None
        )

    def ask(self, role: Role, route: Route) -> TestResponse:
        client = self.app.test_client()
        headers = {"X-CSRF-Token": tokens.csrf_token(self._log_in(client, role))} if role in LOGGED_IN else {}
        if role is Role.MACHINE:
            headers["Authorization"] = f"Bearer {TOKEN}"
        body = openapi.texts()["examples"].get(f"{route.name}.request", {}) if route.has_body else None
        return client.open(
            path_of(route), method=route.method, json=body, headers=headers, base_url="https://localhost"
        )

    def _log_in(self, client: FlaskClient, role: Role) -> str:
        token = tokens.new_token()
        caller = Caller(
            role,
            account_id=new_id(),
            organization_id=ORGANIZATION_ID if role in ORGANIZATION else None,
            bureau_code="13" if role in {Role.BUREAU_STAFF, Role.OFFICE_STAFF} else None,
            office_code="X1301" if role is Role.OFFICE_STAFF else None,
            seeker_number="48210937561" if role is Role.SEEKER else None,
        )
        logins = self.app.extensions["gateway"].logins
        with logins.database.transaction() as connection:
            _open(connection, logins, caller, token, self.time)
        client.set_cookie(cookies.SESSION, token, domain="localhost", secure=True)
        return token


def _open(connection: Any, logins: Any, caller: Caller, token: str, time: Time) -> None:
    session_storage.add_session(
        connection,
        session_id=new_id(),
        token_hash=tokens.digest(token),
        caller=caller,
        now=time.now,
        expires_at=time.now + logins.settings.session_lasts,
        omission_asked=False,
    )


@pytest.fixture
def everybody(app: Flask, services: PlayedServices, time: Time) -> Everybody:
    return Everybody(app, services, time)


def told(answer: TestResponse) -> str:
    return str(answer.json["code"]) if answer.content_type == "application/problem+json" else ""


@pytest.mark.parametrize("role", SPEAKING, ids=str)
def test_a_role_may_call_what_the_matrix_allows_and_nothing_else(role: Role, everybody: Everybody) -> None:
    """AUT-7: where it may not, it is told so before any service is asked; where it may, its role is no obstacle."""
    for route in ROUTES:
        everybody.services.calls.clear()
        answer = everybody.ask(role, route)
        if roles_document.may(route, role):
            assert told(answer) not in NOT_FOR_THE_ROLE, f"{role} may not call {route.method} {route.path}"
            assert answer.status_code != 500, f"{route.method} {route.path} fails for the request of its own example"
        else:
            expected = (401, "not_logged_in") if role is Role.ANYONE else (403, "forbidden")
            assert (answer.status_code, told(answer)) == expected, f"{role}: {route.method} {route.path}"
            assert everybody.services.calls == [], f"{route.path} asks a service before it looks at the role"


@pytest.mark.parametrize("role", SPEAKING, ids=str)
def test_a_service_lets_in_whom_the_gateway_lets_through(role: Role) -> None:
    """AUT-7: both look at the role; no route leads to an operation that refuses everybody the route is for."""
    for route in ROUTES:
        if route.operations and role in route.roles:
            caller = Caller(role, scopes=" ".join(SCOPES))
            assert any(operation.admits(caller) for operation in route.operations), f"{role}: {route.path}"


def test_the_page_of_roles_is_current() -> None:
    """AUT-7, AUT-9."""
    assert roles_document.make() == PAGE.read_text(encoding="utf-8"), (
        "run python -m gateway.roles_document > docs/roles.md"
    )


def test_the_page_names_every_route() -> None:
    page = roles_document.make()
    assert sum(page.count(f"`{method} /") for method in ("GET", "POST", "PUT", "DELETE")) == len(ROUTES)
    assert {tag for tag in API if f"\n## {tag}\n" in page} == set(API)


def test_a_token_of_no_scope_reaches_nothing_that_needs_one(everybody: Everybody) -> None:
    """AUT-8."""
    everybody.token["scopes"] = []
    for route in ROUTES:
        if Role.MACHINE in route.roles and any(operation.scope for operation in route.operations):
            assert told(everybody.ask(Role.MACHINE, route)) == "forbidden", route.path


# AUT-9


def operations() -> Iterator[Operation]:
    for module in roles_document.CONTRACTS:
        yield from (value for value in vars(module).values() if isinstance(value, Operation))


def test_every_permission_is_of_an_operation_that_organizations_may_ask() -> None:
    """AUT-9."""
    known = {operation.routing_key for operation in roles_document.organization_operations()}
    assert PERMITTED.keys() <= known, "take what is no organization's operation out of services/contracts/standings.py"
    for key, permission in PERMITTED.items():
        assert permission.standings <= set(STANDINGS), key
        assert permission.standings > ACTIVE, f"{key}: what stands in no line is for active organizations alone"
        assert permission.reason, key


def test_what_shows_seekers_is_for_active_organizations_alone() -> None:
    """AUT-9: suspended ones see no seeker or offer data, and report what they received before (MSG-13)."""
    reports = {
        "messaging.list_conversations",
        "messaging.record_application",
        "messaging.record_acceptance",
        "messaging.record_explanation",
        "messaging.record_refusal",
        "messaging.record_result",
        "messaging.take_back_record",
        "messaging.show_placement",
    }
    for operation in operations():
        shows = operation.service in {"search", "messaging"} and operation.roles & ORGANIZATION
        if operation.routing_key in reports:
            assert standings_for(operation) == WHILE_USING
            continue
        if shows:
            assert standings_for(operation) == ACTIVE, operation.routing_key


LEFT_TO_WHO_IS_TERMINATED = {
    "compliance.show_own_standing",
    "compliance.list_own_cases",
    "compliance.show_own_case",
    "compliance.list_duties",
    "compliance.confirm_duty",
    "compliance.confirm_duties",
    "reporting.list_owed_reports",
    "reporting.file_usage_report",
}
"""Notices, deletions and outstanding reports, as the rule has it."""
LEFT_TO_WHO_IS_SUSPENDED = LEFT_TO_WHO_IS_TERMINATED | {
    "compliance.answer_case",
    "registry.register_change",
    "registry.register_renewal",
    "registry.register_withdrawal",
}
"""Answers to corrections and the three applications beside them."""


def test_the_duties_that_the_rule_names_are_open_to_who_has_them() -> None:
    """AUT-9: written from the rule by hand, and not from the table that services go by."""
    by_key = {operation.routing_key: standings_for(operation) or frozenset() for operation in operations()}
    assert {key for key in LEFT_TO_WHO_IS_SUSPENDED if "suspended" not in by_key[key]} == set()
    assert {key for key in LEFT_TO_WHO_IS_TERMINATED if "terminated" not in by_key[key]} == set()
    applications = {key for key in LEFT_TO_WHO_IS_SUSPENDED if key.startswith("registry.register_")}
    assert {key for key in applications if by_key[key] & {"terminated", "withdrawn"}} == set()


def test_who_is_terminated_confirms_deletions_and_reads_notices() -> None:
    """AUT-9."""
    always = {operation.routing_key for operation in operations() if standings_for(operation) == ALWAYS}
    assert {"compliance.confirm_duty", "compliance.list_duties", "compliance.show_own_standing"} <= always


def test_standing_is_a_matter_of_organizations_alone() -> None:
    """AUT-9: neither of seekers in the same conversation, nor of what anybody may ask."""
    for operation in operations():
        for role in (Role.SEEKER, Role.BUREAU_STAFF, Role.OPERATIONS, Role.ANYONE):
            assert not depends_on_standing(operation, Caller(role))
        if Role.ANYONE in operation.roles:
            assert standings_for(operation) is None
