"""What the play keeps between its acts, and how it tells them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.browser import Browser
from deploy.stack.smtp import ReceivedMail
from deploy.stack.stack import Stack

PATIENCE = 90.0
"""Seconds for what follows by event or mail: what failed, as a server was away, is tried again after 5 and then after 60."""


class Failed(Exception):
    """The play did not go as it must."""


def check(condition: bool, what: str) -> None:
    """Fail the play, saying what was expected."""
    if not condition:
        raise Failed(what)


@dataclass
class Story:
    """The play so far: who is logged in, what was found, what was measured."""

    stack: Stack
    agency: Browser
    staff: Browser
    seekers: list[Browser] = field(default_factory=list)
    at_work: dict[str, Browser] = field(default_factory=dict)
    """The browsers of staff beside the bureau's, by the address of who logs in there."""
    facts: dict[str, Any] = field(default_factory=dict)
    measured: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    def tell(self, text: str) -> None:
        """Print a line of the play."""
        print(f"[{time.monotonic() - self.started:6.1f} s]   {text}", flush=True)

    @contextmanager
    def act(self, number: int, title: str) -> Iterator[None]:
        """Print the title of an act, and measure it."""
        print(f"[{time.monotonic() - self.started:6.1f} s] {number}. {title}", flush=True)
        begun = time.monotonic()
        yield
        self.measured[f"{number}. {title}"] = f"{time.monotonic() - begun:.2f} s"

    def mail_to(self, address: str, after: int = 0, *, about: str = "") -> ReceivedMail:
        """The mail that comes to an address, as `Mailbox.wait_for_mail` finds it. Raises `NoMail` after `PATIENCE`."""
        return self.stack.mailbox.wait_for_mail(address, after=after, timeout=PATIENCE, about=about)

    def new_browser(self) -> Browser:
        """A fresh browser of somebody."""
        return Browser(self.stack.url)


@contextmanager
def stack_clock(stack: Stack) -> Iterator[None]:
    """Let this process see the clock of the stack, so that its days are the stack's days."""
    environment = stack.clock_environment()
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE, *, every: float = 0.02) -> float:
    """Wait for something that follows by event, looking `every` so many seconds; answers the seconds it took.

    Raises `Failed` after `seconds`.
    """
    begun = time.monotonic()
    while True:
        if condition():
            return time.monotonic() - begun
        if time.monotonic() - begun > seconds:
            raise Failed(f"{what}: not within {seconds:.0f} s")
        time.sleep(every)
