"""Passwords are hashed one a processor at a time (decision 203)."""

import os
import threading
import time
from collections import Counter

import eventlet
import pytest
from argon2 import PasswordHasher
from eventlet import tpool

from services.registry.accounts.passwords import Passwords
from services.registry.offloading import at_once, in_turn
from services.registry.service import tools
from services.runtime import settings
from tests.unit.registry.test_amounts_from_settings import ENVIRONMENT


def test_no_more_hashes_run_at_once_than_have_a_turn_and_each_is_done() -> None:
    running, most = 0, 0
    counting = threading.Lock()

    def slowly(function, *arguments):
        nonlocal running, most
        with counting:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        result = at_once(function, *arguments)
        with counting:
            running -= 1
        return result

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords = Passwords(quick, run=in_turn(slowly, threading.Semaphore(2)))
    hashed = passwords.hash("password")
    fitted: list[bool] = []
    threads = [
        threading.Thread(target=lambda: fitted.append(passwords.fits("password", hashed)), daemon=True)
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert fitted == [True] * 8
    assert most == 2


def test_a_hash_that_fails_gives_its_turn_back() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    run = in_turn(at_once, threading.Semaphore(1))
    for _ in range(2):
        try:
            run(lambda: 1 / 0)
        except ZeroDivisionError:
            continue
    assert run(passwords.hash, "password").startswith("$argon2id$")


def test_of_hashes_and_of_papers_as_many_run_at_once_as_processors_in_no_more_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thread that has ever hashed keeps the memory of a hash, so there are no more of them than have a turn."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1, 2})
    tpool.killall()  # those of another test
    try:
        made = tools(settings.load("registry", ENVIRONMENT))
        threads: set[int] = set()
        running, most = Counter[str](), Counter[str]()
        counting = threading.Lock()

        def work(kind: str) -> None:
            with counting:
                threads.add(threading.get_native_id())
                running[kind] += 1
                most[kind] = max(most[kind], running[kind])
            time.sleep(0.01)
            with counting:
                running[kind] -= 1

        runs = {"passwords": made.passwords._run, "papers": made.run}
        waiting = [eventlet.spawn(run, work, kind) for kind, run in runs.items() for _ in range(30)]
        for one in waiting:
            one.wait()
        assert most == {"passwords": 3, "papers": 3}
        assert len(threads) <= 6
    finally:
        tpool.killall()
