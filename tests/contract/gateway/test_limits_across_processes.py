"""OPS-2 as it runs: two gunicorns with workers of their own share each limit, the organization's and the one of all."""

import datetime as dt
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import requests

from deploy.stack.clock import set_clock
from deploy.stack.ports import listens
from deploy.stack.processes import REPOSITORY
from deploy.stack.supervisor import Process, Supervisor
from gateway.availability import storage
from gateway.availability.access_limits import AccessLimit, Scope
from gateway.login import session_storage, tokens
from services.contracts.caller import Caller, Role
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.contract.at_once import together

BEGAN = dt.datetime(2026, 6, 10, 1, tzinfo=dt.UTC)
DAY_SECONDS = 86_400
OVER_AT = "2026-06-11T00:00:00Z"
"""A window began at 09:00 in Japan and lasts until the next day's, so that none begins while a test runs."""
READY_WITHIN = 120
CLIENTS, EACH_ASKS = 8, 5
"""Of each organization."""
ASKED = CLIENTS * EACH_ASKS


@dataclass(frozen=True)
class Told:
    """How one request was answered, and at which port."""

    port: int
    status: int
    limit: int
    remaining: int
    reset: int


def a_port_of_ours() -> socket.socket:
    """Bound and not listening: nobody else gets the port before the gunicorn that shares it."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(("127.0.0.1", 0))
    return held


class Site:
    """Two gunicorns over one database."""

    def __init__(self, database: Database, environment: dict[str, str], supervisor: Supervisor) -> None:
        self.database, self.environment, self.supervisor = database, environment, supervisor
        self.held = [a_port_of_ours(), a_port_of_ours()]
        self.ports = [held.getsockname()[1] for held in self.held]

    def limit(self, scope: Scope, most: int) -> None:
        """To be set before the start: processes look for new ones but once a second."""
        begins, announced = BEGAN - dt.timedelta(hours=1), BEGAN - dt.timedelta(hours=3)
        limit = AccessLimit(new_id(), scope, None, most, DAY_SECONDS, begins, None, "アクセス集中のため")
        with self.database.transaction() as connection:
            storage.add_limit(connection, limit, announced)

    def start(self) -> None:
        for port in self.ports:
            bind = ("--config", "deploy/images/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "--reuse-port")
            gunicorn = (sys.executable, "-m", "gunicorn", *bind)
            self.supervisor.start(
                [Process(f"gateway-{port}", gunicorn, self.environment, REPOSITORY, ready=partial(listens, port))]
            )
        self.supervisor.wait_until_ready(self.supervisor.names(), READY_WITHIN)

    def organization(self) -> str:
        """The session of one that is logged in."""
        token = tokens.new_token()
        caller = Caller(Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
        with self.database.transaction() as connection:
            session_storage.add_session(
                connection,
                session_id=new_id(),
                token_hash=tokens.digest(token),
                caller=caller,
                now=BEGAN,
                expires_at=BEGAN + dt.timedelta(hours=12),
                omission_asked=False,
            )
        return token

    def ask(self, *organizations: str) -> list[list[Told]]:
        """All clients of all organizations at once; what each organization was told."""
        clients = [(whose, number) for whose in organizations for number in range(CLIENTS)]
        began = time.monotonic()
        told = together(*(partial(self._client, *client) for client in clients))
        resets = [one.reset for answers in told for one in answers]
        taken = time.monotonic() - began
        assert max(resets) - min(resets) <= taken + 1, "every process counts down to the same end of the window"
        return [
            [one for (asking, _), answers in zip(clients, told, strict=True) if asking == whose for one in answers]
            for whose in organizations
        ]

    def _client(self, whose: str, number: int) -> list[Told]:
        """Asks one gunicorn after the other, so that both have their share however slow one of them is."""
        told = [self._told(whose, self.ports[(number + turn) % 2]) for turn in range(EACH_ASKS)]
        resets = [one.reset for one in told]
        assert resets == sorted(resets, reverse=True)
        return told

    def _told(self, whose: str, port: int) -> Told:
        cookie = {"Cookie": f"hw_session={whose}"}
        answer = requests.get(f"http://127.0.0.1:{port}/api/access-limits", headers=cookie, timeout=60)
        limit, remaining, reset = (int(answer.headers[f"RateLimit-{name}"]) for name in ("Limit", "Remaining", "Reset"))
        until_over = int((dt.datetime.fromisoformat(OVER_AT) - BEGAN).total_seconds())
        assert 0 < reset <= until_over
        if answer.status_code == 429:
            assert answer.json()["code"] == "access_limited"
            assert answer.json()["details"] == {"remaining": 0, "opens_again_at": OVER_AT}
            assert reset <= int(answer.headers["Retry-After"]) <= reset + 1
        return Told(port, answer.status_code, limit, remaining, reset)


@pytest.fixture
def site(fresh_database: Callable[[str], str], broker: str, tmp_path: Path) -> Iterator[Site]:
    set_clock(tmp_path / "clock", BEGAN)
    url = fresh_database("gateway")
    environment = {
        **os.environ,
        "HW_MODE": "test",
        "HW_CLOCK_OFFSET_FILE": str(tmp_path / "clock"),
        "GATEWAY_DATABASE_URL": url,
        "GATEWAY_SECRET_KEY": "a secret of these tests, long enough",
        "AMQP_URI": broker,
        "HW_COOKIES_SECURE": "false",
        "CLOSED_AT_NIGHT": "false",
    }
    supervisor, database = Supervisor(tmp_path / "logs"), Database(url)
    site = Site(database, environment, supervisor)
    yield site
    supervisor.stop()
    for held in site.held:
        held.close()
    database.close()


def answered(told: list[Told]) -> list[Told]:
    return [one for one in told if one.status == 200]


def refused(told: list[Told]) -> list[Told]:
    return [one for one in told if one.status == 429]


def test_ops_2_processes_share_the_limit_of_each_organization(site: Site) -> None:
    """As many of each pass as its own limit says, to the last one, and every number of what is left is told once."""
    site.limit(Scope.EACH_ORGANIZATION, 20)
    site.limit(Scope.ALL_ORGANIZATIONS, 1_000)
    site.start()
    for told in site.ask(site.organization(), site.organization()):
        assert (len(answered(told)), len(refused(told))) == (20, ASKED - 20)
        assert sorted(one.remaining for one in answered(told)) == list(range(20))
        assert {(one.limit, one.remaining) for one in refused(told)} == {(20, 0)}
        assert {one.limit for one in answered(told)} == {20}, "told is the limit that has the least left"
        assert {one.port for one in answered(told)} == set(site.ports), "both took part"


def test_ops_2_processes_share_the_limit_of_all(site: Site) -> None:
    """No organization is at the end of its own limit; together they are at the end of the one of all."""
    site.limit(Scope.EACH_ORGANIZATION, 60)
    site.limit(Scope.ALL_ORGANIZATIONS, 50)
    site.start()
    first, second = site.ask(site.organization(), site.organization())
    told = first + second
    assert (len(answered(told)), len(refused(told))) == (50, 2 * ASKED - 50)
    assert sorted(one.remaining for one in answered(told)) == list(range(50))
    assert {one.limit for one in told} == {50}
    assert {(one.limit, one.remaining) for one in refused(told)} == {(50, 0)}
    assert {one.port for one in answered(told)} == set(site.ports), "both took part"
    assert answered(first), "both organizations were answered"
    assert answered(second), "both organizations were answered"
