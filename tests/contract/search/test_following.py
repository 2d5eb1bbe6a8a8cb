"""The follower misses nothing: slow and concurrent writers, kill -9, a lost index (architecture.md, sequence trap)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.engine import Connection

from services.contracts.search import SearchSeekersRequest
from services.runtime import clock
from services.runtime.refusal import Refusal
from services.search import projections, queries, storage
from services.search.index import generations
from services.search.index.reader import IndexNotReady, SeekerIndex
from services.search.index.rebuild import catch_up, rebuild
from services.search.index.writer import Writer
from services.search.reasons import SearchReason
from tests.contract.at_once import together
from tests.contract.search.conftest import MUNICIPAL, PRIVATE, ReadModel, reader
from tests.contract.search.records import loaded, state

REPOSITORY = Path(__file__).parents[3]
LONG = "2099-12-31"


def no_lock(_connection: Connection) -> None:
    """What `lock_followed_table` would be if it did not lock."""


def missed_by_a_follower(model: ReadModel, writers: int, each: int) -> int:
    """Seekers of which a follower did not see the last state, with so many writers that are slow to commit."""
    states = [[state(Random(), 1 + writer * each + n) for n in range(each)] for writer in range(writers)]
    ready = [[loaded([one]) for one in batch] for batch in states]
    seen: dict[str, int] = {}
    last = 0
    done = threading.Event()

    def write(batch: list[list[dict[str, object]]]) -> None:
        random = Random()
        for one in batch:
            with model.database.transaction() as connection:
                projections.project_seekers(connection, one)
                time.sleep(random.random() * 0.01)

    def follow() -> None:
        nonlocal last
        with model.database.transaction() as connection:
            rows = storage.changed_after(connection, last, 1000)
        seen.update({row.seeker_number: row.seq for row in rows})
        last = max([last, *(row.seq for row in rows)])

    def keep_following() -> None:
        while not done.is_set():
            follow()

    follower = threading.Thread(target=keep_following)
    follower.start()
    try:
        together(*(partial(write, batch) for batch in ready))
    finally:
        done.set()
        follower.join()
    follow()
    return writers * each - len(seen)


def test_a_follower_misses_nothing_of_slow_and_concurrent_writers(read_model: ReadModel) -> None:
    assert missed_by_a_follower(read_model, writers=4, each=60) == 0


def test_without_the_lock_a_follower_misses_changes(read_model: ReadModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the test above would see the trap, if it were open."""
    monkeypatch.setattr(storage, "lock_followed_table", no_lock)
    assert missed_by_a_follower(read_model, writers=4, each=60) > 0


@pytest.mark.parametrize("second_change", ["seeker", "block"])
def test_a_change_waits_for_the_one_that_drew_its_number_before(read_model: ReadModel, second_change: str) -> None:
    read_model.add(2)
    first, second = loaded([state(Random(), 1)]), loaded([state(Random(), 2, version=2)])

    def change() -> None:
        if second_change == "block":
            read_model.block("00000000002", PRIVATE)
            return
        with read_model.database.transaction() as connection:
            projections.project_seekers(connection, second)

    with read_model.database.transaction() as slow:
        projections.project_seekers(slow, first)
        other = threading.Thread(target=change)
        other.start()
        other.join(0.3)
        assert other.is_alive(), "the second change must not commit before the first"
        with read_model.database.transaction() as connection:
            before = storage.last_seq(connection)
    other.join(10)
    with read_model.database.transaction() as connection:
        after = storage.changed_after(connection, before, 10)
    assert [row.seeker_number for row in after] == ["00000000001", "00000000002"]


def test_a_seeker_and_a_block_of_the_same_moment_find_each_other(read_model: ReadModel) -> None:
    arriving = [loaded([state(Random(), number, provided_to=("private",))]) for number in range(1, 41)]

    def arrive(one: list[dict[str, object]]) -> None:
        with read_model.database.transaction() as connection:
            projections.project_seekers(connection, one)

    for one in arriving:
        block = partial(read_model.block, str(one[0]["seeker_number"]), PRIVATE)
        together(partial(arrive, one), block)  # type: ignore[arg-type]
    read_model.rebuild()
    assert read_model.search()["total"] == 0


def test_a_seeker_changed_again_and_again_stands_in_the_index_once(read_model: ReadModel) -> None:
    for number in range(1, 6):
        read_model.add(number)
    read_model.rebuild()
    for version in range(2, 12):
        read_model.add(1 + version % 3, version=version)
        read_model.follow()
    assert read_model.search()["total"] == 5
    read_model.add(1, version=20, provided_to=())
    read_model.follow()
    assert read_model.search()["total"] == 4


def test_what_changes_during_a_rebuild_is_in_the_new_index(
    read_model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 31):
        read_model.add(number)
    whole = storage.all_seekers

    def slow(connection: Connection, batch: int) -> Iterator[list[storage.SeekerRow]]:
        for rows in whole(connection, 10):
            yield rows
            read_model.add(rows[0].row_number, version=2, provided_to=())
            read_model.add(100 + rows[0].row_number)

    monkeypatch.setattr(storage, "all_seekers", slow)
    read_model.rebuild()
    gone, new = {"00000000001", "00000000011", "00000000021"}, {"00000000101", "00000000111", "00000000121"}
    assert set(read_model.found()) == {f"{number:011d}" for number in range(1, 31)} - gone | new
    assert read_model.search()["total"] == 30


def test_a_reader_goes_over_to_the_rebuilt_index(read_model: ReadModel) -> None:
    read_model.add(1)
    read_model.rebuild()
    assert read_model.search()["total"] == 1
    before = generations.current(read_model.folder)
    read_model.add(2)
    read_model.rebuild()
    assert generations.current(read_model.folder) != before
    assert read_model.search()["total"] == 2
    read_model.rebuild()
    kept = [path.name for path in read_model.folder.iterdir() if path.is_dir() and not path.is_symlink()]
    assert len(kept) == 2, "the index in use and the one before it"
    assert before not in kept


def test_an_index_of_other_code_is_not_read(read_model: ReadModel, monkeypatch: pytest.MonkeyPatch) -> None:
    read_model.rebuild()
    monkeypatch.setattr("services.search.index.schema.fingerprint", lambda: "another")
    with pytest.raises(IndexNotReady):
        SeekerIndex(read_model.folder).searcher()


def test_only_one_process_follows_and_only_one_rebuilds(read_model: ReadModel) -> None:
    second = generations.only_writer(read_model.folder)
    with generations.only_writer(read_model.folder), pytest.raises(generations.AlreadyAtWork), second:
        pass
    with generations.only_rebuild(read_model.folder), pytest.raises(generations.AlreadyAtWork):
        rebuild(read_model.database, read_model.folder)


def test_a_batch_that_was_not_committed_is_done_again(read_model: ReadModel) -> None:
    read_model.rebuild()
    read_model.add(1)
    name = generations.current(read_model.folder)
    assert name is not None
    writer = Writer(read_model.folder, name)
    assert catch_up(read_model.database, writer) == 1
    writer.close()
    assert read_model.search()["total"] == 0
    read_model.follow()
    assert read_model.search()["total"] == 1


class FollowerProcess:
    """The follower as it runs in production, a process of its own."""

    def __init__(self, model: ReadModel, log: Path) -> None:
        self.model, self.log = model, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "SEARCH_DATABASE_URL": self.model.database.url,
            "HW_DATA_FOLDER": str(self.model.folder.parent),
            "AMQP_URI": "amqp://nobody@127.0.0.1:1/",
            "SEARCH_IDEMPOTENCY_HASH_KEY": "x",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.run", "follower"],
                env=environment,
                cwd=REPOSITORY,
                stdout=log,
                stderr=log,
            )

    def end(self, signal_number: int) -> int:
        assert self.process is not None
        self.process.send_signal(signal_number)
        return self.process.wait(20)

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@pytest.fixture
def follower(read_model: ReadModel, tmp_path: Path) -> Iterator[FollowerProcess]:
    read_model.folder = tmp_path / "search-index"
    read_model.index = SeekerIndex(read_model.folder)
    running = FollowerProcess(read_model, tmp_path / "follower.log")
    running.start()
    yield running
    if running.alive():
        running.end(signal.SIGKILL)


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def finds(model: ReadModel, expected: int) -> Callable[[], bool]:
    """Whether a search counts so many, with the day as the follower has it."""

    def found() -> bool:
        asked = SearchSeekersRequest().load({"query": {}})
        try:
            with model.database.transaction() as connection:
                answer = queries.search_seekers(connection, model.index, reader(MUNICIPAL), asked, today=clock.today())
        except Refusal as refusal:
            if refusal.reason is not SearchReason.INDEX_NOT_READY:
                raise
            return False
        except FileNotFoundError:  # an index replaced while it was opened
            return False
        return bool(answer["total"] == expected)

    return found


def test_the_follower_builds_follows_and_stops_cleanly(follower: FollowerProcess) -> None:
    model = follower.model
    assert eventually(finds(model, 0)), follower.log.read_text()
    model.add(1, valid_until=LONG)
    model.add(2, valid_until="2020-01-01")
    assert eventually(finds(model, 1))
    model.block("00000000001", MUNICIPAL)
    assert eventually(finds(model, 0))
    with model.database.transaction() as connection:
        state_of_follower = storage.follower_state(connection)
    assert state_of_follower.changes_behind == 0
    assert state_of_follower.seen_at is not None
    assert follower.end(signal.SIGTERM) == 0


def test_a_follower_killed_in_the_middle_loses_and_doubles_nothing(follower: FollowerProcess) -> None:
    model = follower.model
    for kill in range(4):
        for number in range(50):
            model.add(1 + kill * 50 + number, valid_until=LONG)
            if number == 25:
                follower.end(signal.SIGKILL)
                follower.start()
    assert eventually(finds(model, 200)), follower.log.read_text()


def test_a_lost_index_is_rebuilt(follower: FollowerProcess) -> None:
    model = follower.model
    for number in range(1, 11):
        model.add(number, valid_until=LONG)
    assert eventually(finds(model, 10)), follower.log.read_text()
    model.folder.rename(model.folder.with_name("lost"))

    def restarted() -> bool:
        if not follower.alive():
            follower.start()
        return finds(model, 10)() and generations.current(model.folder) is not None

    assert eventually(restarted), follower.log.read_text()
    model.add(11, valid_until=LONG)
    assert eventually(finds(model, 11)), follower.log.read_text()


def test_the_follower_goes_over_to_an_index_rebuilt_beside_it(follower: FollowerProcess) -> None:
    model = follower.model
    model.add(1, valid_until=LONG)
    assert eventually(finds(model, 1))
    model.rebuild()
    model.add(2, valid_until=LONG)
    assert eventually(finds(model, 2)), follower.log.read_text()
