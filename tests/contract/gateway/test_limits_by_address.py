"""AUT-6: what is limited by whom it is about is limited by where it comes from as well: each route counts for itself.

One network address does something about ever other organizations, invitations, applications; another address goes on.
"""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from gateway.app import parts_of
from gateway.context import EXTENSION
from gateway.login.rules import Limit, LoginSettings
from gateway.settings import GatewaySettings
from services.contracts import registry
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.operations import Operation
from tests.contract.gateway import conftest
from tests.contract.gateway.conftest import Browser, PlayedServices, code_of
from tests.contract.gateway.test_documents import FILED, NAMED

HERE = {"REMOTE_ADDR": "203.0.113.9"}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.10"}
ONLY_TWO = ("misuse_reports_per_address", "key_tries_per_address", "uploads_per_address")


@pytest.fixture(autouse=True)
def two_an_address(app: Flask, settings: GatewaySettings, services: PlayedServices) -> Iterator[None]:
    """Two an address; what is about one organization, invitation or application is limited as by default, well above one."""
    default = LoginSettings()
    login = replace(default, **{name: Limit(2, getattr(default, name).window) for name in ONLY_TWO})
    before = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = parts_of(replace(settings, login=login), services)
    yield
    app.extensions[EXTENSION].logins.database.close()
    app.extensions[EXTENSION] = before


def refused(answer: Any, services: PlayedServices, operation: Operation) -> None:
    """The third from an address, which its service is not asked for."""
    assert (answer.status_code, code_of(answer)) == (429, "too_many_requests")
    assert len(services.called(operation)) == 2


def test_reports_of_misuse_are_limited_by_the_address_they_come_from(
    browser: Browser, services: PlayedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REG-11: each is of another organization."""
    received = {"report_id": str(uuid.UUID(int=9)), "reported_at": "2026-06-10T01:00:00Z", "tokens_revoked": 0}
    services.on(registry.REPORT_MISUSE, lambda _: received)
    emails = [f"main{number}@agency.example.jp" for number in range(3)]
    for number, email in enumerate(emails, 1):
        account = {"account_id": str(uuid.UUID(int=number)), "role": "organization_main"}
        monkeypatch.setitem(conftest.ACCOUNTS, email, {**account, "organization_id": str(uuid.UUID(int=100 + number))})

    def report(email: str, address: dict[str, str]) -> Any:
        browser.log_in(email)
        body = {"description": "心当たりのない案内がある。"}
        return browser.send("POST", "/api/organization/misuse-reports", body, environ_overrides=address)

    assert [report(email, HERE).status_code for email in emails[:2]] == [201, 201]
    refused(report(emails[2], HERE), services, registry.REPORT_MISUSE)
    assert report(emails[2], ELSEWHERE).status_code == 201


@pytest.mark.parametrize(
    ("step", "operation"),
    [("inspection", registry.SHOW_INVITATION), ("acceptance", registry.ACCEPT_INVITATION)],
)
def test_keys_of_invitations_are_limited_by_the_address_they_are_tried_from(
    browser: Browser, services: PlayedServices, step: str, operation: Operation
) -> None:
    """Each is of another invitation."""

    def wrong(_: dict[str, Any]) -> Any:
        raise CallRefused(ErrorCode.AUTHENTICATION_KEY_INVALID)

    services.on(operation, wrong)
    more = {"inspection": {}, "acceptance": {"password": conftest.PASSWORD, "terms_version": "2021-12-01"}}[step]

    def attempt(number: int, address: dict[str, str]) -> Any:
        path = f"/api/invitations/{uuid.UUID(int=number)}/{step}"
        return browser.send("POST", path, {"key": "WRONG", **more}, environ_overrides=address)

    assert [attempt(number, HERE).status_code for number in range(2)] == [401, 401]
    refused(attempt(2, HERE), services, operation)
    assert attempt(2, ELSEWHERE).status_code == 401


def test_files_are_limited_by_the_address_they_come_from(browser: Browser, services: PlayedServices) -> None:
    """REG-8: each goes with another application; every one is looked into."""
    services.on(registry.UPLOAD_DOCUMENT, lambda _: FILED)

    def upload(number: int, address: dict[str, str]) -> Any:
        return browser.client.post(
            f"/api/applications/{uuid.UUID(int=number)}/documents",
            data=b"%PDF-1.4",
            query_string=NAMED,
            headers={"Content-Type": "application/pdf"},
            base_url="https://localhost",
            environ_overrides=address,
        )

    assert [upload(number, HERE).status_code for number in range(2)] == [201, 201]
    refused(upload(2, HERE), services, registry.UPLOAD_DOCUMENT)
    assert upload(2, ELSEWHERE).status_code == 201
