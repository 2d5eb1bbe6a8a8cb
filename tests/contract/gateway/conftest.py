"""The gateway over its real database. Services are played by functions at the seam of `gateway.calls.Bus`; nothing else is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deploy.stack import postgres
from gateway import tables
from gateway.app import create_app, parts_of
from gateway.context import EXTENSION
from gateway.settings import GatewaySettings
from services.contracts import registry
from services.contracts.caller import Role
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.operations import Operation
from services.runtime import clock
from services.runtime.database import Database
from tests.databases import Databases

SECRET = b"a secret of the tests, long enough for them"
ORGANIZATION_ACCOUNT = "0198c2f3-0000-7000-8000-000000000001"
ADDITIONAL_ACCOUNT = "0198c2f3-0000-7000-8000-000000000002"
SEEKER_ACCOUNT = "0198c2f3-0000-7000-8000-000000000003"
BUREAU_ACCOUNT = "0198c2f3-0000-7000-8000-000000000004"
MINISTRY_ACCOUNT = "0198c2f3-0000-7000-8000-000000000005"
OPERATIONS_ACCOUNT = "0198c2f3-0000-7000-8000-000000000006"
ORGANIZATION = "0198c2f3-0000-7000-8000-0000000000aa"
PASSWORD = "nagaku-totemo-nagai"
NO_IDENTITY = {"organization_id": None, "bureau_code": None, "office_code": None, "seeker_number": None}
ACCOUNTS: dict[str, dict[str, Any]] = {
    "main@agency.example.jp": {
        "account_id": ORGANIZATION_ACCOUNT, "role": "organization_main", "organization_id": ORGANIZATION,
    },
    "more@agency.example.jp": {
        "account_id": ADDITIONAL_ACCOUNT, "role": "organization_additional", "organization_id": ORGANIZATION,
    },
    "seeker@mail.example.jp": {"account_id": SEEKER_ACCOUNT, "role": "seeker", "seeker_number": "48210937561"},
    "staff@bureau.example.jp": {"account_id": BUREAU_ACCOUNT, "role": "bureau_staff", "bureau_code": "13"},
    "reader@ministry.example.jp": {"account_id": MINISTRY_ACCOUNT, "role": "ministry"},
    "operator@operations.example.jp": {"account_id": OPERATIONS_ACCOUNT, "role": "operations"},
}  # fmt: skip
"""By e-mail, who logs in with PASSWORD."""


@dataclass
class PlayedServices:
    """Answers calls as the services would; remembers them, and the one-time passwords that were to be mailed."""

    answers: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any], str | None, str]] = field(default_factory=list)
    mailed: dict[str, str] = field(default_factory=dict)
    mailed_in_all: int = 0
    password_version: int = 0

    def __post_init__(self) -> None:
        self.on(registry.BEGIN_LOGIN, self.begin_login)
        self.on(registry.MAIL_ONE_TIME_PASSWORD, self._mail)
        self.on(registry.SHOW_ACCOUNT, self._show)

    def on(self, operation: Operation, answer: Callable[[dict[str, Any]], Any]) -> None:
        """Let `answer(request)` play an operation."""
        self.answers[operation.routing_key] = answer

    def ask(
        self,
        routing_key: str,
        kwargs: Mapping[str, Any],
        *,
        timeout: float,
        idempotency_key: str | None = None,
        trace: str = "",
    ) -> Any:
        self.calls.append((routing_key, dict(kwargs), idempotency_key, trace))
        if routing_key not in self.answers:
            raise CallRefused(ErrorCode.NOT_FOUND)
        return self.answers[routing_key](kwargs.get("request", {}))

    def called(self, operation: Operation) -> list[tuple[str, dict[str, Any], str | None, str]]:
        return [call for call in self.calls if call[0] == operation.routing_key]

    def begin_login(self, request: dict[str, Any]) -> dict[str, Any]:
        """The registry's part of a login, as it is played where nothing else is said."""
        identity = ACCOUNTS.get(request["email"])
        if identity is None or request["password"] != PASSWORD:
            raise CallRefused(ErrorCode.LOGIN_FAILED)
        code, let_in = request["one_time_password"], request["only_roles"]
        mailed = (
            code is not None
            and identity["account_id"] not in request["spared"]
            and (let_in is None or identity["role"] in let_in)
        )
        if mailed:
            self._mail({"account_id": identity["account_id"], **code})
        return {
            **NO_IDENTITY,
            **identity,
            "display_name": "表示名",
            "password_version": self.password_version,
            "one_time_password_mailed": mailed,
        }

    def _mail(self, request: dict[str, Any]) -> dict[str, Any]:
        self.mailed[request["account_id"]] = request["code"]
        self.mailed_in_all += 1
        return {"accepted": True}

    def _show(self, request: dict[str, Any]) -> dict[str, Any]:
        identity = next((one for one in ACCOUNTS.values() if one["account_id"] == request["account_id"]), None)
        if identity is None:
            raise CallRefused(ErrorCode.NOT_FOUND)
        return {**NO_IDENTITY, **identity, "display_name": "表示名"}


@dataclass
class Time:
    """The instant at which the gateway stands."""

    now: dt.datetime

    def pass_(self, **length: float) -> None:
        self.now += dt.timedelta(**length)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Wednesday, 10 June 2026, 10:00 in Japan, until a test lets time pass."""
    time = Time(dt.datetime(2026, 6, 10, 1, tzinfo=dt.UTC))
    monkeypatch.setattr(clock, "now", lambda: time.now)
    return time


@pytest.fixture
def services() -> PlayedServices:
    return PlayedServices()


@pytest.fixture(scope="session")
def database_url(databases: Databases) -> Iterator[str]:
    """One database for all these tests; each finds it empty."""
    name, url = databases.make("gateway")
    yield url
    postgres.drop_databases(databases.server, [name])


@pytest.fixture
def settings(database_url: str) -> GatewaySettings:
    database = Database(database_url)
    with database.transaction() as connection:
        connection.exec_driver_sql(f"TRUNCATE {', '.join(tables.metadata.tables)}")
    database.close()
    return GatewaySettings(database_url, "amqp://nowhere//", SECRET)


@pytest.fixture(scope="session")
def site(database_url: str) -> Flask:
    """The application with its routes, which take most of a second to put together."""
    return create_app(GatewaySettings(database_url, "amqp://nowhere//", SECRET), PlayedServices())


@pytest.fixture
def app(site: Flask, settings: GatewaySettings, services: PlayedServices, time: Time) -> Iterator[Flask]:
    """The application with parts of the test's own."""
    parts = site.extensions[EXTENSION] = parts_of(settings, services)
    site.config["time"] = time
    yield site
    parts.logins.database.close()


@dataclass
class Browser:
    """A browser with its cookies, and the CSRF token that a page of ours would hold."""

    client: FlaskClient
    services: PlayedServices
    csrf: str = ""

    def send(self, method: str, path: str, json: Any = None, **options: Any) -> TestResponse:
        """Ask as our pages do: with the CSRF token."""
        headers = {"X-CSRF-Token": self.csrf, **options.pop("headers", {})}
        return self.client.open(
            path, method=method, json=json, headers=headers, base_url="https://localhost", **options
        )

    def begin(self, email: str = "main@agency.example.jp", password: str = PASSWORD) -> TestResponse:
        answer = self.send("POST", "/api/sessions", {"email": email, "password": password})
        if answer.status_code == 201:
            self.csrf = answer.json["csrf_token"]
        return answer

    def complete(self, code: str, omit_next_time: bool = False) -> TestResponse:
        answer = self.send("POST", "/api/sessions/one-time-password", {"code": code, "omit_next_time": omit_next_time})
        if answer.status_code == 201:
            self.csrf = answer.json["csrf_token"]
        return answer

    def log_in(self, email: str = "main@agency.example.jp", *, omit_next_time: bool = False) -> TestResponse:
        assert self.begin(email).status_code == 202
        answer = self.complete(self.services.mailed[ACCOUNTS[email]["account_id"]], omit_next_time)
        assert answer.status_code == 201, answer.text
        return answer


@pytest.fixture
def new_browser(app: Flask, services: PlayedServices) -> Callable[[], Browser]:
    return lambda: Browser(app.test_client(), services)


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()


EMAIL_OF_ROLE = {Role(identity["role"]): email for email, identity in ACCOUNTS.items()}


@pytest.fixture
def organization(browser: Browser, services: PlayedServices) -> Browser:
    """An organization's browser, logged in, before anything else is asked."""
    browser.log_in()
    services.calls.clear()
    return browser


def code_of(answer: TestResponse) -> str:
    """The error code of a problem document."""
    assert answer.content_type == "application/problem+json", answer.text
    return str(answer.json["code"])
