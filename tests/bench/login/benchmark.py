"""Logins with a one-time password a second, HTTP in and mail out through real SMTP, against the hash of a password alone.

A login is two requests through gunicorn, two calls of the registry, one argon2id hash at the product's parameters, and one mail
through the mailer. The hash alone runs on the same cores in turn with it, so that whatever else the machine does weighs on
both. Rates for people at one network address are lifted: here all people are on this machine.
"""

from __future__ import annotations

import base64
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from deploy.stack.ports import free_port, listens
from deploy.stack.processes import REPOSITORY
from services.contracts.caller import Role
from services.contracts.registry import SERVICE as REGISTRY
from services.registry.accounts import storage
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.passwords import HashCost, Passwords
from services.registry.personal_data import PersonalData
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.bench.processor_time import processor_seconds
from tests.bench.servers import KEY, Servers, python
from tests.bench.table import Table, ratio, tenths, whole

IN_FLIGHT = 12
ROUNDS = 5
SECONDS = 12.0
"""Of each side in each round."""
PASSWORD = "a password of the benchmark"
GOAL = 0.5
OURS = ("gateway", REGISTRY, "mailer")
SHARED = ("postgres", "rabbitmq")
LIFTED = dict.fromkeys(
    ("LOGINS_PER_ADDRESS", "LOGINS_PER_EMAIL", "ONE_TIME_PASSWORDS_PER_ACCOUNT", "WRONG_PASSWORDS"), "1000000"
)


def run(servers: Servers, say: Callable[[str], None] = print, seconds: float = SECONDS) -> list[Table]:
    """Measure both in turn."""
    port, smtp_port = free_port(), free_port()
    emails = _people(servers.database(REGISTRY))
    servers.database("gateway")
    smtp = {"SMTP_PORT": str(smtp_port)}
    registry = servers.environment(REGISTRY, **smtp, **LIFTED)
    shared = [name for name in SHARED if name in servers.supervisor.names()]
    rates: list[float] = []
    hashes: list[float] = []
    hash_milliseconds: list[float] = []
    milliseconds: list[float] = []
    busy: Counter[str] = Counter()
    asking = 0.0
    with servers.running(
        python("gateway", servers.environment("gateway", **LIFTED), *_gunicorn(port), ready=lambda: listens(port)),
        python(REGISTRY, registry, "-m", "services.run", REGISTRY),
        python("mailer", registry, "-m", "services.run", "mailer"),
    ):
        _until_it_answers(registry)
        asked = {"port": port, "smtp_port": smtp_port, "password": PASSWORD, "emails": emails}
        _log_in({**asked, "seconds": seconds / 2})  # warms up
        for number in range(ROUNDS):
            names = (*OURS, *shared)
            before = {name: processor_seconds(servers.supervisor, name) for name in names}
            done = _log_in({**asked, "seconds": seconds})
            busy.update({name: processor_seconds(servers.supervisor, name) - used for name, used in before.items()})
            asking += done["processor_seconds"]
            milliseconds += done["milliseconds"]
            rates.append(len(done["milliseconds"]) / done["seconds"])
            hash_rate, hash_cost = _hash_alone(seconds)
            hashes.append(hash_rate)
            hash_milliseconds.append(hash_cost)
            say(
                f"login: round {number + 1} of {ROUNDS}: {tenths(rates[-1])} logins, {tenths(hashes[-1])} hashes a second"
            )
    return [
        _whole(rates, hashes, milliseconds),
        _by_process(busy, asking, len(milliseconds), statistics.median(hash_milliseconds)),
    ]


def _people(database: Database) -> list[str]:
    """Accounts of operations, as they need nothing beside them; all with one password, hashed once."""
    personal_data = PersonalData({"first": _key()}, _key())
    hashed = Passwords().hash(PASSWORD)
    emails = [f"person{number}@bench.example.jp" for number in range(IN_FLIGHT)]
    with database.transaction() as connection:
        for email in emails:
            account = Account(new_id(), Role.OPERATIONS, AccountState.OPEN, "ベンチマーク")
            storage.insert_account(
                connection, account, email=email, password_hash=hashed, now=clock.now(), personal_data=personal_data
            )
    return emails


def _key() -> bytes:
    return base64.b64decode(KEY)


def _until_it_answers(environment: Mapping[str, str]) -> None:
    """The registry answers through its own queue, or the run ends."""
    command = [sys.executable, "-m", "services.run", "health", REGISTRY]
    for last in (*[False] * 20, True):
        if (
            subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, check=last).returncode
            == 0
        ):
            return
        time.sleep(1)


def _gunicorn(port: int) -> tuple[str, ...]:
    return "-m", "gunicorn", "--config", "deploy/images/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"


def _log_in(asked: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.login.people"],
        cwd=REPOSITORY,
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _hash_alone(seconds: float) -> tuple[float, float]:
    """How many a second on all cores, and the milliseconds of processor time of each."""
    threads = str(os.cpu_count() or 1)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.login.hashing", str(seconds), threads],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    rate, milliseconds = map(float, done.stdout.split())
    return rate, milliseconds


def _whole(rates: list[float], hashes: list[float], milliseconds: list[float]) -> Table:
    reached = statistics.median(ours / bound for ours, bound in zip(rates, hashes, strict=True))
    cuts = statistics.quantiles(milliseconds, n=100)
    cost = HashCost()
    return Table(
        f"A login with a one-time password, {IN_FLIGHT} people at once",
        ("way", "a second", "p50 ms", "p99 ms"),
        (
            ["the hash alone, on all cores", tenths(statistics.median(hashes)), "", ""],
            ["a login, HTTP in and mail out", tenths(statistics.median(rates)), whole(cuts[49]), whole(cuts[98])],
            ["ratio", ratio(reached), "", ""],
        ),
        goal=f"at least {GOAL} of the hash alone",
        reached=reached >= GOAL,
        notes=(
            (
                f"argon2id, {cost.memory_kib} KiB, {cost.passes} passes, {cost.lanes} lane (OWASP). {ROUNDS} rounds in turn, the "
                "ratio is the median of theirs. People, mail server, gunicorn, registry, mailer, broker and databases share the "
                "machine; relays and the audit log's reader, which follow later, are not running."
            ),
        ),
    )


def _by_process(busy: Counter[str], asking: float, logins: int, hash_milliseconds: float) -> Table:
    rows = [[name, tenths(used / logins * 1000)] for name, used in busy.items()]
    return Table(
        "Processor time of a login",
        ("process", "ms"),
        [
            *rows,
            ["all", tenths(busy.total() / logins * 1000)],
            ["of it the hash, alone", tenths(hash_milliseconds)],
            ["besides: people and their mail server", tenths(asking / logins * 1000)],
        ],
    )
