"""Starts, watches, restarts and stops the processes of a stack."""

import os
import queue
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from deploy.stack.account import Account

FIRST_PAUSE = 0.2  # seconds before the first restart; doubles with each exit that follows soon
LONGEST_PAUSE = 5.0
SETTLED_AFTER = 10.0  # seconds of life after which an exit counts as the first again
STOP_WITHIN = 30.0  # seconds between the signal to stop and the kill (reliability.md: SIGTERM drains without limit)
GLANCE = 0.05  # seconds between two looks at the children
ASK_AGAIN = 0.2  # seconds between two questions whether a process is ready


def _at_once() -> bool:
    return True


@dataclass(frozen=True)
class Process:
    """A program of the stack: what to run, how to stop it, and when it is ready."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    # Sent by the kernel when the supervisor itself dies. Ours may be killed at any instant and lose nothing; the
    # servers that keep data get the signal by which they close their files.
    death_signal: signal.Signals = signal.SIGKILL
    ready: Callable[[], bool] = _at_once


@dataclass
class _Child:
    process: Process
    popen: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = 0.0  # monotonic instant of the next start; 0: running
    exits: int = 0


class ProcessFailed(Exception):
    """A process did not become ready; the text carries the end of its log."""


@dataclass
class Supervisor:
    """Keeps processes alive until stopped.

    One thread does all starting, watching and stopping; other threads hand it orders through a queue and wait for the
    outcome, so that no lock is needed. It must be one thread for another reason too: the kernel sends the death signal
    when the *thread* that started a child ends, so that thread has to live as long as the children do.
    """

    logs: Path
    announce: Callable[[str], None] = print
    _children: dict[str, _Child] = field(default_factory=dict)
    _orders: "queue.SimpleQueue[tuple[Callable[[], object], Future[object]]]" = field(default_factory=queue.SimpleQueue)
    _thread: threading.Thread | None = None
    _stopping: bool = False

    def start(self, processes: Iterable[Process]) -> None:
        """Start processes, in order; they are restarted whenever they exit. Returns before they are ready."""
        if self._thread is None:
            self.logs.mkdir(parents=True, exist_ok=True)
            self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
            self._thread.start()
        for process in processes:
            self._order(partial(self._add, process))

    def wait_until_ready(self, names: Iterable[str], within: float, give_up_after: int | None = None) -> None:
        """Wait until the named processes are ready, for at most ``within`` seconds.

        ``give_up_after``: so many exits of any process in a row end the waiting earlier, for a start at which nothing
        has a reason to exit. Raises ProcessFailed with the end of the log of the process that was late or exited.
        """
        deadline = time.monotonic() + within
        waiting = list(names)
        while waiting:
            for name, child in self._children.items():
                if give_up_after is not None and child.exits >= give_up_after:
                    raise ProcessFailed(f"{name} exits again and again:\n{self.tail(name)}")
            name = waiting[0]
            if not self._children[name].due and self._children[name].process.ready():
                waiting.pop(0)
            elif time.monotonic() > deadline:
                raise ProcessFailed(f"{name} was not ready within {within:.0f} s:\n{self.tail(name)}")
            else:
                time.sleep(ASK_AGAIN)

    def pid(self, name: str) -> int | None:
        """Return the process ID of a running process, None while it is down."""
        child = self._children[name]
        return child.popen.pid if child.popen and not child.due else None

    def names(self) -> list[str]:
        """Return the names of all processes, in the order of their start."""
        return list(self._children)

    def kill(self, name: str, with_signal: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to a process and what it started; if it exits, it is restarted as after any exit."""
        self._order(lambda: self._signal(self._children[name], with_signal))

    def remove(self, names: Iterable[str]) -> None:
        """Stop processes, all at the same time, and forget them; killed after STOP_WITHIN seconds."""
        self._order(lambda: self._stop([self._children[name] for name in names]))

    def stop(self) -> None:
        """Stop everything in the opposite order of its start, servers last; harmless when repeated."""
        if self._thread is None or not self._thread.is_alive():
            return
        self._order(self._stop_all)
        self._thread.join()

    def tail(self, name: str, lines: int = 15) -> str:
        """Return the last lines of a process's log."""
        log = self.logs / f"{name}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(no log)"

    # From here on everything runs in the supervisor's thread.

    def _order(self, work: Callable[[], object]) -> None:
        outcome: Future[object] = Future()
        self._orders.put((work, outcome))
        outcome.result()

    def _watch(self) -> None:
        while not self._stopping:
            try:
                work, outcome = self._orders.get(timeout=GLANCE)
            except queue.Empty:
                pass
            else:
                try:
                    outcome.set_result(work())
                except Exception as error:  # noqa: BLE001 - raised again in the thread that gave the order
                    outcome.set_exception(error)
            for child in list(self._children.values()):
                self._look_after(child)

    def _add(self, process: Process) -> None:
        child = self._children[process.name] = _Child(process)
        self._spawn(child)

    def _signal(self, child: _Child, number: signal.Signals) -> None:
        if child.popen is not None and not child.due:
            os.killpg(child.popen.pid, number)

    def _spawn(self, child: _Child) -> None:
        process = child.process
        with (self.logs / f"{process.name}.log").open("ab") as log:
            child.popen = _spawn(process, log)
        child.started, child.due = time.monotonic(), 0.0

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.due:
            if now >= child.due:
                self._spawn(child)
        elif child.popen is not None and _has_exited(child.popen):
            _end(child.popen)
            if now - child.started > SETTLED_AFTER:
                child.pause, child.exits = FIRST_PAUSE, 0
            child.exits += 1
            child.due = now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
            self.announce(f"{child.process.name} exited with {child.popen.returncode}; starting it again")

    def _stop(self, children: list[_Child]) -> None:
        alive = []
        for child in children:
            self._children.pop(child.process.name, None)
            if child.popen is not None and not child.due:
                child.popen.send_signal(child.process.stop_signal)
                alive.append((child.process.name, child.popen))
        deadline = time.monotonic() + STOP_WITHIN
        for name, popen in alive:
            while not _has_exited(popen) and time.monotonic() < deadline:
                time.sleep(GLANCE)
            if not _has_exited(popen):
                self.announce(f"{name} did not stop within {STOP_WITHIN:.0f} s and is killed")
            _end(popen)

    def _stop_all(self) -> None:
        servers = [c for c in self._children.values() if c.process.death_signal is not signal.SIGKILL]
        self._stop([c for c in self._children.values() if c not in servers])
        self._stop(servers)
        self._stopping = True


# A supervisor that dies before the death signal is set would not be noticed: look once it is set.
UNLESS_ORPHANED = '[ "$PPID" = "$0" ] && exec "$@"'


def _spawn(process: Process, log: IO[bytes]) -> subprocess.Popen[bytes]:
    setpriv = shutil.which("setpriv") or "/usr/bin/setpriv"
    death_signal = process.death_signal.name.removeprefix("SIG")
    account = process.account
    return subprocess.Popen(
        [setpriv, "--pdeathsig", death_signal, "/bin/sh", "-c", UNLESS_ORPHANED, str(os.getpid()), *process.command],
        cwd=process.folder,
        env=dict(process.environment),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # a group of its own, and Ctrl-C of the terminal reaches the supervisor alone
        user=None if account is None else account.uid,
        group=None if account is None else account.gid,
        extra_groups=None if account is None else [],
    )


def _has_exited(popen: subprocess.Popen[bytes]) -> bool:
    """Whether a child has exited; it is not reaped yet, so that its ID still means its group and nobody else's."""
    return os.waitid(os.P_PID, popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _end(popen: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child's group, and reap the child."""
    os.killpg(popen.pid, signal.SIGKILL)
    popen.wait()
