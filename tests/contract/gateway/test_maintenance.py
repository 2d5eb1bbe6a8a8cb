"""OPS-1 at the gateway: closed by night and at a month's end, in an emergency at once; operations work meanwhile.

That services, duties and mails go on is shown in tests/e2e/effects/test_maintenance.py."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from gateway.app import create_app
from gateway.availability import command
from gateway.routes import API
from gateway.settings import GatewaySettings
from gateway.tables import closings, outbox
from services.contracts import registry
from services.runtime.database import Database
from tests.contract.gateway.conftest import Browser, PlayedServices, Time, code_of
from tests.contract.gateway.test_access import path_of

OPERATOR = "operator@operations.example.jp"
NIGHT = dt.datetime(2026, 6, 10, 15, 30, tzinfo=dt.UTC)
"""00:30 of 11 June in Japan."""
OPENS = "2026-06-10T21:00:00Z"


@pytest.fixture(autouse=True)
def _registrations(services: PlayedServices) -> None:
    services.on(registry.SHOW_OWN_REGISTRATION, lambda _: {})


def ask(browser: Browser) -> TestResponse:
    return browser.send("GET", "/api/organization")


def test_at_night_the_site_says_when_it_is_back(browser: Browser, time: Time) -> None:
    """OPS-1: 503 with Retry-After, and in the words of the answer."""
    browser.log_in()
    time.now = NIGHT
    answer = ask(browser)
    assert (answer.status_code, code_of(answer)) == (503, "maintenance")
    assert answer.json["rule"] == "OPS-1"
    assert answer.json["details"]["opens_again_at"] == OPENS
    assert "６月11日６時00分から、再びご利用いただけます。" in answer.json["detail"]
    assert int(answer.headers["Retry-After"]) == 5 * 3600 + 1800 + 1
    time.now = dt.datetime.fromisoformat(OPENS)
    assert ask(browser).status_code == 401, "open again; the session has run out over the night"


def test_while_the_site_is_closed_nothing_is_asked_of_any_service(
    app: Flask, services: PlayedServices, time: Time
) -> None:
    """OPS-1: of all routes, those that answer are the ones that say what goes on, and the two steps of a login."""
    time.now = NIGHT
    client = app.test_client()
    answered = set()
    for tag, (_, routes) in API.items():
        for route in routes:
            if tag == "health" and route.path == "/readyz":
                continue  # asks every service how it is, and is for operations
            answer = client.open(path_of(route), method=route.method, base_url="https://localhost")
            closed = answer.content_type == "application/problem+json" and code_of(answer) == "maintenance"
            assert closed is not route.always_open, f"{route.method} {route.path}"
            if not closed:
                answered.add(f"{route.method} {route.path.partition('<')[0]}")
    assert services.calls == []
    assert answered == {
        "GET /healthz", "GET /metrics", "GET /api/openapi.json", "GET /api/problems/", "GET /api/help-desk",
        "GET /api/maintenance", "POST /api/sessions", "POST /api/sessions/one-time-password",
    }  # fmt: skip


def test_nobody_but_operations_logs_in_while_the_site_is_closed(
    new_browser: Callable[[], Browser], services: PlayedServices, time: Time, app: Flask
) -> None:
    """OPS-1: no one-time password is sent to others, and none that was sent before opens a session.

    Whose password was right stands in the audit log as well (AUT-6): it was told so.
    """
    early = new_browser()
    time.now = NIGHT - dt.timedelta(minutes=31)
    assert early.begin().status_code == 202
    services.mailed, before = {}, dict(services.mailed)
    time.now = NIGHT - dt.timedelta(minutes=2)
    assert code_of(early.complete(*before.values())) == "maintenance"
    assert code_of(new_browser().begin()) == "maintenance"
    assert code_of(new_browser().begin(password="wrong")) == "login_failed"
    assert services.mailed == {}
    query = "SELECT body::json->'data'->'details'->>'reason' FROM outbox WHERE body LIKE '%%gateway.refuse_password%%' ORDER BY seq"
    with app.extensions["gateway"].logins.database.transaction() as connection:
        assert list(connection.exec_driver_sql(query).scalars()) == ["maintenance", "login_failed"]
    operator = new_browser()
    operator.log_in(OPERATOR)
    services.answers["compliance.search_audit_entries"] = lambda _: {"entries": [], "cursor": None}
    assert operator.send("GET", "/api/operations/audit-entries").status_code == 200


def test_a_setting_turns_the_nightly_maintenance_off(
    settings: GatewaySettings, services: PlayedServices, time: Time
) -> None:
    """OPS-1."""
    app = create_app(replace(settings, closed_at_night=False), services)
    time.now = NIGHT
    browser = Browser(app.test_client(), services)
    browser.log_in()
    assert ask(browser).status_code == 200
    assert browser.send("GET", "/api/maintenance").json == {
        "closed": False, "opens_again_at": None, "message": "", "closings": [],
    }  # fmt: skip


def test_everybody_reads_when_maintenance_comes(browser: Browser, time: Time) -> None:
    """OPS-1: the next regular one and what is announced, with and without a login."""
    operator = browser
    operator.log_in(OPERATOR)
    planned = {"begins_at": "2026-06-10T05:00:00Z", "ends_at": "2026-06-10T06:00:00Z", "text": "設備の更新を行います。"}
    assert operator.send("POST", "/api/operations/maintenance", planned).status_code == 201
    shown = operator.client.get("/api/maintenance").json
    assert (shown["closed"], shown["opens_again_at"]) == (False, None)
    first, second = shown["closings"]
    assert first == planned | {"closing_id": first["closing_id"]}
    assert second == {"closing_id": None, "begins_at": "2026-06-10T15:00:00Z", "ends_at": OPENS, "text": ""}


def test_an_emergency_closes_the_site_at_once_and_operations_open_it_again(
    new_browser: Callable[[], Browser], time: Time, settings: GatewaySettings
) -> None:
    """OPS-1: whoever is logged in is turned away with the next request; sessions live on."""
    organization, operator = new_browser(), new_browser()
    organization.log_in()
    operator.log_in(OPERATOR)
    begun = operator.send("POST", "/api/operations/maintenance", {"text": "障害の復旧作業を行っています。"})
    assert (begun.status_code, begun.json["ends_at"]) == (201, None)
    answer = ask(organization)
    assert (answer.status_code, code_of(answer)) == (503, "maintenance")
    assert answer.json["detail"] == "障害の復旧作業を行っています。"
    assert answer.headers["Retry-After"] == "600", "nobody knows when it is back"
    notice = organization.send("GET", "/api/maintenance").json
    assert (notice["closed"], notice["message"]) == (True, "障害の復旧作業を行っています。")
    ended = operator.send("DELETE", f"/api/operations/maintenance/{begun.json['closing_id']}")
    assert ended.status_code == 204
    assert ask(organization).status_code == 200
    assert code_of(operator.send("DELETE", f"/api/operations/maintenance/{begun.json['closing_id']}")) == "not_found"
    database = Database(settings.database_url)
    with database.transaction() as connection:
        told = list(connection.execute(sa.select(outbox.c.body).order_by(outbox.c.seq)).scalars())
    database.close()
    assert sum("gateway.close_site" in body for body in told) == 1
    assert sum("gateway.open_site" in body for body in told) == 1


def test_another_process_turns_people_away_within_two_seconds(
    settings: GatewaySettings, browser: Browser, services: PlayedServices, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OPS-1: what one process announces, the others see when they look again."""
    seconds = [0.0]
    monkeypatch.setattr("gateway.availability.doors.monotonic", lambda: seconds[0])
    other = Browser(create_app(settings, services).test_client(), services)
    other.log_in()
    assert ask(other).status_code == 200
    browser.log_in(OPERATOR)
    browser.send("POST", "/api/operations/maintenance", {})
    assert ask(other).status_code == 200
    seconds[0] += 1.01
    assert code_of(ask(other)) == "maintenance"


@pytest.mark.parametrize(
    ("request_", "code", "pointer"),
    [
        ({"begins_at": "2026-06-10T00:59:59Z"}, "begins_in_the_past", "/begins_at"),
        ({"ends_at": "2026-06-10T01:00:00Z"}, "ends_before_it_begins", "/ends_at"),
        ({"text": "あ" * 301}, "invalid_request", "/text"),
    ],
)
def test_what_can_t_be_announced_is_refused_with_its_place(
    request_: dict[str, str], code: str, pointer: str, browser: Browser, settings: GatewaySettings
) -> None:
    """OPS-1."""
    browser.log_in(OPERATOR)
    answer = browser.send("POST", "/api/operations/maintenance", request_)
    assert (answer.status_code, code_of(answer)) == (422, code)
    assert answer.json["problems"][0]["pointer"] == pointer
    database = Database(settings.database_url)
    with database.transaction() as connection:
        assert connection.execute(sa.select(closings)).all() == []
    database.close()


def test_an_operator_closes_and_opens_the_site_from_a_terminal(
    settings: GatewaySettings,
    browser: Browser,
    time: Time,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """OPS-1: also while nobody can log in."""
    seconds = [0.0]
    monkeypatch.setattr("gateway.availability.doors.monotonic", lambda: seconds[0])
    monkeypatch.setattr(command, "load_settings", lambda: settings)
    monkeypatch.setattr(command.logging, "configure", lambda _: None)
    browser.log_in()
    assert command.main(["close", "--end", "2026-06-10T12:00+09:00", "--text", "復旧作業を行っています。"]) == 0
    closing_id = capsys.readouterr().out.split()[-1]
    seconds[0] += 2
    answer = ask(browser)
    assert answer.json["details"] == {"message": "復旧作業を行っています。", "opens_again_at": "2026-06-10T03:00:00Z"}
    assert command.main(["show"]) == 0
    assert closing_id in capsys.readouterr().out
    assert command.main(["open", closing_id]) == 0
    seconds[0] += 2
    assert ask(browser).status_code == 200
    assert command.main(["open", closing_id]) == 1, "it is open already"
    assert command.main(["close", "--end", "2026-06-10T09:00+09:00"]) == 1
    assert "OPS-1" in capsys.readouterr().err
