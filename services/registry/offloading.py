"""Where work is done that would block nameko's hub: hashing and printing take some 50 ms of a processor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]
"""Calls a function with its arguments somewhere and answers its result, as `eventlet.tpool.execute` does."""


def at_once(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it here and now: for processes without a hub."""
    return function(*arguments)
