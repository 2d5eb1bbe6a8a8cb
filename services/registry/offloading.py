"""Where work is done that would block nameko's hub: hashing and printing take some 50 ms of a processor."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

Run = Callable[..., Any]
"""Calls a function with its arguments somewhere and answers its result, as `eventlet.tpool.execute` does."""


def at_once(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it here and now: for processes without a hub."""
    return function(*arguments)


def in_turn(run: Run, turns: AbstractContextManager[Any]) -> Run:
    """`run`, for as many at a time as `turns`, a semaphore, lets in.

    A hash goes through 19 MiB again and again: as many at once as there are processors share their caches, and more drive each
    other out of them, so that each takes a tenth longer and none is done earlier (decision 203).
    """

    def run_in_turn(function: Callable[..., Any], *arguments: Any) -> Any:
        with turns:
            return run(function, *arguments)

    return run_in_turn
