"""How long processes have kept a processor busy: unlike time by the clock, the same on a machine that does other work."""

from __future__ import annotations

import contextlib

import psutil

from deploy.stack.supervisor import Supervisor


def processor_seconds(supervisor: Supervisor, name: str) -> float:
    """Seconds of processor time that a running process and all it has started have used until now."""
    pid = supervisor.pid(name)
    assert pid is not None, f"{name} is down"
    process = psutil.Process(pid)
    seconds = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            seconds += sum(one.cpu_times()[:4])  # its own and that of the children it has waited for, user and system
    return seconds
