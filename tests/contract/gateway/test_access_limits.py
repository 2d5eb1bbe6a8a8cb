"""OPS-2 at the gateway: limits announced beforehand and told in headers. Shared by processes: test_limits_across_processes.py."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from gateway.availability.storage import forget_counts
from gateway.settings import GatewaySettings
from gateway.tables import access_counts, outbox
from services.contracts import registry
from services.contracts.gateway import ACCESS_LIMIT_CHANGED
from services.runtime.database import Database
from tests.contract.gateway.conftest import ORGANIZATION, Browser, PlayedServices, Time, code_of

OPERATOR = "operator@operations.example.jp"
BEGINS = "2026-06-10T02:00:00Z"
LIMIT = {
    "scope": "each_organization",
    "requests": 3,
    "window_seconds": 60,
    "begins_at": BEGINS,
    "text": "アクセス集中のため",
}


@pytest.fixture(autouse=True)
def _registrations(services: PlayedServices) -> None:
    services.on(registry.SHOW_OWN_REGISTRATION, lambda _: {})


def announce(browser: Browser, **changes: Any) -> TestResponse:
    return browser.send("POST", "/api/operations/access-limits", LIMIT | changes)


def ask(browser: Browser) -> TestResponse:
    return browser.send("GET", "/api/organization")


def left(answer: TestResponse) -> tuple[str, str, str] | None:
    names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    return tuple(answer.headers[name] for name in names) if names[0] in answer.headers else None  # type: ignore[return-value]


@pytest.fixture
def organization(new_browser: Callable[[], Browser]) -> Browser:
    browser = new_browser()
    browser.log_in()
    return browser


@pytest.fixture
def operator(new_browser: Callable[[], Browser]) -> Browser:
    browser = new_browser()
    browser.log_in(OPERATOR)
    return browser


def test_an_announced_limit_counts_from_its_hour_and_every_answer_tells_what_is_left(
    organization: Browser, operator: Browser, time: Time
) -> None:
    """OPS-2."""
    assert announce(operator).status_code == 201
    assert left(ask(organization)) is None
    time.now = dt.datetime(2026, 6, 10, 2, 0, 15, tzinfo=dt.UTC)
    organization.log_in()
    assert [left(ask(organization)) for _ in range(3)] == [("3", "2", "45"), ("3", "1", "45"), ("3", "0", "45")]
    refused = ask(organization)
    assert (refused.status_code, code_of(refused), left(refused)) == (429, "access_limited", ("3", "0", "45"))
    assert refused.json["details"]["opens_again_at"] == "2026-06-10T02:01:00Z"
    assert refused.headers["Retry-After"] == "46"
    time.pass_(seconds=45)
    assert left(ask(organization)) == ("3", "2", "60")


def test_nobody_but_organizations_is_counted(
    new_browser: Callable[[], Browser], operator: Browser, services: PlayedServices, time: Time
) -> None:
    """OPS-2: seekers, staff and visitors go on as before."""
    announce(operator, requests=1)
    time.now = dt.datetime.fromisoformat(BEGINS)
    services.on(registry.CURRENT_TERMS, lambda _: {})
    seeker = new_browser()
    seeker.log_in("seeker@mail.example.jp")
    for _ in range(3):
        assert left(seeker.send("GET", "/api/sessions/current")) is None
        assert seeker.client.get("/api/terms/private", base_url="https://localhost").status_code == 200


def test_who_is_told_is_who_is_concerned_and_the_event_goes_out_with_it(
    organization: Browser, operator: Browser, settings: GatewaySettings
) -> None:
    """OPS-2: 通知した上で; the registry mails by the event."""
    other = "0198c2f3-0000-7000-8000-0000000000ac"
    mine = announce(operator, scope="one_organization", organization_id=ORGANIZATION).json["limit_id"]
    announce(operator, scope="one_organization", organization_id=other)
    shown = organization.send("GET", "/api/access-limits").json["access_limits"]
    assert [limit["limit_id"] for limit in shown] == [mine]
    assert len(operator.send("GET", "/api/access-limits").json["access_limits"]) == 2
    operator.send("DELETE", f"/api/operations/access-limits/{mine}")
    assert organization.send("GET", "/api/access-limits").json["access_limits"] == []
    assert code_of(operator.send("DELETE", f"/api/operations/access-limits/{mine}")) == "not_found"
    database = Database(settings.database_url)
    with database.transaction() as connection:
        bodies = connection.execute(sa.select(outbox.c.body).order_by(outbox.c.seq)).scalars()
        told = [body for body in bodies if f'"{ACCESS_LIMIT_CHANGED.type}"' in body]
    database.close()
    assert len(told) == 3
    assert '"lifted_at":null' not in told[-1].replace(" ", "")


def test_a_lifted_limit_counts_no_more(organization: Browser, operator: Browser, time: Time) -> None:
    """OPS-2."""
    limit_id = announce(operator, requests=1).json["limit_id"]
    time.now = dt.datetime.fromisoformat(BEGINS)
    organization.log_in()
    operator.log_in(OPERATOR)
    assert ask(organization).status_code == 200
    assert ask(organization).status_code == 429
    operator.send("DELETE", f"/api/operations/access-limits/{limit_id}")
    assert left(ask(organization)) is None


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"begins_at": "2026-06-10T01:59:59Z"}, "notice_too_short", "/begins_at"),
        ({"ends_at": BEGINS}, "ends_before_it_begins", "/ends_at"),
        ({"scope": "one_organization"}, "limited_organization_unfit", "/organization_id"),
        ({"organization_id": ORGANIZATION}, "limited_organization_unfit", "/organization_id"),
        ({"requests": 0}, "invalid_request", "/requests"),
        ({"scope": "everybody"}, "invalid_request", "/scope"),
    ],
)
def test_a_limit_that_can_t_be_is_refused_with_its_place(
    changes: dict[str, Any], code: str, pointer: str, operator: Browser
) -> None:
    """OPS-2."""
    answer = announce(operator, **changes)
    assert (answer.status_code, code_of(answer)) == (422, code)
    assert answer.json["problems"][0]["pointer"] == pointer


def test_counts_of_windows_that_are_over_are_forgotten(
    organization: Browser, operator: Browser, settings: GatewaySettings, time: Time
) -> None:
    """OPS-2: the table does not grow."""
    announce(operator)
    time.now = dt.datetime.fromisoformat(BEGINS)
    organization.log_in()
    ask(organization)
    database = Database(settings.database_url)
    with database.transaction() as connection:
        assert forget_counts(connection, time.now) == 0
        assert forget_counts(connection, time.now + dt.timedelta(minutes=1)) == 1
        assert connection.execute(sa.select(access_counts)).all() == []
    database.close()
