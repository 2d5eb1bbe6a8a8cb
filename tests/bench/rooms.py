"""The services that messages go through, with their relays, and the seekers and organizations that they know."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from deploy.demo import seekers
from deploy.stack.processes import REPOSITORY
from services.contracts.caller import Caller, Role
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.rpc_client import RpcClient
from tests.bench.servers import Servers, python

ROOMS = ("messaging", "registry", "compliance", "reporting")
"""Whoever has to do with a message; search only hides by blocks, and is left out."""
WITHIN_SECONDS = 240.0
LOOK_EVERY_SECONDS = 0.02


@contextmanager
def rooms(servers: Servers, *more: str, **settings: str) -> Iterator[RpcClient]:
    """The rooms and their relays as processes, ready; `more` are processes of the registry, such as its mailer."""
    environment = {room: servers.environment(room, **settings) for room in ROOMS}
    for room in ROOMS:
        _run(environment[room], "declare", room)
    processes = [python(room, environment[room], "-m", "services.run", room) for room in ROOMS]
    processes += [python(f"relay {room}", environment[room], "-m", "services.run", "relay", room) for room in ROOMS]
    processes += [python(name, environment["registry"], "-m", "services.run", name) for name in more]
    client = RpcClient(servers.amqp_uri)
    try:
        with servers.running(*processes):
            for room in ROOMS:
                _until_it_answers(environment[room], room)
            yield client
    finally:
        client.close()


def known_seekers(servers: Servers, count: int) -> list[str]:
    """Import so many seekers into the registry, as the feed brings them; answers their numbers."""
    file = servers.folder / f"seekers-{count}.csv"
    seekers.write_feed(file, count, today=clock.today(), processes=2)
    _run(servers.environment("registry"), "import-seekers", str(file))
    Path(file).unlink()
    with servers.database("registry").transaction() as connection:
        numbers = connection.scalars(sa.text("SELECT seeker_number FROM seekers ORDER BY seeker_number"))
        return list(numbers)


def organization_state(organization_id: str, version: int = 1, **information: Any) -> dict[str, Any]:
    """A paid agency, as the registry tells of it."""
    return {
        "organization_id": organization_id,
        "version": version,
        "kind": "paid_agency",
        "class_": "private",
        "name": "ベンチマーク人材紹介",
        "bureau_code": "13",
        "services": ["seekers"],
        "standing": "active",
        "approved_on": clock.today(),
        "mandatory_information": {
            "placement_record": "令和７年度の就職件数　１２件",
            "occupation_codes": ["C", "25"],
            "industry_codes": ["G"],
            "area_codes": ["131016", "130001"],
            "fees_for_seekers": "いただきません。",
            "support_offered": "応募書類の添削",
            "marks_held": ["privacy_mark"],
            **information,
        },
        "mandatory_information_version": version,
        "mandatory_information_changed_on": clock.today(),
        "privacy_manager_name": "個人情報太郎",
        "privacy_manager_contact": "電話 03-0000-0000",
    }


def tell_of_organizations(registry: Database, states: Sequence[dict[str, Any]]) -> None:
    """Put them into the registry's outbox."""
    with registry.transaction() as connection:
        for state in states:
            subject = str(state["organization_id"])
            publish(connection, ORGANIZATION_CHANGED, subject=subject, data=state, now=clock.now(), trace="bench")


def agency(organization_id: str) -> Caller:
    """Who acts for an organization."""
    return Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=organization_id)


def count(database: Database, what: str) -> int:
    """A number that the database answers, such as `SELECT count(*) FROM outbox`."""
    with database.reading() as connection:
        return int(connection.scalar(sa.text(what)) or 0)


def wait(condition: Callable[[], bool], what: str) -> None:
    """Wait until it holds; ends the run where it does not in good time."""
    give_up = time.monotonic() + WITHIN_SECONDS
    while not condition():
        if time.monotonic() > give_up:
            raise RuntimeError(f"not within {WITHIN_SECONDS:.0f} s: {what}")
        time.sleep(LOOK_EVERY_SECONDS)


def _run(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "services.run", *arguments]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.DEVNULL)


def _until_it_answers(environment: dict[str, str], room: str) -> None:
    command = [sys.executable, "-m", "services.run", "health", room]
    for last in (*[False] * 30, True):
        done = subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, check=last)
        if done.returncode == 0:
            return
        time.sleep(1)
