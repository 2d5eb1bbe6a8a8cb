"""The supervisor: a process killed during a run is back soon, and nothing outlives the supervisor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.stack.supervisor import Process, ProcessFailed, Supervisor

WAIT = 20.0


@pytest.fixture
def announced() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, announced: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "logs", announced.append)
    yield supervisor
    supervisor.stop()


def python(name: str, program: str, folder: Path, **options: object) -> Process:
    return Process(name, (sys.executable, "-c", program), {"PYTHONUNBUFFERED": "1"}, folder, **options)


def sleeper(name: str, folder: Path) -> Process:
    return python(name, "import time; print('up'); time.sleep(600)", folder)


def eventually(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_killed_process_is_started_again(supervisor: Supervisor, tmp_path: Path, announced: list[str]) -> None:
    supervisor.start([sleeper("one", tmp_path), sleeper("two", tmp_path)])
    first, bystander = supervisor.pid("one"), supervisor.pid("two")
    supervisor.kill("one")
    eventually(lambda: supervisor.pid("one") not in (None, first))
    assert not is_alive(first)
    assert supervisor.pid("two") == bystander
    assert announced == ["one exited with -9; starting it again"]


def test_what_a_process_had_started_dies_with_it(supervisor: Supervisor, tmp_path: Path) -> None:
    family = "import subprocess, sys; p = subprocess.Popen(['sleep', '600']); print(p.pid, flush=True); p.wait()"
    supervisor.start([python("parent", family, tmp_path)])
    eventually(lambda: supervisor.tail("parent").strip())
    grandchild = int(supervisor.tail("parent"))
    os.kill(supervisor.pid("parent"), signal.SIGKILL)
    eventually(lambda: not is_alive(grandchild))


def test_a_process_that_exits_at_once_is_tried_ever_more_seldom(
    supervisor: Supervisor, tmp_path: Path, announced: list[str]
) -> None:
    supervisor.start([python("broken", "raise SystemExit('no such setting: X')", tmp_path, ready=lambda: False)])
    with pytest.raises(ProcessFailed, match="no such setting: X"):
        supervisor.wait_until_ready(["broken"], WAIT, give_up_after=5)
    # Five exits lie 0.2 + 0.4 + 0.8 + 1.6 s apart; without a pause there would be a hundred.
    assert 5 <= len(announced) <= 6


def test_a_process_that_is_not_ready_in_time_is_named_with_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(
        [python("slow", "import time; print('still loading'); time.sleep(600)", tmp_path, ready=lambda: False)]
    )
    with pytest.raises(ProcessFailed, match=r"slow was not ready within 1 s:\n.*still loading"):
        supervisor.wait_until_ready(["slow"], 1)


def test_stopping_asks_first_and_stops_servers_after_their_clients(supervisor: Supervisor, tmp_path: Path) -> None:
    program = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        "    with open('order', 'a') as f: f.write('{0} ')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "pathlib.Path('{0}').touch()\n"
        "time.sleep(600)"
    )
    supervisor.start(
        [
            python("server", program.format("server"), tmp_path, death_signal=signal.SIGTERM),
            python("client", program.format("client"), tmp_path),
        ]
    )
    eventually(lambda: (tmp_path / "server").exists() and (tmp_path / "client").exists())
    supervisor.stop()
    assert (tmp_path / "order").read_text().split() == ["client", "server"]


def test_a_process_that_does_not_stop_is_killed(supervisor: Supervisor, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("deploy.stack.supervisor.STOP_WITHIN", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(600)"
    supervisor.start([python("deaf", deaf, tmp_path)])
    eventually(lambda: "deaf" in supervisor.tail("deaf"))
    pid = supervisor.pid("deaf")
    supervisor.stop()
    assert not is_alive(pid)


def test_the_children_of_a_killed_supervisor_die(tmp_path: Path) -> None:
    program = f"""
import pathlib, sys, time
from deploy.stack.supervisor import Process, Supervisor
folder = pathlib.Path({str(tmp_path)!r})
supervisor = Supervisor(folder)
supervisor.start([Process("child", ("/bin/sleep", "600"), {{}}, folder)])
print(supervisor.pid("child"), flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    eventually(lambda: not is_alive(child))
