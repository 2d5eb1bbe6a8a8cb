"""Who may call what, and from where: roles, deny by default, CSRF, cookies (AUT-7, architecture.md Security)."""

from collections.abc import Callable

import pytest
from flask import Flask

from gateway.app import create_app
from gateway.routes import API
from gateway.routing import Route
from gateway.settings import GatewaySettings
from services.contracts import compliance, messaging, registry, reporting, search
from services.contracts.caller import LOGGED_IN, Role
from services.contracts.operations import Operation
from tests.contract.gateway.conftest import EMAIL_OF_ROLE, ORGANIZATION, Browser, PlayedServices, Time, code_of

ROUTES = [route for _, routes in API.values() for route in routes]
SAMPLES = {
    "seeker_number": "48210937561", "day": "2026-06-10", "audience": "private",
    "code": "login_failed",
}  # fmt: skip


def path_of(route: Route) -> str:
    path = route.path
    for name in route.path_parameters:
        before, _, rest = path.partition("<")
        path = before + SAMPLES.get(name, ORGANIZATION) + rest.partition(">")[2]
    return path


# AUT-7


def test_every_route_of_the_application_states_who_may_call_it(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        route = app.extensions["gateway"].routes.get(rule.endpoint)
        assert route is not None, f"{rule} names no roles: declare it in gateway/routes"
        assert route.roles, f"nobody may call {rule}: name its roles"
        assert route.roles <= LOGGED_IN | {Role.ANYONE, Role.MACHINE}, f"{rule} is open to the system itself"


def test_no_route_is_open_to_more_roles_than_its_operations() -> None:
    for route in ROUTES:
        if route.operations:
            allowed = frozenset().union(*(operation.roles for operation in route.operations))
            assert route.roles <= allowed, route.path


ASKED_BY_A_SERVICE = {"registry.find_in_own_text"}
"""What one service asks another in the name of a person: messaging, before a seeker's message is kept (MSG-8)."""


def test_every_operation_that_people_may_ask_has_a_route() -> None:
    operations = {
        operation.routing_key: operation
        for module in (registry, search, messaging, compliance, reporting)
        for operation in vars(module).values()
        if isinstance(operation, Operation) and operation.roles - {Role.SYSTEM}
    }
    reached = {operation.routing_key for route in ROUTES for operation in route.operations}
    assert operations.keys() - ASKED_BY_A_SERVICE <= reached, "add a line to gateway/routes"
    assert reached.isdisjoint(ASKED_BY_A_SERVICE), "what only a service asks has no route"


def test_what_no_route_names_is_refused(settings: GatewaySettings, services: PlayedServices, time: Time) -> None:
    app = create_app(settings, services)
    app.add_url_rule("/api/forgotten", view_func=lambda: "secret")
    answer = app.test_client().get("/api/forgotten")
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize("role", EMAIL_OF_ROLE, ids=str)
def test_every_route_is_closed_to_every_role_it_does_not_name(
    role: Role, browser: Browser, services: PlayedServices
) -> None:
    browser.log_in(EMAIL_OF_ROLE[role])
    services.calls.clear()
    for route in ROUTES:
        if role not in route.roles and Role.ANYONE not in route.roles:
            answer = browser.send(route.method, path_of(route), {} if route.has_body else None)
            assert (answer.status_code, code_of(answer)) == (403, "forbidden"), route.path
    assert not services.calls


def test_every_route_that_does_not_say_otherwise_is_closed_to_who_is_not_logged_in(
    browser: Browser, services: PlayedServices
) -> None:
    for route in ROUTES:
        if Role.ANYONE not in route.roles:
            answer = browser.send(route.method, path_of(route), {} if route.has_body else None)
            assert (answer.status_code, code_of(answer)) == (401, "not_logged_in"), route.path
    assert not services.calls


def test_a_service_is_told_who_asks_and_under_which_trace(browser: Browser, services: PlayedServices) -> None:
    browser.log_in()
    services.on(messaging.SHOW_ALLOWANCE, lambda _: {"limit": 1000, "used": 1, "remaining": 999, "opens_again_at": "x"})
    answer = browser.send(
        "GET", "/api/dispatches", headers={"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
    )
    ((_, kwargs, _, trace),) = services.called(messaging.SHOW_ALLOWANCE)
    assert kwargs["caller"]["role"] == "organization_main"
    assert kwargs["caller"]["organization_id"] == ORGANIZATION
    assert trace == answer.headers["X-Trace-ID"] == "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(("email", "asked"), [
    ("seeker@mail.example.jp", messaging.ASK), ("main@agency.example.jp", messaging.REPLY),
])  # fmt: skip
def test_a_message_is_a_question_of_a_seeker_and_a_reply_of_an_organization(
    email: str, asked: object, browser: Browser, services: PlayedServices
) -> None:
    browser.log_in(email)
    services.calls.clear()
    browser.send("POST", f"/api/conversations/{ORGANIZATION}/messages", {"body": "勤務地について教えてください。"})
    assert [call[0] for call in services.calls] == [getattr(asked, "routing_key", "")]


# CSRF


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 43])
def test_a_change_without_the_session_s_csrf_token_is_refused(
    token: str, browser: Browser, services: PlayedServices
) -> None:
    browser.log_in()
    services.calls.clear()
    browser.csrf = token
    answer = browser.send("POST", "/api/guidance", {"seeker_numbers": ["48210937561"]})
    assert (answer.status_code, code_of(answer)) == (403, "csrf_token_missing")
    assert not services.calls
    assert browser.send("GET", "/api/sessions/current").status_code == 200, "reading needs none"


def test_the_csrf_token_of_another_session_is_refused(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    other = new_browser()
    other.log_in()
    browser.log_in()
    browser.csrf = other.csrf
    assert code_of(browser.send("DELETE", "/api/sessions/current")) == "csrf_token_missing"


def test_a_page_can_ask_for_its_csrf_token_again(browser: Browser) -> None:
    token = browser.log_in().json["csrf_token"]
    assert browser.send("GET", "/api/sessions/current").json["csrf_token"] == token


def test_another_site_can_neither_log_in_nor_change_anything(browser: Browser) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    body = {"email": "main@agency.example.jp", "password": "nagaku-totemo-nagai"}
    assert code_of(browser.send("POST", "/api/sessions", body, headers=headers)) == "csrf_token_missing"
    form = browser.client.post("/api/sessions", data=body, base_url="https://localhost")
    assert code_of(form) == "unsupported_media_type"


@pytest.mark.parametrize(("path", "status"), [("/api/seekers/48210937561", 403), ("/api/dispatches", 200)])
def test_src_7_a_link_on_another_site_can_not_make_an_organization_acquire_a_record(
    path: str, status: int, browser: Browser, services: PlayedServices
) -> None:
    browser.log_in()
    allowance = {"limit": 1_000, "remaining": 1_000, "opens_again_at": "2026-06-10T15:00:00Z"}
    services.on(messaging.SHOW_ALLOWANCE, lambda _: allowance)
    assert browser.send("GET", path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == status
    assert not services.called(search.SHOW_SEEKER)


# cookies


def test_cookies_are_secure_httponly_and_samesite(browser: Browser, services: PlayedServices) -> None:
    begun = browser.begin()
    completed = browser.complete(next(iter(services.mailed.values())))
    for answer, name in ((begun, "hw_login"), (completed, "hw_session")):
        (cookie,) = [
            line
            for line in answer.headers.getlist("Set-Cookie")
            if line.startswith(f"{name}=") and "Max-Age=0" not in line
        ]
        for attribute in ("Secure", "HttpOnly", "SameSite=Lax"):
            assert attribute in cookie, cookie


def test_answers_are_not_stored_and_carry_the_security_headers(browser: Browser) -> None:
    headers = browser.send("GET", "/api/sessions/current").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "public" in browser.send("GET", "/api/reference/bureaus").headers["Cache-Control"]


# help desk


@pytest.mark.parametrize("path", ["/api/terms/private", "/api/nowhere", "/api/dispatches", "/healthz"])
def test_every_page_leads_to_the_help_desk_also_where_something_failed(path: str, browser: Browser) -> None:
    """OPS-5; seed 001, 21."""
    assert browser.send("GET", path).headers["Link"] == '</api/help-desk>; rel="help"'
    shown = browser.send("GET", "/api/help-desk")
    assert shown.json == {
        "name": "ハローワークインターネットサービスヘルプデスク",
        "phone": "0570-077450",
        "hours": "月曜～金曜 9:30～18:00（年末年始、祝日除く）",
        "email": "helpdesk@hd.hellowork.mhlw.go.jp",
    }
