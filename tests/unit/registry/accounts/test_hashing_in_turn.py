"""Passwords are hashed one a processor at a time (decision 203)."""

import threading
import time

from argon2 import PasswordHasher

from services.registry.accounts.passwords import Passwords
from services.registry.offloading import at_once, in_turn


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
