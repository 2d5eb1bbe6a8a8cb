"""SEE-2: people write and read while keys are rotated, by processes of the settings before and after; nothing is lost.

What each process writes is its own, so that the last it wrote of somebody is what must be read at the end.
"""

from __future__ import annotations

import base64
import datetime as dt
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.contracts.registry import SHOW_MY_RECORD
from services.registry.key_rotation import rotation
from services.registry.personal_data import PersonalData, UnknownKey
from services.registry.seekers import persons
from services.registry.seekers.tables import seekers
from services.registry.service import RegistryService
from tests.contract.registry.conftest import Registry
from tests.contract.registry.conftest import environment as environment
from tests.contract.registry_people.conftest import PASSWORD, register, registration, seeker
from tests.contract.registry_seekers import feeds

LOOKUP, OLD_KEY, NEW_KEY = b"\x01" * 32, b"o" * 32, b"n" * 32
OLD_ALONE = PersonalData({"old": OLD_KEY}, LOOKUP)
NEW_IS_KNOWN = PersonalData({"old": OLD_KEY, "new": NEW_KEY}, LOOKUP)
NEW_SEALS = PersonalData({"new": NEW_KEY, "old": OLD_KEY}, LOOKUP)
NEW_ALONE = PersonalData({"new": NEW_KEY}, LOOKUP)

SEEKERS = 1_000
"""Five batches of the rotation."""
A_SLICE = 20
"""So many seekers a writer changes at a time."""


def setting(**keys: bytes) -> str:
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in keys.items())


Written = tuple[str, str]
"""Name and telephone."""


class Command:
    """`rotate-keys` as a process of its own."""

    def __init__(self, environment: dict[str, str], registry: Registry) -> None:
        self.environment = {
            **environment,
            "REGISTRY_DATABASE_URL": registry.database.url,
            "PERSONAL_DATA_LOOKUP_KEY": base64.b64encode(LOOKUP).decode(),
        }

    def start(self, keys: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "services.run", "rotate-keys", *arguments],
            env={**self.environment, "PERSONAL_DATA_KEYS": keys},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, keys: str, *arguments: str) -> tuple[int, str]:
        process = self.start(keys, *arguments)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said


def left(registry: Registry) -> int:
    """Persons that are still sealed under the old key."""
    with registry.database.transaction() as connection:
        return rotation.left(connection, NEW_SEALS).get("seeker_persons.key_id", {}).get("old", 0)


def as_read(registry: Registry, keys: PersonalData, whom: Collection[str] | None = None) -> dict[str, Written]:
    """Name and telephone of these people, or of all: by the number at Hello Work, of the others by the seeker number."""
    with registry.database.transaction() as connection:
        known = {
            row.seeker_number: row.source_id or row.seeker_number
            for row in connection.execute(sa.select(seekers.c.seeker_number, seekers.c.source_id))
        }
        numbers = [number for number, name in known.items() if whom is None or name in whom]
        read = persons.read(
            connection,
            keys,
            numbers,
            ["family_name", "phone"],
            purpose="t",
            account_id=None,
            now=registry.now,
            trace="t",
        )
    return {known[number]: (columns["family_name"], columns["phone"]) for number, columns in read.items()}


def at(seconds: int) -> str:
    """An instant after all that the rows of `feeds.row` were stated at."""
    return f"{feeds.NOW + dt.timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"


def process_of(registry: Registry, keys: PersonalData) -> Registry:
    """Another process of the registry, with connections to the same database and keys of its own."""
    service = RegistryService()
    service.database = registry.database
    service.tools = replace(registry.service.tools, personal_data=keys)
    process = Registry(service, registry.database)
    process.now = registry.now
    return process


class Writer(threading.Thread):
    """Changes seekers of its own through the feed, and reads them, until it is stopped."""

    def __init__(self, registry: Registry, keys: PersonalData, folder: Path, indexes: range) -> None:
        super().__init__(daemon=True)
        self.process, self.keys = process_of(registry, keys), keys
        self.folder, self.indexes = folder, indexes
        self.written: dict[str, Written] = {}
        self.rounds = 0
        self.failed: BaseException | None = None
        self.stopping = threading.Event()

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self.turn()
        except BaseException as error:
            self.failed = error

    def turn(self) -> None:
        """One slice changed, and what was written before read."""
        self.rounds += 1
        start = (self.rounds - 1) * A_SLICE % len(self.indexes)
        changed = [
            feeds.row(
                index,
                family_name=f"改姓{self.rounds}",
                phone=f"03-{self.rounds:04}-{index:04}",
                changed_at=at(self.rounds),
            )
            for index in self.indexes[start : start + A_SLICE]
        ]
        file = feeds.feed(self.folder / f"{self.name}-{self.rounds}.csv", *changed)
        assert feeds.bring_in(self.process.database, self.keys, file).counts["changed"] == len(changed)
        now_written = {row["source_id"]: (row["family_name"], row["phone"]) for row in changed}
        self.written |= now_written
        assert as_read(self.process, self.keys, now_written) == now_written

    def stop(self) -> None:
        self.stopping.set()
        self.join(60)


class Visitor(Writer):
    """People who register online, log in and look at their record."""

    def turn(self) -> None:
        self.rounds += 1
        index = self.indexes[self.rounds]
        asked = registration(index)
        number = register(self.process, index)
        self.written[number] = (asked["family_name"], asked["phone"])
        assert self.process.log_in(asked["email"], PASSWORD)["seeker_number"] == number
        assert self.process.call(SHOW_MY_RECORD, seeker(number))["seeker_number"] == number


def everybody_reads_what_was_written(registry: Registry, writers: list[Writer]) -> None:
    expected = {row["source_id"]: (row["family_name"], row["phone"]) for row in map(feeds.row, range(SEEKERS))}
    for writer in writers:
        expected |= writer.written
    assert as_read(registry, NEW_ALONE) == expected


@contextmanager
def at_work(writers: list[Writer]) -> Iterator[None]:
    for writer in writers:
        writer.start()
    try:
        yield
    finally:
        for writer in writers:
            writer.stop()
    for writer in writers:
        if writer.failed:
            raise writer.failed


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.002)


def another_round(writers: list[Writer]) -> None:
    before = [writer.rounds for writer in writers]
    until(lambda: all(w.failed or w.rounds > rounds + 1 for w, rounds in zip(writers, before, strict=True)))


@pytest.mark.timeout(300)
def test_nothing_is_lost_while_processes_write_and_the_rotation_is_killed_and_run_again(
    registry: Registry, environment: dict[str, str], tmp_path: Path
) -> None:
    registry.now = feeds.NOW
    feeds.bring_in(registry.database, OLD_ALONE, feeds.feed(tmp_path / "all.csv", *map(feeds.row, range(SEEKERS))))
    command, keys = Command(environment, registry), setting(new=NEW_KEY, old=OLD_KEY)
    not_yet_restarted = Writer(registry, NEW_IS_KNOWN, tmp_path, range(500))
    restarted = Writer(registry, NEW_SEALS, tmp_path, range(500, 900))
    visitor = Visitor(registry, NEW_IS_KNOWN, tmp_path, range(5_000, 9_000))
    writers = [not_yet_restarted, restarted, visitor]

    with at_work(writers):
        another_round(writers)
        before = left(registry)
        with command.start(keys) as rotating:
            until(lambda: left(registry) < before - 150)
            rotating.send_signal(signal.SIGKILL)
        assert rotating.returncode == -signal.SIGKILL
        assert left(registry) > 0
        another_round(writers)
        code, said = command.run(keys)
        assert code in (0, 1), said
        another_round(writers)

    code, said = command.run(keys)
    assert (code, "everything is sealed under key new" in said) == (0, True)
    everybody_reads_what_was_written(registry, writers)


def test_who_writes_what_the_rotation_has_in_hand_waits_and_is_the_last_to_write(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rotation has read the old value and not yet written it: the new value must not go under."""
    registry.now = feeds.NOW
    feeds.bring_in(registry.database, OLD_ALONE, feeds.feed(tmp_path / "all.csv", *map(feeds.row, range(3))))
    writer = Writer(registry, NEW_IS_KNOWN, tmp_path, range(3))
    reseal = rotation._seal_anew

    def reseal_while_somebody_writes(*given: object) -> None:
        if given[3] and not turns:
            turns.append(threading.Thread(target=writer.turn))
            turns[0].start()
            turns[0].join(1.0)
        reseal(*given)  # type: ignore[arg-type]

    turns: list[threading.Thread] = []
    monkeypatch.setattr(rotation, "_seal_anew", reseal_while_somebody_writes)
    rotation.rotate(registry.database, NEW_SEALS)
    turns[0].join(30)
    assert as_read(registry, NEW_SEALS) == writer.written


def test_a_process_that_knows_the_old_key_alone_reads_no_more_but_loses_and_spoils_nothing(
    registry: Registry, environment: dict[str, str], tmp_path: Path
) -> None:
    """It fails aloud on what is sealed anew, what it writes is named by --verify, and the old key mends it."""
    registry.now = feeds.NOW
    feeds.bring_in(registry.database, OLD_ALONE, feeds.feed(tmp_path / "all.csv", *map(feeds.row, range(5))))
    rotation.rotate(registry.database, NEW_SEALS)
    forgotten = process_of(registry, OLD_ALONE)
    with pytest.raises(UnknownKey, match="no key new"):
        as_read(forgotten, OLD_ALONE)
    written = registration(70)
    number = register(forgotten, 70)
    changed = feeds.row(1, family_name="改姓後", changed_at=at(1))
    late = feeds.bring_in(registry.database, OLD_ALONE, feeds.feed(tmp_path / "late.csv", changed))
    assert late.counts["changed"] == 1

    command = Command(environment, registry)
    code, said = command.run(setting(new=NEW_KEY), "--verify")
    assert (code, "seeker_persons.key_id: 2 rows left under key old" in said) == (1, True)
    assert command.run(setting(new=NEW_KEY, old=OLD_KEY))[0] == 0
    assert command.run(setting(new=NEW_KEY), "--verify")[0] == 0
    read = as_read(registry, NEW_ALONE)
    assert read[number] == (written["family_name"], written["phone"])
    assert read["T000001"][0] == "改姓後"
    assert len(read) == 6
