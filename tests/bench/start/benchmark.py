"""Seconds from `make up` on an installed machine to ready, at the first time and with the data of an earlier time."""

from __future__ import annotations

import itertools
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from deploy.stack.stack import Stack
from tests.bench.table import Table, tenths

TIMES = 3


def run(say: Callable[[str], None] = print) -> list[Table]:
    """Start a stack of its own again and again; two starts of each, the second on what the first has left."""
    first: list[dict[str, float]] = []
    second: list[dict[str, float]] = []
    for number in range(TIMES):
        with tempfile.TemporaryDirectory(prefix="hw-bench-start-") as folder:
            prefix = f"bench{secrets.token_hex(4)}_"
            try:
                first.append(_start(Path(folder), prefix))
                second.append(_start(Path(folder), prefix))
            finally:
                Stack(Path(folder), prefix=prefix).forget()
        say(f"start {number + 1} of {TIMES}: {sum(first[-1].values()):.1f} s and {sum(second[-1].values()):.1f} s")
    rows = [
        [step, *(tenths(statistics.median(one[step] for one in times)) for times in (first, second))]
        for step in first[0]
    ]
    whole = [tenths(statistics.median(sum(one.values()) for one in times)) for times in (first, second)]
    return [
        Table(
            "From `make up` to ready",
            ("step", "first start s", "later start s"),
            [*rows, ["all", *whole]],
            notes=(f"Medians of {TIMES}; so the steps need not add up to the whole.",),
        )
    ]


def _start(folder: Path, prefix: str) -> dict[str, float]:
    """Seconds of each step of a start, by what the stack announces with its own time when the step begins."""
    steps = [(time.monotonic(), "starting PostgreSQL, RabbitMQ and the SMTP server")]

    def hear(line: str) -> None:
        if line.startswith("["):
            steps.append((time.monotonic(), line.partition("]")[2].strip()))

    stack = Stack(folder, announce=hear, prefix=prefix)
    try:
        stack.up()
    finally:
        stack.stop()
    return {step: end - began for (began, step), (end, _) in itertools.pairwise(steps)}
