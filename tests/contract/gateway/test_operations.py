"""Running the gateway: readiness, limits by address, proxies, the database's tables."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gateway import tables
from gateway.app import create_app
from gateway.readiness import SERVICES
from gateway.settings import GatewaySettings
from services.contracts import search
from services.runtime.database import Database
from services.runtime.rpc_client import BusUnavailable, CallTimedOut
from tests.contract.declared import differing
from tests.contract.gateway.conftest import Browser, PlayedServices, Time, code_of

HEALTHY_INDEX = {"changes_behind": 0, "seen_at": "2026-06-10T00:59:59Z"}


def play_health(services: PlayedServices, **index: Any) -> None:
    for name in SERVICES:
        services.answers[f"{name}.health"] = lambda _, name=name: {"service": name, "release": "r", "database": True}
    services.on(search.INDEX_STATE, lambda _: {**HEALTHY_INDEX, **index})


def not_ready(browser: Browser) -> list[str]:
    answer = browser.send("GET", "/readyz")
    missing = [part["name"] for part in answer.json["parts"] if not part["ready"]]
    assert answer.status_code == (503 if missing else 200)
    assert answer.json["ready"] is not bool(missing)
    return missing


def test_the_site_is_ready_when_all_parts_are(browser: Browser, services: PlayedServices) -> None:
    play_health(services)
    assert not_ready(browser) == []


@pytest.mark.parametrize("index", [
    {"seen_at": None}, {"seen_at": "2026-06-10T00:59:00Z"}, {"changes_behind": 10_001},
], ids=str)  # fmt: skip
def test_a_follower_that_is_gone_or_far_behind_is_not_ready(
    index: dict[str, Any], browser: Browser, services: PlayedServices
) -> None:
    play_health(services, **index)
    assert not_ready(browser) == ["search_index"]


def test_a_service_without_answer_or_database_is_not_ready(browser: Browser, services: PlayedServices) -> None:
    play_health(services)

    def silent(_: object) -> None:
        raise CallTimedOut("messaging.health")

    services.answers["messaging.health"] = silent
    services.answers["registry.health"] = lambda _: {"service": "registry", "release": "r", "database": False}
    assert not_ready(browser) == ["registry", "messaging"]


def test_without_the_broker_nothing_but_the_gateway_itself_is_ready(browser: Browser, services: PlayedServices) -> None:
    def lost(_: object) -> None:
        raise BusUnavailable("lost")

    for name in SERVICES:
        services.answers[f"{name}.health"] = lost
    services.on(search.INDEX_STATE, lost)
    assert not_ready(browser) == ["broker", *SERVICES, "search_index"]
    assert browser.send("GET", "/healthz").json == {"status": "alive"}


def test_without_its_own_database_the_gateway_asks_to_come_again(
    settings: GatewaySettings, services: PlayedServices, time: Time
) -> None:
    nowhere = "postgresql+psycopg2://nobody@127.0.0.1:9/none"
    app = create_app(replace(settings, database_url=nowhere), services)
    answer = Browser(app.test_client(), services).begin()
    assert (answer.status_code, code_of(answer)) == (503, "service_unavailable")
    assert answer.headers["Retry-After"] == "5"


def test_one_address_can_be_limited_to_so_many_requests(
    settings: GatewaySettings, services: PlayedServices, time: Time
) -> None:
    app = create_app(replace(settings, requests_per_address="2 per minute"), services)
    client = app.test_client()
    answers = [client.get("/healthz") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert code_of(answers[-1]) == "too_many_requests"
    assert "Retry-After" in answers[-1].headers


@pytest.mark.parametrize(("proxies", "limited"), [(0, True), (1, False)])
def test_the_address_is_that_before_the_trusted_proxies_and_of_no_other(
    proxies: int, limited: bool, settings: GatewaySettings, services: PlayedServices, time: Time
) -> None:
    app = create_app(replace(settings, trusted_proxies=proxies), services)
    browser = Browser(app.test_client(), services)
    statuses = [
        browser.send(
            "POST",
            "/api/sessions",
            {"email": f"nobody{number}@nowhere.example.jp", "password": "x"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        ).status_code
        for number in range(101)
    ]
    assert (429 in statuses) is limited


def test_over_plain_http_cookies_go_without_secure_where_the_setting_says_so(
    settings: GatewaySettings, services: PlayedServices, time: Time
) -> None:
    app = create_app(replace(settings, secure_cookies=False), services)
    answer = Browser(app.test_client(), services).begin()
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "Secure" not in cookie
    assert "Strict-Transport-Security" not in answer.headers


def test_the_migrations_make_the_tables_that_the_code_speaks_of(fresh_database: Callable[[str], str]) -> None:
    database = Database(fresh_database("gateway"))
    assert differing(database, tables.metadata) == []
    database.close()
